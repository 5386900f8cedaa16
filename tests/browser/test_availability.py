"""Whether somebody is there: the switch in the menu of the account, working hours, out of office."""

from playwright.sync_api import Page, expect

from tests.browser import samples
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Call, Json, RecordedDesk, problem


def switching(desk: RecordedDesk) -> None:
    """The desk does what it is asked, and shows it everywhere."""
    holds = dict(samples.PLAN)

    def choose(call: Call) -> Json:
        state = call.body["state"]
        reason = "chosen" if state == "away" else None
        holds.update(state=state, reason=reason, until=call.body.get("until"), version=holds["version"] + 1)
        return holds

    def me(_: Call) -> Json:
        shown = {name: holds[name] for name in ("state", "reason", "until")}
        return {**samples.me("admin"), "availability": shown}

    desk.on("PUT", "/me/availability", choose)
    desk.on("GET", "/me/availability", lambda _: holds)
    desk.on("GET", "/me", me)


def menu_of_the_account(page: Page) -> None:
    page.get_by_role("button", name="Your account: Ben Ito").click()


def test_somebody_goes_away_and_comes_back(desk: RecordedDesk) -> None:
    switching(desk)
    page = desk.open()
    expect(page.get_by_title("You are available")).to_be_visible()
    menu_of_the_account(page)
    page.get_by_role("menuitem", name="Away for 1 hour").click()
    expect(page.get_by_role("menu")).to_contain_text("Away until")
    expect(page.get_by_title("You are away")).to_be_visible()
    check_accessibility(page)
    desk.pictures("availability")
    page.get_by_role("menuitem", name="I am available").click()
    expect(page.get_by_title("You are available")).to_be_visible()
    [away, back] = [call.body for call in desk.sent("PUT", "/me/availability", 2)]
    assert away["until"].startswith(samples.moment(-60)[:16])
    assert back == {"state": "available"}


def test_out_of_office_forbids_it_and_says_so(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("409")
    desk.on("PUT", "/me/availability", problem(409, "out_of_office", "They are out of office."))
    page = desk.open()
    menu_of_the_account(page)
    page.get_by_role("menuitem", name="I am available").click()
    expect(page.get_by_role("menu")).to_contain_text("They are out of office. End that first.")


def test_working_hours_are_kept_and_deleted(desk: RecordedDesk) -> None:
    kept: Json = {"working_hours": None}

    def keep(call: Call) -> Json:
        kept["working_hours"] = call.body
        return {**samples.PLAN, **kept, "version": 2}

    desk.on("GET", "/me/availability", lambda _: {**samples.PLAN, **kept})
    desk.on("PUT", "/me/working-hours", keep)
    desk.on("DELETE", "/me/working-hours", lambda _: {**samples.PLAN, "version": 3})
    page = desk.open("/settings/me")
    hours = page.get_by_role("form", name="Working hours")
    hours.get_by_role("button", name="Add a period").click()
    expect(hours.get_by_label("Day", exact=True)).to_have_count(5)
    hours.get_by_role("button", name="Remove Friday").click()
    hours.get_by_label("To", exact=True).last.fill("12:30")
    hours.get_by_role("combobox", name="Time zone").select_option("Europe/Amsterdam")
    check_accessibility(page)
    desk.pictures("hours")
    hours.get_by_role("button", name="Save").click()
    expect(hours.get_by_role("button", name="Delete the working hours")).to_be_visible()
    [call] = desk.sent("PUT", "/me/working-hours")
    assert call.body["time_zone"] == "Europe/Amsterdam"
    assert call.body["periods"][-1] == {"day": "thursday", "start": "09:00", "end": "12:30"}
    assert call.headers["if-match"] == '"1"'
    kept["working_hours"] = None
    hours.get_by_role("button", name="Delete the working hours").click()
    expect(hours.get_by_label("Day", exact=True)).to_have_count(0)


def test_out_of_office_has_an_end(desk: RecordedDesk) -> None:
    away = {"state": "away", "reason": "out_of_office", "until": samples.moment(-2880)}
    office = {"starts_at": samples.moment(), "ends_at": samples.moment(-2880)}
    desk.on("PUT", "/me/out-of-office", {**samples.PLAN, **away, "out_of_office": office, "version": 2})
    page = desk.open("/settings/me")
    form = page.get_by_role("form", name="Out of office")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("Say when it ends.")
    form.get_by_label("Ends").fill("2026-11-28T12:00")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("button", name="End it")).to_be_visible()
    [call] = desk.sent("PUT", "/me/out-of-office")
    assert call.body["starts_at"] is None
    assert call.body["ends_at"].startswith("2026-11-28T")
