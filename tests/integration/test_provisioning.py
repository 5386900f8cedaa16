"""What an operator does with `make provision`, and `make run` at its start."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from helpdesk.channels.apps import AppRepository
from helpdesk.files.repository import FileSettingsRepository
from helpdesk.files.service import FileRules
from infra.local import stack
from infra.local.stack import LocalStack
from infra.provision import Provisioner
from tests.support.backends import CREDENTIALS, on_moto
from tests.support.desk import DeskInProcess
from tests.support.tables import DIRECTORY


@pytest.fixture
def desk() -> Iterator[DeskInProcess]:
    with on_moto() as backend:
        yield DeskInProcess(backend)


@pytest.fixture
def operator(desk: DeskInProcess) -> Provisioner:
    assert desk
    session = botocore.session.get_session()
    key = session.create_client("kms", **CREDENTIALS).create_key()["KeyMetadata"]["KeyId"]
    outputs = {"DirectoryTable": DIRECTORY, "SecretsKeyId": key, "TokenHashKeyId": key, "UserPoolId": "pool"}
    return Provisioner(session, outputs, **CREDENTIALS)


def test_rotating_an_apps_secret_is_one_event_of_the_app(desk: DeskInProcess, operator: Provisioner) -> None:
    first = operator.app("acme", "Acme")
    second = operator.rotate(None, "acme", timedelta(hours=1))
    app = AppRepository(desk.database.table(DIRECTORY)).get("acme")
    assert app is not None
    assert len(app.signing_secrets) == 2
    status, answer = desk.call("GET", "/v1/audit")
    assert status == 200
    [event] = answer["events"]
    assert {name: event[name] for name in ("type", "account_id", "app_id", "channel_id", "details", "webhook")} == {
        "type": "app.secret_rotated",
        "account_id": None,
        "app_id": "acme",
        "channel_id": None,
        "details": {},
        "webhook": None,
    }
    assert (event["actor"]["kind"], event["actor"]["name"]) == ("system", "make provision")
    for secret in (first, second):
        assert secret not in str(answer)
    desk.settle()
    assert desk.outbound_queue.messages == desk.http.posted == []


def test_an_app_that_is_not_there_leaves_no_event(desk: DeskInProcess, operator: Provisioner) -> None:
    with pytest.raises(SystemExit, match="There is no app 'nobody'"):
        operator.rotate(None, "nobody", timedelta(hours=1))
    assert desk.call("GET", "/v1/audit")[1]["events"] == []


def test_unscanned_files_are_served_until_somebody_decides(desk: DeskInProcess, operator: Provisioner) -> None:
    rules = FileRules(FileSettingsRepository(desk.database.table(DIRECTORY)))
    operator.serve_unscanned_files()
    assert rules.get().serve_unscanned
    rules.serve_unscanned(allowed=False)
    operator.serve_unscanned_files()
    assert not rules.get().serve_unscanned


def test_a_local_desk_that_was_seeded_before_there_were_files_serves_them_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(stack, "provision_local_files", lambda *about: asked.append(about))
    outputs = dict.fromkeys(("UserPoolId", "DirectoryTable", "WebhookUrl", "DeskApiUrl", "ChannelApiUrl"), "one")
    (tmp_path / "stack.json").write_text(json.dumps({"outputs": outputs, "accounts": [], "app": {}}))
    local = LocalStack(tmp_path, 4566)
    with stack.Step("seed") as step:
        local._seeded(step, outputs)
    assert asked == [(outputs, stack.REGION, local.endpoint)]
