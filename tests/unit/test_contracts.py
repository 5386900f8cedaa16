"""The import contracts in pyproject.toml cover what they say."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_module_that_calls_itself_pure_is_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [checked] = [contract["source_modules"] for contract in contracts if "pure" in contract["name"]]
    assert sorted(checked) == sorted(
        _name(file) for file in (ROOT / "functions/helpdesk").rglob("*.py") if _is_pure(file)
    )
    assert len(checked) > 30


def _is_pure(file: Path) -> bool:
    docstring = ast.get_docstring(ast.parse(file.read_text())) or ""
    return "Pure." in docstring


def _name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT / "functions").with_suffix("").parts)
