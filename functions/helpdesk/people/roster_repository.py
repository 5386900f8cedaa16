"""The roster in the table `directory`: `pk = roster`, `sk = roster`, the people as JSON text in the order of their
numbers. What is as it mostly is, is left out, so that five hundred people fit into some 50 kB.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpdesk.people.items import KIND, user_of
from helpdesk.people.roster import LARGEST, Capacity, Member, Roster
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.by_kind import every_of_kind
from helpdesk.platform.dynamodb import NEW, Table, Write
from helpdesk.platform.errors import Conflict

_KEY = Key("roster", "roster")
_SEPARATORS = (",", ":")


class RosterRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, *, consistent: bool = True) -> Roster:
        """A desk whose people were added before there was a roster has one from its users, until it is written."""
        item = self._table.get(_KEY, consistent=consistent)
        return _roster(item) if item else self._first()

    def changing(self, before: Roster, after: Roster) -> Write:
        """It fails if the roster changed since `before` was read. Raises Conflict if it is full."""
        if len(after.members) > LARGEST:
            raise Conflict(
                f"A desk has at most {LARGEST} people, also those who have left. Change somebody who left instead.",
                code="too_many",
            )
        item = _attributes(replace(after, version=before.version + 1))
        if before.version == 0:
            return self._table.putting(_KEY, item, NEW)
        return self._table.putting(_KEY, item, "#version = :known", {"known": before.version})

    def touching(self, known: Roster) -> Write:
        """Whoever changes a person at the same time, or this write, is the second one and reads again."""
        return self.changing(known, known)

    def _first(self) -> Roster:
        users = sorted(map(user_of, every_of_kind(self._table, KIND)), key=lambda user: (user.created_at, user.id))
        return Roster(tuple(user.member(number) for number, user in enumerate(users)))


def _attributes(roster: Roster) -> Item:
    teams = list(dict.fromkeys(team for member in roster.members for team in member.team_ids))
    people = [_stored(member, teams) for member in roster.members]
    stored = {"teams": teams, "people": people, "silent": sorted(roster.silent_roles)}
    text = json.dumps(stored, ensure_ascii=False, separators=_SEPARATORS)
    return {"version": roster.version, "members": text}


def _stored(member: Member, teams: Sequence[str]) -> dict[str, Any]:
    """`off`: not active; `t`: places among the teams."""
    return {"id": member.id, "n": member.name} | {
        name: value
        for name, value, usual in (
            ("off", not member.is_active, False),
            ("seat", member.has_service_seat, True),
            ("t", [teams.index(team) for team in member.team_ids], []),
            ("skills", list(member.skills), []),
            ("most", member.capacity.total, None),
            ("by", dict(member.capacity.by_channel), {}),
            ("role", member.role_id, "agent"),
        )
        if value != usual
    }


def _roster(item: Item) -> Roster:
    stored = json.loads(item["members"])
    members = tuple(_member(number, person, stored["teams"]) for number, person in enumerate(stored["people"]))
    # A roster of before says nothing of roles.
    silent = frozenset(stored["silent"]) if "silent" in stored else Roster().silent_roles
    return Roster(members, int(item["version"]), silent)


def _member(number: int, stored: Mapping[str, Any], teams: Sequence[str]) -> Member:
    return Member(
        stored["id"],
        number,
        stored["n"],
        is_active=not stored.get("off", False),
        has_service_seat=stored.get("seat", True),
        team_ids=tuple(teams[place] for place in stored.get("t", ())),
        skills=tuple(stored.get("skills", ())),
        capacity=Capacity(stored.get("most"), stored.get("by", {})),
        role_id=stored.get("role", "agent"),
    )
