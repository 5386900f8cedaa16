"""Tables that are readable both in a terminal and in Markdown."""

from collections.abc import Sequence


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column is text, the others are numbers."""
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    rule = [":" + "-" * (widths[0] - 1), *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_line(row, widths) for row in [heads, rule, *rows])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (f"{cell:{'<' if at == 0 else '>'}{widths[at]}}" for at, cell in enumerate(row))
    return "| " + " | ".join([first, *others]) + " |"
