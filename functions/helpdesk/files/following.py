"""Queues the fetching of files that a message refers to."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from helpdesk.files.parts import fetches
from helpdesk.platform.queues import Queue, QueueMessage
from helpdesk.platform.stream import Inserted, changed, of_kind


class FileFollower:
    counted = "fetched"

    def __init__(self, files: Queue) -> None:
        self._files = files

    def follow(self, inserted: Sequence[Inserted]) -> int:
        named = [(message, message.parts) for message in of_kind("message", inserted)]
        # Of an album, only the files of the member that was added.
        named += [(joined.message, joined.member.parts) for joined in of_kind(changed("message"), inserted)]
        awaited = [fetch for message, parts in named for fetch in fetches(message.id, message.created_at, parts)]
        self._files.send([QueueMessage(json.dumps(asdict(fetch))) for fetch in awaited])
        return len(awaited)
