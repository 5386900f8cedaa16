from dataclasses import dataclass

import pytest

from helpdesk.platform.settings import SettingsError, load


@dataclass(frozen=True, slots=True)
class Example:
    table: str
    tries: int
    base_seconds: float
    local: bool
    colour: str = "blue"


GOOD = {"TABLE": "t", "TRIES": "3", "BASE_SECONDS": "0.2", "LOCAL": "true", "PATH": "ignored"}


def test_each_field_is_read_from_its_variable():
    assert load(Example, GOOD) == Example("t", 3, 0.2, local=True, colour="blue")


def test_a_default_can_be_overridden():
    assert load(Example, GOOD | {"COLOUR": "red"}).colour == "red"


@pytest.mark.parametrize(("text", "meaning"), [("true", True), ("True", True), ("false", False), ("FALSE", False)])
def test_truth_is_written_in_words(text, meaning):
    assert load(Example, GOOD | {"LOCAL": text}).local is meaning


def test_all_problems_are_said_at_once():
    with pytest.raises(SettingsError) as problem:
        load(Example, {"TRIES": "three", "LOCAL": "yes"})
    assert str(problem.value) == (
        "TABLE is missing; TRIES='three' is not a int; BASE_SECONDS is missing; LOCAL='yes' is not a bool"
    )
