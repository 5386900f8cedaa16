"""Sends messages and statuses to the desk, in the order of each chat, and retries until the desk has accepted them."""

import json
import random
import sys
import threading
import time
import traceback
from typing import Any

from examples.paper_plane.channel import Channel
from examples.paper_plane.desk import OPAQUE, Desk, Rejected, TemporaryFailure
from examples.paper_plane.store import Row, Store

LONGEST_WAIT_SECONDS = 60
RETRY_FOR_SECONDS = 24 * 3600
_IDLE_SECONDS = 0.5

Json = dict[str, Any]


class Outbox:
    def __init__(self, store: Store, desk: Desk, channel: Channel) -> None:
        self._store = store
        self._desk = desk
        self._channel = channel

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                attempted = self.step(time.time())
            except Exception:  # noqa: BLE001 - a bug must not end the thread: the task is retried
                traceback.print_exc(file=sys.stderr)
                attempted = False
            if not attempted:
                stop.wait(_IDLE_SECONDS)

    def step(self, now: float) -> bool:
        """Attempts the next task that is due. Returns False if there is none."""
        with self._store.transaction() as state:
            task = state.next_task(now)
        if task is None:
            return False
        body = json.loads(task["body"])
        try:
            outcome = self._run(task["kind"], body)
        except TemporaryFailure as failure:
            if now - task["since"] < RETRY_FOR_SECONDS:
                print(f"outbox    {task['kind']} will be retried: {failure}", flush=True)
                with self._store.transaction() as state:
                    wait = wait_seconds(task["tries"], failure.retry_after_seconds)
                    state.postpone(task["number"], now + wait)
                return True
            outcome = f"not sent: {failure}"
        except Rejected as rejection:
            print(f"outbox    {task['kind']} rejected: {rejection}", flush=True)
            outcome = f"not sent: {rejection}"
        self._finish(task, body, outcome)
        return True

    def _run(self, kind: str, body: Json) -> str:
        if kind == "publish":
            self._desk.publish(self._channel.id, self._message(body))
            return "sent"
        if kind == "status":
            status = {name: value for name, value in body.items() if name != "id"}
            self._desk.report(self._channel.id, body["id"], status)
        else:
            self._channel.refresh(body["id"])
        return ""

    def _message(self, message: Json) -> Json:
        with self._store.transaction() as state:
            chat = state.chat(message["chat"])
            account = state.account(chat["shop"]) if chat else None
        if chat is None or account is None:
            raise Rejected(0, {"message": "This shop is no longer connected."})
        answered = {"inReplyToId": message["answers"]} if message.get("answers") else {}
        return answered | {
            "channelAccountId": account["id"],
            "messageDirection": "INCOMING",
            "integrationThreadId": chat["id"],
            "integrationIdempotencyId": message["id"],
            "timestamp": message["sent_at"],
            "senders": [{"deliveryIdentifier": _identifier(chat["id"]), "name": chat["name"]}],
            "recipients": [{"deliveryIdentifier": _identifier(chat["shop"])}],
            "text": message["text"],
            "attachments": [self._attachment(file) for file in message["files"]],
        }

    def _attachment(self, file: Json) -> Json:
        """The desk fetches the file, checks it and stores a copy. It accepts the message before that."""
        url = self._channel.url + file["url"]
        return {"type": "FILE", "url": url, "name": file["name"], "fileUsageType": file["usage"]}

    def _finish(self, task: Row, body: Json, outcome: str) -> None:
        with self._store.transaction() as state:
            state.delete_task(task["number"])
            if task["kind"] == "publish":
                state.set_state(body["id"], outcome)


def wait_seconds(failed_attempts: int, retry_after: int | None) -> float:
    """The wait that the desk requested, or 1, 2, 4, … seconds; with jitter, so that not all clients retry at once."""
    wait = retry_after if retry_after is not None else min(2.0 ** min(failed_attempts, 10), LONGEST_WAIT_SECONDS)
    return wait * random.uniform(1, 1.25)  # noqa: S311 - not a secret


def _identifier(value: str) -> Json:
    return {"type": OPAQUE, "value": value}
