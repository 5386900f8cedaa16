"""Which pipelines leave every ticket a way through."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.pipelines.models import FIRST, Pipeline, Status, StatusCategory, flaws

OPEN, WAITING, CLOSED = StatusCategory.OPEN, StatusCategory.WAITING, StatusCategory.CLOSED


def pipeline(*statuses: Status, **more: str) -> Pipeline:
    return Pipeline("p", "Repairs", statuses, **more)


def fields(made: Pipeline) -> list[str]:
    return [flaw.field for flaw in flaws(made)]


def test_the_first_pipeline_has_no_flaw():
    assert not fields(FIRST)


@pytest.mark.parametrize("category", [OPEN, CLOSED])
def test_a_pipeline_needs_an_open_and_a_closed_status(category):
    without = tuple(status for status in FIRST.statuses if status.category is not category)
    left = replace(FIRST, statuses=without, on_customer_message=None, on_reply=None)
    assert "statuses" in fields(left)


def test_a_status_from_which_no_ticket_could_be_closed_is_a_dead_end():
    made = pipeline(
        Status("new", "New", OPEN, next_status_ids=("parked",)),
        Status("parked", "Parked", WAITING, next_status_ids=("new",)),
        Status("closed", "Closed", CLOSED),
    )
    assert fields(made) == ["statuses[0].next_status_ids", "statuses[1].next_status_ids"]
    way_out = replace(made.statuses[1], next_status_ids=("new", "closed"))
    assert not fields(replace(made, statuses=(made.statuses[0], way_out, made.statuses[2])))


def test_a_closed_status_may_lead_nowhere():
    assert not fields(pipeline(Status("new", "New", OPEN), Status("closed", "Closed", CLOSED, next_status_ids=())))


def test_names_links_and_rules_are_checked():
    made = pipeline(
        Status("new", "New", OPEN, next_status_ids=("closed", "nowhere")),
        Status("other", " NEW ", OPEN),
        Status("closed", "Closed", CLOSED),
        on_customer_message="closed",
        on_reply="nowhere",
    )
    assert fields(made) == ["statuses[1].name", "statuses[0].next_status_ids[1]", "on_customer_message", "on_reply"]


statuses = st.integers(2, 12).flatmap(
    lambda count: st.tuples(
        *(
            st.builds(
                Status,
                id=st.just(f"s{number}"),
                name=st.just(f"Status {number}"),
                category=st.sampled_from(StatusCategory),
                next_status_ids=st.none()
                | st.lists(st.integers(0, count - 1).map(lambda at: f"s{at}"), max_size=3).map(tuple),
            )
            for number in range(count)
        )
    )
)


@given(statuses)
def test_without_a_flaw_each_ticket_can_be_closed(found):
    made = pipeline(*found)
    if fields(made):
        return
    for status in found:
        seen, ahead = {status.id}, [status]
        while ahead:
            ahead = [each for each in made.following(ahead.pop()) if each.id not in seen] + ahead
            seen |= {each.id for each in ahead}
        assert status.category is CLOSED or any(made.status(each).category is CLOSED for each in seen)
