"""A desk that no service can reach fetches a bot's updates, through the same webhook."""

from collections.abc import Mapping
from typing import Any

import pytest

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.accounts.service_access import ServiceAccess
from helpdesk.platform.outbound_http import HttpPoster, HttpResponse, NotReached
from helpdesk.providers.connectors import connectors
from infra.local.polling import Poller
from infra.workbench.tables import DIRECTORY
from infra.workbench.telegram import TOO_MANY, NoAnswer, rejection
from tests.support.connected_bot import ConnectedBot
from tests.support.desk import DeskInProcess

TOKEN = "42:AAbb-cc_dd"
HERE = "http://127.0.0.1:4566/webhooks"


class LocalDesk:
    """A desk whose webhook has no public address, its bot, and what fetches the bot's updates."""

    def __init__(self, desk: DeskInProcess) -> None:
        self.desk, self.bot, self.said = desk, ConnectedBot(TOKEN), list[str]()
        self.status: int | Exception | None = None
        """What the webhook responds with, instead of its own response."""
        self.bodies: list[bytes] = []
        desk.http.server = self.bot.post
        secrets = AccountSecrets.on(desk.database.table(DIRECTORY), desk.box)
        bot: Any = self.bot
        self.services = ServiceAccess(connectors(bot), secrets, HERE, desk.clock)
        for subscriptions in (desk.use_cases.subscriptions, desk.use_cases.connecting.connections._subscriptions):
            subscriptions._services = self.services
        webhook: HttpPoster = self
        self.poller = Poller(self.services, webhook, self.said.append)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        """The webhook, as it is reached over HTTP."""
        if isinstance(self.status, Exception):
            raise self.status
        if self.status is not None:
            return HttpResponse(self.status, {}, b"")
        base, _, account_id = url.rpartition("/")
        assert base == HERE
        self.bodies.append(body)
        event = {"pathParameters": {"accountId": account_id}, "headers": headers, "body": body.decode()}
        return HttpResponse(self.desk.webhook(event)["statusCode"], {}, b"")

    def connect(self, **more: str) -> ChannelAccount:
        credentials = {"bot_token": TOKEN, **more}
        status, made = self.desk.call("POST", "/v1/channels/telegram/connections", {"credentials": credentials})
        assert status == 201, made
        account = self.desk.accounts.get(made["account"]["id"])
        assert account is not None
        return account

    def turn(self) -> bool:
        return self.poller.turn(self.desk.accounts.first(1000)[0])

    def texts(self) -> set[str]:
        tickets = self.desk.call("GET", "/v1/tickets")[1]["tickets"]
        return {ticket["subject"] for ticket in tickets}


@pytest.fixture
def local(desk: DeskInProcess) -> LocalDesk:
    return LocalDesk(desk)


def update(number: int, text: str) -> dict[str, Any]:
    message = {"message_id": number, "date": 1, "chat": {"id": number, "type": "private"}, "text": text}
    return {"update_id": number, "message": message}


def test_nothing_is_fetched_before_a_bot_is_connected(local: LocalDesk) -> None:
    assert local.turn()
    assert (local.bot.calls, local.said) == ([], [])


def test_updates_of_a_connected_bot_arrive(local: LocalDesk) -> None:
    local.bot.webhook = {"url": "https://former.example/"}
    account = local.connect()
    assert account.connection is not None
    assert (account.connection.state, account.connection.code) == ("polled", "not_reachable")
    assert local.bot.webhook == {}
    local.bot.updates = [update(7, "First"), update(8, "Second"), update(2**60, "Third")]
    assert local.turn()
    assert local.texts() == {"First", "Second", "Third"}
    assert len(local.bot.updates) == 3, "they are acknowledged by the next call"
    assert local.turn()
    assert local.bot.updates == []
    assert local.said == ["telegram  @support_bot: Fetching its updates: the service cannot reach this machine."]
    assert local.bot.refused == []


def test_a_bot_whose_updates_are_fetched_has_its_menu(local: LocalDesk) -> None:
    local.connect(commands="help - Ask a person")
    assert local.bot.commands == [{"command": "help", "description": "Ask a person"}]
    assert local.bot.methods == ["getMe", "deleteWebhook", "setMyCommands"]


@pytest.mark.parametrize("status", [503, 401, NotReached("down")])
def test_what_the_desk_does_not_take_is_fetched_again(local: LocalDesk, status: int | Exception) -> None:
    local.connect()
    local.bot.updates = [update(7, "First"), update(8, "Second")]
    local.status = status
    assert not local.turn()
    assert not local.turn()
    assert len(local.bot.updates) == 2
    assert "did not respond" in local.said[0] or "fetched again" in local.said[0]
    assert len(local.said) == 1
    local.status = None
    assert local.turn()
    assert local.texts() == {"First", "Second"}
    assert "Fetching its updates" in local.said[-1]


def test_an_update_that_is_too_large_does_not_hold_up_the_others(local: LocalDesk) -> None:
    local.connect()
    local.bot.updates = [update(7, "x" * 300_000), update(8, "Second")]
    assert local.turn()
    assert local.texts() == {"Second"}
    assert "too large for the desk" in local.said[0]


@pytest.mark.parametrize("text", ["🙂" * 4000, "é" * 4000, "\ud83d alone"])
def test_an_update_is_handed_on_with_the_bytes_that_telegram_would_deliver(local: LocalDesk, text: str) -> None:
    local.connect()
    local.bot.updates = [update(7, text)]
    assert local.turn()
    [body] = local.bodies
    assert len(body) < len(text.encode("utf-8", "surrogatepass")) + 250


def test_another_reader_is_reported_in_words(local: LocalDesk) -> None:
    local.connect()
    assert local.turn()
    for answer, words in (
        (rejection(409, "Conflict: terminated by other getUpdates request"), "Another program fetches"),
        (TOO_MANY, "asks to wait"),
        (NoAnswer(), "could not be reached"),
        (rejection(401, "Unauthorized"), "does not accept the bot's token"),
    ):
        local.bot.answer_next(answer)
        assert not local.turn()
        assert words in local.said[-1]
    assert TOKEN not in str(local.said)


def test_a_disabled_bot_is_not_fetched_for(local: LocalDesk) -> None:
    account = local.connect()
    local.desk.call("PATCH", f"/v1/channel-accounts/{account.id}", {"active": False})
    calls = len(local.bot.calls)
    assert local.turn()
    assert len(local.bot.calls) == calls
