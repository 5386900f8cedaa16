"""The pictures in README and docs are what the page looks like. `make pictures` takes them anew."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from infra.local.tools import ROOT
from tests.browser import furnished, samples, samples_channels, samples_settings
from tests.browser import samples_conversation as thread
from tests.browser.comparison import KEPT, differences, keep
from tests.browser.desk import RecordedDesk
from tests.browser.drawings import sticker, vase
from tests.browser.samples_composer import Writing
from tests.browser.site import FILES_ORIGIN

TICKET = f"/tickets/{thread.TICKET}"
ACCOUNTS = "/channels/accounts"
MOST_BYTES = 2_000_000
LOOKS = 20


@pytest.fixture
def writing(desk: RecordedDesk) -> Writing:
    desk.page.set_viewport_size({"width": 1280, "height": 800})
    # However long it takes, it says the same.
    desk.page.clock.set_fixed_time(samples.NOW)
    writing = furnished.furnished(desk)
    furnished.busy(desk)
    pictures = {"fil_00004": sticker()}
    photo = vase()

    def load(route: Route) -> None:
        if route.request.method != "GET":
            return route.fallback()
        body = pictures.get(route.request.url.rpartition("/")[2], photo)
        return route.fulfill(body=body, content_type="image/png", headers={"Access-Control-Allow-Origin": "*"})

    desk.page.route(f"{FILES_ORIGIN}/**", load)
    return writing


def opened(writing: Writing, *, panel: bool = False) -> Page:
    writing.desk.page.add_init_script(f"localStorage.setItem('kanaal.panel', '{str(panel).lower()}')")
    page = writing.desk.open(TICKET)
    expect(page.get_by_role("textbox", name="Reply", exact=True)).to_be_visible()
    return page


def to_the_end(page: Page) -> None:
    page.get_by_role("region", name="Messages").evaluate("box => box.scrollTo(0, box.scrollHeight)")
    expect(page.get_by_role("article").last).to_be_in_viewport(ratio=1)


def conversation(writing: Writing) -> None:
    writing.entries = furnished.broken_vase()
    page = opened(writing)
    to_the_end(page)


def messages(writing: Writing) -> None:
    page = opened(writing)
    page.get_by_role("region", name="Messages").evaluate("box => box.scrollTo(0, 900)")
    page.get_by_role("article").filter(has_text="I attached pictures.").evaluate("each => each.scrollIntoView()")
    expect(page.get_by_text("invoice 2026-11.pdf")).to_be_visible()


def reply(writing: Writing) -> None:
    writing.entries = furnished.broken_vase()[:3]
    writing.desk.tickets[0] |= {"last_sequence": 2, "last_direction": "out", "preview": "Oh no, I am sorry!"}
    page = opened(writing)
    asked = page.get_by_role("article").filter(has_text="the vase is broken.")
    asked.hover()
    asked.get_by_role("button", name="Answer this message").click()
    page.get_by_role("textbox", name="Reply", exact=True).click()
    page.keyboard.type("Sorry about that, Ada! A new one leaves ")
    page.keyboard.press("Control+b")
    page.keyboard.type("today")
    page.keyboard.press("Control+b")
    page.keyboard.type(". Here is the label to send the broken one back:")
    label = FilePayload(name="return label.pdf", mimeType="application/pdf", buffer=b"x" * 48_213)
    page.locator("main input[aria-label='Attach files']").set_input_files([label])
    page.get_by_role("button", name="Add a quick reply").click()
    for place, choice in enumerate(("Print it", "Send it by post"), 1):
        if place > 1:
            page.get_by_role("button", name="One more").click()
        page.get_by_role("textbox", name=f"Quick reply {place}", exact=True).fill(choice)
    page.clock.run_for(1_000)
    expect(page.get_by_role("region", name="Tickets").get_by_role("listitem").first).to_contain_text("Draft")
    page.mouse.move(0, 0)


def panel(writing: Writing) -> None:
    writing.entries = furnished.broken_vase()
    page = opened(writing, panel=True)
    to_the_end(page)
    expect(page.get_by_role("complementary").get_by_text("Verified by Web shop").first).to_be_visible()


def start(writing: Writing) -> None:
    page = writing.desk.open(f"/start?via={samples.account(1)['id']}")
    page.get_by_role("textbox", name="E-mail address").fill("mei@example.com")
    page.get_by_label("Name (if you know it)").fill("Mei Tanaka")
    page.get_by_role("textbox", name="First message").fill("Good news: the blue one is in stock again.")


def channels(writing: Writing) -> None:
    page = writing.desk.open("/channels")
    rows = page.get_by_role("main").get_by_role("listitem")
    expect(rows.filter(has_text="Last message")).to_have_count(8)
    expect(rows.filter(has_text="Failed 12m ago")).to_be_visible()


def catalogue(writing: Writing) -> None:
    page = writing.desk.open("/channels/catalogue")
    expect(page.get_by_text("Letters that arrive by ship.")).to_be_visible()


def connect(writing: Writing) -> None:
    page = writing.desk.open(f"/channels/connect/{samples_channels.HARBOUR}")
    page.get_by_label("API key *", exact=True).fill("a key of the harbour")
    page.get_by_role("combobox", name="Region").select_option("eu")
    page.get_by_role("textbox", name="Berth").fill("12")
    page.get_by_role("textbox", name="Name").fill("Pier 5")
    page.get_by_role("button", name="Check them").click()
    expect(page.get_by_text("Welcome, Acme.")).to_be_visible()
    page.get_by_role("main").locator("> *").first.evaluate("screen => screen.parentElement.scrollTo(0, 0)")


def account(writing: Writing) -> None:
    page = writing.desk.open(f"{ACCOUNTS}/{samples.account(6)['id']}")
    page.get_by_role("button", name="Ask the service").click()
    expect(page.get_by_text("3 messages wait at the service.")).to_be_visible()


def deliveries(writing: Writing) -> None:
    page = writing.desk.open(f"{ACCOUNTS}/{samples.account(1)['id']}?tab=deliveries")
    expect(page.get_by_role("listitem").get_by_text("Will be tried again")).to_be_visible()


def pipeline(writing: Writing) -> None:
    page = writing.desk.open(f"/settings/pipelines/{samples_settings.REPAIRS}")
    page.get_by_role("button", name="Received: Needs Order number").click()
    expect(page.get_by_role("group", name="Required here")).to_be_visible()


def search(writing: Writing) -> None:
    page = writing.desk.open("/search?q=broken+vase")
    expect(page.get_by_role("region", name="Hits").get_by_role("listitem")).to_have_count(6)
    expect(page.get_by_role("region", name="Hits").get_by_text("Closed")).to_be_visible()


PICTURES = (
    *(conversation, messages, reply, panel, start, channels, catalogue, connect, account, deliveries),
    *(pipeline, search),
)


@pytest.mark.skipif("CHROMIUM" in os.environ, reason="another Chromium has other fonts than the pictures")
@pytest.mark.parametrize("show", PICTURES, ids=lambda show: show.__name__)
def test_the_page_looks_as_it_is_shown_in_the_documents(writing: Writing, show: Callable[[Writing], None]) -> None:
    show(writing)
    page, found = writing.desk.page, []
    page.evaluate("document.activeElement.blur()")
    for scheme in ("light", "dark"):
        name = f"{show.__name__}-{scheme}"
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(f"html[data-mantine-color-scheme={scheme}]")).to_be_attached()
        page.evaluate("Promise.all([...document.images].map((image) => image.decode()))")
        if "RENEW" in os.environ:
            keep(name, taken(page))
        found += differing(page, name)
    assert not found


def taken(page: Page) -> bytes:
    return page.screenshot(animations="disabled", caret="hide")


def differing(page: Page, name: str) -> list[str]:
    """Looks again, as `expect` does: what was asked for by then may not be drawn."""
    found: list[str] = []
    for _ in range(LOOKS):
        found = differences(name, taken(page), ROOT / "build" / "pictures")
        if not found:
            break
    return found


def test_they_are_small() -> None:
    assert sum(each.stat().st_size for each in KEPT.iterdir()) <= MOST_BYTES


def test_each_picture_is_shown_somewhere_and_each_that_is_shown_is_there() -> None:
    documents = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {name for each in documents for name in re.findall(r"pictures/([\w-]+\.png)", each.read_text())}
    assert shown == {each.name for each in KEPT.iterdir()}
    assert shown == {f"{show.__name__}-{scheme}.png" for show in PICTURES for scheme in ("light", "dark")}
