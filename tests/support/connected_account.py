"""An account that the desk itself has connected, through the API."""

from datetime import timedelta
from typing import Any

from helpdesk.accounts.managing import AccountPatch
from helpdesk.accounts.models import ChannelAccount
from tests.support.desk import DeskInProcess


class ConnectedAccount:
    def __init__(self, desk: DeskInProcess, account_id: str) -> None:
        self.desk, self.id, self.path = desk, account_id, f"/v1/channel-accounts/{account_id}"

    def done(self, method: str, more: str = "", body: object = None, **query: str) -> Any:
        status, response = self.desk.call(method, self.path + more, body, query=query)
        assert status in {200, 201}, response
        return response

    @property
    def connection(self) -> Any:
        return self.done("GET")["connection"]

    @property
    def health(self) -> Any:
        return self.done("GET", "/health")

    def reconnected(self) -> ChannelAccount:
        """Without the API, which serves one request at a time."""
        return self.desk.use_cases.subscriptions.reconnect(self.id, self.desk.principal.actor())

    def rotated(self) -> None:
        overlap, actor = timedelta(0), self.desk.principal.actor()
        self.desk.use_cases.rotation.rotate(self.id, overlap, actor)

    def disabled(self) -> None:
        self.desk.use_cases.management.change(self.id, AccountPatch({"active": False}), self.desk.principal)

    def trail(self) -> list[str]:
        events = self.desk.call("GET", "/v1/audit", query={"account_id": self.id})[1]["events"]
        return [event["type"].partition(".")[2] for event in reversed(events)]
