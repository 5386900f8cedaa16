from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.tickets.models import ReplyState, TicketState, activity_shard
from tests.support.examples import ticket

references = st.builds(ConversationReference, st.builds(thread_of, st.text(), st.text()), st.integers(1, 99_999))


def test_a_ticket_is_named_after_its_conversation():
    original = ticket()
    assert original.id == original.reference.ticket_id
    assert original.conversation_id == original.reference.conversation_id


def test_an_open_ticket_keeps_its_place_among_its_owners_while_messages_come():
    original = ticket()
    later = replace(original, last_activity_at="2026-11-23T09:00:00.000000Z", last_sequence=9)
    assert later.owner_sort_at == original.owner_sort_at == original.opened_at


def test_a_closed_ticket_is_sorted_by_its_last_activity():
    original = ticket(state=TicketState.CLOSED)
    assert original.owner_sort_at == original.last_activity_at != original.opened_at


@pytest.mark.parametrize(
    ("last", "failed", "state"),
    [
        (None, None, ReplyState.NONE),
        (4, None, ReplyState.NONE),
        (4, 3, ReplyState.NONE),
        (4, 4, ReplyState.FAILED),
        (4, 5, ReplyState.FAILED),  # the ticket does not know the reply yet
        (None, 1, ReplyState.FAILED),
    ],
)
def test_the_newest_reply_says_whether_one_failed(last, failed, state):
    assert ticket(last_reply=last, failed_reply=failed).reply_state is state


@given(references, st.integers(1, 64))
def test_a_tickets_shard_never_changes(reference, shards):
    assert 0 <= activity_shard(reference, shards) < shards
    assert activity_shard(reference, shards) == activity_shard(replace(reference), shards)


def test_the_shard_is_the_same_in_every_process():
    """Not Python's hash, which differs between processes."""
    assert activity_shard(ConversationReference("a" * 26, 1), 8) == 2


def test_tickets_spread_over_the_shards():
    found = [activity_shard(ConversationReference(thread_of("1", str(at))), 4) for at in range(400)]
    assert all(60 < found.count(shard) < 140 for shard in range(4))
