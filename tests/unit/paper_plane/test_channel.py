"""Registering and connecting, as often as one likes."""

import pytest

from examples.paper_plane.desk import Refused, TryLater

ACCOUNT = {"id": "78", "active": True, "authorized": True, "deliveryIdentifier": {"value": "bicycles"}}
BASE = "/conversations/custom-channels/2026-03"


def open_shops(store):
    with store.transaction() as state:
        return state.open_shops()


def test_it_registers_connects_and_learns_what_is_connected(channel, scripted, store):
    scripted.will_answer(201, {"id": "5"})
    scripted.will_answer(201, {"id": "77"})
    scripted.will_answer(200, {"results": [ACCOUNT], "paging": {"next": {"after": "a&b"}}})
    scripted.will_answer(200, {"results": [{**ACCOUNT, "id": "1", "deliveryIdentifier": {"value": "strange"}}]})
    channel.begin()
    assert (channel.id, open_shops(store)) == ("5", {"bicycles"})
    registered, connected, _, last = scripted.asked
    assert (registered.path, registered.body["webhookUrl"]) == (f"{BASE}/", "https://plane.example/webhooks/desk")
    assert connected.body["inboxId"] == "1"
    assert last.path == f"{BASE}/5/channel-accounts?limit=100&after=a%26b"


def test_a_channel_that_stands_elsewhere_is_changed_and_an_account_that_was_renamed_stays(channel, scripted):
    scripted.will_answer(409, {"context": {"differingFields": ["webhookUrl"], "id": ["9"]}})
    scripted.will_answer(200, {"id": "9"})
    scripted.will_answer(409, {"context": {"differingFields": ["name"], "id": ["77"]}})
    scripted.will_answer(200, {"results": []})
    channel.begin()
    assert channel.id == "9"
    assert [(request.method, request.path) for request in scripted.asked][1] == ("PATCH", f"{BASE}/9")


def test_any_other_refusal_is_one(channel, scripted):
    scripted.will_answer(400, {"message": "capabilities: no"})
    with pytest.raises(Refused, match="capabilities: no"):
        channel.begin()


def test_the_token_is_carried_to_no_other_address(desk, scripted):
    scripted.will_answer(302, location=f"{scripted.url}/elsewhere")
    with pytest.raises(Refused):
        desk.call("POST", "/", {})
    assert len(scripted.asked) == 1


@pytest.mark.parametrize(("said", "seconds"), [("7", 7), ("99999", 3600), ("", None), ("Sun, 22 Nov", None)])
def test_how_long_to_wait_is_the_desks_to_say_within_an_hour(desk, scripted, said, seconds):
    scripted.will_answer(429, retry_after=said)
    with pytest.raises(TryLater) as raised:
        desk.call("GET", "/")
    assert raised.value.seconds == seconds


@pytest.mark.parametrize("page", ["<html>", "[]", ""])
def test_a_page_of_something_in_between_is_no_answer_of_the_desk(desk, scripted, page):
    for status in (200, 502):
        scripted.will_answer(status, page)
        with pytest.raises(TryLater):
            desk.call("GET", "/")


def test_an_account_that_cannot_be_read_now_is_not_taken_for_gone(channel, scripted):
    scripted.will_answer(400)
    with pytest.raises(Refused):
        channel.refresh("77")
