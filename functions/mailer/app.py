"""Writes e-mails to people of the desk: one queue message, one e-mail."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.platform.queue_attempts import QueueAttempts, Visibility
from helpdesk.platform.queues import Queue
from helpdesk.routing.mailing import OwnerMail
from helpdesk.routing.work import WriteMail, mail_of


class Mailer:
    def __init__(self, mail: OwnerMail, queue: Visibility, dead_letters: Queue, log: Logger) -> None:
        self._attempts: QueueAttempts[WriteMail] = QueueAttempts(
            "mail",
            mail_of,
            mail.write,
            lambda work: {"ticket_id": work.ticket_id},
            queue=queue,
            dead_letters=dead_letters,
            log=log,
        )

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        return self._attempts(event)
