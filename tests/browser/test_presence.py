"""What administrators see and set of one person's presence, and the invitation sent again (M4, M9)."""

import pytest
from playwright.sync_api import expect

from tests.browser import samples
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem
from tests.browser.samples_people import ROLES, TURNS, staffed

CLEO = f"/settings/agents/{samples.CLEO}"


@pytest.fixture
def desk(desk: RecordedDesk) -> RecordedDesk:
    desk.on("GET", "/roles", {"roles": ROLES})
    desk.on("GET", "/channels", {"channels": [], "next_cursor": None})
    desk.on("GET", "/users/{id}/availability/history", {"changes": TURNS, "next_cursor": None})
    desk.on("GET", "/users/{id}", lambda _: {k: v for k, v in desk.agents[1].items() if k != "open_tickets"})
    return staffed(desk)


def test_m9_an_administrator_sees_what_it_was_and_sets_it(desk: RecordedDesk) -> None:
    def choose(call: Call) -> Json:
        held = {"state": call.body["state"], "reason": "administrator", "until": None}
        desk.agents[1] |= {"availability": held}
        return samples.PLAN | held

    desk.on("PUT", "/users/{id}/availability", choose)
    page = desk.open(CLEO)
    presence = page.get_by_role("region", name="Availability")
    before = presence.get_by_role("list", name="Changes in the last 90 days").get_by_role("listitem")
    expect(before).to_contain_text(["Available · by Ben Ito", "Away: outside working hours"])
    presence.scroll_into_view_if_needed()
    desk.pictures("presence")
    check_accessibility(page)
    presence.get_by_role("button", name="Set to away").click()
    expect(presence.get_by_text("Away, says an administrator")).to_be_visible()
    expect(presence.get_by_role("button", name="Set to available")).to_be_visible()
    [call] = desk.sent("PUT", "/users/{id}/availability")
    assert call.body == {"state": "away"}
    assert len(desk.sent("GET", "/users/{id}/availability/history", 2)) == 2, "the list has the change too"


def test_somebody_whose_availability_never_changed(desk: RecordedDesk) -> None:
    desk.on("GET", "/users/{id}/availability/history", {"changes": [], "next_cursor": None})
    page = desk.open(CLEO)
    expect(page.get_by_text("It has not changed in the last 90 days.")).to_be_visible()


def test_m4_an_invitation_is_sent_again_to_whoever_has_not_signed_in(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("409")
    answers = [problem(409, "signed_in_before", "They have a password of their own."), Answer(204)]
    desk.on("POST", "/users/{id}/invitations", lambda _: answers.pop(0))
    invitation = desk.open(CLEO).get_by_role("region", name="Invitation")
    again = invitation.get_by_role("button", name="Send it again")
    again.click()
    expect(invitation.get_by_role("alert")).to_contain_text("They have a password already.")
    again.click()
    expect(invitation.get_by_text("An invitation is on its way to cleo@example.com.")).to_be_visible()
    expect(again).to_be_disabled()
