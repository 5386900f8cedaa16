"""The calls over HTTP, to a Bot API on loopback: what a fake of the network would not show."""

from collections.abc import Iterator

import pytest

from helpdesk.files.models import FileUsage
from helpdesk.messaging.outcomes import Sent
from helpdesk.platform.outbound_http import GuardedPoster
from helpdesk.providers.models import Access, OutgoingContent, OutgoingFile, OutgoingMessage
from helpdesk.providers.telegram.outbound.sending import TelegramOutbound
from infra.workbench.telegram import BLOCKED, BotApi, NoAnswer
from infra.workbench.telegram_server import serving
from tests.support.examples import perform

TOKEN = "123456:AAbot-token"
CHUNK = b"0123456789abcdef" * 4096
PHOTO = OutgoingFile("cat.jpg", "image/jpeg", 100 * len(CHUNK), FileUsage.IMAGE, lambda: iter([CHUNK] * 100))


@pytest.fixture
def api() -> BotApi:
    return BotApi(TOKEN)


@pytest.fixture
def url(api: BotApi) -> Iterator[str]:
    with serving(api) as served:
        yield served


def message(url: str, text: str, *files: OutgoingFile) -> OutgoingMessage:
    content = OutgoingContent(text, files=dict(enumerate(files)))
    return OutgoingMessage("msg_1", content, "7", None, Access(url, TOKEN), (), dict)


def sender() -> TelegramOutbound:
    return TelegramOutbound(GuardedPoster(allow_loopback=True))


def test_a_photo_arrives_with_every_byte(api, url):
    assert perform(sender(), message(url, "A cat", PHOTO)) == Sent("101")
    [call] = api.calls
    assert (call.method, call.parameters) == ("sendPhoto", {"chat_id": 7, "caption": "A cat"})
    assert call.files["photo"].content == CHUNK * 100


def test_an_album_arrives_as_one_call(api, url):
    assert perform(sender(), message(url, "", PHOTO, PHOTO)) == Sent("101", ("102",))
    assert len(api.calls[0].files) == 2


def test_a_rejection_and_a_missing_response_are_told_apart(api, url):
    api.answer_next(BLOCKED, NoAnswer())
    assert [perform(sender(), message(url, "Hi", PHOTO)).code for _ in range(2)] == ["blocked", "maybe_sent"]


def test_what_is_no_call_of_telegrams_is_refused(api):
    for path, body in (("/bot1:x/sendMessage", b"{}"), (f"/bot{TOKEN}/sendNothing", b"{}")):
        assert api.request(path, "application/json", body).status in {400, 401}
    wrong = [b'{"chat_id": 7}', b'{"chat_id": 7, "text": "a", "colour": "red"}', b'{"chat_id": 7, "text": {}}']
    assert [api.request(f"/bot{TOKEN}/sendMessage", "application/json", body).status for body in wrong] == [400] * 3
    assert len(api.refused) == 4
    assert api.calls == []
