"""Several tickets at once: choosing them, one change for all, and what came of it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import samples
from tests.browser import samples_conversation as thread
from tests.browser import samples_work as work
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Answer, Json, RecordedDesk, problem
from tests.browser.layout import fits_into_any_window

BULK = "/tickets/bulk"


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Change several tickets")


def box(page: Page, number: int) -> Locator:
    return page.locator(f"[data-id=tkt_{number:05}]").get_by_role("checkbox")


def job(state: str, done: int, total: int, *failures: Json, **changes: Any) -> Json:
    return {
        "id": "job_1",
        "kind": "ticket_changes",
        "state": state,
        "done": done,
        "total": total,
        "failure_count": len(failures),
        "failures": list(failures),
        "next_cursor": None,
        "created_by": thread.BEN,
        "created_at": samples.moment(),
        "report": {},
        "warnings": [],
        "file": None,
        "finished_at": samples.moment() if state in {"done", "failed"} else None,
        **changes,
    }


def refusal(number: int, code: str, message: str = "It may not.", **more: Any) -> Json:
    return {"ticket_id": f"tkt_{number:05}", "code": code, "message": message, "more": more}


def accepted(desk: RecordedDesk, total: int) -> None:
    desk.on("POST", BULK, lambda _: Answer(202, job("queued", 0, total)))
    desk.on("GET", "/jobs/{id}", lambda _: job("running", 1, total))


def finished(desk: RecordedDesk, *failures: Json, total: int) -> None:
    last = desk.sent("POST", BULK, at_least=1)[-1].body
    refused = {each["ticket_id"] for each in failures}
    for ticket_id in last["ticket_ids"]:
        if ticket_id not in refused:
            work.changed(desk.tickets, desk.pipelines, ticket_id, last["change"])
    desk.on("GET", "/jobs/{id}", lambda _: job("done", total, total, *failures))
    desk.page.clock.fast_forward(2_000)


def test_tickets_are_chosen_by_click_by_range_and_by_key(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    page.get_by_role("button", name="Choose several").click()
    expect(bar(page)).to_contain_text("0 chosen")
    box(page, 1).check()
    box(page, 4).click(modifiers=["Shift"])
    expect(bar(page)).to_contain_text("4 chosen")
    box(page, 2).uncheck()
    expect(bar(page)).to_contain_text("3 chosen")
    page.keyboard.press("x")
    expect(bar(page)).to_contain_text("4 chosen")
    page.locator("[data-id=tkt_00000] a").focus()
    page.keyboard.press("x")
    expect(box(page, 0)).to_be_checked()
    check_accessibility(page)
    desk.pictures("work-chosen")
    bar(page).get_by_role("button", name="All 50 loaded").click()
    expect(bar(page)).to_contain_text("50 chosen")
    bar(page).get_by_role("button", name="Choose none").click()
    expect(bar(page)).to_have_count(0)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_the_key_chooses_the_ticket_that_is_open(desk: RecordedDesk) -> None:
    page = desk.open("/tickets/tkt_00002")
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_visible()
    page.keyboard.press("x")
    expect(box(page, 2)).to_be_checked()
    expect(bar(page)).to_contain_text("1 chosen")


def test_a_status_is_set_for_all_and_the_list_follows(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    accepted(desk, 2)
    page.get_by_role("button", name="Choose several").click()
    box(page, 1).check()
    box(page, 3).check()
    bar(page).get_by_role("button", name="Status").click()
    page.get_by_role("menuitem", name="Closed").click()
    expect(bar(page)).to_contain_text("1 of 2 tickets")
    expect(bar(page).get_by_role("progressbar")).to_have_attribute("value", "1")
    desk.pictures("work-progress")
    finished(desk, total=2)
    expect(bar(page)).to_contain_text("2 tickets are changed.")
    for number in (1, 3):
        expect(page.locator(f"[data-id=tkt_{number:05}]")).to_have_count(0)
    bar(page).get_by_role("button", name="Close this").click()
    expect(bar(page)).to_have_count(0)
    [call] = desk.sent("POST", BULK)
    assert call.body == {"ticket_ids": ["tkt_00001", "tkt_00003"], "change": {"status_id": "closed"}}
    assert call.headers["idempotency-key"]


def test_what_was_refused_is_listed_with_its_reason_and_can_be_chosen_again(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    accepted(desk, 3)
    page.get_by_role("button", name="Choose several").click()
    for number in (0, 1, 2):
        box(page, number).check()
    bar(page).get_by_role("button", name="Status").click()
    page.get_by_role("menuitem", name="Closed").click()
    large = {"field": "properties.weight", "message": "must be at most 2.5", "code": "too_great", "limit": 2.5}
    refused = (
        refusal(1, "status_refused", missing=["priority"], allowed_status_ids=["closed"]),
        refusal(2, "ticket_not_found"),
        refusal(0, "invalid_properties", errors=[large]),
    )
    finished(desk, *refused, total=3)
    expect(bar(page)).to_contain_text("0 tickets are changed. 3 were refused:")
    listed = bar(page).get_by_role("listitem")
    expect(listed.nth(0)).to_contain_text("needs Priority.")
    expect(listed.nth(1)).to_contain_text("This ticket does not exist.")
    expect(listed.nth(2)).to_contain_text("Some of the ticket's properties are not right. This must be at most 2.5.")
    expect(listed.nth(0).get_by_role("link")).to_have_attribute("href", "/tickets/tkt_00001")
    check_accessibility(page)
    desk.pictures("work-refused")
    bar(page).get_by_role("button", name="Choose these again").click()
    expect(bar(page)).to_contain_text("3 chosen")
    expect(box(page, 1)).to_be_checked()


def test_owner_priority_and_properties_are_set_for_all(desk: RecordedDesk) -> None:
    desk.properties += work.every_type()
    page = desk.open("/tickets")
    accepted(desk, 1)

    def change() -> Locator:
        page.get_by_role("button", name="Choose several").click()
        box(page, 0).check()
        return bar(page)

    def over() -> None:
        finished(desk, total=1)
        bar(page).get_by_role("button", name="Close this").click()
        accepted(desk, 1)

    change().get_by_role("button", name="Owner").click()
    with page.expect_response("**/tickets/bulk"):
        page.get_by_role("menuitem", name="Cleo Martin").click()
    over()
    change().get_by_role("button", name="Priority").click()
    with page.expect_response("**/tickets/bulk"):
        page.get_by_role("menuitem", name="Urgent").click()
    over()
    expect(page.locator("[data-id=tkt_00000]").get_by_role("img", name="Urgent")).to_be_visible()
    change().get_by_role("button", name="Other").click()
    form = page.get_by_role("dialog", name="Change 1 ticket")
    form.get_by_role("combobox", name="Property").select_option("Size")
    form.get_by_role("combobox", name="Size").select_option("Large")
    check_accessibility(page)
    with page.expect_response("**/tickets/bulk"):
        form.get_by_role("button", name="Set it for 1 ticket").click()
    over()
    assert [call.body["change"] for call in desk.sent("POST", BULK, 3)] == [
        {"owner_id": samples.CLEO},
        {"priority": "urgent"},
        {"properties": {"size": "large"}},
    ]


def test_a_change_that_the_desk_does_not_take_keeps_what_was_chosen(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("503")
    page = desk.open("/tickets")
    page.get_by_role("button", name="Choose several").click()
    box(page, 0).check()
    desk.on("POST", BULK, problem(503, "unavailable", "Later."))
    for _ in range(2):
        bar(page).get_by_role("button", name="Priority").click()
        page.get_by_role("menuitem", name="Low").click()
        expect(bar(page).get_by_role("alert")).to_contain_text("What you entered is still here")
    expect(bar(page)).to_contain_text("1 chosen")
    # Whether the first one was taken is not known: the same once more is done once.
    first, second = (call.headers["idempotency-key"] for call in desk.sent("POST", BULK, 2))
    assert first == second


def test_tickets_of_several_pipelines_have_only_open_and_closed_in_common(desk: RecordedDesk) -> None:
    desk.pipelines.append(work.repairs())
    desk.tickets[1] |= {"pipeline_id": "2", "status_id": "workshop"}
    page = desk.open("/tickets")
    accepted(desk, 2)
    page.get_by_role("button", name="Choose several").click()
    box(page, 0).check()
    box(page, 1).check()
    bar(page).get_by_role("button", name="Status").click()
    expect(page.get_by_role("menuitem")).to_have_text(["Open", "Closed"])
    page.get_by_role("menuitem", name="Closed").click()
    finished(desk, total=2)
    expect(page.locator("[data-id=tkt_00001]")).to_have_count(0)


def test_the_list_says_where_a_ticket_is_and_what_is_urgent(desk: RecordedDesk) -> None:
    desk.tickets[1] |= {"status_id": "waiting_on_contact", "status_category": "waiting", "priority": "urgent"}
    desk.tickets[2] |= {"priority": "low"}
    page = desk.open("/tickets")
    row = page.locator("[data-id=tkt_00001]")
    expect(row).to_contain_text("#999")
    expect(row).to_contain_text("Waiting on contact")
    expect(row.get_by_role("img", name="Urgent")).to_be_visible()
    expect(page.locator("[data-id=tkt_00002]").get_by_role("img", name="Low")).to_have_count(0)
    expect(page.locator("[data-id=tkt_00002]")).not_to_contain_text("New")
    desk.pictures("work-list")


def test_it_works_on_a_phone(desk: RecordedDesk) -> None:
    desk.page.set_viewport_size({"width": 360, "height": 740})
    page = desk.open("/tickets")
    page.get_by_role("button", name="Choose several").click()
    box(page, 0).check()
    expect(bar(page)).to_contain_text("1 chosen")
    page.set_viewport_size({"width": 320, "height": 740})
    fits_into_any_window(page)
    page.set_viewport_size({"width": 360, "height": 740})
    check_accessibility(page)
    desk.pictures("work-chosen-phone")
