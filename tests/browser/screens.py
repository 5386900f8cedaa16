"""Every screen of the workspace with data that fills it: what each of them owes to everybody is asked of all."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from infra.local.tools import ROOT
from tests.browser import samples, samples_channels
from tests.browser import samples_conversation as thread
from tests.browser.desk import RecordedDesk
from tests.browser.samples_people import RETURNS
from tests.browser.samples_views import LATE
from tests.browser.samples_webhooks import REPORTS

ACCOUNT = "/channels/accounts/$accountId"
_PAPER_PLANE = f"/channels/accounts/{samples.account(1)['id']}"
_SHELL = ROOT / "workspace" / "src" / "shell"
_ROUTES = (_SHELL / "router.tsx", _SHELL / "settings.ts")


@dataclass(frozen=True)
class Screen:
    name: str
    route: str
    """As the router has it."""
    address: str
    shows: str
    """It is complete when this text is seen."""
    panel: bool = False
    """With the side panel of a ticket."""

    def open(self, desk: RecordedDesk, *, right_to_left: bool = False) -> Page:
        desk.right_to_left = right_to_left
        desk.page.add_init_script(f"localStorage.setItem('kanaal.panel', '{str(self.panel).lower()}')")
        page = desk.open(self.address)
        expect(page.get_by_text(self.shows).locator("visible=true").first).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        return page


SCREENS = (
    Screen("list", "/tickets", "/tickets?status=open", "Ada Lovelace"),
    Screen("list-of-view", "/tickets", f"/tickets?view={LATE}", "Status is Open"),
    Screen("conversation", "/tickets/$ticketId", f"/tickets/{thread.TICKET}", "Kanaal cannot show a message"),
    Screen("panel", "/tickets/$ticketId", f"/tickets/{thread.TICKET}", "Not verified", panel=True),
    Screen("start", "/start", f"/start?via={samples.account(1)['id']}", "First message"),
    Screen("search", "/search", "/search?q=broken+vase", "My parcel is here, but the"),
    Screen("view-new", "/views/$viewId", "/views/new?owner=me", "Add a filter"),
    Screen("view", "/views/$viewId", f"/views/{LATE}", "tickets now"),
    Screen("channels", "/channels", "/channels", "Flower shop"),
    Screen("catalogue", "/channels/catalogue", "/channels/catalogue", "Letters that arrive by ship."),
    Screen(
        "connect",
        "/channels/connect/$channelId",
        f"/channels/connect/{samples_channels.HARBOUR}",
        "Letters that arrive",
    ),
    Screen("connected", "/channels/connected", "/channels/connected?state=none", "This connection was not begun"),
    Screen("account", ACCOUNT, _PAPER_PLANE, "Reopens"),
    Screen("account-settings", ACCOUNT, f"{_PAPER_PLANE}?tab=settings", "Delete the account"),
    Screen("account-access", ACCOUNT, f"{_PAPER_PLANE}?tab=access", "Continue at Paper plane"),
    Screen("deliveries", ACCOUNT, f"{_PAPER_PLANE}?tab=deliveries", "Will be tried again"),
    Screen("unhandled", ACCOUNT, f"{_PAPER_PLANE}?tab=unhandled", "This is not a message."),
    Screen("me", "/settings/me", "/settings/me", "Sign out everywhere"),
    Screen("inboxes", "/settings/inboxes", "/settings/inboxes", "Returns"),
    Screen("pipelines", "/settings/pipelines", "/settings/pipelines", "Repairs"),
    Screen(
        "pipeline",
        "/settings/pipelines/$pipelineId",
        "/settings/pipelines/01m82crewcj3bkcmh240am6jr1",
        "Needs Order number",
    ),
    Screen("properties", "/settings/properties", "/settings/properties", "As on the invoice."),
    Screen("property", "/settings/properties/$name", "/settings/properties/solution", "Offer again"),
    Screen("snippets", "/settings/snippets", "/settings/snippets", "How to return something"),
    Screen("snippet", "/settings/snippets/$snippetId", "/settings/snippets/snp_00002", "any shop"),
    Screen("library", "/settings/library", "/settings/library", "Ten vases for a hotel"),
    Screen("quote", "/settings/library/$entryId", "/settings/library/lib_00004", "Valid until"),
    Screen("replies", "/settings/desk", "/settings/desk", "Whoever replies takes the ticket"),
    Screen("agents", "/settings/agents", "/settings/agents", "Cleo Martin"),
    Screen("agent", "/settings/agents/$userId", f"/settings/agents/{samples.CLEO}", "Can sign in"),
    Screen("team", "/settings/teams/$teamId", f"/settings/teams/{RETURNS}", "Members"),
    Screen("role", "/settings/roles/$roleId", "/settings/roles/rol_1", "Which tickets they see"),
    Screen("tokens", "/settings/api-tokens", "/settings/api-tokens", "Monthly report"),
    Screen("webhooks", "/settings/webhooks", "/settings/webhooks", "Nightly reports"),
    Screen("webhook", "/settings/webhooks/$webhookId", f"/settings/webhooks/{REPORTS}", "Message received"),
    Screen("audit", "/settings/audit", "/settings/audit", "Switched off"),
    Screen("files", "/settings/files", "/settings/files", "Which files agents may open"),
    Screen("nowhere", "", "/nowhere", "Go to the tickets"),
)


def routes() -> set[str]:
    """Those of the sources of the router that show something: the first address leads to the tickets."""
    source = "".join(file.read_text() for file in _ROUTES)
    found = re.findall(r"getParentRoute: \(\) => (\w+),\s+path: \"([^\"]+)\"", source)
    within = {"root": "", "tickets": "/tickets/"}
    return {within[parent] + path for parent, path in found} - {"/", "/tickets//"}
