"""API tokens, as administrators keep them (M4)."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import samples
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem
from tests.browser.samples_people import ROLES, TOKENS, api_token, staffed

SECRET = "kat_a-secret-of-the-report"


@pytest.fixture
def tokens(desk: RecordedDesk) -> list[Json]:
    tokens = [dict(each) for each in TOKENS]
    staffed(desk).on("GET", "/roles", {"roles": ROLES})
    desk.on("GET", "/api-tokens", lambda _: {"api_tokens": tokens})

    def create(call: Call) -> Answer:
        tokens.insert(0, api_token("tok_new", "") | call.body | {"created_at": samples.moment()})
        return Answer(201, tokens[0] | {"token": SECRET})

    def revoke(call: Call) -> Answer:
        [found] = [each for each in tokens if each["id"] == call.path.split("/")[2]]
        found["revoked_at"] = samples.moment()
        return Answer(204)

    desk.on("POST", "/api-tokens", create)
    desk.on("DELETE", "/api-tokens/{id}", revoke)
    return tokens


def new(page: Page) -> Any:
    return page.get_by_role("region", name="New API token")


def test_m4_tokens_are_listed_with_what_they_may_whose_they_are_and_when_they_end(
    desk: RecordedDesk, tokens: list[Json]
) -> None:
    assert tokens
    page = desk.open("/settings/api-tokens")
    report = page.get_by_role("row").filter(has_text="Monthly report")
    expect(report).to_contain_text("for Ben Ito")
    expect(report).to_contain_text("See tickets and contacts · Read conversations")
    expect(report).to_contain_text("2h ago")
    expect(report).to_contain_text("No end")
    expect(page.get_by_role("row").filter(has_text="Shop")).to_contain_text("28 Jan 2027")
    expect(page.get_by_role("row").filter(has_text="Old import")).to_contain_text("Revoked")
    expect(page.get_by_role("row").filter(has_text="Trial")).to_contain_text("Has ended")
    expect(page.get_by_role("button", name="Revoke")).to_have_count(2)
    desk.pictures("tokens")
    check_accessibility(page)


def test_m4_a_token_is_created_and_shown_once(desk: RecordedDesk, tokens: list[Json]) -> None:
    desk.visitor.expect_complaint("503")
    page = desk.open("/settings/api-tokens")
    new(page).get_by_role("button", name="Create").click()
    expect(new(page).get_by_text("Choose what it may.")).to_be_visible()
    new(page).get_by_role("textbox", name="Name").fill("Nightly")
    new(page).get_by_role("combobox", name="Acts for").select_option(label="Cleo Martin")
    expect(new(page).get_by_role("checkbox", name="Manage people")).to_be_disabled()
    new(page).get_by_role("checkbox", name="See tickets and contacts").check()
    new(page).get_by_role("combobox", name="Valid for").select_option("30 days")
    desk.on("POST", "/api-tokens", problem(503, "busy", "Later."))
    new(page).get_by_role("button", name="Create").click()
    expect(new(page).get_by_role("alert")).to_be_visible()
    desk.on("POST", "/api-tokens", lambda call: _made(tokens, call))
    new(page).get_by_role("button", name="Create").click()
    expect(new(page).get_by_role("group", name="Token")).to_have_text(SECRET)
    desk.pictures("token-made")
    check_accessibility(page)
    failed, made = desk.sent("POST", "/api-tokens", 2)
    ends = made.body.pop("expires_at")
    assert ends.startswith(samples.moment(-30 * 1440)[:16])
    assert made.body == {
        "name": "Nightly",
        "scopes": ["tickets.read"],
        "owner_id": samples.CLEO,
    }
    assert failed.headers["idempotency-key"] == made.headers["idempotency-key"], "it may have been made"
    new(page).get_by_role("button", name="I have it").click()
    expect(page.get_by_text(SECRET)).to_have_count(0)
    expect(page.get_by_role("row").filter(has_text="Nightly")).to_be_visible()
    expect(new(page).get_by_role("textbox", name="Name")).to_have_value("")


def _made(tokens: list[Json], call: Call) -> Answer:
    tokens.insert(0, api_token("tok_new", "") | call.body)
    return Answer(201, tokens[0] | {"token": SECRET})


def test_m4_a_token_is_revoked_after_a_question(desk: RecordedDesk, tokens: list[Json]) -> None:
    page = desk.open("/settings/api-tokens")
    page.get_by_role("button", name="Revoke Monthly report").click()
    dialog = page.get_by_role("dialog", name="Revoke Monthly report?")
    dialog.get_by_role("button", name="Cancel").last.click()
    assert tokens[0]["revoked_at"] is None
    page.get_by_role("button", name="Revoke Monthly report").click()
    check_accessibility(page)
    dialog.get_by_role("button", name="Revoke", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="Monthly report")).to_contain_text("Revoked")
    assert [call.path for call in desk.sent("DELETE", "/api-tokens/{id}")] == ["/api-tokens/tok_1"]


def test_what_the_desk_refuses_of_the_permissions_is_said_once(desk: RecordedDesk, tokens: list[Json]) -> None:
    said = "The owner does not have this permission."
    desk.visitor.expect_complaint("400")
    errors = [{"field": "scopes[0]", "message": said}]
    desk.on("POST", "/api-tokens", problem(400, "invalid_request", "A field is wrong.", errors))
    page = desk.open("/settings/api-tokens")
    new(page).get_by_role("textbox", name="Name").fill("Nightly")
    new(page).get_by_role("checkbox", name="See tickets and contacts").check()
    new(page).get_by_role("button", name="Create").click()
    expect(new(page).get_by_role("alert")).to_be_visible()
    expect(new(page).get_by_text(said)).to_have_count(1)


def test_a_desk_without_tokens_says_what_they_are_for(desk: RecordedDesk, tokens: list[Json]) -> None:
    tokens.clear()
    page = desk.open("/settings/api-tokens")
    expect(page.get_by_text("No program has a token yet")).to_be_visible()


def test_who_may_not_sees_none(desk: RecordedDesk) -> None:
    desk.role = "agent"
    page = desk.open("/settings/api-tokens")
    expect(page.get_by_text("You may not do this. An administrator can.")).to_be_visible()
    assert not desk.sent("GET", "/api-tokens", at_least=0)
