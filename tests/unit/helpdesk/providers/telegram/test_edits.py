"""Whatever the sequence of edits, the chat has the newest text, in order, and a deletion leaves nothing."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.files.models import FileUsage
from helpdesk.messaging.messages import ContentKind
from helpdesk.messaging.outcomes import PermanentFailure, Sent
from helpdesk.platform.outbound_http import HttpResponse
from helpdesk.providers.models import (
    Access,
    ChangedMessage,
    OutgoingContent,
    OutgoingFile,
    OutgoingMessage,
    WantedChange,
)
from helpdesk.providers.telegram.outbound.sending import TelegramOutbound
from infra.workbench.telegram import BotApi
from tests.support.fakes import FakeHttp, read_body

TOKEN = "123:token"
FILE = OutgoingFile("a.pdf", "application/pdf", 3, FileUsage.OTHER, lambda: iter([b"pdf"]))
STICKER = OutgoingFile("a.webp", "image/webp", 4, FileUsage.STICKER, lambda: iter([b"webp"]))
BUTTONS = {"type": "QUICK_REPLIES", "quickReplies": [{"value": "yes", "valueType": "TEXT", "label": "Yes"}]}
texts = st.tuples(st.sampled_from("abcdef"), st.sampled_from([1, 900, 1100, 4096, 4097, 9000])).map(
    lambda each: each[0] * each[1]
)
firsts = st.builds(
    OutgoingContent,
    texts,
    st.none(),
    st.sampled_from([(), (BUTTONS,)]),
    st.sampled_from([{}, {0: FILE}, {0: FILE, 1: FILE}, {0: STICKER}]),
)


class Chat:
    """One message of the desk, as the delivery keeps it between two steps."""

    def __init__(self) -> None:
        self.api, self.http = BotApi(TOKEN), FakeHttp()
        self.http.post = self._post
        self.outbound = TelegramOutbound(self.http)
        self.message = ChangedMessage(OutgoingContent(""), ())

    def _post(self, url, headers, body):
        answer = self.api.request(
            url.removeprefix("https://api.telegram.org"), headers["content-type"], read_body(body)
        )
        return HttpResponse(answer.status, {}, json.dumps(answer.body).encode())

    def outgoing(self, content: OutgoingContent, kind: ContentKind) -> OutgoingMessage:
        access = Access("https://api.telegram.org", TOKEN)
        changed = self.message if kind.is_change else None
        return OutgoingMessage("msg_1", content, "7", None, access, (), dict, kind=kind, changed=changed)

    def send(self, content: OutgoingContent) -> None:
        ids: list[str] = []
        for step in self.outbound.steps(self.outgoing(content, ContentKind.TEXT)):
            ids += self.outbound.perform(self.outgoing(content, ContentKind.TEXT), step).ids
        self.message = ChangedMessage(content, tuple(ids))

    def change(self, content: OutgoingContent, kind: ContentKind, is_interrupted: Callable[[], bool]) -> None:
        """Each step is planned anew. An interrupted one was performed, and nothing of it was stored."""
        done = 0
        while done < len(steps := self.outbound.steps(self.outgoing(content, kind))):
            step = steps[done]
            for _ in range(1 + (step.is_repeatable and is_interrupted())):
                sent = self.outbound.perform(self.outgoing(content, kind), step)
                assert isinstance(sent, Sent), sent
            if step.leaves:
                self.message = step.leaves.with_sent(sent.ids)
            done += 1

    @property
    def shown(self) -> str:
        return "".join(each.get("text", each.get("caption", "")) for each in self.api.chats.get(7, {}).values())


@given(firsts, st.lists(texts, max_size=5), st.data())
def test_after_any_edits_the_customer_has_the_newest_text_in_order(first, edits, data):
    chat = Chat()
    chat.send(first)
    assert chat.shown == first.text
    for text in edits:
        chat.change(OutgoingContent(text), ContentKind.EDITED, lambda: data.draw(st.booleans()))
        assert chat.shown == text
        assert [each.id for each in chat.message.texts] == [] or {each.id for each in chat.message.texts} <= {
            str(number) for number in chat.api.chats[7]
        }
    chat.change(OutgoingContent(""), ContentKind.DELETED, lambda: data.draw(st.booleans()))
    assert chat.api.chats[7] == {}
    assert chat.api.refused == []


def never() -> bool:
    return False


def test_an_edit_that_failed_in_the_middle_is_repaired_by_the_next_one():
    chat = Chat()
    chat.send(OutgoingContent("a" * 3000))
    outgoing = chat.outgoing(OutgoingContent("b" * 10_000), ContentKind.EDITED)
    first, second, _ = chat.outbound.steps(outgoing)
    chat.outbound.perform(outgoing, first)
    chat.message = second.leaves.with_sent(chat.outbound.perform(outgoing, second).ids)
    chat.change(OutgoingContent("c" * 5000), ContentKind.EDITED, never)
    assert chat.shown == "c" * 5000


def test_the_buttons_are_below_the_last_part():
    chat = Chat()
    chat.send(OutgoingContent("a", parts=(BUTTONS,)))
    for length in (9000, 5000, 1):
        before = len(chat.api.calls)
        chat.change(OutgoingContent("b" * length), ContentKind.EDITED, never)
        texts = [call for call in chat.api.calls[before:] if "text" in call.parameters]
        assert ["reply_markup" in call.parameters for call in texts] == [*[False] * (len(texts) - 1), True]


@pytest.mark.parametrize(
    ("added", "removed", "calls"), [("👍", "👍", [["👍"], []]), ("❤️", "❤", [["❤"], []]), ("👍", "🔥", [["👍"]])]
)
def test_only_the_reaction_that_is_shown_is_removed(added, removed, calls):
    chat = Chat()
    chat.send(OutgoingContent("a"))
    chat.change(OutgoingContent(added), ContentKind.REACTION_ADDED, never)
    chat.change(OutgoingContent(removed), ContentKind.REACTION_REMOVED, never)
    shown = [[each["emoji"] for each in call["reaction"]] for call in chat.api.called("setMessageReaction")]
    assert shown == calls


PLACE = {"type": "LOCATION", "latitude": 1, "longitude": 2}
CARD = {"type": "CONTACT", "contactProfile": {"phones": [{"phone": "+3120"}]}}


def sent_file(usage: str) -> dict[str, str]:
    return {"type": "FILE", "fileId": "fil_1", "fileUsageType": usage}


@pytest.mark.parametrize(
    ("text", "parts", "code"),
    [
        ("", (PLACE,), "nothing_to_edit"),
        ("", (CARD,), "nothing_to_edit"),
        ("", (sent_file("STICKER"),), "nothing_to_edit"),
        ("Hi", (PLACE,), None),
        ("", (PLACE, BUTTONS), None),
        ("", (PLACE | {"url": "https://x.example"},), None),
        ("", (sent_file("IMAGE"),), None),
        ("Hi", (sent_file("STICKER"),), None),
    ],
)
def test_a_message_without_text_cannot_be_edited(text, parts, code):
    outbound = TelegramOutbound(FakeHttp())
    found = outbound.refusal(WantedChange(ContentKind.EDITED, text, parts, "7"))
    assert (found.code if isinstance(found, PermanentFailure) else None) == code
    assert outbound.refusal(WantedChange(ContentKind.DELETED, text, parts, "7")) is None


@pytest.mark.parametrize(("thread_key", "code"), [("7//biz", "not_carried"), ("7", None), ("-1001/7", None)])
@pytest.mark.parametrize("kind", [ContentKind.REACTION_ADDED, ContentKind.REACTION_REMOVED])
def test_a_bot_reacts_where_telegram_lets_it(thread_key, code, kind):
    found = TelegramOutbound(FakeHttp()).refusal(WantedChange(kind, "Hi", (), thread_key))
    assert (found.code if isinstance(found, PermanentFailure) else None) == code
