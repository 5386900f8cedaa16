"""The index of a desk on Amazon's engine: built from the tables, and following the feed."""

from pathlib import Path
from typing import Any

import pytest

from helpdesk.feed.repository import FeedRepository
from helpdesk.indexing.reading import Reader
from helpdesk.indexing.replica import Replica
from helpdesk.messaging.messages import Sender
from helpdesk.platform.dynamodb import Table
from infra.workbench.engine import Backend
from infra.workbench.tables import CONTACTS, CONVERSATIONS, DIRECTORY, FEED
from tests.support.desk import DeskInProcess
from tests.support.indexed_desk import at_no_position
from tests.support.logged_index import LoggingEngine

KINDS = ("ticket", "message", "note")


def reader(backend: Backend) -> Reader:
    tables = [backend.database.table(name) for name in (CONVERSATIONS, CONTACTS, DIRECTORY)]
    return Reader(*tables)


def scanned(table: Table, segments: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for segment in range(segments):
        after = None
        while True:
            page = table.scan(KINDS, segment=segment, segments=segments, after=after)
            found += page.items
            after = page.last
            if after is None:
                break
    return found


@pytest.mark.both_backends
def test_a_table_is_read_in_parts(backend: Backend) -> None:
    table = backend.database.table(CONVERSATIONS)
    large = "x" * 300_000
    for number in range(12):
        kind = "ticket" if number % 2 else "claim"
        backend.client.put_item(
            TableName=CONVERSATIONS,
            Item={
                "pk": {"S": f"p{number}"},
                "sk": {"S": "s"},
                "kind": {"S": kind},
                "text": {"S": large},
            },
        )
    for segments in (1, 3):
        found = scanned(table, segments)
        assert sorted(item["pk"] for item in found) == sorted(f"p{number}" for number in range(1, 12, 2))


class Followed:
    """A replica of a desk's index."""

    def __init__(self, desk: DeskInProcess, folder: Path) -> None:
        self._desk = desk
        self.index = LoggingEngine().create(folder)
        database = desk.database
        self._replica = Replica(self.index, FeedRepository(database.table(FEED)), reader(desk.backend))

    def check(self) -> None:
        """It has what an index has that is built now."""
        self._desk.settle()
        self._desk.fill_feed()
        self._replica.catch_up()
        items = scanned(self._desk.database.table(CONVERSATIONS), 2)
        expected = {each.id: each for each in reader(self._desk.backend).documents(items, 0)}
        assert at_no_position(self.index.documents) == at_no_position(expected)


def test_an_index_follows_whatever_a_desk_does(desk: DeskInProcess, tmp_path: Path) -> None:
    followed = Followed(desk, tmp_path)
    size = {"name": "size", "label": "Size", "type": "number"}
    assert desk.call("POST", "/v1/ticket-properties", size)[0] == 201
    assert desk.call("POST", "/v1/contact-properties", {**size, "name": "orders"})[0] == 201
    accepted = desk.accept("My parcel is late")
    other = desk.accept("Hello", thread="t2", sender=Sender("bob", "Bob"))
    followed.check()
    ticket, conversation = accepted.ticket_id, accepted.conversation_id
    contacts = [desk.call("GET", f"/v1/tickets/{each}")[1]["contact_id"] for each in (ticket, other.ticket_id)]
    note = desk.call("POST", f"/v1/conversations/{conversation}/notes", {"text": "Known", "mentions": ["agent-1"]})[1]
    steps: list[tuple[str, str, Any]] = [
        ("POST", f"/v1/conversations/{conversation}/replies", {"text": "We look"}),
        ("PATCH", f"/v1/tickets/{ticket}", {"priority": "urgent", "properties": {"size": 4.5}, "name": "Late"}),
        ("PUT", f"/v1/tickets/{ticket}/owner", {"owner_id": "agent-1"}),
        ("PATCH", f"/v1/conversations/{conversation}/notes/{note['id']}", {"text": "Well known"}),
        ("PATCH", f"/v1/contacts/{contacts[0]}", {"name": "Cleopatra", "properties": {"orders": 3}}),
        ("POST", f"/v1/contacts/{contacts[0]}/identifiers", {"type": "HS_EMAIL_ADDRESS", "value": "cleo@example.com"}),
        ("POST", f"/v1/contacts/{contacts[0]}/merges", {"contact_id": contacts[1]}),
        ("PATCH", f"/v1/contacts/{contacts[1]}", {"name": "Both"}),
        ("DELETE", f"/v1/contacts/{contacts[0]}/merges/{contacts[1]}", None),
        ("DELETE", f"/v1/conversations/{conversation}/notes/{note['id']}", None),
        ("PUT", f"/v1/tickets/{ticket}/status", {"status_id": "closed"}),
    ]
    for method, path, body in steps:
        headers = {"idempotency-key": path} if method == "POST" else {}
        status, answer = desk.call(method, path, body, headers=headers)
        assert status < 300, (path, str(answer))
        followed.check()
    desk.accept("Is anybody there?")
    followed.check()
    document = followed.index.documents[ticket]
    assert document.values["channel_id"] == ("custom",)
    assert document.values["properties.size:number"] == (4.5,)
    assert document.values["contact.properties.orders:number"] == (3.0,)
    assert "cleo@example.com" in document.words["contact"]
