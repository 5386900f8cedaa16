"""What agents and programs write, on the deployed stack: replies, inserts, drafts, and notes."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
import urllib3

from infra.local.stack import LocalStack
from infra.provision.seed import local_stage
from infra.provision.tokens import ApiTokens
from tests.support.deployed_client import Desk, custom_event, eventually
from tests.support.messaging_service import MessagingService
from tests.support.samples import PNG

SCOPES = ("conversations.read", "conversations.write")
OPAQUE = "CHANNEL_SPECIFIC_OPAQUE_ID"


@pytest.fixture(scope="module")
def bots_token(stack: LocalStack) -> str:
    """A program's, that acts for an agent."""
    stage = local_stage(stack.description["outputs"], "us-east-1", stack.endpoint)
    return ApiTokens(stage).create("Reply bot", stack.description["agent"]["email"], SCOPES)


@dataclass(frozen=True)
class Shop:
    """An app's channel, which carries bold text, links, quotations and files, and one account of it."""

    desk: Desk
    channel: str
    account: str

    def asked(self, text: str = "Where is it?") -> tuple[str, str]:
        """The path of a new customer's conversation, and the id of what they wrote."""
        customer = {"deliveryIdentifier": {"type": OPAQUE, "value": uuid.uuid4().hex}, "name": "Cleo Ng"}
        message = {"channelAccountId": self.account, "messageDirection": "INCOMING", "senders": [customer]}
        published = self.desk.channel_api("POST", f"/{self.channel}/messages", message | {"text": text})
        assert published.status == 201, published
        return f"/conversations/{published.body['conversationsThreadId']}", published.body["id"]


@pytest.fixture(scope="module")
def shop(desk: Desk, service: MessagingService) -> Shop:
    capabilities = {"richText": ["BOLD", "HYPERLINK", "BLOCKQUOTE"], "outgoingAttachmentTypes": ["FILE"]}
    channel = {"name": f"Shop {uuid.uuid4()}", "capabilities": capabilities, "webhookUrl": f"{service.url}/shop"}
    registered = desk.channel_api("POST", "/", channel)
    assert registered.status == 201, registered
    ours = {"deliveryIdentifier": {"type": OPAQUE, "value": "shop"}}
    account = {"inboxId": desk.description["inbox_id"], "name": "Shop", "authorized": True, **ours}
    connected = desk.channel_api("POST", f"/{registered.body['id']}/channel-accounts", account)
    assert connected.status == 201, connected
    return Shop(desk, registered.body["id"], connected.body["id"])


def made(desk: Desk, path: str, body: object) -> Any:
    answer = desk.call("POST", path, body)
    assert answer.status == 201, answer
    return answer.body


def previewed(desk: Desk, conversation: str, **wanted: Any) -> Any:
    answer = desk.call("POST", f"{conversation}/composer/preview", wanted)
    assert answer.status == 200, answer
    return answer.body


def sent(desk: Desk, service: MessagingService, conversation: str, preview: Any) -> Any:
    """The message as the channel's app receives it."""
    content = {name: preview[name] for name in ("text", "rich_text", "attachments")}
    reply = made(desk, f"{conversation}/replies", content)
    received = eventually(lambda: [each for each in service.received if each.body.get("eventId") == reply["id"]])
    assert len(received) == 1
    return received[0].body["message"]


def test_a_reply_answers_the_newest_message_or_the_one_that_it_names_m19(desk: Desk, service: MessagingService) -> None:
    thread = uuid.uuid4().hex
    events = [custom_event(text, thread=thread) for text in ("Is it open?", "And on Sunday?")]
    first, second = [desk.send_custom(event).body["messages"][0] for event in events]
    conversation = f"/conversations/{second['conversation_id']}"
    for named, answered in (({}, second), ({"in_reply_to": first["id"]}, first)):
        text = f"Until six {uuid.uuid4()}"
        reply = made(desk, f"{conversation}/replies", {"text": text, **named})
        [got] = eventually(lambda text=text: service.with_text(text))  # type: ignore[misc]
        assert (reply["in_reply_to"], got.body["message"]["inReplyToId"]) == (answered["id"], answered["id"])
    elsewhere = desk.open_conversation()["id"]
    refused = desk.call("POST", f"{conversation}/replies", {"text": "Hi", "in_reply_to": elsewhere})
    assert (refused.status, refused.body["code"]) == (400, "unknown_message")


def test_a_snippet_is_sent_as_it_was_previewed_m20(desk: Desk, service: MessagingService, shop: Shop) -> None:
    conversation, _ = shop.asked()
    mark = uuid.uuid4().hex[:8]
    wrong = desk.call("POST", "/snippets", {"name": f"Wrong {mark}", "text": "Your {{order.numbr}}"})
    assert (wrong.status, wrong.body["errors"][0]["field"]) == (400, "text")
    hello = "<p>Hello {{contact.first_name|there}}, <strong>bold</strong> {{contact.phone}}</p>"
    rich = f"{hello}<ul><li>Bring the box</li></ul><script>stolen()</script>"
    snippet = made(desk, "/snippets", {"name": f"Greeting {mark}", "shortcut": f"g{mark}", "rich_text": rich})

    lacking = desk.call("POST", f"{conversation}/composer/preview", {"snippet_id": snippet["id"]})
    assert (lacking.status, lacking.body["errors"][0]["field"]) == (400, "contact.phone")
    preview = previewed(desk, conversation, snippet_id=snippet["id"], values={"contact.phone": "<b>112</b>"})
    assert "<p>Hello Cleo, <strong>bold</strong> &lt;b&gt;112&lt;/b&gt;</p>" in preview["rich_text"]
    assert [each["capability"] for each in preview["lost"]] == ["richText"]
    assert not [part for part in ("<ul", "<li", "stolen") if part in preview["rich_text"]]
    got = sent(desk, service, conversation, preview)
    assert (got["text"], got["richText"]) == (preview["text"], preview["rich_text"])

    refused = desk.call("POST", f"{conversation}/replies", {"rich_text": "<ul><li>Bring the box</li></ul>"})
    assert (refused.status, refused.body["code"]) == (400, "not_carried")
    assert [each["capability"] for each in refused.body["errors"]] == ["richText"]


def test_the_library_is_sent_as_it_was_previewed_m20(desk: Desk, service: MessagingService, shop: Shop) -> None:
    conversation, question = shop.asked("First line\nSecond line")
    mark = uuid.uuid4().hex[:8]
    url = f"https://help.example.com/{mark}?a=1&b=2"
    linked = [{"kind": kind, "title": f"{kind} {mark}", "url": url} for kind in ("article", "meeting_link", "video")]
    offer = {"quote_number": f"Q-{mark}", "amount": "12.50", "currency": "EUR", "valid_until": "2027-01-31"}
    quote = {"kind": "quote", "title": f"Kitchen {mark}", "url": url, **offer}
    entries = [made(desk, "/library", entry) for entry in (*linked, quote)]
    for wanted in (*({"entry_id": entry["id"]} for entry in entries), {"message_id": question}):
        preview = previewed(desk, conversation, **wanted)
        got = sent(desk, service, conversation, preview)
        assert (got["text"], got["richText"]) == (preview["text"], preview["rich_text"])
        expected = "<blockquote>First line" if "message_id" in wanted else url.replace("&", "&amp;")
        assert expected in preview["rich_text"]

    file = desk.upload(PNG, "terms.png", "image/png")
    document = made(desk, "/library", {"kind": "document", "title": f"Terms {mark}", "file_id": file})
    preview = previewed(desk, conversation, entry_id=document["id"])
    assert [each["name"] for each in preview["files"]] == ["terms.png"]
    [attached] = sent(desk, service, conversation, preview)["attachments"]
    assert (attached["fileId"], urllib3.request("GET", attached["url"]).data) == (file, PNG)


def test_plain_text_gets_a_link_that_can_be_read_m20(desk: Desk, service: MessagingService) -> None:
    """A document whose file the channel cannot carry is such a link too."""
    conversation = f"/conversations/{desk.open_conversation()['conversation_id']}"
    mark = uuid.uuid4().hex[:8]
    url = f"https://help.example.com/{mark}"
    file = desk.upload(PNG, "terms.png", "image/png")
    for kind, more, lost in (
        ("article", {}, ["richText"]),
        ("document", {"file_id": file}, ["outgoingAttachmentTypes", "richText"]),
    ):
        entry = made(desk, "/library", {"kind": kind, "title": f"{kind} {mark}", "url": url, **more})
        preview = previewed(desk, conversation, entry_id=entry["id"])
        assert (preview["text"], preview["rich_text"]) == (f"{kind} {mark} ({url})", None)
        assert [each["capability"] for each in preview["lost"]] == lost
        assert sent(desk, service, conversation, preview)["text"] == preview["text"]


def test_a_note_is_in_the_timeline_and_never_leaves_the_desk(desk: Desk, service: MessagingService, shop: Shop) -> None:
    conversation, _ = shop.asked()
    conversation_id = conversation.rpartition("/")[2]
    secret = f"She is angry {uuid.uuid4()}"
    ben = desk.description["agent"]["id"]
    note = made(desk, f"{conversation}/notes", {"text": secret, "mentions": [ben]})
    unsent = f"Perhaps on Friday {uuid.uuid4()}"
    assert desk.call("PUT", f"{conversation}/draft", {"text": unsent}).status == 200
    reply = made(desk, f"{conversation}/replies", {"text": f"Of course {uuid.uuid4()}"})
    eventually(lambda: desk.message(reply["id"])["status"] == "SENT")

    [shown] = [entry for entry in desk.timeline(conversation_id) if entry["id"] == note["id"]]
    assert (shown["type"], shown["text"], shown["mentions"]) == ("note", secret, [ben])
    ticket = desk.call("GET", f"/tickets/tkt_{conversation_id.removeprefix('cnv_')}").body
    beside = {name: value for name, value in ticket.items() if name != "entries"}
    assert secret not in json.dumps(beside), "the newest entries are shown with the ticket, to those who see it"
    arrived = [got for got in service.received if got.body.get("eventId") == reply["id"]]
    assert len(arrived) == 1
    for got in service.received:
        said = json.dumps(got.body, ensure_ascii=False)
        assert not [each for each in (secret, note["id"], unsent) if each in said]
    for method, body in (("GET", None), ("PATCH", {"statusType": "READ"})):
        answer = desk.channel_api(method, f"/{shop.channel}/messages/{note['id']}", body)
        assert (answer.status, secret in json.dumps(answer.body)) == (404, False)


def test_a_programs_draft_is_sent_once_by_who_approves_it(
    desk: Desk, service: MessagingService, bots_token: str
) -> None:
    conversation = f"/conversations/{desk.open_conversation()['conversation_id']}"
    text = f"It arrives on Friday {uuid.uuid4()}"
    waiting = {"text": text, "state": "waiting_for_approval"}
    draft = desk.call("PUT", f"{conversation}/draft", waiting, token=bots_token)
    assert draft.status == 200, draft
    person = desk.tokens_of("agent")["AccessToken"]
    [listed] = desk.call("GET", f"{conversation}/drafts", token=person).body["drafts"]
    assert (listed["id"], listed["proposed_by"]["name"]) == (draft.body["id"], "Reply bot")

    other = {"draft_id": listed["id"], "version": listed["version"] + 1}
    assert desk.call("POST", f"{conversation}/draft/approvals", other, token=person).status == 412
    assert [entry for entry in desk.timeline(conversation.rpartition("/")[2]) if entry.get("text") == text] == []
    approval = {"draft_id": listed["id"], "version": listed["version"]}
    answers = [desk.call("POST", f"{conversation}/draft/approvals", approval, token=person) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    [message_id] = {answer.body["id"] for answer in answers}
    actor = answers[0].body["actor"]
    assert (actor["id"], actor["through"]["name"]) == (desk.description["agent"]["id"], "Reply bot")
    eventually(lambda: desk.message(message_id)["status"] == "SENT")
    last = f"Anything else? {uuid.uuid4()}"
    made(desk, f"{conversation}/replies", {"text": last})
    eventually(lambda: service.with_text(last))
    assert len(service.with_text(text)) == 1
    assert desk.call("GET", f"{conversation}/drafts").body["drafts"] == []
