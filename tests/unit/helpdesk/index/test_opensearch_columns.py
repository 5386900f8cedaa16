"""A desk may have more fields than an index of OpenSearch."""

from typing import Any

import pytest

from helpdesk.index import opensearch_columns
from helpdesk.index.models import EVERYTHING, Batch, Document, Exists, Kind, Range, Sort
from helpdesk.index.opensearch import OpenSearch
from helpdesk.index.opensearch_fields import ColumnKind
from helpdesk.platform.errors import Conflict, Unavailable
from tests.support.opensearch import Processes


def _ticket(id_: str, at: int = 0, **values: Any) -> Document:
    return Document(id_, Kind.TICKET, id_, at, 1, {name: (value,) for name, value in values.items()})


def _found(engine: OpenSearch, by: str = "id") -> tuple[str, ...]:
    return engine.tickets(EVERYTHING, Sort(by), after=None, limit=100).ids


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensearch_columns, "COLUMNS", dict.fromkeys(ColumnKind, 2))


def test_filters_are_exact_without_one(processes: Processes) -> None:
    engine, _server = processes.one()
    numbers = {f"n{number}": number for number in range(5)}
    many = Document("t2", Kind.TICKET, "t2", 2, 1, {"n0": (9, -3.5), "n4": (0, 8)})
    engine.apply(Batch(1, (_ticket("t1", at=1, **numbers), many)))
    for name in ("n0", "n4"):
        asked = {
            "-3.5": Range(name, None, -3.5),
            "-3.6": Range(name, None, -3.6),
            "0-4": Range(name, 0, 4),
            "8-9": Range(name, 8, 9),
            "any": Range(name),
        }
        first = name == "n0"
        expected = {"-3.5": int(first), "-3.6": 0, "0-4": 1 if first else 2, "8-9": 1, "any": 2}
        assert engine.counts(asked) == expected
    assert engine.counts({"n3": Range("n3", 3, 3), "has": Exists("n3")}) == {"n3": 1, "has": 1}


def test_to_sort_without_one_is_refused(processes: Processes) -> None:
    engine, _server = processes.one()
    engine.apply(Batch(1, (_ticket("t1", a="x", b="y"), _ticket("t2", a="w"))))
    assert _found(engine, "a") == ("t2", "t1")
    other, _server = processes.one()
    other.apply(Batch(2, (_ticket("t1", a="v", c="z"),)))
    for reader in (engine, other, processes.one()[0]):
        assert _found(reader, "a") == ("t1", "t2")
        assert _found(reader, "at") == ("t1", "t2")
        with pytest.raises(Conflict, match="cannot be sorted by c"):
            _found(reader, "c")


def test_two_writers_never_give_one_to_two_fields(processes: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensearch_columns, "COLUMNS", dict.fromkeys(ColumnKind, 3))  # the second one is given in vain
    engine, server = processes.one()
    other, _server = processes.one()
    engine.apply(Batch(1))

    def other_is_faster(path: str, _body: bytes) -> None:
        if path == "_bulk":
            server.answers = lambda _path, _body: None
            other.apply(Batch(1, (_ticket("t1", theirs=5),)))

    server.answers = other_is_faster
    batch = Batch(2, (_ticket("t1", ours=7), _ticket("t2", theirs=3)))
    with pytest.raises(Unavailable, match="Another process"):
        engine.apply(batch)
    engine.apply(batch)
    assert _found(engine, "ours") == _found(other, "ours") == ("t1", "t2")
    assert _found(engine, "theirs") == _found(other, "theirs") == ("t2", "t1")
