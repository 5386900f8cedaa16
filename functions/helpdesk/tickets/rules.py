"""Reads what tickets are worked on by: the pipelines and the ticket properties of the desk."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from helpdesk.inboxes.limits import InboxLimitRepository
from helpdesk.people.team_repository import TeamRepository
from helpdesk.pipelines.models import Pipeline
from helpdesk.pipelines.repository import PipelineRepository
from helpdesk.platform.collection import Collection
from helpdesk.platform.dynamodb import Table
from helpdesk.properties.models import BUILT_IN, Property
from helpdesk.properties.repository import ticket_properties
from helpdesk.tickets.changes import Place, WorkRules
from helpdesk.tickets.opening import check_opening


class Rules:
    def __init__(
        self,
        pipelines: PipelineRepository,
        properties: Collection[Property],
        teams: TeamRepository,
        limits: InboxLimitRepository,
    ) -> None:
        self._pipelines = pipelines
        self._properties = properties
        self._teams = teams
        self._limits = limits

    @classmethod
    def on(cls, directory: Table) -> Self:
        return cls(
            PipelineRepository(directory),
            ticket_properties(directory),
            TeamRepository(directory),
            InboxLimitRepository(directory),
        )

    def knowing(self, *places: Place) -> WorkRules:
        """May be up to 15 seconds old, unless one of these places is newer: by rules that do not have it, a ticket
        would leave it. What even the newest do not have is deleted. They never cause a refusal."""
        rules = _rules(self._pipelines.recent(), self._properties.recent())
        return rules if all(map(rules.has, places)) else self.fresh()

    def check_opening(self, given: Mapping[str, Any], inbox_id: str) -> None:
        """What an account says about its new tickets, and where they arrive. Raises InvalidRequest."""
        if given:
            check_opening(given, self.fresh())
        self.check_team(given, inbox_id)

    def check_team(self, given: Mapping[str, Any], inbox_id: str) -> None:
        """Whether the team of an account's new tickets sees them. Raises InvalidRequest."""
        if "team_id" in given:
            team_id, place = str(given["team_id"]), "ticket_properties.team_id"
            self._teams.check_one(team_id, place)
            self._limits.check_team(team_id, inbox_id, place)

    def fresh(self) -> WorkRules:
        return _rules(self._pipelines.all(), self._properties.all())


def _rules(pipelines: Iterable[Pipeline], properties: Iterable[Property]) -> WorkRules:
    """A deleted pipeline has no tickets, or they are on their way to another."""
    known = {each.id: each for each in pipelines}
    deleted = {each_id: each for each_id, each in known.items() if each.archived_at is not None}
    offered = {each_id: each for each_id, each in known.items() if each_id not in deleted}
    own = {each.name: each for each in properties if each.archived_at is None}
    return WorkRules(offered, {**own, **BUILT_IN}, deleted)
