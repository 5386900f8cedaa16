"""Queues the fetching of files that a message refers to."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Protocol

from helpdesk.files.parts import Fetch, Json, fetches
from helpdesk.platform.queues import Queue, QueueMessage
from helpdesk.platform.stream import Inserted, of_kind


class _WithParts(Protocol):
    @property
    def parts(self) -> Sequence[Json]: ...


class _Message(_WithParts, Protocol):
    id: str
    created_at: str


class _Joined(Protocol):
    message: _Message
    member: _WithParts
    """Of the message's album; it was added now."""


class FileFollower:
    counted = "fetched"

    def __init__(self, files: Queue, *, messages: str, joined: str) -> None:
        """The kinds of new messages, and of messages that a member of their album has joined."""
        self._files = files
        self._messages = messages
        self._joined = joined

    def follow(self, inserted: Sequence[Inserted]) -> int:
        messages: list[_Message] = of_kind(self._messages, inserted)
        albums: list[_Joined] = of_kind(self._joined, inserted)
        named = [(message, message.parts) for message in messages]
        # Of an album, only the files of the member that was added.
        named += [(album.message, album.member.parts) for album in albums]
        return queue_all(
            self._files,
            [fetch for message, parts in named for fetch in fetches(message.id, message.created_at, parts)],
        )


def queue_all(files: Queue, awaited: Sequence[Fetch]) -> int:
    """Lets the fetcher fetch them. Returns how many there are."""
    files.send([QueueMessage(json.dumps(asdict(fetch))) for fetch in awaited])
    return len(awaited)
