"""Whoever is mentioned in a note is told once, whenever they were added to it."""

import pytest

from helpdesk.people.principals import Principal
from tests.support.desk import DeskInProcess
from tests.support.live import Connected, Live, someone, topic


@pytest.fixture
def live(desk: DeskInProcess) -> Live:
    return Live(desk)


def watching(live: Live, person: Principal) -> Connected:
    connected = live.connected(person)
    connected.watch("notifications")
    return connected


class Noted:
    """A note, and who is told of it."""

    def __init__(self, desk: DeskInProcess, live: Live, *mentions: str) -> None:
        self._desk, self._live = desk, live
        conversation = topic(desk).removeprefix("ticket:").replace("tkt", "cnv")
        path = f"/v1/conversations/{conversation}/notes"
        status, note = desk.call("POST", path, {"text": "Look", "mentions": mentions})
        assert status == 201, note
        self._path = f"{path}/{note['id']}"
        desk.fill_feed()  # a stream has each version

    def edit(self, **body: object) -> None:
        self._desk.clock.forward(seconds=1)
        status, answer = self._desk.call("PATCH", self._path, body)
        assert status == 200, answer
        self._desk.fill_feed()

    def told(self, *whom: Connected) -> list[list[tuple[str, str]]]:
        self._live.push()
        return [[(each["type"], each["reason"]) for each in connected.events()] for connected in whom]


def test_a_mention_that_is_added_by_editing_is_told_once(desk: DeskInProcess, live: Live) -> None:
    ann, bob = someone(desk, "Ann"), someone(desk, "Bob")
    hers, his = watching(live, ann), watching(live, bob)
    note = Noted(desk, live, ann.id)
    assert note.told(hers, his) == [[("note.added", "mentioned")], []]
    note.edit(mentions=[ann.id, bob.id])
    note.edit(text="Look here")
    assert note.told(hers, his) == [[], [("note.changed", "mentioned")]], "of the first edit, not of the second"
    note.edit(mentions=[])
    note.edit(mentions=[bob.id, ann.id])
    assert note.told(hers, his) == [[], []], "both were told before"


def test_a_note_that_is_edited_before_it_is_told_tells_each_once(desk: DeskInProcess, live: Live) -> None:
    ann, bob = someone(desk, "Ann"), someone(desk, "Bob")
    hers, his, mine = watching(live, ann), watching(live, bob), live.connected()
    mine.watch("notifications")
    note = Noted(desk, live, ann.id)
    note.edit(mentions=[ann.id, bob.id, "agent-1"])
    assert note.told(hers, his, mine) == [[("note.added", "mentioned")], [("note.changed", "mentioned")], []]


def test_whoever_is_not_mentioned_any_more_is_not_told(desk: DeskInProcess, live: Live) -> None:
    bob = someone(desk, "Bob")
    his = watching(live, bob)
    note = Noted(desk, live)
    note.edit(mentions=[bob.id])
    note.edit(mentions=[])
    assert note.told(his) == [[]]
