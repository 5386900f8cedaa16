"""The content of a reply: checked before it is stored, stored unchanged, sent in the contract's format."""

import json
from typing import Any

import pytest

from tests.support.agent import entries, reply
from tests.support.desk import DeskInProcess
from tests.support.integrator import CAPABILITIES, OPAQUE, Integrator, Ready, party, timeline

EVERYTHING = {
    "richText": ["HYPERLINK", "BOLD", "LISTS"],
    "allowInlineImages": True,
    "allowMultipleRecipients": True,
    "outgoingAttachmentTypes": ["LOCATION", "CONTACT", "QUICK_REPLIES", "MESSAGE_HEADER", "SOCIAL_MEDIA_METADATA"],
}
ATTACHMENTS = [
    {"type": "LOCATION", "latitude": 52.1, "longitude": 5.0},
    {"type": "CONTACT", "contact_profile": {"emails": [{"email": "n@x.example", "type": "WORK"}]}},
    {"type": "QUICK_REPLIES", "quick_replies": [{"value": "yes", "value_type": "TEXT", "label": "Yes"}]},
    {"type": "MESSAGE_HEADER", "text": "Your order"},
    {"type": "SOCIAL_MEDIA_METADATA", "social_metadata": {"media_type": "LINK", "media_url": "https://x.example"}},
]


@pytest.fixture
def ready(desk: DeskInProcess) -> Ready:
    app = Integrator(desk)
    return app, *app.ready(capabilities=CAPABILITIES | EVERYTHING)


def send_reply(ready: Ready, message: dict[str, Any], text: str = "", **more: Any) -> tuple[int, Any]:
    return reply(ready[0].desk, message["conversationsThreadId"], text, **more)


def posted(app: Integrator) -> list[Any]:
    app.desk.settle()
    return [json.loads(body)["message"] for _, _, body in app.replies()]


def recipient(value: str, kind: str = OPAQUE) -> dict[str, Any]:
    return {"delivery_identifier": {"type": kind, "value": value}}


def test_a_reply_has_rich_text_and_attachments_in_both_formats(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    html = '<p onclick="x()">See <a href="https://x.example">this</a><img src="https://x.example/i%20a.png"></p>'
    status, stored = send_reply(ready, message, rich_text=html, attachments=ATTACHMENTS, key="k")
    assert (status, stored["text"]) == (201, "See this (https://x.example)")
    assert "onclick" not in stored["rich_text"]
    assert [part["type"] for part in stored["parts"]] == [attachment["type"] for attachment in ATTACHMENTS]
    assert stored["parts"][2]["quick_replies"] == ATTACHMENTS[2]["quick_replies"]
    shown = timeline(app, message)[1]
    assert (shown["parts"], shown["rich_text"]) == (stored["parts"], stored["rich_text"])
    [sent] = posted(app)
    assert (sent["text"], sent["richText"]) == (stored["text"], stored["rich_text"])
    assert sent["attachments"][1]["contactProfile"]["emails"] == [{"email": "n@x.example", "type": "WORK"}]
    image = {"type": "FILE", "fileUsageType": "IMAGE", "name": "i a.png", "url": "https://x.example/i%20a.png"}
    assert sent["attachments"][-1] == image | {"fileId": f"{stored['id']}-0"}
    again = send_reply(ready, message, rich_text=html, attachments=ATTACHMENTS, key="k")
    assert again == (201, shown | {"status": "SENT", "status_at": again[1]["status_at"], "attempts": 1})
    for other in (
        {"rich_text": html},
        {"rich_text": "<b>x</b>", "attachments": ATTACHMENTS},
        {"rich_text": html, "attachments": ATTACHMENTS[1:]},
        {"rich_text": html, "attachments": ATTACHMENTS, "recipients": [recipient("cleo"), recipient("otto")]},
    ):
        assert send_reply(ready, message, key="k", **other)[1]["code"] == "idempotency_key_reused"


def test_every_unsupported_part_is_named_in_one_response_and_nothing_is_stored(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    app.done("PATCH", f"/{channel}", {"capabilities": {"maxTextLength": 5, "allowOutgoingMessages": False}})
    nothing = {"richText": ["BOLD"], "allowInlineImages": False, "allowMultipleRecipients": False}
    app.done("PATCH", f"/{channel}", {"capabilities": nothing | {"outgoingAttachmentTypes": ["LOCATION"]}})
    status, problem = send_reply(
        ready,
        message,
        rich_text='<b>Hi</b> <i>there</i> <u>you</u><img src="https://x.example/a.png">',
        attachments=ATTACHMENTS[:2],
        recipients=[recipient("cleo"), recipient("+31201234567", "HS_PHONE_NUMBER")],
    )
    assert (status, problem["code"]) == (400, "not_carried")
    assert [(error["field"], error["capability"]) for error in problem["errors"]] == [
        ("text", "allowOutgoingMessages"),
        ("text", "maxTextLength"),
        ("rich_text", "richText"),
        ("rich_text", "richText"),
        ("rich_text", "allowInlineImages"),
        ("attachments[1]", "outgoingAttachmentTypes"),
        ("recipients", "allowMultipleRecipients"),
        ("recipients", "deliveryIdentifierTypes"),
    ]
    assert len(timeline(app, message)) == 1
    assert send_reply(ready, message, "Hi")[1]["code"] == "receive_only"


def test_a_built_in_channel_supports_plain_text(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    status, problem = reply(desk, conversation, "Hi", rich_text="<b>Hi</b>", attachments=ATTACHMENTS[:1])
    assert (status, len(problem["errors"])) == (400, 2)
    status, stored = reply(desk, conversation, "", rich_text="<p>Hi</p>")
    assert (status, stored["text"]) == (201, "Hi")
    assert len(entries(desk, conversation)) == 2


def test_several_recipients_include_the_customer(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    both = [recipient("otto") | {"name": "Otto"}, recipient("cleo"), recipient("otto") | {"name": "Otto"}]
    _, stored = send_reply(ready, message, "Hi", recipients=both)
    assert stored["recipients"] == [{"identifier": "otto", "identifier_type": OPAQUE, "name": "Otto"}]
    [sent] = posted(app)
    assert [recipient["deliveryIdentifier"] for recipient in sent["recipients"]] == [
        party("cleo")["deliveryIdentifier"],
        party("otto")["deliveryIdentifier"],
    ]
    assert app.done("GET", f"/{channel}/messages/{stored['id']}")["recipients"] == sent["recipients"]
    status, problem = send_reply(ready, message, "Hi", recipients=[recipient("otto")])
    assert (status, problem["code"]) == (400, "customer_missing")
    assert send_reply(ready, message, "Hi", recipients=[recipient("cleo")])[1]["recipients"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": " "}, "text"),
        ({"text": "x" * 60_001}, "text"),
        ({"attachments": [{"type": "FILE", "file_id": "f1"}]}, "attachments[0].file_id"),
        ({"attachments": [{"type": "LOCATION", "latitude": 91, "longitude": 0}]}, "attachments[0].latitude"),
        ({"attachments": [{"type": "DANCE"}]}, "attachments[0]"),
        ({"attachments": ATTACHMENTS[:1] * 51}, "attachments"),
        ({"recipients": [{"delivery_identifier": {"type": "MAIL", "value": "x"}}]}, "recipients[0]"),
        ({"text": "x", "subject": "y"}, "subject"),
        ({"rich_text": "&" * 100_000}, "rich_text"),
    ],
)
def test_an_invalid_reply_is_named(ready: Ready, body: dict[str, Any], field: str) -> None:
    app, channel, account = ready
    path = f"/v1/conversations/{app.publish(channel, account)['conversationsThreadId']}/replies"
    status, problem = app.desk.call("POST", path, body)
    assert status == 400
    assert problem["errors"][0]["field"].startswith(field)


def test_the_choice_of_a_quick_reply_is_a_reply_to_it(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    _, question = send_reply(ready, message, "Is it?", attachments=ATTACHMENTS[2:3])
    app.publish(channel, account, "yes", inReplyToId=question["id"])
    chosen = timeline(app, message)[-1]
    assert (chosen["text"], chosen["in_reply_to"], chosen["direction"]) == ("yes", question["id"], "in")


@pytest.mark.parametrize(
    "address", ["https://a[b@example.com/x.png", "https://℀@example.com/x.png", "http://x.example/"]
)
def test_an_image_with_an_invalid_url_is_left_out_and_the_reply_is_sent(ready: Ready, address: str) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    status, stored = send_reply(ready, message, "Look", rich_text=f'<p>Look<img src="{address}"></p>')
    assert (status, stored["rich_text"]) == (201, "<p>Look</p>")
    [sent] = posted(app)
    assert sent["attachments"] == []


def test_an_idempotency_key_of_an_edit_or_another_reply_is_rejected(ready: Ready) -> None:
    app, channel, account = ready
    app.done("PATCH", f"/{channel}", {"capabilities": {"allowEdits": True}})
    message = app.publish(channel, account)
    _, first = send_reply(ready, message, "Yes?", key="k1")
    edit = {"type": "edit", "text": "Yes"}
    headers = {"idempotency-key": "k2"}
    assert app.desk.call("POST", f"/v1/messages/{first['id']}/changes", edit, headers=headers)[0] == 201
    assert send_reply(ready, message, "Yes", key="k2")[1]["code"] == "idempotency_key_reused"
    place = {"type": "LOCATION", "latitude": 52.1, "longitude": 5.0}
    assert send_reply(ready, message, key="k3", attachments=[place | {"name": "Here"}])[0] == 201
    assert send_reply(ready, message, key="k3", attachments=[place])[1]["code"] == "idempotency_key_reused"
