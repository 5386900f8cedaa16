"""A reply that is not sent yet. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from helpdesk.conversations.references import ConversationReference
from helpdesk.people.actors import Actor
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT


class DraftState(StrEnum):
    EDITING = "editing"
    WAITING = "waiting_for_approval"


@frozen
class DraftPlace:
    """A conversation has one for each caller, and a shared one."""

    conversation: ConversationReference
    owner_id: str | None
    """None for the shared one."""


@frozen
class StoredDraft:
    place: DraftPlace
    id: str
    """Of this draft alone: the next one in its place has another."""
    content: Annotated[Mapping[str, Any], AS_TEXT]
    """As the body of a reply."""
    created_at: str
    saved_at: str
    saved_by: Actor
    expires_at: int
    """In seconds since 1970: the table's time to live."""
    state: DraftState = DraftState.EDITING
    version: int = 1
    """It grows with each draft in this place, so that a version names one content."""
    is_gone: bool = False
    """It was sent or dropped. What became of it is known for a while."""
    sent_as: str | None = None
    """The id of the message that it became."""

    @property
    def proposed_by(self) -> Actor | None:
        return self.saved_by if self.state is DraftState.WAITING else None

    def is_shown_to(self, caller_id: str) -> bool:
        return self.place.owner_id in {None, caller_id} or self.state is DraftState.WAITING

    def was_sent_in(self, version: int) -> bool:
        return self.sent_as is not None and self.version == version + 1
