"""Addresses, tokens and states of the connect flow."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.connecting import one_time
from helpdesk.connecting.flows import with_query

FLOW = "0" * 26


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example", "https://a.example/?state=s+%26"),
        ("https://a.example/x?y=1&z=", "https://a.example/x?y=1&z=&state=s+%26"),
        ("https://a.example/x?state=forged#part", "https://a.example/x?state=s+%26#part"),
    ],
)
def test_a_url_keeps_its_query_and_gets_our_parameters(address, expected):
    assert with_query(address, {"state": "s &"}) == expected


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=9), max_size=4))
def test_an_added_event_can_be_read(values):
    query = urlsplit(with_query("https://a.example/?y=1", values)).query
    assert dict(parse_qsl(query, keep_blank_values=True)) == {"y": "1", **values}


def test_a_one_time_text_fits_its_own_hash_alone():
    text, other = one_time.new(FLOW), one_time.new(FLOW)
    assert one_time.flow_id_of(text) == FLOW
    assert one_time.fits(text, one_time.hash_of(text))
    assert not one_time.fits(other, one_time.hash_of(text))
    assert len(one_time.hash_of(text)) == 64


@pytest.mark.parametrize("text", ["", "x", FLOW, f"{FLOW}_", f"{FLOW}_{'a' * 42}", f"{FLOW.upper()}A_{'a' * 43}", "\0"])
def test_an_invalid_one_time_text_names_no_flow(text):
    assert one_time.flow_id_of(text) is None
