"""What only the embedded engine has: files, which are published, taken over, and can be damaged."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import tantivy

from helpdesk.index import values
from helpdesk.index.embedded import BrokenIndexError, Embedded
from helpdesk.index.models import EVERYTHING, Batch, Document, Is, Kind, Phrase, Sort, Value


def ticket(number: int, **given: tuple[Value, ...]) -> Document:
    return Document(f"tkt_{number}", Kind.TICKET, f"tkt_{number}", number, number, given)


def count(index: Embedded) -> int:
    return index.counts({"": EVERYTHING})[""]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def written(folder: Path) -> Iterator[Embedded]:
    index = Embedded.create(folder)
    for number in range(1, 4):
        index.apply(Batch(number, (ticket(number), ticket(0))))
    yield index
    index.close()


def published(index: Embedded, folder: Path, to: Path) -> Path:
    files = index.files()
    to.mkdir()
    for name in files.names:
        os.link(folder / name, to / name)
    (to / "meta.json").write_text(files.meta)
    return to


def test_what_is_published_is_an_index(written: Embedded, folder: Path, tmp_path: Path) -> None:
    replica = Embedded.open(published(written, folder, tmp_path / "replica"))
    assert (replica.position, count(replica)) == (3, 4)
    replica.apply(Batch(4, (ticket(9),), gone=frozenset({"tkt_0", "tkt_1"})))
    assert (replica.position, count(replica)) == (4, 3)
    assert (written.position, count(written)) == (3, 4)
    replica.close()


def test_files_of_an_index_that_goes_on_are_not_changed(written: Embedded, folder: Path, tmp_path: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in written.files().names}
    written.apply(Batch(4, (ticket(0),), gone=frozenset({"tkt_1"})))
    after = written.files()
    assert all((folder / name).read_bytes() == before[name] for name in after.names if name in before)
    assert any(name not in before for name in after.names)
    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) == [
        *after.names,
        "meta.json",
    ]


def test_files_that_an_index_began_with_go_when_it_does_not_need_them(
    written: Embedded, folder: Path, tmp_path: Path
) -> None:
    replica = Embedded.open(published(written, folder, tmp_path / "replica"))
    replica.apply(Batch(4, gone=frozenset({"tkt_1"})))
    before = replica.files().names
    replica.apply(Batch(5, gone=frozenset({"tkt_0", "tkt_1", "tkt_2", "tkt_3"})))
    again = Embedded.open(published(replica, tmp_path / "replica", tmp_path / "again"))
    assert len(again.files().names) < len(before)
    assert {path.name for path in (tmp_path / "again").glob("[!.]*")} == {*again.files().names, "meta.json"}
    assert (again.position, count(again)) == (5, 0)
    for index in (replica, again):
        index.close()


def test_an_index_has_its_position_once(written: Embedded) -> None:
    for _ in range(5):
        written.apply(Batch(8))
    assert written.position == 8
    searcher = tantivy.Index.open(str(written._folder)).searcher()
    assert searcher.num_docs == 5


def test_an_index_in_memory() -> None:
    index = Embedded.create()
    index.apply(Batch(3, (ticket(1),)))
    assert (index.position, count(index)) == (3, 1)
    with pytest.raises(ValueError, match="no files"):
        index.files()


def test_a_writer_that_died_before_its_commit_has_written_nothing(written: Embedded, folder: Path) -> None:
    writer = written._writing()
    writer.delete_documents_by_term("kind", "ticket")
    writer.add_document(tantivy.Document())
    written._writer = None  # as if the process had ended
    del writer
    again = Embedded.open(folder)
    assert (again.position, count(again)) == (3, 4)
    again.apply(Batch(4, (ticket(4),)))
    assert count(again) == 5
    again.close()


@pytest.mark.parametrize("how", ["missing", "empty", "cut off"])
def test_damage_is_noticed(written: Embedded, folder: Path, tmp_path: Path, how: str) -> None:
    whole = published(written, folder, tmp_path / "whole")
    for name in [path.name for path in whole.iterdir()]:
        broken = Path(shutil.copytree(whole, tmp_path / f"{how} {name}"))
        if how == "missing":
            (broken / name).unlink()
        else:
            content = (broken / name).read_bytes()
            (broken / name).write_bytes(content[: len(content) // 2] if how == "cut off" else b"")
        with pytest.raises(BrokenIndexError):
            Embedded.open(broken)


def test_an_index_of_another_kind_is_not_opened(tmp_path: Path) -> None:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id")
    tantivy.Index(builder.build(), path=str(tmp_path))
    with pytest.raises(BrokenIndexError):
        Embedded.open(tmp_path)
    with pytest.raises(BrokenIndexError):
        Embedded.open(tmp_path / "nothing")


def test_an_index_that_does_not_say_how_far_it_is_is_not_opened(written: Embedded, folder: Path) -> None:
    writer = written._writing()
    writer.delete_documents_by_term("kind", "state")
    writer.commit()
    written.close()
    with pytest.raises(BrokenIndexError, match="how far"):
        Embedded.open(folder)


def test_the_beginning_of_a_word_stands_for_any_number_of_words() -> None:
    """The engine itself refuses more than 16,384 in a phrase."""
    index = Embedded.create()
    several = (f"the a{number:x}" for number in range(1, 16_500))
    texts = (*(" and ".join(islice(several, 100)) for _ in range(165)), "the a", "a the", "the b1")
    index.apply(Batch(1, tuple(replace(ticket(number), words={"name": text}) for number, text in enumerate(texts))))
    assert index.counts({"": Phrase(("the", "a"), ("name",), is_prefix=True)}) == {"": 166}
    assert index.counts({"": Phrase(("the", "a1"), ("name",), is_prefix=True)})[""] < 166


@pytest.mark.parametrize("given", [(1, 2), ("a",), (True,), ()])
def test_a_column_has_one_number(given: tuple[Value, ...]) -> None:
    with pytest.raises(ValueError, match="one number"):
        Embedded.create().apply(Batch(1, (ticket(1, closed_at=given),)))


@pytest.mark.parametrize("field", ["id", "kind", "ticket_id", "at", "position"])
def test_a_field_that_each_document_has_is_no_value(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        Embedded.create().apply(Batch(1, (ticket(1, **{field: ("a",)}),)))


def test_long_values_are_told_apart() -> None:
    index = Embedded.create()
    index.apply(Batch(1, (ticket(1, note=("x" * 9_000,)), ticket(2, note=("x" * 9_000 + "y",)))))
    assert index.tickets(Is("note", ("x" * 9_000,)), Sort("note"), after=None, limit=1).ids == ("tkt_1",)
    page = index.tickets(EVERYTHING, Sort("note"), after=None, limit=1)
    assert page.last
    rest = index.tickets(EVERYTHING, Sort("note"), after=page.last, limit=9)
    assert {*page.ids, *rest.ids} == {"tkt_1", "tkt_2"}
    assert len(page.ids + rest.ids) == 2


def test_an_ordinal_sorts_as_its_number() -> None:
    numbers = [-1e308, -2.5, -1, -5e-324, 0, 5e-324, 0.5, 1, 1.5, 2**53, 1e308]
    ordinals = [values.ordinal(number) for number in numbers]
    assert ordinals == sorted(set(ordinals))
    assert [values.of_ordinal(ordinal) for ordinal in ordinals] == numbers


class PanicException(BaseException):
    pass


@pytest.mark.parametrize(
    ("raised", "seen"), [(PanicException, BrokenIndexError), (KeyboardInterrupt, KeyboardInterrupt)]
)
def test_a_panic_of_the_engine_is_damage(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, raised: type[BaseException], seen: type[BaseException]
) -> None:
    def opened(_: str) -> None:
        raise raised

    monkeypatch.setattr("helpdesk.index.embedded.tantivy.Index.open", opened, raising=False)
    with pytest.raises(seen):
        Embedded.open(tmp_path)


class FullDisk:
    """A writer that cannot commit."""

    def __init__(self, writer: tantivy.IndexWriter) -> None:
        self._writer = writer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name)

    def commit(self) -> None:
        raise OSError("no space left on device")


def test_a_commit_that_fails_leaves_nothing_behind(written: Embedded) -> None:
    whole = written._writing()
    written._writer = FullDisk(whole)
    with pytest.raises(OSError, match="no space"):
        written.apply(Batch(4, (ticket(7),), gone=frozenset({"tkt_1"})))
    written._writer = whole
    assert (written.position, count(written)) == (3, 4)
    written.apply(Batch(4, (ticket(8),)))
    assert (written.position, count(written)) == (4, 5)
    assert count_of(written, "tkt_7") == 0


def count_of(index: Embedded, id_: str) -> int:
    return index.counts({"": Is("id", (id_,))})[""]
