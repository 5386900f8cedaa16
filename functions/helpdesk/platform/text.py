"""Text that can be stored: what UTF-8 cannot represent is replaced, never rejected. Text that people see. Field names
in both spellings of the APIs."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any


def storable(text: str) -> str:
    """Half a surrogate pair (valid in JSON, not in UTF-8) becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def cut(text: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8."""
    return text.encode()[:limit].decode("utf-8", "ignore")


def without_markup(text: str) -> str:
    """For HTML. `html.escape` does the same, but a cold start would load all names of characters with it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def camel(name: str) -> str:
    """`webhook_url` as the channel contract spells it: `webhookUrl`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def snake(name: str) -> str:
    """The reverse: `webhookUrl` as the desk API writes it."""
    return re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name)


def plain_emoji(emoji: str) -> str:
    """Without the character that asks for a coloured picture: both spellings are one emoji."""
    return emoji.replace("\ufe0f", "")


def with_keys(value: Any, rename: Callable[[str], str]) -> Any:
    """JSON with all keys renamed, at every depth."""
    if isinstance(value, dict):
        return {rename(key): with_keys(item, rename) for key, item in value.items()}
    return [with_keys(item, rename) for item in value] if isinstance(value, list) else value


# Format characters that a line or a name may contain: joiners, signs that are written before digits, and the tags of
# which flags of regions are made. All others are invisible or change the direction: U+202E shows `gpj.exe` as
# `exe.jpg`.
JOINERS = "\u200c\u200d\u180e"
_KEPT = re.compile(f"[{JOINERS}\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U000e0020-\U000e007f]")
_LEFT_OUT = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def plain(text: str) -> str:
    """Without characters that nobody sees and that change how the others are shown."""
    if text.isprintable():
        return text
    return "".join(letter for letter in text if _KEPT.match(letter) or unicodedata.category(letter) not in _LEFT_OUT)


def one_line(text: str) -> str:
    """Plain, with single spaces, also where something between two was left out."""
    return " ".join(plain(" ".join(text.split())).split())


def excerpt(text: str, limit: int) -> str:
    """One plain line of at most `limit` characters, cut between characters as people see them."""
    line = one_line(text)
    return line if len(line) <= limit else line[: boundary(line, limit - 1)] + "…"


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut between characters as people see them."""
    return text if len(text) <= limit else text[: boundary(text, limit)]


# Letters, marks and symbols by their category that show nothing: fillers of Hangul, the empty Braille cell, variation
# selectors, the grapheme joiner, inherent vowels of Khmer, separators of Mongolian.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SHOWS_NOTHING = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}


def visible(text: str | None) -> str | None:
    """The text, or None if there is nothing to see in it: only spaces, control characters, fillers."""
    return text if text and any(_is_visible(letter) for letter in text) else None


def same_name(name: str) -> str:
    """Equal for two names that people would consider the same."""
    return " ".join(name.split()).casefold()


def to_be_seen(name: str) -> str:
    """The name as one plain line: nobody passes for somebody else by what is not seen. Raises ValueError if there is
    nothing to see in it."""
    line = one_line(name)
    if visible(line) is None:
        raise ValueError("a name needs at least one character that people can see")
    return line


def _is_visible(letter: str) -> bool:
    return unicodedata.category(letter) not in _SHOWS_NOTHING and not _INVISIBLE.match(letter)


_LONGEST_CLUSTER = 64
_ZWJ, _VIRAMA = "\u200d", 9
# Characters that this version of Python does not know yet (Cn) may be marks.
_MARKS = {"Mn", "Me", "Mc", "Cn"}
_JOINS_WHAT_PRECEDES = re.compile("[\u0e33\u0eb3\u200c\u200d\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_LEADING, _FOLLOWING = re.compile("[\u1100-\u115f\ua960-\ua97c]"), re.compile("[\u1160-\u11ff\ud7b0-\ud7fb]")
_HANGUL = re.compile("[\u1100-\u115f\ua960-\ua97c\uac00-\ud7a3]")
_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")
# Letters that are written before the next one, as Unicode lists them (Prepend) beside format characters.
_PREPENDED = re.compile(
    "[\u0d4e\U000111c2\U000111c3\U000113d1\U0001193f\U00011941\U00011a3a\U00011a84-\U00011a89\U00011d46\U00011f02]"
)


def boundary(text: str, at: int) -> int:
    """The last position up to `at` that does not split a character as people see it (Unicode's grapheme cluster): an
    emoji with its skin tone, a letter with its accents, a flag. Where Unicode's rules need a table that Python does not
    have, it stays on the safe side. A cluster of more than 64 characters is split."""
    first = max(at - _LONGEST_CLUSTER, 0)
    for position in range(at, first, -1):
        if position >= len(text) or not _is_joined(text, position):
            return position
    return at if first else 0


def _is_joined(text: str, at: int) -> bool:
    """Whether the characters before and after this position are one, or may be."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after) in _MARKS or _JOINS_WHAT_PRECEDES.match(after):
        return True
    if (
        before == _ZWJ
        or unicodedata.category(before) == "Cf"
        or _PREPENDED.match(before)
        or (before, after) == ("\r", "\n")
    ):
        return True
    if _LEADING.match(before) and _HANGUL.match(after):
        return True
    if _FOLLOWING.match(after) and (_HANGUL.match(before) or _FOLLOWING.match(before)):
        return True
    if _FLAG_LETTER.match(before) and _FLAG_LETTER.match(after):
        return _run_before(text, at, _FLAG_LETTER) % 2 == 1
    return _is_conjunct(text, at)


def _run_before(text: str, at: int, pattern: "re.Pattern[str]") -> int:
    length = 0
    while length < at and pattern.match(text[at - length - 1]):
        length += 1
    return length


def _is_conjunct(text: str, at: int) -> bool:
    """A letter after a sign that removes the vowel of the letter before it, as in Devanagari."""
    if unicodedata.category(text[at]) != "Lo":
        return False
    for mark in reversed(text[max(at - _LONGEST_CLUSTER, 0) : at]):
        if unicodedata.combining(mark) == _VIRAMA or _PREPENDED.match(mark):
            return True
        if unicodedata.category(mark) not in _MARKS and not _JOINS_WHAT_PRECEDES.match(mark):
            return False
    return False
