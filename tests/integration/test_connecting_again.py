"""The same request to connect, sent again under its Idempotency-Key."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.accounts.plan import AccountPlan
from helpdesk.connecting.connections import Connected
from helpdesk.connecting.models import ConnectionRequest
from helpdesk.platform.errors import Busy
from helpdesk.platform.outbound_http import HttpResponse
from tests.support.administrator import ASKED, CONNECT_URL, RETURN_URL, Administrator
from tests.support.desk import DeskInProcess
from tests.support.integrator import OPAQUE, Integrator
from workbench.tables import DIRECTORY

CHAT: dict[str, Any] = {"credentials": {"delivery_url": "https://chat.example/in"}}


@pytest.fixture
def app(desk: DeskInProcess) -> Integrator:
    return Integrator(desk)


@pytest.fixture
def admin(desk: DeskInProcess) -> Administrator:
    return Administrator(desk)


def test_a_repeat_is_the_same_account_whose_secret_was_shown_before(desk: DeskInProcess, admin: Administrator) -> None:
    before = admin.accounts()
    for channel, said in (("custom", CHAT), ("telegram", {"credentials": {"bot_token": "42:token"}})):
        first = admin.connected(channel, key="k1", **said)
        again = admin.connected(channel, key="k1", **said)
        assert (first["repeated"], again["repeated"]) == (False, True)
        assert first["signing_secret"]
        assert again == first | {"signing_secret": None, "repeated": True}
        path = f"/v1/channel-accounts/{first['account']['id']}"
        assert desk.call("POST", f"{path}/signing-secrets", {})[0] == 201
        events = desk.call("GET", "/v1/audit", query={"account_id": first["account"]["id"]})[1]["events"]
        assert [event["type"] for event in events][-1:] == ["channel_account.connected"]
    assert len(admin.accounts() - before) == 2


def test_a_repeat_shows_the_account_as_it_stands(desk: DeskInProcess, admin: Administrator) -> None:
    account = admin.connected("custom", key="k1", **CHAT)["account"]["id"]
    desk.call("PATCH", f"/v1/channel-accounts/{account}", {"name": "Renamed"})
    assert admin.connected("custom", key="k1", **CHAT)["account"]["name"] == "Renamed"


def test_another_request_under_the_same_key_is_refused(admin: Administrator) -> None:
    admin.connected("custom", key="k1", **CHAT)
    before = admin.accounts()
    others: list[dict[str, Any]] = [
        {"credentials": {"delivery_url": "https://chat.example/other"}},
        CHAT | {"name": "Another"},
        CHAT | {"reopen_hours": 72},
    ]
    for other in others:
        status, problem = admin.post("custom", key="k1", **other)
        assert (status, problem["code"]) == (409, "idempotency_key_reused")
    assert admin.accounts() == before


def test_a_key_is_its_callers_and_its_channels_for_a_day(
    desk: DeskInProcess, app: Integrator, admin: Administrator
) -> None:
    made = {admin.connected("custom", key="k1", **CHAT)["account"]["id"]}
    body, headers = {"name": "Line", **CHAT}, {"idempotency-key": "k1"}
    other = replace(desk.principal, id="agent-2")
    made.add(
        desk.call("POST", "/v1/channels/custom/connections", body, headers=headers, principal=other)[1]["account"]["id"]
    )
    made.add(admin.connected(app.register(), key="k1")["account"]["id"])
    assert len(made) == 3
    desk.clock.forward(hours=24)
    late = admin.connected("custom", key="k1", **CHAT)
    assert (late["repeated"], late["account"]["id"] in made) == (False, False)
    assert admin.connected("custom", key="k1", **CHAT)["account"] == late["account"]


def test_credentials_are_checked_once_and_not_to_be_found_by_the_key(
    desk: DeskInProcess, app: Integrator, admin: Administrator
) -> None:
    channel = app.register(credentialFields=ASKED, credentialCheckUrl="https://acme.example/check")
    said = {
        "credentials": {"api_key": "the-api-key"},
        "delivery_identifier": {"type": OPAQUE, "value": "line"},
    }
    desk.http.answers = [HttpResponse(401, {}, b"")]
    assert admin.post(channel, key="k1", **said)[0] == 400
    first = admin.connected(channel, key="k1", **said)
    assert first["credentials_check"]["result"] == "accepted"
    asked = len(desk.http.posted)
    assert admin.connected(channel, key="k1", **said) == first | {"repeated": True}
    assert len(desk.http.posted) == asked
    items = desk.backend.client.scan(TableName=DIRECTORY)["Items"]
    [kept] = [item for item in items if item["sk"]["S"] == "idempotency-key"]
    assert "the-api-key" not in str(kept)
    assert int(kept["purge_at"]["N"]) > desk.clock.now.timestamp()


@pytest.mark.both_backends
def test_ten_with_one_key_at_once_are_one_account(desk: DeskInProcess, app: Integrator, admin: Administrator) -> None:
    use, actor, said = desk.beneath.connecting, desk.principal, frozenset({"name"})
    for request, channel in (
        (ConnectionRequest(AccountPlan("Line"), said, CHAT["credentials"], idempotency_key="k1"), "custom"),
        (ConnectionRequest(AccountPlan("Bot"), said, {"bot_token": "42:x"}, idempotency_key="k1"), "telegram"),
        (ConnectionRequest(AccountPlan("Line"), said, idempotency_key="k1"), app.register()),
    ):
        before = admin.accounts()

        def connected(_: int, request: ConnectionRequest = request, channel: str = channel) -> str | None:
            try:
                made = use.connect(channel, request, actor)
            except Busy:
                return None
            assert isinstance(made, Connected)
            return made.account.id

        with ThreadPoolExecutor(10) as pool:
            answers = set(pool.map(connected, range(10))) - {None}
        assert answers == admin.accounts() - before
        assert len(answers) == 1


def test_by_redirect_each_beginning_has_a_token_of_its_own(app: Integrator, admin: Administrator) -> None:
    channel = app.register(channelAccountConnectionRedirectUrl=CONNECT_URL)
    before = admin.accounts()
    first, second = (admin.post(channel, key="k1", return_url=RETURN_URL) for _ in range(2))
    assert first[0] == second[0] == 202
    assert first[1]["state"] != second[1]["state"]
    assert admin.accounts() == before


def test_a_key_has_its_bounds(admin: Administrator) -> None:
    status, problem = admin.post("custom", key="x" * 256, **CHAT)
    assert (status, problem["code"]) == (400, "invalid_request")


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "k1"}], ids=["plain", "key"])
def test_deep_credentials_are_refused_with_a_key_as_without(desk: DeskInProcess, headers: dict[str, str]) -> None:
    body = '{"name": "Line", "credentials": {"delivery_url": %s}}' % ("[" * 2000 + "]" * 2000)
    assert desk.call("POST", "/v1/channels/custom/connections", body, headers=headers)[0] == 400
