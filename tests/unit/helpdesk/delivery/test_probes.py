"""The order in which a probe releases what waits."""

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.conversations.references import ConversationReference, MessageReference, thread_of
from helpdesk.delivery.parked import Parked
from helpdesk.delivery.probes import in_order

THREADS = {name: ConversationReference(thread_of("cac_1", name), 1) for name in "abc"}


def parked(thread: str, sequence: int, since: str) -> Parked:
    reference = MessageReference(THREADS[thread], sequence)
    group = THREADS[thread].conversation_id
    return Parked("cac_1", reference.message_id, since, {}, group, "token", is_reply=True)


WAITING = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 50)), unique=True, max_size=30).map(
    lambda made: [parked(thread, sequence, f"{at:04}") for at, (thread, sequence) in enumerate(made)]
)


@given(WAITING)
def test_replies_of_a_conversation_are_released_in_the_order_of_their_positions(waiting):
    """Of two that were written at the same time, the times say nothing."""
    released = in_order(waiting)
    assert [each.group for each in released] == [each.group for each in waiting], "the others keep their places"
    for reference in THREADS.values():
        own = [each.event_id for each in released if each.group == reference.conversation_id]
        assert own == sorted(own, key=lambda each: MessageReference.from_message_id(each).sequence)
    assert sorted(each.event_id for each in released) == sorted(each.event_id for each in waiting)
