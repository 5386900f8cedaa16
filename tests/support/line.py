"""A channel on which the desk may write first."""

import json
from typing import Any

from helpdesk.content.draft import Draft
from helpdesk.messaging.messages import Sender
from helpdesk.replies.starting import StartRequest
from tests.support.described import check_event
from tests.support.desk import DeskInProcess
from tests.support.integrator import CAPABILITIES, OPAQUE, Integrator

BY_ID, BY_PAIR = "INTEGRATION_THREAD_ID", "DELIVERY_IDENTIFIER"
MAY = CAPABILITIES | {"allowConversationStart": True}
CLEO = {"type": OPAQUE, "value": "cleo", "name": "Cleo"}


class Line:
    """An app whose channel lets the desk write first, and its account."""

    def __init__(self, desk: DeskInProcess, model: str = BY_ID, **can: Any) -> None:
        self.desk, self.app = desk, Integrator(desk)
        self.channel, self.account = self.app.ready(capabilities=MAY | {"threadingModel": model} | can)

    def start(self, key: str | None = None, **more: Any) -> tuple[int, Any]:
        """Through the desk API; `as_`: who asks."""
        principal = more.pop("as_", None)
        body = {"account_id": self.account, "recipient": CLEO, "text": "Your parcel is here."} | more
        headers = {"idempotency-key": key} if key else {}
        return self.desk.call("POST", "/v1/conversations", body, headers=headers, principal=principal)

    def started(self, **more: Any) -> Any:
        status, answer = self.start(**more)
        assert status == 201, answer
        return answer

    def refused(self, **more: Any) -> tuple[int, str, list[tuple[str, str | None]]]:
        """Status, code, and where which capability is missing; nothing was stored."""
        before = self.desk.backend.client.scan(TableName="conversations")["Items"]
        status, problem = self.start(**more)
        assert self.desk.backend.client.scan(TableName="conversations")["Items"] == before
        named = [(one["field"], one.get("capability")) for one in problem.get("errors", [])]
        return status, problem["code"], named

    def webhook(self) -> Any:
        """The newest that the app's server got."""
        event = json.loads(self.app.replies()[-1][2])
        check_event(event)
        return event

    def answer(self, event: Any, text: str = "Thank you", **more: Any) -> Any:
        """The customer answers what the app was handed."""
        threads = event["channelIntegrationThreadIds"]
        customer = {"deliveryIdentifier": event["message"]["recipients"][0]["deliveryIdentifier"], "name": "Cleo"}
        named = {"senders": [customer], "integrationThreadId": threads[0] if threads else None}
        return self.app.publish(self.channel, self.account, text, **named | more)

    def request(self, key: str | None = None, **more: Any) -> StartRequest:
        customer = Sender("cleo", "Cleo", identifier_type=OPAQUE)
        return StartRequest(self.account, customer, Draft("Hi"), idempotency_key=key, **more)
