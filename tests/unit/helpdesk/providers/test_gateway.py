"""Every provider has its three parts, and no other file contains its name."""

from pathlib import Path

import pytest

import helpdesk
from helpdesk.providers.catalogue import PROVIDERS, REGISTERED
from helpdesk.providers.inbound import INBOUND
from helpdesk.providers.outbound import outbound
from tests.support.fakes import FakeClock, FakeHttp

FUNCTIONS = Path(helpdesk.__file__).parents[1]
FOLDERS = [folder for folder in (FUNCTIONS / "helpdesk" / "providers").iterdir() if (folder / "definition.py").exists()]


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
