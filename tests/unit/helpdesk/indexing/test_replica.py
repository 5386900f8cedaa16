"""A replica has what the tables have, in whatever order the feed says that it has changed."""

from typing import Any

import pytest

from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import Change, ChangeType
from helpdesk.index.models import Batch, Is
from helpdesk.indexing import people, replica
from helpdesk.indexing.replica import IndexBehind, Replica
from helpdesk.messaging.messages import ContentKind
from helpdesk.platform.attributes import Key
from helpdesk.tickets.models import TicketState
from infra.workbench.tables import FEED
from tests.support.indexed_desk import IndexedDesk, at_no_position
from tests.support.logged_index import LoggingEngine


@pytest.fixture
def desk() -> IndexedDesk:
    return IndexedDesk()


@pytest.fixture
def index(tmp_path: Any) -> Any:
    return LoggingEngine().create(tmp_path)


@pytest.fixture
def follower(desk: IndexedDesk, index: Any) -> Replica:
    return desk.follow(index)


def check(desk: IndexedDesk, follower: Replica) -> None:
    desk.flow()
    follower.catch_up()
    index: Any = follower.index
    assert at_no_position(index.documents) == desk.expected()


def test_everything_that_can_be_found_is_there(desk: IndexedDesk, follower: Replica) -> None:
    ticket = desk.open(desk.meet("Cleo"), subject="A parcel")
    desk.say(ticket, "Where is it?", 1)
    desk.say(ticket, "👍", 2, ContentKind.REACTION_ADDED)
    desk.note(ticket, "Call them back")
    check(desk, follower)
    index: Any = follower.index
    assert len(index.documents) == 3
    assert {each.position for each in index.documents.values()} == {1}
    assert follower.position == 1


def test_nothing_new_costs_one_query(desk: IndexedDesk, follower: Replica) -> None:
    desk.open(desk.meet("Cleo"))
    check(desk, follower)
    desk.client.calls.clear()
    assert follower.catch_up() == 0
    assert desk.client.calls == ["Query"]


def test_a_message_costs_one_read_of_the_table_where_its_contact_is_known(desk: IndexedDesk, follower: Replica) -> None:
    ticket = desk.open(desk.meet("Cleo"))
    check(desk, follower)
    desk.say(ticket, "Hello", 1)
    desk.flow()
    desk.client.calls.clear()
    assert follower.catch_up() == 1
    assert desk.client.calls == ["Query", "BatchGetItem"]


def test_only_the_newest_state_is_found(desk: IndexedDesk, follower: Replica) -> None:
    ticket = desk.open(desk.meet("Cleo"))
    desk.flow()
    desk.change(ticket, owner_id="ada")
    desk.change(ticket, owner_id="bob", state=TicketState.CLOSED)
    check(desk, follower)
    counts = follower.index.counts({"ada": Is("owner_id", ("ada",)), "bob": Is("owner_id", ("bob",))})
    assert counts == {"ada": 0, "bob": 1}


def test_what_was_erased_is_gone(desk: IndexedDesk, follower: Replica) -> None:
    kept, erased = desk.open(desk.meet("Cleo")), desk.open(desk.meet("Bob"))
    for ticket in (kept, erased):
        desk.say(ticket, "Hello", 1)
    note = desk.note(kept, "secret")
    desk.note(erased, "secret")
    check(desk, follower)
    desk.delete_note(note)
    desk.erase(erased)
    check(desk, follower)
    index: Any = follower.index
    assert {each.ticket_id for each in index.documents.values()} == {kept.id}
    assert note.id not in index.documents


def test_texts_go_with_their_ticket(desk: IndexedDesk, follower: Replica) -> None:
    ticket = desk.open(desk.meet("Cleo"))
    desk.say(ticket, "Hello", 1)
    check(desk, follower)
    desk.forget(ticket)
    check(desk, follower)
    index: Any = follower.index
    assert not index.documents


def test_a_contact_that_changes_changes_its_tickets(desk: IndexedDesk, follower: Replica) -> None:
    cleo, bob = desk.meet("Cleo"), desk.meet("Bob")
    ticket, other = desk.open(cleo), desk.open(bob)
    check(desk, follower)
    desk.recall(cleo, name="Cleopatra")
    desk.identify(cleo, "cleo@example.com")
    check(desk, follower)
    index: Any = follower.index
    assert index.documents[ticket.id].words["contact"] == "Cleo\nCleopatra\ncleo@example.com"
    assert index.documents[other.id].words["contact"] == "Bob"


def test_a_merge_gives_tickets_and_texts_to_whoever_answers(desk: IndexedDesk, follower: Replica) -> None:
    cleo, other = desk.meet("Cleo"), desk.meet("Cleo at work")
    ticket = desk.open(other)
    message, note = desk.say(ticket, "Hello", 1), desk.note(ticket, "Known")
    check(desk, follower)
    desk.merge(cleo, other)
    check(desk, follower)
    index: Any = follower.index
    assert {index.documents[each.id].values["contact_id"] for each in (ticket, message, note)} == {(cleo.id,)}
    desk.recall(other, name="Cleo, at work")
    check(desk, follower)
    desk.part(cleo, other)
    check(desk, follower)
    assert {index.documents[each.id].values["contact_id"] for each in (ticket, message, note)} == {(other.id,)}


@pytest.mark.parametrize("many", [1, 500])
def test_texts_have_the_names_of_now(
    desk: IndexedDesk, follower: Replica, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Whatever changes, and however many are looked at together."""
    monkeypatch.setattr(replica, "_PAGE", many)
    cleo = desk.meet("Cleo")
    tickets = [desk.open(cleo, subject="A parcel"), desk.open(cleo)]
    messages = [desk.say(ticket, f"Hello {number}", number) for number in (1, 2) for ticket in tickets]
    desk.note(tickets[0], "Known")
    check(desk, follower)
    desk.recall(cleo, name="Cleopatra")
    check(desk, follower)
    index: Any = follower.index
    assert {index.documents[each.id].words["about"] for each in messages} == {
        "A parcel\nCleo\nCleopatra",
        "Cleo\nCleopatra",
    }
    desk.change(tickets[0], subject="A letter")
    check(desk, follower)
    desk.database.transact([desk.contacts._table.deleting(Key(cleo.id, "contact"), "attribute_exists(#pk)")])
    desk._changed(ChangeType.CONTACT_ERASED, contact_id=cleo.id)
    check(desk, follower)
    assert {index.documents[each.id].words["about"] for each in messages} == {"A letter\nCleo", "Cleo"}


def test_texts_whose_ticket_has_not_changed_are_not_read_again(desk: IndexedDesk, follower: Replica) -> None:
    cleo = desk.meet("Cleo")
    ticket = desk.open(cleo)
    for number in range(1, 4):
        desk.say(ticket, "Hello", number)
    check(desk, follower)
    desk.change(ticket, owner_id="ada")
    desk.recall(cleo, owner_id="ada")
    desk.flow()
    desk.client.calls.clear()
    written: list[Batch] = []
    index: Any = follower.index
    apply = index.apply
    index.apply = lambda batch: (written.append(batch), apply(batch))
    follower.catch_up()
    assert [[each.id for each in batch.documents] for batch in written] == [[ticket.id]]
    assert desk.client.calls.count("BatchGetItem") == 1


def test_a_text_that_was_read_before_its_ticket_gets_the_name_of_now(desk: IndexedDesk, follower: Replica) -> None:
    """As a build reads them, in two turns, while somebody is renamed."""
    cleo = desk.meet("Cleo")
    ticket = desk.open(cleo)
    message = desk.say(ticket, "Hello", 1)
    ids = {each.id: each for each in desk.reader().documents(desk._stored(), 0)}
    follower.put([ids[message.id]])
    desk.recall(cleo, name="Cleopatra")
    desk.flow()
    desk.pending.clear()
    follower._position = 1
    follower._reader.people.forget([cleo.id])
    follower.put([each for each in desk.reader().documents(desk._stored(), 1) if each.id == ticket.id])
    index: Any = follower.index
    assert index.documents[message.id].words["about"] == "Cleo\nCleopatra"


def test_a_contact_with_many_tickets_changes_all(
    desk: IndexedDesk, follower: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica, "_PAGE", 2)
    cleo, other = desk.meet("Cleo"), desk.meet("Another")
    for number in range(5):
        desk.say(desk.open(other), f"message {number}", 1)
    check(desk, follower)
    desk.merge(cleo, other)
    check(desk, follower)
    assert follower.index.tickets(Is("contact_id", (cleo.id,)), replica._OLDEST_FIRST, after=None, limit=9).count == 5


def test_a_ticket_without_its_contact_is_found_too(desk: IndexedDesk, follower: Replica) -> None:
    cleo = desk.meet("Cleo")
    ticket = desk.open(cleo)
    desk.database.transact([desk.contacts._table.deleting(Key(cleo.id, "contact"), "attribute_exists(#pk)")])
    check(desk, follower)
    index: Any = follower.index
    assert index.documents[ticket.id].values["contact_id"] == (cleo.id,)


def test_people_are_read_again_when_too_many_are_known(
    desk: IndexedDesk, follower: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "MOST_KNOWN", 2)
    for name in "abc":
        desk.open(desk.meet(name))
        check(desk, follower)
    for name in "ab":
        desk.open(desk.meet(f"{name} again"))
    check(desk, follower)


def test_many_changes_are_applied_in_portions(
    desk: IndexedDesk, follower: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica, "_AT_ONCE", 3)
    monkeypatch.setattr(replica, "_ENTRIES", 4)
    cleo = desk.meet("Cleo")
    for size in (1, 2, 4, 1, 1, 1):
        for _ in range(size):
            desk.open(cleo)
        desk.flow()
    positions: list[int] = []
    index: Any = follower.index
    apply = index.apply
    index.apply = lambda batch: (positions.append(batch.position), apply(batch))
    assert follower.catch_up() == 11
    assert positions == [1, 2, 3, 5, 6]
    check(desk, follower)


def test_what_nobody_finds_moves_the_position_alone(desk: IndexedDesk, follower: Replica) -> None:
    desk.pending = [
        Change(ChangeType.DESK_CHANGED, "2026-11-27T09:00:00.000000Z", "system:desk", data={"change": "renamed"})
    ]
    desk.flow()
    assert follower.catch_up() == 1
    index: Any = follower.index
    assert (follower.position, index.position) == (1, 0)
    follower.settle()
    assert index.position == 1
    follower.settle()
    assert len(index.files().names) == 1


def test_a_change_of_a_newer_version_is_passed_by(desk: IndexedDesk, follower: Replica) -> None:
    desk.pending = [
        Change(
            ChangeType.DESK_CHANGED, "2026-11-27T09:00:00.000000Z", "system:desk", ConversationReference("a" * 26), 1
        ),
        Change(
            ChangeType.MESSAGE_RECEIVED, "2026-11-27T09:00:00.000000Z", "system:desk", ConversationReference("a" * 26)
        ),
    ]
    check(desk, follower)
    assert follower.position == 1


def test_an_index_that_the_feed_has_left_behind_says_so(desk: IndexedDesk, follower: Replica) -> None:
    for name in ("Cleo", "Bob", "Ann"):
        desk.meet(name)
        desk.flow()
    table = desk.table(FEED)
    for number in (1, 2):
        desk.database.transact([table.deleting(Key("feed", f"{number:012d}"), "attribute_exists(#pk)")])
    with pytest.raises(IndexBehind, match="up to entry 0"):
        follower.catch_up()


def test_a_batch_that_fails_is_read_again(desk: IndexedDesk, follower: Replica) -> None:
    desk.open(desk.meet("Cleo"))
    desk.flow()
    index: Any = follower.index
    apply = index.apply

    def failing(_: Batch) -> None:
        raise OSError("the disk is full")

    index.apply = failing
    with pytest.raises(OSError, match="full"):
        follower.catch_up()
    index.apply = apply
    check(desk, follower)


def test_the_channel_of_an_older_ticket_is_that_of_its_account(desk: IndexedDesk, follower: Replica) -> None:
    ticket = desk.open(desk.meet("Cleo"), channel=None)
    check(desk, follower)
    index: Any = follower.index
    assert "channel_id" not in index.documents[ticket.id].values  # there is no such account
