"""What the indexer has to do, as its queue says it.

{"feed": 1200}                the feed has passed another step: follow it
{"scheduled": true}           the same, and delete what nobody names any more
{"unusable": true}            somebody cannot use what is published: look at each of its files again
{"rebuild": "…"}              begin to build an index from the tables
{"build": "…", "turn": 3}     go on with it
"""

import json
from typing import Any

from helpdesk.platform.frozen import frozen
from helpdesk.platform.queue_work import NoWork, read_work
from helpdesk.platform.queues import QueueMessage

GROUP = "index"
"""All messages are one group: there is one writer."""


@frozen
class IndexWork:
    is_scheduled: bool = False
    is_doubted: bool = False
    rebuild: str | None = None
    build: str | None = None
    turn: int = 0


def work_of(body: str) -> IndexWork:
    """Raises NoWork."""
    match read_work(body):
        case {"feed": int()}:
            return IndexWork()
        case {"scheduled": True}:
            return IndexWork(is_scheduled=True)
        case {"unusable": True}:
            return IndexWork(is_doubted=True)
        case {"rebuild": str(build_id)} if build_id:
            return IndexWork(rebuild=build_id)
        case {"build": str(build_id), "turn": int(turn)} if build_id:
            return IndexWork(build=build_id, turn=turn)
    raise NoWork("it says nothing that the index needs")


def of_feed(number: int) -> QueueMessage:
    return _message({"feed": number}, f"feed-{number}")


def of_doubt() -> QueueMessage:
    """However many say it within five minutes, it is one message."""
    return _message({"unusable": True}, "unusable")


def of_rebuild(build_id: str) -> QueueMessage:
    return _message({"rebuild": build_id}, f"rebuild-{build_id}")


def of_turn(build_id: str, turn: int) -> QueueMessage:
    return _message({"build": build_id, "turn": turn}, f"build-{build_id}-{turn}")


def _message(work: dict[str, Any], name: str) -> QueueMessage:
    return QueueMessage(json.dumps(work), group=GROUP, deduplication=name)
