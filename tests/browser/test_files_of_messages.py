"""Files, pictures and recordings in a conversation."""

from playwright.sync_api import expect

from infra.workbench.page import LAYOUT_SHIFT, messages, shifted, watch_shifts
from tests.browser import samples_conversation as samples
from tests.browser.conversation import Recorded
from tests.browser.desk import Json
from tests.browser.samples import moment
from tests.browser.site import FILES_ORIGIN
from tests.support.browser import Visitor


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
    assert conversation.desk.sent("GET", "/files/{id}/content", at_least=0) == [], (
        "nothing is asked for that is not served"
    )
    conversation.desk.pictures("conversation-scanning")
    conversation.entries = [samples.message(1, "Look", minutes_ago=0, parts=parts("CLEAN"))]
    page.clock.fast_forward(5000)
    expect(row.get_by_role("button", name="invoice.pdf")).to_be_enabled()
    expect(row.get_by_role("img", name="vase.png")).to_be_visible()
    expect(row.get_by_text("The file is being scanned for malware.")).to_have_count(0)


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
    assert len(conversation.desk.sent("GET", "/files/{id}/content", 3)) == 3
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


def test_a_file_is_asked_for_with_its_message_or_note(conversation: Recorded) -> None:
    """Whoever does not see every ticket is shown a file with the conversation that has it."""
    picture = samples.file(1, "vase.png", "image/png", width=160, height=120)
    conversation.entries = [
        samples.message(1, "", parts=[picture, samples.file(2, "invoice.pdf", "application/pdf")]),
        samples.note(3, "For us", 1, files=[samples.file(3, "terms.pdf", "application/pdf")]),
    ]
    page = conversation.open()
    expect(messages(page).get_by_role("img", name="vase.png")).to_be_visible()
    asked = 1
    for name in ("invoice.pdf", "terms.pdf"):
        with page.expect_popup():
            page.get_by_role("button", name=name).click()
        asked += 1
        conversation.desk.sent("GET", "/files/{id}/content", at_least=asked)
    message = {"redirect": "false", "message_id": samples.message_id(1)}
    note = {"redirect": "false", "conversation_id": samples.CONVERSATION, "note_id": "nte_00003"}
    assert [call.query for call in conversation.desk.sent("GET", "/files/{id}/content", 3)] == [message, message, note]
