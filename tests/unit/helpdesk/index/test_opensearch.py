"""What only this engine has: requests that fail, arrive twice or late, or are found later."""

import json
from itertools import count
from typing import Any

import pytest

from helpdesk.index import opensearch
from helpdesk.index.models import EVERYTHING, Batch, Document, Exists, Is, Kind, Not, Order, Phrase, Sort
from helpdesk.index.opensearch import OpenSearch
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.opensearch import OpenSearchRefused
from tests.support.opensearch import SILENCE, Answer, Processes

_OPEN, _CLOSED = Is("status", ("open",)), Is("status", ("closed",))


def _ticket(id_: str, at: int = 0, *, words: dict[str, str] | None = None, **values: Any) -> Document:
    return Document(id_, Kind.TICKET, id_, at, 1, {name: (value,) for name, value in values.items()}, words or {})


def _found(engine: OpenSearch, by: str = "id") -> tuple[str, ...]:
    return engine.tickets(EVERYTHING, Sort(by), after=None, limit=100).ids


def test_before_the_first_batch_there_is_no_index(processes: Processes) -> None:
    engine, _server = processes.one()
    assert engine.position == 0
    with pytest.raises(Unavailable, match="is being built") as refused:
        engine.counts({"open": _OPEN})
    assert refused.value.retry_after_seconds == 30
    engine.apply(Batch(1))
    assert (engine.position, engine.counts({"open": _OPEN}), engine.counts({})) == (1, {"open": 0}, {})


def test_only_calls_that_the_service_has_are_made_and_a_value_is_no_query(processes: Processes) -> None:
    engine, server = processes.one()
    hostile = '"}}, {"match_all": {}} OR * ~ open'
    engine.apply(Batch(1, (_ticket("t1", name=hostile), _ticket("t2", name="open", words={"name": "open it"}))))
    engine.apply(Batch(2, gone_tickets=frozenset(["t3"])))
    assert engine.counts({"it": Is("name", (hostile,)), "*": Is("name", ("*",))}) == {"it": 1, "*": 0}
    for words in (("*",), (hostile,), ("open", '"it'), ("open OR",)):
        assert engine.texts(Phrase(words, ("name", "other")), Order.BEST, skip=0, limit=9).count == 0
    index = next(path for method, path in server.asked if method == "PUT")
    assert set(server.asked) == {("PUT", index), ("POST", "_bulk"), ("POST", "_search"), ("POST", "_count")}


def test_a_batch_of_which_a_part_arrived_is_applied_again(processes: Processes) -> None:
    engine, server = processes.one()
    engine.apply(Batch(5, (_ticket("t1", status="open"),)))
    # It dies before the position.
    server.answers = lambda path, body: SILENCE if path == "_bulk" and b"~position" in body else None
    batch = Batch(7, (_ticket("t1", status="closed"), _ticket("t2", status="closed")))
    with pytest.raises(Unavailable):
        engine.apply(batch)
    other, _server = processes.one()
    assert (other.position, other.counts({"closed": _CLOSED})) == (5, {"closed": 2})
    # A process that still has what was before: OpenSearch refuses it, as a newer version is there.
    other.apply(Batch(6, (_ticket("t1", status="open"),)))
    assert (other.position, other.counts({"closed": _CLOSED})) == (6, {"closed": 2})
    other.apply(batch)
    other.apply(batch)
    assert (other.position, other.counts({"closed": _CLOSED, "open": _OPEN})) == (7, {"closed": 2, "open": 0})


def test_an_older_batch_brings_nothing_back(processes: Processes) -> None:
    engine, _server = processes.one()
    engine.apply(Batch(2, (_ticket("t1"), _ticket("t2"))))
    engine.apply(Batch(3, gone=frozenset(["t1"])))
    engine.apply(Batch(2, (_ticket("t1"),)))
    assert (engine.position, _found(engine)) == (3, ("t2",))


def test_a_deleted_ticket_takes_as_many_texts_as_it_has(processes: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensearch, "_WINDOW", 4)
    engine, _server = processes.one()
    texts = tuple(Document(f"m{number}", Kind.MESSAGE, "t1", number, 1) for number in range(11))
    engine.apply(Batch(1, (_ticket("t1"), *texts, _ticket("t2"))))
    # Behind what one search passes by.
    found = engine.texts(EVERYTHING, Order.NEWEST, skip=9, limit=2)
    assert ([hit.id for hit in found.hits], found.count, found.more) == (["m1", "m0"], 13, True)
    assert engine.texts(EVERYTHING, Order.NEWEST, skip=99, limit=2).hits == ()
    engine.apply(Batch(2, gone_tickets=frozenset(["t1"])))
    assert engine.texts(EVERYTHING, Order.NEWEST, skip=0, limit=4).count == 1


def test_the_position_waits_until_all_is_found(processes: Processes) -> None:
    engine, server = processes.one()
    engine.apply(Batch(1, (_ticket("t1"),)))
    looks = count()
    not_yet = Answer.of(200, {"count": 0})
    server.answers = lambda path, _body: not_yet if path == "_count" and next(looks) < 3 else None
    engine.apply(Batch(2, (_ticket("t2"),)))
    assert (engine.position, processes.time.slept) == (2, [0.5, 1.0, 2.0])

    server.answers = lambda path, _body: not_yet if path == "_count" else None
    with pytest.raises(Unavailable, match="does not find yet"):
        engine.apply(Batch(3, (_ticket("t3"),)))
    assert engine.position == 2
    assert processes.time.now() < 40


def test_a_build_at_one_position_does_not_wait(processes: Processes) -> None:
    engine, server = processes.one()
    engine.apply(Batch(4))
    server.asked.clear()
    engine.apply(Batch(4, (_ticket("t1"),)))
    assert ("POST", "_count") not in server.asked


@pytest.mark.parametrize("status", [429, 503])
def test_what_is_refused_for_now_is_written_again_alone(processes: Processes, status: int) -> None:
    engine, server = processes.one()
    engine.apply(Batch(1, (_ticket("t1"),)))
    refusals = iter([{"index": {"_id": "t2", "status": 201}}, {"index": {"_id": "t3", "status": status}}])
    sent: list[list[str]] = []

    def answers(path: str, body: bytes) -> Any:
        if path != "_bulk":
            return None
        sent.append([line["index"]["_id"] for line in map(json.loads, body.splitlines()) if "index" in line])
        return Answer.of(200, {"items": list(refusals)}) if len(sent) == 1 else None

    server.answers = answers
    with pytest.raises(Unavailable, match="does not find yet"):  # t2 was not really written
        engine.apply(Batch(2, (_ticket("t2"), _ticket("t3"))))
    assert sent == [["t2", "t3"], ["t3"]]
    assert _found(engine) == ("t1", "t3")

    busy = Answer.of(200, {"items": [{"index": {"_id": "t4", "status": status}}]})
    server.answers = lambda path, _body: busy if path == "_bulk" else None
    with pytest.raises(Unavailable, match="busy"):
        engine.apply(Batch(3, (_ticket("t4"),)))
    assert engine.position == 1


def test_a_document_that_can_never_be_written_is_named(processes: Processes) -> None:
    engine, server = processes.one()
    engine.apply(Batch(1))
    error = {"type": "mapper_parsing_exception", "reason": "no number"}
    refused = Answer.of(200, {"items": [{"index": {"_id": "t1", "status": 400, "error": error}}]})
    server.answers = lambda path, _body: refused if path == "_bulk" else None
    with pytest.raises(OpenSearchRefused, match="400 mapper_parsing_exception: t1: no number"):
        engine.apply(Batch(2, (_ticket("t1"),)))


@pytest.mark.parametrize("path", ["_search", "_bulk"])
def test_what_the_role_may_not_do_is_no_missing_index(processes: Processes, path: str) -> None:
    engine, server = processes.one()
    server.answers = lambda _path, _body: Answer.of(403, {"error": {"type": "security_exception", "reason": "no"}})
    with pytest.raises(OpenSearchRefused, match="403"):
        assert engine.position
    with pytest.raises(OpenSearchRefused, match="403"):
        engine.counts({"open": _OPEN})


def test_a_large_batch_is_several_requests(processes: Processes) -> None:
    engine, server = processes.one()
    long = {"text": "word " * 19_000}  # of a million characters in a request
    few = tuple(Document(f"m{number:02}", Kind.NOTE, "t1", 1, 1, words=long) for number in range(12))
    engine.apply(Batch(1, few))
    assert server.asked.count(("POST", "_bulk")) == 3
    server.asked.clear()
    engine.apply(Batch(2, tuple(_ticket(f"t{number:04}") for number in range(501))))
    assert server.asked.count(("POST", "_bulk")) == 3
    assert engine.counts({"all": EVERYTHING}) == {"all": 501}
    assert engine.texts(Not(Exists("id")), Order.NEWEST, skip=0, limit=1).count == 0
