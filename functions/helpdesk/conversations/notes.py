"""Internal notes of a conversation: for the desk alone. Pure."""

import re
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Annotated, Self

from helpdesk.conversations.references import ConversationReference
from helpdesk.messaging.messages import Json
from helpdesk.people.actors import Actor
from helpdesk.platform.errors import NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT

_ID = re.compile(r"nte_([a-z2-7]{26})_([1-9][0-9]{0,4})_(0|[1-9][0-9]{0,9})_([0-9a-z]{26})")


@frozen
class NoteReference:
    """The id of a note contains the key of its item, as that of a message does."""

    conversation: ConversationReference
    after_sequence: int
    ulid: str

    @property
    def note_id(self) -> str:
        conversation = self.conversation
        return f"nte_{conversation.thread}_{conversation.episode}_{self.after_sequence}_{self.ulid}"

    @classmethod
    def within(cls, conversation: ConversationReference, note_id: str) -> Self:
        """Raises NotFound, also for a note of another conversation."""
        match = _ID.fullmatch(note_id)
        if not match or ConversationReference(match[1], int(match[2])) != conversation:
            raise no_note(note_id)
        return cls(conversation, int(match[3]), match[4])


def no_note(note_id: str) -> NotFound:
    return NotFound(f"There is no note {note_id!r} in this conversation.", code="note_not_found")


@frozen
class Note:
    """Stored after the message that was the newest then, as an event is. No follower and no API of apps reads it."""

    reference: NoteReference
    actor: Actor
    created_at: str
    text: str
    rich_text: str | None = None
    """Sanitised."""
    parts: Annotated[tuple[Json, ...], AS_TEXT] = ()
    """Its files, as a message has them."""
    mentions: tuple[str, ...] = ()
    """Ids of agents."""
    mentioned_at: Mapping[str, str] = field(default_factory=dict)
    """Once it was edited: when each was mentioned first, also those who are not any more. They are told once."""
    version: int = 1
    edited_at: str | None = None
    changed_by: str | None = None
    """Who has changed or deleted it last: `Actor.named`. Its author, or a program of theirs."""
    deleted_at: str | None = None
    """Then nothing of its content is stored."""

    @property
    def id(self) -> str:
        return self.reference.note_id

    def mentioned_first_at(self, at: str) -> list[str]:
        """Those whom it mentions since then."""
        return [each for each in self.mentions if self.mentioned_at.get(each, self.created_at) == at]

    def remembering(self, before: "Note", at: str) -> "Note":
        """This edit of a note, which mentions people since then."""
        if self.mentions == before.mentions:
            return self
        known = dict.fromkeys(before.mentions, before.created_at) | dict(before.mentioned_at)
        return replace(self, mentioned_at=dict.fromkeys(self.mentions, at) | known)

    def is_by(self, actor: Actor) -> bool:
        """Whether it is theirs: they wrote it, or an API client did that acts for them."""
        return actor.id in {self.actor.id, self.actor.on_behalf_of}
