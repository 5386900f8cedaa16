"""What the code takes for granted of a dataclass that is frozen."""

import re
from dataclasses import asdict, field, fields, replace

import pytest

from helpdesk.platform.frozen import frozen
from infra.local.tools import ROOT


@frozen
class Account:
    id: str
    secret: str = field(default="", repr=False)
    read_at: int = field(default=0, compare=False)
    tags: tuple[str, ...] = ()


@frozen
class Nothing:
    pass


@frozen
class OneField:
    value: str


@frozen
class WithItsOwn:
    value: str

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "its own"


@frozen
class WithItsOwnEquality:  # noqa: PLW1641 - `frozen` makes it
    value: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WithItsOwnEquality)


def test_whoever_has_an_equality_of_its_own_is_still_a_key() -> None:
    assert hash(WithItsOwnEquality("a")) == hash(WithItsOwnEquality("a"))


def test_instances_with_the_same_values_are_equal():
    assert Account("a", "s", tags=("x",)) == Account("a", "s", tags=("x",))
    assert Account("a", "s") != Account("a", "t")
    assert (Nothing(), OneField("a")) == (Nothing(), OneField("a"))
    assert OneField("a") != OneField("b")


def test_instances_of_two_classes_are_not_equal():
    assert OneField("a") != "a"
    assert Nothing() != OneField("a")


def test_what_is_equal_is_one_key():
    assert len({Account("a"), Account("a"), Account("b"), Nothing(), Nothing()}) == 3


def test_a_field_may_be_left_out_of_the_comparison():
    assert Account("a", read_at=1) == Account("a", read_at=2)
    assert hash(Account("a", read_at=1)) == hash(Account("a", read_at=2))


def test_a_secret_is_not_shown():
    assert repr(Account("a", "a secret")) == "Account(id='a', read_at=0, tags=())"


def test_methods_of_the_class_are_kept():
    assert WithItsOwn("a") == WithItsOwn("b")
    assert (hash(WithItsOwn("a")), repr(WithItsOwn("a"))) == (7, "its own")


def test_it_is_a_dataclass():
    account = Account("a")
    assert [each.name for each in fields(account)] == ["id", "secret", "read_at", "tags"]
    assert asdict(replace(account, id="b")) == {"id": "b", "secret": "", "read_at": 0, "tags": ()}


def test_it_has_no_other_attributes():
    with pytest.raises(AttributeError):
        Account("a").another = 1


def test_only_init_is_written_for_the_class():
    """The rest would be compiled at each cold start, for each class."""
    own = [Account.__eq__, Account.__hash__, Account.__repr__]
    assert [method.__code__.co_filename == Account.__init__.__code__.co_filename for method in own] == [False] * 3
    assert "__setattr__" not in Account.__dict__


def test_every_class_of_the_functions_that_is_frozen_uses_it():
    """Two cannot: one is compared by size, one keeps what it computed."""
    found = [
        re.search(r"@dataclass\(.*frozen=True.*\)\nclass (\w+)", text)
        for path in (ROOT / "functions").rglob("*.py")
        for text in path.read_text().split("\n\n\n")
    ]
    assert sorted(match[1] for match in found if match) == ["Place", "Roster"]
