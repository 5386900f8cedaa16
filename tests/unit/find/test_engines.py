"""The engine is a setting."""

from typing import Any

import pytest

from find import root
from find.settings import Settings
from helpdesk.index.models import EVERYTHING, Batch
from helpdesk.index.opensearch import OpenSearch
from helpdesk.platform import aws
from helpdesk.platform.errors import Unavailable
from tests.support.opensearch import index_at, running


def test_with_opensearch_nothing_is_loaded_and_cursors_are_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ACCESS_KEY_ID", "a"), ("SECRET_ACCESS_KEY", "b"), ("DEFAULT_REGION", "eu-west-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setattr(aws, "_session", None)
    built: dict[str, Any] = {}
    monkeypatch.setattr(root, "build", lambda _settings, **more: built.update(more))
    with running() as url:
        tables = ("conversations", "contacts", "directory", "feed", "files", "bucket")
        root.build_for_lambda(Settings(*tables, False, "key", "opensearch", url, "desk-1"))
        assert built["engine"] == "opensearch desk-1"
        with pytest.raises(Unavailable, match="is being built"):
            built["index"]().counts({"all": EVERYTHING})
        OpenSearch(index_at(url, "desk-1")).apply(Batch(3))
        assert (built["index"]().position, built["index"]().counts({"all": EVERYTHING})) == (3, {"all": 0})
