"""The webhook endpoint, end to end in one process: what it accepts and rejects; rejected requests store nothing."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from helpdesk.platform.standard_webhooks import headers as sign
from tests.support.desk import SECRET, TELEGRAM_SECRET, DeskInProcess, custom_event, custom_message


def update(text: str = "Hello", message_id: int = 41, **more: Any) -> dict[str, Any]:
    person = {"id": 3527065, "is_bot": False, "first_name": "Nia"}
    chat = {"id": 3527065, "type": "private", "first_name": "Nia"}
    message = {"message_id": message_id, "from": person, "chat": chat, "date": 1454119029, "text": text} | more
    return {"update_id": 174114373 + message_id, "message": message}


def stored(desk: DeskInProcess) -> int:
    items = desk.backend.client.scan(TableName="conversations")["Items"]
    return len(items) + len(desk.backend.client.scan(TableName="contacts")["Items"])


def timeline(desk: DeskInProcess, response: Any) -> list[dict[str, Any]]:
    status, page = desk.call("GET", f"/v1/conversations/{response['messages'][0]['conversation_id']}/timeline")
    assert status == 200
    return page["entries"]


def test_one_message_and_many_in_one_post(desk: DeskInProcess) -> None:
    status, single = desk.post(desk.custom, custom_event(custom_message()))
    assert (status, len(single["messages"])) == (200, 1)
    status, several = desk.post(
        desk.custom, custom_event(custom_message("again", message="m2"), custom_message(thread="t2", message="m3"))
    )
    assert status == 200
    assert [message["ticket_id"] == single["messages"][0]["ticket_id"] for message in several["messages"]] == [
        True,
        False,
    ]


def test_the_same_webhook_with_a_new_timestamp_gets_the_same_response(desk: DeskInProcess) -> None:
    event = custom_event(custom_message())
    first = desk.post(desk.custom, event)
    desk.clock.forward(minutes=10)
    assert desk.post(desk.custom, event | {"timestamp": "2026-11-22T10:00:00Z"}) == first


def test_telegram_text_reply_edit_and_everything_else(desk: DeskInProcess) -> None:
    _, first = desk.post(desk.telegram, update())
    replied = {"message_id": 41, "date": 1454119000, "chat": {"id": 3527065, "type": "private"}, "text": "Hello"}
    desk.post(desk.telegram, update("See above", 42, reply_to_message=replied))
    edited = update("Hello!", 41, edit_date=1454119100)
    edited = {"update_id": 9, "edited_message": edited["message"]}
    assert desk.post(desk.telegram, edited) == desk.post(desk.telegram, edited)
    photo = update(message_id=43, photo=[{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}])
    del photo["message"]["text"]
    desk.post(desk.telegram, photo)
    entries = timeline(desk, first)
    assert [(entry["content"], entry["text"], entry["sequence"]) for entry in entries] == [
        ("text", "Hello", 1),
        ("text", "See above", 2),
        ("edited", "Hello!", 3),
        ("text", "", 4),
    ]
    assert entries[1]["in_reply_to_external_id"] == "41"
    assert entries[3]["parts"][0]["type"] == "FILE"


@pytest.mark.parametrize("body", [b"not json", b"[]", b'{"update_id": 1, "poll": {}}', b'{"message": {"chat": 7}}'])
def test_an_update_without_a_message_is_stored_raw(desk: DeskInProcess, body: bytes) -> None:
    assert desk.post(desk.telegram, body) == (200, {"messages": []})
    assert desk.post(desk.telegram, body) == (200, {"messages": []})
    [item] = desk.backend.client.scan(TableName="conversations")["Items"]
    assert item["raw"]["S"] == body.decode()


def test_unauthenticated_requests_reveal_and_store_nothing(desk: DeskInProcess) -> None:
    body = json.dumps(custom_event(custom_message())).encode()
    genuine = sign([SECRET], "evt", desk.clock(), body)
    desk.clock.forward(minutes=6)
    stale = desk.post(desk.custom, body, genuine)
    wrong = desk.post(desk.custom, body, sign([SECRET], "evt", desk.clock(), body + b" "))
    other = desk.post(desk.telegram, body, {"x-telegram-bot-api-secret-token": TELEGRAM_SECRET + "x"})
    missing = desk.post(desk.telegram, body, {})
    unknown = desk.webhook({"pathParameters": {"accountId": "999"}, "headers": genuine, "body": body.decode()})
    hostile = desk.webhook({"pathParameters": {"accountId": "../" * 900}, "headers": {}, "body": ""})
    assert {response[0] for response in (stale, wrong, other, missing)} == {401}
    bodies = {json.dumps(response[1]) for response in (stale, wrong, other, missing)}
    assert bodies == {unknown["body"]} == {hostile["body"]}
    assert stored(desk) == 0


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"type": "message.created", "timestamp": "2026-11-22T09:00:00Z"}, "data"),
        ({"timestamp": "2026-11-22T09:00:00Z", "data": custom_message()}, "type"),
        (custom_event(custom_message(message="")), "data.message.id"),
        (custom_event(custom_message(), {"conversation": {"id": "t"}, "message": {"id": "m"}}), "data[1].sender"),
    ],
)
def test_a_malformed_message_is_rejected_with_its_field_named(
    desk: DeskInProcess, broken: dict[str, Any], field: str
) -> None:
    status, problem = desk.post(desk.custom, broken)
    assert (status, problem["errors"][0]["field"]) == (400, field)
    assert stored(desk) == 0


def test_malformed_json_is_400(desk: DeskInProcess) -> None:
    status, problem = desk.post(desk.custom, b'{"type": ')
    assert (status, problem["code"]) == (400, "malformed_json")
    assert problem["detail"] == "The body is not JSON: EOF while parsing a value at line 1 column 9."
    assert stored(desk) == 0


def test_more_than_256_kb_is_413(desk: DeskInProcess) -> None:
    assert desk.post(desk.custom, custom_event(custom_message("x" * 256 * 1024)))[0] == 413
    assert desk.post(desk.custom, custom_event(custom_message("x" * 250 * 1024)))[0] == 200


def test_a_throttled_table_is_503_and_the_retry_succeeds(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    def throttled(*_: object, **__: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "any")

    event = custom_event(custom_message())
    for operation in ("put_item", "transact_write_items", "query"):
        with monkeypatch.context() as patch:
            patch.setattr(desk.backend.client, operation, throttled)
            assert desk.post(desk.custom, event)[0] == 503
    assert desk.post(desk.custom, event)[0] == 200
    with monkeypatch.context() as patch:
        patch.setattr(desk.backend.client, "put_item", throttled)
        later = custom_event(custom_message(message="m2"))
        assert desk.post(desk.custom, later)[0] == 503
    assert desk.post(desk.custom, later)[0] == 200


def test_an_old_secret_stays_valid_during_the_overlap(desk: DeskInProcess) -> None:
    """Two secrets are live during a rotation."""
    path = f"/v1/channel-accounts/{desk.telegram.id}/signing-secrets"
    _, rotated = desk.call("POST", path, {"overlap_hours": 1})
    header, new = "x-telegram-bot-api-secret-token", rotated["secret"]
    assert desk.post(desk.telegram, update(), {header: new})[0] == 200
    assert desk.post(desk.telegram, update(), {header: TELEGRAM_SECRET})[0] == 200
    desk.clock.forward(hours=2)
    assert desk.post(desk.telegram, update(), {header: TELEGRAM_SECRET})[0] == 401
    assert desk.post(desk.telegram, update(), {header: new})[0] == 200


def test_what_the_format_does_not_have_is_kept_and_named(desk: DeskInProcess) -> None:
    sent = custom_message("Hello", replyTo="m-0")
    status, response = desk.post(desk.custom, custom_event(sent))
    assert (status, response["ignored_fields"]) == (200, ["data.message.replyTo"])
    conversation = response["messages"][0]["conversation_id"]
    [message] = desk.call("GET", f"/v1/conversations/{conversation}/timeline")[1]["entries"]
    assert (message["text"], json.loads(message["raw"])) == ("Hello", sent)
    assert desk.post(desk.custom, custom_event(sent))[1] == response, "a repeat gets the same response"
