"""Options and profiles for all tests."""

import gc
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tests.support.permissions import USED, unused

# Hypothesis looks for counterexamples, not for slow machines: one example has no deadline.
settings.register_profile("kanaal", deadline=None, print_blob=True)
settings.register_profile("quick", deadline=None, print_blob=True, max_examples=10)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "kanaal"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--backends",
        choices=["one", "both"],
        default="one",
        help="one: run an integration test in memory, on DynamoDB Local if it is marked engine, on that and on moto if "
        "it is marked both_backends; both: run every integration test on both",
    )
    parser.addoption(
        "--all-permissions",
        action="store_true",
        help="fail if a function has a permission that no call needed: for a run of all tests",
    )


def pytest_collection_finish() -> None:
    """What was imported until now stays: to look through it for garbage takes half a second or more each time."""
    gc.freeze()


@pytest.fixture(scope="session")
def engine_endpoint() -> Iterator[str]:
    """One DynamoDB Local for all tests of a worker."""
    # Only now: unit tests need neither it nor moto.
    from tests.support.backends import JAVA_IS_MISSING, engine  # noqa: PLC0415

    if JAVA_IS_MISSING:
        pytest.skip("DynamoDB Local needs Java 17")
    with engine() as endpoint:
        yield endpoint


_USED: set[tuple[str, str, str]] = set()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells what its functions called; the run of all tests ends with the permissions that nothing used."""
    worker = getattr(session.config, "workeroutput", None)
    if worker is not None:
        worker["used"] = sorted(USED)
        return
    if session.config.getoption("all_permissions") and not session.testsfailed and (left := unused(_USED | USED)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        for function, action, resource in sorted(left):
            sys.stderr.write(f"\n✗ {function} has {action} on {resource}, and no test saw it used\n")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _USED.update(tuple(right) for right in getattr(node, "workeroutput", {}).get("used", ()))


class Scheduler(LoadScopeScheduling):
    """Each test goes to the worker that is free, but tests that share something costly go to one worker, and first.

    It does what `--dist loadgroup` did until pytest 9.2, with which the marks of pytest-xdist 3.8 have no effect.
    """

    together = ("tests/infra/", "tests/integration/test_costs.py", "tests/integration/test_generated_client.py")
    """Keeps tests that share a synthesis, measured scenarios or the generated client on one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return next((start for start in self.together if nodeid.startswith(start)), nodeid)


@pytest.hookimpl(optionalhook=True)  # where pytest-xdist is switched off
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduler:
    return Scheduler(config, log)
