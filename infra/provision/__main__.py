"""The command line of infra.provision."""

import argparse
import getpass
import os
import re
import secrets
import string
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import botocore.session
from botocore.exceptions import ClientError

import infra.provision
from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.ids import AccountIds
from helpdesk.accounts.making import AccountMaker, already_connected
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.plan import AccountPlan
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.rotation import Rotated, SecretRotator
from helpdesk.accounts.secrets import Sealer
from helpdesk.audit.models import AuditType, Subject
from helpdesk.audit.recording import AuditRecorder
from helpdesk.channels.apps import AppRegistration, AppRepository
from helpdesk.conversations.unhandled import StoredUpdate
from helpdesk.fields.definitions import secrets_among
from helpdesk.files.repository import FileSettingsRepository
from helpdesk.files.service import FileRules
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.intake.unhandled import Result, UnhandledIntake
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.people.models import Agent, Role
from helpdesk.people.principals import Scope, scopes_of_token
from helpdesk.people.repository import AgentRepository
from helpdesk.people.tokens import ApiToken, TokenHash, TokenRepository, Tokens
from helpdesk.platform.clock import to_text, utc_now
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import ConditionFailed, Database
from helpdesk.platform.errors import HelpdeskError
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.secrets import KmsSecretBox
from helpdesk.platform.standard_webhooks import new_secret
from helpdesk.providers.catalogue import PROVIDERS
from helpdesk.providers.credentials import checked_credentials
from infra.provision.dead_letters import QUEUES, DeadLetters

DEMO_APP = "demo"
_OPERATOR = Actor(ActorKind.SYSTEM, "provision", "make provision")
_STACKS = ("Data", "Processing", "Api")
_INTAKE = ("Conversations", "Contacts")
_TAKES_EFFECT = "within 60 seconds: for so long, the gateway keeps what the authorizer has answered"
_SYMBOLS = "!%*+-.:=?@_"


class Provisioner:
    """`outputs`: the outputs of the stacks, by name."""

    def __init__(self, session: Any, outputs: Mapping[str, str], **client: str) -> None:
        self._outputs = outputs
        self._people = session.create_client("cognito-idp", **client)
        kms = session.create_client("kms", **client)
        database = Database(session.create_client("dynamodb", **client))
        directory = database.table(outputs["DirectoryTable"])
        self._apps = AppRepository(directory)
        self._agents = AgentRepository(directory)
        self._database = database
        self._token_repository = TokenRepository(directory)
        self._tokens = Tokens(self._token_repository, TokenHash(kms, outputs["TokenHashKeyId"]), now=utc_now)
        box = KmsSecretBox(lambda: kms, outputs["SecretsKeyId"])
        self._registration = AppRegistration(self._apps, box, utc_now, new_ulid)
        self._accounts = accounts = AccountRepository(directory)
        self._files = FileRules(FileSettingsRepository(directory))
        self._audit = AuditRecorder.on(directory, utc_now)
        self._secrets = session.create_client("secretsmanager", **client)
        self._make_maker = partial(AccountMaker.on, directory, box, utc_now)
        changing = AccountChanger(accounts, self._audit)
        self._rotation = SecretRotator(changing, Sealer(box, utc_now, new_ulid), utc_now)

    def person(self, role: Role, email: str, name: str, *, seat: bool = True) -> tuple[Agent, str]:
        """The agent, and the password to sign in with. An existing person gets a new password, and the given seat
        setting."""
        pool, password = self._pool, new_password()
        attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
        with suppress(self._people.exceptions.UsernameExistsException):
            self._people.admin_create_user(
                UserPoolId=pool, Username=email, UserAttributes=attributes, MessageAction="SUPPRESS"
            )
        self._people.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
        self._set_group(email, role)
        known = self._people.admin_get_user(UserPoolId=pool, Username=email)["UserAttributes"]
        subject = next(attribute["Value"] for attribute in known if attribute["Name"] == "sub")
        agent = Agent(id=subject, email=email, name=name, role=role, created_at=to_text(utc_now()), seat=seat)
        try:
            self._agents.create(agent)
        except ConditionFailed:
            self._agents.change(agent)
        return agent, password

    def change_person(self, email: str, role: Role | None, name: str | None, *, seat: bool | None) -> Agent:
        """With the given values; others stay."""
        before = self._agent(email)
        agent = replace(
            before,
            role=role or before.role,
            name=name or before.name,
            seat=before.seat if seat is None else seat,
        )
        self._agents.change(agent)
        self._set_group(agent.email, agent.role)
        return agent

    def remove_person(self, email: str) -> list[ApiToken]:
        """The tokens that were revoked with them. The desk forgets the person last, so that the command can be
        repeated if a call fails."""
        agent, at = self._agent(email), to_text(utc_now())
        revoked = [token for token in self._token_repository.all() if token.owner_id == agent.id and token.is_live(at)]
        for token in revoked:
            self.revoke(token.id)
        with suppress(self._people.exceptions.UserNotFoundException):
            self._people.admin_delete_user(UserPoolId=self._pool, Username=agent.email)
        self._agents.remove(agent.id, at)
        return revoked

    def people(self) -> list[Agent]:
        return sorted(self._agents.all(), key=lambda agent: agent.email)

    def has_person(self, email: str) -> bool:
        return any(agent.email == email for agent in self._agents.all())

    def _agent(self, email: str) -> Agent:
        found = next((agent for agent in self._agents.all() if agent.email == email), None)
        if found is None:
            raise SystemExit(f"There is no agent {email}. To list them: person --list")
        return found

    @property
    def _pool(self) -> str:
        return self._outputs["UserPoolId"]

    def _set_group(self, email: str, role: Role) -> None:
        for other in Role:
            operation = self._people.admin_add_user_to_group
            if other is not role:
                operation = self._people.admin_remove_user_from_group
            operation(UserPoolId=self._pool, Username=email, GroupName=other.value)

    def app(self, app_id: str, name: str) -> str:
        """The secret that signs every call between Kanaal and the app."""
        secret = new_secret(os.urandom(32))
        try:
            self._registration.register(app_id, name, secret)
        except HelpdeskError as rejection:
            raise SystemExit(rejection.message) from rejection
        return secret

    def token(
        self,
        name: str,
        owner_email: str,
        scopes: Sequence[str],
        app_id: str | None = None,
        days: int | None = None,
    ) -> str:
        """The token's text; everything that the token does names the owner. `days`: how long it is valid."""
        if app_id is not None and self._apps.get(app_id) is None:
            raise SystemExit(f"There is no app {app_id}. Create one with: app --id {app_id} --name …")
        owner = next((agent for agent in self._agents.all() if agent.email == owner_email), None)
        if owner is None:
            raise SystemExit(f"There is no agent {owner_email}. Create one with: person --email {owner_email} …")
        if beyond := sorted(set(scopes) - scopes_of_token(scopes, owner.role)):
            raise SystemExit(f"The role of {owner_email} is {owner.role}: a token cannot have {', '.join(beyond)}.")
        ends = to_text(utc_now() + timedelta(days=days)) if days else None
        return self._tokens.issue(name, owner.id, scopes, new_ulid, app_id=app_id, expires_at=ends)

    def tokens(self) -> list[tuple[ApiToken, str]]:
        """Each with the e-mail address of its owner."""
        owners = {agent.id: agent.email for agent in self._agents.all()}
        return [(token, owners.get(token.owner_id, "removed")) for token in self._token_repository.all()]

    def revoke(self, token_id: str) -> None:
        """Of a token that was revoked before, nothing changes."""
        try:
            self._token_repository.revoke(token_id, to_text(utc_now()))
        except ConditionFailed as failure:
            if failure.existing is None:
                raise SystemExit(f"There is no token {token_id}. To list them: token list") from failure

    def unhandled(self, account_id: str) -> list[StoredUpdate]:
        return list(self._updates().of(account_id))

    def take_in(self, account_id: str) -> list[tuple[StoredUpdate, Result]]:
        """Everything of the account that was not understood."""
        account, updates = self._accounts.get(account_id), self._updates()
        if account is None:
            raise SystemExit(f"There is no account {account_id}.")
        return [(update, updates.take_in(account, update)) for update in updates.of(account_id) if update.waits]

    def _updates(self) -> UnhandledIntake:
        conversations, contacts = (self._database.table(self._outputs[f"{name}Table"]) for name in _INTAKE)
        return UnhandledIntake.on(conversations, contacts, utc_now)

    def account(
        self, kind: str, name: str, credentials: Mapping[str, str], delivery_url: str | None = None
    ) -> tuple[ChannelAccount, str]:
        """The account, and the secret that its webhooks are verified with. `delivery_url`: for a local
        deployment, replaces the service's own."""
        provider = PROVIDERS[kind]
        try:
            checked = checked_credentials(provider, credentials, allow_loopback=delivery_url is not None)
            maker = self._make_maker(AccountIds(self._desk_key()))
            account, secret = maker.of_provider(provider, AccountPlan(name), checked)
            account = replace(account, delivery_url=delivery_url or account.delivery_url)
            existing_id = maker.make(account, _OPERATOR)
            if existing_id is not None:
                raise already_connected(account, existing_id)
        except HelpdeskError as rejection:
            raise SystemExit(rejection.message) from rejection
        return account, secret

    def _desk_key(self) -> DeskKey:
        return DeskKey(self._secrets.get_secret_value(SecretId=self._outputs["DeskKeyArn"])["SecretString"])

    def serve_unscanned_files(self) -> None:
        """The local AWS does not scan files for malware. An administrator's setting is kept."""
        if self._files.get().version == 0:
            self._files.serve_unscanned(allowed=True)

    def rotate(self, account_id: str | None, app_id: str | None, overlap: timedelta) -> Rotated:
        """The new signing secret of the account, or of the app; and when the previous ones end."""
        ends = to_text(utc_now() + overlap)
        try:
            if account_id is not None:
                return self._rotation.rotate(account_id, overlap, _OPERATOR)
            secret = new_secret(os.urandom(32))
            recording = self._audit.recording(AuditType.APP_SECRET_ROTATED, _OPERATOR, Subject.app(str(app_id)))
            self._registration.rotate(str(app_id), secret, overlap, recording)
        except HelpdeskError as rejection:
            raise SystemExit(rejection.message) from rejection
        return Rotated(secret, ends)


def provision_local(outputs: Mapping[str, str], region: str, endpoint: str, receiver: str) -> dict[str, Any]:
    """What `make run` seeds, in the format of stack.json. `receiver`: where both channel accounts send replies."""
    desk = _local(outputs, region, endpoint)
    described: dict[str, Any] = {}
    for role, email, name in ((Role.ADMIN, "admin@desk.example", "Ada"), (Role.AGENT, "agent@desk.example", "Ben")):
        agent, password = desk.person(role, email, name)
        described[role.value] = {"id": agent.id, "email": email, "password": password}
    described |= {
        "app": {"id": DEMO_APP, "name": "Demo", "secret": desk.app(DEMO_APP, "Demo")},
        "inbox_id": HELP_DESK_INBOX,
        "token": desk.token("make run", "admin@desk.example", [scope.value for scope in Scope], DEMO_APP),
    }
    desk.serve_unscanned_files()
    accounts = [
        desk.account(kind, name, credentials, delivery_url=f"{receiver}/{kind}")
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


def _local(outputs: Mapping[str, str], region: str, endpoint: str) -> Provisioner:
    return Provisioner(
        botocore.session.get_session(),
        outputs,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - the same on every local AWS
    )


def new_password() -> str:
    """24 random characters, of every kind that the user pool requires."""
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, _SYMBOLS)
    letters = [secrets.choice(kind) for kind in kinds] + [secrets.choice("".join(kinds)) for _ in range(20)]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def outputs_of(session: Any, stage: str) -> dict[str, str]:
    cloudformation = session.create_client("cloudformation")
    found: dict[str, str] = {}
    for stack in _STACKS:
        name = f"Kanaal-{stage}-{stack}"
        try:
            [described] = cloudformation.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            raise SystemExit(
                f"{name}: {error}\nIs the stage deployed, to the account and region of your credentials?"
            ) from error
        found |= {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}
    return found


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.provision", description=(infra.provision.__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--stage", required=True)
    what = parser.add_subparsers(dest="what", required=True)
    person = what.add_parser("person", help="create, change, remove or list people who work at the desk")
    person.add_argument("--role", choices=[role.value for role in Role])
    person.add_argument("--email", help="who it is; somebody who exists is changed")
    person.add_argument("--name")
    person.add_argument("--seat", action=argparse.BooleanOptionalAction, help="a service seat: may set routing")
    person.add_argument("--new-password", action="store_true", help="also print a new password for who exists")
    act = person.add_mutually_exclusive_group()
    act.add_argument("--remove", action="store_true", help="end their sign-ins and the API tokens that act for them")
    act.add_argument("--list", action="store_true", help="list all people")
    token = what.add_parser("token", help="create, list or revoke API tokens")
    token.add_argument("act", nargs="?", choices=["create", "list", "revoke"], default="create")
    token.add_argument("--id", help="of the token to revoke: the part after kan_")
    token.add_argument("--name")
    token.add_argument("--owner", help="e-mail address of the agent for whom the token acts")
    token.add_argument("--scopes", nargs="+", choices=[scope.value for scope in Scope])
    token.add_argument("--app", help="the app that it belongs to, for the channel API")
    token.add_argument("--days", type=_positive, help="how long it is valid; without it, until it is revoked")
    unhandled = what.add_parser("unhandled", help="updates of messaging services that could not be understood")
    unhandled.add_argument("act", choices=["list", "take-in"])
    unhandled.add_argument("--account", required=True)
    redrive = what.add_parser("redrive", help="move the dead letters of a queue back into it")
    redrive.add_argument("--queue", choices=list(QUEUES), required=True)
    app = what.add_parser("app", help="create an app: an integration that registers channels")
    app.add_argument("--id", required=True)
    app.add_argument("--name", required=True)
    account = what.add_parser("account", help="a channel account")
    account.add_argument("--kind", choices=list(PROVIDERS), required=True)
    account.add_argument("--name", required=True)
    for name, kind in _credential_options().items():
        account.add_argument(f"--{name.replace('_', '-')}", help=f"for --kind {kind}; prompted for if omitted")
    rotate = what.add_parser("rotate", help="rotate the signing secret of a channel account or an app")
    whose = rotate.add_mutually_exclusive_group(required=True)
    whose.add_argument("--account")
    whose.add_argument("--app")
    rotate.add_argument("--hours", type=_not_negative, default=24, help="how long the previous secret stays valid")
    options = parser.parse_args(arguments)
    missing = _missing(options)
    if missing:
        parser.error(f"{options.what} needs {', '.join(missing)}")
    return options


def _missing(options: argparse.Namespace) -> list[str]:
    """The arguments that depend on others."""
    needed: tuple[str, ...] = ()
    if options.what == "person" and not options.list:
        needed = ("email",)
    if options.what == "token":
        needed = {"create": ("name", "owner", "scopes"), "list": (), "revoke": ("id",)}[options.act]
    return [f"--{name}" for name in needed if not getattr(options, name)]


def _positive(text: str) -> int:
    return _whole(text, at_least=1)


def _not_negative(text: str) -> int:
    return _whole(text, at_least=0)


def _whole(text: str, *, at_least: int) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) < at_least:
        raise argparse.ArgumentTypeError(f"{text!r}: use a whole number, {at_least} or more")
    return int(text)


def _credential_options() -> dict[str, str]:
    """The name of each credential field that is not secret, and its provider."""
    return {
        name: provider.id
        for provider in PROVIDERS.values()
        for name in provider.credential_fields["properties"]
        if name not in secrets_among(provider.credential_fields)
    }


def main(arguments: Sequence[str]) -> None:
    options = _arguments(arguments)
    session = botocore.session.get_session()
    outputs = outputs_of(session, options.stage)
    desk = Provisioner(session, outputs)
    if options.what == "redrive":
        _redrive(DeadLetters(session.create_client("sqs"), outputs), options.queue)
    elif options.what == "account":
        _connect(desk, outputs, options)
    else:
        perform(desk, options)


def perform(desk: Provisioner, options: argparse.Namespace) -> None:
    if options.what == "person":
        _person(desk, options)
    elif options.what == "token":
        _token(desk, options)
    elif options.what == "unhandled":
        _unhandled(desk, options)
    elif options.what == "app":
        print(f"app {options.id}\nsigning secret: {desk.app(options.id, options.name)}")
    else:
        rotated = desk.rotate(options.account, options.app, timedelta(hours=options.hours))
        print(f"{rotated.secret}\nprevious secrets are valid until {rotated.previous_expires_at}")


def _person(desk: Provisioner, options: argparse.Namespace) -> None:
    if options.list:
        for agent in desk.people():
            print(f"{agent.email}  {agent.role.value}  {agent.name}{'' if agent.seat else '  (no seat)'}  {agent.id}")
    elif options.remove:
        revoked = desk.remove_person(options.email)
        names = ", ".join(f"{token.name} ({token.id})" for token in revoked) or "none"
        print(f"removed {options.email}; API tokens revoked with them: {names}\nIt takes effect {_TAKES_EFFECT}.")
    elif desk.has_person(options.email) and not options.new_password:
        role = Role(options.role) if options.role else None
        agent = desk.change_person(options.email, role, options.name, seat=options.seat)
        print(f"{agent.email} is now {agent.role.value} {agent.name}{'' if agent.seat else ', without a seat'}")
        print(f"It takes effect {_TAKES_EFFECT}. The password is the same; --new-password makes another.")
    else:
        _new_password(desk, options)


def _new_password(desk: Provisioner, options: argparse.Namespace) -> None:
    known = next((agent for agent in desk.people() if agent.email == options.email), None)
    role, name = options.role or (known and known.role), options.name or (known and known.name)
    if not role or not name:
        raise SystemExit(f"There is no agent {options.email}. To create one, give --role and --name too.")
    seat = options.seat if options.seat is not None else known is None or known.seat
    agent, password = desk.person(Role(role), options.email, name, seat=seat)
    print(f"{agent.role.value} {agent.email}\npassword: {password}")


def _token(desk: Provisioner, options: argparse.Namespace) -> None:
    if options.act == "create":
        print(desk.token(options.name, options.owner, options.scopes, options.app, options.days))
    elif options.act == "revoke":
        desk.revoke(options.id)
        print(f"revoked {options.id}. It takes effect {_TAKES_EFFECT}.")
    else:
        now = to_text(utc_now())
        for token, owner in desk.tokens():
            state = "live" if token.is_live(now) and owner != "removed" else "not valid"
            ends = f"until {token.expires_at}" if token.expires_at else "no end"
            scopes = " ".join(token.scopes)
            print(f"{token.id}  {state}  {token.name}  {owner}  {token.app_id or '-'}  {ends}  {scopes}")


def _unhandled(desk: Provisioner, options: argparse.Namespace) -> None:
    if options.act == "list":
        for update in desk.unhandled(options.account):
            print(f"{update.created_at}  {update.reason}{', taken in' if update.taken_in_at else ''}  {update.raw}")
        return
    results = [result for _, result in desk.take_in(options.account)]
    for result in Result:
        print(f"{result.value}: {results.count(result)}")


def _redrive(dead_letters: DeadLetters, queue: str) -> None:
    count = dead_letters.redrive(queue)
    print(f"about {count} dead letters of {queue} are on their way back" if count else f"{queue} has no dead letters")


def _connect(desk: Provisioner, outputs: Mapping[str, str], options: argparse.Namespace) -> None:
    account, secret = desk.account(options.kind, options.name, _credentials(options))
    print(f"account {account.id}\nwebhook: {outputs['WebhookUrl']}/{account.id}\nsecret:  {secret}")


def _credentials(options: argparse.Namespace) -> dict[str, str]:
    """The values of the provider's fields: from the option of the same name, else typed in; secrets are not echoed."""
    fields = PROVIDERS[options.kind].credential_fields
    for name, kind in _credential_options().items():
        if getattr(options, name) is not None and name not in fields["properties"]:
            raise SystemExit(f"--{name.replace('_', '-')} is for --kind {kind}. Leave it out.")
    hidden, found = secrets_among(fields), {}
    for name, field in fields["properties"].items():
        given: str | None = getattr(options, name, None)
        found[name] = given or (getpass.getpass if name in hidden else input)(f"{field['title']}: ")
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
