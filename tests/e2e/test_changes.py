"""Following what changes at the deployed desk: by GET /v1/changes, and by a webhook subscription."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from examples import follow_changes
from tests.support.deployed_client import Desk, eventually
from tests.support.http_server import Server, in_turn, responding


def page(desk: Desk, **query: object) -> Any:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    answer = desk.call("GET", f"/changes?{asked}")
    assert answer.status == 200, answer
    return answer.body


def following(desk: Desk, after: str, done: Callable[[list[Any]], bool]) -> list[Any]:
    """What has changed since then, page by page, until it is all there."""
    found: list[Any] = []

    def look() -> bool:
        nonlocal after
        answer = page(desk, after=after, wait=5, limit=3)
        found.extend(answer["changes"])
        after = answer["next_cursor"]
        return done(found)

    eventually(look, seconds=40)
    return found


def of(changes: list[Any], conversation: str) -> list[Any]:
    return [change for change in changes if change["conversation_id"] == conversation]


def test_a_program_goes_on_where_it_ended_without_its_own_echo_b6(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin = page(desk, after="latest")["next_cursor"]
    program = desk.call("GET", "/me").body["program"]["id"]
    opened = desk.open_conversation("Where is it?")
    ours = opened["conversation_id"]
    assert desk.call("POST", f"/conversations/{ours}/replies", {"text": "On its way"}).status == 201
    found = following(desk, begin, lambda changes: any(each["type"] == "message.sent" for each in of(changes, ours)))
    types = [change["type"] for change in of(found, ours)]
    assert [each for each in types if each.startswith("message.")] == [
        "message.received",
        "message.queued",
        "message.sent",
    ]
    middle = len(found) // 2
    rest = page(desk, after=found[middle]["cursor"], limit=200)["changes"]
    assert rest[: len(found) - middle - 1] == found[middle + 1 :]
    others = page(desk, after=begin, limit=200, not_by=program)["changes"]
    assert [each["type"] for each in of(others, ours) if each["type"] == "message.queued"] == []
    only = page(desk, after=begin, limit=200, types="message.queued")["changes"]
    assert [each["type"] for each in of(only, ours)] == ["message.queued"]
    # The example goes on where it ended, too.
    monkeypatch.setattr(follow_changes, "PLACE", tmp_path / "cursor.txt")
    monkeypatch.setitem(os.environ, "DESK", desk.description["desk_api_url"])
    monkeypatch.setitem(os.environ, "TOKEN", desk.description["token"])
    (tmp_path / "cursor.txt").write_text(begin)
    follow_changes.follow(wait=0)
    printed = capsys.readouterr().out
    assert f"message.received {{'kind': 'contact', 'id': '{of(found, ours)[0]['actor']['id']}'}}" in printed
    follow_changes.follow(wait=0)
    assert opened["id"] not in capsys.readouterr().out


def test_every_event_says_who_caused_it_b5(desk: Desk) -> None:
    begin = page(desk, after="latest")["next_cursor"]
    program = {"kind": "program", "id": desk.call("GET", "/me").body["program"]["id"]}
    opened = desk.open_conversation("Hello")
    ours = opened["conversation_id"]
    contact = desk.call("GET", f"/tickets/{opened['ticket_id']}").body["contact"]["id"]
    assert desk.call("PATCH", f"/tickets/{opened['ticket_id']}", {"priority": "high"}).status == 200
    assert desk.call("POST", f"/conversations/{ours}/notes", {"text": "She has called twice."}).status == 201
    assert desk.call("POST", f"/conversations/{ours}/replies", {"text": "Hello"}).status == 201
    found = following(desk, begin, lambda changes: any(each["type"] == "message.sent" for each in of(changes, ours)))
    by = {change["type"]: change["actor"] for change in found if change["conversation_id"] in {ours, None}}
    assert by["message.received"] == {"kind": "contact", "id": contact}
    assert by["message.sent"]["kind"] == "system"
    assert (by["message.queued"], by["note.added"]) == (program, program)
    changed = [change["actor"] for change in of(found, ours) if change["type"] == "ticket.changed"]
    assert program in changed
    assert by["ticket.created"] == {"kind": "contact", "id": contact}
    assert by["contact.created"] == {"kind": "contact", "id": contact}
    assert all(change["actor"]["id"] for change in found)
    assert "Hello" not in json.dumps(found), "ids only"


def test_a_webhook_subscription_is_told_in_order_and_again_until_it_arrives_b6(desk: Desk) -> None:
    with Server(in_turn(responding(500), responding(503), *[responding(204)] * 100)) as receiver:
        url = f"http://127.0.0.1:{receiver.port}/kanaal"
        body = {"name": "CRM", "url": url, "types": ["message.received"]}
        made = desk.call("POST", "/webhook-subscriptions", body)
        assert made.status == 201, made
        path = f"/webhook-subscriptions/{made.body['id']}"
        first, second = desk.open_conversation("one"), desk.open_conversation("two")
        ours = [first["id"], second["id"]]

        def told() -> list[str]:
            found = [json.loads(got.body)["data"]["message_id"] for got in receiver.received]
            return [each for each in found if each in ours]

        eventually(lambda: second["id"] in told(), seconds=60)
        repeated = [got for got in receiver.received if json.loads(got.body) == json.loads(receiver.received[0].body)]
        assert len(repeated) == 3
        assert len({got.headers["webhook-id"] for got in repeated}) == 1
        for got in receiver.received:
            Webhook(made.body["secret"]).verify(got.body, got.headers)
        assert desk.call("GET", path).body["state"] == "active"
        sent = desk.call("POST", f"{path}/test-events").body["event_id"]
        eventually(lambda: any(got.headers["webhook-id"] == sent for got in receiver.received))
        log = desk.call("GET", f"{path}/deliveries?result=SENT").body["deliveries"]
        assert {each["type"] for each in log} == {"message.received", "webhook_subscription.test"}
        assert desk.call("DELETE", path).status == 204
