"""All that we tell the desk, in the order of each chat, until the desk has taken it."""

import json
import random
import sys
import threading
import time
import traceback
from typing import Any

from examples.paper_plane.channel import Channel
from examples.paper_plane.desk import OPAQUE, Desk, Refused, TryLater
from examples.paper_plane.store import Row, Store

LONGEST_PAUSE_SECONDS = 60
GIVE_UP_AFTER_SECONDS = 24 * 3600
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
                tried = self.step(time.time())
            except Exception:  # noqa: BLE001 - a mistake of ours must not end the thread: it is tried again
                traceback.print_exc(file=sys.stderr)
                tried = False
            if not tried:
                stop.wait(_IDLE_SECONDS)

    def step(self, now: float) -> bool:
        """Try the next task that is due; False where none is."""
        with self._store.transaction() as state:
            task = state.next_task(now)
        if task is None:
            return False
        body = json.loads(task["body"])
        try:
            outcome = self._do(task["kind"], body)
        except TryLater as trouble:
            if now - task["since"] < GIVE_UP_AFTER_SECONDS:
                print(f"outbox    {task['kind']} waits: {trouble}", flush=True)
                with self._store.transaction() as state:
                    state.again(task["number"], now + pause_seconds(task["tries"], trouble.seconds))
                return True
            outcome = f"not sent: {trouble}"
        except Refused as refusal:
            print(f"outbox    {task['kind']} refused: {refusal}", flush=True)
            outcome = f"not sent: {refusal}"
        self._settle(task, body, outcome)
        return True

    def _do(self, kind: str, body: Json) -> str:
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
            raise Refused(0, {"message": "This shop is not connected any more."})
        return {
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
        """The desk fetches it, looks into it and keeps its own copy; the message does not wait for that."""
        url = self._channel.url + file["url"]
        return {"type": "FILE", "url": url, "name": file["name"], "fileUsageType": file["usage"]}

    def _settle(self, task: Row, body: Json, outcome: str) -> None:
        with self._store.transaction() as state:
            state.done(task["number"])
            if task["kind"] == "publish":
                state.set_state(body["id"], outcome)


def pause_seconds(tries: int, asked_for: int | None) -> float:
    """What the desk asked for, or 1, 2, 4, … seconds; never all of us at the same moment."""
    pause = asked_for if asked_for is not None else min(2.0 ** min(tries, 10), LONGEST_PAUSE_SECONDS)
    return pause * random.uniform(1, 1.25)  # noqa: S311 - no secret


def _identifier(value: str) -> Json:
    return {"type": OPAQUE, "value": value}
