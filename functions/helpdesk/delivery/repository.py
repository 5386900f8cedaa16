"""The delivery status, stored on the message itself. That a reply failed, its ticket shows too: both change in one
transaction, so that no list is wrong about it. A reply that is sent at once changes the message alone.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from helpdesk.conversations.items import message_from, message_key
from helpdesk.conversations.models import REPORTED, DeliveryStatus, Direction, Failure, Message
from helpdesk.delivery.models import Begun, ChangeDone, StepDone
from helpdesk.delivery.statuses import status_attributes as _status
from helpdesk.platform.attributes import Item
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import ConditionFailed, Table, TransactionFailed, Write
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.records import dump
from helpdesk.tickets.repository import TicketRepository

_TRIED: Item = {"attempt_began": None, "next_attempt_at": None, "queue_handle": None, "waits_for_receiver": None}
"""After each attempt."""
_UNLISTED: Item = {"listed_as_waiting": None}
_LISTED = {True: "attribute_exists(#listed_as_waiting)", False: "attribute_not_exists(#listed_as_waiting)"}
"""As the message was read."""
_QUEUED: Item = {"queued": DeliveryStatus.QUEUED.value}


class DeliveryRepository:
    """Kanaal's own attempts change a message only while it is QUEUED. Reports of a channel may arrive in any order and
    are applied if they rank higher than the current status."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._tickets = TicketRepository(table)

    def begin(self, message: Message, token: str, *, repeatable: bool = False, may_have_arrived: bool = False) -> Begun:
        """Records that an attempt starts, unless it was cancelled or settled. `repeatable`: an earlier attempt without
        a result does not matter; `may_have_arrived`: there may have been one. The token distinguishes our own write,
        whose response was lost, from another writer's."""
        condition, becomes = "#status = :queued", Item(attempt_began=token)
        if not repeatable:
            condition += " AND attribute_not_exists(#attempt_began)"
        elif message.attempt_began or may_have_arrived:
            becomes |= {"may_have_arrived": True}
        try:
            self._table.write(self._changing(message, condition, becomes, _QUEUED))
        except ConditionFailed as failure:
            existing = failure.existing or {}
            if existing.get("attempt_began") == token:
                return Begun.YES
            return Begun.INTERRUPTED if existing.get("status") == DeliveryStatus.QUEUED else Begun.SETTLED
        return Begun.YES

    def replays_failed(self, message: Message) -> bool:
        """A message that has failed is sent once more for its app: it may arrive. False if it is not failed now."""
        values: Item = {"failed": DeliveryStatus.FAILED.value}
        try:
            self._table.write(self._changing(message, "#status = :failed", {"may_have_arrived": True}, values))
        except ConditionFailed:
            return False
        return True

    def sent(self, message: Message, step: StepDone, now: str) -> None:
        becomes = _status(DeliveryStatus.SENT, now) | _UNLISTED | {"attempts": message.attempts + 1} | _done(step)
        self._settle(message, becomes, step.changed, of_ticket=partial(self._left, now=now))

    def goes_on(self, message: Message, step: StepDone) -> None:
        """The next attempt begins with the next step."""
        becomes = _TRIED | _UNLISTED | {"steps_done": message.steps_done + 1, "in_other_form": None} | _done(step)
        self._settle(message, becomes, step.changed, of_ticket=self._waited)

    def waits(self, message: Message, *, in_other_form: bool) -> None:
        """Nothing was sent: the next attempt is of the same step. What makes an attempt begin with a write stays until
        an attempt is counted, because whoever cancels the message may have read it."""
        becomes: Item = {
            "attempt_began": None,
            "next_attempt_at": None,
            "queue_handle": None,
            "in_other_form": in_other_form or None,
        }
        self._settle(message, becomes)

    def failed(self, message: Message, failure: Failure, now: str, *, exhausted: bool = False) -> Message | None:
        """The message as stored, if it was settled before: by a report of the channel, or by this very write, whose
        response was lost."""
        counted = {"attempts": message.attempts + 1, "exhausted": exhausted or None}
        becomes = _status(DeliveryStatus.FAILED, now, failure) | _UNLISTED | counted
        condition = f"#status = :queued AND {_LISTED[message.listed_as_waiting]}"
        try:
            self._change_failing(message, self._changing(message, condition, becomes, _QUEUED))
        except ConditionFailed as settled:
            if settled.existing and (known := _listed_since(message, settled.existing)):
                return self.failed(known, failure, now, exhausted=exhausted)
            return message_from(settled.existing) if settled.existing else None
        return None

    def will_retry(
        self,
        message: Message,
        failure: Failure,
        now: str,
        next_at: str | None,
        *,
        handle: str | None = None,
        may_have_arrived: bool = False,
    ) -> None:
        """The message stays QUEUED; agents see why it is delayed, and until when: None if it waits for its receiver.
        `handle`: of its queue message, which is hidden for so long."""
        waits = {
            "next_attempt_at": next_at,
            "queue_handle": handle if next_at else None,
            "waits_for_receiver": next_at is None or None,
            "listed_as_waiting": not message.is_change or None,
        }
        why = _TRIED | waits | {"failure": dump(failure)}
        if may_have_arrived:
            why["may_have_arrived"] = True
        becomes = {"status_at": now, "attempts": message.attempts + 1} | why
        self._settle(message, becomes, of_ticket=self.shown_as_waiting)

    def waiting(self, message: Message, *, may_have_arrived: bool) -> Write:
        """Its receiver fails. Succeeds if it is still to be sent. `may_have_arrived`: an earlier attempt was
        interrupted, and another one is made all the same."""
        becomes: Item = {
            "next_attempt_at": None,
            "queue_handle": None,
            "waits_for_receiver": True,
            "listed_as_waiting": not message.is_change or None,
        }
        if may_have_arrived:
            becomes |= {"attempt_began": None, "may_have_arrived": True}
        return self._changing(message, "#status = :queued", becomes, _QUEUED)

    def shown_as_waiting(self, message: Message) -> Write | None:
        """Its ticket shows that it waits. None if it shows that already, or shows nothing of it."""
        if message.is_change or message.listed_as_waiting:
            return None
        return self._tickets.reply_waiting(message.reference, message.sequence)

    def sent_after_all(self, message: Message, now: str) -> None:
        """A message whose attempts had failed was delivered after all. A failure that the channel reported stays."""
        condition = "#status = :failed AND #failure.#code <> :reported"
        values: Item = {"failed": DeliveryStatus.FAILED.value, "reported": REPORTED}
        with suppress(ConditionFailed):
            self._change_recovering(
                message, self._changing(message, condition, _status(DeliveryStatus.SENT, now), values)
            )

    def report(self, message: Message, status: DeliveryStatus, failure: Failure | None, now: str) -> Message:
        """The message as stored afterwards, whether the report changed it or came too late. A reported failure replaces
        our own."""
        try:
            if failure:
                return self._failed_as_reported(message, failure, now)
            if message.status is DeliveryStatus.FAILED:
                return self._recovered_as_reported(message, status, now)
            condition = "#status_rank < :below AND #status <> :failed"
            condition += f" AND {_LISTED[message.listed_as_waiting]}"
            values: Item = {"below": status.rank, "failed": DeliveryStatus.FAILED.value}
            change = self._changing(message, condition, _status(status, now), values)
            if waited := self._waited(message):
                change = self._changing(message, condition, _status(status, now) | _UNLISTED, values)
                self._change_both(message, change, waited)
                return self._as_stored(message)
            return message_from(self._table.update(change))
        except ConditionFailed as late:
            existing = message_from(late.existing) if late.existing else message
        failed = existing.status is DeliveryStatus.FAILED and message.status is not DeliveryStatus.FAILED
        if (failed and not failure) or existing.listed_as_waiting is not message.listed_as_waiting:
            return self.report(existing, status, failure, now)  # our own attempt has failed since it was read
        return existing

    def _failed_as_reported(self, message: Message, failure: Failure, now: str) -> Message:
        status = DeliveryStatus.FAILED
        condition = "(#status_rank < :below OR (#status = :status AND #failure.#code <> :reported))"
        condition += f" AND {_LISTED[message.listed_as_waiting]}"
        values: Item = {"below": status.rank, "reported": REPORTED}
        becomes = _status(status, now, failure) | _UNLISTED
        self._change_failing(message, self._changing(message, condition, becomes, values))
        return self._as_stored(message)

    def _recovered_as_reported(self, message: Message, status: DeliveryStatus, now: str) -> Message:
        values: Item = {"below": status.rank}
        change = self._changing(message, "#status_rank < :below", _status(status, now), values)
        self._change_recovering(message, change)
        return self._as_stored(message)

    def _as_stored(self, message: Message) -> Message:
        item = self._table.get(message_key(message.reference, message.sequence), consistent=True)
        return message_from(item) if item else message

    def _change_failing(self, message: Message, change: Write) -> None:
        """Its ticket shows that it failed, unless a later one has, and no longer that it waits."""
        failing = partial(self._tickets.reply_failing, message.reference, message.sequence)
        waited = self._waited(message)
        self._change_both(message, change, *([failing(waited=True), failing(), waited] if waited else [failing()]))

    def _change_recovering(self, message: Message, change: Write) -> None:
        self._change_both(message, change, self._tickets.reply_recovering(message.reference, message.sequence))

    def _change_both(self, message: Message, change: Write, *of_ticket: Write) -> None:
        """With the first of these that succeeds. Raises ConditionFailed if the message cannot be changed."""
        for each in () if message.is_change else of_ticket:  # the list is about replies
            try:
                self._table.transact([change, each])
            except TransactionFailed as failure:
                if 0 in failure.failed:
                    raise ConditionFailed(failure.failed[0]) from failure
            else:
                return
        self._table.write(change)  # nothing changes for the ticket: it is about a later reply

    def _waited(self, message: Message, first_reply_at: str | None = None) -> Write | None:
        """Its ticket shows no longer that it waits."""
        if not message.listed_as_waiting:
            return None
        return self._tickets.reply_waited(message.reference, message.sequence, first_reply_at)

    def _left(self, message: Message, now: str) -> Write | None:
        """A scheduled reply answers the customer only now."""
        first_reply_at = now if message.is_scheduled and not message.is_change else None
        if waited := self._waited(message, first_reply_at):
            return waited
        return self._tickets.answered(message.reference, now) if first_reply_at else None

    def _settle(
        self,
        message: Message,
        becomes: Item,
        changed: ChangeDone | None = None,
        of_ticket: Callable[[Message], Write | None] = lambda _: None,
    ) -> None:
        """Nothing, if it was settled before. `of_ticket`: what its ticket shows then."""
        shown = of_ticket(message)
        own = self._changing(message, f"#status = :queued AND {_LISTED[message.listed_as_waiting]}", becomes, _QUEUED)
        further = [self._changed(changed)] if changed and changed.differs else []
        try:
            self._write([own, *([shown] if shown else []), *further])
        except TransactionFailed as failure:
            if 0 not in failure.failed and shown:  # nothing changes for the ticket: it is about a later reply
                self._settle(message, becomes, changed)
                return
            existing = failure.failed.get(0)
        except ConditionFailed as failure:
            existing = failure.existing
        else:
            return
        if existing and (known := _listed_since(message, existing)):
            self._settle(known, becomes, changed, of_ticket)

    def _write(self, writes: Sequence[Write]) -> None:
        """Raises ConditionFailed, or TransactionFailed if there are several."""
        if len(writes) == 1:
            self._table.write(writes[0])
        else:
            self._table.transact(writes)

    def _changed(self, changed: ChangeDone) -> Write:
        before, after = changed.before, changed.after
        becomes: Item = {}
        if after.external_ids != before.external_ids:
            becomes |= _named(after.external_ids)
        if after.texts != before.texts:
            becomes["texts"] = [dump(each) for each in after.texts]
        if after.reaction != before.reaction:
            becomes["reaction"] = after.reaction
        key = message_key(changed.reference.conversation, changed.reference.sequence)
        return self._table.changing(key, "attribute_exists(#pk)", becomes)

    def _changing(self, message: Message, condition: str, becomes: Item, values: Item) -> Write:
        return self._table.changing(message_key(message.reference, message.sequence), condition, becomes, values)


def _listed_since(message: Message, existing: Item) -> Message | None:
    """The message, if its ticket shows something else of it than when it was read, and it is still to be sent: another
    queue message had it parked, or released."""
    stored = message_from(existing)
    is_other = stored.listed_as_waiting is not message.listed_as_waiting
    is_queued = stored.status is DeliveryStatus.QUEUED
    return replace(message, listed_as_waiting=stored.listed_as_waiting) if is_queued and is_other else None


def _done(step: StepDone) -> Item:
    named = _named(step.external_ids) if step.external_ids else {}
    return named | ({"sent_to": step.sent_to} if step.sent_to else {})


def _named(external_ids: Sequence[str]) -> Item:
    several = list(external_ids) if len(external_ids) > 1 else None
    return {"external_id": external_ids[0], "external_ids": several}


_NO_REASON = "The messaging service did not give a reason."


class StatusReports:
    def __init__(self, deliveries: DeliveryRepository, now: Clock) -> None:
        self._deliveries = deliveries
        self._now = now

    def report(self, message: Message, status: DeliveryStatus, reason: str | None) -> Message:
        """Duplicate, late and unordered reports are allowed: the response is the message as stored."""
        if message.direction is not Direction.OUT:
            raise InvalidRequest("A customer's message has no delivery status.", code="not_outgoing")
        failed = status is DeliveryStatus.FAILED
        failure = Failure.reported(reason or _NO_REASON) if failed else None
        return self._deliveries.report(message, status, failure, to_text(self._now()))
