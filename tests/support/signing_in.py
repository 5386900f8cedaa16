"""Signing in to the deployed workspace, on Cognito's page."""

import re

from playwright.sync_api import Page, expect


def sign_in(page: Page, person: dict[str, str]) -> None:
    expect(page).to_have_url(re.compile("/oauth2/authorize|/login"))
    page.get_by_label("Username").fill(person["email"])
    page.get_by_label("Password").fill(person["password"])
    page.get_by_role("button", name="Sign in").click()


def expect_desk(page: Page) -> None:
    expect(page.get_by_role("button", name="Search or do")).to_be_visible()
