"""A rule over 500 people, by teams: what routing one ticket reads does not grow with them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from helpdesk.people.load_repository import LoadRepository
from helpdesk.people.roster import Capacity, Member
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.routing.work import RouteTicket
from infra.workbench.tables import CONVERSATIONS, DIRECTORY
from tests.support.backends import heard
from tests.support.desk import DeskInProcess, queue_event
from tests.support.people import team
from tests.support.ticket_work import done, read

pytestmark = pytest.mark.engine

PEOPLE, TEAMS = 500, 5
MOST = 10


@contextmanager
def reading(desk: DeskInProcess) -> Iterator[list[str]]:
    """The kinds of the items that are read, as DynamoDB answers."""
    items: list[str] = []
    with heard(desk.backend.client) as calls:
        yield items
    for _, answer in calls:
        found = [answer["Item"]] if "Item" in answer else list(answer.get("Items", []))
        found += [item for table in answer.get("Responses", {}).values() for item in table]
        items.extend(item["pk"]["S"].partition("#")[0] for item in found)


def staffed(desk: DeskInProcess, *, limited: bool) -> list[str]:
    """Teams of a hundred people each, all of whom have had a ticket."""
    team_ids = [team(desk, f"Team {number}", "agent-1")["id"] for number in range(TEAMS)]
    rosters, conversations = RosterRepository(desk.database.table(DIRECTORY)), desk.database.table(CONVERSATIONS)
    before = after = rosters.get()
    capacity = Capacity(5, {"custom": 5}) if limited else Capacity()
    loads = LoadRepository(conversations)
    for number in range(PEOPLE):
        user_id = f"00c6d63a-b474-45cc-8359-{number:012}"
        teams = (team_ids[number % TEAMS],)
        after = after.with_member(Member(user_id, 0, f"Somebody {number}", team_ids=teams, capacity=capacity))
        for write in loads.moving(None, user_id, "custom"):
            conversations.write(write)
    desk.database.table(DIRECTORY).write(rosters.changing(before, after))
    return team_ids


@pytest.mark.parametrize("limited", [False, True])
def test_a_rule_over_500_people_reads_at_most_ten_items(desk: DeskInProcess, limited: bool) -> None:
    """With those of the ticket itself: as it is, and the end of its conversation."""
    rule = {"automatic": True, "assign_to": "users_and_teams", "team_ids": staffed(desk, limited=limited)}
    done(desk.call("PUT", f"/v1/channel-accounts/{desk.custom.id}/routing", rule))
    done(desk.call("PUT", "/v1/me/availability", {"state": "away"}))
    ticket = desk.accept().ticket_id
    with reading(desk) as items:
        assert not desk.router(queue_event(RouteTicket(ticket).queued().body))["batchItemFailures"]
    assert read(desk, ticket)["owner_id"].startswith("00c6d63a")
    assert {"account", "roster", "load"} <= set(items)
    assert len(items) <= MOST, items
