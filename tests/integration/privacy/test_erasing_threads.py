"""The erasure of a person's conversations: of threads and albums, and step by step, with interruptions (M17)."""

from typing import Any

import pytest

from helpdesk.conversations.moving import move
from helpdesk.conversations.references import ConversationReference
from helpdesk.jobs.repository import JobRepository
from helpdesk.messaging.messages import Sender
from helpdesk.platform.errors import Unavailable
from tests.support.agent import close
from tests.support.contacts import call, listed
from tests.support.desk import DeskInProcess
from tests.support.file_store import FileStore
from tests.support.privacy import ADDRESS, MARKER, everything, plant, published, run, steps

PERSON = Sender(ADDRESS, MARKER)


def contact_of(desk: DeskInProcess, accepted: Any) -> str:
    desk.settle()
    found: str = call(desk, "GET", f"/v1/tickets/{accepted.ticket_id}")[1]["contact_id"]
    return found


def texts(desk: DeskInProcess, accepted: Any) -> list[str]:
    entries = call(desk, "GET", f"/v1/tickets/{accepted.ticket_id}")[1]["entries"]
    return [each["text"] for each in entries if each["type"] == "message"]


def test_a_thread_that_has_moved_leads_nowhere_any_more(desk: DeskInProcess, store: FileStore) -> None:
    accepted = desk.accept("before", thread="t1", sender=PERSON)
    contact = contact_of(desk, accepted)
    reference = ConversationReference.from_conversation_id(accepted.conversation_id)
    known = desk.conversations.conversation(reference)
    assert known is not None
    assert move(desk.conversations, known, "t2")
    assert desk.accept("there", thread="t2", sender=PERSON).conversation_id == accepted.conversation_id
    assert run(desk, "erasures", contact)["state"] == "done"
    left = everything(desk, store)
    assert MARKER not in left
    assert "~moved" not in left
    new = desk.accept("after", thread="t2", sender=PERSON)
    assert (new.conversation_id != accepted.conversation_id, texts(desk, new)) == (True, ["after"])


def test_the_conversation_before_it_in_its_thread_goes_on(desk: DeskInProcess, store: FileStore) -> None:
    """It was with somebody else."""
    assert desk.call("PATCH", f"/v1/channel-accounts/{desk.custom.id}", {"reopen_hours": 0})[0] == 200
    desk.restart()
    first = desk.accept("mine", thread="t1", sender=Sender("bob", "Bob"))
    desk.settle()
    close(desk, first.ticket_id)
    custom = desk.accounts.get(desk.custom.id)
    second = desk.accept("theirs", thread="t1", sender=PERSON, account=custom)
    assert second.conversation_id != first.conversation_id
    assert run(desk, "erasures", contact_of(desk, second))["state"] == "done"
    assert MARKER not in everything(desk, store)
    third = desk.accept("mine again", thread="t1", sender=Sender("bob", "Bob"), account=custom)
    assert (texts(desk, first), texts(desk, third)) == (["mine"], ["mine again"])
    assert MARKER not in everything(desk, store)


def album(desk: DeskInProcess, number: int) -> int:
    person = {"id": 421742174, "is_bot": False, "first_name": MARKER}
    photo = {"file_id": f"{MARKER}{number}", "file_unique_id": f"u{MARKER}{number}", "width": 9, "height": 9}
    about = {"message_id": number, "date": 1790000000, "chat": {"id": 421742174, "type": "private"}, "from": person}
    content = {"photo": [photo], "media_group_id": "900", "caption": f"{MARKER} {number}"}
    return desk.post(desk.telegram, {"update_id": number, "message": about | content})[0]


def test_an_album_goes_with_all_its_members_also_those_that_come_late(desk: DeskInProcess, store: FileStore) -> None:
    assert [album(desk, number) for number in (1, 2)] == [200, 200]
    desk.settle()
    [contact] = listed(desk)
    assert run(desk, "erasures", contact["id"])["state"] == "done"
    for gone in (MARKER, "421742174"):
        assert gone not in everything(desk, store)
    assert [album(desk, number) for number in (1, 2, 3)] == [200, 200, 200]
    desk.settle()
    assert MARKER not in everything(desk, store), "it is known which album was erased"


def test_each_step_can_be_cut_off_before_its_progress_is_stored(
    desk: DeskInProcess, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact, _ = plant(desk, store)
    published(desk, contact)
    job = call(desk, "POST", f"/v1/contacts/{contact}/erasures")[1]["id"]
    advance, cut = JobRepository.advance, [False]

    def sometimes(self: JobRepository, *args: Any, **more: Any) -> None:
        cut[0] = not cut[0]
        if cut[0]:
            raise Unavailable("It is cut off here.")
        advance(self, *args, **more)

    monkeypatch.setattr(JobRepository, "advance", sometimes)
    step, going = steps(desk, job), True
    while going:
        try:
            going = step()
        except Unavailable:
            continue
    assert call(desk, "GET", f"/v1/jobs/{job}")[1]["state"] == "done"
    left = everything(desk, store)
    assert MARKER not in left
    assert ADDRESS not in left


@pytest.mark.parametrize("text", ["a first one", "a second one"])
def test_what_a_slow_request_stores_late_is_found_by_the_last_look(
    desk: DeskInProcess, store: FileStore, text: str
) -> None:
    """It read the contact before the erasure, and stores its conversation after everything was looked at."""
    accepted = desk.accept("before", thread="t1", sender=PERSON)
    contact = contact_of(desk, accepted)
    job = call(desk, "POST", f"/v1/contacts/{contact}/erasures")[1]["id"]
    step = steps(desk, job)
    while stage(desk, job) != "last":
        assert step()
    now = desk.clock.now
    desk.clock.forward(minutes=-1)
    desk.accept(f"{MARKER}: {text}", thread="t1" if text == "a second one" else "t7", sender=PERSON)
    desk.clock.now = now
    while step():
        pass
    assert MARKER not in everything(desk, store)
    assert listed(desk) == []


def stage(desk: DeskInProcess, job: str) -> str | None:
    known = desk.worker._attempts._attempt.__self__._jobs.get(job)
    found: str | None = known.reached.get("phase")
    return found
