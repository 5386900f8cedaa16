"""Connecting on the deployed stack: one function encrypts, another decrypts, each with the permissions it needs."""

import uuid
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook

from tests.support.deployed_client import Desk, eventually
from tests.support.messaging_service import MessagingService

CREDENTIAL_FIELDS = {
    "type": "object",
    "properties": {"api_key": {"type": "string", "writeOnly": True}},
    "required": ["api_key"],
}


def registered(desk: Desk, **more: Any) -> str:
    channel = {"name": f"Pigeons {uuid.uuid4()}", "capabilities": {"threadingModel": "INTEGRATION_THREAD_ID"}, **more}
    response = desk.channel_api("POST", "/", channel)
    assert response.status == 201, response
    created: str = response.body["id"]
    return created


def test_credentials_are_checked_sealed_and_read_by_the_app_alone(desk: Desk, service: MessagingService) -> None:
    channel = registered(desk, credentialFields=CREDENTIAL_FIELDS, credentialCheckUrl=f"{service.url}/check")
    first, second = uuid.uuid4().hex, uuid.uuid4().hex
    response = desk.call(
        "POST", f"/channels/{channel}/connections", {"name": "Loft", "credentials": {"api_key": first}}
    )
    assert (response.status, response.body["credentials_check"]["result"]) == (201, "accepted"), response
    [request] = [request for request in service.received if first.encode() in request.raw]
    Webhook(desk.description["app"]["secret"]).verify(request.raw.decode(), dict(request.headers))
    account = response.body["account"]["id"]
    path = f"/channel-accounts/{account}/credentials"
    assert desk.call("PUT", path, {"credentials": {"api_key": second}}).status == 200
    read = desk.channel_api("GET", f"/{channel}{path}")
    assert (read.status, read.headers["cache-control"]) == (200, "no-store")
    assert [result["credentials"] for result in read.body["results"]] == [{"api_key": second}, {"api_key": first}]
    shown = str([desk.call("GET", path).body for path in ("/channels", "/channel-accounts", "/audit")])
    assert first not in shown
    assert second not in shown


def test_an_account_of_our_own_format_is_live_immediately(desk: Desk, service: MessagingService) -> None:
    body = {
        "name": "Chat",
        "credentials": {"delivery_url": f"{service.url}/custom"},
        "ticket_properties": {"priority": "urgent"},
    }
    response = desk.call("POST", "/channels/custom/connections", body)
    assert response.status == 201, response
    created = response.body
    before, desk.accounts["custom"] = (
        desk.accounts["custom"],
        {"webhook_url": created["webhook_url"], "secret": created["signing_secret"]},
    )
    try:
        accepted = desk.open_conversation("Live")
    finally:
        desk.accounts["custom"] = before
    assert desk.call("GET", f"/tickets/{accepted['ticket_id']}").body["priority"] == "urgent"
    text = f"At once {uuid.uuid4()}"
    desk.call("POST", f"/conversations/{accepted['conversation_id']}/replies", {"text": text})
    [received] = eventually(lambda: service.with_text(text))
    Webhook(created["signing_secret"]).verify(received.raw.decode(), dict(received.headers))


def test_the_connect_flow_redirects_and_returns(desk: Desk) -> None:
    channel = registered(desk, channelAccountConnectionRedirectUrl="https://pigeons.example/connect")
    body = {"name": "Loft", "return_url": "https://desk.example/settings"}
    started = desk.call("POST", f"/channels/{channel}/connections", body)
    assert started.status == 202, started
    token = started.body["redirect_url"].partition("accountToken=")[2].partition("&")[0]
    assert desk.call("GET", f"/connections/{started.body['state']}").body["status"] == "pending"
    finished = desk.channel_api(
        "PATCH", f"/{channel}/channel-account-staging-tokens/{token}", {"accountName": "Dovecote"}
    )
    assert finished.status == 200, finished
    connection = desk.call("GET", f"/connections/{started.body['state']}").body
    assert (connection["status"], connection["account_id"]) == ("connected", finished.body["channelAccountId"])
    log = desk.description["log_file"]
    assert token not in Path(log).read_text(errors="replace")
