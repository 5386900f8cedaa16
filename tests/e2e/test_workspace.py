"""The workspace on the deployed stack, in a real browser: signing in, staying signed in, signing out."""

import json
import re
import urllib.error
import urllib.request
from email.message import Message
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from helpdesk.people.models import BuiltIn
from infra.local.stack import LocalStack
from infra.provision.people import People, new_password
from infra.provision.seed import local_stage
from tests.support.browser import Visitor
from tests.support.deployed_client import Desk
from tests.support.signing_in import expect_desk, sign_in

COMPLAINT_OF_A_REFUSAL = "the server responded with a status of 40"


@pytest.fixture
def signed_in(visitor: Visitor, origin: str, desk: Desk) -> Page:
    page = visitor.open(origin)
    sign_in(page, desk.description["agent"])
    expect_desk(page)
    return page


def kept_token(page: Page) -> str | None:
    token: str | None = page.evaluate("localStorage.getItem('kanaal.refresh_token')")
    return token


def fetch(stack: LocalStack, path: str, **headers: str) -> tuple[int, Message, bytes]:
    """As a browser, which looks up *.localhost itself."""
    host = urlsplit(stack.description["workspace_url"]).netloc
    request = urllib.request.Request(stack.endpoint + path, headers={"Host": host, **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_a_person_signs_in_and_lands_where_the_link_leads(visitor: Visitor, origin: str, desk: Desk) -> None:
    accepted = desk.open_conversation()
    page = visitor.open(f"{origin}/tickets/{accepted['ticket_id']}?owner=none")
    sign_in(page, desk.description["agent"])
    expect(page).to_have_url(f"{origin}/tickets/{accepted['ticket_id']}?owner=none")
    expect_desk(page)
    expect(page.get_by_role("button", name="Your account: Ben")).to_be_visible()


def test_a_wrong_password_is_refused_and_the_right_one_works_after_it(
    visitor: Visitor, origin: str, desk: Desk
) -> None:
    visitor.expect_complaint(COMPLAINT_OF_A_REFUSAL)
    page = visitor.open(origin)
    sign_in(page, desk.description["agent"] | {"password": "Wrong-password-1!"})
    expect(page.get_by_text("Incorrect username or password")).to_be_visible()
    expect(page).not_to_have_url(re.compile(re.escape(origin)))
    sign_in(page, desk.description["agent"])
    expect_desk(page)


def test_a_new_tab_and_a_page_that_is_loaded_again_ask_for_no_password(signed_in: Page, origin: str) -> None:
    signed_in.reload()
    expect_desk(signed_in)
    other = signed_in.context.new_page()
    other.goto(f"{origin}/settings/me")
    expect_desk(other)
    expect(other).to_have_url(f"{origin}/settings/me")


def test_an_access_token_that_the_desk_refuses_is_renewed_unseen(
    signed_in: Page, visitor: Visitor, origin: str
) -> None:
    visitor.expect_complaint(COMPLAINT_OF_A_REFUSAL)
    refused: list[str] = []

    def refuse_once(route: Any) -> None:
        if refused:
            return route.continue_()
        refused.append(route.request.headers["authorization"])
        return route.fulfill(status=401, json={"code": "not_authenticated"})

    def with_another_token(response: Response) -> bool:
        """Other calls may be on their way, with the token that is refused."""
        token = response.request.headers.get("authorization")
        return bool(refused) and "/v1/tickets" in response.url and response.ok and token != refused[0]

    signed_in.route("**/v1/tickets*", refuse_once)
    with signed_in.expect_response(with_another_token):
        signed_in.get_by_role("link", name="Mine").click()
    assert signed_in.url.startswith(origin)


def test_signing_out_ends_the_other_tabs_and_the_sign_in_pages_own_session(
    signed_in: Page, visitor: Visitor, origin: str, desk: Desk
) -> None:
    other = visitor.new_page()
    other.goto(origin)
    expect_desk(other)
    signed_in.get_by_role("button", name="Your account").click()
    signed_in.get_by_role("menuitem", name="Sign out", exact=True).click()
    expect(signed_in).to_have_url(f"{origin}/signed-out")
    expect(signed_in.get_by_text("You are signed out")).to_be_visible()
    assert kept_token(signed_in) is None
    expect(other.get_by_role("alert")).to_contain_text("signed out")
    other.get_by_role("button", name="Sign in").click()
    sign_in(other, desk.description["agent"])
    expect_desk(other)


def test_signing_out_everywhere_ends_what_another_browser_has(
    signed_in: Page, other_visitor: Visitor, origin: str, desk: Desk
) -> None:
    other_visitor.expect_complaint(COMPLAINT_OF_A_REFUSAL)
    elsewhere = other_visitor.open(origin)
    sign_in(elsewhere, desk.description["agent"])
    expect_desk(elsewhere)
    signed_in.get_by_role("button", name="Your account").click()
    signed_in.get_by_role("menuitem", name="Sign out everywhere").click()
    expect(signed_in).to_have_url(f"{origin}/signed-out")
    elsewhere.reload()
    expect(elsewhere).to_have_url(re.compile("/oauth2/authorize|/login"))


def test_an_invited_person_chooses_a_password_of_their_own(visitor: Visitor, origin: str, stack: LocalStack) -> None:
    outputs = stack.description["outputs"]
    stage = local_stage(outputs, "us-east-1", stack.endpoint)
    email, first, own = "cleo@desk.example", new_password(), new_password()
    agent, invited = People(stage).invite(BuiltIn.AGENT, email, "Cleo")
    assert invited
    # the e-mail has another one, which a local AWS sends to nobody
    stage.client("cognito-idp").admin_set_user_password(
        UserPoolId=outputs["UserPoolId"], Username=email, Password=first, Permanent=False
    )
    page = visitor.open(origin)
    sign_in(page, {"email": email, "password": first})
    page.get_by_label("New password", exact=True).fill(own)
    page.get_by_label("Confirm new password").fill(own)
    page.get_by_role("button").click()
    expect(page.get_by_role("button", name="Your account: Cleo")).to_be_visible()
    assert agent.email == email


def test_page_and_api_have_one_origin_and_the_page_runs_no_strangers_script(stack: LocalStack) -> None:
    status, headers, body = fetch(stack, "/tickets/tkt_1?owner=none")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "script-src 'self';" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-cache"
    [script] = re.findall(r'<script[^>]* src="(/assets/[^"]+)"', body.decode())
    status, headers, _ = fetch(stack, script)
    assert (status, headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert fetch(stack, "/v1/tickets")[0] == 401
    status, _, body = fetch(stack, "/v1/tickets", Authorization=f"Bearer {stack.description['token']}")
    assert (status, "tickets" in json.loads(body)) == (200, True)
    assert fetch(stack, "/assets/of-another-version.js")[0] == 403


def test_the_configuration_names_addresses_and_no_secret(stack: LocalStack) -> None:
    config = json.loads(fetch(stack, "/config.json")[2])
    outputs = stack.description["outputs"]
    assert config.pop("client_id") != outputs["UserPoolClientId"]
    assert len(config.pop("version")) == 64
    assert config == {
        "sign_in_url": stack.endpoint,
        "user_pool_url": stack.endpoint,
        "api_url": "/v1",
    }
