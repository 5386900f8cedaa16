"""Where the files of an account are: a cached account never causes a refusal."""

from dataclasses import replace
from typing import Any

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.provided_files import ProvidedFiles
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.files.locating import NotLocated
from helpdesk.platform.stored_secret import StoredSecret
from helpdesk.providers.models import Access
from tests.support.fakes import FakeApps

OLD = ChannelAccount(
    "1", "telegram", "Bot", "2026-01-01", (), "https://api.telegram.org", StoredSecret("a", b"old", "2026-01-01")
)
NEW = replace(OLD, credentials=StoredSecret("b", b"new", "2026-01-02"), version=2)
REJECTED = NotLocated("bot_unauthorized", "Telegram no longer accepts the bot's token.")
BUSY = NotLocated("status_429", "Telegram is busy.", retryable=True)


class Accounts:
    def __init__(self, cached: ChannelAccount | None, stored: ChannelAccount | None) -> None:
        self.cached, self.stored, self.reads = cached, stored, 0

    def get_recent(self, _account_id: str) -> ChannelAccount | None:
        return self.cached

    def get(self, _account_id: str, *, consistent: bool) -> ChannelAccount | None:
        assert consistent
        self.reads += 1
        return self.stored


class Box:
    def open(self, sealed: bytes, _owner: str) -> bytes:
        return sealed


def secrets() -> AccountSecrets:
    box: Any = Box()
    return AccountSecrets(box, FakeApps())


class Source:
    def __init__(self, **answers: Any) -> None:
        self.answers = answers

    def locate(self, _provider_file: str, access: Access) -> str | NotLocated:
        found: str | NotLocated = self.answers[str(access.credentials)]
        return found


def located(accounts: Any, **answers: Any) -> str | NotLocated:
    return ProvidedFiles(accounts, secrets(), {"telegram": Source(**answers)}).locate("1", "f")


def test_a_token_that_was_replaced_a_moment_ago_refuses_nothing() -> None:
    assert located(Accounts(OLD, NEW), old=REJECTED, new="https://here") == "https://here"


def test_the_stored_account_decides() -> None:
    assert located(Accounts(OLD, OLD), old=REJECTED) == REJECTED
    assert located(Accounts(OLD, NEW), old=REJECTED, new=BUSY) == BUSY
    assert located(Accounts(NEW, replace(NEW, archived_at="2026")), new=REJECTED) == NotLocated(
        "account_deleted", "The account that received the file was deleted."
    )
    assert located(Accounts(replace(OLD, archived_at="2026"), OLD), old="https://here") == "https://here"


def test_what_is_found_or_retried_costs_no_further_read() -> None:
    for answer in ("https://here", BUSY):
        accounts = Accounts(OLD, NEW)
        assert located(accounts, old=answer) == answer
        assert accounts.reads == 0
