"""Updates of messaging services that could not be understood."""

from argparse import ArgumentParser, Namespace
from collections import Counter

from helpdesk.accounts.repository import AccountRepository
from helpdesk.intake.unhandled import Result, UnhandledIntake
from helpdesk.platform.clock import utc_now
from helpdesk.platform.errors import HelpdeskError
from infra.provision.command import Command
from infra.provision.stage import Stage


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("act", choices=["list", "take-in"])
    parser.add_argument("--account", required=True)


def _perform(stage: Stage, options: Namespace) -> None:
    account = AccountRepository(stage.directory).get(options.account)
    if account is None:
        raise SystemExit(f"There is no account {options.account}.")
    intake = UnhandledIntake.on(stage.table("Conversations"), stage.table("Contacts"), stage.directory, utc_now)
    if options.act == "list":
        for update in intake.of(account.id):
            print(f"{update.created_at}  {update.reason}{', taken in' if update.taken_in_at else ''}  {update.raw}")
        return
    try:
        results = Counter(intake.take_in(account, update) for update in intake.of(account.id) if update.waits)
    except HelpdeskError as rejection:
        raise SystemExit(rejection.message) from rejection
    for result in Result:
        print(f"{result.value}: {results[result]}")


COMMAND = Command("unhandled", "updates of messaging services that could not be understood", _arguments, _perform)
