"""With what a ticket is opened when something that its account names has been deleted."""

from dataclasses import replace

from helpdesk.pipelines.models import FIRST, NEW, ON_CONTACT
from helpdesk.properties.models import BUILT_IN
from helpdesk.tickets.changes import WorkRules
from helpdesk.tickets.opening import check_opening, followed

DELETED = replace(FIRST, id="2", is_default=False, archived_at="2026-11-22T09:00:00Z", moves_to=FIRST.id)
RULES = WorkRules({FIRST.id: FIRST}, BUILT_IN, {DELETED.id: DELETED})


def test_an_account_follows_its_deleted_pipeline() -> None:
    after = followed({"pipeline_id": "2", "status_id": NEW, "priority": "high"}, RULES)
    assert after == {"pipeline_id": "1", "status_id": NEW, "priority": "high"}
    assert followed({"pipeline_id": "2", "status_id": ON_CONTACT}, RULES)["status_id"] == ON_CONTACT


def test_a_status_that_the_deleted_pipeline_lacked_is_left_out() -> None:
    """Beside the next pipeline it would refuse each later change of the account."""
    after = followed({"pipeline_id": "2", "status_id": "deleted_before"}, RULES)
    assert after == {"pipeline_id": "1"}
    check_opening(after, RULES)
