"""A channel on which the desk may start conversations."""

import json
from typing import Any

from helpdesk.content.draft import Draft
from helpdesk.messaging.messages import Sender
from helpdesk.replies.starting import StartRequest
from tests.support.described import check_event
from tests.support.desk import DeskInProcess
from tests.support.integrator import CAPABILITIES, OPAQUE, Integrator

BY_ID, BY_PAIR = "INTEGRATION_THREAD_ID", "DELIVERY_IDENTIFIER"
CAN_START = CAPABILITIES | {"allowConversationStart": True}
CLEO = {"type": OPAQUE, "value": "cleo", "name": "Cleo"}


class Line:
    """An app whose channel lets the desk start conversations, and its account."""

    def __init__(self, desk: DeskInProcess, model: str = BY_ID, **can: Any) -> None:
        self.desk, self.app = desk, Integrator(desk)
        self.channel, self.account = self.app.ready(capabilities=CAN_START | {"threadingModel": model} | can)

    def start(self, key: str | None = None, **more: Any) -> tuple[int, Any]:
        """Calls the desk API; `as_`: the caller."""
        principal = more.pop("as_", None)
        body = {"account_id": self.account, "recipient": CLEO, "text": "Your parcel is here."} | more
        headers = {"idempotency-key": key} if key else {}
        return self.desk.call("POST", "/v1/conversations", body, headers=headers, principal=principal)

    def started(self, **more: Any) -> Any:
        status, response = self.start(**more)
        assert status == 201, response
        return response

    def rejected(self, **more: Any) -> tuple[int, str, list[tuple[str, str | None]]]:
        """Status, code, and the fields with their missing capabilities. Checks that nothing was stored."""
        before = self.desk.backend.client.scan(TableName="conversations")["Items"]
        status, problem = self.start(**more)
        assert self.desk.backend.client.scan(TableName="conversations")["Items"] == before
        named = [(error["field"], error.get("capability")) for error in problem.get("errors", [])]
        return status, problem["code"], named

    def webhook(self) -> Any:
        """The newest event that the app's server received."""
        event = json.loads(self.app.replies()[-1][2])
        check_event(event)
        return event

    def customer_reply(self, event: Any, text: str = "Thank you", **more: Any) -> Any:
        """Publishes the customer's reply to an event that the app received."""
        threads = event["channelIntegrationThreadIds"]
        customer = {"deliveryIdentifier": event["message"]["recipients"][0]["deliveryIdentifier"], "name": "Cleo"}
        named = {"senders": [customer], "integrationThreadId": threads[0] if threads else None}
        return self.app.publish(self.channel, self.account, text, **named | more)

    def request(self, key: str | None = None, **more: Any) -> StartRequest:
        customer = Sender("cleo", "Cleo", identifier_type=OPAQUE)
        return StartRequest(self.account, customer, Draft("Hi"), idempotency_key=key, **more)
