"""What is asked for by what somebody writes into the field of the search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.index.analysis import tokens
from helpdesk.index.matching import has_phrase
from helpdesk.index.models import All, AnyOf, Phrase
from helpdesk.index.terms import LONGEST_QUERY, MOST_TERMS, Term, terms


def asked(query: str) -> list[str]:
    """Each way of each term: words of a phrase with +, phrases with &, ways with |, a prefix with *."""
    return [
        " | ".join(" & ".join("+".join(words) for words in way) for way in term.ways) + "*" * term.is_prefix
        for term in terms(query)
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Refund order", ["refund", "order*"]),
        ("refund ", ["refund"]),
        ("refund!", ["refund"]),
        ("refund refund ", ["refund"]),
        ("e-mail", ["e+mail*"]),
        ("invoice_2026_03.pdf beleg_ ", ["invoice+2026+03+pdf", "beleg"]),
        ("_ my_name@example.com", ["my_name@example.com*"]),
        ('"not working" now', ["not+working", "now*"]),
        ("“not working”", ["not+working"]),
        ('"not wor', ["not+wor*"]),
        ('""', []),
        ("हिन्दी", ["हिन्दी*"]),
        ("退货", ["退货"]),
        ("退货订", ["退货+货订"]),
        ("退", ["退*"]),
        ('"第3章"', ["第+3+章*"]),
        ("John@Example.com", ["john@example.com*"]),
        ("<john@example.com>, ", ["john@example.com"]),
        ("john@exam", ["john+exam*"]),
        ("+49 (30) 123-45678", ["493012345678 | 49 & 30 & 123 & 45678*"]),
        ("order 0171 2345678 broken", ["order", "01712345678 | 0171 & 2345678", "broken*"]),
        ("2026-11-27", ["20261127 | 2026 & 11 & 27*"]),
        ("12345678", ["12345678*"]),
        ("1234 5678 9012 3456 7890 1234", ["1234", "5678", "9012", "3456", "7890", "1234*"]),
        ("AND OR NOT (a:b) -c *", ["and", "or", "not", "a+b", "c"]),
        ("??? -- ! _", []),
        ("", []),
    ],
)
def test_terms(query: str, expected: list[str]) -> None:
    assert asked(query) == expected


def test_a_term_is_a_filter_of_fields() -> None:
    [number] = terms("12345 678")
    assert number.among(("text",)) == AnyOf(
        (
            Phrase(("12345678",), ("text",), is_prefix=True),
            All((Phrase(("12345",), ("text",)), Phrase(("678",), ("text",), is_prefix=True))),
        )
    )
    assert number.words == {"12345678", "12345", "678"}
    assert Term(((("a", "b"),),)).among(("name", "text")) == Phrase(("a", "b"), ("name", "text"))


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_what_is_written_as_one_finds_a_text_in_which_it_stands(before: str, written: str, after: str) -> None:
    text = tokens(f"{before} {written} {after}")
    for term in terms(written.replace('"', " ").replace("„", " ")):
        assert any(
            all(has_phrase(text, words, is_prefix=term.is_prefix and words == way[-1]) for words in way)
            for way in term.ways
        )


@given(
    st.text(st.sampled_from("退货订单第章"), min_size=1, max_size=6),
    st.text(st.sampled_from("退货订单第章 "), max_size=6),
)
def test_a_part_of_a_run_is_found_in_it(part: str, around: str) -> None:
    [term] = terms(part)
    [way] = term.ways
    assert has_phrase(tokens(around + part + around), way[0], is_prefix=term.is_prefix)


@pytest.mark.parametrize("query", ["a" * 10_000, "a-" * 5_000, "a " * 5_000, '"a' * 5_000, "1 " * 5_000, "退" * 10_000])
def test_a_long_query_has_bounded_terms(query: str) -> None:
    found = terms(query)
    assert 1 <= len(found) <= MOST_TERMS
    assert all(len(term.words) <= 64 for term in found)


def test_only_the_beginning_of_a_query_is_read() -> None:
    assert terms(" " * LONGEST_QUERY + "word") == ()
    assert len(terms(" ".join(map(str, range(100))))) == MOST_TERMS
