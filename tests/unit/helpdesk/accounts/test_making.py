import pytest

from helpdesk.accounts.making import AccountMaker
from helpdesk.accounts.plan import AccountPlan
from helpdesk.accounts.secrets import Sealer
from helpdesk.intake.verification import WebhookVerifier
from helpdesk.platform import standard_webhooks
from helpdesk.providers.catalogue import PROVIDERS
from infra.workbench.box import FakeBox
from tests.support.examples import OLD_SECRET, SECRET, account, account_secrets, sealed
from tests.support.fakes import FakeClock

BODY = b'{"type": "message.created"}'


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def verification(clock):
    return WebhookVerifier(account_secrets(), clock)


def signed(clock, secret):
    return standard_webhooks.headers([secret], "msg_1", clock.now, BODY)


def test_a_request_signed_by_the_account_is_accepted(verification, clock):
    assert verification.is_genuine(account(), signed(clock, SECRET), BODY)
    assert not verification.is_genuine(account(), signed(clock, OLD_SECRET), BODY)
    assert not verification.is_genuine(account(), {}, BODY)


def test_the_older_secret_is_valid_until_it_expires(verification, clock):
    until = "2026-11-22T09:10:00.000000Z"
    changing = account(signing_secrets=(sealed(SECRET), sealed(OLD_SECRET, expires_at=until)))
    assert verification.is_genuine(changing, signed(clock, OLD_SECRET), BODY)
    clock.forward(minutes=11)
    assert not verification.is_genuine(changing, signed(clock, OLD_SECRET), BODY)
    assert verification.is_genuine(changing, signed(clock, SECRET), BODY)


def test_telegram_sends_its_secret_instead_of_a_signature(verification, clock):
    bot = account("telegram", signing_secrets=(sealed("token"),))
    assert verification.is_genuine(bot, {"x-telegram-bot-api-secret-token": "token"}, BODY)
    assert not verification.is_genuine(bot, signed(clock, SECRET), BODY)
    assert not verification.is_genuine(account(), {"x-telegram-bot-api-secret-token": SECRET}, BODY)


def test_an_account_without_live_secrets_accepts_no_request(verification):
    bot = account("telegram", signing_secrets=())
    assert not verification.is_genuine(bot, {"x-telegram-bot-api-secret-token": ""}, BODY)


def test_an_account_seals_its_secrets_under_its_own_name(clock):
    maker = AccountMaker(None, None, Sealer(FakeBox(), clock, lambda: "id"), clock, lambda: "1")
    created, secret = maker.of_provider(PROVIDERS["telegram"], AccountPlan("Bot"), {"bot_token": "1:bot"})
    assert FakeBox().open(created.signing_secrets[0].sealed, created.secret_owner) == secret.encode()
    assert FakeBox().open(created.credentials.sealed, created.secret_owner) == b"1:bot"
    assert (created.delivery_url, created.delivery_identifier.value) == ("https://api.telegram.org", "1")
