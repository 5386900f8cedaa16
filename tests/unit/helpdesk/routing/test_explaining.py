"""What a decision keeps, and what is read from it."""

import json

from helpdesk.accounts.routing_rules import AssignTo, RoutingRule
from helpdesk.conversations.items import event_item
from helpdesk.conversations.models import Event
from helpdesk.platform.ids import new_ulid
from helpdesk.routing.decisions import ROUTER
from helpdesk.routing.explaining import considered, happened
from helpdesk.routing.models import Choice, Considered, PassedOver, Trigger
from helpdesk.tickets.models import RoutingReason
from tests.support.examples import NOW, REFERENCE, ticket

RULE = RoutingRule(automatic=True, assign_to=AssignTo.USERS_AND_TEAMS)
PEOPLE = [f"{number:08d}-5e6f-7081-92a3-b4c5d6e7f809" for number in range(10)]


def test_who_was_considered_is_read_as_it_was() -> None:
    people = [
        Considered("ada", eligible=True, reason=None, open_tickets=3, capacity=None),
        Considered("ben", eligible=True, reason=None, open_tickets=4, capacity=5),
        Considered("cleo", eligible=False, reason=PassedOver.AWAY, open_tickets=0, capacity=None),
        Considered("dan", eligible=False, reason=PassedOver.AT_CAPACITY, open_tickets=5, capacity=5),
    ]
    choice = Choice(RoutingReason.CHOSEN, "ada", people)
    details = happened(ticket(), ticket(owner_id="ada"), choice, RULE, Trigger.OPENED).details
    assert list(considered(json.loads(json.dumps(details)))) == people
    assert not list(considered({}))


def test_a_decision_with_ten_people_is_below_a_kilobyte() -> None:
    """The event costs one write unit, two in a transaction."""
    people = [
        Considered(
            each, eligible=at < 6, reason=None if at < 6 else PassedOver.AT_CAPACITY, open_tickets=12, capacity=20
        )
        for at, each in enumerate(PEOPLE)
    ]
    choice = Choice(RoutingReason.CHOSEN, PEOPLE[0], people, {"eligible": 7, "away": 100})
    decided = happened(ticket(), ticket(owner_id=PEOPLE[0]), choice, RULE, Trigger.OPENED)
    event = Event(REFERENCE, 1, new_ulid(), decided.type, ROUTER, NOW, decided.details, account_id="1386720523543403")
    stored = {name: value for name, value in event_item(event).items() if value is not None}
    assert sum(len(name) + len(str(value)) for name, value in stored.items()) < 1024


def test_a_decision_says_from_which_team_it_took_the_ticket() -> None:
    choice = Choice(RoutingReason.CHOSEN, owner_id="ada")
    before = ticket()
    given = happened(before, ticket(owner_id="ada", team_id="one"), choice, RULE, Trigger.OPENED)
    assert given.details["from_team_id"] is None
    stays = happened(ticket(team_id="one"), ticket(owner_id="ada", team_id="one"), choice, RULE, Trigger.OPENED)
    assert "from_team_id" not in stays.details
