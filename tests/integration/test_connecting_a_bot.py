"""The desk itself connects a bot: it asks Telegram who it is, has it deliver here, and says whether it does."""

from collections.abc import Callable
from typing import Any

import pytest

from infra.workbench.telegram import BLOCKED, TOO_MANY, NoAnswer, rejection, result
from tests.support.administrator import Administrator
from tests.support.connected_account import ConnectedAccount
from tests.support.connected_bot import TOKEN, ConnectedBot, update
from tests.support.desk import DeskInProcess


def test_a_token_is_all_that_an_administrator_enters(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    connected = connect()
    account = connected["account"]
    assert (account["name"], account["handle"]) == ("Support", "@support_bot")
    assert connected["credentials_check"]["result"] == "accepted"
    assert "@support_bot" in connected["credentials_check"]["message"]
    assert (account["connection"]["state"], account["connection"]["reason"]) == ("connected", None)
    assert bot.methods == ["getMe", "setWebhook"]
    assert bot.webhook["url"] == connected["webhook_url"]
    assert bot.webhook["secret_token"] == connected["signing_secret"]
    assert {"message", "callback_query", "message_reaction", "my_chat_member"} <= set(bot.webhook["allowed_updates"])
    assert "channel_post" not in bot.webhook["allowed_updates"]
    stored = desk.accounts.get(account["id"])
    assert stored is not None
    header = {"x-telegram-bot-api-secret-token": bot.webhook["secret_token"]}
    assert desk.post(stored, update(), header)[0] == 200
    assert ConnectedAccount(desk, account["id"]).trail() == ["connected", "connection_changed"]
    assert TOKEN not in capsys.readouterr().out
    assert bot.refused == []


@pytest.mark.parametrize(
    ("first_name", "name"),
    [
        ("Support \n\x00\x1b[1mdesk", "Support [1mdesk"),
        ("x" * 256, "x" * 256),
        ("x" * 257, "x" * 255 + "…"),
        ("x" * 100_000, "x" * 255 + "…"),
        ("\u200b\u200b", "@support_bot"),
        ("", "@support_bot"),
        (5, "@support_bot"),
    ],
)
def test_the_name_that_telegram_says_is_as_names_of_accounts_are(
    bot: ConnectedBot, connect: Callable[..., Any], first_name: object, name: str
) -> None:
    bot.results["getMe"] = lambda _: result({"id": 42, "first_name": first_name, "username": "support_bot"})
    assert connect()["account"]["name"] == name


def test_a_name_that_the_administrator_chose_is_kept(bot: ConnectedBot, admin: Administrator) -> None:
    assert admin.connected("telegram", credentials={"bot_token": TOKEN})["account"]["name"] == "Line"
    assert bot.methods == ["getMe", "setWebhook"]


def test_commands_and_channel_posts_are_asked_for(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    account = connect(commands="/help - Ask a person\nstatus - Where is my parcel?", channel_posts=True)["account"]
    assert bot.commands == [
        {"command": "help", "description": "Ask a person"},
        {"command": "status", "description": "Where is my parcel?"},
    ]
    assert {"channel_post", "edited_channel_post"} <= set(bot.webhook["allowed_updates"])
    assert account["service_settings"]["channel_posts"] is True
    path = f"/v1/channel-accounts/{account['id']}/credentials"
    replaced = desk.call("PUT", path, {"credentials": {"bot_token": TOKEN}})[1]["account"]
    assert replaced["service_settings"] == account["service_settings"]
    assert "channel_post" in bot.webhook["allowed_updates"]


@pytest.mark.parametrize("commands", ["help", "HELP - Shout", "help - One\nhelp - Two", "help - " + "x" * 257])
def test_commands_that_telegram_would_reject_are_rejected_first(
    desk: DeskInProcess, bot: ConnectedBot, commands: str
) -> None:
    body = {"credentials": {"bot_token": TOKEN, "commands": commands}}
    status, problem = desk.call("POST", "/v1/channels/telegram/connections", body)
    assert (status, problem["errors"][0]["field"]) == (400, "credentials.commands")
    assert bot.calls == []


def test_a_rejected_token_connects_nothing(desk: DeskInProcess, bot: ConnectedBot, admin: Administrator) -> None:
    before = admin.accounts()
    for body in ({"credentials": {"bot_token": "42:other"}}, {"credentials": {"bot_token": "43:other"}}):
        status, problem = admin.post("telegram", **body)
        assert (status, problem["code"]) == (400, "credentials_refused")
        assert problem["errors"][0]["field"] == "credentials"
        assert "@BotFather" in problem["detail"]
        assert body["credentials"]["bot_token"] not in str(problem)
    check = desk.call("POST", "/v1/channels/telegram/credential-checks", body)[1]
    assert check["result"] == "refused"
    assert desk.call("POST", "/v1/channels/telegram/credential-checks", {"credentials": {"bot_token": TOKEN}})[1] == {
        "result": "accepted",
        "message": "Telegram accepts these credentials: they are those of @support_bot.",
    }
    assert admin.accounts() == before
    assert bot.webhook == {}


def test_a_bot_that_is_connected_already_keeps_its_webhook(
    bot: ConnectedBot, connect: Callable[..., Any], admin: Administrator
) -> None:
    connect()
    webhook = bot.webhook
    status, problem = admin.post("telegram", credentials={"bot_token": TOKEN})
    assert (status, problem["code"]) == (409, "already_connected")
    assert bot.webhook == webhook
    assert bot.methods.count("setWebhook") == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (rejection(400, f"Bad Request: bad webhook: Failed to resolve host, {TOKEN}"), "rejected"),
        (TOO_MANY, "busy"),
        (BLOCKED, "rejected"),
        (rejection(502, "Bad Gateway"), "status_502"),
        (NoAnswer(), "not_reached"),
    ],
)
def test_what_went_wrong_is_shown_and_connecting_again_fixes_it(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any], answer: Any, code: str
) -> None:
    bot.answer_next(bot.results["getMe"]({}), answer)
    account = ConnectedAccount(desk, connect()["account"]["id"])
    failed = account.connection
    assert (failed["state"], failed["code"]) == ("failed", code)
    assert "Reconnect the account" in failed["reason"]
    assert TOKEN not in str(failed)
    assert account.done("POST", "/reconnect")["connection"]["state"] == "connected"
    assert account.done("POST", "/reconnect")["connection"]["state"] == "connected"
    assert account.trail() == ["connected", *["connection_changed"] * 5], "each time, pending and then the result"


def test_if_telegram_is_away_the_account_is_connected_later(
    desk: DeskInProcess, bot: ConnectedBot, admin: Administrator
) -> None:
    bot.answer_next(NoAnswer(), NoAnswer())
    body = {"credentials": {"bot_token": TOKEN}}
    status, problem = desk.call("POST", "/v1/channels/telegram/connections", body)
    assert (status, problem["errors"][0]["field"]) == (400, "name")
    assert problem["errors"][0]["message"] == (
        "Telegram could not be reached: it did not respond in time. Connect it again later, or give a name and "
        "reconnect the account later."
    )
    connected = admin.connected("telegram", **body)
    assert connected["credentials_check"]["result"] == "not_checked"
    account = ConnectedAccount(desk, connected["account"]["id"])
    assert account.connection["code"] == "not_reached"
    assert bot.methods == ["getMe", "getMe"], "what does not respond is not asked again in the same request"
    assert account.done("POST", "/reconnect")["handle"] == "@support_bot"
    assert account.connection["state"] == "connected"


def test_an_interrupted_request_is_completed_by_its_repetition(
    desk: DeskInProcess, bot: ConnectedBot, admin: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscriptions = desk.use_cases.connecting.connections._subscriptions
    with monkeypatch.context() as interrupted:
        interrupted.setattr(subscriptions, "settle_new", lambda account, *_: account)
        first = admin.connected("telegram", key="k", credentials={"bot_token": TOKEN})
    assert first["account"]["connection"]["state"] == "pending"
    assert bot.webhook == {}
    desk.clock.forward(minutes=1)
    again = admin.connected("telegram", key="k", credentials={"bot_token": TOKEN})
    assert (again["repeated"], again["account"]["id"]) == (True, first["account"]["id"])
    assert again["account"]["connection"]["state"] == "connected"
    assert bot.webhook["secret_token"] == first["signing_secret"]


def test_a_name_needs_no_service(desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]) -> None:
    account = ConnectedAccount(desk, connect()["account"]["id"])
    before = account.connection
    assert account.done("PATCH", body={"name": "Renamed"})["connection"] == before
    assert account.done("PATCH", body={"active": True})["connection"] == before
    assert account.trail() == ["connected", "connection_changed", "updated"]


def test_a_disabled_account_is_not_delivered_to(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    account = ConnectedAccount(desk, connect()["account"]["id"])
    webhook = bot.webhook
    disabled = account.done("PATCH", body={"active": False})
    assert (disabled["active"], disabled["connection"]["state"], bot.webhook) == (False, "disconnected", {})
    assert account.health["status"] == "ok"
    assert account.health["delivers_here"] is False
    assert account.done("PATCH", body={"active": True})["connection"]["state"] == "connected"
    assert bot.webhook == webhook
    account.done("PATCH", body={"name": "Renamed"})
    assert bot.methods.count("setWebhook") == 2, "only what concerns the webhook asks Telegram"


def test_an_account_is_disabled_even_if_telegram_is_away(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    account = ConnectedAccount(desk, connect()["account"]["id"])
    bot.answer_next(NoAnswer())
    disabled = account.done("PATCH", body={"active": False})
    assert (disabled["active"], disabled["connection"]["code"]) == (False, "not_reached")
    health = account.health
    assert (health["status"], health["delivers_here"]) == ("attention", True)
    assert account.done("PATCH", body={"active": False})["connection"]["state"] == "disconnected"
    assert bot.webhook == {}


@pytest.mark.parametrize("away", [False, True])
def test_a_deleted_account_is_not_delivered_to(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any], away: bool
) -> None:
    account = ConnectedAccount(desk, connect()["account"]["id"])
    status, problem = desk.call("DELETE", account.path, query={"confirm": "Other"})
    assert (status, problem["code"]) == (409, "confirmation_differs")
    assert bot.webhook, "what is not deleted stays connected"
    bot.answer_next(*([NoAnswer()] if away else []))
    deleted = account.done("DELETE", confirm="Support")
    assert deleted["archived_at"] is not None
    assert deleted["connection"]["state"] == ("failed" if away else "disconnected")
    assert bool(bot.webhook) is away
    assert account.health["status"] == "unknown"
    status, problem = desk.call("POST", account.path + "/reconnect")
    assert (status, problem["code"]) == (409, "account_deleted")
    assert account.done("DELETE", confirm="Support") == deleted


def test_a_new_secret_is_given_to_telegram(desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]) -> None:
    connected = connect()
    account = ConnectedAccount(desk, connected["account"]["id"])
    rotated = account.done("POST", "/signing-secrets", {"overlap_hours": 0})
    assert bot.webhook["secret_token"] == rotated["secret"] != connected["signing_secret"]
    assert rotated["connection"]["state"] == "connected"
    bot.answer_next(NoAnswer())
    assert account.done("POST", "/signing-secrets", {})["connection"]["code"] == "not_reached"
    stored = desk.accounts.get(connected["account"]["id"])
    assert stored is not None
    header = {"x-telegram-bot-api-secret-token": rotated["secret"]}
    assert desk.post(stored, update(), header)[0] == 200, "the previous secret is valid until Telegram has the new one"


def test_that_the_account_is_as_it_was_asks_telegram_for_nothing(
    bot: ConnectedBot, desk: DeskInProcess, connect: Callable[..., Any]
) -> None:
    account = ConnectedAccount(desk, connect()["account"]["id"])
    called = list(bot.methods)
    account.done("PATCH", body={"active": True})
    assert bot.methods == called
