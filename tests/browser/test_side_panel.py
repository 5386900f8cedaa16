"""The panel beside a conversation."""

from playwright.sync_api import expect

from infra.workbench.page import LAYOUT_SHIFT, shifted, watch_shifts
from tests.browser import samples_conversation, samples_settings
from tests.browser.accessibility import check_accessibility
from tests.browser.conversation import Recorded
from tests.browser.desk import Call, Json, problem
from tests.browser.samples import BESIDE, CLEO, ME, moment
from tests.browser.samples_people import CLEO_AWAY, considered, decision, short, short_ticket


def test_m17_the_panel_has_the_ticket_and_who_verified_the_contact(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.tickets[0] |= {
        "owner_id": ME,
        "properties": {"importance": "high", "gift": True},
        "routing": {"decision": "unassigned", "code": "assignment_off", "reason": "Disabled.", "at": moment(100)},
        "previous_ticket_id": "tkt_00001",
    }
    earlier = [{**desk.tickets[n], "status": "closed", "closed_at": moment(n * 9000)} for n in range(1, 26)]
    desk.on(
        "GET",
        "/tickets/{id}/previous-tickets",
        lambda call: (
            {"tickets": earlier[20:], "next_cursor": None}
            if call.query.get("cursor")
            else {"tickets": earlier[:20], "next_cursor": "more"}
        ),
    )
    conversation.beside |= {"earlier_conversations": [short(each) for each in earlier[:10]]}
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
    expect(listed).to_have_count(10)
    assert not desk.sent("GET", "/tickets/{id}/previous-tickets", at_least=0), "the ticket came with these"
    for shown in (20, 25):
        panel.get_by_role("button", name="Show more").click()
        expect(listed).to_have_count(shown)
    expect(panel.get_by_role("button", name="Show more")).to_have_count(0)
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
    conversation.beside |= {"earlier_conversations": [short(there)]}
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
    assert not conversation.desk.sent("GET", "/tickets/{id}/previous-tickets", at_least=0)
    expect(panel.get_by_text("Earlier conversations")).to_have_count(0)


def test_b11_why_it_is_whose_it_is_with_all_who_were_considered(conversation: Recorded) -> None:
    desk = conversation.desk
    chosen = {"decision": "assigned", "code": "chosen", "reason": "They were next.", "at": moment(3)}
    desk.tickets[0] |= {"owner_id": ME, "routing": chosen}
    waited = decision(
        at=moment(40),
        outcome="unassigned",
        owner_id=None,
        code="nobody_eligible",
        reason="Nobody can take it.",
        considered=[considered(CLEO, "at_capacity", 5)],
    )
    newest = decision(trigger="somebody_eligible", written_to=CLEO, mail="not_set_up", **CLEO_AWAY)
    pages = {None: ([newest, waited], "more"), "more": ([decision(at=moment(90), owner_id=CLEO)], None)}

    def page_of(call: Call) -> Json:
        found, cursor = pages[call.query.get("cursor")]
        return {"decisions": found, "next_cursor": cursor}

    desk.on("GET", "/tickets/{id}/routing-decisions", page_of)
    page = conversation.open()
    panel = page.get_by_role("complementary", name="Ticket details")
    expect(panel).to_contain_text("They were next by the rule of this channel.")
    assert not desk.sent("GET", "/tickets/{id}/routing-decisions", at_least=0), "asked for by nobody"
    more = panel.get_by_role("button", name="Who was considered")
    more.press("Enter")
    expect(panel).to_contain_text("It went to Ben Ito")
    expect(panel).to_contain_text("Somebody could take it · rule 4")
    expect(panel).to_contain_text("Cleo Martin got no e-mail")
    people = panel.get_by_role("list", name="Who was considered").get_by_role("listitem")
    expect(people).to_have_count(2)
    expect(people.last).to_contain_text("away · 1 of 5 open tickets")
    earlier = panel.get_by_role("list", name="Earlier decisions").get_by_role("listitem")
    expect(earlier).to_contain_text(["It stayed with nobody"])
    check_accessibility(page)
    more.scroll_into_view_if_needed()
    desk.pictures("why")
    panel.get_by_role("button", name="Show more").click()
    expect(earlier).to_have_count(2)
    more.click()
    expect(people).to_have_count(0)


def test_a_contact_that_cannot_be_read_now_keeps_nothing_else_back(conversation: Recorded) -> None:
    conversation.desk.on("GET", "/contacts/{id}", problem(503, "unavailable", "Later."))
    conversation.desk.visitor.expect_complaint("503")
    page = conversation.open()
    panel = page.get_by_role("complementary", name="Ticket details")
    expect(panel.get_by_role("button", name="Status, New")).to_be_visible()


def test_m17_the_contact_is_shown_whole_and_changed_in_the_panel(conversation: Recorded) -> None:
    desk = conversation.desk
    kept = {**samples_conversation.contact(), "owner_id": CLEO, "properties": {"plan": "paid"}}
    desk.contact_properties = [samples_settings.ticket_property("plan", "Plan")]

    def change(call: Call) -> Json:
        kept.update(call.body, version=kept["version"] + 1)
        return kept

    desk.on("GET", "/contacts/{id}", lambda _: kept)
    desk.on("PATCH", "/contacts/{id}", change)
    others = [short_ticket("tkt_00007", "The lamp flickers", desk.accounts[1]["id"])]
    beside = {**BESIDE, "open_tickets": others, "contact": samples_conversation.ticket_contact()}
    desk.on("GET", f"/tickets/{samples_conversation.TICKET}", lambda _: {**desk.tickets[0], **beside})
    watch_shifts(desk.page)
    page = conversation.open()
    panel = page.get_by_role("complementary", name="Ticket details")
    expect(panel).to_contain_text("Looked after by Cleo Martin")
    expect(panel).to_contain_text("Plan" + "paid")
    expect(panel.get_by_role("list", name="Other open tickets").get_by_role("link")).to_contain_text(
        "The lamp flickers"
    )
    assert shifted(page) <= LAYOUT_SHIFT
    panel.get_by_role("button", name="Change the contact").press("Enter")
    form = panel.get_by_role("form", name="Change the contact")
    form.get_by_role("textbox", name="Name").fill("Ada King")
    form.get_by_role("combobox", name="Looked after by").select_option(label="Ben Ito")
    check_accessibility(page)
    desk.pictures("contact")
    form.get_by_role("button", name="Save").click()
    expect(panel).to_contain_text("Looked after by Ben Ito")
    [call] = desk.sent("PATCH", "/contacts/{id}")
    assert call.body == {"name": "Ada King", "owner_id": ME}
    assert call.headers["if-match"] == '"1"'
