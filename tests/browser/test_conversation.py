"""The conversation of a ticket, and the panel beside it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from infra.workbench.page import (
    LAYOUT_SHIFT,
    MESSAGES,
    OPENING_CPU_MS,
    ROWS,
    editor,
    messages,
    opening_cpu_ms,
    settle,
    shifted,
    text_of,
    timeline_page,
    watch_shifts,
)
from tests.browser import samples_conversation as samples
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Answer, Call, RecordedDesk, problem
from tests.browser.samples import CLEO, ME, moment
from tests.browser.site import FILES_ORIGIN
from tests.support.browser import Visitor

Json = dict[str, Any]
ADDRESS = f"/tickets/{samples.TICKET}"


class Recorded:
    """The conversation of the first ticket: `entries` are what the API has, oldest first."""

    def __init__(self, desk: RecordedDesk) -> None:
        self.desk = desk
        self.entries = samples.every_kind()
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
            "GET", "/inboxes", {"inboxes": [{"id": "1", "name": "Help desk", "created_at": None}], "next_cursor": None}
        )
        desk.on("GET", "/contacts/{id}", lambda _: samples.contact())
        desk.on("GET", f"/tickets/{samples.TICKET}", lambda _: {**desk.tickets[0], "contact": samples.ticket_contact()})
        desk.on("GET", "/tickets/{id}/previous-tickets", {"tickets": [], "next_cursor": None})
        desk.on("GET", "/files/{id}/content", self._link)
        desk.page.route(f"{FILES_ORIGIN}/**", self._file)

    def _timeline(self, call: Call) -> Json:
        return timeline_page(self.entries, call.query)

    def _link(self, call: Call) -> Json:
        return {"url": f"{FILES_ORIGIN}/{call.path.split('/')[2]}", "expires_at": moment(-5)}

    def _file(self, route: Route) -> None:
        content_type, body = self.files.get(route.request.url.rpartition("/")[2], ("image/png", samples.png(160, 120)))
        route.fulfill(body=body, content_type=content_type, headers={"Access-Control-Allow-Origin": "*"})

    def open(self) -> Page:
        page = self.desk.open(ADDRESS)
        expect(page.get_by_role("heading", name="My parcel has not arrived").first).to_be_visible()
        return page


@pytest.fixture
def conversation(desk: RecordedDesk) -> Recorded:
    return Recorded(desk)


def test_it_shows_every_kind_of_message(conversation: Recorded) -> None:
    page = conversation.open()
    expect(messages(page).get_by_text("Kanaal cannot show a message of this kind.")).to_be_visible()
    conversation.desk.pictures("conversation-end")
    messages(page).evaluate("box => box.scrollTo(0, 900)")
    expect(messages(page).get_by_text("Dom Tower")).to_be_visible()
    conversation.desk.pictures("conversation-middle")
    messages(page).evaluate("box => box.scrollTo(0, 0)")
    expect(messages(page).get_by_text("The conversation began here")).to_be_visible()
    conversation.desk.pictures("conversation-start")


def test_it_opens_at_the_first_unread_and_remembers_what_was_seen(conversation: Recorded) -> None:
    conversation.entries = [samples.message(n, f"Number {n}", minutes_ago=300 - n) for n in range(1, 121)]
    conversation.desk.page.add_init_script(
        f"localStorage.setItem('kanaal.seen', JSON.stringify({{{samples.CONVERSATION!r}: 30}}))"
    )
    page = conversation.open()
    expect(messages(page).get_by_text("New", exact=True)).to_be_in_viewport()
    expect(messages(page).get_by_text("Number 31", exact=True)).to_be_in_viewport()
    expect(messages(page).get_by_text("Number 30", exact=True)).not_to_be_in_viewport()
    page.get_by_role("button", name="Newest messages").click()
    expect(messages(page).get_by_text("Number 120", exact=True)).to_be_in_viewport()
    seen = page.evaluate("JSON.parse(localStorage.getItem('kanaal.seen'))")
    assert seen[samples.CONVERSATION] == 120


@pytest.mark.parametrize("minutes", [2, 12])
def test_older_messages_come_as_one_scrolls_up_without_a_jump(conversation: Recorded, minutes: int) -> None:
    """Written every 2 minutes they are one group, whose first one has the name: older messages take it away."""
    conversation.entries = [samples.message(n, text_of(n), minutes_ago=3000 - n * minutes) for n in range(1, 171)]
    page = conversation.open()
    box = messages(page)
    expect(box.get_by_text("Number 170 ")).to_be_in_viewport()
    before = _settled(page)
    for step in range(90):
        scrolled = box.evaluate(
            "box => { const top = box.scrollTop; box.scrollBy(0, -350); return top - box.scrollTop }"
        )
        after = _settled(page)
        moved = [after[text] - before[text] for text in before.keys() & after.keys()]
        assert moved
        assert all(abs(each - scrolled) <= 2 for each in moved), (step, scrolled, moved)
        assert page.locator("article").count() <= ROWS
        before = after
        if scrolled == 0:
            break
    expect(box.get_by_text("The conversation began here")).to_be_in_viewport()
    expect(box.get_by_role("article").first).to_contain_text("Number 1 ")
    assert len(conversation.desk.sent("GET", "/conversations/{id}/timeline")) < 10


def test_nothing_moves_while_a_conversation_opens(conversation: Recorded) -> None:
    page = conversation.desk.page
    watch_shifts(page)
    conversation.open()
    expect(editor(page)).to_be_visible()
    assert _below(page) == 0
    assert shifted(page) <= LAYOUT_SHIFT


@pytest.mark.parametrize("count", [5, 60], ids=["it was all in sight", "it was scrolled"])
def test_the_end_stays_in_sight_while_the_reply_grows(conversation: Recorded, count: int) -> None:
    conversation.entries = [samples.message(n, f"Number {n}", minutes_ago=300 - n) for n in range(1, count + 1)]
    conversation.desk.on("POST", "/conversations/{id}/typing", Answer(204))
    page = conversation.open()
    reply = editor(page)
    expect(reply).to_be_visible()
    assert (messages(page).evaluate("box => box.scrollTop") > 0) == (count == 60)
    reply.press_sequentially("\n".join(f"line {n}" for n in range(16)))
    expect(reply).to_contain_text("line 15")
    _settled(page)
    assert messages(page).evaluate("box => box.scrollTop") > 0
    assert _below(page) == 0
    reply.press("Control+a")
    reply.press("Delete")
    _settled(page)
    assert _below(page) == 0


def _below(page: Page) -> int:
    """How far the end of the conversation is out of sight."""
    found: int = messages(page).evaluate("box => box.scrollHeight - box.scrollTop - box.clientHeight")
    return found


def _settled(page: Page) -> dict[str, float]:
    """Where each message is in the window, by its text, once two frames have them all in the same place."""
    settle(messages(page))
    return _tops(page)


def _tops(page: Page) -> dict[str, float]:
    found: dict[str, float] = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('article')].map("
        "each => [each.textContent.match(/Number [0-9]+/)?.[0] ?? each.textContent, each.getBoundingClientRect().top]))"
    )
    return found


def test_new_messages_appear_by_themselves_and_leave_the_reader_where_they_are(conversation: Recorded) -> None:
    conversation.entries = [samples.message(n, f"Number {n}", minutes_ago=300 - n) for n in range(1, 61)]
    page = conversation.open()
    expect(messages(page).get_by_text("Number 60")).to_be_in_viewport()
    conversation.entries.append(samples.message(61, "Are you there?", minutes_ago=0))
    page.clock.fast_forward(5000)
    expect(messages(page).get_by_text("Are you there?")).to_be_in_viewport()
    expect(page.get_by_role("status").filter(has_text="Ada Lovelace wrote: Are you there?")).to_be_attached()

    messages(page).evaluate("box => box.scrollBy(0, -1500)")
    before = _settled(page)
    conversation.entries.append(samples.message(62, "Number 62", minutes_ago=0))
    page.clock.fast_forward(5000)
    expect(page.get_by_role("button", name="1 new message")).to_be_visible()
    assert _settled(page) == before
    page.get_by_role("button", name="1 new message").click()
    expect(messages(page).get_by_text("Number 62")).to_be_in_viewport()
    expect(page.get_by_role("button", name="new message")).to_have_count(0)


def test_only_what_changed_travels(conversation: Recorded) -> None:
    conversation.entries = [samples.message(n, f"Number {n}", minutes_ago=300 - n) for n in range(1, 61)]
    page = conversation.open()
    expect(messages(page).get_by_text("Number 60")).to_be_in_viewport()
    conversation.desk.calls.clear()
    for _ in range(2):
        with page.expect_response("**/timeline?*"):
            page.clock.fast_forward(5000)
    asked = conversation.desk.sent("GET", "/conversations/{id}/timeline")
    assert [call.query["cursor"] for call in asked] == ["newer:60"] * 2


def test_a_reply_is_seen_on_its_way(conversation: Recorded) -> None:
    conversation.entries = [samples.message(1, "Hello?"), samples.reply(2, "Hello!", status="QUEUED", minutes_ago=0)]
    page = conversation.open()
    row = messages(page).get_by_role("article").last
    for status, words in (("SENT", "Sent"), ("DELIVERED", "Delivered"), ("READ", "Read")):
        conversation.entries[1] = samples.reply(2, "Hello!", status=status, minutes_ago=0)
        page.clock.fast_forward(5000)
        expect(row.get_by_text(words, exact=True)).to_be_visible()


def test_a_failed_reply_says_why_and_is_sent_again_once(conversation: Recorded, visitor: Visitor) -> None:
    visitor.expect_complaint("503")
    failure = {"code": "maybe_sent", "reason": "Telegram did not respond in time."}
    conversation.entries = [
        samples.message(1, "Can I keep it?"),
        samples.reply(2, "Yes.", status="FAILED", failure=failure, in_reply_to=samples.message_id(1)),
    ]
    answers = [problem(503, "unavailable", "Not now."), Answer(201, samples.reply(3, "Yes.", status="QUEUED"))]
    conversation.desk.on("POST", "/conversations/{id}/replies", lambda _: answers.pop(0))
    page = conversation.open()
    failed = page.get_by_role("group", name="Failed")
    expect(failed).to_contain_text("The service did not answer in time")
    expect(failed).to_contain_text("Check whether it arrived")
    failed.get_by_role("button", name="It did not arrive: send it again").click()
    expect(failed.get_by_role("alert")).to_contain_text("does not answer")
    failed.get_by_role("button", name="It did not arrive: send it again").click()
    expect(failed).to_contain_text("Sent again, as a new reply.")
    expect(messages(page).get_by_role("article")).to_have_count(3)
    first, second = conversation.desk.sent("POST", "/conversations/{id}/replies")
    assert (
        first.body
        == second.body
        == {"text": "Yes.", "rich_text": None, "in_reply_to": samples.message_id(1), "attachments": []}
    )
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


def test_a_failed_reply_is_sent_again_once_though_its_row_was_out_of_sight(conversation: Recorded) -> None:
    failure = {"code": "unavailable", "reason": "Telegram did not respond."}
    conversation.entries = [samples.message(n, text_of(n), minutes_ago=300 - n) for n in range(1, 61)]
    conversation.entries.append(samples.reply(61, "Yes.", status="FAILED", failure=failure))
    conversation.desk.on(
        "POST", "/conversations/{id}/replies", lambda _: Answer(201, samples.reply(62, "Yes.", status="QUEUED"))
    )
    page = conversation.open()
    box, failed = messages(page), page.get_by_role("group", name="Failed")
    failed.get_by_role("button", name="Send it again").click()
    expect(failed).to_contain_text("Sent again, as a new reply.")
    box.evaluate("box => box.scrollTo(0, 0)")
    expect(failed).to_have_count(0)
    page.get_by_role("button", name="Newest messages").click()
    failed.get_by_role("button", name="Send it again").click()
    expect(failed).to_contain_text("Sent again, as a new reply.")
    first, second = conversation.desk.sent("POST", "/conversations/{id}/replies")
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


def test_a_strangers_html_never_runs_and_loads_nothing(conversation: Recorded) -> None:
    rich = (
        HOSTILE
        + '<p onclick="alert(3)" style="background:url(https://evil.example.com/b.png);text-align:center;color:red">Hello</p>'
        '<a href="javascript:alert(4)">one</a><a href="https://shop.example.com">two</a>'
        '<img src="https://evil.example.com/pixel.png" alt="Logo"><iframe src="https://evil.example.com"></iframe>'
        '<svg><animate onbegin=alert(5) attributeName=x></svg><form action="https://evil.example.com"><input></form>'
    )
    place = {
        "type": "LOCATION",
        "latitude": 1.0,
        "longitude": 2.0,
        "name": HOSTILE,
        "address": HOSTILE,
        "url": "javascript:alert(6)",
    }
    card = {
        "type": "CONTACT",
        "contact_profile": {
            "name": {"first_name": HOSTILE},
            "urls": [{"url": "javascript:alert(7)"}],
            "emails": [{"email": HOSTILE}],
            "phones": [{"phone": HOSTILE}],
        },
    }
    conversation.entries = [
        samples.event(1, "reported", 0, text=HOSTILE, raw=HOSTILE),
        samples.message(1, HOSTILE, actor={**samples.ADA, "name": HOSTILE}),
        samples.message(2, "Hello", rich_text=rich, label=HOSTILE),
        samples.message(3, "", label=HOSTILE, parts=[place, card, samples.file(1, HOSTILE, HOSTILE)]),
        samples.message(4, "", content="unsupported", label=HOSTILE, raw=HOSTILE),
        samples.change(5, "reaction_added", 1, HOSTILE),
    ]
    conversation.desk.tickets[0] |= {"contact_name": HOSTILE, "preview": HOSTILE, "properties": {HOSTILE: HOSTILE}}
    asked: list[str] = []
    page = conversation.desk.page
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    conversation.open()
    link = messages(page).get_by_role("link", name="two")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(link).to_have_attribute("target", "_blank")
    expect(messages(page).get_by_role("link", name="Picture: Logo")).to_have_attribute(
        "href", "https://evil.example.com/pixel.png"
    )
    expect(messages(page).get_by_text("Hello", exact=True)).to_have_attribute("style", "text-align: center")
    assert (
        messages(page)
        .locator("script, iframe, form, input, svg animate, [onclick], [onerror], [href^=javascript]")
        .count()
        == 0
    )
    assert not [url for url in asked if "evil" in url]


def test_a_text_of_60000_characters_without_a_space_and_a_name_of_256_emoji(conversation: Recorded) -> None:
    name = "👩‍🚀" * 256
    conversation.entries = [
        samples.message(1, "x" * 60_000, actor={**samples.ADA, "name": name}),
        samples.message(2, "y" * 60_000, rich_text=f"<p>{'y' * 60_000}</p>"),
    ]
    conversation.desk.tickets[0] |= {"contact_name": name, "subject": "My parcel has not arrived", "preview": "x" * 300}
    page = conversation.open()
    row = messages(page).get_by_role("article").first
    assert len(row.inner_text()) < 4500
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for pane in (messages(page), page.get_by_role("complementary")):
        assert pane.evaluate("pane => pane.scrollWidth <= pane.clientWidth")
    conversation.desk.pictures("conversation-long")
    row.get_by_role("button", name="Show all 60,000 characters").click()
    expect(row.get_by_text("x" * 60_000)).to_be_attached()
    assert messages(page).evaluate("pane => pane.scrollWidth <= pane.clientWidth")
    row.get_by_role("button", name="Show less").click()
    expect(row.get_by_text("x" * 60_000)).not_to_be_attached()


def test_a_file_that_is_searched_for_malware_says_so_and_becomes_openable_by_itself(conversation: Recorded) -> None:
    def parts(scan: str) -> list[Json]:
        return [
            samples.file(1, "invoice.pdf", "application/pdf", scan=scan),
            samples.file(2, "vase.png", "image/png", scan=scan, width=160, height=120),
        ]

    conversation.entries = [samples.message(1, "Look", minutes_ago=0, parts=parts("PENDING"))]
    page = conversation.open()
    row = messages(page).get_by_role("article").first
    expect(row.get_by_text("The file is being scanned for malware.")).to_have_count(2)
    expect(row.get_by_role("button", name="invoice.pdf")).to_have_count(0)
    expect(row.get_by_role("img", name="vase.png")).to_have_count(0)
    assert conversation.desk.sent("GET", "/files/{id}/content") == [], "nothing is asked for that is not served"
    conversation.desk.pictures("conversation-scanning")
    conversation.entries = [samples.message(1, "Look", minutes_ago=0, parts=parts("CLEAN"))]
    page.clock.fast_forward(5000)
    expect(row.get_by_role("button", name="invoice.pdf")).to_be_enabled()
    expect(row.get_by_role("img", name="vase.png")).to_be_visible()
    expect(row.get_by_text("The file is being scanned for malware.")).to_have_count(0)


def test_500_messages_in_a_minute(conversation: Recorded) -> None:
    conversation.entries = [samples.message(n, f"Number {n}", minutes_ago=300 - n) for n in range(1, 11)]
    page = conversation.open()
    expect(messages(page).get_by_text("Number 10", exact=True)).to_be_in_viewport()
    for start in range(11, 511, 50):
        conversation.entries += [samples.message(n, f"Number {n}", minutes_ago=0) for n in range(start, start + 50)]
        page.clock.fast_forward(5000)
        expect(messages(page).get_by_text(f"Number {start + 49}", exact=True)).to_be_in_viewport()
        assert page.locator("article").count() <= ROWS
    conversation.entries += [samples.message(n, f"Number {n}", minutes_ago=0) for n in range(511, 1011)]
    page.clock.fast_forward(5000)
    expect(messages(page).get_by_text("Number 1010", exact=True)).to_be_in_viewport()


def test_a_quote_leads_to_the_message_even_if_it_must_be_loaded(conversation: Recorded) -> None:
    conversation.entries = [samples.message(n, f"Number {n}", minutes_ago=3000 - n * 7) for n in range(1, 201)]
    conversation.entries.append(samples.reply(201, "About that:", in_reply_to=samples.message_id(3), minutes_ago=1))
    page = conversation.open()
    page.get_by_role("button", name="Answers an earlier message").click()
    expect(messages(page).get_by_text("Number 3", exact=True)).to_be_in_viewport()
    expect(page.locator("article[data-marked]")).to_contain_text("Number 3")
    page.get_by_role("button", name="Newest messages").click()
    page.get_by_role("button", name="Ada Lovelace Number 3").click()
    expect(messages(page).get_by_text("Number 3", exact=True)).to_be_in_viewport()


def test_a_quote_of_another_conversation_does_not_load_all_of_this_one(conversation: Recorded) -> None:
    conversation.entries = [samples.message(n, f"Number {n}", minutes_ago=3000 - n * 7) for n in range(1, 201)]
    elsewhere = f"msg_{samples.THREAD}_1_3"
    conversation.entries.append(samples.reply(201, "About that:", in_reply_to=elsewhere, minutes_ago=1))
    page = conversation.open()
    page.get_by_role("button", name="Answers an earlier message").click()
    conversation.desk.poll()
    expect(messages(page).get_by_text("About that:")).to_be_in_viewport()
    asked = [call.query.get("cursor", "") for call in conversation.desk.sent("GET", "/conversations/{id}/timeline")]
    assert not [cursor for cursor in asked if cursor.startswith("older:")]


def test_links_to_the_conversations_before_and_after(conversation: Recorded) -> None:
    conversation.entries = [
        samples.message(1, "Hello again"),
        samples.event(1, "continued", 1, conversation_id=samples.CONVERSATION, ticket_id=samples.NEXT_TICKET),
    ]
    conversation.desk.tickets[0] |= {"previous_ticket_id": samples.PREVIOUS_TICKET}
    conversation.desk.tickets[1] |= {"id": samples.PREVIOUS_TICKET, "subject": "Where is it?", "status": "closed"}
    before = {"tickets": [conversation.desk.tickets[1]], "next_cursor": None}
    conversation.desk.on("GET", "/tickets/{id}/previous-tickets", before)
    page = conversation.open()
    expect(messages(page).get_by_role("link", name="The conversation goes on in the next ticket")).to_have_attribute(
        "href", f"/tickets/{samples.NEXT_TICKET}"
    )
    expect(page.get_by_role("complementary").get_by_role("link", name="Where is it?")).to_be_visible()
    messages(page).get_by_role("link", name="The conversation before this one").click()
    expect(page.get_by_role("heading", level=2, name="Where is it?")).to_be_visible()


def test_m18_assign_to_me_to_somebody_and_to_nobody(conversation: Recorded) -> None:
    desk = conversation.desk

    def assigned(call: Call) -> Json:
        desk.tickets[0] |= {"owner_id": call.body["owner_id"]}
        return desk.tickets[0]

    desk.on("PUT", "/tickets/{id}/owner", assigned)
    page = conversation.open()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Owner: You")).to_be_visible()
    page.keyboard.press("a")
    page.get_by_role("button", name="Owner: You").click()
    page.get_by_role("menuitem", name="Cleo Martin").click()
    page.get_by_role("button", name="Owner: Cleo Martin").press("Enter")
    expect(page.get_by_role("menuitem", name="Assign to me")).to_be_visible()
    page.get_by_role("menuitem", name="Nobody").click()
    expect(page.get_by_role("button", name="Owner: Nobody")).to_be_visible()
    assert [call.body["owner_id"] for call in desk.sent("PUT", "/tickets/{id}/owner")] == [ME, CLEO, None]


def test_an_assignment_does_not_take_the_list_back_to_an_older_message(conversation: Recorded) -> None:
    desk = conversation.desk
    waiting: list[Route] = []
    page = conversation.open()
    page.route("**/owner", lambda route: waiting.append(route))  # noqa: PLW0108
    desk.customer_writes(desk.tickets[0], "One more thing")
    desk.poll()
    newest = page.get_by_role("region", name="Tickets").get_by_role("listitem").filter(has_text="One more thing")
    expect(newest).to_have_count(1)
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Owner: You")).to_be_visible()
    expect(newest).to_have_count(1)


def test_a_ticket_that_is_reopened_says_so_with_the_message(conversation: Recorded) -> None:
    ticket = conversation.desk.tickets[0]
    ticket |= {"status": "closed", "closed_at": moment(60)}
    page = conversation.open()
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
    ticket |= {"status": "open", "closed_at": None}
    conversation.entries.append(samples.message(25, "One more thing", minutes_ago=0))
    page.clock.fast_forward(5_000)
    expect(messages(page)).to_contain_text("One more thing")
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_visible()


def test_an_assignment_that_is_refused_is_taken_back_and_said(conversation: Recorded, visitor: Visitor) -> None:
    visitor.expect_complaint("409")
    conversation.desk.on("PUT", "/tickets/{id}/owner", problem(409, "version_conflict", "Somebody changed the ticket."))
    page = conversation.open()
    page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_have_text("Somebody changed the ticket.")
    expect(page.get_by_role("button", name="Owner: Nobody")).to_be_visible()


def test_a_refused_assignment_brings_the_ticket_back_into_the_list(conversation: Recorded, visitor: Visitor) -> None:
    visitor.expect_complaint("409")
    conversation.desk.on("PUT", "/tickets/{id}/owner", problem(409, "version_conflict", "Somebody changed the ticket."))
    page = conversation.desk.open(f"{ADDRESS}?owner=none")
    waiting: list[Route] = []
    page.route("**/owner", lambda route: waiting.append(route))  # noqa: PLW0108
    row = page.get_by_role("region", name="Tickets").locator(f"a[href*='{samples.TICKET}']")
    expect(row).to_have_count(1)
    page.get_by_role("button", name="Owner: Nobody").click()
    page.get_by_role("menuitem", name="Cleo").click()
    expect(row).to_have_count(0)
    waiting[0].fallback()
    expect(page.get_by_role("alert")).to_have_text("Somebody changed the ticket.")
    expect(row).to_have_count(1)
    expect(page.get_by_role("button", name="Owner: Nobody")).to_be_visible()


def test_a_ticket_is_closed_by_a_key_and_the_next_one_follows(conversation: Recorded) -> None:
    desk = conversation.desk

    def changed(call: Call) -> Json:
        status = call.body["status"]
        desk.tickets[0] |= {"status": status, "closed_at": moment() if status == "closed" else None}
        return desk.tickets[0]

    desk.on("PUT", "/tickets/{id}/status", changed)
    page = conversation.open()
    expect(messages(page).get_by_role("article").first).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("heading", level=2, name="Can I change the address of my order?")).to_be_visible()
    expect(page).to_have_url(conversation.desk.address + "/tickets/tkt_00001")
    expect(
        page.get_by_role("region", name="Tickets").get_by_role("link", name="Ada Lovelace").first
    ).not_to_have_attribute("href", ADDRESS)
    page.go_back()
    page.get_by_role("button", name="Open again").click()
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_visible()
    assert [call.body["status"] for call in desk.sent("PUT", "/tickets/{id}/status")] == ["closed", "open"]


def test_a_ticket_that_has_a_successor_leads_there(conversation: Recorded, visitor: Visitor) -> None:
    visitor.expect_complaint("409")
    conversation.desk.tickets[0] |= {"status": "closed", "closed_at": moment(10)}
    refusal = problem(409, "ticket_continued", "The customer has written again since.")
    refusal.body["context"] = {"ticket_id": [samples.NEXT_TICKET], "conversation_id": [samples.CONVERSATION]}
    conversation.desk.on("PUT", "/tickets/{id}/status", refusal)
    page = conversation.open()
    page.keyboard.press("e")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_attribute("href", f"/tickets/{samples.NEXT_TICKET}")


def test_a_ticket_that_is_gone_says_so(desk: RecordedDesk, visitor: Visitor) -> None:
    visitor.expect_complaint("404")
    page = desk.open("/tickets/tkt_gone")
    expect(page.get_by_text("This ticket is not here")).to_be_visible()
    expect(page.get_by_role("complementary")).to_have_count(0)
    main, viewport = page.get_by_role("main").bounding_box(), page.viewport_size
    assert main is not None
    assert viewport is not None
    assert main["x"] + main["width"] == viewport["width"]
    desk.pictures("conversation-gone")
    page.get_by_role("link", name="Go to the tickets").click()
    expect(page).to_have_url(desk.address + "/tickets")


def test_an_edit_that_was_begun_is_there_again(conversation: Recorded) -> None:
    conversation.entries = [samples.message(n, f"Number {n}", minutes_ago=200 - n) for n in range(1, 80)]
    conversation.entries.append(samples.reply(80, "At 12.", minutes_ago=1))
    page = conversation.open()
    said = messages(page).get_by_role("article").filter(has_text="At 12.")
    said.get_by_role("button", name="More").press("Enter")
    page.get_by_role("menuitem", name="Edit").click()
    field = page.get_by_role("textbox", name="New text")
    field.fill("At 13, I think")
    messages(page).evaluate("box => { box.scrollTop = 0 }")
    expect(field).to_have_count(0)
    page.get_by_role("button", name="Newest messages").click()
    expect(field).to_have_value("At 13, I think")
    page.reload()
    expect(field).to_have_value("At 13, I think")
    field.press("Escape")
    page.reload()
    expect(said).to_be_visible()
    expect(field).to_have_count(0)


def test_messages_are_edited_deleted_and_reacted_to(conversation: Recorded) -> None:
    conversation.entries = [
        samples.message(1, "When?", minutes_ago=9),
        samples.reply(2, "At 12.", minutes_ago=8),
        samples.reply(3, "Wrong chat", minutes_ago=7),
    ]
    made: dict[str, Callable[[Any], Json]] = {
        "edit": lambda body: samples.change(4, "edited", 2, body["text"], out=True, minutes_ago=0),
        "delete": lambda _: samples.change(5, "deleted", 3, out=True, minutes_ago=0),
        "reaction_added": lambda body: samples.change(
            6, "reaction_added", 1, body["reaction"], out=True, minutes_ago=0
        ),
        "reaction_removed": lambda body: samples.change(
            7, "reaction_removed", 1, body["reaction"], out=True, minutes_ago=0
        ),
    }

    def changed(call: Call) -> Answer:
        entry = made[call.body["type"]](call.body)
        conversation.entries.append(entry)
        return Answer(201, entry)

    conversation.desk.on("POST", "/messages/{id}/changes", changed)
    page = conversation.open()
    rows = messages(page).get_by_role("article")

    rows.nth(1).get_by_role("button", name="More").press("Enter")
    page.get_by_role("menuitem", name="Edit").click()
    field = page.get_by_role("textbox", name="New text")
    expect(field).to_be_focused()
    field.fill("At 13.")
    field.press("Control+Enter")
    expect(rows.nth(1)).to_contain_text("At 13.")
    rows.nth(1).get_by_role("button", name="edited").click()
    expect(page.get_by_role("list", name="What it said before")).to_contain_text("At 12.")
    page.keyboard.press("Escape")

    rows.nth(2).get_by_role("button", name="More").press("Enter")
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("group", name="Delete").get_by_role("button", name="Delete").click()
    expect(rows.nth(2)).to_contain_text("You deleted this message")
    rows.nth(2).get_by_role("button", name="Show it anyway").click()
    expect(rows.nth(2)).to_contain_text("Wrong chat")

    rows.nth(0).get_by_role("button", name="React").press("Enter")
    page.get_by_role("menuitem", name="👍").click()
    rows.nth(0).get_by_role("button", name="Take back 👍").click()
    expect(rows.nth(0).get_by_role("button", name="Take back 👍")).to_have_count(0)
    assert [call.body for call in conversation.desk.sent("POST", "/messages/{id}/changes")] == [
        {"type": "edit", "text": "At 13."},
        {"type": "delete"},
        {"type": "reaction_added", "reaction": "👍"},
        {"type": "reaction_removed", "reaction": "👍"},
    ]


def test_a_change_that_did_not_arrive_changes_nothing_here(conversation: Recorded) -> None:
    failure = {"code": "message_unknown", "reason": "The service does not know this message."}
    conversation.entries = [
        samples.reply(1, "At 12."),
        samples.change(2, "edited", 1, "At 13.", out=True, status="FAILED", failure=failure),
    ]
    row = messages(conversation.open()).get_by_role("article")
    expect(row.get_by_text("At 12.", exact=True)).to_be_visible()
    expect(row.get_by_role("group", name="The change did not reach the customer.")).to_contain_text("At 13.")


def test_nothing_is_offered_that_the_channel_lacks(conversation: Recorded) -> None:
    conversation.abilities |= {
        "changes": {"reactions": False, "allowed_reactions": [], "edits": False, "deletes": False}
    }
    conversation.abilities |= {"reply_to": {"allowed": False, "newest": None}}
    conversation.entries = [samples.message(1, "When?"), samples.reply(2, "At 12.")]
    page = conversation.open()
    expect(messages(page).get_by_role("article")).to_have_count(2)
    # It is offered, or not, as soon as it is known what the channel carries.
    expect(editor(page)).to_be_visible()
    expect(messages(page).get_by_role("article").get_by_role("button")).to_have_count(0)


def test_pictures_keep_their_space_and_their_links_are_renewed(conversation: Recorded, visitor: Visitor) -> None:
    visitor.expect_complaint("403")
    conversation.entries = [
        samples.message(n, "", parts=[samples.file(n, f"{n}.png", "image/png", width=800, height=600)]) for n in (1, 2)
    ] + [samples.message(3, "Below")]
    page = conversation.desk.page
    served = [403, 200, 200]
    page.route(
        f"{FILES_ORIGIN}/**",
        lambda route: (
            route.fulfill(status=status, body=samples.png(40, 30) if status == 200 else "", content_type="image/png")
            if (status := served.pop(0))
            else None
        ),
    )
    watch_shifts(page)
    links = iter(range(100))
    conversation.desk.on(
        "GET", "/files/{id}/content", lambda _: {"url": f"{FILES_ORIGIN}/{next(links)}", "expires_at": moment(-5)}
    )
    conversation.open()
    pictures = messages(page).get_by_role("img")
    expect(pictures).to_have_count(2)
    for at in (0, 1):
        expect(pictures.nth(at)).to_have_js_property("naturalWidth", 40)
    assert len(conversation.desk.sent("GET", "/files/{id}/content")) == 3
    assert shifted(page) <= LAYOUT_SHIFT
    page.get_by_role("button", name="Show 1.png large").click()
    expect(page.get_by_role("dialog").get_by_role("img", name="1.png")).to_be_visible()
    page.get_by_role("button", name="Show in full size").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Show 1.png large")).to_be_focused()


def test_the_link_of_a_long_recording_is_renewed_each_time_it_ends(conversation: Recorded) -> None:
    note = samples.file(1, "note.ogg", "audio/ogg", usage="VOICE_RECORDING", duration_seconds=7200)
    conversation.entries = [samples.message(1, "", parts=[note])]
    links = iter(range(100))
    conversation.desk.on(
        "GET", "/files/{id}/content", lambda _: {"url": f"{FILES_ORIGIN}/{next(links)}", "expires_at": moment(-5)}
    )
    page = conversation.desk.page
    # Never answered: the browser itself reports nothing about the file.
    page.route(f"{FILES_ORIGIN}/**", lambda _: None)
    conversation.open()
    sound = messages(page).locator("audio")

    def plays_until_it_ends(second: int) -> None:
        sound.evaluate(
            """(sound, second) => {
              Object.defineProperty(sound, "currentTime", { configurable: true, writable: true, value: second });
              sound.dispatchEvent(new Event("timeupdate"));
            }""",
            second,
        )
        sound.dispatch_event("error")

    for times, second in enumerate((1000, 2000, 3000), start=1):
        plays_until_it_ends(second)
        expect(sound).to_have_attribute("src", f"{FILES_ORIGIN}/{times}")
    plays_until_it_ends(3000)
    expect(sound).to_have_count(0)


def test_reasons_are_said_in_the_readers_language(conversation: Recorded, visitor: Visitor) -> None:
    """By their codes; the words of an app are shown as they are."""
    visitor.expect_complaint("409")
    desk = conversation.desk
    at = moment(100)
    desk.tickets[0] |= {"routing": {"decision": "unassigned", "code": "assignment_off", "reason": "Off.", "at": at}}
    routed = {"decision": "unassigned", "code": "assignment_off", "reason": "Off."}
    unreached = {"code": "no_answer", "reason": "No answer."}
    reported = {"code": "reported_by_channel", "reason": "Quota exceeded"}
    conversation.entries = [
        samples.event(1, "routed", 0, minutes_ago=9, actor=samples.ROUTER, **routed),
        samples.reply(1, "Yes.", status="FAILED", failure=unreached),
        samples.reply(2, "No.", status="FAILED", failure=reported),
    ]
    desk.on("PUT", "/tickets/{id}/status", problem(409, "version_differs", "It has changed."))
    desk.page.add_init_script("localStorage.setItem('kanaal.language', '\"nl\"')")
    page = conversation.open()
    expect(page.get_by_text("Automatisch toewijzen staat uit voor dit kanaal.")).to_have_count(2)
    expect(page.get_by_text("De andere kant antwoordde niet op tijd.")).to_be_visible()
    expect(page.get_by_text("Quota exceeded")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("alert").get_by_text("Iemand anders heeft dit")).to_be_visible()
    desk.pictures("conversation-reasons-nl")


def test_m17_the_panel_has_the_ticket_and_who_verified_the_contact(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.tickets[0] |= {
        "owner_id": ME,
        "properties": {"priority": "high", "gift": True},
        "routing": {"decision": "unassigned", "code": "assignment_off", "reason": "Disabled.", "at": moment(100)},
        "previous_ticket_id": "tkt_00001",
    }
    earlier = [{**desk.tickets[n], "status": "closed", "closed_at": moment(n * 9000)} for n in range(1, 8)]
    desk.on(
        "GET",
        "/tickets/{id}/previous-tickets",
        lambda call: (
            {"tickets": earlier[5:], "next_cursor": None}
            if call.query.get("cursor")
            else {"tickets": earlier[:5], "next_cursor": "more"}
        ),
    )
    page = conversation.open()
    panel = page.get_by_role("complementary", name="Ticket details")
    for words in (
        "Verified by Web shop",
        "+31301234567",
        "Not verified",
        "Ben Ito",
        "Paper plane",
        "high",
        "Yes",
        "Automatic assignment is off for this channel.",
    ):
        expect(panel.get_by_text(words).first).to_be_visible()
    listed = panel.get_by_role("list", name="Earlier conversations").get_by_role("link")
    expect(listed).to_have_count(5)
    panel.get_by_role("button", name="Show more").click()
    expect(listed).to_have_count(7)
    desk.pictures("sidebar")
    check_accessibility(page)
    page.keyboard.press("d")
    expect(panel).to_have_count(0)


def test_m17_the_panel_lists_what_the_customer_asked_on_other_accounts(conversation: Recorded) -> None:
    desk = conversation.desk
    there = {
        **desk.tickets[1],
        "subject": "Where is my order?",
        "status": "closed",
        "account_id": desk.accounts[1]["id"],
    }
    desk.on("GET", "/tickets/{id}/previous-tickets", {"tickets": [there], "next_cursor": None})
    page = conversation.open()
    listed = page.get_by_role("complementary").get_by_role("list", name="Earlier conversations")
    expect(listed.get_by_role("link", name="Where is my order?")).to_be_visible()
    expect(listed.locator("svg")).to_be_visible()
    check_accessibility(page)
    desk.pictures("sidebar-earlier")


def test_a_customer_without_earlier_conversations_has_no_empty_list(conversation: Recorded) -> None:
    page = conversation.open()
    panel = page.get_by_role("complementary")
    expect(panel.get_by_text("+31301234567")).to_be_visible()
    assert len(conversation.desk.sent("GET", "/tickets/{id}/previous-tickets")) == 1
    expect(panel.get_by_text("Earlier conversations")).to_have_count(0)


def test_axe_finds_nothing(conversation: Recorded) -> None:
    conversation.desk.tickets[0] |= {"previous_ticket_id": "tkt_00001"}
    page = conversation.open()
    expect(messages(page).get_by_text("Kanaal cannot show a message of this kind.")).to_be_visible()
    check_accessibility(page)
    for top in (1500, 900, 0):
        messages(page).evaluate("(box, top) => box.scrollTo(0, top)", top)
        _settled(page)
        check_accessibility(page)
    page.get_by_role("button", name="Owner: Nobody").click()
    expect(page.get_by_role("menu")).to_be_visible()
    check_accessibility(page)


def test_on_a_phone_and_in_dutch(conversation: Recorded) -> None:
    page = conversation.desk.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.add_init_script(
        "localStorage.setItem('kanaal.panel', 'false'); localStorage.setItem('kanaal.language', '\"nl\"')"
    )
    conversation.open()
    expect(page.get_by_role("article").first).to_be_visible()
    conversation.desk.pictures("conversation-phone")
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Details tonen of verbergen").click()
    expect(page.get_by_role("complementary")).to_be_visible()
    conversation.desk.pictures("sidebar-phone")
    page.get_by_role("button", name="Details verbergen").click()
    page.get_by_role("link", name="Terug naar de lijst").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_many_messages_open_within_the_budget(conversation: Recorded) -> None:
    conversation.entries = [
        (samples.message if n % 3 else samples.reply)(n, text_of(n), minutes_ago=3000 - n * 7)
        for n in range(1, MESSAGES + 1)
    ]
    page = conversation.desk.open("/tickets/tkt_00001")
    expect(messages(page)).to_be_visible()
    assert opening_cpu_ms(page, page.get_by_role("link", name="Ada Lovelace").first) <= OPENING_CPU_MS
