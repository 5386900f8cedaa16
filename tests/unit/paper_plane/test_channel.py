"""Registering the channel and connecting accounts, at every start."""

import pytest

from examples.paper_plane.desk import Rejected, TemporaryFailure

ACCOUNT = {"id": "78", "active": True, "authorized": True, "deliveryIdentifier": {"value": "bicycles"}}
BASE = "/conversations/custom-channels/2026-03"


def open_shops(store):
    with store.transaction() as state:
        return state.open_shops()


def test_it_registers_connects_and_loads_the_accounts(channel, scripted, store):
    scripted.will_respond(201, {"id": "5"})
    scripted.will_respond(201, {"id": "77"})
    scripted.will_respond(200, {"results": [ACCOUNT], "paging": {"next": {"after": "a&b"}}})
    scripted.will_respond(200, {"results": [{**ACCOUNT, "id": "1", "deliveryIdentifier": {"value": "strange"}}]})
    channel.start()
    assert (channel.id, open_shops(store)) == ("5", {"bicycles"})
    registered, connected, _, last = scripted.requests
    assert (registered.path, registered.body["webhookUrl"]) == (f"{BASE}/", "https://plane.example/webhooks/desk")
    assert connected.body["inboxId"] == "1"
    assert last.path == f"{BASE}/5/channel-accounts?limit=100&after=a%26b"


def test_an_existing_channel_is_updated_and_a_renamed_account_is_left_alone(channel, scripted):
    scripted.will_respond(409, {"context": {"differingFields": ["webhookUrl"], "id": ["9"]}})
    scripted.will_respond(200, {"id": "9"})
    scripted.will_respond(409, {"context": {"differingFields": ["name"], "id": ["77"]}})
    scripted.will_respond(200, {"results": []})
    channel.start()
    assert channel.id == "9"
    assert [(request.method, request.path) for request in scripted.requests][1] == ("PATCH", f"{BASE}/9")


def test_any_other_400_is_a_rejection(channel, scripted):
    scripted.will_respond(400, {"message": "capabilities: no"})
    with pytest.raises(Rejected, match="capabilities: no"):
        channel.start()


def test_the_token_is_sent_to_no_other_address(desk, scripted):
    scripted.will_respond(302, location=f"{scripted.url}/elsewhere")
    with pytest.raises(Rejected):
        desk.call("POST", "/", {})
    assert len(scripted.requests) == 1


@pytest.mark.parametrize(("header", "seconds"), [("7", 7), ("99999", 3600), ("", None), ("Sun, 22 Nov", None)])
def test_retry_after_is_honoured_up_to_an_hour(desk, scripted, header, seconds):
    scripted.will_respond(429, retry_after=header)
    with pytest.raises(TemporaryFailure) as raised:
        desk.call("GET", "/")
    assert raised.value.retry_after_seconds == seconds


@pytest.mark.parametrize("page", ["<html>", "[]", ""])
def test_a_response_that_is_not_the_desks_is_a_temporary_failure(desk, scripted, page):
    for status in (200, 502):
        scripted.will_respond(status, page)
        with pytest.raises(TemporaryFailure):
            desk.call("GET", "/")


def test_an_account_that_cannot_be_read_is_not_deleted(channel, scripted):
    scripted.will_respond(400)
    with pytest.raises(Rejected):
        channel.refresh("77")
