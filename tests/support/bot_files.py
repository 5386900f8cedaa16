"""The part of Telegram's Bot API that gives files, on a loopback port: getFile, and the downloads."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.http_server import Respond, Server, responding


@dataclass
class BotFiles:
    token: str
    contents: dict[str, bytes] = field(default_factory=dict)
    """By file id."""
    refusals: list[Respond] = field(default_factory=list)
    """Answers to the next calls of getFile, before files are given again."""
    path: Any = None
    """The path that getFile answers, if not a usual one."""
    asked: list[str] = field(default_factory=list)
    """The file ids that getFile was called with."""
    downloads: int = 0
    url: str = ""

    def respond(self, handler: Any) -> None:
        if handler.path == f"/bot{self.token}/getFile":
            self._get_file(handler)
        elif handler.path.startswith(f"/file/bot{self.token}/files/"):
            self.downloads += 1
            content = self.contents[handler.path.rpartition("/")[2]]
            responding(200, content, content_disposition="attachment; filename=file_7.bin")(handler)
        else:
            responding(404, b'{"ok": false, "error_code": 404, "description": "Not Found"}')(handler)

    def _get_file(self, handler: Any) -> None:
        file_id = json.loads(self.server.received[-1].body)["file_id"]
        self.asked.append(file_id)
        if self.refusals:
            self.refusals.pop(0)(handler)
        elif file_id not in self.contents:
            refused(400, "Bad Request: wrong remote file identifier specified")(handler)
        else:
            path = self.path or f"files/{file_id}"
            result = {"file_id": file_id, "file_unique_id": "u", "file_path": path}
            responding(200, json.dumps({"ok": True, "result": result}).encode())(handler)

    server: Any = None


def refused(status: int, description: str, **parameters: object) -> Respond:
    """As the Bot API writes it."""
    body = {"ok": False, "error_code": status, "description": description}
    return responding(status, json.dumps(body | ({"parameters": parameters} if parameters else {})).encode())


@contextmanager
def bot_files(token: str) -> Iterator[BotFiles]:
    files = BotFiles(token)
    with Server(files.respond) as server:
        files.server, files.url = server, f"http://127.0.0.1:{server.port}"
        yield files
