import pytest

from helpdesk.tickets.models import ReplyState
from tests.support.examples import ticket


def test_a_ticket_is_named_after_its_conversation():
    original = ticket()
    assert original.id == original.reference.ticket_id
    assert original.conversation_id == original.reference.conversation_id


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
