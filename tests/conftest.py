"""Options and profiles for all tests."""

import os

import pytest
from hypothesis import settings

# Hypothesis looks for counterexamples, not for slow machines: one example has no deadline.
settings.register_profile("kanaal", deadline=None, print_blob=True)
settings.register_profile("quick", deadline=None, print_blob=True, max_examples=10)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "kanaal"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--backends",
        choices=["one", "both"],
        default="one",
        help="one: run an integration test on DynamoDB Local, and on moto too if it is marked both_backends; "
        "both: run every integration test on both",
    )
