"""The function as Lambda builds it."""

import pytest

from page.app import PageResource
from page.root import FILES, build_for_lambda
from page.settings import Settings


def test_it_is_built_without_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    assert isinstance(build_for_lambda(Settings("bucket")), PageResource)
    assert FILES.name == "files"
