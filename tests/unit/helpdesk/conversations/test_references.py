import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.conversations.references import ConversationReference, MessageReference, thread_of
from helpdesk.platform.errors import NotFound
from tests.support.strategies import any_text

references = st.builds(ConversationReference, st.builds(thread_of, st.text(), st.text()), st.integers(1, 99_999))
THREAD = "a" * 26


@given(references)
def test_conversation_and_ticket_ids_parse_to_their_reference(reference):
    assert ConversationReference.from_conversation_id(reference.conversation_id) == reference
    assert ConversationReference.from_ticket_id(reference.ticket_id) == reference


@given(references, st.integers(1, 9_999_999_999))
def test_message_ids_parse_to_their_reference(reference, sequence):
    named = MessageReference(reference, sequence)
    assert named.message_id == reference.message_id(sequence)
    assert MessageReference.from_message_id(named.message_id) == named


READERS = {
    "conversation": ConversationReference.from_conversation_id,
    "ticket": ConversationReference.from_ticket_id,
    "message": MessageReference.from_message_id,
}


@pytest.mark.parametrize("what", READERS)
@given(garbage=any_text | st.from_regex(r"(cnv|tkt|msg)_[a-z2-7]{26}_\d+(_\d+)*.?"))
def test_an_invalid_id_names_nothing_and_a_valid_one_has_one_spelling(what, garbage):
    try:
        found = READERS[what](garbage)
    except NotFound:
        return
    assert getattr(found, f"{what}_id") == garbage


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"cnv_{THREAD}",
        f"cnv_{THREAD}_0",
        f"cnv_{THREAD}_01",
        f"cnv_{THREAD}_1_1",
        f"cnv_{THREAD}_100000",
        f"cnv_{THREAD}_\u0661",
        f"cnv_{THREAD.upper()}_1",
        f"cnv_{THREAD}_1\n",
        f" cnv_{THREAD}_1",
        f"tkt_{THREAD}_1",
        f"msg_{THREAD}_1_1",
    ],
)
def test_a_malformed_conversation_id_names_nothing(text):
    with pytest.raises(NotFound):
        ConversationReference.from_conversation_id(text)


@pytest.mark.parametrize(
    "text", [f"msg_{THREAD}_1", f"msg_{THREAD}_1_0", f"cnv_{THREAD}_1_1", f"msg_{THREAD}_1_{10**10}"]
)
def test_a_malformed_message_id_names_nothing(text):
    with pytest.raises(NotFound):
        MessageReference.from_message_id(text)


@pytest.mark.parametrize("what", READERS)
def test_the_error_says_what_was_searched_for(what):
    with pytest.raises(NotFound, match=f"no {what} 'nonsense'") as missing:
        READERS[what]("nonsense")
    assert missing.value.code == f"{what}_not_found"


def test_one_thread_key_on_two_accounts_is_two_threads():
    assert thread_of("1", "t") != thread_of("2", "t")
    assert thread_of("1", "2t") != thread_of("12", "t")
