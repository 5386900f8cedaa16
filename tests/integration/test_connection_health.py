"""What Telegram says about an account's deliveries, as the account shows it."""

from collections.abc import Callable
from typing import Any

from helpdesk.platform.outbound_http import HttpResponse, NotReached
from infra.workbench.telegram import NoAnswer
from tests.support.connected_account import ConnectedAccount
from tests.support.connected_bot import TOKEN, ConnectedBot, update
from tests.support.desk import DeskInProcess


def test_deliveries_that_the_desk_rejects_are_shown_even_when_none_waits(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    account = ConnectedAccount(desk, connect()["account"]["id"])
    now = int(desk.clock.now.timestamp())
    bot.last_error = {"last_error_message": "Wrong response from the webhook: 401 Unauthorized"}
    for seconds, status in ((-60, "ok"), (60, "attention")):
        bot.last_error["last_error_date"] = now + seconds
        assert account.health["status"] == status
    assert "secret" in account.health["problem"]
    bot.last_error["last_error_message"] = "Wrong response from the webhook: 503 Service Unavailable"
    assert account.health["status"] == "ok", "Telegram has delivered it since"
    bot.last_error["last_error_message"] = "Wrong response from the webhook: 401 Unauthorized"
    desk.clock.forward(hours=1)
    account.done("POST", "/reconnect")
    assert account.health["status"] == "ok"


def test_a_failed_connection_is_no_good_health(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    account = ConnectedAccount(desk, connect()["account"]["id"])
    bot.answer_next(NoAnswer())
    account.done("POST", "/signing-secrets", {})
    health = account.health
    assert (health["status"], health["delivers_here"]) == ("attention", True)
    assert health["problem"] == account.connection["reason"]


def test_health_is_what_telegram_says(desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]) -> None:
    account = ConnectedAccount(desk, connect()["account"]["id"])
    health = account.health
    assert (health["status"], health["problem"], health["waiting"], health["last_error"]) == ("ok", None, 0, None)
    bot.last_error = {"last_error_date": 1_790_000_000, "last_error_message": "Wrong response: 503"}
    assert account.health["status"] == "ok", "an error of the past, after which everything was delivered"
    bot.updates = [update(1), update(2)]
    health = account.health
    assert (health["status"], health["waiting"]) == ("attention", 2)
    assert health["last_error"] == {"at": "2026-09-21T14:13:20.000000Z", "reason": "Wrong response: 503"}
    bot.updates, bot.webhook["url"] = [], "https://other.example/with-a-secret"
    health = account.health
    assert (health["status"], health["delivers_here"]) == ("attention", False)
    assert "other.example" in health["problem"]
    assert "with-a-secret" not in health["problem"]
    account.done("POST", "/reconnect")
    bot.webhook["allowed_updates"] = ["message"]
    health = account.health
    assert (health["status"], health["delivers_here"]) == ("attention", True)
    assert "callback_query" in health["problem"]
    desk.http.server = lambda *_: (_ for _ in ()).throw(NotReached("down"))
    assert account.health["status"] == "unknown"
    desk.http.server = lambda *_: HttpResponse(200, {}, b"[]")
    assert account.health["status"] == "unknown"


def test_a_revoked_token_is_replaced(desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]) -> None:
    account = ConnectedAccount(desk, connect()["account"]["id"])
    bot.token = "42:renewed"
    assert (account.health["status"], account.health["delivers_here"]) == ("attention", None)
    assert "@BotFather" in account.health["problem"]
    assert account.done("POST", "/reconnect")["connection"]["code"] == "bot_unauthorized"
    status, problem = desk.call("PUT", account.path + "/credentials", {"credentials": {"bot_token": TOKEN}})
    assert (status, problem["code"]) == (400, "credentials_refused")
    replaced = account.done("PUT", "/credentials", {"credentials": {"bot_token": "42:renewed"}})
    assert replaced["account"]["connection"]["state"] == "connected"
    assert account.health["status"] == "ok"


def test_a_channel_whose_service_cannot_be_asked_says_so(desk: DeskInProcess, bot: ConnectedBot) -> None:
    account = ConnectedAccount(desk, desk.custom.id)
    assert account.health["status"] == "unknown"
    status, problem = desk.call("POST", account.path + "/reconnect")
    assert (status, problem["code"]) == (409, "not_connected_by_the_desk")
    for path, code in (("/v1/channel-accounts/7/health", 404), ("/v1/channel-accounts/7/reconnect", 404)):
        assert desk.call("POST" if "reconnect" in path else "GET", path)[0] == code
    assert bot.calls == []


def test_an_account_whose_webhook_others_set_is_left_alone_until_it_is_reconnected(
    desk: DeskInProcess, bot: ConnectedBot
) -> None:
    bot.token, account = "123:bot-token", ConnectedAccount(desk, desk.telegram.id)
    for body in ({"active": False}, {"active": True}):
        assert account.done("PATCH", body=body)["connection"] is None
    account.done("POST", "/signing-secrets", {})
    assert bot.calls == []
    assert account.done("POST", "/reconnect")["connection"]["state"] == "connected"
    assert bot.webhook["url"].endswith(desk.telegram.id)
