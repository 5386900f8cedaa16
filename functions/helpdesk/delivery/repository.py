"""The delivery status, stored on the message itself, as Kanaal's own attempts change it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from helpdesk.conversations.items import message_from, message_key
from helpdesk.conversations.models import REPORTED, DeliveryStatus, Failure, Message
from helpdesk.delivery.models import Begun, ChangeDone, StepDone
from helpdesk.delivery.shown import UNLISTED, ShownReplies, as_listed, listed_since
from helpdesk.delivery.statuses import status_attributes as _status
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import ConditionFailed, Table, Write
from helpdesk.platform.records import dump

_TRIED: Item = {"attempt_began": None, "next_attempt_at": None, "queue_handle": None, "waits_for_receiver": None}
"""After each attempt."""
_QUEUED: Item = {"queued": DeliveryStatus.QUEUED.value}


class DeliveryRepository:
    """Attempts change a message only while it is QUEUED. What its channel reports: see StatusReports."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._shown = ShownReplies(table)

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
        becomes = _status(DeliveryStatus.SENT, now) | UNLISTED | {"attempts": message.attempts + 1} | _done(step)
        self._settle(message, becomes, step.changed, shown=partial(self._shown.left, now=now))

    def goes_on(self, message: Message, step: StepDone) -> None:
        """The next attempt begins with the next step."""
        becomes = _TRIED | UNLISTED | {"steps_done": message.steps_done + 1, "in_other_form": None} | _done(step)
        self._settle(message, becomes, step.changed, shown=self._shown.waits_no_longer)

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
        becomes = _status(DeliveryStatus.FAILED, now, failure) | UNLISTED | counted
        change = self._changing(message, f"#status = :queued AND {as_listed(message)}", becomes, _QUEUED)
        try:
            self._shown.write(change, self._shown.failed(message))
        except ConditionFailed as settled:
            if known := listed_since(message, settled.existing):
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
        self._settle(message, becomes, shown=self._shown.waits)

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

    def listed(self, message: Message) -> Sequence[Write]:
        """What its ticket shows when it begins to wait, of which the first that succeeds is written with `waiting`."""
        return self._shown.waits(message)

    def sent_after_all(self, message: Message, now: str) -> None:
        """A message whose attempts had failed was delivered after all. A failure that the channel reported stays."""
        condition = "#status = :failed AND #failure.#code <> :reported"
        values: Item = {"failed": DeliveryStatus.FAILED.value, "reported": REPORTED}
        with suppress(ConditionFailed):
            change = self._changing(message, condition, _status(DeliveryStatus.SENT, now), values)
            self._shown.write(change, self._shown.recovered(message))

    def _settle(
        self,
        message: Message,
        becomes: Item,
        changed: ChangeDone | None = None,
        shown: Callable[[Message], Sequence[Write]] = lambda _: (),
    ) -> None:
        """Nothing, if it was settled before. `shown`: what its ticket shows then."""
        own = self._changing(message, f"#status = :queued AND {as_listed(message)}", becomes, _QUEUED)
        further = [self._changed(changed)] if changed and changed.differs else []
        try:
            self._shown.write(own, shown(message), further)
        except ConditionFailed as failure:
            if known := listed_since(message, failure.existing):
                self._settle(known, becomes, changed, shown)

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


def _done(step: StepDone) -> Item:
    named = _named(step.external_ids) if step.external_ids else {}
    return named | ({"sent_to": step.sent_to} if step.sent_to else {})


def _named(external_ids: Sequence[str]) -> Item:
    several = list(external_ids) if len(external_ids) > 1 else None
    return {"external_id": external_ids[0], "external_ids": several}
