"""Every provider has its three parts, and no other file contains its name or decides by it."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import helpdesk
from helpdesk.providers.catalogue import PROVIDERS, REGISTERED
from helpdesk.providers.inbound import INBOUND
from helpdesk.providers.outbound import outbound
from tests.support.fakes import FakeClock, FakeHttp

FUNCTIONS = Path(helpdesk.__file__).parents[1]
ROOT = FUNCTIONS.parent
FOLDERS = [folder for folder in (FUNCTIONS / "helpdesk" / "providers").iterdir() if (folder / "__init__.py").exists()]


def test_each_provider_has_a_definition_and_both_directions():
    assert set(PROVIDERS) == set(INBOUND) == set(outbound(FakeHttp(), FakeClock()))
    assert len(PROVIDERS) == len(FOLDERS)
    assert all(provider.id == kind for kind, provider in PROVIDERS.items())
    assert REGISTERED in PROVIDERS


@pytest.mark.parametrize("kind", [kind for kind in PROVIDERS if kind != REGISTERED])
def test_no_file_outside_the_providers_contains_their_names(kind: str):
    """Neither its id nor its display name."""
    names = {kind, PROVIDERS[kind].name.lower()}
    sources = [path for path in FUNCTIONS.rglob("*.py") if "providers" not in path.parts]
    assert [path for path in sources if any(name in path.read_text().lower() for name in names)] == []


def test_the_linter_knows_each_providers_folder():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [protected] = [contract for contract in contracts if contract["type"] == "protected"]
    assert set(protected["protected_modules"]) == {f"helpdesk.providers.{folder.name}" for folder in FOLDERS}


def _decided_by(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Where a value is compared with a text, alone or in a list, and the text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare | ast.MatchValue):
            for part in ast.walk(node):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.lineno, part.value


@pytest.mark.parametrize(
    "source",
    [
        "if kind == 'custom': ...",
        "if 'custom' != account.kind: ...",
        "x = kind in {'custom', 'other'}",
        "match kind:\n  case 'other' | 'custom': ...",
    ],
)
def test_a_decision_is_found(source: str):
    assert "custom" in {text for _, text in _decided_by(ast.parse(source))}


def test_no_file_outside_a_providers_folder_decides_by_its_name():
    """A service is data: what differs between services is in a folder, and found in a table."""
    names = set(PROVIDERS) | {folder.name for folder in FOLDERS}
    sources = [path for top in ("functions", "infra", "bench") for path in (ROOT / top).rglob("*.py")]
    outside = [path for path in sources if path.parent not in FOLDERS]
    assert len(outside) > 100
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text!r}"
        for path in outside
        for line, text in _decided_by(ast.parse(path.read_text()))
        if text in names
    ]
    assert found == []
