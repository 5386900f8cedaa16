"""GET /v1/changes, through the API."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import Change, ChangeType, Recorded
from helpdesk.feed.repository import FeedWriter
from helpdesk.people.principals import TicketAccess
from helpdesk.platform.attributes import Key
from infra.workbench.tables import FEED
from tests.support.desk import DeskInProcess
from tests.support.integrator import Integrator, party

AT = "2026-11-22T09:00:00.000000Z"


def append(desk: DeskInProcess, *changes: Change) -> None:
    """One entry."""
    newest = desk.use_cases.change_feed._repository.newest()
    name, at = newest.number if newest else 0, desk.clock().timestamp()
    FeedWriter(desk.database.table(FEED), desk.clock).append(
        [Recorded(f"{name}/{number}", change, at) for number, change in enumerate(changes)]
    )


def received(conversation: ConversationReference | None = None, sequence: int | None = None) -> Change:
    return Change(ChangeType.MESSAGE_RECEIVED, AT, "contact:con_1", conversation, sequence)


def changes(desk: DeskInProcess, expected: int = 200, principal: Any = None, **query: object) -> Any:
    asked = {name: str(value) for name, value in query.items()}
    status, answer = desk.call("GET", "/v1/changes", query=asked, principal=principal)
    assert status == expected, answer
    return answer


def conversation(desk: DeskInProcess, thread: str = "t1") -> ConversationReference:
    """The feed has nothing of it yet: a test says what it has."""
    return ConversationReference.from_ticket_id(desk.accept(thread=thread).ticket_id)


def test_a_change_has_who_caused_it_and_the_ids_of_what_it_is_about(desk: DeskInProcess) -> None:
    reference = conversation(desk)
    owned = {"change": "ticket.owner_changed", "event_id": "01m8"}
    append(
        desk,
        received(reference, 1),
        Change(ChangeType.TICKET_CHANGED, AT, "person:agent-1", reference, 1, owned),
        Change(ChangeType.CONTACT_CREATED, AT, "contact:con_1", data={"contact_id": "con_1"}),
    )
    [message, ticket, contact] = changes(desk)["changes"]
    assert message == {
        "cursor": message["cursor"],
        "type": "message.received",
        "at": AT,
        "actor": {"kind": "contact", "id": "con_1"},
        "conversation_id": reference.conversation_id,
        "sequence": 1,
        "data": {"ticket_id": reference.ticket_id, "message_id": reference.message_id(1)},
    }
    assert (ticket["actor"], ticket["data"]) == (
        {"kind": "person", "id": "agent-1"},
        owned | {"ticket_id": reference.ticket_id},
    )
    assert (contact["actor"], contact["conversation_id"], contact["sequence"]) == (
        {"kind": "contact", "id": "con_1"},
        None,
        None,
    )


def test_one_goes_on_from_a_cursor_page_by_page(desk: DeskInProcess) -> None:
    append(desk, *(received(sequence=number) for number in range(3)))
    append(desk, *(received(sequence=number) for number in range(3, 5)))
    first = changes(desk, limit=2)
    assert [each["sequence"] for each in first["changes"]] == [0, 1]
    assert first["has_more"] is True
    rest = changes(desk, after=first["next_cursor"])
    assert ([each["sequence"] for each in rest["changes"]], rest["has_more"]) == ([2, 3, 4], False)
    assert changes(desk, after=rest["changes"][0]["cursor"])["changes"] == rest["changes"][1:]
    assert changes(desk, after="latest") == {
        "changes": [],
        "next_cursor": rest["changes"][-1]["cursor"],
        "has_more": False,
    }


def test_types_and_actors_are_chosen(desk: DeskInProcess) -> None:
    append(
        desk,
        received(sequence=1),
        Change(ChangeType.NOTE_ADDED, AT, "program:tok_1", sequence=2),
        Change(ChangeType.NOTE_ADDED, AT, "person:agent-1", sequence=3),
    )

    def found(**query: str) -> list[int]:
        return [each["sequence"] for each in changes(desk, **query)["changes"]]

    assert found(types="note.added") == [2, 3]
    assert found(types="note.added,message.received", not_by="tok_1") == [1, 3]
    assert found(not_by="tok_1,agent-1") == [1]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"limit": "1000000"}, "limit"),
        ({"wait": "21"}, "wait"),
        ({"wait": "-1"}, "wait"),
        ({"wait": "soon"}, "wait"),
        ({"types": "ticket.created,ticket.exploded"}, "types[1]"),
        ({"not_by": ",".join(["a"] * 21)}, "not_by"),
        ({"not_by": "a" * 129}, "not_by[0]"),
        ({"after": "made-up"}, "after"),
        ({"after": ""}, "after"),
        ({"type": "ticket.created"}, "type"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: DeskInProcess, query: dict[str, str], field: str) -> None:
    assert [each["field"] for each in changes(desk, 400, **query)["errors"]] == [field]


def test_a_cursor_that_has_expired_says_where_to_begin_again(desk: DeskInProcess) -> None:
    for number in range(3):
        append(desk, received(sequence=number))
    old = changes(desk, limit=1)["next_cursor"]
    table = desk.database.table(FEED)
    table.transact([table.deleting(Key("feed", f"{2:012d}"), "attribute_exists(#pk)")])
    refused = changes(desk, 410, after=old)
    assert refused["code"] == "cursor_expired"
    desk.clock.forward(days=8)
    append(desk, received(sequence=4))
    begin = changes(desk, 410, after=old)["begin_at"]
    assert [each["sequence"] for each in changes(desk, after=begin)["changes"]] == [4]


def test_everybody_sees_changes_of_their_tickets_only(desk: DeskInProcess) -> None:
    reference = conversation(desk)
    append(desk, received(reference, 1), received(ConversationReference("a" * 26), 1))
    who = replace(desk.principal, id="agent-2", ticket_access=TicketAccess.OWN)
    everything = changes(desk, after=changes(desk, limit=1)["next_cursor"], principal=who)
    assert everything["changes"] == [], "only a conversation that there is not"
    append(desk, Change(ChangeType.ACCOUNT_CHANGED, AT, "person:agent-1", data={"account_id": "1"}))
    last = changes(desk, principal=who, types="account.changed")["changes"]
    assert [each["type"] for each in last] == ["account.changed"], "what is about no ticket is not limited by tickets"
    [seen] = changes(desk, principal=who, types="message.received")["changes"]
    assert seen["conversation_id"] == reference.conversation_id
    desk.call("PUT", f"/v1/tickets/{reference.ticket_id}/owner", {"owner_id": "agent-1"})
    hidden = changes(desk, principal=who, types="message.received")
    assert (hidden["changes"], hidden["has_more"]) == ([], False)
    owner = replace(who, id="agent-1")
    assert len(changes(desk, principal=owner, types="message.received")["changes"]) == 1


def test_a_type_that_one_may_not_see_is_refused(desk: DeskInProcess) -> None:
    who = replace(desk.principal, scopes=frozenset({"tickets.read"}))
    assert changes(desk, 403, principal=who, types="user.changed")["code"] == "missing_scope"
    assert changes(desk, principal=who, types="ticket.created")["changes"] == []


def test_what_a_program_writes_in_somebodys_name_is_its_own_too(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready()
    app.publish(channel, account)
    outgoing = {"messageDirection": "OUTGOING", "recipients": [party()], "senders": [{"senderActorId": "A-agent-1"}]}
    app.publish(channel, account, "Hello", **outgoing)
    desk.fill_feed()
    [written] = [each for each in changes(desk)["changes"] if "program_id" in each["data"]]
    assert (written["actor"]["id"], written["data"]["program_id"]) == ("agent-1", app.principal.id)
    others = changes(desk, not_by=app.principal.id)["changes"]
    assert written not in others
    assert "message.received" in [each["type"] for each in others]
