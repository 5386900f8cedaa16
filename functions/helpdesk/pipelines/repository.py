"""Pipelines in the table `directory`: `pk = pipelines`, `sk = {id}`. The first one has no item until it is changed. A
deleted one has an item until its tickets are in another one."""

from collections.abc import Iterable
from dataclasses import replace

from helpdesk.pipelines.models import FIRST, Pipeline
from helpdesk.platform.collection import Collection
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.natural_keys import NaturalKey, renaming
from helpdesk.platform.text import same_name


class PipelineRepository:
    def __init__(self, directory: Table) -> None:
        self._table = directory
        self._collection: Collection[Pipeline] = Collection(directory, "pipelines", Pipeline, lambda each: each.id)

    def all(self) -> list[Pipeline]:
        """The first one first, deleted ones included."""
        return _with_first(self._collection.all())

    def recent(self) -> list[Pipeline]:
        """May be up to 15 seconds old."""
        return _with_first(self._collection.recent())

    def get(self, pipeline_id: str) -> Pipeline | None:
        found = self._collection.get(pipeline_id) or (FIRST if pipeline_id == FIRST.id else None)
        return None if found is None or found.purge_at is not None else found

    def ever(self, pipeline_id: str) -> Pipeline | None:
        """Also if it has no tickets any more, until the table deletes it."""
        return self._collection.get(pipeline_id)

    def creating(self, pipeline: Pipeline) -> Write:
        return self._collection.creating(pipeline)

    def growth(self) -> int:
        """As of any collection."""
        return self._collection.growth()

    def growing(self, known: int) -> Write:
        return self._collection.growing(known)

    def replacing(self, before: Pipeline, after: Pipeline) -> Write:
        """It fails if somebody changed the pipeline since `before` was read."""
        if before is FIRST:
            return self._collection.creating(replace(after, version=FIRST.version + 1))
        return self._collection.replacing(before, after)

    def naming(self, before: Pipeline | None, after: Pipeline) -> list[Write]:
        """Its name becomes its own, and the former one free. It fails if another pipeline has the name."""
        was, becomes = _name(before) if before else None, _name(after)
        if was == becomes:
            return []
        releasing = [self._releasing(was, after.id)] if was else []
        return [*renaming(self._table, after.id, None, becomes), *releasing]

    def _releasing(self, name: NaturalKey, pipeline_id: str) -> Write:
        """The first one has its first name without having claimed it."""
        free = {"owner": pipeline_id, "released": True}
        condition = "attribute_not_exists(#pk) OR #owner = :owner"
        return self._table.putting(name.key, free, condition, {"owner": pipeline_id})

    def transact(self, *writes: Write) -> None:
        self._collection.transact(*writes)


def _with_first(stored: Iterable[Pipeline]) -> list[Pipeline]:
    by_id = {pipeline.id: pipeline for pipeline in stored if pipeline.purge_at is None}
    return [by_id.pop(FIRST.id, FIRST), *by_id.values()]


def _name(pipeline: Pipeline) -> NaturalKey | None:
    return None if pipeline.archived_at else NaturalKey.of("pipeline-name", same_name(pipeline.name))
