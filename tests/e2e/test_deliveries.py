"""The delivery log on the deployed stack: logged attempts, failures and replays."""

from collections import deque
from typing import Any

from standardwebhooks import Webhook

from tests.support.deployed_client import Desk, eventually
from tests.support.messaging_service import MessagingService

OPAQUE = "CHANNEL_SPECIFIC_OPAQUE_ID"
STATUS = "CHANNEL_THREAD_STATUS_CHANGED"


def test_a_failed_delivery_is_in_the_log_and_can_be_replayed(desk: Desk, service: MessagingService) -> None:
    def log(query: str = "") -> list[dict[str, Any]]:
        response = desk.channel_api("GET", f"{deliveries}{query}")
        assert response.status == 200, response
        found: list[dict[str, Any]] = response.body["results"]
        return found

    url = f"{service.url}/logged"
    given = {"name": "Logged", "capabilities": {}, "webhookUrl": url, "eventSubscriptions": [STATUS]}
    channel = desk.channel_api("POST", "/", given).body["id"]
    deliveries = f"/{channel}/deliveries"
    line = {"inboxId": "1", "name": "Line", "authorized": True, "deliveryIdentifier": {"type": OPAQUE, "value": "log"}}
    account = desk.channel_api("POST", f"/{channel}/channel-accounts", line).body["id"]
    customer = {"deliveryIdentifier": {"type": OPAQUE, "value": "cleo"}, "name": "Cleo"}
    message = {"channelAccountId": account, "messageDirection": "INCOMING", "senders": [customer], "text": "Hi"}
    thread = desk.channel_api("POST", f"/{channel}/messages", message).body["conversationsThreadId"]

    text = "A reply that is refused at first"
    service.failures[text] = deque([410])
    replied = desk.call("POST", f"/conversations/{thread}/replies", {"text": text}).body["id"]
    [failed] = eventually(lambda: log("?result=FAILED"))
    assert (failed["eventId"], failed["failureDetails"]["code"]) == (replied, "gone")
    assert desk.channel_api("POST", f"{deliveries}/{failed['id']}/replay").status == 202
    rejected, accepted = eventually(lambda: two if len(two := service.with_text(text)) == 2 else [])
    assert rejected.headers["webhook-id"] == accepted.headers["webhook-id"] == replied
    eventually(lambda: desk.message(replied)["status"] == "SENT")
    assert [entry["replay"] for entry in log("?result=SENT") if entry["eventId"] == replied] == [True]

    ticket = thread.replace("cnv_", "tkt_")
    text = "Another one"
    service.failures[text] = deque([410])
    replied = desk.call("POST", f"/conversations/{thread}/replies", {"text": text}).body["id"]
    eventually(lambda: desk.call("GET", f"/tickets/{ticket}").body["reply_state"] == "failed")
    path = f"/channel-accounts/{account}/deliveries"
    failed, _ = desk.call("GET", f"{path}?result=FAILED").body["deliveries"]
    assert failed["event_id"] == replied
    assert desk.call("POST", f"{path}/{failed['id']}/replay").status == 202
    eventually(lambda: desk.call("GET", f"/tickets/{ticket}").body["reply_state"] == "none")
    assert desk.call("GET", f"/channel-accounts/{account}").body["last_delivery"]["result"] == "SENT"

    assert desk.call("PUT", f"/tickets/{ticket}/status", {"status": "closed"}).status == 200
    [event] = eventually(lambda: [request for request in service.received if request.body["type"] == STATUS])
    Webhook(desk.description["app"]["secret"]).verify(event.raw.decode(), dict(event.headers))
    assert event.body["conversationsThreadId"] == thread
    assert event.body["status"] == {"from": "OPEN", "to": "CLOSED"}
