"""What the benchmark assumes about the deployment, and what its documentation says."""

from pathlib import Path

import pytest

from infra.workbench.memory import MEMORY_MB
from infra.workbench.scenarios import KEYED_REPLY, KEYED_REPLY_TO_TELEGRAM, REPLY, SCENARIOS
from infra.workbench.verdict import verdict
from tests.support.assembly import Assembly

_WRITE = 0.625
"""Dollars for a million write units."""
_PAGE = Path(__file__).parents[2] / "docs" / "performance.md"


def test_the_benchmark_knows_each_functions_memory(production: Assembly) -> None:
    """The price of a function's time depends on its memory."""
    deployed = {name: function.properties["MemorySize"] for name, function in production.functions().items()}
    assert {name: mb for name, mb in deployed.items() if name != "page"} == MEMORY_MB  # no message reaches it


def test_the_documented_costs_have_todays_targets_and_true_verdicts() -> None:
    [table] = [part for part in _PAGE.read_text().split("\n\n") if part.startswith("| dollars a million")]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    targets = {scenario.title: scenario.target for scenario in SCENARIOS}
    assert [row[0] for row in rows] == list(targets)
    for title, *_, total, target, judged, _batched in rows:
        aim = targets[title]
        expected = ("", "") if aim is None else (f"{aim:.2f}", verdict(float(total), aim, digits=2))
        assert (target, judged) == expected, title


@pytest.mark.parametrize(("dollars", "judged"), [(7.62, "reached"), (7.63, "reached"), (7.64, "missed")])
def test_a_target_is_missed_by_a_cent(dollars: float, judged: str) -> None:
    assert verdict(dollars, 7.63, digits=2) == judged


def test_the_target_of_a_reply_grows_by_one_write_for_its_key_and_two_for_telegram() -> None:
    assert [pytest.approx(REPLY + writes * _WRITE, abs=0.006) for writes in (1, 3)] == [
        KEYED_REPLY,
        KEYED_REPLY_TO_TELEGRAM,
    ]
