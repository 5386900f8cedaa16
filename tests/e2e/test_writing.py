"""What agents and programs write beside a plain reply, on the deployed stack: inserts, drafts, and notes."""

import json
import uuid
from typing import Any

import pytest

from infra.local.stack import LocalStack
from infra.provision.seed import local_stage
from infra.provision.tokens import ApiTokens
from tests.support.deployed_client import Desk, eventually
from tests.support.messaging_service import MessagingService

SCOPES = ("conversations.read", "conversations.write")


@pytest.fixture(scope="module")
def bots_token(stack: LocalStack) -> str:
    """A program's, that acts for an agent."""
    stage = local_stage(stack.description["outputs"], "us-east-1", stack.endpoint)
    return ApiTokens(stage).create("Reply bot", stack.description["agent"]["email"], SCOPES)


def made(desk: Desk, path: str, body: object) -> Any:
    answer = desk.call("POST", path, body)
    assert answer.status == 201, answer
    return answer.body


def test_what_was_previewed_is_what_is_sent_m20(desk: Desk, service: MessagingService) -> None:
    conversation = f"/conversations/{desk.open_conversation()['conversation_id']}"
    mark = uuid.uuid4().hex[:8]
    wrong = {"name": f"Wrong {mark}", "text": "Your {{order.numbr}}"}
    refused = desk.call("POST", "/snippets", wrong)
    assert (refused.status, refused.body["errors"][0]["field"]) == (400, "text")
    hello = f"<p>Hello {{{{contact.first_name|there}}}}, <strong>{mark}</strong> {{{{contact.phone}}}}</p>"
    rich = f"{hello}<script>stolen()</script>"
    snippet = made(desk, "/snippets", {"name": f"Greeting {mark}", "shortcut": f"g{mark}", "rich_text": rich})
    address = f"https://help.example.com/{mark}"
    article = made(desk, "/library", {"kind": "article", "title": f"Returns {mark}", "url": address})

    preview = f"{conversation}/composer/preview"
    lacking = desk.call("POST", preview, {"snippet_id": snippet["id"]})
    assert (lacking.status, lacking.body["errors"][0]["field"]) == (400, "contact.phone")
    values = {"contact.phone": "+31 20 123"}
    greeting = desk.call("POST", preview, {"snippet_id": snippet["id"], "values": values}).body
    assert greeting["text"] == f"Hello Cleo, {mark} +31 20 123"
    link = desk.call("POST", preview, {"entry_id": article["id"]}).body
    assert address in link["text"]
    for each in (greeting, link):
        content = {name: each[name] for name in ("text", "rich_text", "attachments")}
        made(desk, f"{conversation}/replies", content)
        eventually(lambda each=each: service.with_text(each["text"]))  # type: ignore[misc]
        [got] = service.with_text(each["text"])
        assert got.body["message"].get("rich_text") == each["rich_text"]
        assert b"stolen" not in got.raw


def test_a_note_is_in_the_timeline_and_never_leaves_the_desk(desk: Desk, service: MessagingService) -> None:
    conversation_id = desk.open_conversation()["conversation_id"]
    secret = f"She is angry {uuid.uuid4()}"
    ben = desk.description["agent"]["id"]
    note = made(desk, f"/conversations/{conversation_id}/notes", {"text": secret, "mentions": [ben]})
    reply = made(desk, f"/conversations/{conversation_id}/replies", {"text": f"Of course {uuid.uuid4()}"})
    assert note["mentions"] == [ben]
    eventually(lambda: desk.message(reply["id"])["status"] == "SENT")
    assert secret in {entry.get("text") for entry in desk.timeline(conversation_id)}
    assert not [got for got in service.received if secret in json.dumps(got.body, ensure_ascii=False)]
    [ticket] = [desk.call("GET", f"/tickets/tkt_{conversation_id.removeprefix('cnv_')}").body]
    assert secret not in json.dumps(ticket)


def test_a_programs_draft_is_sent_once_by_who_approves_it(
    desk: Desk, service: MessagingService, bots_token: str
) -> None:
    conversation = f"/conversations/{desk.open_conversation()['conversation_id']}"
    text = f"It arrives on Friday {uuid.uuid4()}"
    waiting = {"text": text, "state": "waiting_for_approval"}
    draft = desk.call("PUT", f"{conversation}/draft", waiting, token=bots_token)
    assert draft.status == 200, draft
    assert service.with_text(text) == []
    [listed] = desk.call("GET", f"{conversation}/drafts").body["drafts"]
    assert (listed["id"], listed["proposed_by"]["name"]) == (draft.body["id"], "Reply bot")

    other = {"draft_id": listed["id"], "version": listed["version"] + 1}
    assert desk.call("POST", f"{conversation}/draft/approvals", other).status == 412
    approval = {"draft_id": listed["id"], "version": listed["version"]}
    sent = [desk.call("POST", f"{conversation}/draft/approvals", approval) for _ in range(2)]
    assert [answer.status for answer in sent] == [201, 201]
    assert len({answer.body["id"] for answer in sent}) == 1
    eventually(lambda: service.with_text(text))
    assert len(service.with_text(text)) == 1
    assert desk.call("GET", f"{conversation}/drafts").body["drafts"] == []
