import pytest

from helpdesk.accounts.service import AccountConnecting, NewAccount, new_account_id
from helpdesk.intake.door import WebhookDoor
from helpdesk.messaging.kinds import ChannelKind
from helpdesk.platform import standard_webhooks
from tests.support.fakes import FakeBox, FakeClock
from tests.unit.examples import OLD_SECRET, SECRET, account, account_secrets, sealed

BODY = b'{"type": "message.created"}'


class FakeAccounts(list):
    connect = list.append


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def door(clock):
    return WebhookDoor(account_secrets(), clock)


def signed(clock, secret):
    return standard_webhooks.headers([secret], "msg_1", clock.now, BODY)


def test_a_request_that_the_account_signed_comes_in(door, clock):
    assert door.lets_in(account(), signed(clock, SECRET), BODY)
    assert not door.lets_in(account(), signed(clock, OLD_SECRET), BODY)
    assert not door.lets_in(account(), {}, BODY)


def test_the_older_secret_opens_until_it_expires(door, clock):
    until = "2026-11-22T09:10:00.000000Z"
    changing = account(signing_secrets=(sealed(SECRET), sealed(OLD_SECRET, expires_at=until)))
    assert door.lets_in(changing, signed(clock, OLD_SECRET), BODY)
    clock.forward(minutes=11)
    assert not door.lets_in(changing, signed(clock, OLD_SECRET), BODY)
    assert door.lets_in(changing, signed(clock, SECRET), BODY)


def test_telegram_shows_its_secret_instead_of_a_signature(door, clock):
    bot = account(ChannelKind.TELEGRAM, signing_secrets=(sealed("token"),))
    assert door.lets_in(bot, {"x-telegram-bot-api-secret-token": "token"}, BODY)
    assert not door.lets_in(bot, signed(clock, SECRET), BODY)
    assert not door.lets_in(account(), {"x-telegram-bot-api-secret-token": SECRET}, BODY)


def test_an_account_without_live_secrets_lets_nobody_in(door):
    bot = account(ChannelKind.TELEGRAM, signing_secrets=())
    assert not door.lets_in(bot, {"x-telegram-bot-api-secret-token": ""}, BODY)


def test_connecting_seals_the_secrets_for_the_account(clock):
    kept = FakeAccounts()
    connecting = AccountConnecting(kept, FakeBox(), clock, lambda: "id")
    made = connecting.connect(NewAccount(ChannelKind.TELEGRAM, "Bot", "https://api.telegram.org", "token", "1:bot"))
    assert kept == [made]
    assert FakeBox().open(made.signing_secrets[0].sealed, made.secret_owner) == b"token"
    assert FakeBox().open(made.credentials.sealed, made.secret_owner) == b"1:bot"


def test_account_ids_are_numbers_that_a_browser_reads_exactly():
    ids = {new_account_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(10**15 <= int(one) < 2**53 for one in ids)
