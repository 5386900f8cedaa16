"""The desk itself connects a bot: it asks Telegram who it is, has it deliver here, and says whether it does."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.subscriptions import AGAIN_WITHIN_SECONDS
from helpdesk.messaging.outcomes import PermanentFailure
from helpdesk.platform.errors import HelpdeskError, Unavailable
from helpdesk.platform.outbound_http import HttpResponse, NotReached
from infra.workbench.telegram import BLOCKED, TOO_MANY, NoAnswer, rejection, result
from tests.support.administrator import Administrator
from tests.support.connected_bot import ConnectedBot
from tests.support.desk import DeskInProcess

TOKEN = "42:AAbb-cc_dd"
UNAUTHORIZED = rejection(401, "Unauthorized")


@pytest.fixture
def bot(desk: DeskInProcess) -> ConnectedBot:
    api = ConnectedBot(TOKEN)
    desk.http.server = api.post
    return api


@pytest.fixture
def connect(desk: DeskInProcess) -> Callable[..., Any]:
    def connect(**more: Any) -> Any:
        body = {"credentials": {"bot_token": TOKEN, **more}}
        status, response = desk.call("POST", "/v1/channels/telegram/connections", body)
        assert status == 201, response
        return response

    return connect


class Account:
    def __init__(self, desk: DeskInProcess, account_id: str) -> None:
        self.desk, self.id, self.path = desk, account_id, f"/v1/channel-accounts/{account_id}"

    def done(self, method: str, more: str = "", body: object = None, **query: str) -> Any:
        status, response = self.desk.call(method, self.path + more, body, query=query)
        assert status in {200, 201}, response
        return response

    @property
    def connection(self) -> Any:
        return self.done("GET")["connection"]

    @property
    def health(self) -> Any:
        return self.done("GET", "/health")

    def reconnected(self) -> ChannelAccount:
        """Without the API, which serves one request at a time."""
        return self.desk.use_cases.subscriptions.reconnect(self.id, self.desk.principal.actor())

    def trail(self) -> list[str]:
        events = self.desk.call("GET", "/v1/audit", query={"account_id": self.id})[1]["events"]
        return [event["type"].partition(".")[2] for event in reversed(events)]


def update(number: int = 1, text: str = "Hi") -> dict[str, Any]:
    message = {"message_id": number, "date": 1, "chat": {"id": 5, "type": "private"}, "text": text}
    return {"update_id": number, "message": message}


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
    assert Account(desk, account["id"]).trail() == ["connected", "connection_changed"]
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
    account = Account(desk, connect()["account"]["id"])
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
    account = Account(desk, connected["account"]["id"])
    assert account.connection["code"] == "not_reached"
    assert bot.methods == ["getMe", "getMe"], "what does not respond is not asked again in the same request"
    assert account.done("POST", "/reconnect")["handle"] == "@support_bot"
    assert account.connection["state"] == "connected"


def test_an_interrupted_request_is_completed_by_its_repetition(
    desk: DeskInProcess, bot: ConnectedBot, admin: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscriptions = desk.use_cases.connecting.connections._subscriptions
    with monkeypatch.context() as interrupted:
        interrupted.setattr(subscriptions, "settle", lambda account, *_: account)
        first = admin.connected("telegram", key="k", credentials={"bot_token": TOKEN})
    assert first["account"]["connection"]["state"] == "pending"
    assert bot.webhook == {}
    again = admin.connected("telegram", key="k", credentials={"bot_token": TOKEN})
    assert (again["repeated"], again["account"]["id"]) == (True, first["account"]["id"])
    assert again["account"]["connection"]["state"] == "connected"
    assert bot.webhook["secret_token"] == first["signing_secret"]


@pytest.mark.parametrize(
    ("method", "path", "body", "wanted"),
    [
        ("POST", "/signing-secrets", {}, "connected"),
        ("PUT", "/credentials", {"credentials": {"bot_token": TOKEN}}, "connected"),
        ("PATCH", "", {"active": False}, "disconnected"),
        ("POST", "/reconnect", None, "connected"),
    ],
)
def test_what_is_interrupted_while_telegram_is_asked_is_pending_until_it_is_reconnected(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any], method: str, path: str, body: Any, wanted: str
) -> None:
    account = Account(desk, connect()["account"]["id"])

    class Interrupted(BaseException):
        pass

    def interrupted(_parameters: dict[str, Any]) -> Any:
        raise Interrupted

    results = dict(bot.results)
    bot.results |= {"setWebhook": interrupted, "deleteWebhook": interrupted}
    with pytest.raises(Interrupted):
        desk.call(method, account.path + path, body)
    assert account.connection["state"] == "pending"
    assert (account.health["status"], "reconnect the account" in account.health["problem"].lower()) == (
        "attention",
        True,
    )
    bot.results = results
    assert account.done("POST", "/reconnect")["connection"]["state"] == wanted
    assert account.health["status"] == "ok"


def test_a_name_needs_no_service(desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]) -> None:
    account = Account(desk, connect()["account"]["id"])
    before = account.connection
    assert account.done("PATCH", body={"name": "Renamed"})["connection"] == before
    assert account.done("PATCH", body={"active": True})["connection"] == before
    assert account.trail() == ["connected", "connection_changed", "updated"]


def test_deliveries_that_the_desk_rejects_are_shown_even_when_none_waits(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    account = Account(desk, connect()["account"]["id"])
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
    account = Account(desk, connect()["account"]["id"])
    bot.answer_next(NoAnswer())
    account.done("POST", "/signing-secrets", {})
    health = account.health
    assert (health["status"], health["delivers_here"]) == ("attention", True)
    assert health["problem"] == account.connection["reason"]


def test_after_three_rounds_the_account_is_pending(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    """Somebody rotates the secret each time while Telegram is asked: it may have any of them."""
    account = Account(desk, connect()["account"]["id"])
    set_webhook, rounds = bot.results["setWebhook"], []

    def rotated_meanwhile(parameters: dict[str, Any]) -> Any:
        rounds.append(parameters["secret_token"])
        bot.results["setWebhook"] = set_webhook
        account.done("POST", "/signing-secrets", {})
        bot.results["setWebhook"] = rotated_meanwhile
        return set_webhook(parameters)

    bot.results["setWebhook"] = rotated_meanwhile
    settled = account.reconnected()
    assert len(set(rounds)) == 3
    assert settled.connection
    assert settled.connection.state == "pending"
    bot.results["setWebhook"] = set_webhook
    assert account.done("POST", "/reconnect")["connection"]["state"] == "connected"


def test_no_other_round_begins_when_the_request_has_no_time_for_it(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    account = Account(desk, connect()["account"]["id"])
    set_webhook, times = bot.results["setWebhook"], itertools.count(0, AGAIN_WITHIN_SECONDS)

    def rotated_meanwhile(parameters: dict[str, Any]) -> Any:
        bot.results["setWebhook"] = set_webhook
        account.done("POST", "/signing-secrets", {})
        return set_webhook(parameters)

    bot.results["setWebhook"] = rotated_meanwhile
    monkeypatch.setattr(desk.use_cases.subscriptions, "_monotonic", lambda: next(times))
    settled = account.reconnected()
    assert settled.connection
    assert settled.connection.state == "pending"


@pytest.mark.parametrize("fails", ["renamed", "unavailable"])
def test_an_account_whose_deletion_fails_is_delivered_to(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    account = Account(desk, connect()["account"]["id"])
    delete_webhook = bot.results["deleteWebhook"]

    def meanwhile(parameters: dict[str, Any]) -> Any:
        if fails == "renamed":
            account.done("PATCH", body={"name": "Renamed"})
        else:
            monkeypatch.setattr(desk.use_cases.management._repository, "releasing", unavailable)
        return delete_webhook(parameters)

    def unavailable(_account: ChannelAccount) -> Any:
        raise Unavailable("down")

    bot.results["deleteWebhook"] = meanwhile
    with pytest.raises(HelpdeskError):
        desk.use_cases.management.delete(account.id, "Support", desk.principal.actor())
    assert bot.webhook
    assert (account.connection["state"], account.health["status"]) == ("connected", "ok")


def test_a_disabled_account_is_not_delivered_to(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    account = Account(desk, connect()["account"]["id"])
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
    account = Account(desk, connect()["account"]["id"])
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
    account = Account(desk, connect()["account"]["id"])
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
    account = Account(desk, connected["account"]["id"])
    rotated = account.done("POST", "/signing-secrets", {"overlap_hours": 0})
    assert bot.webhook["secret_token"] == rotated["secret"] != connected["signing_secret"]
    assert rotated["connection"]["state"] == "connected"
    bot.answer_next(NoAnswer())
    assert account.done("POST", "/signing-secrets", {})["connection"]["code"] == "not_reached"
    stored = desk.accounts.get(connected["account"]["id"])
    assert stored is not None
    header = {"x-telegram-bot-api-secret-token": rotated["secret"]}
    assert desk.post(stored, update(), header)[0] == 200, "the previous secret is valid until Telegram has the new one"


def test_a_revoked_token_is_replaced(desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]) -> None:
    account = Account(desk, connect()["account"]["id"])
    bot.token = "42:renewed"
    assert (account.health["status"], account.health["delivers_here"]) == ("attention", None)
    assert "@BotFather" in account.health["problem"]
    assert account.done("POST", "/reconnect")["connection"]["code"] == "bot_unauthorized"
    status, problem = desk.call("PUT", account.path + "/credentials", {"credentials": {"bot_token": TOKEN}})
    assert (status, problem["code"]) == (400, "credentials_refused")
    replaced = account.done("PUT", "/credentials", {"credentials": {"bot_token": "42:renewed"}})
    assert replaced["account"]["connection"]["state"] == "connected"
    assert account.health["status"] == "ok"


def test_health_is_what_telegram_says(desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]) -> None:
    account = Account(desk, connect()["account"]["id"])
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


def test_an_account_whose_webhook_others_set_is_left_alone_until_it_is_reconnected(
    desk: DeskInProcess, bot: ConnectedBot
) -> None:
    bot.token, account = "123:bot-token", Account(desk, desk.telegram.id)
    for body in ({"active": False}, {"active": True}):
        assert account.done("PATCH", body=body)["connection"] is None
    account.done("POST", "/signing-secrets", {})
    assert bot.calls == []
    assert account.done("POST", "/reconnect")["connection"]["state"] == "connected"
    assert bot.webhook["url"].endswith(desk.telegram.id)


def test_a_channel_whose_service_cannot_be_asked_says_so(desk: DeskInProcess, bot: ConnectedBot) -> None:
    account = Account(desk, desk.custom.id)
    assert account.health["status"] == "unknown"
    status, problem = desk.call("POST", account.path + "/reconnect")
    assert (status, problem["code"]) == (409, "not_connected_by_the_desk")
    for path, code in (("/v1/channel-accounts/7/health", 404), ("/v1/channel-accounts/7/reconnect", 404)):
        assert desk.call("POST" if "reconnect" in path else "GET", path)[0] == code
    assert bot.calls == []


def test_what_others_change_in_the_meantime_decides(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    """Somebody disables the account while Telegram is asked to deliver."""
    account = Account(desk, connect()["account"]["id"])
    set_webhook = bot.results["setWebhook"]

    def disabled_meanwhile(parameters: dict[str, Any]) -> Any:
        bot.results["setWebhook"] = set_webhook
        account.done("PATCH", body={"active": False})
        return set_webhook(parameters)

    bot.results["setWebhook"] = disabled_meanwhile
    settled = account.reconnected()
    assert (settled.active, settled.connection and settled.connection.state) == (False, "disconnected")
    assert bot.webhook == {}
    assert account.trail()[2:] == ["connection_changed", "switched_off", *["connection_changed"] * 3]


def test_a_failure_of_former_credentials_is_not_one_of_those_that_replaced_them(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    account = Account(desk, connect()["account"]["id"])
    stale = desk.accounts.get(account.id)
    assert stale is not None
    get_me = bot.results["getMe"]

    def replaced_meanwhile(_parameters: dict[str, Any]) -> Any:
        bot.results["getMe"], bot.token = get_me, "42:renewed"
        account.done("PUT", "/credentials", {"credentials": {"bot_token": bot.token}})
        return UNAUTHORIZED

    bot.results["getMe"] = replaced_meanwhile
    connected = account.reconnected().connection
    assert connected
    assert connected.state == "connected"
    failure = PermanentFailure("bot_unauthorized", "Telegram does not accept the bot's token.")
    settled = desk.use_cases.subscriptions.settle(stale, desk.principal.actor(), failure)
    assert settled.connection
    assert settled.connection.state == "connected"
