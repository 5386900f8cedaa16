"""Ids of conversations, tickets and messages. Pure.

An id contains the key of its item, so that reading by id is one read and needs no index: thread (account and thread
key, hashed) / episode (a thread's first, second, … conversation) / sequence number.
"""

import re
from typing import Self

from helpdesk.platform.errors import NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest

_PATTERN = re.compile(r"(cnv|tkt|msg)_([a-z2-7]{26})_([1-9][0-9]{0,4})(?:_([1-9][0-9]{0,9}))?")


def thread_of(account_id: str, thread_key: str) -> str:
    return digest(account_id, thread_key)


@frozen
class ConversationReference:
    thread: str
    episode: int = 1

    @property
    def conversation_id(self) -> str:
        return f"cnv_{self.thread}_{self.episode}"

    @property
    def ticket_id(self) -> str:
        return f"tkt_{self.thread}_{self.episode}"

    @property
    def next(self) -> "ConversationReference":
        """The next conversation in the same thread."""
        return ConversationReference(self.thread, self.episode + 1)

    @property
    def previous(self) -> "ConversationReference | None":
        return ConversationReference(self.thread, self.episode - 1) if self.episode > 1 else None

    def message_id(self, sequence: int) -> str:
        return f"msg_{self.thread}_{self.episode}_{sequence}"

    @classmethod
    def from_conversation_id(cls, text: str) -> Self:
        return cls._parse("cnv", text, "conversation")

    @classmethod
    def from_ticket_id(cls, text: str) -> Self:
        return cls._parse("tkt", text, "ticket")

    @classmethod
    def _parse(cls, prefix: str, text: str, what: str) -> Self:
        match = _PATTERN.fullmatch(text)
        if not match or match[1] != prefix or match[4]:
            raise NotFound(f"There is no {what} {text!r}.", code=f"{what}_not_found")
        return cls(match[2], int(match[3]))


@frozen
class MessageReference:
    conversation: ConversationReference
    sequence: int

    @property
    def message_id(self) -> str:
        return self.conversation.message_id(self.sequence)

    @classmethod
    def from_message_id(cls, text: str) -> Self:
        match = _PATTERN.fullmatch(text)
        if not match or match[1] != "msg" or not match[4]:
            raise NotFound(f"There is no message {text!r}.", code="message_not_found")
        return cls(ConversationReference(match[2], int(match[3])), int(match[4]))
