"""What every engine can do."""

from collections.abc import Mapping
from typing import Protocol

from helpdesk.index.models import After, Batch, Filter, Found, Hits, Order, Sort


class Index(Protocol):
    @property
    def position(self) -> int:
        """The feed's entry up to which it knows everything; 0 at the beginning."""

    def tickets(self, where: Filter, sort: Sort, *, after: After | None, limit: int) -> Found:
        """A page of the tickets that match, in that order, and how many match altogether."""

    def counts(self, filters: Mapping[str, Filter]) -> Mapping[str, int]:
        """How many tickets match each of the filters: one call of the engine for all of them."""

    def texts(self, where: Filter, order: Order, *, skip: int, limit: int) -> Hits:
        """Documents of any kind that match. Best: by BM25 over the phrases of the filter; equal ones newest first."""

    def apply(self, batch: Batch) -> None:
        """Everything of it, or nothing. What it says is found by the next call."""
