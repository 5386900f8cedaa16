"""A desk on Amazon's engine whose router is interrupted between any two calls, and goes on as AWS has it: who asks asks
again, a batch of the stream and a message of a queue are received again."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from helpdesk.conversations.items import EVENT, event_from
from helpdesk.platform.attributes import from_attributes
from helpdesk.platform.errors import Unavailable
from helpdesk.tickets.repository import TICKET, ticket_from
from infra.stream_filter import passes
from infra.workbench.engine import Backend
from infra.workbench.tables import CONVERSATIONS
from tests.support.desk import DeskInProcess, custom_event, custom_message, queue_event
from tests.support.interruptions import Died, Interruptible, Interruption, Interruptions
from tests.support.people import invited
from tests.support.routed import Routed

_RECEIVES = 5
PEOPLE = ("Ann", "Ben", "Cas")


class RoutingDesk:
    def __init__(self, backend: Backend) -> None:
        self.interruptions = Interruptions()
        real: Any = backend.client
        backend.client = Interruptible(real, self.interruptions)
        self._desk = DeskInProcess(backend)
        backend.client = self._client = real
        for queue in (self._desk.routing_queue, self._desk.outbound_queue):
            queue.send = self.interruptions.around("send", queue.send)  # type: ignore[method-assign]
        self.people = [str(invited(self._desk, name)["id"]) for name in PEOPLE]
        self._messages = 0
        for each in self.people:  # so that tickets wait
            self.call("PATCH", f"/v1/users/{each}", {"capacity": {"total": 1}})
        self.settle()

    def interrupt(self, calls_before: int, kind: Interruption) -> None:
        self.interruptions.plan(calls_before, kind)

    def writes(self, customer: int) -> None:
        self._messages += 1
        message = custom_event(custom_message(thread=f"t{customer}", message=f"m{self._messages}"))
        self._again(lambda: self._desk.post(self._desk.custom, message)[0] == 200)

    def call(self, method: str, path: str, body: object) -> None:
        """What is refused is refused."""
        self._again(lambda: self._desk.call(method, path, body)[0] < 500)

    def rule(self, people: list[str], method: str, *, automatic: bool) -> None:
        body = {"automatic": automatic, "assign_to": "users_and_teams", "user_ids": people, "method": method}
        self.call("PUT", f"/v1/channel-accounts/{self._desk.custom.id}/routing", body)

    def settle(self) -> None:
        """Until there is nothing left to do."""
        streams = (self._desk.backend.directory_stream, self._desk.backend.stream)
        while any(batches := [stream.batch()["Records"] for stream in streams]) or self._desk.routing_queue.messages:
            for records in batches:
                wanted = [record for record in records if passes(record)]
                self._again(lambda wanted=wanted: self._desk.fanout({"Records": wanted}) is None)
            messages, self._desk.routing_queue.messages = self._desk.routing_queue.messages, []
            for queued in messages:
                event = queue_event(queued.body)
                self._again(lambda event=event: not self._desk.router(event)["batchItemFailures"])

    def routed(self) -> Routed:
        found = self._client.scan(TableName=CONVERSATIONS, ConsistentRead=True)["Items"]
        found = sorted(map(from_attributes, found), key=lambda item: (item["pk"], item["sk"]))
        tickets = [ticket_from(item) for item in found if item.get("kind") == TICKET]
        events = [event_from(item) for item in found if item.get("kind") == EVENT]
        return Routed(self._desk.database, tickets, sorted(events, key=lambda event: event.created_at))

    def _again(self, is_done: Callable[[], bool]) -> None:
        for _ in range(_RECEIVES):
            try:
                if is_done():
                    return
            except (Died, Unavailable, ClientError):
                continue
        raise AssertionError("it is not done, however often it is received")
