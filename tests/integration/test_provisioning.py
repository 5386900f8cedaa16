"""The operations of `make provision`, which `make run` uses at its start too."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from helpdesk.accounts.ids import AccountIds
from helpdesk.channels.apps import AppRepository
from helpdesk.files.repository import FileSettingsRepository
from helpdesk.files.service import FileRules
from helpdesk.platform.desk_key import DeskKey
from infra.provision import Provisioner
from infra.workbench.engine import CREDENTIALS, session
from infra.workbench.environment import DESK_KEY
from infra.workbench.tables import DIRECTORY
from tests.support.backends import on_moto
from tests.support.desk import DeskInProcess


@pytest.fixture
def desk() -> Iterator[DeskInProcess]:
    with on_moto() as backend:
        yield DeskInProcess(backend)


@pytest.fixture
def operator(desk: DeskInProcess) -> Provisioner:
    assert desk
    key = session().create_client("kms", **CREDENTIALS).create_key()["KeyMetadata"]["KeyId"]
    outputs = {"DirectoryTable": DIRECTORY, "SecretsKeyId": key, "TokenHashKeyId": key, "UserPoolId": "pool"}
    store = session().create_client("secretsmanager", **CREDENTIALS)
    outputs["DeskKeyArn"] = store.create_secret(Name="desk key", SecretString=DESK_KEY)["ARN"]
    return Provisioner(session(), outputs, **CREDENTIALS)


def test_rotating_an_apps_secret_is_one_event_of_the_app(desk: DeskInProcess, operator: Provisioner) -> None:
    first = operator.app("acme", "Acme")
    second = operator.rotate(None, "acme", timedelta(hours=1))
    app = AppRepository(desk.database.table(DIRECTORY)).get("acme")
    assert app is not None
    assert len(app.signing_secrets) == 2
    status, response = desk.call("GET", "/v1/audit")
    assert status == 200
    [event] = response["events"]
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
        assert secret not in str(response)
    desk.settle()
    assert desk.outbound_queue.messages == desk.http.posted == []


def test_a_missing_app_records_no_event(desk: DeskInProcess, operator: Provisioner) -> None:
    with pytest.raises(SystemExit, match="There is no app 'nobody'"):
        operator.rotate(None, "nobody", timedelta(hours=1))
    assert desk.call("GET", "/v1/audit")[1]["events"] == []


def test_unscanned_files_are_served_until_the_setting_changes(desk: DeskInProcess, operator: Provisioner) -> None:
    rules = FileRules(FileSettingsRepository(desk.database.table(DIRECTORY)))
    operator.serve_unscanned_files()
    assert rules.get().serve_unscanned
    rules.serve_unscanned(allowed=False)
    operator.serve_unscanned_files()
    assert not rules.get().serve_unscanned


def test_an_account_is_created_once_with_its_event(desk: DeskInProcess, operator: Provisioner) -> None:
    account, secret = operator.account("telegram", "Bot", {"bot_token": "77:AA-another_bot"})
    assert (account.delivery_url, len(secret)) == ("https://api.telegram.org", 43)
    assert AccountIds(DeskKey(DESK_KEY)).may_exist(account.id)
    [event] = desk.call("GET", "/v1/audit")[1]["events"]
    assert (event["type"], event["account_id"]) == ("channel_account.connected", account.id)
    assert event["actor"] == {"kind": "system", "id": "provision", "name": "make provision", "on_behalf_of": None}
    with pytest.raises(SystemExit, match=f"This bot is already connected by the account {account.id}"):
        operator.account("telegram", "Again", {"bot_token": "77:AA-renewed_token"})


@pytest.mark.parametrize(
    ("kind", "credentials", "rejection"),
    [
        ("telegram", {"bot_token": "no token"}, "credentials.bot_token"),
        ("custom", {"delivery_url": "http://chat.example/hook"}, "credentials.delivery_url"),
        ("custom", {}, "credentials.delivery_url"),
    ],
)
def test_invalid_credentials_are_rejected_with_the_field(
    operator: Provisioner, kind: str, credentials: dict[str, str], rejection: str
) -> None:
    with pytest.raises(SystemExit, match=rejection):
        operator.account(kind, "Account", credentials)
