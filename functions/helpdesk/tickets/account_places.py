"""The pipeline and the status in which an account opens its tickets, when they are deleted."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.models import ChannelAccount
from helpdesk.people.actors import Actor
from helpdesk.platform.errors import Conflict
from helpdesk.tickets.changes import WorkRules
from helpdesk.tickets.opening import followed


class AccountPlaces:
    def __init__(self, changing: AccountChanger) -> None:
        self._changing = changing

    def follow(self, account: ChannelAccount, rules: WorkRules, actor: Actor) -> None:
        """Its new tickets go where those of the deleted ones go. `account` may be a moment old."""
        if account.archived_at is not None or not _differs(account.ticket_properties, rules):
            return

        def decide(current: ChannelAccount) -> ChannelAccount:
            return replace(current, ticket_properties=followed(current.ticket_properties, rules))

        with suppress(Conflict):  # it has been deleted
            self._changing.change(account.id, actor, decide)


def _differs(given: Mapping[str, Any], rules: WorkRules) -> bool:
    return followed(given, rules) != given
