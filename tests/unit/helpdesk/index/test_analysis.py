"""What people take for the same is the same word, in every script; and no text is too long or too strange."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.index.analysis import fold, tokens

TEXTS = st.text(max_size=60)


@given(TEXTS)
def test_composed_and_decomposed_text_has_the_same_words(text: str) -> None:
    assert tokens(unicodedata.normalize("NFD", text)) == tokens(unicodedata.normalize("NFC", text))


@given(TEXTS)
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_a_word_has_nothing_at_which_an_engine_would_split_it(text: str) -> None:
    words = tokens(text)
    assert " ".join(words).split() == words


@given(st.text(st.characters(max_codepoint=0x24F), max_size=60))
def test_case_does_not_matter_in_latin(text: str) -> None:
    assert fold(text.upper()) == fold(fold(text).upper())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Größe STRASSE straße", "grosse strasse strasse"),
        ("Café CAFE\u0301", "cafe cafe"),
        ("ＡＢＣ １２３ ﬁn", "abc 123 fin"),  # noqa: RUF001 - wide
        ("İstanbul ışık", "istanbul isik"),  # noqa: RUF001 - Turkish
        ("Łódź Đà Nẵng œuvre smørrebrød", "lodz da nang oeuvre smorrebrod"),
        ("مُحَمَّد أحمد الإسلام مكتبة مـــكتبة", "محمد احمد الاسلام مكتبه مكتبه"),
        ("שָׁלוֹם", "שלום"),
        ("हिन्दी में", "हिन्दी में"),
        ("so\u00adft hy\u200bphen", "soft hyphen"),
        ("e-mail don't", "e mail don t"),
        ("한국어 주문", "한국어 주문"),
        ("Überweisung_Beleg-2026.final.PDF", "uberweisung beleg 2026 final pdf"),
        ("__init__ _退货_ IMG＿2026", "init 退货 货 img 2026"),  # noqa: RUF001 - wide
        ("!!! … --- ___", ""),
    ],
)
def test_words(text: str, words: str) -> None:
    assert tokens(text) == words.split()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("退货订单", "退货 货订 订单 单"),  # Chinese
        ("第3章", "第 3 章"),
        ("返品ｶﾞ", "返品 品ガ ガ"),  # Japanese, with a character of half width
        ("สวัส", "สว วั ัส ส"),  # Thai
        ("ສະບາ", "ສະ ະບ ບາ າ"),  # Lao
        ("សួស្ត", "សួ ួស ស្ ្ត ត"),  # Khmer
        ("မင်္ဂ", "မင င် ်္ ္ဂ ဂ"),  # Burmese
    ],
)
def test_a_run_without_spaces_is_its_pairs_and_its_last_character(text: str, words: str) -> None:
    assert tokens(text) == words.split()


def test_addresses_and_numbers_are_also_words_as_a_whole() -> None:
    words = tokens("Ask John.Doe+a@Example.com, or +49 (30) 123-45678.")
    assert words == [
        *("ask", "john", "doe", "a", "example", "com", "or", "49", "30", "123", "45678"),
        *("john.doe+a@example.com", "493012345678"),
    ]
    assert "1234567" not in tokens("123 and 4567")


@pytest.mark.parametrize("text", ["a", "a.@", "1(", "1 ", "@", "ﷺ", "退", "1" + "(" * 999, "\u0301"])
def test_a_long_text_takes_time_by_its_length_only(text: str) -> None:
    began = time.process_time()
    words = tokens(text * 100_000 + "@ behind what is read")
    assert time.process_time() - began < 3
    assert "behind" not in words
    assert all(len(word) < 700 for word in words)
