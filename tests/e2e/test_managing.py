"""Managing an account on the deployed stack: its app is notified through the directory's stream."""

from typing import Any

from standardwebhooks import Webhook

from tests.support.deployed_client import Desk, eventually
from tests.support.messaging_service import MessagingService, Received

OPAQUE = "CHANNEL_SPECIFIC_OPAQUE_ID"


def test_disabling_and_deleting_an_account_notifies_its_app(desk: Desk, service: MessagingService) -> None:
    def events_received(count: int) -> list[Received]:
        found = [request for request in service.received if request.body.get("channelAccountId") == account["id"]]
        return found if len(found) >= count else []

    url = f"{service.url}/managed"
    channel = desk.channel_api("POST", "/", {"name": "Managed", "capabilities": {}, "webhookUrl": url}).body
    given = {"inboxId": "1", "name": "Line", "authorized": True, "deliveryIdentifier": {"type": OPAQUE, "value": "l"}}
    account: dict[str, Any] = desk.channel_api("POST", f"/{channel['id']}/channel-accounts", given).body
    eventually(lambda: events_received(1))
    path = f"/channel-accounts/{account['id']}"
    assert desk.call("PATCH", path, {"active": False}).status == 200
    customer = {"deliveryIdentifier": {"type": OPAQUE, "value": "cleo"}}
    message = {"channelAccountId": account["id"], "messageDirection": "INCOMING", "senders": [customer], "text": "Hi"}
    rejected = desk.channel_api("POST", f"/{channel['id']}/messages", message)
    assert (rejected.status, rejected.body["context"]["code"]) == (503, ["account_inactive"])
    assert rejected.headers["retry-after"] == "300"
    eventually(lambda: events_received(2))
    assert desk.call("DELETE", f"{path}?confirm=Line").status == 200
    rejected = desk.channel_api("POST", f"/{channel['id']}/messages", message)
    assert (rejected.status, rejected.body["context"]["code"]) == (410, ["account_deleted"])
    events = eventually(lambda: events_received(3))
    kinds = ["CHANNEL_ACCOUNT_CREATED", "CHANNEL_ACCOUNT_UPDATED", "CHANNEL_ACCOUNT_PURGED"]
    assert [event.body["type"] for event in events] == kinds
    for event in events:
        Webhook(desk.description["app"]["secret"]).verify(event.raw.decode(), dict(event.headers))
    trail = desk.call("GET", f"/audit?account_id={account['id']}").body["events"]
    assert [event["type"] for event in trail] == [
        f"channel_account.{name}" for name in ("deleted", "switched_off", "connected")
    ]
    eventually(lambda: _all_sent(desk, account["id"]))


def _all_sent(desk: Desk, account_id: str) -> bool:
    events = desk.call("GET", f"/audit?account_id={account_id}").body["events"]
    return all(event["webhook"]["status"] == "SENT" for event in events)
