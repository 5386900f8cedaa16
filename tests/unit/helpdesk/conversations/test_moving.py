"""A conversation gets another thread key, unless messages to it lead elsewhere."""

from typing import Any

import pytest

from helpdesk.conversations.models import Conversation
from helpdesk.conversations.moving import move
from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.conversations.repository import ConversationRepository
from infra.workbench.tables import CONVERSATIONS
from tests.support.backends import InMemory
from tests.support.examples import REFERENCE, conversation, message

SECOND = conversation(reference=ConversationReference(REFERENCE.thread, 2))


@pytest.fixture
def repository() -> ConversationRepository:
    return ConversationRepository(InMemory().database.table(CONVERSATIONS))


def opened(repository: ConversationRepository, *conversations: Conversation) -> None:
    for each in conversations:
        repository.transact([repository.opening(each)])


def key_of(repository: ConversationRepository, reference: ConversationReference) -> Any:
    known = repository.conversation(reference)
    return known.thread_key if known else None


def test_one_that_is_gone_has_no_key(repository: ConversationRepository) -> None:
    assert move(repository, conversation(), "t2") is False


def test_messages_to_the_new_key_join_it(repository: ConversationRepository) -> None:
    opened(repository, conversation())
    assert move(repository, conversation(), "t2") is True
    assert move(repository, conversation(), "t2") is True, "setting the current key again is a no-op"
    found = repository.head_of_thread(thread_of("1", "t2"))
    assert found is not None
    assert found.conversation.reference == REFERENCE


def test_a_later_one_of_the_thread_follows_an_earlier_one(repository: ConversationRepository) -> None:
    opened(repository, conversation())
    assert move(repository, conversation(), "t2") is True
    opened(repository, SECOND)
    assert move(repository, SECOND, "t2") is True
    assert key_of(repository, SECOND.reference) == "t2"


def test_it_cannot_get_a_key_that_leads_elsewhere(repository: ConversationRepository) -> None:
    other = conversation(reference=ConversationReference(thread_of("1", "t3")), thread_key="t3")
    opened(repository, conversation(), other)
    assert move(repository, other, "t2") is True
    assert move(repository, conversation(), "t2") is False
    assert key_of(repository, REFERENCE) == "t1"


def test_a_message_that_is_faster_is_the_last_one_of_the_former_key(
    repository: ConversationRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(repository, conversation())
    transact = repository.transact

    def races(writes: Any) -> None:
        monkeypatch.undo()
        transact([repository.appending(message())])
        transact(writes)

    monkeypatch.setattr(repository, "transact", races)
    assert move(repository, conversation(), "t2") is True
    known = repository.conversation(REFERENCE)
    assert known is not None
    assert (known.thread_key, known.moved_after) == ("t2", 1)
