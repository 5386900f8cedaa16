"""Accepting messages: one commit, once, in order, under concurrency."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.conversations.repository import Claim
from helpdesk.messaging.messages import Sender
from tests.support.desk import DeskInProcess
from tests.support.fakes import FakeClock

pytestmark = pytest.mark.both_backends


def sequences(desk: DeskInProcess, conversation_id: str) -> list[int]:
    reference = ConversationReference.from_conversation_id(conversation_id)
    return [message.sequence for message in desk.conversations.messages_after(reference, 0)]


def at_once(count: int, call: Any) -> list[Any]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(call, range(count)))


def test_a_first_message_creates_contact_conversation_ticket_and_message(desk: DeskInProcess) -> None:
    accepted = desk.accept("My order is late")
    reference = ConversationReference.from_conversation_id(accepted.conversation_id)
    ticket = desk.tickets.get(reference)
    assert ticket is not None
    assert (ticket.subject, ticket.contact_name, ticket.state) == ("My order is late", "Cleo", "open")
    conversation = desk.conversations.conversation(reference)
    assert conversation is not None
    assert conversation.contact_id == ticket.contact_id
    assert sequences(desk, accepted.conversation_id) == [1]


def test_later_messages_join_the_conversation_without_gaps(desk: DeskInProcess) -> None:
    responses = [desk.accept(f"message {number}") for number in range(5)]
    assert len({response.ticket_id for response in responses}) == 1
    assert sequences(desk, responses[0].conversation_id) == [1, 2, 3, 4, 5]


def test_a_repeated_message_gets_the_first_response_months_later_and_changes_nothing(desk: DeskInProcess) -> None:
    first = desk.accept(key="same")
    later = [desk.accept() for _ in range(60)]
    desk.clock.forward(days=200)
    assert desk.accept("with another text", key="same") == first
    assert sequences(desk, first.conversation_id) == list(range(1, 62))
    assert desk.accept(key="m30") in later


def test_a_message_key_of_another_thread_or_sender_is_another_message(desk: DeskInProcess) -> None:
    cleo, dora = Sender("cleo", "Cleo"), Sender("dora", "Dora")
    sent = [("t1", cleo), ("t2", cleo), ("t1", dora), ("t2", dora)]
    first = [desk.accept(key="same", thread=thread, sender=sender) for thread, sender in sent]
    assert len({accepted.id for accepted in first}) == 4
    assert len({accepted.conversation_id for accepted in first}) == 2
    assert [desk.accept(key="same", thread=thread, sender=sender) for thread, sender in sent] == first


def test_ten_concurrent_senders_with_one_key_are_ten_messages(desk: DeskInProcess) -> None:
    accepted = at_once(10, lambda at: desk.accept(key="same", sender=Sender(f"sender {at}")))
    assert sequences(desk, accepted[0].conversation_id) == list(range(1, 11))
    assert sorted(at_once(10, lambda at: desk.accept(key="same", sender=Sender(f"sender {at}"))), key=str) == sorted(
        accepted, key=str
    )


def test_accounts_share_nothing(desk: DeskInProcess) -> None:
    mine = desk.accept(key="same", thread="t1")
    other = desk.accept(key="same", thread="t1", account=desk.telegram)
    assert mine.conversation_id != other.conversation_id


def test_a_known_contact_may_start_another_thread(desk: DeskInProcess) -> None:
    first, second = desk.accept(thread="t1"), desk.accept(thread="t2")
    tickets = [desk.tickets.get(ConversationReference.from_ticket_id(message.ticket_id)) for message in (first, second)]
    assert tickets[0] is not None
    assert tickets[1] is not None
    assert tickets[0].contact_id == tickets[1].contact_id
    assert tickets[0].id != tickets[1].id


def test_ten_concurrent_requests_with_one_message_create_one(desk: DeskInProcess) -> None:
    desk.accept()
    inbound = desk.inbound(key="same")
    responses = at_once(10, lambda _: desk.acceptance.accept(desk.custom, inbound))
    assert len(set(responses)) == 1
    assert sequences(desk, responses[0].conversation_id) == [1, 2]


def test_ten_concurrent_first_messages_with_one_key_create_one_ticket(desk: DeskInProcess) -> None:
    inbound = desk.inbound(key="same")
    responses = at_once(10, lambda _: desk.acceptance.accept(desk.custom, inbound))
    assert len(set(responses)) == 1
    assert sequences(desk, responses[0].conversation_id) == [1]


def test_two_concurrent_first_messages_create_one_conversation(desk: DeskInProcess) -> None:
    responses = at_once(2, lambda number: desk.accept(key=f"first-{number}"))
    assert len({response.ticket_id for response in responses}) == 1
    assert sequences(desk, responses[0].conversation_id) == [1, 2]


def test_concurrent_messages_leave_no_gap(desk: DeskInProcess) -> None:
    desk.accept()
    responses = at_once(12, lambda number: desk.accept(key=f"burst-{number}"))
    assert len({response.id for response in responses}) == 12
    assert sequences(desk, responses[0].conversation_id) == list(range(1, 14))


def test_an_interrupted_write_is_completed_by_the_senders_retry(desk: DeskInProcess) -> None:
    """The key was claimed, and the process crashed before it stored the message."""
    first = desk.accept()
    reference = ConversationReference(thread_of(desk.custom.id, "t1"))
    desk.conversations.claim(desk.custom.id, "crashed", Claim(reference, 1))
    desk.accept("another message comes in between")
    accepted = desk.accept("at last", key="crashed")
    assert sequences(desk, first.conversation_id) == [1, 2, 3]
    assert accepted.id == reference.message_id(3)
    assert desk.accept("at last", key="crashed") == accepted


def test_our_own_write_with_a_lost_response_is_not_a_duplicate(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DynamoDB commits, the response is lost, the SDK retries, and the condition fails because of our own item."""
    first = desk.accept()
    append, claim = desk.conversations.append, desk.conversations.claim

    def append_twice(*arguments: Any) -> bool:
        append(*arguments)
        return append(*arguments)

    def claim_twice(*arguments: Any) -> Claim | None:
        claim(*arguments)
        return claim(*arguments)

    monkeypatch.setattr(desk.conversations, "append", append_twice)
    monkeypatch.setattr(desk.conversations, "claim", claim_twice)
    desk.accept(key="lost")
    monkeypatch.undo()
    assert sequences(desk, first.conversation_id) == [1, 2]
    assert desk.accept(key="lost").id.endswith("_2")


def test_both_timestamps_are_stored(desk: DeskInProcess) -> None:
    assert isinstance(desk.clock, FakeClock)
    body = {
        "conversation": {"id": "t"},
        "sender": {"id": "c"},
        "message": {"id": "m", "text": "Hi", "sent_at": "2020-02-29T12:00:00+02:00"},
    }
    status, response = desk.post(
        desk.custom, {"type": "message.created", "timestamp": "2026-11-22T09:00:00Z", "data": body}
    )
    assert status == 200
    _, timeline = desk.call("GET", f"/v1/conversations/{response['messages'][0]['conversation_id']}/timeline")
    assert timeline["entries"][0]["sent_at"] == "2020-02-29T10:00:00.000000Z"
    assert timeline["entries"][0]["created_at"].startswith("2026-11-22T09:00:00")


def test_a_reference_is_to_a_message_of_the_same_conversation(desk: DeskInProcess) -> None:
    """The service numbers the messages of each conversation."""
    cleo, dora = Sender("cleo", "Cleo"), Sender("dora", "Dora")
    first = desk.accept(key="1", thread="t1", sender=cleo)
    second = desk.accept(key="1", thread="t2", sender=dora)

    def refers(thread: str, sender: Sender, key: str) -> str | None:
        inbound = desk.inbound(key=f"{thread} answers {key}", thread=thread, sender=sender)
        answer = replace(inbound, reply_to_key=key, reply_to_external_id=key)
        return desk.acceptance.take(desk.custom, answer).reply_to

    assert refers("t1", cleo, "1") == first.id
    assert refers("t2", dora, "1") == second.id
    assert refers("t3", dora, "1") is None
    desk.accept(key="2", thread="t1", sender=cleo)
    assert refers("t2", dora, "2") is None


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        ("HS_EMAIL_ADDRESS", ("Cleo@Example.com", "cleo@example.com")),
        ("HS_EMAIL_ADDRESS", (" cleo@example.com", "cleo@example.com")),
        ("HS_PHONE_NUMBER", ("+31 20 123 4567", "+31201234567")),
    ],
)
@pytest.mark.parametrize("key", ["m1", "same"])
def test_a_retry_with_another_spelling_of_the_address_is_a_retry(
    desk: DeskInProcess, kind: str, spellings: tuple[str, str], key: str
) -> None:
    desk.accept(key="same", thread="t2", sender=Sender("somebody else"))
    first, again = (desk.accept(key=key, sender=Sender(each, identifier_type=kind)) for each in spellings)
    assert first == again
