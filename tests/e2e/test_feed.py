"""The change feed of the deployed stack, filled from its real streams."""

from typing import Any

from tests.support.deployed_client import Desk, eventually


def changes_of(desk: Desk, ticket_id: str, cursor: str) -> list[dict[str, Any]]:
    """Those after the cursor."""
    found: list[dict[str, Any]] = []
    while (page := desk.call("GET", f"/changes?after={cursor}&limit=200").body)["changes"]:
        found += [each for each in page["changes"] if each["data"].get("ticket_id") == ticket_id]
        cursor = page["next_cursor"]
    return found


def numbers(desk: Desk) -> list[int]:
    dynamodb, table = desk.aws("dynamodb"), desk.description["outputs"]["FeedTable"]
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return sorted(int(item["sk"]["S"]) for page in pages for item in page["Items"])


def test_b6_what_happens_to_a_conversation_is_in_the_feed_once_and_in_order(desk: Desk) -> None:
    """From three streams, one of which has keys only, written by a function that may do nothing else."""
    begin = desk.call("GET", "/changes?after=latest").body["next_cursor"]
    accepted = desk.open_conversation("Where is my parcel?")
    path = f"/conversations/{accepted['conversation_id']}"
    reply = desk.call("POST", f"{path}/replies", {"text": "On its way"}).body["id"]
    note = desk.call("POST", f"{path}/notes", {"text": "They have called."}).body["id"]

    def types() -> list[str]:
        return [each["type"] for each in changes_of(desk, accepted["ticket_id"], begin)]

    wanted = {"message.received", "ticket.created", "message.queued", "message.sent", "note.added", "ticket.followed"}
    eventually(lambda: wanted <= set(types()))
    changes = changes_of(desk, accepted["ticket_id"], begin)
    of_messages = [(each["type"], each["sequence"]) for each in changes if each["type"].startswith("message.")]
    assert of_messages == [("message.received", 1), ("message.queued", 2), ("message.sent", 2)]
    assert [each["data"]["note_id"] for each in changes if each["type"] == "note.added"] == [note]
    assert [each["data"]["message_id"] for each in changes if each["type"] == "message.sent"] == [reply]
    [opened] = [each for each in changes if each["type"] == "ticket.created"]
    contact = opened["data"]["contact_id"]
    assert desk.call("PATCH", f"/contacts/{contact}", {"name": "Cleo Ng"}).status == 200

    def of_contact() -> list[str]:
        page = desk.call("GET", f"/changes?after={begin}&limit=200&types=contact.created&types=contact.changed").body
        return [each["type"] for each in page["changes"] if each["data"]["contact_id"] == contact]

    eventually(lambda: of_contact() == ["contact.created", "contact.changed"])
    found = numbers(desk)
    assert found == list(range(found[0], found[0] + len(found))), "there is no gap"
