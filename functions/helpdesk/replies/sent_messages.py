"""The desk's messages by idempotency key: one look-up, however long the conversation is.

A claim under the key names the position after which the message is stored, as for messages that come in
(docs/decisions/0002). It expires with the key.
"""

from collections.abc import Callable

from helpdesk.conversations import appending
from helpdesk.conversations.models import Direction, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import Claim, ConversationRepository
from helpdesk.platform.clock import Clock
from helpdesk.platform.idempotency import WINDOW


class SentMessages:
    def __init__(self, repository: ConversationRepository, now: Clock) -> None:
        self._repository = repository
        self._now = now

    def find(self, reference: ConversationReference, key: str) -> Message | None:
        """The message under this key within 24 hours."""
        claim = self._repository.existing_claim(reference.conversation_id, key)
        if claim is None or claim.has_expired(self._now()):
            return None
        return self._after(claim, key)[0]

    def append(
        self,
        reference: ConversationReference,
        key: str,
        message_at: Callable[[int], Message],
        *,
        newest: int,
        may_exist: bool,
        along: appending.Along | None = None,
    ) -> Message:
        """The message under this key; appended, if there is none within 24 hours. `newest`: the newest position that
        was read. `may_exist`: whether the caller chose the key, so that the same message may come again. `along`: in
        the same commit."""
        if may_exist:
            now = self._now()
            claim = Claim(reference, newest, expires_at=int((now + WINDOW).timestamp()))
            existing = self._repository.claim(reference.conversation_id, key, claim, now=now)
            if existing is not None:
                found, newest = self._after(existing, key)
                if found is not None:
                    return found
        return appending.append(self._repository, after=newest, message_at=message_at, along=along)

    def _after(self, claim: Claim, key: str) -> tuple[Message | None, int]:
        names = frozenset({(Direction.OUT, key)})
        return appending.find(self._repository, claim.reference, names, claim.after_sequence)
