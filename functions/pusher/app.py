"""Pushes what is new in the feed to those who watch it.

The feed's entries come in their order. If something of ours is unavailable, the batch is tried again: nobody misses a
change, and some may get one twice, under the same cursor.
"""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.feed.repository import entry_from
from helpdesk.live.pushing import Pusher
from helpdesk.platform.attributes import from_attributes


class PusherApp:
    def __init__(self, pusher: Pusher, log: Logger) -> None:
        self._pusher = pusher
        self._log = log

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> None:
        entries = [entry_from(from_attributes(record["dynamodb"]["NewImage"])) for record in event["Records"]]
        pushed = self._pusher.push(entries)
        self._log.info("pushed", changes=pushed.changes, connections=pushed.connections, gone=pushed.gone)
