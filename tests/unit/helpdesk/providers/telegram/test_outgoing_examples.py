"""The examples of outgoing messages: what the desk sends, and Telegram's calls. aiogram's models accept each call."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from helpdesk.files.models import FileUsage
from helpdesk.messaging.messages import ContentKind
from helpdesk.messaging.outcomes import PermanentFailure
from helpdesk.providers import telegram
from helpdesk.providers.models import Access, ChangedMessage, OutgoingContent, OutgoingFile, OutgoingMessage, Step
from helpdesk.providers.telegram.outbound.sending import TelegramOutbound
from tests.support.aiogram_models import as_aiogram_reads_it
from tests.support.fakes import FakeHttp

ROOT = Path(__file__).parents[5]
EXAMPLES = sorted(Path(telegram.__file__).parent.glob("examples/outgoing/*.json"))


def content_from(given: dict[str, Any]) -> OutgoingContent:
    files = {
        int(at): OutgoingFile(
            file["name"], file["content_type"], file["size"], FileUsage(file["usage"]), lambda: iter([])
        )
        for at, file in given.get("files", {}).items()
    }
    return OutgoingContent(given["text"], given.get("rich_text"), tuple(given.get("parts", ())), files, "msg_1")


def changed_from(given: dict[str, Any]) -> ChangedMessage:
    ids = tuple(given["external_ids"])
    return ChangedMessage(content_from(given), ids, reaction=given.get("reaction"))


def outgoing_from(given: dict[str, Any]) -> OutgoingMessage:
    changed = given.get("changed")
    return OutgoingMessage(
        id="msg_1",
        content=content_from(given),
        thread_key=given.get("thread_key", "7"),
        reply_to=given.get("reply_to"),
        access=Access("https://api.telegram.org", "123:token"),
        signing_secrets=(),
        event=dict,
        kind=ContentKind(given.get("kind", "text")),
        changed=changed and changed_from(changed),
    )


def steps_of(outgoing: OutgoingMessage) -> list[Step]:
    steps = TelegramOutbound(FakeHttp()).steps(outgoing)
    assert not isinstance(steps, PermanentFailure), steps
    return list(steps)


def called(outgoing: OutgoingMessage) -> list[dict[str, Any]]:
    return [
        {"method": step.method, "parameters": step.parameters}
        | ({"files": {name: file.name for name, file in step.files.items()}} if step.files else {})
        for step in steps_of(outgoing)
    ]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_becomes_its_calls(path):
    example = json.loads(path.read_text())
    outgoing = outgoing_from(example["message"])
    assert called(outgoing) == example["calls"]
    for step in steps_of(outgoing):
        as_aiogram_reads_it(step)


def test_there_is_an_example_of_every_method_that_sends():
    shown = {call["method"] for path in EXAMPLES for call in json.loads(path.read_text())["calls"]}
    assert shown == {
        *("sendMessage", "sendPhoto", "sendVoice", "sendAudio", "sendDocument", "sendSticker", "sendAnimation"),
        *("sendMediaGroup", "sendLocation", "sendVenue", "sendContact", "editMessageText", "editMessageCaption"),
        *("deleteMessages", "deleteBusinessMessages", "setMessageReaction", "sendVideo"),
    }


def test_the_documented_table_of_methods_is_complete():
    table = (ROOT / "docs/telegram.md").read_text().partition("\n### Methods\n")[2].partition("### Responses")[0]
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines() if row.startswith("| `")]
    methods, examples, tests = (
        set(re.findall("`([a-zA-Z_]+)`", " ".join(column))) for column in zip(*rows, strict=True)
    )
    assert examples == {path.stem for path in EXAMPLES}
    called = {call["method"] for path in EXAMPLES for call in json.loads(path.read_text())["calls"]}
    assert methods == called | {"sendChatAction", "answerCallbackQuery"}
    defined = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert all(f"def {name}(" in defined for name in tests)
