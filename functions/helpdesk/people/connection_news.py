"""Has the router look whether somebody is connected. Where that is known is no matter of routing."""

import json
from datetime import timedelta

from helpdesk.platform.queues import QueueMessage

WORK = "connection"


def of(user_id: str, after: timedelta = timedelta()) -> QueueMessage:
    """`after`: up to 15 minutes later."""
    return QueueMessage(json.dumps({WORK: user_id}), delay_seconds=int(after.total_seconds()))
