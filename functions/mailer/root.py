"""The function's composition root."""

from helpdesk.accounts.repository import AccountRepository
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.inboxes.limits import InboxLimitRepository
from helpdesk.people.repository import UserRepository
from helpdesk.platform import aws
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.log import new_logger
from helpdesk.platform.queues import Queue, SqsQueue, WorkQueue
from helpdesk.platform.ses import Emails
from helpdesk.routing.mailing import OwnerMail
from helpdesk.tickets.repository import TicketRepository
from mailer.app import Mailer
from mailer.settings import Settings


def build(
    settings: Settings, *, database: Database, emails: Emails | None, queue: WorkQueue, dead_letters: Queue
) -> Mailer:
    """`emails`: None if the desk has no address to write from."""
    conversations, directory = database.table(settings.conversations_table), database.table(settings.directory_table)
    mail = OwnerMail(
        ConversationRepository(conversations),
        TicketRepository(conversations),
        UserRepository(directory),
        AccountRepository(directory),
        InboxLimitRepository(directory).teams_of,
        emails,
        settings.workspace_url,
    )
    return Mailer(mail, queue, dead_letters, new_logger())


def build_for_lambda(settings: Settings) -> Mailer:
    sqs = aws.client("sqs")
    return build(
        settings,
        database=Database(aws.dynamodb()),
        emails=Emails(lambda: aws.client("sesv2"), settings.mail_from) if settings.mail_from else None,
        queue=SqsQueue(lambda: sqs, settings.mails_queue_url),
        dead_letters=SqsQueue(lambda: sqs, settings.mails_dead_letter_queue_url),
    )
