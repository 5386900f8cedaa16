"""Has a message put into a queue at a given time, by EventBridge Scheduler. Each schedule deletes itself."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from helpdesk.platform.errors import Unavailable
from helpdesk.platform.frozen import frozen
from helpdesk.platform.queues import QueueMessage

_EXISTS = "ConflictException"
_LONGEST_RETRY_SECONDS = 24 * 3600
_RETRIES = 185


@frozen
class Destination:
    """Where the messages of schedules go."""

    queue_arn: str
    """If it is a FIFO queue, it recognises equal bodies."""
    dead_letter_queue_arn: str
    role_arn: str
    """That of the schedules, not of whoever creates them."""


class Schedules:
    def __init__(self, make_client: Callable[[], Any], group: str, destination: Destination | None = None) -> None:
        """`destination`: needed to create schedules."""
        self._make_client = make_client
        self._made: Any = None
        self._group = group
        self._destination = destination

    @property
    def _client(self) -> Any:
        # Created on first use: most work schedules nothing.
        self._made = self._made or self._make_client()
        return self._made

    def towards(self, queue_arn: str) -> "Schedules":
        """Those of the same group that have another queue."""
        assert self._destination, "only who knows where messages go creates schedules"
        return Schedules(lambda: self._client, self._group, replace(self._destination, queue_arn=queue_arn))

    def create(self, name: str, at: datetime, message: QueueMessage) -> None:
        """Idempotent for each name. The message comes up to a minute later. Raises Unavailable."""
        assert self._destination, "only who knows where messages go creates schedules"
        in_group = {"SqsParameters": {"MessageGroupId": message.group}} if message.group else {}
        try:
            self._client.create_schedule(
                GroupName=self._group,
                Name=name,
                ScheduleExpression=f"at({_whole_second(at)})",
                ScheduleExpressionTimezone="UTC",
                FlexibleTimeWindow={"Mode": "OFF"},
                ActionAfterCompletion="DELETE",
                Target={
                    "Arn": self._destination.queue_arn,
                    "RoleArn": self._destination.role_arn,
                    "Input": message.body,
                    **in_group,
                    "RetryPolicy": {
                        "MaximumEventAgeInSeconds": _LONGEST_RETRY_SECONDS,
                        "MaximumRetryAttempts": _RETRIES,
                    },
                    "DeadLetterConfig": {"Arn": self._destination.dead_letter_queue_arn},
                },
            )
        except ClientError as error:
            response: Any = error.response
            if response["Error"]["Code"] != _EXISTS:
                raise Unavailable("The schedule was not created.") from error
        except BotoCoreError as error:
            raise Unavailable("The scheduler could not be reached.") from error

    def delete(self, name: str) -> None:
        """Best effort: a schedule that is left only brings a message that nobody needs."""
        with suppress(ClientError, BotoCoreError):
            self._client.delete_schedule(GroupName=self._group, Name=name)


def _whole_second(at: datetime) -> str:
    """Not before that time."""
    utc = at.astimezone(UTC).replace(tzinfo=None)
    return (utc + timedelta(microseconds=-utc.microsecond % 1_000_000)).isoformat(timespec="seconds")
