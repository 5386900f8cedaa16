"""What a cold start must not import: large packages that only a few requests need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.workbench.environment import ENVIRONMENT

_FUNCTIONS = [
    "webhook",
    "channel_api",
    "desk_api",
    "authorizer",
    "fanout",
    "feed",
    "fetcher",
    "find",
    "router",
    "sender",
    "worker",
    "mailer",
    "indexer",
    "live",
    "pusher",
    "notifier",
]
_LAZY = {
    *("email_validator", "phonenumbers", "difflib"),
    # what makes the APIs' descriptions: a deployment serves the finished files
    *("desk_api.description", "desk_api.examples", "channel_api.description", "helpdesk.platform.openapi"),
}


@pytest.mark.parametrize("name", _FUNCTIONS)
def test_a_cold_start_does_not_import_what_few_requests_need(name: str, tmp_path: Path) -> None:
    code = f"import sys, {name}.handler; print(*sorted({_LAZY!r} & set(sys.modules)))"
    own = {"PYTHONPATH": os.pathsep.join(sys.path), "POWERTOOLS_SERVICE_NAME": name, "TMPDIR": str(tmp_path)}
    environment = ENVIRONMENT | own
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("", 0), done.stderr
