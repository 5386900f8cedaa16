"""An integrator's app on the deployed stack: from registering a channel to a reply that its customer has read."""

import uuid
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.support.deployed_client import Answer, Desk, eventually, http
from tests.support.messaging_service import MessagingService
from tests.support.signatures import hubspot_signature

BASES = ["/conversations/custom-channels/2026-03", "/conversations/v3/custom-channels"]


@pytest.mark.parametrize("base", BASES)
def test_a_new_channel_from_registration_to_a_read_reply(desk: Desk, service: MessagingService, base: str) -> None:
    app, url = desk.description["app"], f"{service.url}/hook?tenant=7"

    def call(method: str, path: str, body: object = None) -> Answer:
        return desk.channel_api(method, path, body, base=base)

    def created(path: str, body: dict[str, Any]) -> Any:
        response = call("POST", path, body)
        assert response.status == 201, response
        return response.body

    capabilities = {"threadingModel": "INTEGRATION_THREAD_ID"}
    channel = created("/?hapikey=x", {"name": f"Pigeons {base}", "capabilities": capabilities, "webhookUrl": url})["id"]
    assert channel in [result["id"] for result in call("GET", "").body["results"]]
    ours = {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "loft"}
    account = {"inboxId": desk.description["inbox_id"], "name": "Loft", "authorized": True, "deliveryIdentifier": ours}
    account_id = created(f"/{channel}/channel-accounts", account)["id"]
    assert [result["id"] for result in call("GET", f"/{channel}/channel-accounts").body["results"]] == [account_id]
    sender = {"deliveryIdentifier": {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "cleo"}, "name": "Cleo"}
    message = {
        "channelAccountId": account_id,
        "messageDirection": "INCOMING",
        "senders": [sender],
        "text": "Coo",
        "richText": "<b>Coo</b>",
        "integrationThreadId": "t1",
        "integrationIdempotencyId": uuid.uuid4().hex,
    }
    published = created(f"/{channel}/messages", message)
    assert created(f"/{channel}/messages", message) == published
    text = f"Coo too {uuid.uuid4()}"
    replied = desk.call("POST", f"/conversations/{published['conversationsThreadId']}/replies", {"text": text})
    assert replied.status == 201, replied
    [received] = eventually(lambda: service.with_text(text))
    Webhook(app["secret"]).verify(received.raw.decode(), dict(received.headers))
    timestamp = received.headers["x-hubspot-request-timestamp"]
    assert received.path == "/hook?tenant=7"
    expected = hubspot_signature(app["secret"], url, received.raw, timestamp)
    assert received.headers["x-hubspot-signature-v3"] == expected
    assert (received.body["channelId"], received.body["message"]["channelAccountId"]) == (channel, account_id)
    path = f"/{channel}/messages/{replied.body['id']}"
    read = call("PATCH", path, {"statusType": "READ"})
    assert (read.status, read.body["status"]) == (200, {"statusType": "READ"})
    assert desk.message(replied.body["id"])["status"] == "READ"
    unknown = call("GET", f"/{channel}/messages/msg_nothing")
    assert (unknown.status, unknown.body["category"]) == (404, "OBJECT_NOT_FOUND")
    assert call("DELETE", f"/{channel}").status == 204
    assert call("GET", f"/{channel}").status == 404


def test_requests_without_a_valid_token_are_401(desk: Desk) -> None:
    url = desk.description["channel_api_url"] + BASES[0]
    assert http("GET", url).status == 401
    rejected = http("GET", url, headers={"authorization": f"Bearer {desk.description['token'][:-1]}!"})
    assert (rejected.status, rejected.body["category"]) == (401, "INVALID_AUTHENTICATION")
