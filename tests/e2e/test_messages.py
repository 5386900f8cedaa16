"""A message in, a ticket, a reply out: on the deployed stack, with the roles that it will have on AWS."""

import json
import time
import uuid
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import urllib3
from aiogram.types import Chat, Message, Update, User
from standardwebhooks import Webhook

from infra.workbench.telegram import Upload
from tests.support.deployed_client import Answer, Desk, custom_event, eventually
from tests.support.messaging_service import MessagingService
from tests.support.samples import PNG


def telegram_update(text: str, chat_id: int, message_id: int = 1) -> dict[str, Any]:
    """As aiogram models it, an independent client of Telegram."""
    person = User(id=chat_id, is_bot=False, first_name="Nia")
    message = Message(
        message_id=message_id,
        date=1790000000,
        chat=Chat(id=chat_id, type="private"),
        from_user=person,
        text=text,
    )
    update: dict[str, Any] = json.loads(
        Update(update_id=message_id, message=message).model_dump_json(exclude_none=True, by_alias=True)
    )
    update["message"]["date"] = 1790000000
    return update


def ticket_in_list(desk: Desk, ticket_id: str) -> Any:
    response = desk.call("GET", "/tickets?limit=100")
    assert response.status == 200, response
    return next((ticket for ticket in response.body["tickets"] if ticket["id"] == ticket_id), None)


def test_our_own_format_in_and_out(desk: Desk, service: MessagingService) -> None:
    accepted = desk.open_conversation("Where is my parcel?")
    ticket = eventually(lambda: ticket_in_list(desk, accepted["ticket_id"]), seconds=1)
    assert (ticket["subject"], ticket["contact_name"], ticket["status"]) == ("Where is my parcel?", "Cleo", "open")
    text = f"On its way {uuid.uuid4()}"
    replied = desk.call("POST", f"/conversations/{accepted['conversation_id']}/replies", {"text": text})
    assert (replied.status, replied.body["status"]) == (201, "QUEUED")
    [received] = eventually(lambda: service.with_text(text))
    Webhook(desk.accounts["custom"]["secret"]).verify(received.raw.decode(), dict(received.headers))
    event = received.body
    assert event["type"] == "OUTGOING_CHANNEL_MESSAGE_CREATED"
    assert event["message"]["inReplyToId"] == accepted["id"]
    assert received.headers["webhook-id"] == event["eventId"] == replied.body["id"]
    assert eventually(lambda: desk.message(replied.body["id"])["status"] == "SENT")


def test_telegram_in_and_out(desk: Desk, service: MessagingService) -> None:
    chat_id = uuid.uuid4().int % 2**52
    response = desk.send_telegram(telegram_update("Hallo", chat_id, 41))
    assert response.status == 200, response
    [accepted] = response.body["messages"]
    eventually(lambda: ticket_in_list(desk, accepted["ticket_id"]), seconds=1)
    text = f"Hi Nia {uuid.uuid4()}"
    replied = desk.call("POST", f"/conversations/{accepted['conversation_id']}/replies", {"text": text})
    message = eventually(lambda: (message := desk.message(replied.body["id"]))["status"] == "SENT" and message)
    [sent] = [each for each in service.bot.called("sendMessage") if each["chat_id"] == chat_id]
    assert (sent["text"], sent["reply_parameters"]["message_id"]) == (text, 41)
    assert service.bot.chats[chat_id][int(message["external_id"])]["text"] == text


def test_a_photo_from_telegram(desk: Desk, service: MessagingService) -> None:
    service.bot.files["big"] = Upload("photo.png", PNG)
    update = telegram_update("", uuid.uuid4().int % 2**52, 41)
    sizes = [
        {"file_id": name, "file_unique_id": name, "width": side, "height": side}
        for name, side in (("small", 90), ("big", 800))
    ]
    del update["message"]["text"]
    update["message"] |= {"photo": sizes, "caption": "Like this"}
    [accepted] = desk.send_telegram(update).body["messages"]
    message = eventually(lambda: (shown := desk.message(accepted["id"]))["parts"][0]["state"] == "READY" and shown)
    assert (message["text"], message["parts"][0]["size"]) == ("Like this", len(PNG))
    link = desk.call("GET", f"/files/{message['parts'][0]['file_id']}/content?redirect=false").body["url"]
    assert urllib3.request("GET", link).data == PNG
    assert service.bot.refused == []


def test_a_photo_and_a_long_text_to_telegram(desk: Desk, service: MessagingService) -> None:
    chat_id = uuid.uuid4().int % 2**52
    [accepted] = desk.send_telegram(telegram_update("Hallo", chat_id, 41)).body["messages"]
    file = desk.upload(PNG, "cat.png", "image/png")
    body = {"text": "a " * 3000, "attachments": [{"type": "FILE", "file_id": file}]}
    replied = desk.call("POST", f"/conversations/{accepted['conversation_id']}/replies", body)
    assert replied.status == 201, replied
    eventually(lambda: desk.message(replied.body["id"])["status"] == "SENT")
    calls = [call for call in service.bot.calls if call.parameters.get("chat_id") == chat_id]
    assert [call.method for call in calls] == ["sendPhoto", "sendMessage", "sendMessage"]
    assert calls[0].files["photo"].content == PNG
    assert service.bot.refused == []


def test_the_router_records_why_a_ticket_has_no_owner(desk: Desk) -> None:
    accepted = desk.open_conversation()
    routing = eventually(lambda: desk.call("GET", f"/tickets/{accepted['ticket_id']}").body["routing"])
    assert (routing["decision"], "disabled" in routing["reason"]) == ("unassigned", True)


def test_order_is_kept_while_the_first_attempt_of_an_earlier_reply_fails(desk: Desk, service: MessagingService) -> None:
    accepted = desk.open_conversation()
    texts = [f"{number} {uuid.uuid4()}" for number in range(3)]
    service.failures[texts[0]] = deque_of(500)
    for text in texts:
        desk.call("POST", f"/conversations/{accepted['conversation_id']}/replies", {"text": text})
    eventually(lambda: service.with_text(texts[2]))
    arrived = [service.text(request) for request in service.received if service.text(request) in texts]
    assert arrived == [texts[0], *texts]


def test_a_reply_that_fails_is_tried_until_it_arrives_and_blocks_nothing_else(
    desk: Desk, service: MessagingService
) -> None:
    accepted, other = desk.open_conversation(), desk.open_conversation()
    failing_text, next_one, elsewhere = (f"{name} {uuid.uuid4()}" for name in ("failing", "next", "elsewhere"))
    service.failures[failing_text] = deque_of(*[503] * 5)
    path = f"/conversations/{accepted['conversation_id']}/replies"
    failing = desk.call("POST", path, {"text": failing_text}).body["id"]
    after = desk.call("POST", path, {"text": next_one}).body["id"]
    desk.call("POST", f"/conversations/{other['conversation_id']}/replies", {"text": elsewhere})
    eventually(lambda: service.with_text(elsewhere))
    waiting = eventually(lambda: (message := desk.message(failing))["attempts"] and message)
    assert waiting["status"] == "SENT" or (waiting["failure"]["code"], bool(waiting["next_attempt_at"])) == (
        "status_503",
        True,
    )
    assert eventually(lambda: desk.message(after)["status"] == "SENT", seconds=60)
    assert desk.message(failing)["attempts"] == 6
    assert len({request.headers["webhook-id"] for request in service.with_text(failing_text)}) == 1


def test_ten_concurrent_requests_with_one_message_create_one(desk: Desk) -> None:
    event = custom_event("at once", thread=uuid.uuid4().hex, message=uuid.uuid4().hex)
    with ThreadPoolExecutor(10) as pool:
        responses = list(pool.map(lambda _: desk.send_custom(event), range(10)))
    assert {response.status for response in responses} == {200}
    assert len({response.body["messages"][0]["id"] for response in responses}) == 1
    entries = desk.timeline(responses[0].body["messages"][0]["conversation_id"])
    assert [entry["sequence"] for entry in entries if entry["type"] == "message"] == [1]


def test_a_customers_message_reopens_a_closed_ticket(desk: Desk) -> None:
    thread = uuid.uuid4().hex
    [accepted] = desk.send_custom(custom_event("first", thread=thread)).body["messages"]
    closed = desk.call("PUT", f"/tickets/{accepted['ticket_id']}/status", {"status": "closed"})
    assert (closed.status, closed.body["status"]) == (200, "closed")
    desk.send_custom(custom_event("and another thing", thread=thread))
    reopened = eventually(lambda: ticket_in_list(desk, accepted["ticket_id"]))
    assert reopened["preview"] == "and another thing"


def test_twenty_senders_write_into_one_conversation_at_once(desk: Desk) -> None:
    """With two cores, and other work on them, the last answer came after 4.2 s: the local AWS starts the
    function's processes meanwhile. Once they run, it comes after 0.7 s."""
    thread = uuid.uuid4().hex
    desk.send_custom(custom_event("first", thread=thread))

    def send(number: int) -> tuple[float, Answer]:
        event = custom_event(f"number {number}", thread=thread)
        event["data"]["sender"] = {"id": f"sender-{number}-{thread}", "name": f"Sender {number}"}
        started = time.monotonic()
        answer = desk.send_custom(event)
        return time.monotonic() - started, answer

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    assert {answer.status for _, answer in answers} == {200}
    conversation_id = answers[0][1].body["messages"][0]["conversation_id"]
    places = [entry["sequence"] for entry in desk.timeline(conversation_id) if entry["type"] == "message"]
    assert places == list(range(1, 22))
    assert max(seconds for seconds, _ in answers) <= 10


def deque_of(*statuses: int) -> Any:
    return deque(statuses)
