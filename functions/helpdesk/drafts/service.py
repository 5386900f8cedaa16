"""Use cases of drafts: saving, dropping, approving and sending them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from helpdesk.conversations.models import Message
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.drafts.lifetime import ConversationEnd
from helpdesk.drafts.models import DraftPlace, DraftState, StoredDraft
from helpdesk.drafts.repository import DraftRepository
from helpdesk.people.actors import Actor, ActorKind, Program
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import TransactionFailed, Write
from helpdesk.platform.errors import Conflict, NotFound, PreconditionFailed
from helpdesk.platform.ids import NewId
from helpdesk.platform.optimistic import until_written
from helpdesk.replies.replies import Replies, ReplyRequest
from helpdesk.tickets.replied import RepliedTicket

_KEEP = timedelta(days=30)
"""After it was saved last; and what became of one, so that a version does not come again meanwhile."""


class Drafts:
    def __init__(
        self,
        repository: DraftRepository,
        conversations: ConversationRepository,
        end: ConversationEnd,
        replies: Replies,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._repository = repository
        self._conversations = conversations
        self._end = end
        self._replies = replies
        self._now = now
        self._new_id = new_id

    def get(self, place: DraftPlace) -> StoredDraft:
        ended = self._end.is_past(place.conversation)
        found = None if ended else self._repository.get(place)
        if found is None or not self._is_there(found):
            raise NotFound("There is no draft.", code="draft_not_found")
        return found

    def all(self, reference: ConversationReference, caller_id: str) -> list[StoredDraft]:
        """The shared one, the caller's own, and whatever waits for approval."""
        return self._shown(reference, self._repository.all(reference), caller_id)

    def save(
        self, place: DraftPlace, content: Mapping[str, Any], state: DraftState, actor: Actor, *, if_match: int | None
    ) -> StoredDraft:
        """Whoever replaces a draft says which version: nothing that somebody else has written is lost. Raises NotFound,
        PreconditionFailed; Conflict if the conversation has ended."""
        if self._end.is_past(place.conversation):
            raise Conflict(
                "The conversation has ended: the customer's next message begins another one. Reopen its ticket first.",
                code="conversation_ended",
            )
        before = self._repository.get(place)
        current = before if before and self._is_there(before) else None
        if current and if_match is None and (current.content, current.state) == (content, state):
            return current
        if (current.version if current else None) != if_match:
            raise _other_version(current)
        now = self._now()
        after = StoredDraft(
            place,
            current.id if current else self._new_id(),
            content,
            current.created_at if current else to_text(now),
            to_text(now),
            actor,
            self._expiry(),
            state,
            before.version + 1 if before else 1,
        )
        if not self._repository.save(before, after):
            raise _other_version(self._repository.get(place))
        return after

    def drop(self, place: DraftPlace, *, if_match: int | None) -> None:
        """Without a draft, nothing. Raises NotFound for the conversation, PreconditionFailed."""
        self._end.is_past(place.conversation)
        found = self._repository.get(place)
        if found and not found.is_gone:
            self._drop(found, if_match)

    def drop_one(self, reference: ConversationReference, draft_id: str, caller_id: str, if_match: int | None) -> None:
        """One of those that the caller sees. Raises NotFound, PreconditionFailed."""
        self._drop(_one(self.all(reference, caller_id), draft_id), if_match)

    def approve(
        self,
        reference: ConversationReference,
        draft_id: str,
        version: int,
        actor: Actor,
        request_of: Callable[[Mapping[str, Any]], ReplyRequest],
    ) -> Message:
        """Sends this version, in the name of whoever approves it: once, however often it is approved. Raises NotFound,
        PreconditionFailed, Conflict, and what a reply raises."""

        def attempt() -> Message | None:
            found = self._repository.all(reference)
            sent = next((each for each in found if each.id == draft_id and each.was_sent_in(version)), None)
            if sent is not None:
                became = MessageReference.from_message_id(str(sent.sent_as))
                return self._conversations.message(became, consistent=True)
            draft = _one(self._shown(reference, found, actor.id), draft_id)
            if draft.version != version:
                raise _other_version(draft)
            if draft.state is not DraftState.WAITING:
                raise Conflict("This draft does not wait for approval. Reply with its content.", code="not_waiting")
            request, author = request_of(draft.content), _through(actor, draft.saved_by)
            return self._replies.reply(reference, request, author, along=self._ending(draft.place, version))

        return until_written(attempt, "this draft")

    def reply(
        self,
        place: DraftPlace,
        version: int,
        request: ReplyRequest,
        actor: Actor,
        ticket: RepliedTicket | None = None,
    ) -> Message:
        """The draft is gone when the reply is stored: both or neither. Raises Conflict if somebody has sent, dropped or
        changed it since, and what a reply raises."""
        try:
            return self._replies.reply(place.conversation, request, actor, ticket, along=self._ending(place, version))
        except TransactionFailed as failure:
            raise Conflict(
                "Somebody has sent, dropped or changed the draft since you read it: nothing was sent. Read it again.",
                code="draft_changed",
            ) from failure

    def _is_there(self, draft: StoredDraft) -> bool:
        return not draft.is_gone and draft.expires_at > self._now().timestamp()

    def _shown(
        self, reference: ConversationReference, found: Sequence[StoredDraft], caller_id: str
    ) -> list[StoredDraft]:
        ended = self._end.is_past(reference)
        return [draft for draft in found if not ended and self._is_there(draft) and draft.is_shown_to(caller_id)]

    def _drop(self, draft: StoredDraft, if_match: int | None) -> None:
        same = if_match in {None, draft.version}
        if not same or not self._repository.end(draft.place, draft.version, expires_at=self._expiry()):
            raise _other_version(self._repository.get(draft.place))

    def _ending(self, place: DraftPlace, version: int) -> Callable[[Message], Sequence[Write]]:
        expires_at = self._expiry()
        return lambda message: [
            self._repository.ending(place, version, expires_at=expires_at, sent_as=message.id),
        ]

    def _expiry(self) -> int:
        return int((self._now() + _KEEP).timestamp())


def _one(drafts: Sequence[StoredDraft], draft_id: str) -> StoredDraft:
    found = next((draft for draft in drafts if draft.id == draft_id), None)
    if found is None:
        raise NotFound(f"There is no draft {draft_id!r}. It may be sent or dropped.", code="draft_not_found")
    return found


def _through(actor: Actor, author: Actor) -> Actor:
    """Whoever approves it sends it; the timeline says which program wrote it."""
    return replace(actor, through=Program(author.id, author.name)) if author.kind is ActorKind.PROGRAM else actor


def _other_version(current: StoredDraft | None) -> PreconditionFailed:
    if current is None or current.is_gone:
        return PreconditionFailed("The draft is sent or dropped. Save another one without If-Match.")
    return PreconditionFailed(
        f"There is a draft of version {current.version}. Read it, and save yours with its ETag as If-Match."
    )
