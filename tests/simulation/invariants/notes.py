"""What the desk writes for itself is at its place, once, and nowhere outside."""

import json
from collections.abc import Iterator

from tests.simulation.end import End
from tests.simulation.history import NOTE


def a_note_is_there_once(end: End) -> Iterator[str]:
    stored = {note.id: note for note in end.notes}
    for written in end.history.notes:
        if len(set(written.note_ids)) > 1:
            yield f"{written.key}: {written.note_ids}"
        yield from (f"{written.key} is nowhere" for found in written.note_ids if found not in stored)
    texts = [note.text for note in end.notes]
    yield from (f"{text} is there {texts.count(text)} times" for text in sorted(set(texts)) if texts.count(text) > 1)


def nothing_of_a_note_leaves(end: End) -> Iterator[str]:
    yield from (f"{posted.url} got {posted.body}" for posted in end.desk.receivers.posted if _says(posted.body))
    for name, queue in end.desk.dead_letters.items():
        yield from (f"{name}: {letter.body}" for letter in queue.messages if NOTE in letter.body)


def a_note_is_in_no_summary(end: End) -> Iterator[str]:
    yield from (f"{ticket.id} shows {ticket.preview}" for ticket in end.tickets if NOTE in ticket.preview)


def _says(body: object) -> bool:
    return NOTE in json.dumps(body)


ALL = (a_note_is_there_once, nothing_of_a_note_leaves, a_note_is_in_no_summary)
