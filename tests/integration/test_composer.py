"""The composer returns the limits for the next reply."""

from typing import Any

import pytest

from tests.support.agent import composer, reply
from tests.support.desk import DeskInProcess
from tests.support.integrator import CAPABILITIES, Integrator, party


def test_a_plain_channel_offers_plain_text(desk: DeskInProcess) -> None:
    first = desk.accept()
    newest = desk.accept("Again")
    reply(desk, first.conversation_id)
    assert composer(desk, first.conversation_id) == {
        "can_reply": True,
        "obstacle": None,
        "max_text_length": 60_000,
        "rich_text": [],
        "inline_images": False,
        "attachments": {
            "types": [],
            "max_count": 0,
            "file_mime_types": [],
            "max_file_count": None,
            "max_file_size_bytes": None,
            "max_total_file_size_bytes": None,
        },
        "quick_replies": False,
        "reply_to": {"allowed": True, "newest": newest.id},
        "recipients": {"several": False, "identifier_types": ["CHANNEL_SPECIFIC_OPAQUE_ID"]},
        "customer": {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "customer"},
        "changes": {"reactions": False, "allowed_reactions": [], "edits": False, "deletes": False},
        "switch_to": [],
    }
    assert desk.call("GET", f"/v1/conversations/cnv_{'a' * 26}_1/composer")[0] == 404


def test_telegram_has_its_own_capabilities(desk: DeskInProcess) -> None:
    shown = composer(desk, desk.accept(account=desk.telegram).conversation_id)
    assert (shown["max_text_length"], shown["attachments"]["max_file_count"]) == (40_000, 10)
    assert (shown["changes"]["edits"], len(shown["changes"]["allowed_reactions"])) == (True, 73)


def test_the_channels_capabilities_are_offered(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    can = {
        "allowInlineImages": True,
        "allowMultipleRecipients": True,
        "outgoingAttachmentTypes": ["FILE", "QUICK_REPLIES", "UNSUPPORTED_CONTENT"],
        "allowedFileAttachmentMimeTypes": ["image/*"],
        "maxFileAttachmentCount": 2,
        "maxFileAttachmentSizeBytes": 10,
        "maxTotalFileAttachmentSizeBytes": 15,
        "maxTextLength": 100,
        "allowReactions": True,
        "allowDeletes": True,
    }
    channel, account = app.ready(capabilities=CAPABILITIES | can)
    shown = composer(desk, app.publish(channel, account)["conversationsThreadId"])
    assert (shown["rich_text"], shown["inline_images"]) == (["HYPERLINK", "BOLD"], True)
    assert (shown["max_text_length"], shown["quick_replies"]) == (100, True)
    assert shown["attachments"] == {
        "types": ["FILE", "QUICK_REPLIES"],
        "max_count": 50,
        "file_mime_types": ["image/*"],
        "max_file_count": 2,
        "max_file_size_bytes": 10,
        "max_total_file_size_bytes": 15,
    }
    assert shown["recipients"]["several"]
    assert shown["changes"] == {"reactions": True, "allowed_reactions": [], "edits": False, "deletes": True}


def obstruct(app: Integrator, channel: str, account: str, code: str) -> None:
    """What leads to the obstacle, if it is not in the conversation."""
    match code:
        case "account_unauthorized":
            app.done("PATCH", f"/{channel}/channel-accounts/{account}", {"authorized": False})
        case "receive_only":
            app.done("PATCH", f"/{channel}", {"capabilities": {"allowOutgoingMessages": False}})
        case "channel_gone":
            app.done("DELETE", f"/{channel}")


@pytest.mark.parametrize("code", ["account_unauthorized", "receive_only", "channel_gone", "nothing_to_answer"])
def test_an_obstacle_is_the_rejection_that_a_reply_would_get(desk: DeskInProcess, code: str) -> None:
    app = Integrator(desk)
    channel, account = app.ready()
    sent = {"messageDirection": "OUTGOING", "recipients": [party()]} if code == "nothing_to_answer" else {}
    conversation = app.publish(channel, account, **sent)["conversationsThreadId"]
    obstruct(app, channel, account, code)
    shown = composer(desk, conversation)
    assert (shown["can_reply"], shown["obstacle"]["code"]) == (False, code)
    assert reply(desk, conversation)[1]["code"] == code


def test_a_missing_account_is_an_obstacle(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    key = {"pk": {"S": f"account#{desk.custom.id}"}, "sk": {"S": "account"}}
    desk.backend.client.delete_item(TableName="directory", Key=key)
    shown = composer(desk, accepted.conversation_id)
    assert (shown["obstacle"]["code"], shown["switch_to"]) == ("account_not_found", [])


def test_a_reply_can_switch_to_the_same_customer_on_the_same_channel(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready()
    second, third = app.connect(channel, "second"), app.connect(channel, "third")
    message = app.publish(channel, account)
    other = app.publish(channel, second)
    app.publish(channel, third, senders=[party("somebody else")])
    known = {
        "account_id": second,
        "name": "Acme line",
        "recipient": party()["deliveryIdentifier"],
        "contact_id": other["createdBy"].removeprefix("V-"),
        "can_start": False,
    }
    assert composer(desk, message["conversationsThreadId"])["switch_to"] == [known]
    app.done("PATCH", f"/{channel}/channel-accounts/{second}", {"authorized": False})
    assert composer(desk, message["conversationsThreadId"])["switch_to"] == []


@pytest.mark.parametrize(
    ("kind", "other"), [("HS_EMAIL_ADDRESS", "HS_PHONE_NUMBER"), ("HS_PHONE_NUMBER", "HS_EMAIL_ADDRESS")]
)
def test_a_conversation_can_be_started_if_the_customer_has_an_address_and_the_channel_allows_it(
    desk: DeskInProcess, kind: str, other: str
) -> None:
    app = Integrator(desk)
    may = {"allowConversationStart": True}
    chat = app.register(capabilities=CAPABILITIES | may | {"deliveryIdentifierTypes": [kind]})
    account, second = app.connect(chat), app.connect(chat, "second")
    reachable, *_ = (
        app.connect(app.register(name, capabilities={"deliveryIdentifierTypes": [known], **can}))
        for name, known, can in (
            ("Reaches them", kind, may),
            ("Knows other addresses", other, may),
            ("Receives", kind, may | {"allowOutgoingMessages": False}),
            ("Answers", kind, {}),
        )
    )
    cleo = {"type": kind, "value": "cleo@example.com" if kind == "HS_EMAIL_ADDRESS" else "+31201234567"}
    message = app.publish(chat, account, senders=[{"deliveryIdentifier": cleo}])
    conversation, contact = message["conversationsThreadId"], message["createdBy"].removeprefix("V-")
    shown = {switch["account_id"]: switch for switch in composer(desk, conversation)["switch_to"]}
    assert shown.keys() == {second, reachable}
    for option in shown.values():
        assert (option["recipient"], option["contact_id"], option["can_start"]) == (cleo, contact, True)
        body = {"account_id": option["account_id"], "recipient": option["recipient"], "text": "Here instead"}
        assert desk.call("POST", "/v1/conversations", body)[0] == 201
    assert contact not in {switch["contact_id"] for switch in composer(desk, conversation)["switch_to"]}


def first_message(desk: DeskInProcess, account: str) -> Any:
    status, response = desk.call("GET", f"/v1/channel-accounts/{account}/composer")
    assert status == 200, response
    return response


def test_the_capabilities_for_a_first_message_can_be_read_before_the_start(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    can = {"allowConversationStart": True, "maxTextLength": 100, "outgoingAttachmentTypes": ["LOCATION"]}
    channel, account = app.ready(capabilities=CAPABILITIES | can)
    shown = first_message(desk, account)
    assert (shown["can_start"], shown["obstacle"], shown["max_text_length"]) == (True, None, 100)
    assert shown["recipients"] == {"several": False, "identifier_types": ["CHANNEL_SPECIFIC_OPAQUE_ID"]}
    in_conversation = composer(desk, app.publish(channel, account)["conversationsThreadId"])
    same = shown.keys() & in_conversation.keys()
    assert {name: in_conversation[name] for name in same} == {name: shown[name] for name in same}
    assert desk.call("GET", "/v1/channel-accounts/7/composer")[0] == 404


@pytest.mark.parametrize(
    "code", ["account_unauthorized", "receive_only", "channel_gone", "start_not_allowed", "built in"]
)
def test_the_obstacle_to_a_start_is_the_rejection_it_would_get(desk: DeskInProcess, code: str) -> None:
    app = Integrator(desk)
    channel, account = app.ready(capabilities=CAPABILITIES | {"allowConversationStart": code != "start_not_allowed"})
    obstruct(app, channel, account, code)
    if code == "built in":
        account, code = desk.telegram.id, "start_not_allowed"
    shown = first_message(desk, account)
    assert (shown["can_start"], shown["obstacle"]["code"]) == (False, code)
    body = {"account_id": account, "recipient": party()["deliveryIdentifier"], "text": "Hi"}
    assert desk.call("POST", "/v1/conversations", body)[1]["code"] == code
