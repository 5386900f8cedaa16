"""Gives a conversation another thread key, because its service says so when something is sent
(docs/decisions/0030)."""

from helpdesk.conversations.models import Conversation
from helpdesk.conversations.references import thread_of
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.optimistic import until_written

_POINTER, _OWN_POINTER = 2, 3


def move(repository: ConversationRepository, conversation: Conversation, thread_key: str) -> bool:
    """Whether the conversation has this thread key now. It cannot get it if messages to that thread lead to another
    conversation."""
    return until_written(lambda: _moved(repository, conversation, thread_key), "this conversation")


def _moved(repository: ConversationRepository, conversation: Conversation, thread_key: str) -> bool | None:
    reference, there = conversation.reference, thread_of(conversation.account_id, thread_key)
    head = repository.head(reference)
    if head is None or head.conversation.thread_key == thread_key:
        return head is not None
    newest = head.newest_sequence
    writes = [
        repository.renaming(reference, before=head.conversation.thread_key, after=thread_key, at=newest),
        repository.nothing_after(reference, newest),
    ]
    pointers = [] if there == reference.thread else repository.moving(there, reference)
    try:
        repository.transact([*writes, *pointers])
    except TransactionFailed as failure:
        pointer = failure.failed.get(_POINTER)
        if pointer and pointer.get("to") == reference.thread:  # an earlier conversation of this thread has moved there
            repository.transact(writes)
            return True
        return False if {_POINTER, _OWN_POINTER} & failure.failed.keys() else None
    return True
