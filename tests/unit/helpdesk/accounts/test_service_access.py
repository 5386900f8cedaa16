"""What the desk needs to ask an account's service, if the keys are out of reach, or something is missing."""

from collections.abc import Callable
from typing import Any

from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.accounts.service_access import ServiceAccess
from helpdesk.messaging.outcomes import PermanentFailure, TemporaryFailure
from helpdesk.platform.errors import Unavailable
from helpdesk.providers.connector import Subscription
from infra.workbench.box import FakeBox
from tests.support.examples import BOT_TOKEN, SECRET, telegram_account
from tests.support.fakes import FakeApps, FakeClock


class Locked(FakeBox):
    def open(self, sealed: bytes, owner: str) -> bytes:
        raise Unavailable("The keys are out of reach.")


def service(box: FakeBox, url: str = "https://desk.example/webhooks") -> ServiceAccess:
    connectors: Any = {"telegram": "connector"}
    return ServiceAccess(connectors, AccountSecrets(box, FakeApps()), url, FakeClock())


def code(asked: Callable[[Any], Any], **account: Any) -> tuple[type, str]:
    failure = asked(telegram_account(**account))
    assert isinstance(failure, TemporaryFailure | PermanentFailure)
    return type(failure), failure.code


def test_keys_that_are_out_of_reach_are_a_temporary_failure() -> None:
    locked = service(Locked())
    assert code(locked.access) == (TemporaryFailure, "keys_unavailable")
    assert code(locked.subscription) == (TemporaryFailure, "keys_unavailable")


def test_what_an_account_does_not_have_is_a_permanent_one() -> None:
    assert code(service(FakeBox()).access, credentials=None) == (PermanentFailure, "no_credentials")
    assert code(service(FakeBox()).subscription, signing_secrets=()) == (PermanentFailure, "no_signing_secret")


def test_the_service_gets_the_accounts_own_address_and_secret() -> None:
    there, account = service(FakeBox()), telegram_account()
    access, asked = there.access(account), there.subscription(account)
    assert not isinstance(access, TemporaryFailure | PermanentFailure)
    assert isinstance(asked, Subscription)
    assert (access.credentials, asked.url, asked.secret) == (BOT_TOKEN, "https://desk.example/webhooks/1", SECRET)


def test_an_account_of_a_registered_channel_has_no_connector() -> None:
    there = service(FakeBox())
    assert there.connector(telegram_account()) == "connector"
    assert there.connector(telegram_account(channel_id="7")) is None
    assert there.is_reachable
    assert not service(FakeBox(), "http://127.0.0.1/webhooks").is_reachable
