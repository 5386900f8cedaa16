"""The connect flow: begun at the desk, finished by the channel's service, once."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.contract.connections import StagingTokenIn
from helpdesk.platform.errors import HelpdeskError
from tests.support.administrator import ASKED, CONNECT_URL, RETURN_URL, Administrator, parameters
from tests.support.desk import DeskInProcess
from tests.support.integrator import OPAQUE, Integrator
from workbench.tables import DIRECTORY

LINE = {"type": OPAQUE, "value": "acme-line"}


@pytest.fixture
def app(desk: DeskInProcess) -> Integrator:
    return Integrator(desk)


@pytest.fixture
def admin(desk: DeskInProcess) -> Administrator:
    return Administrator(desk)


@pytest.fixture
def channel(app: Integrator) -> str:
    return app.register(channelAccountConnectionRedirectUrl=CONNECT_URL)


def finish(app: Integrator, channel: str, token: str, **said: Any) -> tuple[int, Any]:
    return app.call("PATCH", f"/{channel}/channel-account-staging-tokens/{token}", said)


def at_once(app: Integrator, channel: str, tokens: list[str], **said: Any) -> list[int]:
    """The status that each is answered with, where all finish at the same time."""
    use, asked = app.desk.beneath_channels, StagingTokenIn.model_validate(said)
    found = use.channels.get(app.app_id, channel)
    identifier = asked.delivery_identifier.identifier() if asked.delivery_identifier else None

    def status(token: str) -> int:
        try:
            use.finishing.finish(found, token, asked.account_name, identifier)
        except HelpdeskError as refusal:
            return refusal.status
        return 200

    with ThreadPoolExecutor(len(tokens)) as pool:
        return list(pool.map(status, tokens))


def test_an_administrator_connects_and_the_account_is_live_at_once(
    desk: DeskInProcess, app: Integrator, admin: Administrator, channel: str, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = desk.call("POST", "/v1/inboxes", {"name": "Returns"})[1]["id"]
    said = {"name": "Line", "inbox_id": inbox, "ticket_properties": {"team": "returns"}, "reopen_hours": 1}
    status, begun = admin.post(channel, return_url=RETURN_URL, **said)
    assert status == 202
    opened = parameters(begun["redirect_url"])
    assert begun["redirect_url"].startswith(CONNECT_URL + "&accountToken=")
    token = opened["accountToken"]
    assert {name: opened[name] for name in ("channelId", "inboxId", "portalId")} == {
        "channelId": channel,
        "inboxId": inbox,
        "portalId": "1",
    }
    assert parameters(opened["redirectUrl"]) == {"tab": "channels", "state": begun["state"]}
    assert admin.looks(begun["state"])[1]["status"] == "pending"
    status, answer = finish(app, channel, token, accountName="Acme", deliveryIdentifier=LINE)
    assert status == 200
    account = answer.pop("channelAccountId")
    assert answer.pop("createdAt")
    assert answer == {
        "accountToken": token,
        "genericChannelId": channel,
        "inboxId": inbox,
        "userId": "agent-1",
        "accountName": "Acme",
        "deliveryIdentifier": LINE,
    }
    looked = admin.looks(begun["state"])[1]
    assert (looked["status"], looked["account_id"], looked["channel_id"]) == ("connected", account, channel)
    made = app.done("GET", f"/{channel}/channel-accounts/{account}")
    assert (made["name"], made["inboxId"], made["authorized"], made["active"]) == ("Acme", inbox, True, True)
    app.publish(channel, account)
    assert desk.call("GET", "/v1/tickets")[1]["tickets"][0]["properties"] == {"team": "returns"}
    [event] = desk.call("GET", "/v1/audit", query={"account_id": account})[1]["events"]
    assert (event["type"], event["actor"]["id"]) == ("channel_account.connected", "agent-1")
    stored = str(desk.backend.client.scan(TableName=DIRECTORY)["Items"])
    logged = capsys.readouterr().out
    for secret in (token, begun["state"]):
        assert secret not in stored
        assert secret not in logged


def test_the_same_again_gives_the_first_answer_and_anything_else_is_a_conflict(
    desk: DeskInProcess, app: Integrator, admin: Administrator, channel: str
) -> None:
    token, state = admin.begun(channel)
    first = finish(app, channel, token, deliveryIdentifier=LINE)
    assert first[0] == 200
    desk.clock.forward(hours=5)
    assert finish(app, channel, token, deliveryIdentifier=LINE) == first
    assert finish(app, channel, token, deliveryIdentifier=LINE, accountName="Line") == first
    for other in ({}, {"deliveryIdentifier": LINE, "accountName": "Other"}):
        status, error = finish(app, channel, token, **other)
        assert (status, error["context"]["code"]) == (409, ["staging_token_used"])
        assert error["context"]["id"] == [first[1]["channelAccountId"]]
    assert admin.looks(state)[1]["status"] == "connected"


@pytest.mark.both_backends
def test_ten_that_use_one_token_at_once_make_one_account(app: Integrator, admin: Administrator, channel: str) -> None:
    before = admin.accounts()
    for said in ({"deliveryIdentifier": LINE}, {}):
        token, _ = admin.begun(channel)

        answers = at_once(app, channel, [token] * 10, **said)
        assert set(answers) <= {200, 503}
        assert 200 in answers
        assert len({json.dumps(finish(app, channel, token, **said), sort_keys=True) for _ in range(2)}) == 1
    assert len(admin.accounts() - before) == 2


@pytest.mark.both_backends
def test_two_tokens_for_one_identifier_at_once_make_one_account(
    app: Integrator, admin: Administrator, channel: str
) -> None:
    before = admin.accounts()
    tokens = [admin.begun(channel)[0] for _ in range(4)]
    answers = at_once(app, channel, tokens, deliveryIdentifier=LINE)
    assert answers.count(200) == 1
    assert set(answers) <= {200, 409, 503}
    assert len(admin.accounts() - before) == 1


def test_an_identifier_that_is_connected_already_is_409_and_the_token_stays_good(
    app: Integrator, admin: Administrator, channel: str
) -> None:
    existing = app.connect(channel)
    token, state = admin.begun(channel)
    for _ in range(2):
        status, error = finish(app, channel, token, deliveryIdentifier=LINE)
        assert (status, error["category"], error["context"]["id"]) == (409, "CONFLICT", [existing])
    looked = admin.looks(state)[1]
    assert (looked["status"], looked["account_id"]) == ("already_connected", existing)
    status, answer = finish(app, channel, token, deliveryIdentifier={**LINE, "value": "another-line"})
    assert status == 200
    looked = admin.looks(state)[1]
    assert (looked["status"], looked["account_id"]) == ("connected", answer["channelAccountId"])


def test_a_token_expires(desk: DeskInProcess, app: Integrator, admin: Administrator, channel: str) -> None:
    token, state = admin.begun(channel)
    before = admin.accounts()
    desk.clock.forward(minutes=30)
    status, error = finish(app, channel, token)
    assert (status, error["context"]["code"]) == (404, ["staging_token_expired"])
    assert "start the connection again" in error["message"]
    assert admin.looks(state)[1] | {"expires_at": ""} == {
        "status": "expired",
        "channel_id": channel,
        "account_id": None,
        "expires_at": "",
    }
    assert admin.accounts() == before


def test_a_token_is_good_for_its_app_and_channel_alone(
    desk: DeskInProcess, app: Integrator, admin: Administrator, channel: str
) -> None:
    token, _ = admin.begun(channel)
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


def test_a_state_is_shown_to_who_began_it(desk: DeskInProcess, admin: Administrator, channel: str) -> None:
    token, state = admin.begun(channel)
    assert admin.looks(state, principal=replace(desk.principal, id="agent-2"))[0] == 404
    acting = replace(desk.principal, id="token-1", on_behalf_of="agent-1")
    assert admin.looks(state, principal=acting)[0] == 200
    for other in (token, state[:-1] + ("a" if state[-1] != "a" else "b"), "x"):
        assert admin.looks(other)[1]["code"] == "connection_not_found"


@pytest.mark.both_backends
def test_an_account_is_authorised_again_by_its_flow(
    desk: DeskInProcess, app: Integrator, admin: Administrator, channel: str
) -> None:
    account = app.connect(channel)
    app.done("PATCH", f"/{channel}/channel-accounts/{account}", {"authorized": False})
    entry = desk.call("GET", f"/v1/channels/{channel}")[1]
    path = f"/v1/channels/{channel}/connections"
    assert entry["unauthorized"] == [{"account_id": account, "name": "Acme line", "method": "POST", "path": path}]
    before = admin.accounts()
    token, state = admin.begun(channel, account_id=account)
    status, error = finish(app, channel, token, deliveryIdentifier={**LINE, "value": "another"})
    assert (status, error["context"]["code"]) == (409, ["identifier_differs"])
    first = finish(app, channel, token, deliveryIdentifier=LINE)
    assert (first[0], first[1]["channelAccountId"]) == (200, account)
    assert finish(app, channel, token, deliveryIdentifier=LINE) == first
    assert app.done("GET", f"/{channel}/channel-accounts/{account}")["authorized"] is True
    assert admin.looks(state)[1]["account_id"] == account
    assert admin.accounts() == before
    again, _ = admin.begun(channel, account_id=account)
    assert set(at_once(app, channel, [again] * 4)) <= {200, 503}
    status, problem = admin.post(channel, return_url=RETURN_URL, account_id=desk.custom.id)
    assert (status, problem["errors"][0]["field"]) == (400, "account_id")


def test_an_account_that_is_authorised_again_keeps_what_it_has(
    desk: DeskInProcess, app: Integrator, admin: Administrator, channel: str
) -> None:
    inbox = desk.call("POST", "/v1/inboxes", {"name": "Returns"})[1]["id"]
    account = app.connect(channel, inboxId=inbox)
    said = {
        "name": "Other",
        "inbox_id": "1",
        "ticket_properties": {"team": "other"},
        "routing": {"automatic_assignment": False},
        "reopen_hours": 1,
    }
    before = desk.call("GET", f"/v1/channel-accounts/{account}")
    status, problem = admin.post(channel, account_id=account, return_url=RETURN_URL, **said, credentials={})
    assert status == 400
    assert {error["field"] for error in problem["errors"]} == {*said, "credentials"}
    status, begun = admin.post(channel, account_id=account, return_url=RETURN_URL)
    assert status == 202
    opened = parameters(begun["redirect_url"])
    assert opened["inboxId"] == inbox
    first = finish(app, channel, opened["accountToken"], accountName="What the service calls it")
    assert (first[0], first[1]["inboxId"], first[1]["accountName"]) == (200, inbox, "Acme line")
    assert finish(app, channel, opened["accountToken"], accountName="Another name") == first
    assert desk.call("GET", f"/v1/channel-accounts/{account}") == before


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "return_url"),
        ({"return_url": "javascript:alert(1)"}, "return_url"),
        ({"return_url": RETURN_URL, "credentials": {}}, "credentials"),
        ({"return_url": RETURN_URL, "delivery_identifier": LINE}, "delivery_identifier"),
    ],
)
def test_what_the_flow_cannot_take_is_refused(
    admin: Administrator, channel: str, said: dict[str, Any], field: str
) -> None:
    status, problem = admin.post(channel, **said)
    assert (status, problem["errors"][0]["field"]) == (400, field)


def test_a_token_is_not_sent_in_clear(app: Integrator, admin: Administrator) -> None:
    for number, address in enumerate(("http://acme.example/", "http://127.0.0.1:1/")):
        channel = app.register(f"C{number}", channelAccountConnectionRedirectUrl=address)
        status, problem = admin.post(channel, return_url=RETURN_URL)
        assert (status, problem["code"]) == (409, "redirect_not_secure")


def test_a_channel_that_asks_for_credentials_is_not_redirected(app: Integrator, admin: Administrator) -> None:
    channel = app.register(credentialFields=ASKED, channelAccountConnectionRedirectUrl=CONNECT_URL)
    assert admin.post(channel, return_url=RETURN_URL)[1]["errors"][0]["field"] == "return_url"
