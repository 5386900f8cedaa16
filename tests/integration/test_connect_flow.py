"""The connect flow: started at the desk, finished once by the channel's service."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.contract.connections import StagingTokenIn
from helpdesk.platform.errors import HelpdeskError
from helpdesk.platform.ids import number_of
from infra.workbench.tables import DIRECTORY
from tests.support.administrator import CONNECT_URL, CREDENTIAL_FIELDS, RETURN_URL, Administrator, parameters
from tests.support.desk import DeskInProcess
from tests.support.integrator import OPAQUE, Integrator

LINE = {"type": OPAQUE, "value": "acme-line"}


@pytest.fixture
def channel(app: Integrator) -> str:
    return app.register(channelAccountConnectionRedirectUrl=CONNECT_URL)


def finish(app: Integrator, channel: str, token: str, **body: Any) -> tuple[int, Any]:
    return app.call("PATCH", f"/{channel}/channel-account-staging-tokens/{token}", body)


def at_once(app: Integrator, channel: str, tokens: list[str], **body: Any) -> list[int]:
    """The status of each response, if all tokens are finished concurrently."""
    use, parsed = app.desk.channel_use_cases, StagingTokenIn.model_validate(body)
    found = use.channels.get(app.app_id, channel)
    identifier = parsed.delivery_identifier.identifier() if parsed.delivery_identifier else None

    def status(token: str) -> int:
        try:
            use.finishing.finish(found, token, parsed.account_name, identifier)
        except HelpdeskError as rejection:
            return rejection.status
        return 200

    with ThreadPoolExecutor(len(tokens)) as pool:
        return list(pool.map(status, tokens))


def test_an_administrator_connects_and_the_account_is_live_immediately(
    desk: DeskInProcess, app: Integrator, admin: Administrator, channel: str, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = desk.call("POST", "/v1/inboxes", {"name": "Returns"})[1]["id"]
    body = {"name": "Line", "inbox_id": inbox, "ticket_properties": {"category": "Returns"}, "reopen_hours": 1}
    status, started = admin.post(channel, return_url=RETURN_URL, **body)
    assert status == 202
    opened = parameters(started["redirect_url"])
    assert started["redirect_url"].startswith(CONNECT_URL + "&accountToken=")
    token = opened["accountToken"]
    assert {name: opened[name] for name in ("channelId", "inboxId", "portalId")} == {
        "channelId": channel,
        "inboxId": inbox,
        "portalId": "1",
    }
    assert parameters(opened["redirectUrl"]) == {"tab": "channels", "state": started["state"]}
    assert admin.connection(started["state"])[1]["status"] == "pending"
    status, response = finish(app, channel, token, accountName="Acme", deliveryIdentifier=LINE)
    assert status == 200
    account = response.pop("channelAccountId")
    assert response.pop("createdAt")
    assert response == {
        "accountToken": token,
        "genericChannelId": int(channel),
        "inboxId": int(inbox),
        "userId": number_of("agent-1"),
        "userActorId": "A-agent-1",
        "accountName": "Acme",
        "deliveryIdentifier": LINE,
    }
    connection = admin.connection(started["state"])[1]
    assert (connection["status"], connection["account_id"], connection["channel_id"]) == ("connected", account, channel)
    created = app.done("GET", f"/{channel}/channel-accounts/{account}")
    assert (created["name"], created["inboxId"], created["authorized"], created["active"]) == (
        "Acme",
        inbox,
        True,
        True,
    )
    app.publish(channel, account)
    assert desk.call("GET", "/v1/tickets")[1]["tickets"][0]["category"] == "Returns"
    [event] = desk.call("GET", "/v1/audit", query={"account_id": account})[1]["events"]
    assert (event["type"], event["actor"]["id"]) == ("channel_account.connected", "agent-1")
    stored = str(desk.backend.client.scan(TableName=DIRECTORY)["Items"])
    logged = capsys.readouterr().out
    for secret in (token, started["state"]):
        assert secret not in stored
        assert secret not in logged


def test_the_same_request_gets_the_first_response_and_any_other_is_a_conflict(
    desk: DeskInProcess, app: Integrator, admin: Administrator, channel: str
) -> None:
    token, state = admin.start_flow(channel)
    first = finish(app, channel, token, deliveryIdentifier=LINE)
    assert first[0] == 200
    desk.clock.forward(hours=5)
    assert finish(app, channel, token, deliveryIdentifier=LINE) == first
    assert finish(app, channel, token, deliveryIdentifier=LINE, accountName="Line") == first
    for other in ({}, {"deliveryIdentifier": LINE, "accountName": "Other"}):
        status, error = finish(app, channel, token, **other)
        assert (status, error["context"]["code"]) == (409, ["staging_token_used"])
        assert error["context"]["id"] == [first[1]["channelAccountId"]]
    assert admin.connection(state)[1]["status"] == "connected"


@pytest.mark.both_backends
def test_ten_concurrent_uses_of_one_token_create_one_account(
    app: Integrator, admin: Administrator, channel: str
) -> None:
    before = admin.accounts()
    for body in ({"deliveryIdentifier": LINE}, {}):
        token, _ = admin.start_flow(channel)

        responses = at_once(app, channel, [token] * 10, **body)
        assert set(responses) <= {200, 503}
        assert 200 in responses
        assert len({json.dumps(finish(app, channel, token, **body), sort_keys=True) for _ in range(2)}) == 1
    assert len(admin.accounts() - before) == 2


@pytest.mark.both_backends
def test_two_concurrent_tokens_for_one_identifier_create_one_account(
    app: Integrator, admin: Administrator, channel: str
) -> None:
    before = admin.accounts()
    tokens = [admin.start_flow(channel)[0] for _ in range(4)]
    responses = at_once(app, channel, tokens, deliveryIdentifier=LINE)
    assert responses.count(200) == 1
    assert set(responses) <= {200, 409, 503}
    assert len(admin.accounts() - before) == 1


def test_an_existing_identifier_is_409_and_the_token_stays_valid(
    app: Integrator, admin: Administrator, channel: str
) -> None:
    existing = app.connect(channel)
    token, state = admin.start_flow(channel)
    for _ in range(2):
        status, error = finish(app, channel, token, deliveryIdentifier=LINE)
        assert (status, error["category"], error["context"]["id"]) == (409, "CONFLICT", [existing])
    connection = admin.connection(state)[1]
    assert (connection["status"], connection["account_id"]) == ("already_connected", existing)
    status, response = finish(app, channel, token, deliveryIdentifier={**LINE, "value": "another-line"})
    assert status == 200
    connection = admin.connection(state)[1]
    assert (connection["status"], connection["account_id"]) == ("connected", response["channelAccountId"])


def test_a_token_expires(desk: DeskInProcess, app: Integrator, admin: Administrator, channel: str) -> None:
    token, state = admin.start_flow(channel)
    before = admin.accounts()
    desk.clock.forward(minutes=30)
    status, error = finish(app, channel, token)
    assert (status, error["context"]["code"]) == (404, ["staging_token_expired"])
    assert "start the connection again" in error["message"]
    assert admin.connection(state)[1] | {"expires_at": ""} == {
        "status": "expired",
        "channel_id": channel,
        "account_id": None,
        "expires_at": "",
    }
    assert admin.accounts() == before


def test_a_token_is_valid_only_for_its_app_and_channel(
    desk: DeskInProcess, app: Integrator, admin: Administrator, channel: str
) -> None:
    token, _ = admin.start_flow(channel)
    other = Integrator(desk, "other")
    theirs = other.register(channelAccountConnectionRedirectUrl=CONNECT_URL)
    assert finish(other, channel, token)[0] == 404
    assert finish(other, theirs, token)[0] == 404
    assert finish(app, app.register("Second"), token)[0] == 404
    for forged in ("x", token[:-1], token[:-1] + ("a" if token[-1] != "a" else "b"), "0" * 26 + token[26:]):
        status, error = finish(app, channel, forged)
        assert (status, error["category"]) == (404, "OBJECT_NOT_FOUND")
    assert finish(app, channel, token, accountName="")[0] == 400
    assert finish(app, channel, token, deliveryIdentifier={"type": "x", "value": "y"})[0] == 400
    assert finish(app, channel, token)[0] == 200


def test_a_state_is_shown_only_to_the_administrator_who_started_it(
    desk: DeskInProcess, admin: Administrator, channel: str
) -> None:
    token, state = admin.start_flow(channel)
    assert admin.connection(state, principal=replace(desk.principal, id="agent-2"))[0] == 404
    acting = replace(desk.principal, id="token-1", on_behalf_of="agent-1")
    assert admin.connection(state, principal=acting)[0] == 200
    for other in (token, state[:-1] + ("a" if state[-1] != "a" else "b"), "x"):
        assert admin.connection(other)[1]["code"] == "connection_not_found"


@pytest.mark.both_backends
def test_an_account_is_reauthorised_in_its_flow(
    desk: DeskInProcess, app: Integrator, admin: Administrator, channel: str
) -> None:
    account = app.connect(channel)
    app.done("PATCH", f"/{channel}/channel-accounts/{account}", {"authorized": False})
    entry = desk.call("GET", f"/v1/channels/{channel}")[1]
    path = f"/v1/channels/{channel}/connections"
    assert entry["unauthorized"] == [{"account_id": account, "name": "Acme line", "method": "POST", "path": path}]
    before = admin.accounts()
    token, state = admin.start_flow(channel, account_id=account)
    status, error = finish(app, channel, token, deliveryIdentifier={**LINE, "value": "another"})
    assert (status, error["context"]["code"]) == (409, ["identifier_differs"])
    first = finish(app, channel, token, deliveryIdentifier=LINE)
    assert (first[0], first[1]["channelAccountId"]) == (200, account)
    assert finish(app, channel, token, deliveryIdentifier=LINE) == first
    assert app.done("GET", f"/{channel}/channel-accounts/{account}")["authorized"] is True
    assert admin.connection(state)[1]["account_id"] == account
    assert admin.accounts() == before
    again, _ = admin.start_flow(channel, account_id=account)
    assert set(at_once(app, channel, [again] * 4)) <= {200, 503}
    status, problem = admin.post(channel, return_url=RETURN_URL, account_id=desk.custom.id)
    assert (status, problem["errors"][0]["field"]) == (400, "account_id")


def test_a_reauthorised_account_keeps_its_settings(
    desk: DeskInProcess, app: Integrator, admin: Administrator, channel: str
) -> None:
    inbox = desk.call("POST", "/v1/inboxes", {"name": "Returns"})[1]["id"]
    account = app.connect(channel, inboxId=inbox)
    body = {
        "name": "Other",
        "inbox_id": "1",
        "ticket_properties": {"category": "Other"},
        "routing": {"automatic": False},
        "reopen_hours": 1,
    }
    before = desk.call("GET", f"/v1/channel-accounts/{account}")
    status, problem = admin.post(channel, account_id=account, return_url=RETURN_URL, **body, credentials={})
    assert status == 400
    assert {error["field"] for error in problem["errors"]} == {*body, "credentials"}
    status, started = admin.post(channel, account_id=account, return_url=RETURN_URL)
    assert status == 202
    opened = parameters(started["redirect_url"])
    assert opened["inboxId"] == inbox
    first = finish(app, channel, opened["accountToken"], accountName="What the service calls it")
    assert (first[0], first[1]["inboxId"], first[1]["accountName"]) == (200, int(inbox), "Acme line")
    assert finish(app, channel, opened["accountToken"], accountName="Another name") == first
    assert desk.call("GET", f"/v1/channel-accounts/{account}") == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "return_url"),
        ({"return_url": "javascript:alert(1)"}, "return_url"),
        ({"return_url": RETURN_URL, "credentials": {}}, "credentials"),
        ({"return_url": RETURN_URL, "delivery_identifier": LINE}, "delivery_identifier"),
    ],
)
def test_fields_that_the_flow_does_not_accept_are_rejected(
    admin: Administrator, channel: str, body: dict[str, Any], field: str
) -> None:
    status, problem = admin.post(channel, **body)
    assert (status, problem["errors"][0]["field"]) == (400, field)


def test_a_token_is_sent_over_https_only(app: Integrator, admin: Administrator) -> None:
    for number, address in enumerate(("http://acme.example/", "http://127.0.0.1:1/")):
        channel = app.register(f"C{number}", channelAccountConnectionRedirectUrl=address)
        status, problem = admin.post(channel, return_url=RETURN_URL)
        assert (status, problem["code"]) == (409, "redirect_not_secure")


def test_a_channel_with_credential_fields_is_not_redirected(app: Integrator, admin: Administrator) -> None:
    channel = app.register(credentialFields=CREDENTIAL_FIELDS, channelAccountConnectionRedirectUrl=CONNECT_URL)
    assert admin.post(channel, return_url=RETURN_URL)[1]["errors"][0]["field"] == "return_url"
