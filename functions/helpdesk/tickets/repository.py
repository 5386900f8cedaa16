"""Tickets in the table `conversations`, stored with their conversations, and their three indexes. No entry of an index
moves with a message: docs/decisions/0063."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from helpdesk.conversations.items import entry_from, has_position, is_entry, reference_of, sequence_of, ticket_key
from helpdesk.conversations.models import TimelineEntry
from helpdesk.conversations.references import ConversationReference
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.people.load_repository import LoadRepository
from helpdesk.people.loads import Loads
from helpdesk.pipelines.models import FIRST_PIPELINE
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import ConditionFailed, Table, TransactionFailed, Write
from helpdesk.platform.optimistic import write_all
from helpdesk.platform.records import dump, load
from helpdesk.tickets.activity import Activity
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.waiting import WaitingRepository, kept_waiting

Place = tuple[str, str]
"""Of a ticket among those of its account: when it was opened, and its id."""

_USUAL = {"pipeline_id": FIRST_PIPELINE, "closed_after": 0, "inbox_id": HELP_DESK_INBOX}
_NUMBERS = Key("counter#tickets", "counter")
BY_ACCOUNT = "tickets_by_account"
BY_OWNER = "tickets_by_owner"
BY_CONTACT = "tickets_by_contact"
_SUMMARY = ("last_activity_at", "last_sequence", "last_direction", "preview")
_BY_ACCOUNT = "#account_id = :account_id AND #state = :state AND #opened_at >= :opened_at"
_BY_OWNER = "#owner_id = :owner_id AND #state = :state"
_BY_CONTACT = "#contact_id = :contact_id"


class TicketRepository:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._loads = LoadRepository(table)
        self._waiting = WaitingRepository(table)

    def get(self, reference: ConversationReference, *, consistent: bool = True) -> Ticket | None:
        item = self._table.get(ticket_key(reference), consistent=consistent)
        return ticket_from(item) if item else None

    def with_entries(self, reference: ConversationReference, limit: int) -> tuple[Ticket, list[TimelineEntry]] | None:
        """The ticket and so many of its conversation's newest entries, oldest first, in one strongly consistent query:
        fewer if they are large."""
        ticket, others = self._from_the_end(reference, limit)
        return (ticket, [entry_from(item) for item in reversed(others) if is_entry(item)]) if ticket else None

    def with_newest(self, reference: ConversationReference) -> tuple[Ticket, int] | None:
        """The ticket and the newest position of its conversation, 0 before any: read as `with_entries`."""
        ticket, others = self._from_the_end(reference, 1)
        return (ticket, max(map(sequence_of, filter(has_position, others)), default=0)) if ticket else None

    def _from_the_end(self, reference: ConversationReference, limit: int) -> tuple[Ticket | None, list[Item]]:
        """The ticket, and what else there is, newest first: the conversation and so many of its entries."""
        first = ticket_key(reference).sk.removesuffix("~ticket")
        values = {"thread": reference.thread, "first": first, "last": first + "~~"}
        condition = "#pk = :thread AND #sk BETWEEN :first AND :last"
        page = self._table.query(condition, values, limit=limit + 2, consistent=True, newest_first=True)
        found = [item for item in page.items if item["kind"] == TICKET]
        others = [item for item in page.items if item["kind"] != TICKET]
        return ticket_from(found[0]) if found else None, others

    def newest_keys(self, contact_id: str, limit: int) -> list[Key]:
        """Of the contact's newest tickets, newest first."""
        values = {"contact_id": contact_id}
        page = self._table.query(_BY_CONTACT, values, index=BY_CONTACT, limit=limit, newest_first=True)
        return [Key(item["pk"], item["sk"]) for item in page.items]

    def many_with(
        self, keys: Sequence[Key], other: Table, other_keys: Sequence[Key]
    ) -> tuple[list[Ticket], list[Item]]:
        """The tickets, and items of another table, in one call."""
        if not (keys or other_keys):
            return [], []
        tickets, others = self._table.batch_get_with(keys, other, other_keys)
        return [ticket_from(item) for item in tickets], others

    def many(
        self, references: Sequence[ConversationReference], *, consistent: bool = False
    ) -> dict[ConversationReference, Ticket]:
        """Those that exist."""
        keys = [ticket_key(each) for each in references]
        found = map(ticket_from, self._table.batch_get(keys, consistent=consistent))
        return {ticket.reference: ticket for ticket in found}

    def by_account(
        self, account_id: str, state: TicketState, *, after: Place, limit: int
    ) -> tuple[list[Ticket], Place | None]:
        """At most so many of the account's tickets after that place, oldest first, strongly consistent: one that was
        opened or closed a moment ago may be read with the others. And how far it was read, if more follow."""
        values: Item = {"account_id": account_id, "state": state.value, "opened_at": after[0]}
        page = self._table.query(_BY_ACCOUNT, values, index=BY_ACCOUNT, limit=limit)
        found = [item for item in page.items if _place(item) > after]
        if page.more and not found:  # more tickets were opened in this very moment than were read
            return self.by_account(account_id, state, after=after, limit=2 * limit)
        items = self._table.batch_get([Key(item["pk"], item["sk"]) for item in found], consistent=True)
        return [ticket_from(item) for item in sorted(items, key=_place)], _place(found[-1]) if page.more else None

    def of_owner(self, owner_id: str, limit: int) -> tuple[list[Ticket], bool]:
        """The owner's newest open tickets, in no order; and whether there are more."""
        values: Item = {"owner_id": owner_id, "state": TicketState.OPEN.value}
        found, end = self._newest(BY_OWNER, _BY_OWNER, values, "owner_sort_at", "", limit)
        # The index may lag: tickets that got another owner in the meantime are left out.
        return [ticket for ticket in found if ticket.worked_on_by == owner_id], end is not None

    def by_contact(self, contact_id: str, *, start: str, limit: int) -> tuple[list[Ticket], str | None]:
        """The contact's `limit` newest tickets that were opened then or before, in no order; and where the next ones
        begin, if there are more."""
        return self._newest(BY_CONTACT, _BY_CONTACT, {"contact_id": contact_id}, "opened_at", start, limit)

    def _newest(
        self, index: str, condition: str, values: Item, sort: str, start: str, limit: int
    ) -> tuple[list[Ticket], str | None]:
        """From an index that has only keys."""
        begun = (f"{condition} AND #{sort} <= :start", values | {"start": start}) if start else (condition, values)
        page = self._table.query(*begun, index=index, limit=limit + 1, newest_first=True)
        # The next tickets begin at a time: those that have this very time come again.
        end = page.items[-1][sort] if len(page.items) > limit else None
        if end is not None and end == page.items[0][sort]:
            return self._newest(index, condition, values, sort, start, 2 * limit)
        keys = [Key(item["pk"], item["sk"]) for item in page.items if item[sort] != end]
        return [ticket_from(item) for item in self._table.batch_get(keys)], end

    def creation(self, ticket: Ticket) -> list[Write]:
        item = _item(ticket) | {"kind": "ticket", "ticket_id": ticket.id}
        loads = self._loads.moving(None, ticket.worked_on_by, ticket.channel)
        return [self._table.putting(ticket_key(ticket.reference), item), *loads]

    def still_closed(self, reference: ConversationReference) -> Write:
        """For a transaction: it fails if the ticket was opened in the meantime."""
        closed = {"closed": TicketState.CLOSED.value}
        return self._table.checking(ticket_key(reference), "#state = :closed", closed)

    def follow(self, before: Ticket, after: Ticket, activity: Activity | None) -> Ticket | None:
        """Updates the summary to a message, together with what the message decides: `after`, if it differs. Returns
        None, or the ticket as it is, if it has the message already or somebody has decided about it since `before` was
        read. Without an activity, only what is decided changes."""
        after = kept_waiting(before, after)
        write = self._following(before, after, activity) if activity else self._changing(before, after)
        try:
            write_all(self._table, [write, *self._along(before, after)])
        except TransactionFailed as failure:
            existing = failure.failed.get(0)
            return ticket_from(existing) if existing else None
        return None

    def _along(self, before: Ticket, after: Ticket) -> list[Write]:
        """What moves with a ticket: whose load it is, and its place among those that wait."""
        loads = self._loads.moving(before.worked_on_by, after.worked_on_by, after.channel)
        return [*loads, *self._waiting.moving(before, after)]

    def _following(self, before: Ticket, after: Ticket, activity: Activity) -> Write:
        becomes, once = _summary(activity)
        was, decided = _item(before), _item(after)
        changed = {name: value for name, value in decided.items() if value != was[name]}
        if changed:
            becomes |= changed | {"version": before.version + 1}
        first = {name: value for name, value in once.items() if name not in becomes}
        condition = "#version = :expected AND #last_sequence < :newest"
        values: Item = {"expected": before.version, "newest": activity.sequence}
        return self._table.changing(ticket_key(before.reference), condition, becomes, values, once=first)

    def retouch(self, reference: ConversationReference, sequence: int, preview: str, subject: str | None) -> None:
        """The newest message says more than before, and is still the newest. Idempotent."""
        condition = "#last_sequence = :sequence AND (#preview <> :preview OR attribute_not_exists(#subject))"
        if subject is None:
            condition = "#last_sequence = :sequence AND #preview <> :preview"
        becomes, once = {"preview": preview}, {"subject": subject}
        write = self._table.changing(ticket_key(reference), condition, becomes, {"sequence": sequence}, once=once)
        with suppress(ConditionFailed):  # it says so already, or a newer message came
            self._table.write(write)

    def change(self, before: Ticket, after: Ticket, *, as_read: Sequence[str] = ()) -> list[Write]:
        """Writes the decisions about a ticket (owner, state, routing), if nobody changed them since `before` was
        read. `as_read`: also if one of these has changed, which does not make another version."""
        after = kept_waiting(before, after)
        return [self._changing(before, after, as_read), *self._along(before, after)]

    def deleting(self, ticket: Ticket) -> list[Write]:
        """The ticket, with what is kept of it elsewhere, if nobody has decided about it since it was read."""
        gone = replace(ticket, state=TicketState.CLOSED, owner_id=None, waits_as=None, waits_for=None)
        known = {"known": ticket.version}
        deleted = self._table.deleting(ticket_key(ticket.reference), "#version = :known", known)
        return [deleted, *self._along(ticket, gone)]

    def assign(self, before: Ticket, after: Ticket, seen: Loads) -> list[Write]:
        """Gives an open ticket to its new owner, if they are there and have as many as was seen."""
        assert after.owner_id, "it is given to somebody"
        after = replace(after, waits_as=None, waits_for=None)
        loads = self._loads.moving(before.worked_on_by, after.owner_id, after.channel, seen)
        return [self._changing(before, after), *loads, *self._waiting.moving(before, after)]

    def _changing(self, before: Ticket, after: Ticket, as_read: Sequence[str] = ()) -> Write:
        was, becomes = _item(before), _item(after)
        changed = {name: value for name, value in becomes.items() if value != was[name]}
        condition = "#version = :expected"
        if after.last_sequence != before.last_sequence:
            # A message may have advanced the summary in the meantime: it is replaced as a whole, and never goes back.
            changed |= {name: becomes[name] for name in _SUMMARY}
            condition += " AND #last_sequence < :last_sequence"
        values: Item = {"expected": before.version}
        for name in as_read:
            known = was[name]
            condition += f" AND attribute_not_exists(#{name})" if known is None else f" AND #{name} = :was_{name}"
            values |= {} if known is None else {f"was_{name}": known}
        return self._table.changing(
            ticket_key(before.reference), condition, changed | {"version": before.version + 1}, values
        )

    def reply_failing(self, reference: ConversationReference, sequence: int, *, waited: bool = False) -> Write:
        """This reply could not be delivered. It fails if the ticket knows that, or that a later one could not; with
        `waited`, if it does not show that this one waits."""
        condition = "attribute_exists(#pk) AND (attribute_not_exists(#failed_reply) OR #failed_reply < :failed_reply)"
        becomes: Item = {"failed_reply": sequence}
        if waited:
            condition += " AND #waiting_reply = :failed_reply"
            becomes["waiting_reply"] = None
        return self._table.changing(ticket_key(reference), condition, becomes)

    def reply_recovering(self, reference: ConversationReference, sequence: int) -> Write:
        """This reply was delivered after all. It fails if the ticket does not show it as failed."""
        return self._table.changing(
            ticket_key(reference), "#failed_reply = :failed", {"failed_reply": None}, {"failed": sequence}
        )

    def reply_waiting(self, reference: ConversationReference, sequence: int) -> Write:
        """This reply waits for another attempt. It fails if the ticket knows that, or that a later one waits."""
        condition = (
            "attribute_exists(#pk) AND (attribute_not_exists(#waiting_reply) OR #waiting_reply < :waiting_reply)"
        )
        return self._table.changing(ticket_key(reference), condition, {"waiting_reply": sequence})

    def reply_waited(self, reference: ConversationReference, sequence: int, first_reply_at: str | None = None) -> Write:
        """This reply does not wait any more. It fails if the ticket does not show it as waiting."""
        return self._table.changing(
            ticket_key(reference),
            "#waiting_reply = :waited",
            {"waiting_reply": None},
            {"waited": sequence},
            once={"first_reply_at": first_reply_at},
        )

    def reply_not_waiting(self, reference: ConversationReference, sequence: int) -> Write:
        """For a transaction: it fails if the ticket shows this reply as waiting."""
        condition = "attribute_not_exists(#waiting_reply) OR #waiting_reply <> :waited"
        return self._table.checking(ticket_key(reference), condition, {"waited": sequence})

    def answered(self, reference: ConversationReference, at: str) -> Write:
        """By a reply that was held back until then. It fails if there was an earlier one."""
        condition = "attribute_exists(#pk) AND attribute_not_exists(#first_reply_at)"
        return self._table.changing(ticket_key(reference), condition, {"first_reply_at": at})

    def next_number(self) -> int:
        """A number that no ticket has: one counter for the desk, so that people can say them on the phone. Whoever does
        not use it leaves a gap."""
        condition = "attribute_not_exists(#kind) OR #kind = :kind"
        write = self._table.counting(_NUMBERS, condition, {"last": 1}, {"kind": "counter"})
        return int(self._table.update(write)["last"])

    def naming(self, reference: ConversationReference, contact_name: str) -> Write:
        """The name of the contact, which became known later."""
        return self._table.changing(ticket_key(reference), "attribute_exists(#pk)", {"contact_name": contact_name})

    def transact(self, writes: Sequence[Write]) -> None:
        self._table.transact(writes)


def _summary(activity: Activity) -> tuple[Item, Item]:
    """What a message sets, and what it sets only where nothing is."""
    becomes: Item = {"last_sequence": activity.sequence}
    once: Item = {"subject": activity.subject}
    if activity.moves:
        becomes |= {"last_direction": activity.direction, "preview": activity.preview}
    if activity.is_reply:
        becomes |= {"last_reply": activity.sequence, "waiting_since": None}
    if activity.answers:
        once["first_reply_at"] = activity.at
    if activity.from_contact:
        becomes["last_activity_at"] = activity.at
        once["waiting_since"] = activity.at
    return becomes, once


def _place(item: Item) -> Place:
    return item["opened_at"], item["ticket_id"]


def ticket_from(item: Item) -> Ticket:
    return load(Ticket, item, reference=reference_of(item))


def _item(ticket: Ticket) -> Item:
    """What most tickets have is not stored: each message writes the ticket, and pays for its size."""
    sorted_at = ticket.opened_at if ticket.worked_on_by else None
    usual = dict.fromkeys(name for name, value in _USUAL.items() if getattr(ticket, name) == value)
    return dump(ticket, "reference") | usual | {"owner_sort_at": sorted_at}


TICKET = "ticket"
READERS = {TICKET: ticket_from}
