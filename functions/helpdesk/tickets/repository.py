"""Tickets in the table `conversations`, beside the conversation that each belongs to, and their two indexes."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from helpdesk.conversations.items import reference_of, ticket_key
from helpdesk.conversations.references import ConversationReference
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import NEW, ConditionFailed, Database, Key, Write
from helpdesk.tickets.models import Routing, Ticket, TicketStatus

BY_ACTIVITY = "tickets_by_activity"
BY_OWNER = "tickets_by_owner"
_BY_ACTIVITY = "#status = :status AND #account_id = :account_id AND #activity_shard = :shard"
_BY_OWNER = "#owner_id = :owner_id AND #status = :status"


@dataclass(frozen=True, slots=True)
class Activity:
    """What a new message changes about its ticket."""

    at: str
    sequence: int
    direction: str
    preview: str


class TicketRepository:
    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def get(self, reference: ConversationReference) -> Ticket | None:
        item = self._database.get(self._table, ticket_key(reference), consistent=True)
        return ticket_from(item) if item else None

    def by_activity(
        self, status: TicketStatus, account_id: str, shard: int, *, until: str | None, limit: int
    ) -> tuple[list[Ticket], bool]:
        """One shard's tickets, newest activity first, beginning with that moment; and whether more follow."""
        values: Item = {"status": status.value, "account_id": account_id, "shard": shard}
        condition = _BY_ACTIVITY
        if until:
            condition += " AND #last_activity_at <= :until"
            values["until"] = until
        page = self._database.query(self._table, condition, values, index=BY_ACTIVITY, limit=limit, newest_first=True)
        return [ticket_from(item) for item in page.items], page.more

    def by_owner(self, owner_id: str, status: TicketStatus, *, limit: int) -> list[Ticket]:
        """The owner's `limit` newest tickets, in no order."""
        page = self._database.query(
            self._table,
            _BY_OWNER,
            {"owner_id": owner_id, "status": status.value},
            index=BY_OWNER,
            limit=limit,
            newest_first=True,
        )
        keys = [Key(item["pk"], item["sk"]) for item in page.items]
        # The index may be a moment behind: what has changed hands meanwhile is left out.
        return [
            ticket
            for ticket in (ticket_from(item) for item in self._database.batch_get(self._table, keys))
            if ticket.owner_id == owner_id and ticket.status is status
        ]

    def creation(self, ticket: Ticket, shard: int) -> Write:
        item = ticket_key(ticket.reference).attributes() | {
            "kind": "ticket",
            "ticket_id": ticket.id,
            "account_id": ticket.account_id,
            "inbox_id": ticket.inbox_id,
            "contact_id": ticket.contact_id,
            "contact_name": ticket.contact_name,
            "subject": ticket.subject,
            "status": ticket.status.value,
            "activity_shard": shard,
            "owner_id": ticket.owner_id,
            "owner_sort_at": ticket.owner_sort_at if ticket.owner_id else None,
            "opened_at": ticket.opened_at,
            "last_activity_at": ticket.last_activity_at,
            "last_sequence": ticket.last_sequence,
            "last_direction": ticket.last_direction,
            "preview": ticket.preview,
            "version": ticket.version,
            "properties": json.dumps(ticket.properties) if ticket.properties else None,
        }
        return Write(table=self._table, condition=NEW, item=item)

    def still_closed(self, reference: ConversationReference) -> Write:
        """To be part of a transaction: it fails where the ticket was opened meanwhile."""
        condition, closed = "#status = :closed", {"closed": TicketStatus.CLOSED.value}
        return Write(table=self._table, condition=condition, key=ticket_key(reference), values=closed)

    def touch(self, reference: ConversationReference, activity: Activity, *, from_contact: bool) -> Ticket | None:
        """Bring the summary up to a message. Done already: nothing happens. A customer's message moves the ticket to
        the top of the list, and leaves a closed one alone: then the ticket is returned as it stands."""
        update = "SET #last_sequence = :sequence, #last_direction = :direction, #preview = :preview"
        condition = "#last_sequence < :sequence"
        values: Item = {
            "sequence": activity.sequence,
            "direction": activity.direction,
            "preview": activity.preview,
        }
        if from_contact:
            update += ", #last_activity_at = :at"
            condition += " AND #status = :open"
            values |= {"at": activity.at, "open": TicketStatus.OPEN.value}
        try:
            self._database.write(
                Write(table=self._table, condition=condition, key=ticket_key(reference), update=update, values=values)
            )
        except ConditionFailed as failure:
            standing = ticket_from(failure.existing) if failure.existing else None
            behind = standing is not None and standing.last_sequence < activity.sequence
            return standing if behind else None
        return None

    def change(self, before: Ticket, after: Ticket) -> Write:
        """The decisions about a ticket (owner, status, routing), if nobody decided anything since `before` was read."""
        changed: Item = {
            "owner_id": after.owner_id,
            "owner_sort_at": after.owner_sort_at if after.owner_id else None,
            "status": after.status.value,
            "closed_at": after.closed_at,
            "inbox_id": after.inbox_id,
            "routing": asdict(after.routing) if after.routing else None,
            "last_activity_at": after.last_activity_at,
            "last_sequence": after.last_sequence,
            "last_direction": after.last_direction,
            "preview": after.preview,
            "version": before.version + 1,
        }
        condition = "#version = :expected"
        if after.last_sequence == before.last_sequence:
            # Not decided here, and a message may move them on meanwhile.
            for name in ("last_activity_at", "last_sequence", "last_direction", "preview"):
                del changed[name]
        else:
            condition += " AND #last_sequence < :last_sequence"
        return Write.changing(
            self._table, ticket_key(before.reference), condition, changed, {"expected": before.version}
        )

    def transact(self, writes: Sequence[Write]) -> None:
        self._database.transact(writes)


def ticket_from(item: Item) -> Ticket:
    routing = item.get("routing")
    return Ticket(
        reference=reference_of(item),
        account_id=item["account_id"],
        contact_id=item["contact_id"],
        contact_name=item["contact_name"],
        subject=item["subject"],
        status=TicketStatus(item["status"]),
        opened_at=item["opened_at"],
        last_activity_at=item["last_activity_at"],
        last_sequence=item["last_sequence"],
        last_direction=item["last_direction"],
        preview=item["preview"],
        version=item["version"],
        inbox_id=item.get("inbox_id", HELP_DESK_INBOX),
        owner_id=item.get("owner_id"),
        closed_at=item.get("closed_at"),
        routing=Routing(**routing) if routing else None,
        properties=json.loads(item.get("properties", "{}")),
    )
