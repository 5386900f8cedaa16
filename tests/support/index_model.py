"""A model of the index: a plain list, filtered and sorted by Python. Engines are compared with it."""

from collections.abc import Sequence


def has_phrase(text: Sequence[str], words: Sequence[str], *, is_prefix: bool) -> bool:
    starts = range(len(text) - len(words) + 1)
    return any(
        list(text[start : start + len(words) - 1]) == list(words[:-1])
        and (
            text[start + len(words) - 1].startswith(words[-1])
            if is_prefix
            else text[start + len(words) - 1] == words[-1]
        )
        for start in starts
    )
