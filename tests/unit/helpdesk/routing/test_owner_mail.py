"""What the owner of a contact reads who is away, whatever a customer has written."""

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.routing.owner_mail import Submission, Whose, written

ANYTHING = st.text(max_size=2000)


@given(contact=ANYTHING, account=ANYTHING, text=ANYTHING)
def test_a_subject_is_one_line_and_little_of_the_text_leaves_the_desk(contact: str, account: str, text: str) -> None:
    email = written(
        "ada@desk.example", Submission("tkt_1", contact, account, text, Whose.WAITS), "https://desk.example/"
    )
    assert len(email.subject.splitlines()) <= 1
    assert len(email.subject) < 120
    assert len(email.text) < 2500
    assert "https://desk.example/tickets/tkt_1" in email.text


@given(ANYTHING)
def test_what_a_customer_writes_is_no_markup(text: str) -> None:
    plain = written("ada@desk.example", Submission("tkt_1", text, text, text, Whose.OTHERS), "https://desk.example")
    same = written("ada@desk.example", Submission("tkt_1", "", "", "", Whose.OTHERS), "https://desk.example")
    assert plain.html.count("<") - plain.html.count("<br>") == same.html.count("<")


@given(st.sampled_from(["", " ", "\n"]))
def test_a_customer_without_a_name_is_somebody(contact: str) -> None:
    email = written("ada@desk.example", Submission("tkt_1", contact, "Chat", "Hi", Whose.WAITS), "")
    assert email.subject == "Somebody without a name has written while you are away"
    assert email.text.startswith("Somebody without a name has written on Chat")


def test_without_a_page_the_ticket_is_named() -> None:
    email = written("ada@desk.example", Submission("tkt_1", "Cleo", "Chat", "", Whose.OTHERS), "")
    assert "In the desk, it is tkt_1." in email.text
    assert "(no text)" in email.text
    assert "href" not in email.html
