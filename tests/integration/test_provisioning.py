"""The operations of `make provision`, which `make run` uses at its start too."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from authorizer.app import Authorizer
from helpdesk.accounts.ids import AccountIds
from helpdesk.accounts.repository import AccountRepository
from helpdesk.channels.apps import AppRepository
from helpdesk.conversations.unhandled import UnhandledRepository
from helpdesk.files.repository import FileSettingsRepository
from helpdesk.files.service import FileRules
from helpdesk.messaging.messages import UnhandledUpdate
from helpdesk.people.callers import Callers
from helpdesk.people.models import User
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.platform.clock import to_text, utc_now
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.errors import Conflict, InvalidRequest, NotFound
from infra.provision.__main__ import arguments as parsed
from infra.provision.__main__ import perform
from infra.provision.accounts import connect
from infra.provision.apps import register
from infra.provision.people import People
from infra.provision.rotation import rotate_app
from infra.provision.seed import serve_unscanned_files
from infra.provision.stage import Stage
from infra.provision.tokens import ApiTokens
from infra.workbench.engine import CREDENTIALS, session
from infra.workbench.environment import DESK_KEY
from infra.workbench.tables import CONTACTS, CONVERSATIONS, DIRECTORY
from infra.workbench.telegram import NoAnswer
from tests.support.backends import on_moto
from tests.support.connected_bot import ConnectedBot
from tests.support.desk import DeskInProcess
from tests.support.log import FakeLog
from tests.support.user_pool import FakeUserPool


@pytest.fixture
def desk() -> Iterator[DeskInProcess]:
    with on_moto() as backend:
        yield DeskInProcess(backend)


class StageWithPool(Stage):
    def __init__(self, session: Any, outputs: Mapping[str, str], **client: str) -> None:
        super().__init__(session, outputs, **client)
        self.pool = FakeUserPool()
        self.bot = ConnectedBot("77:AA-another_bot")

    def client(self, service: str) -> Any:
        return self.pool if service == "cognito-idp" else super().client(service)

    def http(self) -> Any:
        return self.bot


@pytest.fixture
def stage(desk: DeskInProcess) -> StageWithPool:
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
        "DeliveryPorts": "443,8443",
        "WebhookUrl": "https://desk.example/webhooks",
    }
    return StageWithPool(session(), outputs, **CREDENTIALS)


def run(stage: StageWithPool, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command prints."""
    perform(stage, parsed(["--stage", "dev", *arguments]))
    return capsys.readouterr().out


def test_rotating_an_apps_secret_is_one_event_of_the_app(desk: DeskInProcess, stage: StageWithPool) -> None:
    first = register(stage, "acme", "Acme")
    second = rotate_app(stage, "acme", timedelta(hours=1)).secret
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


def test_a_missing_app_records_no_event(desk: DeskInProcess, stage: StageWithPool) -> None:
    with pytest.raises(NotFound, match="There is no app 'nobody'"):
        rotate_app(stage, "nobody", timedelta(hours=1))
    assert desk.call("GET", "/v1/audit")[1]["events"] == []


def test_unscanned_files_are_served_until_the_setting_changes(desk: DeskInProcess, stage: StageWithPool) -> None:
    rules = FileRules(FileSettingsRepository(desk.database.table(DIRECTORY)))
    serve_unscanned_files(stage)
    assert rules.get().serve_unscanned
    rules.serve_unscanned(allowed=False)
    serve_unscanned_files(stage)
    assert not rules.get().serve_unscanned


def test_an_account_is_created_once_with_its_event(desk: DeskInProcess, stage: StageWithPool) -> None:
    account, secret = connect(stage, "telegram", "Bot", {"bot_token": "77:AA-another_bot"})
    assert (account.delivery_url, len(secret)) == ("https://api.telegram.org", 43)
    assert AccountIds(DeskKey(DESK_KEY)).may_exist(account.id)
    [event] = desk.call("GET", "/v1/audit")[1]["events"]
    assert (event["type"], event["account_id"]) == ("channel_account.connected", account.id)
    assert event["actor"] == {"kind": "system", "id": "provision", "name": "make provision", "on_behalf_of": None}
    with pytest.raises(Conflict, match=f"This bot is already connected by the account {account.id}"):
        connect(stage, "telegram", "Again", {"bot_token": "77:AA-renewed_token"})


BOT = ("account", "--kind", "telegram", "--name", "Bot")


def test_a_bot_is_connected_and_stays_so_when_its_secret_is_rotated(
    stage: StageWithPool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _: stage.bot.token)
    printed = run(stage, capsys, *BOT, "--commands", "help - Ask a person", "--channel-posts")
    assert stage.bot.token not in printed
    lines = dict(line.partition(" ")[::2] for line in printed.splitlines())
    assert lines["connection:"] == "connected"
    assert stage.bot.webhook["url"] == lines["webhook:"]
    assert stage.bot.webhook["secret_token"] == lines["secret:"].strip()
    assert "channel_post" in stage.bot.webhook["allowed_updates"]
    assert stage.bot.commands == [{"command": "help", "description": "Ask a person"}]
    printed = run(stage, capsys, "rotate", "--account", lines["account"])
    assert stage.bot.webhook["secret_token"] == printed.splitlines()[0]
    assert "connection: connected" in printed
    stage.bot.answer_next(NoAnswer())
    printed = run(stage, capsys, "rotate", "--account", lines["account"])
    assert "connection: failed Telegram could not be reached" in printed
    assert stage.bot.refused == []


def test_a_webhook_can_be_left_to_somebody_else(
    stage: StageWithPool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _: stage.bot.token)
    printed = run(stage, capsys, *BOT, "--no-webhook")
    assert "connection" not in printed
    assert stage.bot.calls == []
    stored = AccountRepository(stage.directory).get(printed.split()[1])
    assert stored is not None
    assert stored.connection is None


def test_an_account_is_made_as_by_the_desk_if_telegram_is_away(
    stage: StageWithPool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not respond is not asked again: whoever waits at the terminal sees at once what to do."""
    monkeypatch.setattr("getpass.getpass", lambda _: stage.bot.token)
    stage.bot.answer_next(NoAnswer())
    assert "connection: failed Telegram could not be reached" in run(stage, capsys, *BOT)
    assert stage.bot.methods == ["getMe"]


def test_a_token_that_telegram_rejects_creates_no_account(
    stage: StageWithPool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _: "77:AA-revoked")
    before = AccountRepository(stage.directory).first(10)
    with pytest.raises(SystemExit, match="@BotFather"):
        run(stage, capsys, *BOT)
    assert AccountRepository(stage.directory).first(10) == before


@pytest.mark.parametrize(
    ("kind", "credentials", "rejection"),
    [
        ("telegram", {"bot_token": "no token"}, "credentials.bot_token"),
        ("custom", {"delivery_url": "http://chat.example/hook"}, "credentials.delivery_url"),
        ("custom", {"delivery_url": "https://chat.example:9443/hook"}, "Use 443 or 8443"),
        ("custom", {}, "credentials.delivery_url"),
    ],
)
def test_invalid_credentials_are_rejected_with_the_field(
    stage: StageWithPool, kind: str, credentials: dict[str, str], rejection: str
) -> None:
    with pytest.raises(InvalidRequest, match=rejection):
        connect(stage, kind, "Account", credentials)


CREATE = ("person", "--email", "bo@desk.example", "--name", "Bo", "--role")
BO = ("person", "--email", "bo@desk.example")
TOKEN = ("token", "--name", "Robot", "--owner", "bo@desk.example", "--scopes")


def bo(stage: Stage) -> User:
    agent = People(stage).find("bo@desk.example")
    assert agent
    return agent


def is_accepted(stage: StageWithPool, token: str) -> Mapping[str, str]:
    """The caller that the authorizer finds."""
    callers = Callers(UserRepository(stage.directory), RoleRepository(stage.directory), lambda _: ())
    authorizer = Authorizer(ApiTokens(stage)._tokens, callers, None, FakeLog())
    context: Mapping[str, str] = authorizer({"identitySource": [f"Bearer {token.strip()}"]})["context"]
    return context


@pytest.mark.parametrize(("before", "after"), [("admin", "agent"), ("agent", "administrator")])
def test_a_role_is_changed(stage: StageWithPool, capsys: pytest.CaptureFixture[str], before: str, after: str) -> None:
    assert "password: " in run(stage, capsys, *CREATE, before)
    printed = run(stage, capsys, *BO, "--role", after, "--force")
    assert f"bo@desk.example is now {after} Bo" in printed
    assert "password:" not in printed
    assert "within 60 seconds" in printed
    agent = bo(stage)
    assert (agent.role_id, agent.name, agent.has_service_seat) == (after, "Bo", True)


@pytest.mark.parametrize("leaving", [("--role", "agent"), ("--remove",), ("--role", "agent", "--new-password")])
def test_the_last_administrator_leaves_only_by_force(
    stage: StageWithPool, capsys: pytest.CaptureFixture[str], leaving: tuple[str, ...]
) -> None:
    run(stage, capsys, *CREATE, "admin")
    run(stage, capsys, "person", "--email", "eve@desk.example", "--name", "Eve", "--role", "agent")
    with pytest.raises(SystemExit, match=r"bo@desk\.example is the last administrator"):
        run(stage, capsys, *BO, *leaving)
    assert bo(stage).role_id == "administrator"
    run(stage, capsys, *BO, "--role", "admin", "--no-seat")
    run(stage, capsys, "person", "--email", "eve@desk.example", "--role", "admin")
    run(stage, capsys, *BO, *leaving)
    with pytest.raises(SystemExit, match="the last administrator"):
        run(stage, capsys, "person", "--email", "EVE@desk.example", *leaving)
    run(stage, capsys, "person", "--email", "eve@desk.example", *leaving, "--force")
    assert [agent for agent in People(stage).all() if agent.role_id == "administrator"] == []


def test_a_seat_or_a_name_is_changed_and_the_rest_stays(
    stage: StageWithPool, capsys: pytest.CaptureFixture[str]
) -> None:
    run(stage, capsys, *CREATE, "admin")
    run(stage, capsys, *BO, "--no-seat")
    run(stage, capsys, *BO, "--name", "Bobo")
    agent = bo(stage)
    assert (agent.role_id, agent.name, agent.has_service_seat) == ("administrator", "Bobo", False)
    assert "bo@desk.example  administrator  Bobo  (no seat)" in run(stage, capsys, "person", "--list")
    assert "password: " in run(stage, capsys, *BO, "--new-password")
    assert People(stage).find("bo@desk.example")


def test_a_new_password_ends_the_sign_ins_with_the_old_one(
    stage: StageWithPool, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = run(stage, capsys, *CREATE, "agent")
    old = printed.partition("password: ")[2].strip()
    pool = stage.pool
    pool.sign_in("bo@desk.example", old)
    pool.sign_in("bo@desk.example", old)
    run(stage, capsys, *BO, "--role", "admin")
    assert len(pool.users["bo@desk.example"].refresh_tokens) == 2
    printed = run(stage, capsys, *BO, "--new-password")
    assert pool.users["bo@desk.example"].refresh_tokens == []
    assert "signed out everywhere" in printed
    new = printed.partition("password: ")[2].splitlines()[0]
    assert pool.sign_in("bo@desk.example", new)


@pytest.fixture
def with_workspace(stage: StageWithPool) -> StageWithPool:
    stage.outputs = {**stage.outputs, "WorkspaceUrl": "https://desk.example/"}
    return stage


def test_the_first_administrator_is_invited_and_told_where_to_sign_in(
    with_workspace: StageWithPool, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = run(with_workspace, capsys, *CREATE, "admin")
    assert "They sign in at https://desk.example/" in printed
    assert "valid for 3 days" in printed
    assert "password: " not in printed
    user = with_workspace.pool.users["bo@desk.example"]
    assert (user.invitations, user.passwords, user.name) == (1, [], "Bo")
    assert (bo(with_workspace).id, bo(with_workspace).role_id) == (user.sub, "administrator")


def test_an_invitation_is_sent_again_until_it_was_used(
    with_workspace: StageWithPool, capsys: pytest.CaptureFixture[str]
) -> None:
    run(with_workspace, capsys, *CREATE, "admin")
    assert "valid for 3 days" in run(with_workspace, capsys, *BO, "--invite")
    user = with_workspace.pool.users["bo@desk.example"]
    assert (user.invitations, bo(with_workspace).role_id) == (2, "administrator")
    user.passwords.append("one of their own")
    printed = run(with_workspace, capsys, *BO, "--invite")
    assert "They have a password already." in printed
    assert (user.invitations, user.passwords) == (2, ["one of their own"])


def test_a_password_is_printed_for_somebody_whom_no_mail_reaches(
    with_workspace: StageWithPool, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = run(with_workspace, capsys, *CREATE, "agent", "--new-password")
    password = printed.partition("password: ")[2].strip()
    assert with_workspace.pool.sign_in("bo@desk.example", password)
    assert with_workspace.pool.users["bo@desk.example"].invitations == 0


def test_somebody_gets_an_invitation_or_a_password(
    with_workspace: StageWithPool, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(with_workspace, capsys, *CREATE, "agent", "--invite", "--new-password")
    assert "--new-password: not allowed with argument --invite" in capsys.readouterr().err
    assert with_workspace.pool.users == {}


def test_a_stage_without_the_workspace_invites_nobody(stage: StageWithPool, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"no workspace.*--new-password"):
        run(stage, capsys, *CREATE, "agent", "--invite")
    assert stage.pool.users == {}


def test_a_new_name_is_in_the_tokens_too(stage: StageWithPool, capsys: pytest.CaptureFixture[str]) -> None:
    run(stage, capsys, *CREATE, "agent")
    run(stage, capsys, *BO, "--name", "Bobo")
    assert stage.pool.users["bo@desk.example"].name == "Bobo"


def test_nobody_signs_in_with_the_old_password_between_the_new_one_and_the_sign_out(
    stage: StageWithPool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = run(stage, capsys, *CREATE, "agent").partition("password: ")[2].strip()
    pool = stage.pool
    sign_out = pool.admin_user_global_sign_out

    def intruder_first(**request: Any) -> None:
        with pytest.raises(AssertionError, match="Incorrect"):
            pool.sign_in("bo@desk.example", old)
        sign_out(**request)

    monkeypatch.setattr(pool, "admin_user_global_sign_out", intruder_first)
    assert "password: " in run(stage, capsys, *BO, "--new-password")


def test_the_tokens_of_an_administrator_who_becomes_an_agent_lose_what_agents_may_not_do(
    stage: StageWithPool, capsys: pytest.CaptureFixture[str]
) -> None:
    run(stage, capsys, *CREATE, "admin")
    token = run(stage, capsys, *TOKEN, "tickets.read", "channels.write")
    assert is_accepted(stage, token)["scopes"] == "channels.write tickets.read"
    run(stage, capsys, *BO, "--role", "agent", "--force")
    assert is_accepted(stage, token)["scopes"] == "tickets.read"
    with pytest.raises(SystemExit, match=r"is agent: a token cannot have channels\.write"):
        run(stage, capsys, *TOKEN, "tickets.read", "channels.write")


def test_somebody_who_is_removed_can_sign_in_no_more_and_their_tokens_are_worth_nothing(
    desk: DeskInProcess, stage: StageWithPool, capsys: pytest.CaptureFixture[str]
) -> None:
    run(stage, capsys, *CREATE, "agent")
    token = run(stage, capsys, *TOKEN, "tickets.read")
    agent = bo(stage)
    assert is_accepted(stage, token)["on_behalf_of"] == agent.id
    printed = run(stage, capsys, *BO, "--remove")
    assert "API tokens revoked with them: Robot" in printed
    assert "within 60 seconds" in printed
    assert is_accepted(stage, token) == {}
    assert People(stage).find("bo@desk.example") is None
    assert UserRepository(stage.directory).get(agent.id) is None
    assert "bo@desk.example" not in str(desk.call("GET", "/v1/users"))
    assert stage.pool.users == {}
    with pytest.raises(SystemExit, match="There is no bo@"):
        run(stage, capsys, *BO, "--remove")
    with pytest.raises(SystemExit, match="There is no bo@"):
        run(stage, capsys, *TOKEN, "tickets.read")


def test_somebody_who_comes_back_is_somebody_else(stage: StageWithPool, capsys: pytest.CaptureFixture[str]) -> None:
    run(stage, capsys, *CREATE, "agent")
    token = run(stage, capsys, *TOKEN, "tickets.read")
    run(stage, capsys, *BO, "--remove")
    run(stage, capsys, *CREATE, "agent")
    assert is_accepted(stage, token) == {}
    assert "removed" in run(stage, capsys, "token", "list")


def test_tokens_are_listed_without_their_secrets_and_revoked(
    stage: StageWithPool, capsys: pytest.CaptureFixture[str]
) -> None:
    run(stage, capsys, *CREATE, "agent")
    token = run(stage, capsys, *TOKEN, "tickets.read").strip()
    _, token_id, secret = token.split("_", 2)
    listed = run(stage, capsys, "token", "list")
    assert f"{token_id}  live  Robot  bo@desk.example  -  no end  tickets.read" in listed
    assert secret not in listed
    for _ in range(2):  # again changes nothing
        assert "within 60 seconds" in run(stage, capsys, "token", "revoke", "--id", token_id)
    assert is_accepted(stage, token) == {}
    assert f"{token_id}  not valid" in run(stage, capsys, "token", "list")
    with pytest.raises(SystemExit, match="There is no token nonsense"):
        run(stage, capsys, "token", "revoke", "--id", "nonsense")


def test_a_token_ends_after_its_days(stage: StageWithPool, capsys: pytest.CaptureFixture[str]) -> None:
    run(stage, capsys, *CREATE, "agent")
    before = utc_now()
    run(stage, capsys, *TOKEN, "tickets.read", "--days", "30")
    [token] = [token for token, owner in ApiTokens(stage).all() if owner == "bo@desk.example"]
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
        ("person", "--email", "not-an-email", "--role", "agent", "--name", "Bo"),
        ("person", "--email", "x@desk.example", "--role", "agent", "--name", "\u3164"),
        ("token", "--name", "\u200b", "--owner", "x@desk.example", "--scopes", "tickets.read"),
        ("app", "--id", "acme", "--name", "  "),
        ("account", "--kind", "webhook", "--name", "x" * 257),
        (*TOKEN, "tickets.read", "--days", "0"),
        (*TOKEN, "tickets.read", "--days", "-1"),
        ("rotate", "--app", "acme", "--hours", "-1"),
        ("rotate", "--app", "acme", "--hours", "100000"),
        ("redrive", "--queue", "mail"),
        ("redrive",),
    ],
)
def test_a_command_that_makes_no_sense_is_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as refused:
        parsed(["--stage", "dev", *arguments])
    assert refused.value.code == 2


def test_a_person_and_an_owner_are_found_in_any_spelling(
    stage: StageWithPool, capsys: pytest.CaptureFixture[str]
) -> None:
    run(stage, capsys, *CREATE, "admin")
    spelled = ("person", "--email", "BO@Desk.example")
    assert "bo@desk.example is now agent Bo" in run(stage, capsys, *spelled, "--role", "agent", "--force")
    assert list(stage.pool.users) == ["bo@desk.example"]
    owned = ("token", "--name", "Robot", "--owner", "Bo@desk.EXAMPLE", "--scopes", "tickets.read")
    assert run(stage, capsys, *owned).startswith("kan_")
    assert "removed bo@desk.example" in run(stage, capsys, *spelled, "--remove")
    assert People(stage).find("bo@desk.example") is None


def test_updates_of_an_account_that_does_not_exist_are_not_just_none(
    stage: StageWithPool, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="There is no account 999"):
        run(stage, capsys, "unhandled", "list", "--account", "999")


@pytest.mark.parametrize(("hours", "ends"), [("0", timedelta(seconds=15)), ("2", timedelta(hours=2))])
def test_a_rotation_says_when_the_previous_secrets_end(
    stage: StageWithPool, capsys: pytest.CaptureFixture[str], hours: str, ends: timedelta
) -> None:
    """Functions cache an account for 15 seconds."""
    account, _ = connect(stage, "telegram", "Bot", {"bot_token": "77:AA-another_bot"})
    before = utc_now()
    printed = run(stage, capsys, "rotate", "--account", account.id, "--hours", hours)
    until = printed.rpartition("valid until ")[2].strip()
    assert to_text(before + ends) <= until <= to_text(utc_now() + ends)


def test_what_was_not_understood_is_listed_and_taken_in_once_it_is(
    desk: DeskInProcess, stage: StageWithPool, capsys: pytest.CaptureFixture[str]
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
    listed = run(stage, capsys, "unhandled", "list", "--account", account.id)
    assert all(each.raw in listed for each in updates)
    printed = run(stage, capsys, "unhandled", "take-in", "--account", account.id)
    assert printed.splitlines() == ["taken in: 1", "no message: 0", "not understood: 1"]
    [ticket] = desk.call("GET", "/v1/tickets")[1]["tickets"]
    assert ticket["account_id"] == account.id
    again = run(stage, capsys, "unhandled", "take-in", "--account", account.id)
    assert again.splitlines() == ["taken in: 0", "no message: 0", "not understood: 1"]
    assert "taken in" in run(stage, capsys, "unhandled", "list", "--account", account.id)
    assert len(desk.call("GET", "/v1/tickets")[1]["tickets"]) == 1
    with pytest.raises(SystemExit, match="There is no account 999"):
        run(stage, capsys, "unhandled", "take-in", "--account", "999")


def keep(desk: DeskInProcess, update: UnhandledUpdate) -> None:
    UnhandledRepository(desk.database.table(CONVERSATIONS), desk.clock).keep(desk.telegram.id, update)


@pytest.mark.parametrize(("chat", "results"), [(7, (1, 0)), (8, (0, 1))])
def test_a_report_that_was_put_aside_is_taken_in_if_it_has_a_conversation(
    desk: DeskInProcess, stage: Stage, capsys: pytest.CaptureFixture[str], chat: int, results: tuple[int, int]
) -> None:
    message = {"message_id": 3, "date": 1763805600, "chat": {"id": 7, "type": "private"}, "text": "Hello"}
    assert desk.post(desk.telegram, {"update_id": 5, "message": message})[0] == 200
    report = {"message_id": 4, "date": 1763805600, "chat": {"id": chat, "type": "group"}, "new_chat_title": "Friends"}
    raw = json.dumps({"update_id": 6, "message": report})
    UnhandledRepository(desk.database.table(CONVERSATIONS), desk.clock).keep(
        desk.telegram.id, UnhandledUpdate("a", "KeyError in a newer text", raw)
    )
    take_in = ("unhandled", "take-in", "--account", desk.telegram.id)
    taken, without = results
    assert run(stage, capsys, *take_in).splitlines() == [
        f"taken in: {taken}",
        f"no message: {without}",
        "not understood: 0",
    ]
    assert run(stage, capsys, *take_in).splitlines() == ["taken in: 0", "no message: 0", "not understood: 0"]
    path = f"/v1/channel-accounts/{desk.telegram.id}/unhandled-updates"
    [update] = desk.call("GET", path)[1]["updates"]
    assert (update["taken_in_at"] is not None) == bool(taken)
    assert update["reason"].startswith("KeyError" if taken else "no person wrote it")


def test_a_deleted_account_takes_nothing_in(
    desk: DeskInProcess, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    message = {"message_id": 3, "date": 1763805600, "chat": {"id": 7, "type": "private"}, "text": "Hello"}
    raw = json.dumps({"update_id": 5, "message": message})
    UnhandledRepository(desk.database.table(CONVERSATIONS), desk.clock).keep(
        desk.telegram.id, UnhandledUpdate("a", "not understood: KeyError", raw)
    )
    path = f"/v1/channel-accounts/{desk.telegram.id}"
    assert desk.call("DELETE", path, query={"confirm": "Bot"})[0] == 200
    with pytest.raises(SystemExit, match="deleted"):
        run(stage, capsys, "unhandled", "take-in", "--account", desk.telegram.id)
    assert desk.call("GET", "/v1/tickets")[1]["tickets"] == []
