from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.tickets.models import TicketState, activity_shard
from tests.support.examples import ticket

references = st.builds(ConversationReference, st.builds(thread_of, st.text(), st.text()), st.integers(1, 99_999))


def test_a_ticket_is_named_after_its_conversation():
    one = ticket()
    assert one.id == one.reference.ticket_id
    assert one.conversation_id == one.reference.conversation_id


def test_an_open_ticket_keeps_its_place_among_its_owners_while_messages_come():
    one = ticket()
    later = replace(one, last_activity_at="2026-11-23T09:00:00.000000Z", last_sequence=9)
    assert later.owner_sort_at == one.owner_sort_at == one.opened_at


def test_a_closed_ticket_lies_where_it_was_last_active():
    one = ticket(state=TicketState.CLOSED)
    assert one.owner_sort_at == one.last_activity_at != one.opened_at


@given(references, st.integers(1, 64))
def test_a_ticket_has_one_shard_for_ever(reference, shards):
    assert 0 <= activity_shard(reference, shards) < shards
    assert activity_shard(reference, shards) == activity_shard(replace(reference), shards)


def test_the_shard_is_the_same_in_every_process():
    """Not Python's hash, which is another one in each."""
    assert activity_shard(ConversationReference("a" * 26, 1), 8) == 2


def test_tickets_spread_over_the_shards():
    found = [activity_shard(ConversationReference(thread_of("1", str(at))), 4) for at in range(400)]
    assert all(60 < found.count(shard) < 140 for shard in range(4))
