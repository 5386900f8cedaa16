"""HubSpot's own SDK, which refuses every answer whose types differ from HubSpot's, works against the channel API."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hubspot_sdk import HubSpot
from hubspot_sdk.types.conversations.public_conversations_message import PublicConversationsMessage

from helpdesk.platform.ids import number_of
from tests.support.administrator import CONNECT_URL, Administrator
from tests.support.attachments import ATTACHMENTS
from tests.support.backends import InMemory
from tests.support.desk import DeskInProcess
from tests.support.gateway import Gateway
from tests.support.integrator import OPAQUE, Integrator, party

TOKEN = "knl_token"
CAPABILITIES = {"deliveryIdentifierTypes": [OPAQUE], "threadingModel": "INTEGRATION_THREAD_ID", "richText": ["BOLD"]}
AT = datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.fixture
def app() -> Integrator:
    return Integrator(DeskInProcess(InMemory()))


@pytest.fixture
def custom_channels(app: Integrator) -> Any:
    transport = Gateway(app.desk.channel_api, TOKEN, app.principal)
    client = HubSpot(
        access_token=TOKEN,
        base_url="https://desk.example",
        max_retries=0,
        http_client=httpx.Client(transport=transport),
        _strict_response_validation=True,
    )
    return client.conversations.custom_channels


def line(value: str = "line") -> Any:
    return {"type": OPAQUE, "value": value}


def test_channels_and_accounts(custom_channels: Any) -> None:
    channel = custom_channels.create(name="Chat", capabilities=CAPABILITIES, webhook_url="https://acme.example/hook")
    number = int(channel.id)
    more = {
        "webhook_url": "https://acme.example/hook",
        "channel_description": "Chat on our site",
        "channel_logo_url": "https://acme.example/logo.png",
        "channel_account_connection_redirect_url": "https://acme.example/connect",
    }
    assert custom_channels.update(number, name="Talk", capabilities=CAPABILITIES, **more).name == "Talk"
    accounts = custom_channels.channel_accounts
    account = accounts.create(number, authorized=True, inbox_id="1", name="Line", delivery_identifier=line())
    assert custom_channels.get(int(account.id), channel_id=number) == account
    assert accounts.update(int(account.id), channel_id=number, authorized=False).authorized is False
    assert [found.id for found in custom_channels.list(limit=1)] == [channel.id]
    assert [found.id for found in accounts.list(number, delivery_identifier_value=["line"])] == [account.id]


def publish(custom_channels: Any, app: Integrator, **more: Any) -> Any:
    channel, account = app.ready(capabilities=CAPABILITIES | {"allowInlineImages": True})
    message = {"recipients": [], "senders": [party("cleo", name="Cleo")], "attachments": [], "text": "Hello"} | more
    return int(channel), custom_channels.messages.create(
        int(channel),
        channel_account_id=account,
        message_direction="INCOMING",
        timestamp=AT,
        integration_thread_id="t1",
        **message,
    )


@pytest.mark.parametrize("attachment", [given for given, _ in ATTACHMENTS], ids=lambda given: given["type"])
def test_a_message_with_each_attachment(custom_channels: Any, app: Integrator, attachment: Any) -> None:
    channel, message = publish(custom_channels, app, attachments=[attachment])
    assert message.client.integration_app_id == number_of("acme")
    assert custom_channels.messages.get(message.id, channel_id=channel) == message


def test_a_contact_whose_link_must_not_be_followed(custom_channels: Any, app: Integrator) -> None:
    card = {"type": "CONTACT", "contactProfile": {"urls": [{"url": "javascript:alert(1)", "type": "WORK"}]}}
    _, message = publish(custom_channels, app, attachments=[card])
    assert message.attachments[0].contact_profile.urls == []


def test_a_reply_its_webhook_and_its_status(custom_channels: Any, app: Integrator) -> None:
    channel, message = publish(custom_channels, app)
    path = f"/v1/conversations/{message.conversations_thread_id}/replies"
    image = '<p>Look <img src="https://x.example/a.png"></p>'
    reply = app.desk.call("POST", path, {"text": "Look", "rich_text": image})[1]["id"]
    app.desk.settle()
    event = json.loads(app.replies()[0][2])
    assert isinstance(event["portalId"], int)
    assert PublicConversationsMessage.model_validate(event["message"]).attachments[0].name == "a.png"
    failed = custom_channels.messages.update(reply, channel_id=channel, status_type="FAILED", error_message="Unknown")
    assert failed.status.failure_details.error_message == "Unknown"
    assert failed.client.client_type == "HUBSPOT"


def test_a_connection_that_an_administrator_began(custom_channels: Any, app: Integrator) -> None:
    channel = app.register(channelAccountConnectionRedirectUrl=CONNECT_URL)
    token, _ = Administrator(app.desk).start_flow(channel)
    finished = custom_channels.channel_accounts.update_staging_token(token, channel_id=int(channel), account_name="A")
    assert (finished.generic_channel_id, finished.inbox_id) == (int(channel), 1)
    assert finished.user_id == number_of("agent-1")
