"""The press of a button is acknowledged, unless there is nobody to tell any more."""

from typing import Any

import pytest

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountService
from helpdesk.conversations.models import Conversation, Message
from helpdesk.delivery.acknowledging import Acknowledgements
from helpdesk.platform.retrying import Next
from tests.support.examples import account_secrets, conversation, message, telegram_account

PRESSED = message(acknowledge="press-1")


class Stored:
    def __init__(self, found: Message | None, of: Conversation | None, account: ChannelAccount | None) -> None:
        self._message, self._conversation, self._account = found, of, account

    def message(self, _reference: object, *, consistent: bool) -> Message | None:
        assert consistent
        return self._message

    def conversation(self, _reference: object) -> Conversation | None:
        return self._conversation

    def get(self, account_id: str, *, consistent: bool = False) -> ChannelAccount | None:
        assert not consistent
        return self._account


class Service:
    def __init__(self) -> None:
        self.told: list[str] = []

    def acknowledge(self, _access: object, what: str) -> None:
        self.told.append(what)


def sent(
    found: Message | None = PRESSED,
    of: Conversation | None = conversation(),  # noqa: B008 - it cannot be changed
    account: ChannelAccount | None = telegram_account(),  # noqa: B008
) -> tuple[str, list[str]]:
    stored: Any = Stored(found, of, account)
    outbound: Any = Service()
    accounts = AccountService(stored)
    acknowledgements = Acknowledgements(stored, accounts, {"telegram": outbound}, account_secrets())
    attempt = acknowledgements.send(message().id)
    assert attempt.next is Next.DONE
    return attempt.outcome, outbound.told


def test_its_service_is_told() -> None:
    assert sent() == ("acknowledged", ["press-1"])


@pytest.mark.parametrize(
    "there",
    [
        {"found": None},
        {"found": message()},
        {"of": None},
        {"account": None},
        {"account": telegram_account(authorized=False)},
    ],
)
def test_nobody_is_told_of_what_is_gone_or_switched_off(there: dict[str, Any]) -> None:
    assert sent(**there) == ("not_there", [])
