"""What a run has left: all items of its threads, and what the outside knows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from helpdesk.audit.repository import event_from
from helpdesk.channels.models import is_notified
from helpdesk.conversations.items import entry_from, is_entry, position_of, reference_of, sequence_of
from helpdesk.conversations.models import Event, Message, TimelineEntry
from helpdesk.conversations.notes import Note
from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.drafts.models import StoredDraft
from helpdesk.drafts.repository import DraftRepository
from helpdesk.files.models import File
from helpdesk.files.parts import fetches
from helpdesk.files.repository import FileRepository
from helpdesk.jobs.models import Failure, Job
from helpdesk.jobs.repository import JobRepository
from helpdesk.messaging.webhook_delivery import WebhookDelivery
from helpdesk.pipelines.models import Pipeline
from helpdesk.pipelines.repository import PipelineRepository
from helpdesk.platform.attributes import from_attributes
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.repository import ticket_from
from infra.workbench.tables import CONVERSATIONS, DIRECTORY, FILES
from tests.simulation.desk import Desk
from tests.simulation.history import History
from tests.simulation.receivers import Posted


@dataclass
class Webhook:
    """An event of the app's account or of one of its threads."""

    id: str
    group: str
    delivery: WebhookDelivery


@dataclass
class End:
    """All items of the run's threads, and what the outside knows."""

    desk: Desk
    history: History
    messages: list[Message]
    events: list[Event]
    notes: list[Note]
    drafts: list[StoredDraft]
    """The newest in each place."""
    tickets: list[Ticket]
    ends: dict[ConversationReference, list[int]]
    """The positions that ended conversations have taken."""
    files: list[File]
    put_aside: list[str]
    """Updates of Telegram, as they came."""
    pipelines: list[Pipeline]
    jobs: dict[str, Job]
    failures: dict[str, list[Failure]]
    """Of each job."""
    webhooks: list["Webhook"]
    """The events of which the app is notified, in the order in which they were written."""

    @classmethod
    def of(cls, desk: Desk, history: History) -> "End":
        threads = {ConversationReference.from_conversation_id(one.conversation_id).thread for one in history.accepted}
        threads |= {thread_of(desk.telegram.id, chat) for chat in history.chats}
        items = [item for thread in sorted(threads) for item in partition(desk, thread)]
        ends = defaultdict(list)
        for item in items:
            if item["kind"] == "end":
                ends[reference_of(item)].append(sequence_of(item))
        entries = [entry_from(item) for item in items if is_entry(item)]
        messages = [entry for entry in entries if isinstance(entry, Message)]
        repository = JobRepository(desk.tables.table(DIRECTORY))
        started = {job_id for bulk in history.bulks for job_id in bulk.job_ids} | history.moving_jobs
        jobs = [job for job in map(repository.get, sorted(started)) if job]
        fetched = [fetch.file_id for message in messages for fetch in fetches(message.id, "", message.parts)]
        return cls(
            desk,
            history,
            messages,
            [entry for entry in entries if isinstance(entry, Event)],
            [entry for entry in entries if isinstance(entry, Note)],
            _drafts(desk, history),
            [ticket_from(item) for item in items if item["kind"] == "ticket"],
            ends,
            [file for file in (FileRepository(desk.tables.table(FILES)).get(found) for found in fetched) if file],
            [item["raw"] for item in partition(desk, f"unhandled#{desk.telegram.id}")] if history.chats else [],
            PipelineRepository(desk.tables.table(DIRECTORY)).all(),
            {job.id: job for job in jobs},
            {job.id: repository.failures(job, start=0, limit=1000) for job in jobs},
            list(_webhooks(desk, entries)),
        )

    @property
    def chats(self) -> set[str]:
        """The threads of Telegram."""
        return {thread_of(self.desk.telegram.id, chat) for chat in self.history.chats}

    @property
    def calls(self) -> list[Posted]:
        """Of Telegram, also those that did not arrive."""
        return [posted for posted in self.desk.receivers.posted if posted.method]


def _drafts(desk: Desk, history: History) -> list[StoredDraft]:
    repository = DraftRepository(desk.tables.table(CONVERSATIONS))
    ids = sorted({draft.conversation_id for draft in history.drafts})
    return [found for each in ids for found in repository.all(ConversationReference.from_conversation_id(each))]


def _webhooks(desk: Desk, entries: list[TimelineEntry]) -> Iterator[Webhook]:
    known: dict[tuple[str, str], Webhook] = {}
    for event in entries:
        if isinstance(event, Event) and is_notified(event) and event.account_id == desk.registered_id:
            key = event.reference.thread, position_of(event)
            known[key] = Webhook(event.id, event.reference.conversation_id, event.webhook)
    for item in partition(desk, f"account#{desk.registered_id}", DIRECTORY):
        if item["sk"].startswith("audit#"):
            audited = event_from(item)
            known[item["pk"], item["sk"]] = Webhook(audited.id, audited.subject.id, audited.webhook)
    for name in (CONVERSATIONS, DIRECTORY):
        yield from (known[key] for key in desk.streams[name].written if key in known)


def partition(desk: Desk, partition: str, table: str = CONVERSATIONS) -> list[dict[str, Any]]:
    page = desk.engine.query(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": partition}},
        ConsistentRead=True,
    )
    return [from_attributes(item) for item in page["Items"]]
