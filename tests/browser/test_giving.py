"""A ticket is given to somebody, or to a team: what speaks against it is said (M18)."""

from playwright.sync_api import expect

from tests.browser.accessibility import check_accessibility
from tests.browser.conversation import Recorded
from tests.browser.desk import Answer, Call, Json, RecordedDesk
from tests.browser.held import Held
from tests.browser.samples import CLEO
from tests.browser.samples_people import RETURNS, staffed
from tests.browser.samples_settings import JOB, job

PATCH = "/tickets/{id}"


def test_m18_what_speaks_against_the_new_owner_is_said(conversation: Recorded) -> None:
    desk = conversation.desk
    warnings = [
        {"code": "away", "message": "Cleo Martin is away."},
        {"code": "at_capacity", "message": "Cleo Martin has no room."},
    ]
    desk.on("PATCH", PATCH, lambda call: desk.change(call) | {"warnings": warnings})
    page = conversation.open()
    page.get_by_role("button", name="Owner:").click()
    page.get_by_role("menuitem", name="Cleo Martin").click()
    said = page.get_by_role("alert")
    expect(said).to_contain_text("They have it all the same")
    expect(said).to_contain_text("They are away. They have more open tickets than they can take.")
    desk.pictures("warned")
    check_accessibility(page)
    assert [call.body for call in desk.sent("PATCH", PATCH)] == [{"owner_id": CLEO}]


def test_m18_a_ticket_is_given_to_a_team(conversation: Recorded) -> None:
    desk = staffed(conversation.desk)
    desk.tickets[0] |= {"owner_id": CLEO}
    page = conversation.open()
    page.get_by_role("button", name="Owner: Cleo Martin").click()
    desk.pictures("owner-teams")
    page.get_by_role("menuitem", name="Returns").click()
    expect(page.get_by_role("button", name="Owner: Returns")).to_be_visible()
    assert [call.body for call in desk.sent("PATCH", PATCH)] == [{"owner_id": None, "team_id": RETURNS}]


def test_m18_a_ticket_in_the_queue_of_a_team_is_given_to_nobody(conversation: Recorded) -> None:
    desk = staffed(conversation.desk)
    desk.tickets[0] |= {"owner_id": None, "team_id": RETURNS}
    page = conversation.open()
    page.get_by_role("button", name="Owner: Returns").click()
    desk.pictures("owner-of-a-queue")
    check_accessibility(page)
    page.get_by_role("menuitem", name="Nobody").click()
    expect(page.get_by_role("button", name="Owner: Nobody")).to_be_visible()
    assert [call.body for call in desk.sent("PATCH", PATCH)] == [{"owner_id": None, "team_id": None}]


def test_many_are_given_to_nobody_and_leave_the_queues_of_their_teams(desk: RecordedDesk) -> None:
    done: Json = job("done", 1, 1) | {"kind": "ticket_changes"}
    staffed(desk).on("POST", "/tickets/bulk", Answer(202, done))
    desk.on("GET", "/jobs/{id}", done | {"id": JOB})
    page = desk.open()
    page.get_by_role("button", name="Choose several").click()
    page.locator("[data-id=tkt_00001]").get_by_role("checkbox").check()
    page.get_by_role("region", name="Change several tickets").get_by_role("button", name="Owner").click()
    page.get_by_role("menuitem", name="Nobody").click()
    [call] = desk.sent("POST", "/tickets/bulk", 1)
    assert call.body["change"] == {"owner_id": None, "team_id": None}


def test_m18_many_are_given_to_a_team_and_the_job_says_what_speaks_against_it(desk: RecordedDesk) -> None:
    warnings = [{"code": "at_capacity", "message": "No room."}]
    done: Json = job("done", 2, 2) | {"kind": "ticket_changes", "warnings": warnings}
    asked: list[Call] = []

    def change(call: Call) -> Answer:
        asked.append(call)
        return Answer(202, done)

    staffed(desk).on("POST", "/tickets/bulk", change)
    desk.on("GET", "/jobs/{id}", done | {"id": JOB})
    page = desk.open()
    page.get_by_role("button", name="Choose several").click()
    for number in (1, 2):
        page.locator(f"[data-id=tkt_{number:05}]").get_by_role("checkbox").check()
    page.get_by_role("region", name="Change several tickets").get_by_role("button", name="Owner").click()
    page.get_by_role("menuitem", name="Shop").click()
    expect(page.get_by_text("They have more open tickets than they can take.")).to_be_visible()
    assert asked[0].body["change"]["team_id"] == desk.teams[1]["id"]


def test_nobody_has_left_before_it_is_known_who_is_there(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.tickets[0] |= {"owner_id": CLEO}
    held = Held(desk.page, "**/v1/users*")
    page = conversation.open()
    expect(page.get_by_role("button", name="Owner: …")).to_be_visible()
    expect(page.get_by_text("Somebody who has left the desk")).to_have_count(0)
    held.let_go()
    expect(page.get_by_role("button", name="Owner: Cleo Martin")).to_be_visible()
