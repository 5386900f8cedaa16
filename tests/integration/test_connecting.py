"""Connecting with credentials, as an administrator: catalogue, checks, storage, notifications."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.accounts.plan import AccountPlan
from helpdesk.connecting.models import ConnectionRequest
from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn, User
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.errors import Conflict
from helpdesk.platform.outbound_http import HttpResponse, NotReached
from infra.workbench.people import employ
from infra.workbench.tables import DIRECTORY
from tests.support.administrator import CONNECT_URL, CREDENTIAL_FIELDS, RETURN_URL, Administrator
from tests.support.desk import DeskInProcess
from tests.support.integrator import OPAQUE, Integrator

KEY, OTHER_KEY = "the-first-api-key", "the-second-api-key"


def credentials_of(app: Integrator, channel: str, account: str) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = app.done("GET", f"/{channel}/channel-accounts/{account}/credentials")["results"]
    return [result["credentials"] for result in results]


def test_credential_fields_are_registered_shown_and_changed(app: Integrator) -> None:
    given = {"credentialFields": CREDENTIAL_FIELDS, "credentialCheckUrl": "https://acme.example/check"}
    channel = app.register(**given)
    created = app.done("GET", f"/{channel}")
    assert {name: created[name] for name in given} == given
    assert app.register(**given) == channel
    status, error = app.call(
        "POST", "/", {"name": "Chat", "capabilities": {}, "credentialFields": {**CREDENTIAL_FIELDS, "title": "Other"}}
    )
    assert (status, error["context"]["differingFields"]) == (409, ["credentialFields"])
    changed = app.done("PATCH", f"/{channel}", {"credentialFields": None, "credentialCheckUrl": None})
    assert not {"credentialFields", "credentialCheckUrl"} & changed.keys()
    assert app.done("GET", f"/{channel}") == changed


def test_an_invalid_definition_is_rejected_with_the_path(app: Integrator) -> None:
    bad = {"type": "object", "properties": {"key": {"type": "string", "pattern": ".*"}}}
    status, error = app.call("POST", "/", {"name": "x", "capabilities": {}, "credentialFields": bad})
    assert (status, error["errors"][0]["in"]) == (400, "credentialFields.properties.key.pattern")


@pytest.mark.both_backends
def test_the_catalogue_shows_all_apps_channels_and_the_built_in_ones(
    desk: DeskInProcess, app: Integrator, admin: Administrator
) -> None:
    by_credentials = app.register(credentialFields=CREDENTIAL_FIELDS, channelLogoUrl="https://acme.example/logo.png")
    by_redirect = Integrator(desk, "other").register(channelAccountConnectionRedirectUrl=CONNECT_URL)
    archived = app.register("Gone")
    app.done("DELETE", f"/{archived}")
    seen, query = [], {"limit": "1"}
    while True:
        status, page = desk.call("GET", "/v1/channels", query=query)
        assert status == 200
        seen += page["channels"]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    entries = {entry["id"]: entry for entry in seen}
    assert len(seen) == len(entries)
    assert entries.keys() == {"custom", "telegram", by_credentials, by_redirect}
    assert [entry["id"] for entry in seen[:2]] == ["custom", "telegram"]
    assert desk.call("GET", "/v1/channels")[1]["channels"] == seen
    first, second = entries[by_credentials], entries[by_redirect]
    assert first["credential_fields"].items() >= CREDENTIAL_FIELDS.items()
    assert first["credential_fields"]["$schema"].startswith("https://json-schema.org/")
    assert (first["connect"], first["logo_url"], first["accounts"]) == (
        "credentials",
        None,  # not fetched yet
        0,
    )
    assert (second["connect"], second["credential_fields"]) == ("redirect", None)
    assert entries["telegram"]["credential_fields"]["properties"]["bot_token"]["writeOnly"] is True
    assert (entries["custom"]["accounts"], entries["custom"]["built_in"]) == (1, True)
    assert desk.call("GET", f"/v1/channels/{by_credentials}")[1] == first
    for unknown in (archived, "7", "x", "9" * 30):
        assert desk.call("GET", f"/v1/channels/{unknown}")[1]["code"] == "channel_not_found"
        assert admin.post(unknown)[1]["code"] == "channel_not_found"
    assert desk.call("GET", "/v1/channels", query={"cursor": "rubbish"})[1]["code"] == "bad_cursor"


def test_two_accounts_of_one_channel_have_their_own_credentials(app: Integrator, admin: Administrator) -> None:
    channel = app.register(credentialFields=CREDENTIAL_FIELDS)
    first, second = (
        admin.connected(channel, name=key, credentials={"api_key": key, "region": "eu"}) for key in (KEY, OTHER_KEY)
    )
    for created, key in ((first, KEY), (second, OTHER_KEY)):
        account = created["account"]
        assert created["webhook_url"] == f"https://desk.example/webhooks/{account['id']}"
        assert created["signing_secret"] is None
        assert (account["active"], account["authorized"], account["channel_id"]) == (True, True, channel)
        assert credentials_of(app, channel, account["id"]) == [{"api_key": key, "region": "eu"}]
        app.publish(channel, account["id"], "Live at once")


def test_credentials_are_in_no_response_and_no_log(
    desk: DeskInProcess, app: Integrator, admin: Administrator, capsys: pytest.CaptureFixture[str]
) -> None:
    channel = app.register(credentialFields=CREDENTIAL_FIELDS, credentialCheckUrl="https://acme.example/check")
    desk.http.responses = [
        HttpResponse(401, {}, f'{{"message": "{KEY} is wrong"}}'.encode()),
        HttpResponse(200, {}, b""),
    ]
    rejected = admin.post(channel, credentials={"api_key": KEY})
    created = admin.connected(channel, credentials={"api_key": KEY})
    malformed = admin.post(channel, credentials={"api_key": KEY, "region": KEY})
    replaced = desk.call(
        "PUT", f"/v1/channel-accounts/{created['account']['id']}/credentials", {"credentials": {"api_key": OTHER_KEY}}
    )
    paths = ("/v1/channels", f"/v1/channels/{channel}", "/v1/channel-accounts", "/v1/audit")
    responses = [rejected, created, malformed, replaced, *(desk.call("GET", path) for path in paths)]
    responses += [app.call("GET", path) for path in ("", f"/{channel}", f"/{channel}/channel-accounts")]
    assert (rejected[0], malformed[0], replaced[0]) == (400, 400, 200)
    reader = replace(app.principal, scopes=frozenset({Scope.CUSTOM_CHANNELS_READ.value}))
    path = f"/{channel}/channel-accounts/{created['account']['id']}/credentials"
    assert app.call("GET", path, principal=reader)[0] == 403
    assert Integrator(desk, "other").call("GET", path)[0] == 404
    written = json.dumps(responses) + capsys.readouterr().out
    assert KEY not in written
    assert OTHER_KEY not in written


def test_every_error_has_its_field_and_nothing_is_stored(app: Integrator, admin: Administrator) -> None:
    channel, before = app.register(credentialFields=CREDENTIAL_FIELDS), admin.accounts()
    for body, fields in (
        ({"api_key": "short", "region": "mars", "more": 1}, {"api_key", "region", "more"}),
        ({}, {"api_key"}),
    ):
        status, problem = admin.post(channel, credentials=body)
        assert (status, problem["code"]) == (400, "invalid_credentials")
        assert {error["field"] for error in problem["errors"]} == {f"credentials.{name}" for name in fields}
    assert admin.post(channel)[1]["errors"][0]["field"] == "credentials.api_key"
    status, problem = admin.post(channel, credentials={"api_key": "\u00e9" * 3000})
    assert (status, problem["code"]) == (400, "invalid_credentials")
    assert admin.accounts() == before


def test_wrong_credentials_can_be_checked_and_are_rejected_before_they_are_stored(
    desk: DeskInProcess, app: Integrator, admin: Administrator
) -> None:
    channel, before = (
        app.register(credentialFields=CREDENTIAL_FIELDS, credentialCheckUrl="https://acme.example/c"),
        admin.accounts(),
    )
    body = {"credentials": {"api_key": KEY}}
    desk.http.responses = [HttpResponse(200, {}, b""), HttpResponse(401, {}, b'{"message": "No"}'), NotReached("down")]
    checks = [desk.call("POST", f"/v1/channels/{channel}/credential-checks", body)[1] for _ in range(3)]
    assert [check["result"] for check in checks] == ["accepted", "refused", "not_checked"]
    assert checks[1]["message"] == "No"
    desk.http.responses = [HttpResponse(401, {}, b'{"message": "No"}')]
    status, problem = admin.post(channel, **body)
    assert (status, problem["code"]) == (400, "credentials_refused")
    assert problem["errors"] == [{"field": "credentials", "message": "No"}]
    assert admin.accounts() == before
    desk.http.responses = [NotReached("down")]
    assert admin.connected(channel, **body)["credentials_check"]["result"] == "not_checked"
    assert desk.call("POST", "/v1/channels/telegram/credential-checks", {"credentials": {}})[0] == 400


def test_replacing_credentials_keeps_an_overlap_and_reauthorises_the_account(
    desk: DeskInProcess, app: Integrator, admin: Administrator
) -> None:
    channel = app.register(credentialFields=CREDENTIAL_FIELDS)
    account = admin.connected(channel, credentials={"api_key": KEY})["account"]["id"]
    app.done("PATCH", f"/{channel}/channel-accounts/{account}", {"authorized": False})
    path = f"/v1/channel-accounts/{account}/credentials"
    entry = desk.call("GET", f"/v1/channels/{channel}")[1]
    assert (entry["authorized"], entry["accounts"]) == (False, 1)
    assert entry["unauthorized"] == [{"account_id": account, "name": "Line", "method": "PUT", "path": path}]
    status, response = desk.call("PUT", path, {"credentials": {"api_key": OTHER_KEY}, "overlap_hours": 2})
    assert (status, response["account"]["authorized"]) == (200, True)
    assert desk.call("GET", f"/v1/channels/{channel}")[1]["authorized"] is True
    assert credentials_of(app, channel, account) == [{"api_key": OTHER_KEY}, {"api_key": KEY}]
    desk.clock.forward(hours=2, seconds=1)
    assert credentials_of(app, channel, account) == [{"api_key": OTHER_KEY}]
    for number in range(7):
        desk.call("PUT", path, {"credentials": {"api_key": f"key-number-{number}"}})
    assert len(credentials_of(app, channel, account)) == 5
    desk.call("PUT", path, {"credentials": {"api_key": KEY}, "overlap_hours": 0})
    desk.clock.forward(seconds=1)
    assert credentials_of(app, channel, account) == [{"api_key": KEY}]
    kinds = [event["type"] for event in desk.call("GET", "/v1/audit", query={"account_id": account})[1]["events"]]
    assert kinds[-1] == "channel_account.connected"
    assert "channel_account.credentials_replaced" in kinds
    for other, code in ((desk.custom.id, "no_credentials"), ("7", "account_not_found")):
        problem = desk.call("PUT", f"/v1/channel-accounts/{other}/credentials", {"credentials": {}})[1]
        assert problem["code"] == code


def test_built_in_channels_are_connected_and_show_their_secret_once(desk: DeskInProcess, admin: Administrator) -> None:
    chat = admin.connected("custom", credentials={"delivery_url": "https://chat.example/in"})
    assert (chat["account"]["delivery_url"], chat["signing_secret"][:6]) == ("https://chat.example/in", "whsec_")
    bot = admin.connected("telegram", credentials={"bot_token": "42:AAbb-cc_dd"})
    assert bot["account"]["delivery_url"] == "https://api.telegram.org"
    body = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "Hi"}}
    account = desk.accounts.get(bot["account"]["id"])
    assert account is not None
    header = {"x-telegram-bot-api-secret-token": bot["signing_secret"]}
    assert desk.post(account, body, header)[0] == 200
    assert desk.post(account, body, {"x-telegram-bot-api-secret-token": "other"})[0] == 401
    path = f"/v1/channel-accounts/{account.id}/credentials"
    assert desk.call("PUT", path, {"credentials": {"bot_token": "42:new"}})[0] == 200
    replaced = desk.accounts.get(account.id)
    assert replaced is not None
    assert replaced.credentials is not None
    assert desk.box.open(replaced.credentials.sealed, account.secret_owner) == b"42:new"


def bot(number: int, renewed: str = "") -> dict[str, str]:
    return {"bot_token": f"{number}:token{renewed}"}


def test_a_bot_is_connected_once(desk: DeskInProcess, admin: Administrator) -> None:
    account = admin.connected("telegram", credentials=bot(42))["account"]
    assert account["delivery_identifier"] == {"type": OPAQUE, "value": "42"}
    before = admin.accounts()
    for number, existing in ((42, account["id"]), (123, desk.telegram.id)):
        status, problem = admin.post("telegram", credentials=bot(number, "-renewed"))
        assert (status, problem["code"]) == (409, "already_connected")
        assert existing in problem["detail"]
        assert "This bot" in problem["detail"]
    assert admin.accounts() == before


def test_a_deleted_bot_can_be_connected_again(desk: DeskInProcess, admin: Administrator) -> None:
    account = admin.connected("telegram", credentials=bot(42))["account"]["id"]
    assert desk.call("DELETE", f"/v1/channel-accounts/{account}", query={"confirm": "Line"})[0] == 200
    assert admin.connected("telegram", credentials=bot(42))["account"]["id"] != account


@pytest.mark.both_backends
def test_ten_concurrent_connections_of_one_bot_create_one_account(desk: DeskInProcess, admin: Administrator) -> None:
    before, use = admin.accounts(), desk.use_cases.connecting
    request = ConnectionRequest(AccountPlan("Line"), frozenset(), bot(42))
    telegram = use.catalogue.find("telegram")

    def connected(_: int) -> bool:
        try:
            use.connections.connect(telegram, request, desk.principal.actor())
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(connected, range(10))) == 1
    assert len(admin.accounts() - before) == 1


def test_a_bot_stays_the_same_when_its_token_is_replaced(desk: DeskInProcess, admin: Administrator) -> None:
    path = f"/v1/channel-accounts/{desk.telegram.id}/credentials"
    assert desk.call("PUT", path, {"credentials": bot(123, "-renewed")})[0] == 200
    status, problem = desk.call("PUT", path, {"credentials": bot(42)})
    assert (status, problem["code"]) == (409, "identifier_differs")
    assert "token" not in problem["detail"].replace("the token is", "")


@pytest.mark.parametrize(
    ("channel", "body", "field"),
    [
        ("custom", {"credentials": {"delivery_url": "http://127.0.0.1/"}}, "credentials.delivery_url"),
        ("custom", {"credentials": {"delivery_url": "https://u:p@x.example/"}}, "credentials.delivery_url"),
        ("custom", {"credentials": {"delivery_url": "mailto:x@y.example"}}, "credentials.delivery_url"),
        ("custom", {"credentials": {"delivery_url": "https://x.example:25/"}}, "credentials.delivery_url"),
        ("telegram", {"credentials": {"bot_token": "42:a/../x"}}, "credentials.bot_token"),
        ("telegram", {"credentials": {"bot_token": ""}}, "credentials.bot_token"),
        ("telegram", {}, "credentials.bot_token"),
        ("custom", {"name": ""}, "name"),
        ("custom", {"delivery_identifier": {"type": OPAQUE, "value": "x"}}, "delivery_identifier"),
        ("custom", {"return_url": RETURN_URL}, "return_url"),
        ("custom", {"name": "Line", "account_id": "1"}, "account_id"),
        ("custom", {"name": None}, "name"),
        ("custom", {"account_id": "1"}, "name"),
        ("custom", {"inbox_id": "99"}, "inbox_id"),
        ("custom", {"reopen_hours": 8761}, "reopen_hours"),
        ("custom", {"reopen_hours": -1}, "reopen_hours"),
        ("custom", {"ticket_properties": {"Bad Name": 1}}, "ticket_properties.Bad Name"),
        ("custom", {"routing": {"automatic": True, "assign_to": "users_and_teams"}}, "routing"),
        ("custom", {"routing": {"automatic": True, "user_ids": ["agent-1"]}}, "routing"),
        ("custom", {"more": 1}, "more"),
    ],
)
def test_an_invalid_setting_is_rejected_by_name(
    admin: Administrator, channel: str, body: dict[str, Any], field: str
) -> None:
    before = admin.accounts()
    status, problem = admin.post(channel, **body)
    assert status == 400
    assert field in [error["field"] for error in problem["errors"]]
    assert admin.accounts() == before


def test_a_channel_without_credential_fields_is_connected_by_a_name(app: Integrator, admin: Administrator) -> None:
    channel = app.register()
    created = admin.connected(channel, delivery_identifier={"type": OPAQUE, "value": "line"})
    assert credentials_of(app, channel, created["account"]["id"]) == []
    assert app.connect(channel, "line", name="Line") == created["account"]["id"], "one natural key for both doors"
    status, problem = admin.post(channel, delivery_identifier={"type": OPAQUE, "value": "line"})
    assert (status, problem["code"]) == (409, "already_connected")
    assert created["account"]["id"] in problem["detail"]


def test_every_new_ticket_has_the_accounts_properties(
    desk: DeskInProcess, app: Integrator, admin: Administrator
) -> None:
    channel = app.register()
    for name, kind in (("weight", "number"), ("vip", "boolean")):
        desk.call("POST", "/v1/ticket-properties", {"name": name, "label": name, "type": kind})
    properties = {"priority": "high", "weight": 0.5, "vip": True}
    created = admin.connected(channel, ticket_properties=properties, reopen_hours=5)
    assert created["account"]["ticket_properties"] == properties
    assert created["account"]["reopen_hours"] == 5
    app.publish(channel, created["account"]["id"])
    [ticket] = desk.call("GET", "/v1/tickets")[1]["tickets"]
    assert {"priority": ticket["priority"], **ticket["properties"]} == properties
    desk.accept(thread="of another account")
    found = desk.call("GET", "/v1/tickets", query={"account_id": desk.custom.id})[1]["tickets"]
    assert [schema["properties"] for schema in found] == [{}]


def test_setting_the_routing_requires_a_seat(desk: DeskInProcess, app: Integrator, admin: Administrator) -> None:
    channel, before = app.register(), admin.accounts()
    employ(
        desk.database.table(DIRECTORY),
        User(
            "agent-2",
            "ben@desk.example",
            "Ben",
            BuiltIn.ADMINISTRATOR,
            "2026-11-22T09:00:00.000000Z",
            has_service_seat=False,
        ),
    )
    rule = {"automatic": True, "assign_to": "users_and_teams", "user_ids": ["agent-1"]}
    path, body = f"/v1/channels/{channel}/connections", {"name": "Line", "routing": rule}
    for seatless in (
        Principal(ActorKind.PERSON, "agent-2", "Ben", frozenset(Scope)),
        Principal(ActorKind.PROGRAM, "token", "CRM", frozenset(Scope), "agent-2"),
    ):
        status, problem = desk.call("POST", path, body, principal=seatless)
        assert (status, problem["code"]) == (403, "seat_missing")
        assert "seat" in problem["detail"]
    assert admin.accounts() == before
    assert rule.items() <= admin.connected(channel, routing=rule)["account"]["routing"].items()
    assert desk.call("POST", path, {"name": "Line"}, principal=seatless)[0] == 201
    status, problem = admin.post(channel, routing=rule | {"user_ids": ["agent-1", "nobody"]})
    assert (status, problem["errors"][0]["field"]) == (400, "routing.user_ids[1]")
    agents = {user["id"]: user["has_service_seat"] for user in desk.call("GET", "/v1/users")[1]["users"]}
    assert agents == {"agent-1": True, "agent-2": False}


def test_connecting_requires_the_write_scope(desk: DeskInProcess) -> None:
    reader = Principal(ActorKind.PERSON, "agent-1", "Ada", frozenset({Scope.CHANNELS_READ.value}))
    assert desk.call("GET", "/v1/channels", principal=reader)[0] == 200
    for path in ("connections", "credential-checks"):
        body = {"name": "x", "credentials": {}} if path == "connections" else {"credentials": {}}
        assert desk.call("POST", f"/v1/channels/custom/{path}", body, principal=reader)[0] == 403
