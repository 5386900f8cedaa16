"""A routing rule as a request writes it."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from helpdesk.accounts.handling_schemas import DefaultRegion, RoutingRuleIn
from helpdesk.accounts.routing_rules import AssignTo, Fallback, RequiredSkill, SkillSource

SOMEBODY: dict[str, Any] = {"assign_to": "users_and_teams", "user_ids": ["ada", "bo", "ada"]}


def test_each_person_is_named_once_also_in_the_fallback() -> None:
    skills = [{"property": "language", "of": "contact"}]
    asked = {"automatic": True, "assign_to": "contact_owner", "fallback": SOMEBODY, "required_skills": skills}
    rule = RoutingRuleIn.model_validate(asked).rule()
    assert rule.fallback == Fallback(AssignTo.USERS_AND_TEAMS, ("ada", "bo"))
    assert rule.required_skills == (RequiredSkill("language", SkillSource.CONTACT),)
    assert RoutingRuleIn.model_validate({"automatic": False} | SOMEBODY).rule().user_ids == ("ada", "bo")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"assign_to": "users_and_teams"}, "are required"),
        ({"user_ids": ["ada"]}, "not allowed otherwise"),
        ({"assign_to": "contact_owner", "fallback": {"user_ids": ["ada"]}}, "not allowed otherwise"),
        ({"assign_to": "contact_owner", "fallback": {"assign_to": "contact_owner"}}, "Input should be"),
        ({"wait_for_owner": True}, "leave them out"),
        (SOMEBODY | {"fallback": {}}, "leave them out"),
    ],
)
def test_what_would_have_no_effect_is_refused(asked: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        RoutingRuleIn.model_validate({"automatic": True} | asked)


def test_a_region_is_one_of_phone_numbers() -> None:
    region = TypeAdapter(DefaultRegion)
    assert (region.validate_python("NL"), region.validate_python(None)) == ("NL", None)
    with pytest.raises(ValidationError, match="no region of phone numbers"):
        region.validate_python("ZZ")
