"""An app with a registered channel: it publishes, and reports what became of the replies that it receives."""

from typing import Any

from tests.simulation.desk import OPAQUE, Done, address_of
from tests.simulation.history import Acceptance, Report
from tests.simulation.receivers import FILE_URL, Posted
from tests.simulation.users import Attempt, Script, Users, when


class Apps:
    def __init__(self, users: Users) -> None:
        self._users, self._desk, self._history = users, users.desk, users.history

    def publishes(self, name: str, messages: int = 2, *, file: bool = False, verified: bool = False) -> Script:
        """Messages of a customer. `verified`: the app knows their address."""
        self._desk.receivers.received = self._received
        for number in range(1, messages + 1):
            yield self._published(name, f"message {number} of {name}", file=file and number == 1, verified=verified)

    def edits(self) -> Script:
        """A customer of the app edits their first message."""
        yield self._users.a_message
        for number in range(2):
            yield self._users.wait()
            mine = [found for found in self._history.accepted if found.account_id == self._desk.registered_id]
            if mine:
                yield self._edit(mine[0].message_id, f"edit {number}")

    def _published(self, name: str, text: str, *, file: bool, verified: bool) -> Attempt:
        account, channel = self._desk.registered_id, self._desk.channel_id
        body: dict[str, Any] = {
            "channelAccountId": account,
            "messageDirection": "INCOMING",
            "senders": [{"deliveryIdentifier": {"type": OPAQUE, "value": name}, "name": name.title()}],
            "text": text,
            "integrationThreadId": name,
            "integrationIdempotencyId": text,
            "attachments": [{"type": "FILE", "url": FILE_URL}] if file else [],
        }
        if verified:
            body["customerIdentity"] = {"verifiedEmail": address_of(name)}

        def attempt(done: Done) -> None:
            def answered(status: int, response: Any) -> None:
                if status in {200, 201}:
                    ids = response["id"], response["conversationsThreadId"]
                    self._users.accept(Acceptance(account, text, name, *ids))
                done(status, response)

            self._desk.channel_api("POST", f"/{channel}/messages", body, answered)

        return attempt

    def _received(self, posted: Posted) -> None:
        if posted.body["type"] == "OUTGOING_CHANNEL_MESSAGE_CREATED":
            random = self._users.random
            statuses = random.sample(["DELIVERED", "FAILED", "READ"], random.randint(1, 2))
            self._users.go_on(self._report(posted.id, status) for status in statuses)

    def _report(self, message_id: str, status: str) -> Attempt:
        path, kept = f"/{self._desk.channel_id}/messages/{message_id}", self._history.reports
        body, report = {"statusType": status}, Report(message_id, status)
        return lambda done: self._desk.channel_api("PATCH", path, body, when(200, lambda _: kept.append(report), done))

    def _edit(self, message_id: str, key: str) -> Attempt:
        path, kept = f"/{self._desk.channel_id}/messages/{message_id}/changes", self._history.changes
        body = {"changeType": "EDIT", "text": key, "integrationIdempotencyId": key}
        return lambda done: self._desk.channel_api(
            "POST", path, body, when(201, lambda answer: kept.append(answer["id"]), done)
        )
