"""Several requests change what a service is asked for, some of them interrupted: the account says `connected` only if
Telegram was asked last for what is wanted."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.subscriptions import AGAIN_WITHIN_SECONDS
from helpdesk.platform.errors import HelpdeskError, Unavailable
from infra.workbench.telegram import rejection
from tests.support.connected_account import ConnectedAccount
from tests.support.connected_bot import TOKEN, ConnectedBot
from tests.support.desk import DeskInProcess

UNAUTHORIZED = rejection(401, "Unauthorized")


class Interrupted(BaseException):
    """As a function that its time limit ends."""


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
    account = ConnectedAccount(desk, connect()["account"]["id"])

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
    # Its call may still be on its way.
    assert account.done("POST", "/reconnect")["connection"]["state"] == "pending"
    desk.clock.forward(minutes=1)
    assert account.done("POST", "/reconnect")["connection"]["state"] == wanted
    assert account.health["status"] == "ok"


def test_after_three_rounds_the_account_is_pending(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    """Somebody rotates the secret each time while Telegram is asked: it may have any of them."""
    account = ConnectedAccount(desk, connect()["account"]["id"])
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
    desk.clock.forward(minutes=1)
    assert account.done("POST", "/reconnect")["connection"]["state"] == "connected"


def test_no_other_round_begins_when_the_request_has_no_time_for_it(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    account = ConnectedAccount(desk, connect()["account"]["id"])
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
    account = ConnectedAccount(desk, connect()["account"]["id"])
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


def test_what_others_change_in_the_meantime_decides(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    """Somebody disables the account while Telegram is asked to deliver."""
    account = ConnectedAccount(desk, connect()["account"]["id"])
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
    account = ConnectedAccount(desk, connect()["account"]["id"])
    get_me = bot.results["getMe"]

    def replaced_meanwhile(_parameters: dict[str, Any]) -> Any:
        bot.results["getMe"], bot.token = get_me, "42:renewed"
        account.done("PUT", "/credentials", {"credentials": {"bot_token": bot.token}})
        return UNAUTHORIZED

    bot.results["getMe"] = replaced_meanwhile
    connected = account.reconnected().connection
    assert connected
    assert connected.state == "connected"


@pytest.mark.parametrize("first", ["rotated", "disabled"])
def test_whoever_asks_beside_an_interrupted_request_does_not_say_that_the_account_is_connected(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any], first: str
) -> None:
    """Telegram hears the first request last: it has a secret of before, or delivers nowhere."""
    connected = connect()
    account, newest = ConnectedAccount(desk, connected["account"]["id"]), [connected["signing_secret"]]
    results = dict(bot.results)

    def heard_last(method: str) -> Callable[[dict[str, Any]], Any]:
        def answer(parameters: dict[str, Any]) -> Any:
            bot.results = dict(results)
            if first == "rotated":
                newest.append(account.done("POST", "/signing-secrets", {"overlap_hours": 0})["secret"])
            else:
                account.done("PATCH", body={"active": True})
            assert account.connection["state"] == "pending", "the other one still asks"
            results[method](parameters)
            raise Interrupted

        return answer

    method = "setWebhook" if first == "rotated" else "deleteWebhook"
    bot.results[method] = heard_last(method)
    change = account.rotated if first == "rotated" else account.disabled
    with pytest.raises(Interrupted):
        change()
    assert account.connection["state"] == "pending"
    assert account.health["status"] == "attention"
    assert "reconnect" in account.health["problem"].lower()
    desk.clock.forward(minutes=1)
    assert account.done("POST", "/reconnect")["connection"]["state"] == "connected"
    assert bot.webhook["secret_token"] == newest[-1]
    assert account.health["status"] == "ok"


def test_of_two_that_ask_at_once_the_last_to_be_answered_says_that_the_account_is_connected(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    account, newest = ConnectedAccount(desk, connect()["account"]["id"]), []
    set_webhook = bot.results["setWebhook"]

    def rotated_meanwhile(parameters: dict[str, Any]) -> Any:
        bot.results["setWebhook"] = set_webhook
        newest.append(account.done("POST", "/signing-secrets", {"overlap_hours": 0})["secret"])
        assert account.connection["state"] == "pending"
        return set_webhook(parameters)

    bot.results["setWebhook"] = rotated_meanwhile
    account.rotated()
    assert account.connection["state"] == "connected"
    assert bot.webhook["secret_token"] == newest[-1]


def test_a_deletion_that_is_interrupted_while_telegram_is_asked_is_seen(
    desk: DeskInProcess, bot: ConnectedBot, connect: Callable[..., Any]
) -> None:
    account = ConnectedAccount(desk, connect()["account"]["id"])

    def interrupted(_parameters: dict[str, Any]) -> Any:
        bot.webhook = {}
        raise Interrupted

    bot.results["deleteWebhook"] = interrupted
    with pytest.raises(Interrupted):
        desk.use_cases.management.delete(account.id, "Support", desk.principal.actor())
    assert account.connection["state"] == "pending"
    desk.clock.forward(minutes=1)
    assert account.done("POST", "/reconnect")["connection"]["state"] == "connected"
