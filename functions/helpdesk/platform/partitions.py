"""Items of one partition, however many there are."""

from collections.abc import Iterator, Sequence

from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import Table

_PAGE = 1_000
_FIRST, _LAST = " ", "~"
"""All sort keys of the desk are between these."""


def every(
    table: Table, pk: str, first: str = _FIRST, last: str = _LAST, *, limit: int = _PAGE, only: Sequence[str] = ()
) -> Iterator[Item]:
    """Those whose sort keys are from `first` to `last`, which are included; in their order, strongly consistent, each
    page as it is reached: of at most `limit` items and 1 MB. `only` these attributes, with `sk` among them, or all."""
    condition, more = "#pk = :pk AND #sk BETWEEN :first AND :last", True
    while more:
        values = {"pk": pk, "first": first, "last": last}
        page = table.query(condition, values, limit=limit, consistent=True, only=only)
        yield from page.items
        # A text and what follows it directly: nothing is between the two. That may be beyond the last one, and DynamoDB
        # refuses such a range.
        first = page.items[-1]["sk"] + "\0" if page.items else first
        more = page.more and bool(page.items) and first <= last
