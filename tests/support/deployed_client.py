"""A client of the desk: plain HTTP against the addresses of stack.json."""

import itertools
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import botocore.session
import urllib3
from standardwebhooks import Webhook

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: Any


def http(method: str, url: str, body: object = None, headers: Mapping[str, str] | None = None) -> Answer:
    raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, raw, {"content-type": "application/json", **(headers or {})}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return Answer(response.status, _lower(response.headers), _parsed(response.read()))
    except urllib.error.HTTPError as error:
        return Answer(error.code, _lower(error.headers), _parsed(error.read()))


def eventually(look: Callable[[], T], *, seconds: float = 20) -> T:
    """The first true result of `look`."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {look.__name__}"
        time.sleep(0.05)
    return found


class Desk:
    def __init__(self, description: Mapping[str, Any]) -> None:
        self.description = description
        self.accounts = {account["kind"]: account for account in description["accounts"]}
        self._numbers = itertools.count(1)

    def call(self, method: str, path: str, body: object = None, *, token: str | None = None, **headers: str) -> Answer:
        authorization = {"authorization": f"Bearer {token or self.description['token']}"} if token != "" else {}
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return http(method, self.description["desk_api_url"] + path, body, authorization | sent)

    def channel_api(
        self, method: str, path: str, body: object = None, *, base: str = "/conversations/custom-channels/2026-03"
    ) -> Answer:
        """As the app of the seeded token."""
        authorization = {"authorization": f"Bearer {self.description['token']}"}
        return http(method, f"{self.description['channel_api_url']}{base}{path}", body, authorization)

    def send_custom(self, body: object, *, secret: str | None = None, event_id: str = "") -> Answer:
        """Signed by Standard Webhooks' own library."""
        account = self.accounts["custom"]
        raw, now = json.dumps(body), datetime.now(UTC)
        event_id = event_id or f"evt_{uuid.uuid4().hex}"
        headers = {
            "webhook-id": event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret or account["secret"]).sign(event_id, now, raw),
        }
        return http("POST", account["webhook_url"], raw.encode(), headers)

    def send_telegram(self, update: object, *, secret: str | None = None) -> Answer:
        account = self.accounts["telegram"]
        header = {"X-Telegram-Bot-Api-Secret-Token": account["secret"] if secret is None else secret}
        return http("POST", account["webhook_url"], update, header)

    def timeline(self, conversation_id: str) -> list[dict[str, Any]]:
        response = self.call("GET", f"/conversations/{conversation_id}/timeline?limit=100")
        assert response.status == 200, response
        entries: list[dict[str, Any]] = response.body["entries"]
        return entries

    def message(self, message_id: str) -> dict[str, Any]:
        conversation_id = "cnv_" + message_id.removeprefix("msg_").rpartition("_")[0]
        return next(entry for entry in self.timeline(conversation_id) if entry["id"] == message_id)

    def upload(self, content: bytes, name: str, content_type: str) -> str:
        """Posts the form to S3, as a browser does. Returns the file's id."""
        file = {"name": name, "content_type": content_type, "size": len(content)}
        created = self.call("POST", "/files", file)
        assert created.status == 201, created
        form = created.body["upload"]
        fields = {**form["fields"], "file": (name, content)}
        assert urllib3.request("POST", form["url"], fields=fields).status == 204
        file_id: str = created.body["file"]["id"]
        return file_id

    def dead_letters(self) -> str:
        """The bodies of the messages in the outbound dead-letter queue."""
        sqs = self.aws("sqs")
        url = self.description["outputs"]["OutboundDeadLetterQueueUrl"]
        received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=1)
        return " ".join(message["Body"] for message in received.get("Messages", []))

    def tokens_of(self, who: str) -> dict[str, str]:
        """The tokens of a sign-in with email and password, as with Amazon's own client. `who`: `agent` or `admin`."""
        person = self.description[who]
        signed_in: dict[str, str] = self.aws("cognito-idp").initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=self.description["outputs"]["UserPoolClientId"],
            AuthParameters={"USERNAME": person["email"], "PASSWORD": person["password"]},
        )["AuthenticationResult"]
        return signed_in

    def open_conversation(self, text: str = "Hello") -> dict[str, str]:
        """Sends a new customer's first message in our own format. Returns the only message of the response."""
        response = self.send_custom(custom_event(text, thread=uuid.uuid4().hex))
        assert response.status == 200, response
        accepted: dict[str, str] = response.body["messages"][0]
        return accepted

    def aws(self, service: str) -> Any:
        """A client of Amazon's own service."""
        return botocore.session.get_session().create_client(
            service,
            endpoint_url=self.description["endpoint_url"],
            region_name=self.description["region"],
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )


def custom_event(text: str, *, thread: str, message: str | None = None) -> dict[str, Any]:
    data = {
        "conversation": {"id": thread},
        "sender": {"id": f"customer-{thread}", "name": "Cleo"},
        "message": {"id": message or uuid.uuid4().hex, "text": text},
    }
    return {"type": "message.created", "timestamp": "2026-11-22T09:00:00Z", "data": data}


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")
