"""Queues the fetching of files that a message refers to."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from helpdesk.files.parts import fetches
from helpdesk.platform.queues import Queue, QueueMessage
from helpdesk.platform.stream import Inserted, of_kind


class FileFollower:
    counted = "fetched"

    def __init__(self, files: Queue) -> None:
        self._files = files

    def follow(self, inserted: Sequence[Inserted]) -> int:
        messages = of_kind("message", inserted)
        awaited = [fetch for message in messages for fetch in fetches(message.id, message.created_at, message.parts)]
        self._files.send([QueueMessage(json.dumps(asdict(fetch))) for fetch in awaited])
        return len(awaited)
