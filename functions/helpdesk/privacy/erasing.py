"""The erasure of one person, as a job. First the contact goes, and the time of that is the boundary: what was written
before it is erased, what is written after it is a new contact's. A last look, when no request that began before can
still be at work, erases what such a request has left."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from helpdesk.accounts.repository import AccountRepository
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.items import conversation_key, message_from
from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.conversations.repository import claim_key
from helpdesk.jobs.models import Job
from helpdesk.jobs.repository import JobRepository
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.clock import Clock, from_text, to_text
from helpdesk.platform.dynamodb import ConditionFailed, Table, TransactionFailed, Write
from helpdesk.platform.errors import NotFound, Unavailable
from helpdesk.privacy.files import PersonalFiles
from helpdesk.privacy.footprint import Footprint, files_among, key_of, says_what_follows, written_before
from helpdesk.tickets.repository import TicketRepository

_EXISTS = "attribute_exists(#pk)"
_AT_ONCE = 25
_IN_FLIGHT = timedelta(seconds=90)
"""No request takes longer, with what it has read before."""
_CLAIM_KEPT = timedelta(days=30)
"""For so long, a message that was erased is recognised when its service sends it again."""
_ENTRIES = {"message": "messages", "note": "notes", "event": "events"}

Report = dict[str, int]


class Erasure:
    """The work on such a job. `reached` has what is still needed of the person; it is emptied with the end."""

    def __init__(
        self,
        footprint: Footprint,
        contacts: ContactService,
        accounts: AccountRepository,
        files: PersonalFiles,
        tickets: TicketRepository,
        tables: tuple[Table, Table],
        jobs: JobRepository,
        now: Clock,
    ) -> None:
        """`tables`: conversations and contacts."""
        self._footprint = footprint
        self._contacts = contacts
        self._accounts = accounts
        self._files = files
        self._tickets = tickets
        self._conversations_table, self._contacts_table = tables
        self._jobs = jobs
        self._now = now

    def step(self, job: Job, asked: Mapping[str, Any]) -> Job:
        phase = job.reached.get("phase")
        if phase is None:
            return self._forget_contact(job, asked["contact_id"])
        if phase == "conversations":
            return self._next_conversation(job)
        return self._around(job) if phase == "around" else self._last_look(job)

    def _forget_contact(self, job: Job, contact_id: str) -> Job:
        """All records of the person, their identities, and exports of them."""
        try:
            group = self._contacts.current(contact_id).group
        except NotFound:
            return self._advance(job.advanced(job.done, reached={}).finished(self._now()))
        found = [known for member in group if (known := self._footprint.contact(member))]
        said = {value for contact, _ in found for value in (contact.identifier, contact.email, contact.phone)}
        values = {value for value in said if value}
        values |= {str(item["value"]) for _, items in found for item in items if item.get("value")}
        for contact, items in found:
            for job_id in contact.exports:
                self._files.delete_export(contact.id, job_id)
            self._delete(self._contacts_table, [key_of(item) for item in items])
            for item in items:
                self._release(item, contact.id)
        reached = {
            "phase": "conversations",
            "contact_ids": list(group),
            "values": sorted(values),
            "accounts": sorted({contact.account_id for contact, _ in found if contact.account_id}),
            "threads": [],
            "boundary": to_text(self._now()),
        }
        after = _counting(job, reached, contacts=len(found))
        gone = [
            self._contacts_table.deleting(Key(contact.id, "contact"), "#version = :known", {"known": contact.version})
            for contact, _ in found
        ]
        self._jobs.advance(after, also=gone)
        return after

    def _release(self, item: Item, contact_id: str) -> None:
        """The natural key of an identity, unless another contact has got it."""
        key = Key(f"identity#{item['sk'].rpartition('#')[2]}", "identity")
        with suppress(TransactionFailed):
            mine = self._contacts_table.deleting(key, "#contact_id = :mine", {"mine": contact_id})
            self._contacts_table.transact([mine])

    def _next_conversation(self, job: Job) -> Job:
        """A piece of the conversation that is being erased, or the next one. That it was begun is stored first: without
        its ticket, no index has it."""
        reached = dict(job.reached)
        if name := reached.get("current"):
            return self._piece(job, reached, _reference(name))
        for reference in self._footprint.conversations(reached["contact_ids"], reached["boundary"]):
            head = self._footprint.head(reference)
            is_old = head is None or head["created_at"] < reached["boundary"]
            # The index may still list what is gone.
            if is_old and self._footprint.items(reference, limit=1):
                name = f"{reference.thread}/{reference.episode}"
                reached |= {"current": name, "threads": sorted({*reached["threads"], name})}
                if head:
                    reached["accounts"] = sorted({*reached["accounts"], head["account_id"]})
                return self._advance(_counting(job, reached, conversations=1))
        return self._advance(_counting(job, {**reached, "phase": "around"}))

    def _piece(self, job: Job, reached: dict[str, Any], reference: ConversationReference) -> Job:
        """First itself and its ticket: without them, a conversation gets no message any more. Who writes is asked to
        try again until all of it is gone."""
        items = self._footprint.items(reference, limit=_AT_ONCE)
        head = self._footprint.head(reference)
        if head and head["created_at"] < reached["boundary"]:
            self._delete_pointer(head)
            self._delete_head(reference)
            return self._advance(_counting(job, reached))
        old, drafts = written_before(items, head), self._footprint.drafts(reference) if head is None else []
        report = self._erase(old, reached)
        report["drafts"] = len(drafts)
        report["files"] += self._files.erase(files_among(drafts), reached["boundary"])
        self._delete(self._conversations_table, [key_of(item) for item in drafts])
        if not old:
            self._reopen_before(reference)
            reached["current"] = None
        return self._advance(_counting(job, reached, **report))

    def _delete_head(self, reference: ConversationReference) -> None:
        """With the place of its ticket among those of its owner, or among those that wait. Raises Unavailable if
        somebody decides about the ticket meanwhile."""
        ticket = self._tickets.get(reference)
        writes = [self._conversations_table.deleting(conversation_key(reference), _EXISTS)]
        try:
            self._conversations_table.transact([*writes, *(self._tickets.deleting(ticket) if ticket else [])])
        except TransactionFailed as failure:
            raise Unavailable("The ticket has changed. Look again.") from failure

    def _erase(self, items: list[Item], reached: Mapping[str, Any]) -> Report:
        """Entries of a conversation: their files and claims, then themselves."""
        report: Report = {}
        for item in items:
            counted = _ENTRIES.get(item["kind"])
            if counted:
                report[counted] = report.get(counted, 0) + 1
            if item["kind"] == "message":
                self._blank_claims(item, reached["accounts"])
        report["files"] = self._files.erase(files_among(items), reached["boundary"])
        self._delete(self._conversations_table, [key_of(item) for item in items])
        return report

    def _blank_claims(self, item: Item, accounts: Iterable[str]) -> None:
        """A message that its service sends again is recognised as erased, and dropped."""
        key = message_from(item).key.removeprefix("logged/")
        ends = int((self._now() + _CLAIM_KEPT).timestamp())
        for account_id in accounts:
            with suppress(ConditionFailed):
                self._conversations_table.write(
                    self._conversations_table.changing(
                        claim_key(account_id, key),
                        "#thread = :thread",
                        {"erased": True, "sender": None, "expires_at": ends},
                        {"thread": item["pk"]},
                    )
                )

    def _delete_pointer(self, head: Item) -> None:
        """By which messages to another thread key of the conversation find it."""
        thread = thread_of(head["account_id"], head["thread_key"])
        if thread != head["pk"]:
            key = Key(thread, "~moved")
            with suppress(TransactionFailed):
                self._conversations_table.transact(
                    [self._conversations_table.deleting(key, "#to = :here", {"here": head["pk"]})]
                )

    def _reopen_before(self, reference: ConversationReference) -> None:
        """The thread's conversation before it, if it was with somebody else, is the thread's latest again: neither its
        end stays, nor the event that says who continued it."""
        before = reference.previous
        if before is None or self._footprint.head(before) is None or self._footprint.items(reference, limit=1):
            return
        ends = [key_of(item) for item in self._footprint.all_items(before) if says_what_follows(item, reference)]
        self._delete(self._conversations_table, ends)

    def _around(self, job: Job) -> Job:
        """What accounts have kept beside their conversations."""
        reached = dict(job.reached)
        threads = sorted({name.partition("/")[0] for name in reached["threads"]})
        unhandled, deliveries = [], []
        for account_id in reached["accounts"]:
            unhandled += list(self._footprint.unhandled(account_id, reached["values"]))
            account = self._accounts.get(account_id)
            if account and account.channel_id:
                deliveries += list(self._footprint.deliveries(account.channel_id, threads))
        self._delete(self._conversations_table, [key_of(item) for item in [*unhandled, *deliveries]])
        rests = to_text(from_text(reached["boundary"]) + _IN_FLIGHT)
        after = _counting(job, {**reached, "phase": "last"}, unhandled=len(unhandled), deliveries=len(deliveries))
        return self._advance(replace(after, rests_until=rests))

    def _last_look(self, job: Job) -> Job:
        """What requests have stored that began before the boundary."""
        reached, report = dict(job.reached), Report()
        if self._left(reached):
            return self._advance(_counting(job, {**reached, "phase": "conversations"}))
        for name in reached["threads"]:
            items = list(self._footprint.all_items(_reference(name)))
            late = written_before(items, self._footprint.head(_reference(name)))
            for found, number in self._erase(late, reached).items():
                report[found] = report.get(found, 0) + number
        for contact_id in reached["contact_ids"]:
            key, values = Key(contact_id, "contact"), {"boundary": reached["boundary"]}
            with suppress(TransactionFailed):
                gone = self._contacts_table.deleting(key, "#created_at < :boundary", values)
                self._contacts_table.transact([gone])
        return self._advance(_counting(job, {}, **report).finished(self._now()))

    def _left(self, reached: Mapping[str, Any]) -> bool:
        listed = self._footprint.conversations(reached["contact_ids"], reached["boundary"])
        heads = [head for each in listed if (head := self._footprint.head(each))]
        return any(head["created_at"] < reached["boundary"] for head in heads)

    def _delete(self, table: Table, keys: list[Key]) -> None:
        for at in range(0, len(keys), _AT_ONCE):
            writes: list[Write] = [table.deleting(key, _EXISTS) for key in keys[at : at + _AT_ONCE]]
            try:
                table.transact(writes)
            except TransactionFailed:  # an earlier attempt has deleted some
                for write in writes:
                    with suppress(TransactionFailed):
                        table.transact([write])

    def _advance(self, after: Job) -> Job:
        self._jobs.advance(after)
        return after


def _reference(name: str) -> ConversationReference:
    thread, _, episode = name.partition("/")
    return ConversationReference(thread, int(episode))


def _counting(job: Job, reached: Mapping[str, Any], **found: int) -> Job:
    """The next version, with what was erased now."""
    report = dict(job.report)
    for name, number in found.items():
        if number:
            report[name] = report.get(name, 0) + number
    return job.advanced(job.done + found.get("conversations", 0), reached=reached, report=report)
