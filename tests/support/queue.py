"""The outbound queue of a desk in one process, as SQS hands it over: of each conversation, one message at a time."""

import json

from helpdesk.platform.queues import QueueMessage
from tests.support.desk import DeskInProcess, queue_event


def follow(desk: DeskInProcess) -> None:
    """The stream's follower only: nothing is delivered."""
    desk.fanout({"Records": desk.backend.stream.batch()["Records"]})


def receive(desk: DeskInProcess, *, received: int = 1) -> list[bool]:
    """Whether each message that is received is done. Otherwise it stays, and those behind it."""
    done, left, waiting = list[bool](), list[QueueMessage](), set[str | None]()
    for message in desk.outbound_queue.messages:
        if message.group not in waiting:
            done.append(not desk.sender(queue_event(message.body, received=received))["batchItemFailures"])
            if done[-1]:
                continue
        waiting.add(message.group)
        left.append(message)
    desk.outbound_queue.messages = left
    return done


def posted(desk: DeskInProcess) -> list[str]:
    """The texts that receivers got."""
    return [json.loads(body)["message"]["text"] for _, _, body in desk.http.posted]
