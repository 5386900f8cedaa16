"""A request to connect that is retried with its Idempotency-Key."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.accounts.plan import AccountPlan
from helpdesk.connecting.connections import Connected
from helpdesk.connecting.models import ConnectionRequest
from helpdesk.platform.errors import Busy
from helpdesk.platform.outbound_http import HttpResponse
from infra.workbench.tables import DIRECTORY
from tests.support.administrator import CONNECT_URL, CREDENTIAL_FIELDS, RETURN_URL, Administrator
from tests.support.desk import DeskInProcess
from tests.support.integrator import OPAQUE, Integrator

CHAT: dict[str, Any] = {"credentials": {"delivery_url": "https://chat.example/in"}}


def test_a_repeated_request_returns_the_same_account_without_its_secret(
    desk: DeskInProcess, admin: Administrator
) -> None:
    before = admin.accounts()
    for channel, body in (("custom", CHAT), ("telegram", {"credentials": {"bot_token": "42:token"}})):
        first = admin.connected(channel, key="k1", **body)
        again = admin.connected(channel, key="k1", **body)
        assert (first["repeated"], again["repeated"]) == (False, True)
        assert first["signing_secret"]
        assert again == first | {"signing_secret": None, "repeated": True}
        path = f"/v1/channel-accounts/{first['account']['id']}"
        assert desk.call("POST", f"{path}/signing-secrets", {})[0] == 201
        events = desk.call("GET", "/v1/audit", query={"account_id": first["account"]["id"]})[1]["events"]
        assert [event["type"] for event in events][-1:] == ["channel_account.connected"]
    assert len(admin.accounts() - before) == 2


def test_a_repeated_request_returns_the_current_account(desk: DeskInProcess, admin: Administrator) -> None:
    account = admin.connected("custom", key="k1", **CHAT)["account"]["id"]
    desk.call("PATCH", f"/v1/channel-accounts/{account}", {"name": "Renamed"})
    assert admin.connected("custom", key="k1", **CHAT)["account"]["name"] == "Renamed"


def test_another_request_with_the_same_key_is_rejected(admin: Administrator) -> None:
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


def test_an_idempotency_key_belongs_to_its_caller_and_channel_for_a_day(
    desk: DeskInProcess, app: Integrator, admin: Administrator
) -> None:
    created = {admin.connected("custom", key="k1", **CHAT)["account"]["id"]}
    body, headers = {"name": "Line", **CHAT}, {"idempotency-key": "k1"}
    other = replace(desk.principal, id="agent-2")
    created.add(
        desk.call("POST", "/v1/channels/custom/connections", body, headers=headers, principal=other)[1]["account"]["id"]
    )
    created.add(admin.connected(app.register(), key="k1")["account"]["id"])
    assert len(created) == 3
    desk.clock.forward(hours=24)
    late = admin.connected("custom", key="k1", **CHAT)
    assert (late["repeated"], late["account"]["id"] in created) == (False, False)
    assert admin.connected("custom", key="k1", **CHAT)["account"] == late["account"]


def test_credentials_are_checked_once_and_not_stored_with_the_key(
    desk: DeskInProcess, app: Integrator, admin: Administrator
) -> None:
    channel = app.register(credentialFields=CREDENTIAL_FIELDS, credentialCheckUrl="https://acme.example/check")
    body = {
        "credentials": {"api_key": "the-api-key"},
        "delivery_identifier": {"type": OPAQUE, "value": "line"},
    }
    desk.http.responses = [HttpResponse(401, {}, b"")]
    assert admin.post(channel, key="k1", **body)[0] == 400
    first = admin.connected(channel, key="k1", **body)
    assert first["credentials_check"]["result"] == "accepted"
    requests = len(desk.http.posted)
    assert admin.connected(channel, key="k1", **body) == first | {"repeated": True}
    assert len(desk.http.posted) == requests
    items = desk.backend.client.scan(TableName=DIRECTORY)["Items"]
    [stored] = [item for item in items if item["sk"]["S"] == "idempotency-key"]
    assert "the-api-key" not in str(stored)
    assert int(stored["purge_at"]["N"]) > desk.clock.now.timestamp()


@pytest.mark.both_backends
def test_ten_concurrent_requests_with_one_key_are_one_account(
    desk: DeskInProcess, app: Integrator, admin: Administrator
) -> None:
    use, actor, body = desk.use_cases.connecting, desk.principal, frozenset({"name"})
    for request, channel in (
        (ConnectionRequest(AccountPlan("Line"), body, CHAT["credentials"], idempotency_key="k1"), "custom"),
        (ConnectionRequest(AccountPlan("Bot"), body, {"bot_token": "42:x"}, idempotency_key="k1"), "telegram"),
        (ConnectionRequest(AccountPlan("Line"), body, idempotency_key="k1"), app.register()),
    ):
        before = admin.accounts()

        def connected(_: int, request: ConnectionRequest = request, channel: str = channel) -> str | None:
            try:
                created = use.connect(channel, request, actor)
            except Busy:
                return None
            assert isinstance(created, Connected)
            return created.account.id

        with ThreadPoolExecutor(10) as pool:
            responses = set(pool.map(connected, range(10))) - {None}
        assert responses == admin.accounts() - before
        assert len(responses) == 1


def test_each_redirect_connection_has_its_own_token(app: Integrator, admin: Administrator) -> None:
    channel = app.register(channelAccountConnectionRedirectUrl=CONNECT_URL)
    before = admin.accounts()
    first, second = (admin.post(channel, key="k1", return_url=RETURN_URL) for _ in range(2))
    assert first[0] == second[0] == 202
    assert first[1]["state"] != second[1]["state"]
    assert admin.accounts() == before


def test_an_idempotency_key_has_a_length_limit(admin: Administrator) -> None:
    status, problem = admin.post("custom", key="x" * 256, **CHAT)
    assert (status, problem["code"]) == (400, "invalid_request")


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "k1"}], ids=["plain", "key"])
def test_deeply_nested_credentials_are_rejected_with_and_without_a_key(
    desk: DeskInProcess, headers: dict[str, str]
) -> None:
    body = '{"name": "Line", "credentials": {"delivery_url": %s}}' % ("[" * 2000 + "]" * 2000)
    assert desk.call("POST", "/v1/channels/custom/connections", body, headers=headers)[0] == 400
