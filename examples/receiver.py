"""A messaging service in one file: receives the desk's replies, verifies their signatures, prints them.

`make run` starts it, so that replies can be delivered. It imitates two services: one that uses the desk's own format
(POST /custom), and Telegram's Bot API (POST /telegram/bot<token>/sendMessage, sendPhoto, …).

    python examples/receiver.py .local/stack.json
"""

import base64
import hashlib
import hmac
import itertools
import json
import sys
import time
from collections import deque
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TOLERANCE_SECONDS = 300
message_ids = itertools.count(1001)
seen: deque[str] = deque(maxlen=10_000)


def is_genuine(secret: str, headers: Any, body: bytes) -> bool:
    """Standard Webhooks: the signature is over `id.timestamp.body`."""
    timestamp = headers.get("webhook-timestamp", "0")
    signed = f"{headers.get('webhook-id')}.{timestamp}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    received = headers.get("webhook-signature", "").encode().split()
    fresh = timestamp.isdigit() and abs(time.time() - int(timestamp)) < TOLERANCE_SECONDS
    return fresh and any(hmac.compare_digest(expected, signature) for signature in received)


def parameters(content_type: str, body: bytes) -> tuple[dict[str, Any], list[str]]:
    """Of a call of the Bot API: JSON or, with files, a form; and the names of the files."""
    if content_type == "application/json":
        return json.loads(body), []
    form = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=HTTP)
    parts = [part for part in form.walk() if not part.is_multipart()]
    files = [name for part in parts if (name := part.get_filename())]
    fields = {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
        for part in parts
        if not part.get_filename()
    }
    return {name: value.decode() for name, value in fields.items() if isinstance(value, bytes)}, files


class Receiver(BaseHTTPRequestHandler):
    secret = ""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path.startswith("/telegram/bot"):
            self._respond(200, {"ok": True, "result": self._telegram(self.path.rpartition("/")[2], body)})
        elif self.path == "/custom" and is_genuine(self.secret, self.headers, body):
            self._print_new(json.loads(body))
            self._respond(200, {})
        else:
            self._respond(401 if self.path == "/custom" else 404, {"ok": False})

    def _telegram(self, method: str, body: bytes) -> Any:
        """The result of a call: a message, the messages of an album, or that it is done."""
        call, files = parameters(self.headers["content-type"], body)
        said = " ".join(str(value) for value in (call.get("text") or call.get("caption"), *files) if value)
        print(f"telegram  to chat {call.get('chat_id')}: {said or method}", flush=True)
        if not method.startswith("send") or method == "sendChatAction":
            return True
        sent = [{"message_id": next(message_ids), **call} for _ in (files if method == "sendMediaGroup" else [call])]
        return sent if method == "sendMediaGroup" else sent[0]

    def _print_new(self, event: dict[str, Any]) -> None:
        """An event may arrive more than once, with the same id."""
        if event["eventId"] in seen:
            return
        seen.append(event["eventId"])
        recipient = event["message"]["recipients"][0]
        name = recipient["name"] or recipient["deliveryIdentifier"]["value"]
        print(f"custom    to {name}: {event['message']['text']}", flush=True)

    def _respond(self, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Not one line per request: the messages are printed above."""


def main(stack_file: str) -> None:
    stack = json.loads(Path(stack_file).read_text())
    account = next(account for account in stack["accounts"] if account["kind"] == "custom")
    Receiver.secret = account["secret"]
    port = urlsplit(stack["receiver_url"]).port
    assert port is not None
    with ThreadingHTTPServer(("127.0.0.1", port), Receiver) as server:
        server.serve_forever()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(0)
