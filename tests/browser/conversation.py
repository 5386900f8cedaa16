"""The recorded conversation of a ticket."""

from playwright.sync_api import Page, expect

from infra.workbench.page import messages, settle, timeline_page
from tests.browser import samples_conversation as samples
from tests.browser.desk import Answer, Call, Json, RecordedDesk
from tests.browser.samples import BESIDE, moment
from tests.browser.site import FILES_ORIGIN, Asked

ADDRESS = f"/tickets/{samples.TICKET}"


class Recorded:
    """The conversation of the first ticket: `entries` are what the API has, oldest first."""

    def __init__(self, desk: RecordedDesk) -> None:
        self.desk = desk
        self.ticket_id = samples.TICKET
        self.entries = samples.every_kind()
        self.beside = dict(BESIDE)
        """What the ticket comes with."""
        self.abilities = samples.abilities()
        self.files: dict[str, tuple[str, bytes]] = {}
        desk.tickets[0] |= {
            "id": samples.TICKET,
            "conversation_id": samples.CONVERSATION,
            "subject": "My parcel has not arrived",
            "last_sequence": 24,
            "owner_id": None,
        }
        desk.on("GET", "/conversations/{id}/timeline", self._timeline)
        desk.on("GET", "/conversations/{id}/composer", lambda _: self.abilities)
        desk.on(
            "GET",
            "/inboxes",
            {"inboxes": [{"id": "1", "name": "Help desk", "team_ids": [], "created_at": None}], "next_cursor": None},
        )
        desk.on("GET", "/contacts/{id}", lambda _: samples.contact())
        desk.on(
            "GET",
            f"/tickets/{samples.TICKET}",
            lambda _: {**desk.tickets[0], **self.beside, "contact": samples.ticket_contact()},
        )
        desk.on("GET", "/tickets/{id}/previous-tickets", {"tickets": [], "next_cursor": None})
        desk.on("GET", "/files/{id}/content", self._link)
        desk.elsewhere[FILES_ORIGIN] = self._file

    def _timeline(self, call: Call) -> Json:
        return timeline_page(self.entries, call.query)

    def _link(self, call: Call) -> Json:
        return {"url": f"{FILES_ORIGIN}/{call.path.split('/')[2]}", "expires_at": moment(-5)}

    def _file(self, asked: Asked) -> Answer:
        content_type, body = self.files.get(asked.target.rpartition("/")[2], ("image/png", samples.png(160, 120)))
        return Answer(200, body, {"content-type": content_type})

    def open(self) -> Page:
        page = self.desk.open(ADDRESS)
        expect(page.get_by_role("heading", name="My parcel has not arrived").first).to_be_visible()
        return page


def below(page: Page) -> int:
    """How far the end of the conversation is out of sight."""
    found: int = messages(page).evaluate("box => box.scrollHeight - box.scrollTop - box.clientHeight")
    return found


def settled(page: Page) -> dict[str, float]:
    """Where each message is in the window, by its text, once two frames have them all in the same place."""
    settle(messages(page))
    return _tops(page)


def _tops(page: Page) -> dict[str, float]:
    found: dict[str, float] = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('article')].map("
        "each => [each.textContent.match(/Number [0-9]+/)?.[0] ?? each.textContent, each.getBoundingClientRect().top]))"
    )
    return found
