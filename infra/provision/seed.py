"""What `make run` creates in an empty desk."""

import secrets
from collections.abc import Mapping
from typing import Any

import botocore.session

from helpdesk.files.repository import FileSettingsRepository
from helpdesk.files.service import FileRules
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Scope
from helpdesk.platform.ids import new_ulid
from infra.provision.accounts import connect
from infra.provision.apps import register
from infra.provision.index import IndexOfStage
from infra.provision.people import People
from infra.provision.stage import Stage
from infra.provision.tokens import ApiTokens

_APP = "demo"
_PEOPLE = {
    "admin": (BuiltIn.ADMINISTRATOR, "admin@desk.example", "Ada"),
    "agent": (BuiltIn.AGENT, "agent@desk.example", "Ben"),
}


def provision_local(outputs: Mapping[str, str], region: str, endpoint: str, receiver: str) -> dict[str, Any]:
    """In the format of stack.json. `receiver`: where both channel accounts send replies."""
    stage = local_stage(outputs, region, endpoint)
    described: dict[str, Any] = {}
    people = People(stage)
    for called, (role, email, name) in _PEOPLE.items():
        user, password = people.create(role, email, name)
        described[called] = {"id": user.id, "email": email, "password": password}
    described |= {
        "app": {"id": _APP, "name": "Demo", "secret": register(stage, _APP, "Demo")},
        "inbox_id": HELP_DESK_INBOX,
        "token": ApiTokens(stage).create("make run", _PEOPLE["admin"][1], [scope.value for scope in Scope], _APP),
    }
    serve_unscanned_files(stage)
    accounts = [
        connect(stage, kind, name, credentials, delivery_url=f"{receiver}/{kind}")
        for kind, name, credentials in (
            ("custom", "Demo chat", {"delivery_url": f"{receiver}/custom"}),
            ("telegram", "Demo bot", {"bot_token": f"1:{secrets.token_hex(16)}"}),
        )
    ]
    described["accounts"] = [
        {
            "id": account.id,
            "kind": account.kind,
            "name": account.name,
            "webhook_url": f"{outputs['WebhookUrl']}/{account.id}",
            "delivery_url": account.delivery_url,
            "secret": secret,
        }
        for account, secret in accounts
    ]
    return described


def build_index(outputs: Mapping[str, str], region: str, endpoint: str) -> None:
    """If there is none: of an empty desk, or of one from before there was an index."""
    index = IndexOfStage.of(local_stage(outputs, region, endpoint), looks_every=0.5)
    if not index.exists:
        for _ in index.rebuild(new_ulid()):
            pass


def serve_unscanned_files(stage: Stage) -> None:
    """The local AWS does not scan files for malware. An administrator's setting is kept."""
    rules = FileRules(FileSettingsRepository(stage.directory))
    if rules.get().version == 0:
        rules.serve_unscanned(allowed=True)


def local_stage(outputs: Mapping[str, str], region: str, endpoint: str) -> Stage:
    return Stage(
        botocore.session.get_session(),
        outputs,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - the same on every local AWS
    )
