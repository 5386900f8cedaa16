"""Both APIs, with requests that their descriptions allow or not: never a 5xx, never a response that is not
described. The same requests in every run."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from channel_api.app import BASE_PATHS
from channel_api.description.document import document
from desk_api.description import openapi_document
from infra.workbench.engine import CREDENTIALS, session
from tests.support.backends import InMemory
from tests.support.desk import DeskInProcess
from tests.support.fuzzing import Fuzzer, operations
from tests.support.integrator import CAPABILITIES, Integrator, party

EXAMPLES = 25
_CONNECTION = {"name": "Line", "return_url": "https://desk.example/"}
CHANNEL = operations(document(BASE_PATHS))
DESK = operations(openapi_document())


@dataclass
class Environment:
    """A desk with data, so that requests get further than to a 404."""

    app: Integrator
    real: dict[str, Any]


@pytest.fixture(scope="module")
def s3() -> Any:
    """The forms of uploads are signed here; nothing is uploaded."""
    return session().create_client("s3", **CREDENTIALS)


@pytest.fixture
def environment(s3: Any) -> Environment:
    desk = DeskInProcess(InMemory(), lambda: s3)
    app = Integrator(desk)
    channel, account = app.ready(
        capabilities=CAPABILITIES | {"allowConversationStart": True},
        channelAccountConnectionRedirectUrl="https://acme.example/connect",
    )
    started = desk.call("POST", f"/v1/channels/{channel}/connections", _CONNECTION)[1]
    arrived = dict(parse_qsl(urlsplit(started["redirect_url"]).query))
    message = app.publish(channel, account)
    conversation: str = message["conversationsThreadId"]
    reply = desk.call("POST", f"/v1/conversations/{conversation}/replies", {"text": "Hi"})[1]["id"]
    desk.settle()
    log = app.done("GET", f"/{channel}/deliveries")["results"]
    return Environment(
        app,
        {
            "channelId": channel,
            "channelAccountId": account,
            "messageId": reply,
            "deliveryId": log[0]["id"],
            "accountToken": arrived["accountToken"],
            "state": started["state"],
            "inReplyToId": message["id"],
            "associateWithContactId": message["createdBy"],
            "inboxId": "1",
            "senders": [party()],
            "recipients": [party()],
            "integrationThreadId": "t1",
            "conversation_id": conversation,
            "ticket_id": conversation.replace("cnv_", "tkt_"),
            "account_id": account,
            "contact_id": message["createdBy"].removeprefix("V-"),
            "channel_id": channel,
            "delivery_id": log[0]["id"],
            "owner_id": "agent-1",
            "in_reply_to": message["id"],
        },
    )


@pytest.mark.parametrize("name", CHANNEL)
def test_the_channel_api_responds_as_described(environment: Environment, name: str) -> None:
    app = environment.app
    Fuzzer(app.desk.channel_api, app.principal, BASE_PATHS[0], environment.real).run(CHANNEL[name], examples=EXAMPLES)


@pytest.mark.parametrize("name", DESK)
def test_the_desk_api_responds_as_described(environment: Environment, name: str) -> None:
    desk = environment.app.desk
    Fuzzer(desk.gateway, desk.principal, "", environment.real).run(DESK[name], examples=EXAMPLES)
