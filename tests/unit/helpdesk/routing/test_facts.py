"""What a rule asks beside the ticket; what it does not ask is not read."""

from dataclasses import dataclass, field, replace
from typing import Any

from helpdesk.accounts.routing_rules import AssignTo, RequiredSkill, RoutingRule, SkillSource
from helpdesk.conversations.models import Direction
from helpdesk.routing.facts import Facts
from helpdesk.routing.models import Trigger
from tests.support.examples import ticket

CONTACT = SkillSource.CONTACT


@dataclass
class Known:
    read: list[str] = field(default_factory=list)

    def known_owner(self, contact_id: str, before: str) -> str | None:
        self.read.append("owner")
        return "ada"

    def values(self, contact_id: str) -> dict[str, Any]:
        self.read.append("values")
        return {"languages": ["Dutch", "FRISIAN"], "plan": "Gold"}


def skills(*required: RequiredSkill, **of_ticket: Any) -> tuple[frozenset[str], list[str]]:
    known, rule = Known(), RoutingRule(automatic=True, required_skills=required)
    asked = Facts(known, lambda _: ()).asked(replace(ticket(), **of_ticket), rule, Trigger.OPENED)
    return asked.skills, known.read


def test_skills_are_named_by_the_ticket_and_by_its_contact() -> None:
    of_contact = [RequiredSkill(name, CONTACT) for name in ("languages", "plan", "unknown")]
    assert skills(*of_contact) == (frozenset({"dutch", "frisian", "gold"}), ["values"]), "it is read once"
    assert skills(RequiredSkill("category"), category="Repairs") == (frozenset({"repairs"}), [])


def test_whether_the_customer_wrote_last() -> None:
    facts, rule = Facts(Known(), lambda _: ()), RoutingRule(automatic=True)
    found = [
        facts.asked(replace(ticket(), last_direction=each.value), rule, Trigger.OPENED).customer_wrote
        for each in (Direction.IN, Direction.OUT)
    ]
    assert found == [True, False]


def test_the_contacts_owner_is_asked_only_by_a_rule_for_it() -> None:
    known = Known()
    rule = RoutingRule(automatic=True, assign_to=AssignTo.CONTACT_OWNER)
    assert Facts(known, lambda _: ()).asked(ticket(), rule, Trigger.OPENED).contact_owner_id == "ada"
    assert (
        Facts(known, lambda _: ()).asked(ticket(), RoutingRule(automatic=True), Trigger.OPENED).contact_owner_id is None
    )
    assert known.read == ["owner"]
