"""People talk: an agent in the workspace and a customer on Paper Plane's chat page, each in a browser of their own."""

import io
import re
import uuid
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from infra.local.emulator import REGION
from infra.local.stack import LocalStack
from infra.provision.accounts import connect
from infra.provision.seed import local_stage
from infra.workbench.telegram_server import serving
from tests.support.browser import Visitor, visiting
from tests.support.connected_bot import ConnectedBot
from tests.support.deployed_client import Desk, eventually, http
from tests.support.paper_plane import running
from tests.support.signing_in import expect_desk, sign_in

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nThe terms of the bakery\n%%EOF\n"


@pytest.fixture(scope="module")
def plane(stack: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(stack, tmp_path_factory.mktemp("plane") / "plane.sqlite3") as url:
        yield url


def signed_in(browser: Browser, origin: str, person: dict[str, str]) -> Iterator[Visitor]:
    with visiting(browser, f"people-{person['email']}") as visitor:
        page = visitor.open(origin)
        sign_in(page, person)
        expect_desk(page)
        page.close()
        yield visitor


@pytest.fixture(scope="module")
def agents_browser(browser: Browser, origin: str, desk: Desk) -> Iterator[Visitor]:
    yield from signed_in(browser, origin, desk.description["agent"])


@pytest.fixture(scope="module")
def administrators_browser(browser: Browser, origin: str, desk: Desk) -> Iterator[Visitor]:
    yield from signed_in(browser, origin, desk.description["admin"])


@pytest.fixture
def agent(agents_browser: Visitor, origin: str) -> Iterator[Page]:
    page = agents_browser.open(f"{origin}/tickets")
    yield page
    page.close()
    agents_browser.check()


@pytest.fixture
def administrator(administrators_browser: Visitor) -> Iterator[Page]:
    page = administrators_browser.new_page()
    yield page
    page.close()
    administrators_browser.check()


class Customer:
    """Somebody at the chat page."""

    def __init__(self, visitor: Visitor, plane: str, shop: str = "bakery") -> None:
        self.visitor = visitor
        self.page = visitor.open(f"{plane}/chat/{shop}")
        self.name = f"Cleo {uuid.uuid4().hex[:6]}"
        self.page.get_by_placeholder("Your name").fill(self.name)
        self.replies = self.page.locator("li.theirs")

    def write(self, text: str = "") -> str:
        """Returns what was written."""
        question = text or f"Rye bread? {uuid.uuid4().hex[:8]}"
        self.page.get_by_placeholder("Your message").fill(question)
        self.page.get_by_role("button", name="Send").click()
        expect(self.page.locator("li.mine").filter(has_text=question)).to_contain_text("sent")
        return question

    def send_picture(self, content: bytes) -> None:
        picture = FilePayload(name="loaf.png", mimeType="image/png", buffer=content)
        self.page.locator("input[type=file]").set_input_files(picture)
        self.page.get_by_role("button", name="Send").click()


@pytest.fixture
def customer(other_visitor: Visitor, plane: str) -> Customer:
    return Customer(other_visitor, plane)


def row(page: Page, text: str) -> Locator:
    """Of the list of tickets."""
    return page.get_by_role("listitem").get_by_role("link").filter(has_text=text)


def message(page: Page, text: str) -> Locator:
    """In the open conversation."""
    return page.get_by_role("region", name="Messages").get_by_role("article").filter(has_text=text)


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Reply", exact=True)


def open_ticket(page: Page, text: str) -> None:
    """In a list that is read anew: that it comes by itself has a test of its own."""
    page.reload()
    row(page, text).click()
    expect(message(page, text)).to_be_visible()


def reply(page: Page, text: str) -> None:
    editor(page).fill(text)
    editor(page).press("Control+Enter")


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "peru").save(file, "PNG")
    return file.getvalue()


def test_a_question_is_answered_until_it_is_done_m10_m16_m18_m19(agent: Page, customer: Customer) -> None:
    question = customer.write()
    expect(row(agent, question)).to_contain_text("Custom channel")
    row(agent, question).click()

    editor(agent).press_sequentially("Until ")
    editor(agent).press("Control+b")
    editor(agent).press_sequentially("six")
    agent.get_by_role("button", name="Send", exact=True).click()
    expect(customer.replies.locator("strong")).to_have_text("six")
    expect(customer.replies).to_contain_text("Until six")
    expect(message(agent, "Until six").locator("strong")).to_have_text("six")
    expect(row(agent, customer.name)).to_contain_text("You: Until six")
    expect(message(agent, "Until six")).to_contain_text("Read")

    thanks = customer.write(f"Thank you! {uuid.uuid4().hex[:8]}")
    expect(message(agent, thanks)).to_be_visible()
    message(agent, question).hover()
    message(agent, question).get_by_role("button", name="Answer this message").click()
    expect(agent.get_by_role("region", name="Reply")).to_contain_text(question)
    reply(agent, "Rye is sold out.")
    expect(customer.replies.filter(has_text="Rye is sold out.").locator("blockquote")).to_have_text(question)
    quote = message(agent, "Rye is sold out.").get_by_title("Go to the message that is answered")
    expect(quote).to_contain_text(question)

    # Who replies has the ticket.
    agent.get_by_role("button", name="Owner: You").click()
    agent.get_by_role("menuitem", name="Nobody").click()
    agent.get_by_role("button", name="Owner: Nobody").click()
    agent.get_by_role("menuitem", name="Assign to me").click()
    expect(agent.get_by_role("button", name="Owner: You")).to_be_visible()
    expect(agent.get_by_text("You took the ticket")).to_have_count(2)

    ticket = agent.url
    agent.get_by_role("button", name="Close", exact=True).click()
    expect(row(agent, customer.name)).to_have_count(0)
    again = customer.write(f"One more thing {uuid.uuid4().hex[:8]}")
    row(agent, again).click()
    expect(agent).to_have_url(ticket)
    expect(agent.get_by_text("A new message opened the ticket again")).to_be_visible()


def test_what_a_customer_wrote_is_found_by_its_words_and_opens_there_m14(agent: Page, customer: Customer) -> None:
    mark = uuid.uuid4().hex[:8]
    customer.write(f"Crème brûlée {mark}")
    agent.keyboard.press("/")
    agent.keyboard.type(f"creme BRULEE {mark[:6]}")

    def found() -> bool:
        with agent.expect_response("**/v1/search") as response:
            agent.get_by_role("searchbox").press("Enter")
        return bool(response.value.json()["hits"])

    eventually(found)
    hit = agent.get_by_role("region", name="Hits").get_by_role("listitem").filter(has_text="Message")
    expect(hit.locator("mark")).to_have_text(["Crème", "brûlée", mark])
    expect(hit).to_contain_text(customer.name)
    expect(hit).to_contain_text("Custom channel")
    hit.get_by_role("link").click()
    expect(message(agent, f"Crème brûlée {mark}")).to_be_in_viewport()
    agent.go_back()
    agent.get_by_role("group", name="Filters").get_by_label("Status").select_option("Closed")
    expect(agent.get_by_text("Nothing found")).to_be_visible()


def test_files_go_both_ways_m12_m20(agent: Page, customer: Customer) -> None:
    question = customer.write()
    open_ticket(agent, question)
    agent.get_by_role("region", name="Messages").evaluate(
        """(target, bytes) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([new Uint8Array(bytes)], "loaf.png", { type: "image/png" }));
          for (const type of ["dragenter", "dragover", "drop"])
            target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        list(picture()),
    )
    with agent.expect_file_chooser() as chooser:
        agent.get_by_role("button", name="Attach files").click()
    chooser.value.set_files(FilePayload(name="terms.pdf", mimeType="application/pdf", buffer=PDF))
    expect(agent.get_by_role("list", name="Attached files").get_by_role("listitem")).to_have_count(2)
    editor(agent).fill("Our loaf, and our terms.")
    agent.get_by_role("button", name="Send", exact=True).click()

    got = customer.replies.filter(has_text="Our loaf, and our terms.")
    expect(got.get_by_role("img", name="loaf.png")).to_have_js_property("naturalWidth", 40)
    link = got.get_by_role("link", name="terms.pdf")
    response = customer.page.request.get(customer.page.url + (link.get_attribute("href") or "").partition("bakery")[2])
    assert response.body() == PDF
    shown = message(agent, "Our loaf, and our terms.")
    expect(shown.get_by_role("img", name="loaf.png")).to_have_js_property("naturalWidth", 40)

    customer.send_picture(picture())
    came = agent.get_by_role("region", name="Messages").get_by_role("img", name="picture.png")
    expect(came).to_have_js_property("naturalWidth", 40)


def test_the_choice_of_a_quick_reply_is_shown_m19_m20(agent: Page, customer: Customer) -> None:
    question = customer.write()
    open_ticket(agent, question)
    editor(agent).fill("Which one?")
    agent.get_by_role("button", name="Add a quick reply").click()
    agent.get_by_role("textbox", name="Quick reply 1", exact=True).fill("Rye")
    agent.get_by_role("button", name="One more").click()
    agent.get_by_role("textbox", name="Quick reply 2", exact=True).fill("Wheat")
    agent.get_by_role("button", name="Send", exact=True).click()
    customer.replies.get_by_role("button", name="Wheat").click()
    expect(customer.page.locator("li.mine").last).to_contain_text("Wheat")
    chosen = message(agent, "Which one?").get_by_role("list", name="Quick replies").locator("[data-chosen]")
    expect(chosen).to_have_text(re.compile("Wheat.*chosen"))
    expect(chosen).to_have_count(1)


def test_a_note_and_a_snippet_and_the_reply_closes_the_ticket_m19_m20_m22_m23(
    agent: Page, agents_browser: Visitor, customer: Customer, desk: Desk
) -> None:
    """Closing asks for what the status requires; until it is there, nothing is sent."""
    mark = uuid.uuid4().hex[:8]
    rich_text = f"<p>Dear {{{{contact.first_name}}}}, we bake it <strong>at six</strong> {mark}.</p>"
    assert desk.call("POST", "/snippets", {"name": f"Baking {mark}", "rich_text": rich_text}).status == 201
    statuses = [
        {"id": "new", "name": "New", "category": "open"},
        {"id": "solved", "name": "Solved", "category": "closed", "required_properties": ["category"]},
    ]
    pipeline = desk.call("POST", "/pipelines", {"name": f"Bakery {mark}", "statuses": statuses})
    assert pipeline.status == 201, pipeline
    question = customer.write()
    row(agent, question).click()
    ticket = f"/tickets/{agent.url.rpartition('/')[2]}"
    assert desk.call("PATCH", ticket, {"pipeline_id": pipeline.body["id"]}).status == 200
    open_ticket(agent, question)

    agent.get_by_role("tab", name="Note").click()
    agent.get_by_role("textbox", name="Internal note").fill(f"Ask the baker {mark}")
    agent.keyboard.press("Control+Enter")
    expect(message(agent, f"Ask the baker {mark}")).to_be_visible()

    agent.get_by_role("tab", name="Reply").click()
    editor(agent).press_sequentially(f"/baking {mark[:4]}")
    agent.get_by_role("option", name=f"Baking {mark}").click()
    expect(editor(agent).locator("strong")).to_have_text("at six")
    agent.get_by_role("button", name="Other ways to send").click()
    agents_browser.expect_complaint("409")
    agent.get_by_role("menuitem", name="Solved").click()
    form = agent.get_by_role("dialog", name="Move to Solved")
    expect(form).to_contain_text("Solved needs this of the ticket:")
    assert desk.call("GET", ticket).body["status_id"] == "new"
    expect(customer.replies).to_have_count(0)
    form.get_by_role("textbox", name="Category").fill("Bread")
    form.get_by_role("button", name="Move to Solved").click()
    got = customer.replies.filter(has_text=mark)
    expect(got).to_contain_text(f"Dear Cleo, we bake it at six {mark}.")
    expect(got).to_have_count(1)
    expect(agent.get_by_role("button", name="Status: Solved")).to_be_visible()
    solved = desk.call("GET", ticket).body
    assert (solved["status_id"], solved["category"]) == ("solved", "Bread")
    expect(customer.page.get_by_text("Ask the baker")).to_have_count(0)


def test_a_reply_to_a_customer_who_has_left_is_seen_to_fail(agent: Page, customer: Customer) -> None:
    open_ticket(agent, customer.write())
    customer.page.get_by_role("button", name="Leave the chat").click()
    expect(customer.page.locator("li")).to_have_count(0)
    reply(agent, "Are you there?")
    expect(message(agent, "Are you there?")).to_contain_text("The customer has left the chat.")
    expect(row(agent, customer.name)).to_contain_text("Reply failed")


def test_the_panel_has_the_contact_and_the_conversation_before_m17(
    agent: Page, customer: Customer, opens_new_tickets: None
) -> None:
    first = customer.write()
    open_ticket(agent, first)
    agent.get_by_role("button", name="Close", exact=True).click()
    expect(row(agent, customer.name)).to_have_count(0)
    second = customer.write()
    open_ticket(agent, second)
    expect(message(agent, first)).to_have_count(0)
    panel = agent.get_by_role("complementary", name="Ticket details")
    expect(panel).to_contain_text(customer.name)
    panel.get_by_role("link").filter(has_text=first).click()
    expect(message(agent, first)).to_be_visible()


@pytest.fixture
def opens_new_tickets(desk: Desk, plane: str) -> Iterator[None]:
    """A customer of the bakery whose ticket was closed gets another one."""
    accounts = desk.call("GET", "/channel-accounts?limit=100").body["accounts"]
    [bakery] = [account for account in accounts if account["name"] == "Bakery"]
    path = f"/channel-accounts/{bakery['id']}"
    assert desk.call("PATCH", path, {"reopen_hours": 0}).status == 200
    yield
    assert desk.call("PATCH", path, {"reopen_hours": bakery["reopen_hours"]}).status == 200


def test_a_shop_is_connected_by_redirect_changed_and_deleted_m2_m3_m8_m24_m25_m26(
    administrator: Page, other_visitor: Visitor, plane: str, origin: str
) -> None:
    page = administrator
    page.goto(f"{origin}/channels/catalogue")
    expect(page.get_by_role("listitem").filter(has_text="Chat in the browser.")).to_contain_text("Custom channel")
    page.get_by_role("link", name="Connect Paper Plane").click()
    page.get_by_role("textbox", name="Name").fill("Flowers")
    page.get_by_role("button", name="Continue at Paper Plane").click()
    page.get_by_role("combobox").select_option("flowers")
    page.get_by_role("button", name="I own this shop: connect it").click()
    expect(page.get_by_text("Flower shop at Paper Plane is connected.")).to_be_visible()
    expect(page.get_by_text("Waiting for the first message")).to_be_visible()
    customer = Customer(other_visitor, plane, "flowers")
    customer.write()
    expect(page.get_by_text("A message has arrived.").first).to_be_visible()

    page.get_by_role("link", name="Go to the account").click()
    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Flowers at the corner")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_role("heading", name="Flowers at the corner", level=1)).to_be_visible()

    page.get_by_role("button", name="Switch off", exact=True).click()
    eventually(lambda: is_closed(plane))
    other_visitor.expect_complaint("400")
    customer.page.get_by_placeholder("Your message").fill("Tulips?")
    customer.page.get_by_role("button", name="Send").click()
    expect(customer.page.get_by_role("alert")).to_have_text("This shop does not accept messages at the moment.")
    page.get_by_role("button", name="Switch on", exact=True).click()
    eventually(lambda: not is_closed(plane))
    customer.write("Tulips?")

    page.get_by_role("link", name="Deliveries", exact=True).click()
    log = page.get_by_role("list", name="Deliveries").get_by_role("listitem")
    attempts = log.filter(has_text="Account changed")
    expect(attempts).to_have_count(3)
    attempts.first.get_by_role("button", name="Send again").click()
    expect(log.get_by_text("Will be sent.")).to_be_visible()
    by_hand = log.filter(has_text="sent again by hand")
    eventually(lambda: look_again(page) or by_hand.count())
    expect(by_hand).to_contain_text("Delivered")

    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_role("button", name="Delete the account").click()
    dialog = page.get_by_role("dialog", name="Delete Flowers at the corner?")
    dialog.get_by_role("textbox").fill("Flowers at the corner")
    dialog.get_by_role("button", name="Delete the account").click()
    expect(page).to_have_url(f"{origin}/channels")
    expect(page.get_by_role("main").get_by_role("link", name="Bakery", exact=True)).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Flowers at the corner")).to_have_count(0)
    eventually(lambda: is_closed(plane))


def is_closed(plane: str) -> bool:
    return "Flower shop: closed" in str(http("GET", f"{plane}/").body)


def look_again(page: Page) -> None:
    page.get_by_role("button", name="Look again").click()


def test_a_bot_says_whether_its_messages_arrive_and_gets_a_new_token(
    administrator: Page, stack: LocalStack, origin: str
) -> None:
    """The command line connects it: from a page, a bot is always one of Telegram's own address."""
    bot = ConnectedBot(f"{uuid.uuid4().int % 10**9}:AA-first")
    with serving(bot) as url:
        stage = local_stage(stack.description["outputs"], REGION, stack.endpoint)
        account, _ = connect(stage, "telegram", "Bakery bot", {"bot_token": bot.token}, url, subscribe=True)
        page = administrator
        page.goto(f"{origin}/channels/accounts/{account.id}")
        page.get_by_role("button", name="Ask the service").click()
        expect(page.get_by_text("Messages arrive.")).to_be_visible()
        bot.token = bot.token.replace("AA-first", "BB-renewed")
        page.get_by_role("button", name="Ask the service").click()
        expect(page.get_by_text("Telegram does not accept the bot's token.")).to_be_visible()
        page.get_by_role("link", name="Access", exact=True).click()
        page.get_by_label("Bot token *", exact=True).fill(bot.token)
        page.get_by_role("button", name="Replace", exact=True).click()
        expect(page.get_by_text("The new credentials are in use.")).to_be_visible()
        page.get_by_role("link", name="Overview", exact=True).click()
        page.get_by_role("button", name="Ask the service").click()
        expect(page.get_by_text("Messages arrive.")).to_be_visible()
    assert bot.token not in page.content()
