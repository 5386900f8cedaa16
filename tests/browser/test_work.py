"""What a person does with a ticket as work: its status, its properties, and what others do to it meanwhile."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import samples_conversation as thread
from tests.browser import samples_work as work
from tests.browser.accessibility import check_accessibility
from tests.browser.conversation import ADDRESS, Recorded
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem
from tests.browser.held import Held
from tests.browser.samples import CLEO

PATH = "/tickets/{id}"


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Ticket details")


def changes(desk: RecordedDesk, at_least: int = 1) -> list[Json]:
    return [call.body for call in desk.sent("PATCH", PATH, at_least)]


def demands(desk: RecordedDesk, status_id: str, *names: str) -> list[Json]:
    """From now on, that status needs these properties, as the API sees to it."""
    needed = [each for each in desk.properties if each["name"] in names]

    def answer(call: Call) -> Answer | Json:
        given = {**call.body, **call.body.get("properties", {})}
        missing = [each for each in needed if given.get(each["name"]) is None]
        if given.get("status_id") == status_id and missing and "override" not in call.body:
            return Answer(409, work.refused(missing, [status_id, "new"]))
        return work.changed(desk.tickets, desk.pipelines, call.path.split("/")[2], call.body)

    desk.on("PATCH", PATH, answer)
    desk.visitor.expect_complaint("409")
    return needed


def choose(page: Page, button: str, item: str) -> None:
    page.get_by_role("button", name=button).click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def test_a_ticket_is_moved_through_its_pipeline(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.pipelines[0]["statuses"][0]["next_status_ids"] = ["waiting_on_contact", "closed"]
    desk.role = "agent"
    page = conversation.open()
    page.get_by_role("button", name="Status: New").click()
    offered = page.get_by_role("menuitem")
    expect(offered).to_have_text(["New", "Waiting on contact", "Closed"])
    check_accessibility(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Status: Waiting on contact")).to_be_visible()
    assert changes(desk) == [{"status_id": "waiting_on_contact"}]
    assert desk.sent("PATCH", PATH)[0].headers["if-match"] == '"1"'


def test_the_key_closes_into_the_first_closed_status_that_may_follow(conversation: Recorded) -> None:
    desk = conversation.desk
    statuses = desk.pipelines[0]["statuses"]
    statuses.insert(3, work.status("spam", "Spam", "closed", who="administrators"))
    statuses.insert(4, work.status("solved", "Solved", "closed"))
    desk.role = "agent"
    page = conversation.open()
    expect(page.get_by_role("button", name="Status: New")).to_be_visible()
    page.keyboard.press("e")
    expect(page).to_have_url(desk.address + "/tickets/tkt_00001")
    assert changes(desk) == [{"status_id": "solved"}]


def test_what_a_status_needs_is_asked_for_at_once(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.properties += work.every_type()
    demands(desk, "closed", "priority", "owner_id", "order", "damage", "gift", "pieces", "bought")
    page = conversation.open()
    expect(page.get_by_role("button", name="Status: New")).to_be_visible()
    page.keyboard.press("e")
    form = page.get_by_role("dialog", name="Move to Closed")
    expect(form.get_by_role("combobox", name="Priority")).to_be_focused()
    send = form.get_by_role("button", name="Move to Closed", exact=True)
    send.click()
    expect(form.get_by_text("Fill this in.")).to_have_count(7)
    check_accessibility(page)
    desk.pictures("work-form")
    form.get_by_role("combobox", name="Priority").select_option("High")
    form.get_by_role("combobox", name="Owner").select_option("Cleo Martin")
    form.get_by_role("textbox", name="Order").fill("A-17")
    form.get_by_role("checkbox", name="Crack").check()
    form.get_by_role("combobox", name="Gift").select_option("No")
    form.get_by_role("textbox", name="Pieces").fill("2")
    form.get_by_label("Bought on").fill("2026-11-20")
    send.click()
    expect(form).to_have_count(0)
    expect(page).to_have_url(desk.address + "/tickets/tkt_00001")
    given = {
        "priority": "high",
        "owner_id": CLEO,
        "order": "A-17",
        "damage": ["crack"],
        "gift": False,
        "pieces": 2,
        "bought": "2026-11-20",
    }
    assert changes(desk, 2) == [{"status_id": "closed"}, {"status_id": "closed", "properties": given}]


def test_a_form_that_is_left_changes_nothing(conversation: Recorded) -> None:
    desk = conversation.desk
    demands(desk, "closed", "priority")
    page = conversation.open()
    page.get_by_role("button", name="Close", exact=True).click()
    form = page.get_by_role("dialog", name="Move to Closed")
    expect(form).to_be_visible()
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(page.get_by_role("button", name="Status: New")).to_be_visible()
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_enabled()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_the_form_was_given_and_the_desk_refuses_is_said_at_its_field(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.visitor.expect_complaint("400")
    desk.properties += work.every_type()
    needed = demands(desk, "closed", "order")
    page = conversation.open()
    page.get_by_role("button", name="Close", exact=True).click()
    form = page.get_by_role("dialog", name="Move to Closed")
    form.get_by_role("textbox", name="Order").fill("x" * 400)
    errors = [{"field": "properties.order", "message": "must have at most 20 characters; it has 400"}]
    desk.on("PATCH", PATH, problem(400, "invalid_properties", "Some of it does not fit.", errors))
    form.get_by_role("button", name="Move to Closed", exact=True).click()
    expect(form.get_by_text("must have at most 20 characters")).to_be_visible()
    expect(form.get_by_role("textbox", name="Order")).to_have_value("x" * 400)
    expect(form.get_by_role("textbox", name="Order")).to_be_focused()
    # Meanwhile an administrator asks for more.
    more = [*needed, *(each for each in desk.properties if each["name"] == "category")]
    desk.on("PATCH", PATH, Answer(409, work.refused(more, ["closed"])))
    form.get_by_role("button", name="Move to Closed", exact=True).click()
    expect(form.get_by_role("textbox", name="Category")).to_be_visible()
    expect(form.get_by_role("textbox", name="Order")).to_have_value("x" * 400)
    expect(form.get_by_role("alert")).to_contain_text("needs more")


def test_an_administrator_goes_past_the_demands_and_says_why(conversation: Recorded) -> None:
    desk = conversation.desk
    demands(desk, "closed", "priority")
    page = conversation.open()
    page.get_by_role("button", name="Close", exact=True).click()
    form = page.get_by_role("dialog", name="Move to Closed")
    form.get_by_text("Move anyway").click()
    form.get_by_role("button", name="Move to Closed anyway").click()
    expect(form.get_by_text("Say why.")).to_be_visible()
    form.get_by_role("textbox", name="Reason").fill("The shop is closed.")
    form.get_by_role("button", name="Move to Closed anyway").click()
    expect(form).to_have_count(0)
    assert changes(desk, 2)[-1]["override"] == {"reason": "The shop is closed."}


def test_an_agent_is_not_offered_to_go_past_the_demands(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.role = "agent"
    demands(desk, "closed", "priority")
    page = conversation.open()
    page.get_by_role("button", name="Close", exact=True).click()
    form = page.get_by_role("dialog", name="Move to Closed")
    expect(form.get_by_role("combobox", name="Priority")).to_be_visible()
    expect(form.get_by_text("Move anyway")).to_have_count(0)


def test_a_status_that_may_not_follow_leads_to_those_that_may(conversation: Recorded) -> None:
    """The page does not know yet that somebody has changed the pipeline."""
    desk = conversation.desk
    desk.visitor.expect_complaint("409")
    page = conversation.open()
    expect(page.get_by_role("button", name="Status: New")).to_be_visible()
    desk.on("PATCH", PATH, Answer(409, work.refused([], ["waiting_on_us"], "'Closed' may not follow here.")))
    page.keyboard.press("e")
    form = page.get_by_role("dialog", name="Move to Closed")
    expect(form).to_contain_text("Closed may not follow here.")
    desk.on("PATCH", PATH, desk.change)
    form.get_by_role("button", name="Waiting on us").click()
    expect(page.get_by_role("button", name="Status: Waiting on us")).to_be_visible()
    assert changes(desk, 2)[-1]["status_id"] == "waiting_on_us"


def test_the_ticket_is_edited_in_the_panel(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.pipelines.append(work.repairs())
    page = conversation.open()
    box = panel(page)
    box.get_by_role("button", name="Name,").click()
    expect(box.get_by_role("textbox", name="Name")).to_be_focused()
    box.get_by_role("textbox", name="Name").fill("The vase has a crack")
    page.keyboard.press("Enter")
    expect(box.get_by_role("button", name="Name, The vase has a crack")).to_be_focused()
    expect(page.get_by_role("heading", name="The vase has a crack")).to_be_visible()
    choose(page, "Priority, No value", "Urgent")
    expect(box.get_by_role("button", name="Priority, Urgent")).to_be_visible()
    expect(page.locator("main header").get_by_text("Urgent")).to_be_visible()
    box.get_by_role("button", name="Category, No value").click()
    page.keyboard.type("Damage")
    box.get_by_role("heading", name="Known by").click()
    expect(box.get_by_role("button", name="Category, Damage")).to_be_visible()
    choose(page, "Owner, Nobody", "Cleo Martin")
    expect(box.get_by_role("button", name="Owner, Cleo Martin")).to_be_visible()
    choose(page, "Pipeline, Support", "Repairs")
    assert changes(desk, 5) == [
        {"name": "The vase has a crack"},
        {"priority": "urgent"},
        {"category": "Damage"},
        {"owner_id": CLEO},
        {"pipeline_id": "2"},
    ]


def test_the_desks_own_properties_are_edited_by_their_types(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.properties += work.every_type()
    page = conversation.open()
    box = panel(page)
    for label, text in (("Order", "A-17"), ("Pieces", "2,5"), ("Page", "example.com/vase")):
        box.get_by_role("button", name=f"{label}, No value").click()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(box.get_by_role("textbox", name=label)).to_have_count(0)
    box.get_by_role("button", name="Cause, No value").click()
    page.keyboard.type("It fell.")
    page.keyboard.press("Enter")
    page.keyboard.type("Twice.")
    page.keyboard.press("Control+Enter")
    box.get_by_role("button", name="Bought on, No value").click()
    box.get_by_label("Bought on", exact=True).fill("2026-11-20")
    page.keyboard.press("Enter")
    box.get_by_role("button", name="Picked up at, No value").click()
    box.get_by_label("Picked up at", exact=True).fill("2026-11-26T10:30")
    page.keyboard.press("Enter")
    choose(page, "Size, No value", "Large")
    choose(page, "Gift, No value", "No")
    box.get_by_role("button", name="Damage, No value").click()
    for choice in ("Stain", "Scratch"):
        page.get_by_role("menuitemcheckbox", name=choice).click()
    page.keyboard.press("Escape")
    expect(box.get_by_role("button", name="Damage, Scratch, Stain")).to_be_visible()
    expect(box.get_by_role("link", name="Open Page")).to_have_attribute("href", "https://example.com/vase")
    check_accessibility(page)
    desk.pictures("work-panel")
    zone: str = page.evaluate("new Date('2026-11-26T10:30').toISOString()")
    assert [change["properties"] for change in changes(desk, 9)] == [
        {"order": "A-17"},
        {"pieces": 2.5},
        {"page": "https://example.com/vase"},
        {"cause": "It fell.\nTwice."},
        {"bought": "2026-11-20"},
        {"pick_up": zone},
        {"size": "large"},
        {"gift": False},
        {"damage": ["scratch", "stain"]},
    ]


def test_escape_leaves_a_value_as_it_was_and_an_empty_one_clears_it(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.properties += work.every_type()
    desk.tickets[0] |= {"properties": {"order": "A-17", "size": "large"}}
    page = conversation.open()
    box = panel(page)
    order = box.get_by_role("button", name="Order, A-17")
    order.click()
    page.keyboard.type("B")
    page.keyboard.press("Escape")
    expect(order).to_be_focused()
    order.click()
    box.get_by_role("textbox", name="Order").fill("")
    page.keyboard.press("Enter")
    expect(box.get_by_role("button", name="Order, No value")).to_be_focused()
    choose(page, "Size, Large", "No value")
    expect(box.get_by_role("button", name="Size, No value")).to_be_visible()
    assert [change["properties"] for change in changes(desk, 2)] == [{"order": None}, {"size": None}]


def test_a_value_that_does_not_fit_is_said_where_it_was_typed(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.visitor.expect_complaint("400")
    desk.properties += work.every_type()
    page = conversation.open()
    box = panel(page)
    box.get_by_role("button", name="Pieces, No value").click()
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    expect(box.get_by_text("This is not a number.")).to_be_visible()
    errors = [{"field": "properties.pieces", "message": "must be at most 10"}]
    desk.on("PATCH", PATH, problem(400, "invalid_properties", "Some of it does not fit.", errors))
    box.get_by_role("textbox", name="Pieces").fill("11")
    page.keyboard.press("Enter")
    expect(box.get_by_role("alert")).to_have_text("must be at most 10")
    expect(box.get_by_role("textbox", name="Pieces")).to_have_value("11")


def test_what_somebody_else_has_changed_is_shown_and_what_one_typed_is_kept(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.visitor.expect_complaint("409")
    desk.properties += work.every_type()
    desk.tickets[0] |= {"properties": {"order": "A-17"}}
    page = conversation.open()
    box = panel(page)
    box.get_by_role("button", name="Order, A-17").click()
    field = box.get_by_role("textbox", name="Order")
    field.fill("A-18")
    desk.tickets[0] |= {"properties": {"order": "C-3"}, "version": 7}
    desk.on("PATCH", PATH, Answer(409, work.collided("already_changed", {"order": "C-3"}, "order")))
    with page.expect_response(lambda answer: answer.url.endswith(ADDRESS) and answer.request.method == "GET"):
        page.keyboard.press("Enter")
    expect(box.get_by_role("alert")).to_contain_text("Meanwhile Cleo Martin changed Order to: C-3")
    expect(field).to_have_value("A-18")
    expect(field).to_be_focused()
    field.fill("A-19")
    check_accessibility(page)
    desk.pictures("work-collision")
    desk.on("PATCH", PATH, desk.change)
    box.get_by_role("button", name="Change it to: A-19").click()
    expect(box.get_by_role("button", name="Order, A-19")).to_be_visible()
    assert [call.headers["if-match"] for call in desk.sent("PATCH", PATH, 2)] == ['"1"', '"7"']


def test_a_change_while_the_one_before_is_on_its_way_is_no_collision(conversation: Recorded) -> None:
    desk = conversation.desk
    page = conversation.open()
    box = panel(page)
    held = Held(page, f"**{ADDRESS}")
    choose(page, "Priority, No value", "High")
    choose(page, "Priority, High", "Low")
    expect(box.get_by_role("button", name="Priority, Low")).to_be_visible()
    with page.expect_response(lambda answer: answer.request.post_data_json == {"priority": "low"}):
        held.let_go()
    expect(box.get_by_role("button", name="Priority, Low")).to_be_visible()
    expect(box.get_by_role("alert")).to_have_count(0)
    assert [call.headers["if-match"] for call in desk.sent("PATCH", PATH, 2)] == ['"1"', '"2"']


def test_somebody_elses_value_can_be_left(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.visitor.expect_complaint("409")
    page = conversation.open()
    box = panel(page)
    expect(box.get_by_role("button", name="Priority, No value")).to_be_visible()
    desk.tickets[0] |= {"priority": "low", "version": 7}
    desk.on("PATCH", PATH, Answer(409, work.collided("already_changed", {"priority": "low"}, "priority")))
    choose(page, "Priority, No value", "High")
    expect(box.get_by_role("alert")).to_contain_text("Meanwhile Cleo Martin changed Priority to: Low")
    box.get_by_role("button", name="Leave it so").click()
    expect(box.get_by_role("alert")).to_have_count(0)
    expect(box.get_by_role("button", name="Priority, Low")).to_be_visible()
    assert len(changes(desk)) == 1


def test_a_ticket_that_somebody_has_just_taken(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.visitor.expect_complaint("409")
    page = conversation.open()
    expect(page.get_by_role("button", name="Owner: Nobody")).to_be_visible()
    desk.tickets[0] |= {"owner_id": CLEO, "version": 7}
    desk.on("PATCH", PATH, Answer(409, work.collided("already_assigned", CLEO, "owner_id")))
    page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_contain_text("Meanwhile Cleo Martin changed Owner to: Cleo Martin")
    expect(page.get_by_role("button", name="Owner: Cleo Martin")).to_be_visible()
    desk.on("PATCH", PATH, desk.change)
    page.get_by_role("button", name="Change it to: Ben Ito").click()
    expect(page.get_by_role("button", name="Owner: You")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_the_ticket_lacks_is_said(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.properties += work.every_type()
    desk.tickets[0] |= {"incomplete": ["priority", "order"]}
    page = conversation.open()
    box = panel(page)
    expect(box.get_by_text("The status needs: Priority, Order")).to_be_visible()
    expect(box.get_by_text("Needed")).to_have_count(2)


def test_what_happened_to_the_ticket_is_said_in_words(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.properties += work.every_type()
    new, closed = ({"pipeline_id": "1", "id": each.lower(), "name": each} for each in ("New", "Closed"))
    rule = {
        "id": "status_rule",
        "kind": "system",
        "name": "Rule of the pipeline",
        "on_behalf_of": None,
        "through": None,
    }
    program = {**thread.BEN, "through": {"id": "1", "name": "Night watch"}}
    moved: Json = {"from_status": new, "to_status": closed}

    def event(number: int, kind: str, actor: Json = thread.CLEO_MARTIN, **details: Any) -> Json:
        return thread.event(number, kind, 1, actor=actor, **details)

    conversation.entries = [
        thread.message(1, "Hello"),
        event(1, "status_changed", from_="open", to="closed", override="The shop is closed.", **moved),
        event(2, "status_changed", rule, from_="open", to="open", message_id="m", **moved),
        event(3, "status_changed", program, from_="open", to="closed", **moved),
        event(4, "properties_changed", properties={"priority": {"from": "low", "to": "high"}}),
        event(5, "properties_changed", properties={"order": {"from": None, "to": "A-17"}}),
        event(6, "properties_changed", properties={"order": {"from": "A-17", "to": None}}),
        event(
            7,
            "properties_changed",
            properties={"gift": {"from": None, "to": True}, "size": {"from": "small", "to": "large"}},
        ),
    ]
    page = conversation.open()
    for words in (
        "Cleo Martin moved the ticket from New to Closed",
        "Although the rules do not allow it: “The shop is closed.”",
        "A rule of the pipeline moved the ticket from New to Closed",
        "You moved the ticket from New to Closed through Night watch",
        "Cleo Martin changed Priority from Low to High",
        "Cleo Martin set Order to A-17",
        "Cleo Martin cleared Order, which was A-17",
        "Cleo Martin changed: Gift: nothing → Yes, Size: Small → Large",
    ):
        expect(page.get_by_text(words)).to_be_visible()
    desk.pictures("work-events")


def test_a_long_value_is_clipped_until_somebody_wants_all_of_it(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.properties += work.every_type()
    cause = "\n".join(f"{line}. The kiln was opened too early, and the glaze cracked." for line in range(1, 101))
    desk.tickets[0]["properties"] = {"cause": cause, "of_old": cause}
    change = {"cause": {"from": None, "to": cause}}
    conversation.entries = [thread.message(1, "Hello"), thread.event(1, "properties_changed", 1, properties=change)]
    page = conversation.open()
    for place, of in ((page.get_by_role("region", name="Messages"), "event"), (panel(page), "cause")):
        expect(place).to_contain_text("The kiln was opened too early")
        expect(place).not_to_contain_text("6. The kiln")
        place.get_by_role("button", name="Show all").first.click()
        expect(place).to_contain_text("100. The kiln")
        place.get_by_role("button", name="Show less").click()
        expect(place, of).not_to_contain_text("100. The kiln")
    expect(panel(page).get_by_role("button", name="Show all")).to_have_count(2)
    desk.pictures("long-values")
    check_accessibility(page)
