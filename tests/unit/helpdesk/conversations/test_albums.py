from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.conversations import items
from helpdesk.conversations.albums import shown
from helpdesk.conversations.models import AlbumMember, Direction, Message, Position
from helpdesk.conversations.references import ConversationReference
from helpdesk.messaging.messages import ContentKind
from helpdesk.people.actors import Actor, ActorKind

MESSAGE = Message(
    reference=ConversationReference("a" * 26),
    sequence=1,
    direction=Direction.IN,
    kind=ContentKind.TEXT,
    text="",
    actor=Actor(ActorKind.CONTACT, "con"),
    created_at="2026-11-22T09:00:00.000000Z",
    key="5/album/9",
    external_id="1",
)
PLACE = {"type": "LOCATION", "latitude": 1.0, "longitude": 2.0, "name": "Dam"}


@given(st.permutations(["9", "10", "100", "2"]))
def test_members_are_in_the_order_of_their_numbers(numbers):
    album = {number: AlbumMember("", parts=({"type": "FILE", "at": number},)) for number in numbers}
    together = shown(replace(MESSAGE, album=album))
    assert [part["at"] for part in together.parts] == ["2", "9", "10", "100"]


def test_captions_follow_each_other_and_labels_are_counted():
    album = {
        "1": AlbumMember("a < b\nc", label="Photo", raw="{1}"),
        "2": AlbumMember("", label="Video"),
        "3": AlbumMember("bold", "<strong>bold</strong>", label="Photo", raw="{3}"),
    }
    together = shown(replace(MESSAGE, album=album))
    assert together.text == "a < b\nc\n\nbold"
    assert together.rich_text == "a &lt; b<br>c<br><br><strong>bold</strong>"
    assert (together.label, together.raw) == ("Photo (2), Video", "{1}\n{3}")


def test_an_album_is_read_as_it_was_stored():
    album = {"1": AlbumMember("a", label="Photo", parts=(PLACE,)), "2": AlbumMember("")}
    stored = shown(replace(MESSAGE, album=album))
    item = {name: value for name, value in items.message_item(stored).items() if value is not None}
    assert "parts" not in item
    assert items.message_from(item) == stored
    assert items.joined_from(item | {"album_added": "2"}).member == AlbumMember("")


def test_a_place_is_where_it_was_last():
    position = Position(3.0, 4.0, "2026-11-22T10:00:00.000000Z")
    moved = replace(MESSAGE, parts=({"type": "FILE"}, PLACE), position=position, position_at="now")
    file, place = shown(moved).parts
    assert file == {"type": "FILE"}
    assert place == PLACE | {
        "latitude": 3.0,
        "longitude": 4.0,
        "positionAt": "now",
        "sharedUntil": "2026-11-22T10:00:00.000000Z",
    }
