"""Who gets the new tickets of an account. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from helpdesk.platform.frozen import frozen


class AssignTo(StrEnum):
    NONE = "none"
    USERS_AND_TEAMS = "users_and_teams"
    CONTACT_OWNER = "contact_owner"


class Method(StrEnum):
    """Among those whom a rule names."""

    BALANCED = "balanced"
    """Whoever has the fewest open tickets."""
    ROUND_ROBIN = "round_robin"
    """One after the other."""


class SkillSource(StrEnum):
    """Whose property says which skill is needed."""

    TICKET = "ticket"
    CONTACT = "contact"


@frozen
class RequiredSkill:
    """Whoever gets the ticket has the value of this property among their skills. Without a value, nothing is needed."""

    property: str
    of: SkillSource = SkillSource.TICKET


@frozen
class Fallback:
    """Who gets the tickets that no owner of a contact gets."""

    assign_to: AssignTo = AssignTo.NONE
    """Nobody, or users and teams."""
    user_ids: tuple[str, ...] = ()
    team_ids: tuple[str, ...] = ()


@frozen
class RoutingRule:
    automatic: bool = False
    assign_to: AssignTo = AssignTo.NONE
    user_ids: tuple[str, ...] = ()
    team_ids: tuple[str, ...] = ()
    method: Method = Method.BALANCED
    fallback: Fallback = Fallback()
    wait_for_owner: bool = False
    """Whether a ticket waits for the contact's owner who is not there, or goes to the fallback."""
    required_skills: tuple[RequiredSkill, ...] = ()
    answer_within_seconds: int | None = None
    """After so long without an answer, the next one gets the ticket."""
    version: int = 1
    """Grows by one with each change: a decision says by which rule it was made."""

    @property
    def named(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The users and teams who can get a ticket without being the contact's owner."""
        group = self.fallback if self.assign_to is AssignTo.CONTACT_OWNER else self
        return group.user_ids, group.team_ids

    def after(self, before: "RoutingRule") -> "RoutingRule":
        """With its version, as a change of `before`. The same rule again is no change."""
        same = replace(self, version=before.version)
        return same if same == before else replace(same, version=before.version + 1)

    @property
    def is_the_same_for_all(self) -> bool:
        """Whether a ticket for which nobody is eligible says so of each other ticket of its account."""
        return self.assign_to is AssignTo.USERS_AND_TEAMS and not self.required_skills

    @property
    def assigns(self) -> bool:
        return self.automatic and self.assign_to is not AssignTo.NONE


UNROUTED = RoutingRule()
"""Of an account whose rule nobody has set: its tickets stay with nobody."""

_FORMER_NAMES = {"automatic_assignment": "automatic", "agent_ids": "user_ids"}
_FORMER_CHOICES = {"no_one": AssignTo.NONE.value, "agents_and_teams": AssignTo.USERS_AND_TEAMS.value}


def as_stored_now(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """A rule that was stored before rules were applied, under the names of now."""
    if not _FORMER_NAMES.keys() & stored.keys():
        return stored
    renamed = {_FORMER_NAMES.get(name, name): value for name, value in stored.items()}
    return renamed | {"assign_to": _FORMER_CHOICES.get(str(stored.get("assign_to")), stored.get("assign_to"))}
