"""The contract's fields, one by one: each is returned as it was given."""

from typing import Any

import pytest

from tests.support.attachments import ATTACHMENTS
from tests.support.desk import DeskInProcess
from tests.support.integrator import OPAQUE, Integrator, party

Ready = tuple[Integrator, str, str]


@pytest.fixture
def ready(desk: DeskInProcess) -> Ready:
    app = Integrator(desk)
    return app, *app.ready()


def test_each_field_of_a_channel_is_changed_alone_and_optional_ones_are_removed(ready: Ready) -> None:
    app, channel, _ = ready
    current = app.done("GET", f"/{channel}")
    changes = {
        "name": "Talk",
        "webhookUrl": "https://acme.example/other?x=1",
        "channelAccountConnectionRedirectUrl": "https://acme.example/connect",
        "channelDescription": "Where people talk",
        "channelLogoUrl": "https://acme.example/logo.png",
    }
    for name, value in changes.items():
        current[name] = value
        assert app.done("PATCH", f"/{channel}", {name: value}) == current
    for name in ("webhookUrl", "channelAccountConnectionRedirectUrl", "channelDescription", "channelLogoUrl"):
        current.pop(name)
        current |= {name: None} if name == "channelAccountConnectionRedirectUrl" else {}
        assert app.done("PATCH", f"/{channel}", {name: None}) == current


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("deliveryIdentifierTypes", ["HS_EMAIL_ADDRESS", "HS_PHONE_NUMBER", "HS_SHORT_CODE", OPAQUE]),
        ("richText", ["HYPERLINK", "TEXT_ALIGNMENT", "BLOCKQUOTE", "BOLD", "ITALIC", "LISTS", "TEXT_COLOR"]),
        ("richText", []),
        ("threadingModel", "DELIVERY_IDENTIFIER"),
        ("threadingModel", "INTEGRATION_THREAD_ID"),
        ("allowInlineImages", True),
        ("allowOutgoingMessages", False),
        ("allowConversationStart", True),
        ("allowMultipleRecipients", True),
        ("outgoingAttachmentTypes", ["FILE", "LOCATION", "CONTACT", "QUICK_REPLIES"]),
        ("allowedFileAttachmentMimeTypes", ["image/*", "application/pdf"]),
        ("maxFileAttachmentCount", 0),
        ("maxFileAttachmentSizeBytes", 2**31),
        ("maxTotalFileAttachmentSizeBytes", 2**53 - 1),
    ],
)
def test_each_capability_is_returned_as_it_was_given(ready: Ready, name: str, value: Any) -> None:
    app, channel, _ = ready
    changed = app.done("PATCH", f"/{channel}", {"capabilities": {name: value}})
    assert changed["capabilities"][name] == value


def test_an_archived_account_is_returned_if_requested(ready: Ready) -> None:
    app, channel, account = ready
    status, _ = app.desk.call("DELETE", f"/v1/channel-accounts/{account}", query={"confirm": "Acme line"})
    assert status in {200, 204}
    path = f"/{channel}/channel-accounts"
    assert app.call("GET", f"{path}/{account}")[0] == 404
    assert app.done("GET", path)["results"] == []
    found = app.done("GET", f"{path}/{account}", query={"archived": "true"})
    assert (found["archived"], found["archivedAt"] > found["createdAt"]) == (True, True)
    assert app.done("GET", path, query={"archived": "true"})["results"] == [found]


@pytest.mark.parametrize(("given", "added"), ATTACHMENTS, ids=lambda attachment: attachment.get("type"))
@pytest.mark.parametrize("direction", ["INCOMING", "OUTGOING"])
def test_each_attachment_is_returned_as_it_was_given(
    ready: Ready, given: dict[str, Any], added: dict[str, Any], direction: str
) -> None:
    app, channel, account = ready
    more = {"messageDirection": direction, "recipients": [party()], "attachments": [given]}
    message = app.publish(channel, account, "", **more)
    assert message["attachments"] == [given | added]
    assert app.done("GET", f"/{channel}/messages/{message['id']}")["attachments"] == message["attachments"]


@pytest.mark.parametrize(("status", "stored"), [("SENT", "SENT"), ("DELIVERED", "DELIVERED"), ("READ", "READ")])
def test_a_status_is_returned_as_it_was_reported(ready: Ready, status: str, stored: str) -> None:
    app, channel, account = ready
    message = app.publish(channel, account, messageDirection="OUTGOING", recipients=[party()])
    response = app.done("PATCH", f"/{channel}/messages/{message['id']}", {"statusType": status})
    assert response["status"] == {"statusType": stored}
    assert response["updatedAt"] >= message["updatedAt"]


def test_a_failure_has_its_reason_and_no_tokens(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account, messageDirection="OUTGOING", recipients=[party()])
    report = {"statusType": "FAILED", "errorMessage": "Number unknown"}
    response = app.done("PATCH", f"/{channel}/messages/{message['id']}", report)
    details = {"errorMessageTokens": {}, "errorMessage": "Number unknown"}
    assert response["status"] == {"statusType": "FAILED", "failureDetails": details}


@pytest.mark.parametrize(
    ("attachment", "field", "message"),
    [
        ({"type": "CONTACT"}, "contactProfile", "This field is required."),
        (
            {"type": "CONTACT", "contactProfile": {"emails": [{"email": 7}]}},
            "contactProfile.emails[0].email",
            "This must be a string.",
        ),
        ({"type": "LOCATION", "latitude": 91, "longitude": 0}, "latitude", "This must be at most 90."),
        ({"type": "FILE"}, "", "give either fileId or url"),
        ({"type": "FILM"}, "type", "This must be one of 'FILE', 'LOCATION', 'CONTACT', "),
        ({}, "type", "This field is required."),
        ({"type": "QUICK_REPLIES"}, "quickReplies", "This field is required."),
    ],
)
def test_what_is_wrong_with_an_attachment_is_said_in_the_terms_of_the_body(
    app: Integrator, attachment: dict[str, Any], field: str, message: str
) -> None:
    channel, account = app.ready()
    status, error = app.call("POST", f"/{channel}/messages", app.message(account, attachments=[attachment]))
    [named] = error["errors"]
    assert (status, named["in"]) == (400, f"attachments[0].{field}".removesuffix("."))
    assert named["message"].startswith(message)
