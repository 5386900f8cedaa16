"""A client generated from the description, and requests as existing HubSpot integrations send them,
work against the channel API."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

from channel_api.app import BASE_PATHS
from tests.support.backends import InMemory
from tests.support.described import committed
from tests.support.desk import DeskInProcess
from tests.support.gateway import Gateway
from tests.support.integrator import OPAQUE, Integrator

TOKEN, HOST = "knl_token", "https://desk.example"


@contextmanager
def generated(folder: Path, description: str, package: str) -> Iterator[str]:
    """The package of a client that is generated from a committed description."""
    (folder / "config.yml").write_text("post_hooks: []\n")
    tool = Path(sys.executable).with_name("openapi-python-client")
    command = [tool, "generate", "--path", committed(description), "--meta", "none"]
    command += ["--output-path", folder / package, "--config", folder / "config.yml", "--fail-on-warning"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    sys.path.insert(0, str(folder))
    yield package
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.startswith(package)]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def created(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with generated(tmp_path_factory.mktemp("client"), "channel-api.openapi.json", "made_client") as package:
        yield package


@pytest.fixture(scope="module")
def for_the_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with generated(tmp_path_factory.mktemp("client"), "openapi.json", "made_desk_client") as package:
        yield package


@pytest.fixture
def app() -> Integrator:
    return Integrator(DeskInProcess(InMemory()))


class Caller:
    def __init__(self, package: str, app: Integrator, base: str, token: str = TOKEN) -> None:
        self._package = package
        self.models: Any = importlib.import_module(f"{package}.models")
        gateway = Gateway(app.desk.channel_api, TOKEN, app.principal)
        client = importlib.import_module(f"{package}.client").AuthenticatedClient
        self._client = client(
            base_url=HOST + base,
            token=token,
            raise_on_unexpected_status=True,
            httpx_args={"transport": gateway},
        )

    def __call__(self, name: str, **arguments: Any) -> Any:
        return importlib.import_module(f"{self._package}.api.default.{name}").sync(client=self._client, **arguments)


@pytest.mark.parametrize("base", BASE_PATHS)
def test_a_generated_client_registers_connects_publishes_reads_reports_and_lists(
    created: str, app: Integrator, base: str
) -> None:
    call = Caller(created, app, base)
    models = call.models
    capabilities = models.CapabilitiesIn(threading_model=models.ThreadingModel.INTEGRATION_THREAD_ID)
    channel = call("register_channel", body=models.ChannelIn(name="Chat", capabilities=capabilities))
    assert isinstance(channel, models.Channel)
    assert (channel.name, channel.channel_account_connection_redirect_url) == ("Chat", None)
    place = {"channel_id": int(channel.id)}
    line = models.DeliveryIdentifierIn(type_=models.DeliveryIdentifierType(OPAQUE), value="line")
    body = models.AccountIn(inbox_id="1", name="Line", authorized=True, delivery_identifier=line)
    account = call("connect_account", **place, body=body)
    assert (account.channel_id, account.authorized) == (channel.id, True)
    customer = models.DeliveryIdentifierIn(type_=models.DeliveryIdentifierType(OPAQUE), value="cleo")
    place_to_meet = models.LocationIn(type_="LOCATION", latitude=52.37, longitude=4.9)
    body = models.PublishIn(
        channel_account_id=account.id,
        message_direction=models.PublishInMessageDirection.INCOMING,
        text="Hello",
        senders=[models.PartyIn(delivery_identifier=customer, name="Cleo")],
        attachments=[place_to_meet],
        integration_thread_id="t1",
    )
    message = call("publish_message", **place, body=body)
    assert isinstance(message, models.Message)
    assert message.attachments == [place_to_meet]
    assert call("get_message", **place, message_id=message.id) == message
    path = f"/v1/conversations/{message.conversations_thread_id}/replies"
    reply = app.desk.call("POST", path, {"text": "Hi"})[1]["id"]
    report = models.StatusIn(status_type=models.StatusInStatusType.FAILED, error_message="Number unknown")
    failed = call("set_status", **place, message_id=reply, body=report)
    assert failed.status.failure_details.error_message == "Number unknown"
    listed = call("list_accounts", **place, limit=1, sort=[models.ListAccountsSortItem.NAME])
    assert ([result.id for result in listed.results], listed.total) == ([account.id], 1)
    assert not listed.paging
    renamed = call(
        "change_account", **place, channel_account_id=int(account.id), body=models.AccountChangeIn(name="Other")
    )
    assert renamed == call("get_account", **place, channel_account_id=int(account.id))
    assert call("list_channels").results == [call("get_channel", **place)]
    assert call("archive_channel", **place) is None
    error = call("get_channel", **place)
    assert isinstance(error, models.Error)
    assert error.category == models.ErrorCategory.OBJECT_NOT_FOUND


def test_a_generated_client_understands_every_error(created: str, app: Integrator) -> None:
    call, stranger = Caller(created, app, BASE_PATHS[0]), Caller(created, app, BASE_PATHS[0], token="other")
    models = call.models
    assert stranger("list_channels").category == models.ErrorCategory.INVALID_AUTHENTICATION
    body = models.ChannelIn(name="", capabilities=models.CapabilitiesIn())
    rejected = call("register_channel", body=body)
    assert [(error.in_, error.code) for error in rejected.errors] == [("name", "invalid_request")]


class DeskCaller:
    """At the address that the description names, resolved where it is served."""

    def __init__(self, package: str, desk: DeskInProcess) -> None:
        self._package = package
        self.models: Any = importlib.import_module(f"{package}.models")
        client = importlib.import_module(f"{package}.client").AuthenticatedClient
        server = json.loads(committed("openapi.json").read_text())["servers"][0]["url"]
        self._client = client(
            base_url=urljoin(f"{HOST}/v1/openapi.json", server),
            token=TOKEN,
            raise_on_unexpected_status=True,
            httpx_args={"transport": Gateway(desk.gateway, TOKEN, desk.principal)},
        )

    def __call__(self, tag: str, name: str, *path: str, **arguments: Any) -> Any:
        call = importlib.import_module(f"{self._package}.api.{tag}.{name}")
        return call.sync(*path, client=self._client, **arguments)


def test_a_generated_client_that_renames_an_account_changes_nothing_else(for_the_desk: str, app: Integrator) -> None:
    desk = app.desk
    call, path = DeskCaller(for_the_desk, desk), f"/v1/channel-accounts/{desk.custom.id}"
    desk.call("PATCH", path, {"active": False, "reopen_hours": 1, "ticket_properties": {"category": "Returns"}})
    before = desk.call("GET", path)[1]
    body = call.models.AccountPatchIn(name="Flower shop")
    assert body.to_dict() == {"name": "Flower shop"}
    renamed = call("channels", "change_channel_account", desk.custom.id, body=body)
    assert renamed.name == "Flower shop"
    assert desk.call("GET", path)[1] == before | {"name": "Flower shop", "version": before["version"] + 1}


def test_a_generated_client_lists_reads_replies_and_understands_errors(for_the_desk: str, app: Integrator) -> None:
    channel, account = app.ready()
    place = {"type": "LOCATION", "latitude": 52.37, "longitude": 4.9}
    app.publish(channel, account, attachments=[place])
    call = DeskCaller(for_the_desk, app.desk)
    models = call.models
    [ticket] = call("tickets", "list_tickets").tickets
    assert isinstance(ticket.opened_at, datetime)
    assert call("tickets", "get_ticket", ticket.id).contact.name == "Cleo"
    [message] = call("conversations", "get_timeline", ticket.conversation_id).entries
    assert [type(part) for part in message.parts] == [models.LocationPart]
    body = models.ReplyIn(text="It will arrive tomorrow.")
    reply = call("conversations", "reply_to_conversation", ticket.conversation_id, body=body, idempotency_key="k")
    assert (reply.status, reply.direction) == (models.DeliveryStatus.QUEUED, models.Direction.OUT)
    problem = call("tickets", "get_ticket", "tkt_nothing")
    assert (problem.status, problem.code) == (404, "ticket_not_found")


class Shipped:
    """As existing HubSpot integrations call it: only the base URL is changed."""

    def __init__(self, app: Integrator) -> None:
        gateway = Gateway(app.desk.channel_api, TOKEN, app.principal)
        headers = {"authorization": f"Bearer {TOKEN}", "user-agent": "hubspot-api-nodejs", "accept": "*/*"}
        self._http = httpx.Client(transport=gateway, base_url=HOST, headers=headers)

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        url = f"/conversations/v3/custom-channels{path}?hapikey=demo&appId=7"
        response = self._http.request(method, url, json=body)
        assert response.status_code in {200, 201}, response.text
        return response.json()


@pytest.fixture
def shipped(app: Integrator) -> Shipped:
    return Shipped(app)


def test_fields_that_existing_integrations_omit_are_optional(shipped: Shipped) -> None:
    channel = shipped("POST", "", {"name": "Chat", "capabilities": {"deliveryIdentifierTypes": [OPAQUE]}})["id"]
    account = shipped("POST", f"/{channel}/channel-accounts", {"inboxId": 1, "name": "Line", "authorized": True})["id"]
    sender = {"deliveryIdentifier": {"type": OPAQUE, "value": "cleo"}}
    body = {"channelAccountId": account, "messageDirection": "INCOMING", "senders": [sender], "text": "Hello"}
    message = shipped("POST", f"/{channel}/messages", body)
    assert (message["recipients"], message["attachments"]) == ([], [])
    assert shipped("GET", f"/{channel}/messages/{message['id']}") == message
    body["integrationThreadId"] = "ignored where threads are pairs of identifiers"
    assert shipped("POST", f"/{channel}/messages", body)["conversationsThreadId"] == message["conversationsThreadId"]


def test_capabilities_are_changed_individually(shipped: Shipped) -> None:
    given = {"name": "Chat", "capabilities": {"richText": ["BOLD"], "allowInlineImages": True}}
    channel = shipped("POST", "", given)
    changed = shipped("PATCH", f"/{channel['id']}", {"capabilities": {"richText": ["ITALIC"], "threadingModel": None}})
    assert changed["capabilities"] == channel["capabilities"] | {"richText": ["ITALIC"]}


def test_null_is_the_same_as_absent_and_ids_may_be_numbers(shipped: Shipped) -> None:
    nothing = {"webhookUrl": None, "channelDescription": None, "channelAccountConnectionRedirectUrl": None}
    channel = shipped("POST", "", {"name": "Chat", "capabilities": {"richText": None}, **nothing})["id"]
    account = {"inboxId": 1, "name": "Line", "authorized": True, "deliveryIdentifier": None}
    created = shipped("POST", f"/{channel}/channel-accounts", account)["id"]
    sender = {"deliveryIdentifier": {"type": OPAQUE, "value": "cleo"}, "name": None, "senderActorId": None}
    nulls = ("recipients", "timestamp", "attachments", "richText", "integrationThreadId", "integrationIdempotencyId")
    nulls += ("inReplyToId", "associateWithContactId", "preResolvedContacts")
    body = {"channelAccountId": int(created), "messageDirection": "INCOMING", "senders": [sender], "text": "Hello"}
    message = shipped("POST", f"/{channel}/messages", body | dict.fromkeys(nulls))
    assert (message["channelAccountId"], "richText" in message) == (created, False)
