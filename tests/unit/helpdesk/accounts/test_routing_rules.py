from typing import Any

import pytest

from helpdesk.accounts.routing_rules import as_stored_now

KEPT = {"automatic_assignment": True, "agent_ids": ["ada"], "team_ids": []}


@pytest.mark.parametrize(
    ("former", "now"), [("no_one", "none"), ("agents_and_teams", "users_and_teams"), ("contact_owner", "contact_owner")]
)
def test_a_rule_that_was_kept_before_there_was_routing_has_the_names_of_now(former: str, now: str) -> None:
    expected: dict[str, Any] = {"automatic": True, "user_ids": ["ada"], "team_ids": [], "assign_to": now}
    assert as_stored_now({**KEPT, "assign_to": former}) == expected
    assert as_stored_now(expected) is expected
