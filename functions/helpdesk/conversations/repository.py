"""Conversations and their entries, in the table `conversations`. Its items: helpdesk.conversations.items."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from datetime import datetime

from helpdesk.conversations import items
from helpdesk.conversations.extending import MessageExtensions
from helpdesk.conversations.models import Conversation, End, Event, Mail, Message, TimelineEntry
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.messaging.messages import Reachability, Sender
from helpdesk.messaging.webhook_delivery import WebhookDelivery
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import NEW, ConditionFailed, Page, Table, TransactionFailed, Write
from helpdesk.platform.errors import Busy, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest
from helpdesk.platform.partitions import every
from helpdesk.platform.records import dump

_IN_PARTITION = "#pk = :thread"
_BETWEEN = "#pk = :thread AND #sk BETWEEN :first AND :last"
_PAGE = 50
_OF_TICKET = ("closed_at", "closed_after", "last_sequence", "owner_id")
_MOVED, _POINTER = "moved", "~moved"
_MOVES_AT_MOST = 10
"""How many pointers lead from a thread to its conversation. More than one only if threads had conversations before
others moved to them."""
_WITHOUT_ENTRIES = ("pk", "sk", "kind", "to", *(field.name for field in fields(Conversation)), *_OF_TICKET)
"""What a head is read from. Of an entry its key is enough: what is in it may have 400 KB."""


@frozen
class Head:
    """The end of a conversation, read in one query, strongly consistent."""

    conversation: Conversation
    newest_sequence: int
    entries: tuple[TimelineEntry, ...]
    """The newest entries, newest first: at most as many as requested, fewer if they are large."""
    more: bool
    """Whether there are older entries."""
    closed_at: str | None = None
    """When the ticket was closed, if it is."""
    followed: int = 0
    """The newest message that the ticket knows: in its summary, or when it was closed."""
    owner_id: str | None = None
    """Whose ticket it is."""

    @property
    def is_over(self) -> bool:
        """Whether the ticket is closed and knows every message, because one that it does not know may reopen it."""
        return self.closed_at is not None and self.followed >= self.newest_sequence


@frozen
class Claim:
    """An account's message key belongs to this conversation, after this position. Never deleted, unless it has an
    end: that is a claim of one of the desk's own messages."""

    reference: ConversationReference
    after_sequence: int
    sender: str | None = None
    """A digest of the address of whoever sent the message; claims of the desk's own requests have none."""
    expires_at: int | None = None
    """In seconds since 1970: the table's time to live."""
    entry_id: str | None = None
    """Of a note, which has no position of its own."""
    asked: str | None = None
    """A digest of what a request asked for that its message does not say."""
    erased: bool = False
    """The message was erased with its author. The claim stays for a while, so that it is known if it comes again."""

    def has_expired(self, now: datetime) -> bool:
        """It may stay in the table for a while."""
        return self.expires_at is not None and self.expires_at <= now.timestamp()


class ConversationRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def extensions(self) -> MessageExtensions:
        return MessageExtensions(self._table)

    def head_of_thread(self, thread: str) -> Head | None:
        """The thread's latest conversation, without its entries."""
        for _ in range(1 + _MOVES_AT_MOST):
            page = self._table.query(
                _IN_PARTITION,
                {"thread": thread},
                limit=3,
                consistent=True,
                newest_first=True,
                only=_WITHOUT_ENTRIES,
            )
            if not page.items or page.items[0]["kind"] != _MOVED:
                return _head(page, with_entries=False)
            thread = page.items[0]["to"]
        raise AssertionError("a pointer never leads back to where it was found")

    def head(self, reference: ConversationReference, entries: int = 1) -> Head | None:
        page = self._table.query(
            _BETWEEN,
            _range(reference, items.episode_prefix(reference), "~~"),
            limit=entries + 2,
            consistent=True,
            newest_first=True,
        )
        return _head(page, with_entries=True)

    def conversation(self, reference: ConversationReference, *, consistent: bool = False) -> Conversation | None:
        item = self._table.get(items.conversation_key(reference), consistent=consistent)
        return items.conversation_from(item) if item else None

    def message(self, reference: MessageReference, *, consistent: bool = False) -> Message | None:
        key = items.message_key(reference.conversation, reference.sequence)
        item = self._table.get(key, consistent=consistent)
        return items.message_from(item) if item else None

    def named_message(self, reference: MessageReference) -> Message:
        """The one that a caller names, strongly consistent. Raises NotFound."""
        message = self.message(reference, consistent=True)
        if message is None:
            raise NotFound(f"There is no message {reference.message_id!r}.", code="message_not_found")
        return message

    def event(self, reference: ConversationReference, sort_key: str) -> Event | None:
        """Strongly consistent; `sort_key` as returned by `items.position_of`."""
        item = self._table.get(Key(reference.thread, sort_key), consistent=True)
        return items.event_from(item) if item else None

    def deliver(self, event: Event, webhook: WebhookDelivery) -> None:
        """Stores the result of an attempt to notify the channel's app, unless another attempt has changed it since
        the event was read."""
        with suppress(ConditionFailed):
            self._table.write(self._table.changing(items.event_key(event), **webhook.following(event.webhook)))

    def claim_mail(self, event: Event, claim: str) -> bool:
        """For one attempt to send the e-mail that the event asks for. False if it is another attempt's. The SDK repeats
        a call whose answer was lost: what this attempt has claimed is still its own."""
        becomes = {"mail": Mail.SENDING, "mail_claim": claim}
        return self._note_mail(
            event, "#mail = :waiting OR #mail_claim = :mail_claim", becomes, {"waiting": Mail.WAITING}
        )

    def settle_mail(self, event: Event, claim: str, becomes: Mail) -> None:
        """What became of it, by whoever claimed it last."""
        self._note_mail(event, "#mail_claim = :claim", {"mail": becomes}, {"claim": claim})

    def end_mail(self, event: Event, known: Mail, becomes: Mail) -> None:
        """Without an attempt to send it, unless there is one meanwhile."""
        self._note_mail(event, "#mail = :known", {"mail": becomes}, {"known": known})

    def _note_mail(self, event: Event, condition: str, becomes: Item, values: Item) -> bool:
        try:
            self._table.write(self._table.changing(items.event_key(event), condition, becomes, values))
        except ConditionFailed:
            return False
        return True

    def event_waiting(self, event: Event) -> Write:
        """Its receiver fails. Succeeds if it is still to be sent."""
        waiting = replace(event.webhook, waits=True)
        return self._table.changing(items.event_key(event), **waiting.following(event.webhook))

    def first_after(self, reference: ConversationReference, sequence: int) -> tuple[list[Message], bool]:
        """The first messages after that position, oldest first, and whether there are more."""
        values = _range(reference, items.message_key(reference, sequence + 1).sk, "~")
        page = self._table.query(_BETWEEN, values, limit=_PAGE, consistent=True)
        return [items.message_from(item) for item in page.items if item["kind"] == "message"], page.more

    def messages_after(self, reference: ConversationReference, sequence: int) -> Iterator[Message]:
        """Every message after that position, oldest first, strongly consistent."""
        return (found for found in self.positions_after(reference, sequence) if isinstance(found, Message))

    def positions_after(self, reference: ConversationReference, sequence: int) -> Iterator[Message | End]:
        """Whatever has a position after that one, oldest first, strongly consistent."""
        first = items.message_key(reference, sequence + 1).sk
        last = items.episode_prefix(reference) + "~"
        for item in every(self._table, reference.thread, first, last, limit=_PAGE):
            if item["kind"] == "message":
                yield items.message_from(item)
            elif item["kind"] == "end":
                yield End(reference, items.sequence_of(item))

    def entries(
        self,
        reference: ConversationReference,
        *,
        start: str | None,
        newest_first: bool,
        limit: int,
        consistent: bool = False,
    ) -> tuple[list[tuple[str, TimelineEntry]], bool]:
        """A page of (position, entry) after the position `start`, in reading direction, and whether more follow."""
        first, last = items.episode_prefix(reference), "~"
        values = _range(reference, first, last)
        if start is not None:
            values["last" if newest_first else "first"] = start
        # One more than requested: BETWEEN includes the start.
        page = self._table.query(_BETWEEN, values, limit=limit + 1, newest_first=newest_first, consistent=consistent)
        found = [
            (item["sk"], items.entry_from(item)) for item in page.items if item["sk"] != start and items.is_entry(item)
        ]
        return found[:limit], page.more or len(found) > limit

    def messages_before(self, message: Message, limit: int) -> Iterator[Message]:
        """Among the `limit` entries before it, newest first. Strongly consistent."""
        entries, _ = self.entries(
            message.reference, start=items.position_of(message), newest_first=True, limit=limit, consistent=True
        )
        return (entry for _, entry in entries if isinstance(entry, Message))

    def newest_sequence(self, reference: ConversationReference) -> int:
        """Strongly consistent; 0 before the first message."""
        head = self.head(reference)
        return head.newest_sequence if head else 0

    def existing_claim(self, owner: str, message_key: str, *, consistent: bool = True) -> Claim | None:
        item = self._table.get(claim_key(owner, message_key), consistent=consistent)
        return claim_from(item) if item else None

    def claim(self, owner: str, message_key: str, claim: Claim, *, now: datetime | None = None) -> Claim | None:
        """Claims the message key for a conversation; None if the claim is new, else the existing claim. `owner`: whose
        key it is, an account or, for the desk's own messages, a conversation. `now`: an existing claim may have
        expired."""
        try:
            self._table.write(self.claiming(owner, message_key, claim, now=now))
        except ConditionFailed as failure:
            return claim_from(failure.existing)
        return None

    def conversation_of(self, reference: ConversationReference) -> Conversation:
        """The conversation of a claim or of an end, which is written with it or before it."""
        conversation = self.conversation(reference, consistent=True)
        if conversation is None:
            raise AssertionError("conversations are never deleted")
        return conversation

    def append(self, message: Message, along: Sequence[Write] = ()) -> bool:
        """Puts the message at its position; False if another message has taken it. `along`: in the same commit. Raises
        TransactionFailed if one of these fails."""
        try:
            if along:
                self._table.transact([self.appending(message), *along])
            else:
                self._table.write(self.appending(message))
        except ConditionFailed:
            return False
        except TransactionFailed as failure:
            if set(failure.failed) != {0}:
                raise
            return False
        return True

    def wait(self, attempt: int) -> None:
        """Before the next attempt to win a position."""
        self._table.wait(attempt)

    def transact(self, writes: Sequence[Write]) -> None:
        self._table.transact(writes)

    def claiming(self, owner: str, message_key: str, claim: Claim, *, now: datetime | None = None) -> Write:
        item: Item = {
            "kind": "claim",
            "thread": claim.reference.thread,
            "episode": claim.reference.episode,
            "after": claim.after_sequence,
            "sender": claim.sender,
            "entry_id": claim.entry_id,
            "asked": claim.asked,
        }
        key = claim_key(owner, message_key)
        if now is None:
            return self._table.putting(key, item)
        item["expires_at"] = claim.expires_at
        values: Item = {"now": int(now.timestamp())}
        return self._table.putting(key, item, f"{NEW} OR #expires_at <= :now", values)

    def opening(self, conversation: Conversation) -> Write:
        return self._table.putting(
            items.conversation_key(conversation.reference), items.conversation_item(conversation)
        )

    def completing(self, reference: ConversationReference, recipient: Sender) -> Write:
        """Fills what is empty in the stored recipient; the rest stays."""
        told = {"name": recipient.name, "email": recipient.email, "phone": recipient.phone}
        once = {f"recipient.{name}": value for name, value in told.items()}
        return self._table.changing(items.conversation_key(reference), "attribute_exists(#pk)", {}, once=once)

    def reaching(self, conversation: Conversation, reachability: Reachability) -> Write:
        """What the service reports of it now. It fails if something else was stored since `conversation` was read."""
        before = conversation.reachability
        condition = "#reachability.#at = :before" if before else "attribute_not_exists(#reachability)"
        return self._table.changing(
            items.conversation_key(conversation.reference),
            condition,
            {"reachability": dump(reachability)},
            {"before": before.at} if before else None,
        )

    def unreached(self, conversation: Conversation, at: str, reason: str) -> None:
        """Nothing can be sent to the customer. Raises ConditionFailed if the service has reported something else."""
        self._table.write(self.reaching(conversation, Reachability(at, reason)))

    def renaming(self, reference: ConversationReference, *, before: str, after: str, at: int) -> Write:
        """Gives the conversation another thread key, after the message `at`. For a transaction: it fails if the
        conversation has another one than `before`."""
        becomes = {"thread_key": after, "moved_after": at}
        return self._table.changing(
            items.conversation_key(reference), "#thread_key = :before", becomes, {"before": before}
        )

    def moving(self, thread: str, reference: ConversationReference) -> list[Write]:
        """Messages to this thread join another thread's conversation from now on. It sorts after everything else in its
        partition: whoever looks for the thread's latest conversation finds it first. For a transaction: it fails if
        either thread leads elsewhere."""
        return [
            self._table.putting(Key(thread, _POINTER), {"kind": _MOVED, "to": reference.thread}),
            self._table.checking(Key(reference.thread, _POINTER), NEW),
        ]

    def appending(self, message: Message) -> Write:
        return self._table.putting(items.message_key(message.reference, message.sequence), items.message_item(message))

    def recording(self, event: Event) -> Write:
        return self._table.putting(items.event_key(event), items.event_item(event))

    def record_once(self, event: Event) -> None:
        with suppress(ConditionFailed):  # it was recorded before
            self._table.write(self.recording(event))

    def ending(self, reference: ConversationReference, sequence: int) -> Write:
        """The conversation ends after that message: it fails if another message was stored after it."""
        end = End(reference, sequence + 1)
        return self._table.putting(items.message_key(reference, end.sequence), items.end_item(end))

    def nothing_after(self, reference: ConversationReference, sequence: int) -> Write:
        """For a transaction: it fails if another message was stored after that position."""
        return self._table.checking(items.message_key(reference, sequence + 1), NEW)

    def not_opened(self, reference: ConversationReference) -> Write:
        """For a transaction: it fails if the conversation exists."""
        return self._table.checking(items.conversation_key(reference), NEW)


def claim_key(owner: str, message_key: str) -> Key:
    return Key(f"claim#{digest(owner, message_key)}", "claim")


def claim_from(item: Item | None) -> Claim:
    if item is None:
        raise Busy("Another request has used this key at the same time. Retry the request.")
    return Claim(
        ConversationReference(item["thread"], item["episode"]),
        item["after"],
        sender=item.get("sender"),
        expires_at=item.get("expires_at"),
        entry_id=item.get("entry_id"),
        asked=item.get("asked"),
        erased=item.get("erased", False),
    )


def _range(reference: ConversationReference, first: str, last: str) -> Item:
    return {"thread": reference.thread, "first": first, "last": items.episode_prefix(reference) + last}


def _head(page: Page, *, with_entries: bool) -> Head | None:
    conversations = [item for item in page.items if item["kind"] == "conversation"]
    if not conversations:
        return None
    entries = [item for item in page.items if items.is_entry(item)]
    positions = [item for item in page.items if items.has_position(item)]
    tickets = [item for item in page.items if item["kind"] == "ticket"]
    return Head(
        conversation=items.conversation_from(conversations[0]),
        newest_sequence=items.sequence_of(positions[0]) if positions else 0,
        entries=tuple(items.entry_from(item) for item in entries) if with_entries else (),
        more=page.more,
        closed_at=tickets[0].get("closed_at") if tickets else None,
        followed=max(tickets[0]["last_sequence"], tickets[0].get("closed_after", 0)) if tickets else 0,
        owner_id=tickets[0].get("owner_id") if tickets else None,
    )
