from dataclasses import dataclass

import pytest

from helpdesk.platform.settings import SettingsError, load


@dataclass(frozen=True, slots=True)
class Example:
    table: str
    attempts: int
    base_seconds: float
    local: bool
    colour: str = "blue"


GOOD = {"TABLE": "t", "ATTEMPTS": "3", "BASE_SECONDS": "0.2", "LOCAL": "true", "PATH": "ignored"}


def test_each_field_is_read_from_its_variable():
    assert load(Example, GOOD) == Example("t", 3, 0.2, local=True, colour="blue")


def test_a_default_can_be_overridden():
    assert load(Example, GOOD | {"COLOUR": "red"}).colour == "red"


@pytest.mark.parametrize(("text", "meaning"), [("true", True), ("True", True), ("false", False), ("FALSE", False)])
def test_booleans_are_words(text, meaning):
    assert load(Example, GOOD | {"LOCAL": text}).local is meaning


def test_all_problems_are_reported_together():
    with pytest.raises(SettingsError) as problem:
        load(Example, {"ATTEMPTS": "three", "LOCAL": "yes"})
    assert str(problem.value) == (
        "TABLE is missing; ATTEMPTS='three' is not a int; BASE_SECONDS is missing; LOCAL='yes' is not a bool"
    )
