"""Each engine does what the model does: whatever is written, written again, deleted, asked, sorted and paged."""

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from helpdesk.index.models import EVERYTHING, After, Batch, Document, Filter, Order, Sort
from tests.support.index_engines import ENGINES, Engine
from tests.support.index_model import IndexModel
from tests.support.index_strategies import FILTERS, IDS, SORTS, documents


class Machine(RuleBasedStateMachine):
    def __init__(self, engine: str) -> None:
        super().__init__()
        self._context = ENGINES[engine]()
        self.engine: Engine = self._context.__enter__()
        self.model = IndexModel()
        self.batches = [Batch(0)]

    def teardown(self) -> None:
        self._context.__exit__(None, None, None)

    @initialize(first=st.lists(documents(), min_size=8, max_size=14).map(tuple))
    def a_desk_is_loaded(self, first: tuple[Document, ...]) -> None:
        self._apply(Batch(1, first))

    @rule(changed=st.lists(documents(), max_size=8).map(tuple), gone=st.sets(st.sampled_from(IDS), max_size=2))
    def documents_change(self, changed: tuple[Document, ...], gone: set[str]) -> None:
        self._apply(Batch(self.model.position + 1, changed, gone=frozenset(gone)))

    @rule(gone=st.sets(st.sampled_from(IDS), min_size=1, max_size=2))
    def tickets_are_deleted(self, gone: set[str]) -> None:
        self._apply(Batch(self.model.position + 1, gone_tickets=frozenset(gone)))

    @rule()
    def the_last_batch_comes_again(self) -> None:
        self._apply(self.batches[-1])

    @rule()
    def another_process_takes_over(self) -> None:
        self.engine.reopen()
        assert self.engine.index.position == self.model.position

    @rule(where=st.one_of(st.just(EVERYTHING), FILTERS), sort=SORTS, limit=st.integers(1, 4))
    def tickets_are_listed(self, where: Filter, sort: Sort, limit: int) -> None:
        after: tuple[After | None, After | None] = None, None
        while True:
            page = self.engine.index.tickets(where, sort, after=after[0], limit=limit)
            expected = self.model.tickets(where, sort, after=after[1], limit=limit)
            assert (page.ids, page.count) == (expected.ids, expected.count)
            assert (page.last is None) == (expected.last is None)
            if page.last is None:
                break
            after = page.last, expected.last

    @rule(filters=st.lists(FILTERS, max_size=4))
    def tickets_are_counted(self, filters: list[Filter]) -> None:
        asked = {str(number): each for number, each in enumerate(filters)}
        assert self.engine.index.counts(asked) == self.model.counts(asked)

    @rule(where=FILTERS, skip=st.integers(0, 3), limit=st.integers(0, 5))
    def texts_are_found(self, where: Filter, skip: int, limit: int) -> None:
        found = self.engine.index.texts(where, Order.NEWEST, skip=skip, limit=limit)
        assert found == self.model.texts(where, Order.NEWEST, skip=skip, limit=limit)
        best = self.engine.index.texts(where, Order.BEST, skip=0, limit=100)
        everything = self.model.texts(where, Order.NEWEST, skip=0, limit=100)
        assert {hit.id for hit in best.hits} == {hit.id for hit in everything.hits}
        assert [hit.score for hit in best.hits] == sorted((hit.score for hit in best.hits), reverse=True)

    def _apply(self, batch: Batch) -> None:
        batch = replace(batch, documents=tuple(map(self.engine.fitting, batch.documents)))
        self.batches.append(batch)
        self.engine.index.apply(batch)
        self.model.apply(batch)
        everything = self.model.tickets(EVERYTHING, Sort("id"), after=None, limit=100)
        assert self.engine.index.tickets(EVERYTHING, Sort("id"), after=None, limit=100) == everything
        assert self.engine.index.position == self.model.position


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_does_what_the_model_does(engine: str) -> None:
    machine = settings(max_examples=60, stateful_step_count=20, deadline=None)
    run_state_machine_as_test(lambda: Machine(engine), settings=machine)
