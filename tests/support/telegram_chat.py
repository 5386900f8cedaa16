"""A customer who writes to the desk's bot, and the Bot API that the desk calls."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from helpdesk.platform.outbound_http import Body, HttpResponse, NoResponse
from infra.workbench.engine import Backend
from infra.workbench.telegram import BotApi, NoAnswer
from tests.support.agent import entries, reply
from tests.support.desk import BOT_TOKEN, DeskInProcess, queue_event
from tests.support.fakes import read_body
from tests.support.file_store import FileStore, file_store
from tests.support.samples import PNG

CLEO = {"id": 7, "is_bot": False, "first_name": "Cleo"}
HTTP_URL = "https://api.telegram.org"


class Telegram:
    """The Bot API in place of the network, and a customer who writes to the bot."""

    def __init__(self, desk: DeskInProcess, store: FileStore) -> None:
        self.desk, self.store, self.api, self.numbers = desk, store, BotApi(BOT_TOKEN), 40
        desk.http.server = self.post
        status, _ = desk.call("PUT", "/v1/settings/files", {"serve_unscanned": True})
        assert status == 200

    def post(self, url: str, headers: Mapping[str, str], body: Body) -> HttpResponse:
        try:
            answer = self.api.request(url.removeprefix(HTTP_URL), headers["content-type"], read_body(body))
        except NoAnswer as error:
            raise NoResponse("no response") from error
        return HttpResponse(answer.status, {}, json.dumps(answer.body).encode())

    def writes(self, text: str = "Hello", chat: int = 7, date: int = 1, **more: Any) -> str:
        """The conversation of the customer's message."""
        self.numbers += 1
        kind = "supergroup" if chat < 0 else "private"
        message = {
            "message_id": self.numbers,
            "from": CLEO,
            "chat": {"id": chat, "type": kind},
            "date": date,
            "text": text,
        }
        update = {"update_id": self.numbers, "message": message | more}
        status, response = self.desk.post(self.desk.telegram, update)
        assert status == 200, response
        conversation: str = response["messages"][0]["conversation_id"]
        return conversation

    def upload(self, content: bytes = PNG, name: str = "cat.png", kind: str = "image/png") -> str:
        file = {"name": name, "content_type": kind, "size": len(content)}
        created = self.desk.call("POST", "/v1/files", file)[1]
        self.store.post(created["upload"]["fields"], content)
        file_id: str = created["file"]["id"]
        return file_id

    def says(self, conversation: str, text: str = "Hi", **more: Any) -> Any:
        status, message = reply(self.desk, conversation, text, **more)
        assert status == 201, message
        return message

    def change(self, message_id: str, kind: str, **more: Any) -> tuple[int, Any]:
        return self.desk.call("POST", f"/v1/messages/{message_id}/changes", {"type": kind, **more})

    def settle(self, conversation: str) -> Any:
        """The newest message, after everything was sent."""
        self.desk.settle()
        assert self.api.refused == []
        return entries(self.desk, conversation)[-1]

    def methods(self) -> list[str]:
        return [call.method for call in self.api.calls]


@contextmanager
def telegram_chat(backend: Backend) -> Iterator[Telegram]:
    with file_store() as store:
        yield Telegram(DeskInProcess(backend, lambda: store.client), store)


def file(file_id: str) -> dict[str, str]:
    return {"type": "FILE", "file_id": file_id}


def received(telegram: Telegram, work: str) -> int | None:
    """How long the message is hidden after this receive; None if it is done."""
    failed = telegram.desk.sender(queue_event(work))["batchItemFailures"]
    return telegram.desk.outbound_queue.shown_again[-1] if failed else None


def wait(telegram: Telegram) -> None:
    telegram.desk.clock.forward(seconds=1)
