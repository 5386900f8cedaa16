"""What becomes of a text: folded words. Every engine gets the same ones, and none makes its own. Pure.

Han, Kana, Thai, Lao, Khmer and Burmese have no spaces between words: a run of them becomes its pairs of characters, and
its last character. So a query of such a run is a phrase of its pairs, and one character is the beginning of a word. An
e-mail address and a number of seven digits or more are also words as a whole, after all others. `_` separates words, as
`-` and `.` are: the name of a file is found by each of its words.
"""

import re
import unicodedata
from collections.abc import Iterator

_LONGEST_TEXT = 100_000
_LONGEST_WORD = 64
_DIGITS = range(7, 21)
"""Of a number that is a word as a whole. A phone number has at most 15."""

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai and Lao, Burmese, Khmer
    "\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff"  # repetition marks, Kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Han
)
_VOWEL_SIGNS = "\u07a6-\u07b0\u0900-\u0963\u0966-\u0dff"  # of Thaana and the scripts of India, no letters to Python
_PIECE = re.compile(rf"[{_UNSPACED}]+|(?:[^\W_{_UNSPACED}]|[{_VOWEL_SIGNS}])+")
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_NUMBER = re.compile(r"\+?\d[\d ()/.-]{5,30}\d")

# Accents, points and vowels that are left out in writing, the Arabic line that stretches a word, and what nobody sees.
_LEFT_OUT = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
_SAME = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
        "\u0671": "\u0627",
        "\u0649": "\u064a",
        "\u0629": "\u0647",  # Arabic alef, ya, and ha for ta marbuta
    }
)


def fold(text: str) -> str:
    """The same for what people take for the same: case, width, accents, and composed or decomposed characters."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    # Compatibility once more: casefolding can decompose a character.
    text = _LEFT_OUT.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", text.translate(_SAME))


def tokens(text: str) -> list[str]:
    """The words of a text in their order, then its addresses and numbers. Of a very long text, its beginning."""
    text = fold(text[:_LONGEST_TEXT])
    words = list(words_in(text))
    if "@" in text:
        words += ADDRESS.findall(text)
    words += (number for number in map(digits_of, _NUMBER.findall(text)) if number)
    return words


def words_in(folded: str) -> Iterator[str]:
    for piece in _PIECE.findall(folded):
        if is_unspaced(piece[0]):
            yield from (piece[start : start + 2] for start in range(len(piece)))
        else:
            yield piece[:_LONGEST_WORD]


def placed_in(folded: str) -> Iterator[tuple[str, int, int]]:
    """The same words as `tokens` makes, each with where it begins and ends."""
    for piece in _PIECE.finditer(folded):
        found, start, end = piece[0], piece.start(), piece.end()
        if is_unspaced(found[0]):
            yield from ((folded[at : min(at + 2, end)], at, min(at + 2, end)) for at in range(start, end))
        else:
            yield found[:_LONGEST_WORD], start, end
    if "@" in folded:
        yield from ((address[0], *address.span()) for address in ADDRESS.finditer(folded))
    for written in _NUMBER.finditer(folded):
        if number := digits_of(written[0]):
            yield number, *written.span()


def is_unspaced(character: str) -> bool:
    return character >= _FIRST_UNSPACED and _UNSPACED_START.match(character) is not None


_FIRST_UNSPACED = _UNSPACED[0]
"""Most characters are before it, and looking no further takes half the time."""
_UNSPACED_START = re.compile(f"[{_UNSPACED}]")


def digits_of(number: str) -> str:
    """Of a number that is a word as a whole. Empty if it has too few digits for that, or too many."""
    digits = re.sub(r"\D", "", number)
    return digits if len(digits) in _DIGITS else ""
