"""Teams in the table `directory`: `pk = teams`, `sk = {id}`."""

from collections.abc import Sequence

from helpdesk.people.models import Team
from helpdesk.platform.attributes import Key
from helpdesk.platform.collection import Collection
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import FieldError, InvalidRequest

NAME = "teams"
_LIVE = "attribute_exists(#pk) AND attribute_not_exists(#archived_at)"


class TeamRepository(Collection[Team]):
    def __init__(self, directory: Table) -> None:
        super().__init__(directory, NAME, Team, lambda each: each.id)

    def live(self) -> list[Team]:
        """Without deleted ones."""
        return [each for each in self.all() if each.archived_at is None]

    def find(self, team_id: str) -> Team | None:
        """None for a deleted one."""
        found = self.get(team_id)
        return found if found and found.archived_at is None else None

    def check(self, team_ids: Sequence[str], field: str) -> None:
        """Raises InvalidRequest that names each that does not exist, by `field` and position. None costs no call."""
        known = {each.id for each in self.live()} if team_ids else set()
        unknown = [
            FieldError(f"{field}[{at}]", f"There is no team {team_id[:64]!r}. GET /v1/teams lists them.")
            for at, team_id in enumerate(team_ids)
            if team_id not in known
        ]
        if unknown:
            raise InvalidRequest.among(unknown, code="unknown_team")

    def check_one(self, team_id: str, field: str, *, deleted: bool = False) -> None:
        """Raises InvalidRequest that names the field, if there is no such team. `deleted`: one that was is fine too."""
        if (self.get(team_id) if deleted else self.find(team_id)) is None:
            message = f"There is no team {team_id[:64]!r}. GET /v1/teams lists them."
            raise InvalidRequest.at(field, message, code="unknown_team")

    def touching(self, team_id: str) -> Write:
        """For a write that changes who is in it: it has another version. It fails if the team is deleted."""
        return self._table.counting(Key(NAME, team_id), _LIVE, {"version": 1}, {})
