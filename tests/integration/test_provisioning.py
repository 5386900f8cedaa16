"""The operations of `make provision`, which `make run` uses at its start too."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest

from authorizer.app import Authorizer
from helpdesk.accounts.ids import AccountIds
from helpdesk.channels.apps import AppRepository
from helpdesk.conversations.unhandled import UnhandledRepository
from helpdesk.files.repository import FileSettingsRepository
from helpdesk.files.service import FileRules
from helpdesk.messaging.messages import UnhandledUpdate
from helpdesk.platform.clock import to_text, utc_now
from helpdesk.platform.desk_key import DeskKey
from infra.provision.__main__ import Provisioner, _arguments, perform
from infra.workbench.engine import CREDENTIALS, session
from infra.workbench.environment import DESK_KEY
from infra.workbench.tables import CONTACTS, CONVERSATIONS, DIRECTORY
from tests.support.backends import on_moto
from tests.support.desk import DeskInProcess
from tests.support.log import FakeLog
from tests.support.user_pool import FakeUserPool


@pytest.fixture
def desk() -> Iterator[DeskInProcess]:
    with on_moto() as backend:
        yield DeskInProcess(backend)


@pytest.fixture
def operator(desk: DeskInProcess) -> Provisioner:
    assert desk
    kms = session().create_client("kms", **CREDENTIALS)
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    of_tokens = kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["KeyId"]
    store = session().create_client("secretsmanager", **CREDENTIALS)
    outputs = {
        "ConversationsTable": CONVERSATIONS,
        "ContactsTable": CONTACTS,
        "DirectoryTable": DIRECTORY,
        "SecretsKeyId": key,
        "TokenHashKeyId": of_tokens,
        "UserPoolId": "pool",
        "DeskKeyArn": store.create_secret(Name="desk key", SecretString=DESK_KEY)["ARN"],
    }
    made = Provisioner(session(), outputs, **CREDENTIALS)
    made._people = FakeUserPool()
    return made


def run(operator: Provisioner, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command prints."""
    perform(operator, _arguments(["--stage", "dev", *arguments]))
    return capsys.readouterr().out


def test_rotating_an_apps_secret_is_one_event_of_the_app(desk: DeskInProcess, operator: Provisioner) -> None:
    first = operator.app("acme", "Acme")
    second = operator.rotate(None, "acme", timedelta(hours=1)).secret
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


CREATE = ("person", "--email", "bo@desk.example", "--name", "Bo", "--role")
BO = ("person", "--email", "bo@desk.example")
TOKEN = ("token", "--name", "Robot", "--owner", "bo@desk.example", "--scopes")


def is_accepted(operator: Provisioner, token: str) -> Mapping[str, str]:
    """The caller that the authorizer finds."""
    authorizer = Authorizer(operator._tokens, operator._agents, None, FakeLog())
    context: Mapping[str, str] = authorizer({"identitySource": [f"Bearer {token.strip()}"]})["context"]
    return context


@pytest.mark.parametrize(("before", "after"), [("admin", "agent"), ("agent", "admin")])
def test_a_role_is_changed_in_the_desk_and_in_the_pool(
    operator: Provisioner, capsys: pytest.CaptureFixture[str], before: str, after: str
) -> None:
    assert "password: " in run(operator, capsys, *CREATE, before)
    printed = run(operator, capsys, *BO, "--role", after)
    assert f"bo@desk.example is now {after} Bo" in printed
    assert "password:" not in printed
    assert "within 60 seconds" in printed
    [agent] = [agent for agent in operator.people() if agent.email == "bo@desk.example"]
    assert (agent.role, agent.name, agent.seat) == (after, "Bo", True)
    assert operator._people.users["bo@desk.example"].groups == {after}


def test_a_seat_or_a_name_is_changed_and_the_rest_stays(
    operator: Provisioner, capsys: pytest.CaptureFixture[str]
) -> None:
    run(operator, capsys, *CREATE, "admin")
    run(operator, capsys, *BO, "--no-seat")
    run(operator, capsys, *BO, "--name", "Bobo")
    [agent] = [agent for agent in operator.people() if agent.email == "bo@desk.example"]
    assert (agent.role, agent.name, agent.seat) == ("admin", "Bobo", False)
    assert "bo@desk.example  admin  Bobo  (no seat)" in run(operator, capsys, "person", "--list")
    assert "password: " in run(operator, capsys, *BO, "--new-password")
    assert operator.has_person("bo@desk.example")


def test_the_tokens_of_an_administrator_who_becomes_an_agent_lose_what_agents_may_not_do(
    operator: Provisioner, capsys: pytest.CaptureFixture[str]
) -> None:
    run(operator, capsys, *CREATE, "admin")
    token = run(operator, capsys, *TOKEN, "tickets.read", "channels.write")
    assert is_accepted(operator, token)["scopes"] == "channels.write tickets.read"
    run(operator, capsys, *BO, "--role", "agent")
    assert is_accepted(operator, token)["scopes"] == "tickets.read"
    with pytest.raises(SystemExit, match=r"is agent: a token cannot have channels\.write"):
        run(operator, capsys, *TOKEN, "tickets.read", "channels.write")


def test_somebody_who_is_removed_can_sign_in_no_more_and_their_tokens_are_worth_nothing(
    desk: DeskInProcess, operator: Provisioner, capsys: pytest.CaptureFixture[str]
) -> None:
    run(operator, capsys, *CREATE, "agent")
    token = run(operator, capsys, *TOKEN, "tickets.read")
    [bo] = [agent for agent in operator.people() if agent.email == "bo@desk.example"]
    assert is_accepted(operator, token)["on_behalf_of"] == bo.id
    printed = run(operator, capsys, *BO, "--remove")
    assert "API tokens revoked with them: Robot" in printed
    assert "within 60 seconds" in printed
    assert is_accepted(operator, token) == {}
    assert not operator.has_person("bo@desk.example")
    assert operator._agents.get(bo.id) is None
    assert "bo@desk.example" not in str(desk.call("GET", "/v1/agents"))
    assert operator._people.users == {}
    with pytest.raises(SystemExit, match="There is no agent"):
        run(operator, capsys, *BO, "--remove")
    with pytest.raises(SystemExit, match="There is no agent"):
        run(operator, capsys, *TOKEN, "tickets.read")


def test_somebody_who_comes_back_is_somebody_else(operator: Provisioner, capsys: pytest.CaptureFixture[str]) -> None:
    run(operator, capsys, *CREATE, "agent")
    token = run(operator, capsys, *TOKEN, "tickets.read")
    run(operator, capsys, *BO, "--remove")
    run(operator, capsys, *CREATE, "agent")
    assert is_accepted(operator, token) == {}
    assert "removed" in run(operator, capsys, "token", "list")


def test_tokens_are_listed_without_their_secrets_and_revoked(
    operator: Provisioner, capsys: pytest.CaptureFixture[str]
) -> None:
    run(operator, capsys, *CREATE, "agent")
    token = run(operator, capsys, *TOKEN, "tickets.read").strip()
    _, token_id, secret = token.split("_", 2)
    listed = run(operator, capsys, "token", "list")
    assert f"{token_id}  live  Robot  bo@desk.example  -  no end  tickets.read" in listed
    assert secret not in listed
    for _ in range(2):  # again changes nothing
        assert "within 60 seconds" in run(operator, capsys, "token", "revoke", "--id", token_id)
    assert is_accepted(operator, token) == {}
    assert f"{token_id}  not valid" in run(operator, capsys, "token", "list")
    with pytest.raises(SystemExit, match="There is no token nonsense"):
        run(operator, capsys, "token", "revoke", "--id", "nonsense")


def test_a_token_ends_after_its_days(operator: Provisioner, capsys: pytest.CaptureFixture[str]) -> None:
    run(operator, capsys, *CREATE, "agent")
    before = utc_now()
    run(operator, capsys, *TOKEN, "tickets.read", "--days", "30")
    [token] = [token for token, owner in operator.tokens() if owner == "bo@desk.example"]
    assert to_text(before + timedelta(days=30)) <= str(token.expires_at) <= to_text(utc_now() + timedelta(days=30))
    assert token.is_live(to_text(before + timedelta(days=29)))
    assert not token.is_live(to_text(before + timedelta(days=31)))


@pytest.mark.parametrize(
    "arguments",
    [
        ("person",),
        ("person", "--role", "boss", "--email", "x@desk.example"),
        ("person", "--list", "--remove", "--email", "x@desk.example"),
        ("token", "--name", "Robot"),
        ("token", "revoke"),
        (*TOKEN, "tickets.read", "--days", "0"),
        (*TOKEN, "tickets.read", "--days", "-1"),
        ("rotate", "--app", "acme", "--hours", "-1"),
        ("redrive", "--queue", "fanout"),
    ],
)
def test_a_command_that_makes_no_sense_is_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as refused:
        _arguments(["--stage", "dev", *arguments])
    assert refused.value.code == 2


@pytest.mark.parametrize(("hours", "ends"), [("0", timedelta(seconds=15)), ("2", timedelta(hours=2))])
def test_a_rotation_says_when_the_previous_secrets_end(
    operator: Provisioner, capsys: pytest.CaptureFixture[str], hours: str, ends: timedelta
) -> None:
    """Functions cache an account for 15 seconds."""
    account, _ = operator.account("telegram", "Bot", {"bot_token": "77:AA-another_bot"})
    before = utc_now()
    printed = run(operator, capsys, "rotate", "--account", account.id, "--hours", hours)
    until = printed.rpartition("valid until ")[2].strip()
    assert to_text(before + ends) <= until <= to_text(utc_now() + ends)


def test_what_was_not_understood_is_listed_and_taken_in_once_it_is(
    desk: DeskInProcess, operator: Provisioner, capsys: pytest.CaptureFixture[str]
) -> None:
    account = desk.telegram
    update = {
        "update_id": 5,
        "message": {"message_id": 3, "date": 1763805600, "chat": {"id": 7, "type": "private"}, "text": "Hello"},
    }
    updates = [
        UnhandledUpdate("a", "not understood: KeyError", json.dumps(update)),
        UnhandledUpdate("b", "not understood: KeyError", "still {broken"),
        UnhandledUpdate("c", "no message: poll", '{"update_id": 6, "poll": {}}', understood=True),
    ]
    unhandled = UnhandledRepository(desk.database.table(CONVERSATIONS), desk.clock)
    for each in updates:
        unhandled.keep(account.id, each)
    listed = run(operator, capsys, "unhandled", "list", "--account", account.id)
    assert all(each.raw in listed for each in updates)
    printed = run(operator, capsys, "unhandled", "take-in", "--account", account.id)
    assert printed.splitlines() == ["taken in: 1", "no message: 0", "not understood: 1"]
    [ticket] = desk.call("GET", "/v1/tickets")[1]["tickets"]
    assert ticket["account_id"] == account.id
    again = run(operator, capsys, "unhandled", "take-in", "--account", account.id)
    assert again.splitlines() == ["taken in: 0", "no message: 0", "not understood: 1"]
    assert "taken in" in run(operator, capsys, "unhandled", "list", "--account", account.id)
    assert len(desk.call("GET", "/v1/tickets")[1]["tickets"]) == 1
    with pytest.raises(SystemExit, match="There is no account 999"):
        run(operator, capsys, "unhandled", "take-in", "--account", "999")
