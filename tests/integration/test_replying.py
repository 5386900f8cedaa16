"""An agent's reply: stored once, delivered in order, with a visible status."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.content.draft import Draft
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.outbound_http import HttpResponse, NoResponse, NotReached
from helpdesk.replies.replies import ReplyRequest
from infra.workbench.box import FakeBox
from tests.support.agent import composer, entries, reply
from tests.support.desk import BOT_TOKEN, DeskInProcess, queue_event
from tests.support.fakes import FakeQueue


def test_a_reply_answers_the_newest_message_and_is_sent(desk: DeskInProcess) -> None:
    accepted = desk.accept(key="m1")
    desk.accept(key="m2")
    status, message = reply(desk, accepted.conversation_id)
    assert (status, message["status"], message["sequence"]) == (201, "QUEUED", 3)
    assert message["in_reply_to_external_id"] == "m2"
    desk.settle()
    sent = entries(desk, accepted.conversation_id)[-1]
    assert (sent["status"], sent["attempts"]) == ("SENT", 1)
    [(url, headers, body)] = desk.http.posted
    assert url == "https://chat.example/hook"
    assert headers["webhook-id"] == message["id"]
    assert json.loads(body)["message"]["text"] == "Hi"


def test_a_reply_to_a_given_message(desk: DeskInProcess) -> None:
    accepted = desk.accept(key="m1")
    desk.accept(key="m2")
    _, message = reply(desk, accepted.conversation_id, in_reply_to=accepted.id)
    assert message["in_reply_to"] == accepted.id
    for unknown in ("msg_x", f"msg_{'a' * 26}_1_1", accepted.id[:-1] + "9"):
        status, problem = reply(desk, accepted.conversation_id, in_reply_to=unknown)
        assert (status, problem["errors"][0]["field"]) == (400, "in_reply_to")


def test_the_customers_newest_message_is_found_despite_many_later_replies(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    for number in range(20):
        assert reply(desk, accepted.conversation_id, str(number))[1]["in_reply_to"] == accepted.id


@pytest.mark.parametrize(("later", "answered"), [(98, "m2"), (99, "m2"), (100, "m1")])
def test_the_customers_newest_message_is_looked_for_among_100_entries(
    desk: DeskInProcess, later: int, answered: str
) -> None:
    accepted = {key: desk.accept(key=key) for key in ("m1", "m2")}
    conversation_id = accepted["m1"].conversation_id
    reference = MessageReference.from_message_id(reply(desk, conversation_id)[1]["id"])
    stored = desk.conversations.message(reference)
    assert stored is not None
    for number in range(1, later):
        assert desk.conversations.append(replace(stored, sequence=stored.sequence + number, key=f"r{number}"))
    assert composer(desk, conversation_id)["reply_to"]["newest"] == accepted[answered].id
    assert reply(desk, conversation_id)[1]["in_reply_to"] == accepted[answered].id


def test_an_idempotency_key_sends_once(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    first = reply(desk, accepted.conversation_id, key="k")
    for number in range(12):
        reply(desk, accepted.conversation_id, str(number))
    desk.accept("meanwhile")
    assert reply(desk, accepted.conversation_id, key="k")[1]["id"] == first[1]["id"]
    status, problem = reply(desk, accepted.conversation_id, "another text", key="k")
    assert (status, problem["code"]) == (409, "idempotency_key_reused")
    desk.clock.forward(hours=25)
    assert reply(desk, accepted.conversation_id, key="k")[1]["id"] != first[1]["id"]


def test_an_idempotency_key_is_one_look_up_at_any_length(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = desk.accept()
    first = reply(desk, accepted.conversation_id, key="k")[1]["id"]
    for number in range(120):
        desk.accept(str(number))
    calls: list[str] = []
    for name in ("query", "get", "write"):
        counted = getattr(desk.databases["desk_api"], name)

        def count(*given: Any, _name: str = name, _counted: Any = counted, **named: Any) -> Any:
            calls.append(_name)
            return _counted(*given, **named)

        monkeypatch.setattr(desk.databases["desk_api"], name, count)
    assert reply(desk, accepted.conversation_id, "new", key="k2")[0] == 201
    assert ",".join(calls) == "query,get,write,write"
    calls.clear()
    assert reply(desk, accepted.conversation_id, key="k")[1]["id"] == first
    assert ",".join(calls) == "query,get,write,query"


def test_a_key_returns_its_reply_after_the_account_was_disabled(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    first = reply(desk, accepted.conversation_id, key="k")[1]["id"]
    assert desk.call("PATCH", f"/v1/channel-accounts/{desk.custom.id}", {"active": False})[0] == 200
    status, message = reply(desk, accepted.conversation_id, key="k")
    assert (status, message["id"]) == (201, first)
    assert reply(desk, accepted.conversation_id, key="new")[0] == 409


def test_a_reply_whose_request_ended_after_the_claim_is_stored_by_the_retry(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = desk.accept()
    with monkeypatch.context() as patch:
        patch.setattr(ConversationRepository, "append", lambda *_: (_ for _ in ()).throw(Unavailable("no answer")))
        assert reply(desk, accepted.conversation_id, key="k")[0] == 503
    desk.accept("meanwhile")
    assert reply(desk, accepted.conversation_id, key="k")[0] == 201
    assert [entry["text"] for entry in entries(desk, accepted.conversation_id)] == ["Hello", "meanwhile", "Hi"]


def test_the_same_key_in_another_conversation_is_another_reply(desk: DeskInProcess) -> None:
    ids = {reply(desk, desk.accept(thread=name).conversation_id, key="k")[1]["id"] for name in ("a", "b")}
    assert len(ids) == 2


@pytest.mark.both_backends
def test_ten_concurrent_replies_with_one_key_send_once(desk: DeskInProcess) -> None:
    reference = ConversationReference.from_conversation_id(desk.accept().conversation_id)
    request, actor = ReplyRequest(Draft("Hi"), idempotency_key="k"), desk.principal.actor()
    with ThreadPoolExecutor(10) as pool:
        responses = list(pool.map(lambda _: desk.use_cases.replies.reply(reference, request, actor).id, range(10)))
    assert len(set(responses)) == 1
    desk.settle()
    assert len(desk.http.posted) == 1


def test_telegram_gets_send_message_and_its_id_is_stored(desk: DeskInProcess) -> None:
    person = {"id": 7, "is_bot": False, "first_name": "Nia"}
    chat = {"id": 7, "type": "private"}
    message = {"message_id": 41, "from": person, "chat": chat, "date": 1454119029, "text": "Hello"}
    _, response = desk.post(desk.telegram, {"update_id": 1, "message": message})
    conversation_id = response["messages"][0]["conversation_id"]
    reply(desk, conversation_id, "Hi Nia")
    desk.settle()
    [(url, _, body)] = desk.http.posted
    assert url == f"https://api.telegram.org/bot{BOT_TOKEN}/sendMessage"
    assert json.loads(body)["reply_parameters"] == {"message_id": 41, "allow_sending_without_reply": True}
    assert entries(desk, conversation_id)[-1]["external_id"] == "77"
    assert reply(desk, conversation_id, "x" * 40_001)[1]["code"] == "text_too_long"


def _deliver(desk: DeskInProcess, message_id: str) -> bool:
    """One receive of the queue. True if the message would be deleted."""
    return not desk.sender(queue_event(json.dumps({"message_id": message_id})))["batchItemFailures"]


def test_after_its_time_it_is_failed_with_a_reason_for_the_agent(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    message_id = reply(desk, accepted.conversation_id)[1]["id"]
    desk.http.responses = [
        HttpResponse(500, {}, b""),
        NotReached(),
        NoResponse(),
        HttpResponse(503, {"retry-after": "7"}, b""),
        NotReached(),
    ]
    assert [_deliver(desk, message_id) for _ in range(4)] == [False] * 4
    desk.clock.forward(hours=72)
    assert _deliver(desk, message_id)
    [dead] = desk.dead_letters.messages
    assert message_id in dead.body
    failed = entries(desk, accepted.conversation_id)[-1]
    assert (failed["status"], failed["attempts"]) == ("FAILED", 5)
    assert failed["failure"]["reason"] == "The receiver could not be reached. All 5 attempts failed."
    waits = desk.outbound_queue.shown_again
    assert len(waits) == 4
    assert waits[:3] == sorted(waits[:3])
    assert _deliver(desk, message_id), "what has failed for good is not sent again"
    assert len({headers["webhook-id"] for _, headers, _ in desk.http.posted}) == 1
    assert len(desk.http.posted) == 5


def test_a_failure_on_our_side_does_not_count_as_an_attempt_of_the_receiver(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = desk.accept()
    message_id = reply(desk, accepted.conversation_id)[1]["id"]
    with monkeypatch.context() as patch:
        patch.setattr(FakeBox, "open", lambda *_: (_ for _ in ()).throw(Unavailable("the keys are out of reach")))
        assert [_deliver(desk, message_id) for _ in range(9)] == [False] * 9
    assert _deliver(desk, message_id)
    assert entries(desk, accepted.conversation_id)[-1]["attempts"] == 1


@pytest.mark.parametrize("text", ["x" * 250_000, "y"])
def test_an_idempotency_key_is_found_among_large_messages(desk: DeskInProcess, text: str) -> None:
    """A page of the table ends at 1 MB, however few entries it holds."""
    accepted = desk.accept()
    first = reply(desk, accepted.conversation_id, key="k")
    for number in range(6):
        desk.accept(text, key=f"large-{number}")
    assert reply(desk, accepted.conversation_id, key="k")[1]["id"] == first[1]["id"]


def test_the_customers_message_is_found_despite_large_later_replies(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    for number in range(6):
        reply(desk, accepted.conversation_id, f"{number}" + "😀" * 59_000)
    assert reply(desk, accepted.conversation_id)[1]["in_reply_to"] == accepted.id


def test_a_temporary_failure_is_visible_while_it_lasts(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    message_id = reply(desk, accepted.conversation_id)[1]["id"]
    desk.http.responses = [HttpResponse(500, {}, b"")]
    assert not _deliver(desk, message_id)
    waiting = entries(desk, accepted.conversation_id)[-1]
    assert (waiting["status"], waiting["failure"]["code"]) == ("QUEUED", "status_500")
    assert _deliver(desk, message_id)
    sent = entries(desk, accepted.conversation_id)[-1]
    assert (sent["status"], sent["failure"], sent["attempts"]) == ("SENT", None, 2)


def test_a_second_receive_of_a_sent_message_is_a_no_op(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    message_id = reply(desk, accepted.conversation_id)[1]["id"]
    assert _deliver(desk, message_id)
    assert _deliver(desk, message_id)
    assert len(desk.http.posted) == 1


def test_a_repeated_stream_batch_changes_nothing(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    reply(desk, accepted.conversation_id)
    batch = desk.backend.stream.batch()
    desk.fanout(batch)
    _, once = desk.call("GET", f"/v1/tickets/{accepted.ticket_id}")
    desk.fanout(batch)
    assert desk.call("GET", f"/v1/tickets/{accepted.ticket_id}")[1] == once
    first, second = desk.outbound_queue.messages
    assert first == second, "the queue drops the second by its deduplication id"
    assert first.group == accepted.conversation_id


def test_a_queue_error_fails_the_batch_so_that_it_is_retried(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = desk.accept()
    reply(desk, accepted.conversation_id)
    batch = desk.backend.stream.batch()
    with monkeypatch.context() as patch:
        patch.setattr(FakeQueue, "send", lambda *_: (_ for _ in ()).throw(RuntimeError("refused")))
        with pytest.raises(RuntimeError):
            desk.fanout(batch)
    desk.fanout(batch)
    assert len(desk.outbound_queue.messages) == 1
