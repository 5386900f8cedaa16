"""Which inboxes are limited to which teams: one item of the table `directory`, `pk = inboxes`, `sk = limits`, because
the authorizer reads all of them for each caller. Without the item, everybody sees every inbox."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Annotated

from helpdesk.platform.attributes import Key
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT, dump, load

_KEY = Key("inboxes", "limits")


@frozen
class InboxLimits:
    teams: Annotated[Mapping[str, tuple[str, ...]], AS_TEXT] = field(default_factory=dict)
    """By inbox, those who see it; one that is not named is everybody's."""
    version: int = 0

    def closed_to(self, team_ids: Sequence[str]) -> tuple[str, ...]:
        """The inboxes that somebody in these teams does not see."""
        return tuple(inbox for inbox, teams in sorted(self.teams.items()) if not set(teams) & set(team_ids))

    def naming(self, team_id: str) -> list[str]:
        return [inbox for inbox, teams in self.teams.items() if team_id in teams]


class InboxLimitRepository:
    def __init__(self, directory: Table) -> None:
        self._table = directory

    def get(self) -> InboxLimits:
        item = self._table.get(_KEY, consistent=True)
        return load(InboxLimits, item) if item else InboxLimits()

    def closed_to(self, team_ids: Sequence[str]) -> tuple[str, ...]:
        return self.get().closed_to(team_ids)

    def teams_of(self, inbox_id: str) -> tuple[str, ...]:
        """Those who see it; none: it is everybody's."""
        return self.get().teams.get(inbox_id, ())

    def check_team(self, team_id: str, inbox_id: str, field: str) -> None:
        """Raises InvalidRequest that names the field, if the team does not see the inbox."""
        if inbox_id in self.closed_to([team_id]):
            message = f"This team does not see the inbox {inbox_id}, which is limited to others."
            raise InvalidRequest.at(field, message, code="no_inbox_access")

    def limiting(self, known: InboxLimits, inbox_id: str, team_ids: Sequence[str]) -> Write:
        """It fails if the limits changed since `known` was read."""
        teams = {inbox: each for inbox, each in known.teams.items() if inbox != inbox_id}
        after = InboxLimits(teams | {inbox_id: tuple(team_ids)} if team_ids else teams, known.version + 1)
        if known.version == 0:
            return self._table.putting(_KEY, dump(after))
        return self._table.putting(_KEY, dump(after), "#version = :known", {"known": known.version})

    def transact(self, *writes: Write) -> None:
        """Raises TransactionFailed."""
        self._table.transact(writes)
