"""The settings of all functions."""

import importlib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

_FUNCTIONS = sorted(path.parent.name for path in Path("functions").glob("*/settings.py"))
_SECRET = ("desk_key", "secret", "token", "password")


@pytest.mark.parametrize("function", _FUNCTIONS)
def test_no_secret_is_in_what_a_log_would_show(function: str) -> None:
    settings: Any = importlib.import_module(f"{function}.settings").Settings
    secret = [
        field
        for field in fields(settings)
        if any(word in field.name for word in _SECRET) and not field.name.endswith("_key_id")
    ]
    assert [field.name for field in secret if field.repr] == []


def test_functions_have_settings_and_a_secret_among_them() -> None:
    kinds: list[Any] = [importlib.import_module(f"{name}.settings").Settings for name in _FUNCTIONS]
    assert sum("desk_key" in {field.name for field in fields(kind)} for kind in kinds) == 7
    assert len(kinds) == 17
