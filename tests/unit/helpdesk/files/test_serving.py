from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.files.serving import disposition


def test_a_name_is_written_for_old_clients_and_new_ones():
    assert disposition("attachment", 'a"b;ü.pdf') == (
        "attachment; filename=\"a_b__.pdf\"; filename*=UTF-8''a%22b%3B%C3%BC.pdf"
    )


@given(st.text(st.characters(codec="utf-8")))
def test_a_file_name_cannot_break_out_of_the_header(name):
    header = disposition("inline", name)
    assert header.isascii()
    assert header.isprintable()
    kind, plain, whole = header.split("; ")
    assert kind == "inline"
    assert plain.count('"') == 2
    assert unquote(whole.removeprefix("filename*=UTF-8''")) == name
