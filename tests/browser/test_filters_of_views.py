"""Below its title, the list of a view says which filters it has."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from infra.workbench.page import LAYOUT_SHIFT, shifted, watch_shifts
from tests.browser import samples
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import RecordedDesk
from tests.browser.layout import fits_into_any_window
from tests.browser.samples_views import LATE, keeps_views, late

SENTENCES = {
    "en": ["Status is Open", "Owner is me or nobody", "Customer waits since is before 2 days ago"],
    "nl": ["Status is Open", "Eigenaar is ikzelf of niemand", "Klant wacht sinds is vóór 2 dagen geleden"],
}


@pytest.fixture
def desk(desk: RecordedDesk) -> RecordedDesk:
    desk.views = [late()]
    desk.of_view = {LATE: desk.tickets[3:6]}
    return keeps_views(desk)


def filters(page: Page, name: str = "Filters") -> Locator:
    return page.get_by_role("group", name=name)


def shown(page: Page) -> list[str]:
    """Those that somebody sees."""
    seen = "(all, box) => all.filter(each => each.offsetTop < all[0].offsetTop + 15).map(each => each.textContent)"
    found: list[str] = filters(page).locator("p > span").evaluate_all(seen)
    return found


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(("width", "fit"), [(1280, 1), (390, 2)])
def test_each_filter_is_a_sentence_and_nothing_moves(desk: RecordedDesk, width: int, fit: int, language: str) -> None:
    desk.page.set_viewport_size({"width": width, "height": 844})
    desk.page.add_init_script(f"localStorage.setItem('kanaal.language', '\"{language}\"')")
    watch_shifts(desk.page)
    page = desk.open(f"/tickets?view={LATE}")
    expect(filters(page).locator("p > span")).to_have_text(SENTENCES[language])
    assert shown(page) == SENTENCES[language][:fit]
    assert shifted(page) <= LAYOUT_SHIFT
    desk.pictures(f"view-filters-{width}-{language}")
    more = filters(page).get_by_role("button")
    expect(more).to_have_text(f"and {3 - fit} more" if language == "en" else f"en nog {3 - fit}")
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    for place, sentence in enumerate(SENTENCES[language]):
        expect(filters(page).locator("p > span").nth(place)).to_have_text(sentence)
    tops = filters(page).locator("p > span").evaluate_all("all => all.map(each => each.offsetTop)")
    assert len(set(tops)) == len(tops)
    check_accessibility(page)
    desk.pictures(f"view-filters-{width}-{language}-all")
    more.click()
    assert shown(page) == SENTENCES[language][:fit]


def test_values_of_every_type_are_said_in_words(desk: RecordedDesk) -> None:
    given = [
        ("properties.size", "in", ["small", "large"]),
        ("properties.gift", "is", False),
        ("number", "at_least", 1200),
        ("name", "contains", "vase"),
        ("name", "in", ["Vase", "Cup"]),
        ("priority", "is_empty", None),
        ("properties.due", "within_last", "1w"),
        ("properties.due", "at_least", "2026-12-24"),
        ("last_activity_at", "after", "2026-11-26T09:30:00Z"),
        ("last_activity_at", "before", "+3h"),
        ("waiting_since", "is", "today"),
        ("status_id", "is", "waiting_on_us"),
        ("team_id", "in", ["my_teams", "none"]),
        ("account_id", "is", samples.account(1)["id"]),
        ("owner_id", "is", "nobody-any-more"),
        ("properties.colour", "is", "red"),
    ]
    rows = [{"property": name, "operator": operator, "value": value} for name, operator, value in given]
    desk.views = [late(filters=rows)]
    page = desk.open(f"/tickets?view={LATE}")
    expect(filters(page).locator("p > span")).to_have_text(
        [
            "Size is Small or Large",
            "It is a present is No",
            "Number is at least 1,200",
            "Subject contains “vase”",
            "Subject is “Vase” or “Cup”",
            "Priority has no value",
            "Due in the last 1 week",
            re.compile("^Due is from .*24.*2026$"),
            re.compile("^Last message of the customer is after .*26.*2026, "),
            "Last message of the customer is before 3 hours from now",
            "Customer waits since is today",
            "Status is Waiting on us",
            "Team is my teams or none",
            "Channel account is Paper plane",
            "Owner is nobody-any-more",
            "properties.colour (not there any more)",
        ]
    )
    filters(page).get_by_role("button", name="and 15 more").click()
    fits_into_any_window(page)


def test_a_view_without_a_filter_says_so(desk: RecordedDesk) -> None:
    desk.views = [late(filters=[])]
    page = desk.open(f"/tickets?view={LATE}")
    expect(filters(page)).to_have_text("Without a filter, every ticket is in the view.")


def test_the_way_to_the_editor_says_what_one_may(desk: RecordedDesk) -> None:
    """Only who may change a view changes it; others make one of their own of it."""
    page = desk.open(f"/tickets?view={LATE}")
    expect(page.get_by_role("link", name="Change this view")).to_have_attribute("href", f"/views/{LATE}")
    desk.role = "agent"
    desk.views = [late(owner_id=samples.CLEO, visibility="everyone")]
    page = desk.open(f"/tickets?view={LATE}")
    expect(page.get_by_role("link", name="Save as view")).to_have_attribute("href", f"/views/{LATE}")
    expect(page.get_by_role("link", name="Change this view")).to_have_count(0)
