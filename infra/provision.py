"""Creates what a new desk needs first: people, apps, API tokens, channel accounts.

    python -m infra.provision --stage dev person --role admin --email ada@example.com --name Ada
    python -m infra.provision --stage dev token --name CRM --owner ada@example.com --scopes tickets.read agents.read
    python -m infra.provision --stage dev app --id acme-chat --name "Acme Chat"
    python -m infra.provision --stage dev token --name Acme --owner ada@example.com --app acme-chat
        --scopes conversations.custom_channels.read conversations.custom_channels.write
    python -m infra.provision --stage dev account --kind telegram --name "Support bot"     (asks for the bot's token)
    python -m infra.provision --stage dev rotate --account 4711 --hours 24
    python -m infra.provision --stage dev rotate --app acme-chat --hours 24

It writes to the tables of the deployed stage with your own AWS credentials. It prints passwords, tokens and signing
secrets once; they cannot be read again.
"""

import argparse
import getpass
import os
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

from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.ids import AccountIds
from helpdesk.accounts.making import AccountMaker, already_connected
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.plan import AccountPlan
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.rotation import SecretRotator
from helpdesk.accounts.secrets import Sealer
from helpdesk.audit.models import AuditType, Subject
from helpdesk.audit.recording import AuditRecorder
from helpdesk.channels.apps import AppRegistration, AppRepository
from helpdesk.fields.definitions import secrets_among
from helpdesk.files.repository import FileSettingsRepository
from helpdesk.files.service import FileRules
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.people.models import Agent, Role
from helpdesk.people.principals import Scope
from helpdesk.people.repository import AgentRepository
from helpdesk.people.tokens import TokenHash, TokenRepository, Tokens
from helpdesk.platform.clock import to_text, utc_now
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import ConditionFailed, Database
from helpdesk.platform.errors import HelpdeskError
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.secrets import KmsSecretBox
from helpdesk.platform.standard_webhooks import new_secret
from helpdesk.providers.catalogue import PROVIDERS
from helpdesk.providers.credentials import checked_credentials

DEMO_APP = "demo"
_OPERATOR = Actor(ActorKind.SYSTEM, "provision", "make provision")
_STACKS = ("Data", "Api")
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
        self._tokens = Tokens(TokenRepository(directory), TokenHash(kms, outputs["TokenHashKeyId"]), now=utc_now)
        box = KmsSecretBox(lambda: kms, outputs["SecretsKeyId"])
        self._registration = AppRegistration(self._apps, box, utc_now, new_ulid)
        accounts = AccountRepository(directory)
        self._files = FileRules(FileSettingsRepository(directory))
        self._audit = AuditRecorder.on(directory, utc_now)
        self._secrets = session.create_client("secretsmanager", **client)
        self._make_maker = partial(AccountMaker.on, directory, box, utc_now)
        changing = AccountChanger(accounts, self._audit)
        self._rotation = SecretRotator(changing, Sealer(box, utc_now, new_ulid), utc_now)

    def person(self, role: Role, email: str, name: str, *, seat: bool = True) -> tuple[Agent, str]:
        """The agent, and the password to sign in with. An existing person gets a new password, and the given seat
        setting."""
        pool, password = self._outputs["UserPoolId"], new_password()
        attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
        with suppress(self._people.exceptions.UsernameExistsException):
            self._people.admin_create_user(
                UserPoolId=pool, Username=email, UserAttributes=attributes, MessageAction="SUPPRESS"
            )
        self._people.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
        self._people.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=role.value)
        known = self._people.admin_get_user(UserPoolId=pool, Username=email)["UserAttributes"]
        subject = next(attribute["Value"] for attribute in known if attribute["Name"] == "sub")
        agent = Agent(id=subject, email=email, name=name, role=role, created_at=to_text(utc_now()), seat=seat)
        try:
            self._agents.create(agent)
        except ConditionFailed:
            self._agents.set_seat(agent.id, seat=seat)
        return agent, password

    def app(self, app_id: str, name: str) -> str:
        """The secret that signs every call between Kanaal and the app."""
        secret = new_secret(os.urandom(32))
        try:
            self._registration.register(app_id, name, secret)
        except HelpdeskError as rejection:
            raise SystemExit(rejection.message) from rejection
        return secret

    def token(self, name: str, owner_email: str, scopes: Sequence[str], app_id: str | None = None) -> str:
        """The token's text; everything that the token does names the owner."""
        if app_id is not None and self._apps.get(app_id) is None:
            raise SystemExit(f"There is no app {app_id}. Create one with: app --id {app_id} --name …")
        owner = next((agent for agent in self._agents.all() if agent.email == owner_email), None)
        if owner is None:
            raise SystemExit(f"There is no agent {owner_email}. Create one with: person --email {owner_email} …")
        return self._tokens.issue(name, owner.id, scopes, new_ulid, app_id=app_id)

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

    def rotate(self, account_id: str | None, app_id: str | None, overlap: timedelta) -> str:
        """The new signing secret of the account, or of the app; the previous one stays valid for `overlap`."""
        try:
            if account_id is not None:
                return self._rotation.rotate(account_id, overlap, _OPERATOR).secret
            secret = new_secret(os.urandom(32))
            recording = self._audit.recording(AuditType.APP_SECRET_ROTATED, _OPERATOR, Subject.app(str(app_id)))
            self._registration.rotate(str(app_id), secret, overlap, recording)
        except HelpdeskError as rejection:
            raise SystemExit(rejection.message) from rejection
        return secret


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
    parser = argparse.ArgumentParser(prog="python -m infra.provision", description=__doc__.splitlines()[0])
    parser.add_argument("--stage", required=True)
    what = parser.add_subparsers(dest="what", required=True)
    person = what.add_parser("person", help="create a person who works at the desk")
    person.add_argument("--role", choices=[role.value for role in Role], required=True)
    person.add_argument("--email", required=True)
    person.add_argument("--name", required=True)
    person.add_argument("--no-seat", action="store_true", help="without a service seat: cannot set routing")
    token = what.add_parser("token", help="create an API token")
    token.add_argument("--name", required=True)
    token.add_argument("--owner", required=True, help="e-mail address of the agent for whom the token acts")
    token.add_argument("--scopes", nargs="+", choices=[scope.value for scope in Scope], required=True)
    token.add_argument("--app", help="the app that it belongs to, for the channel API")
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
    rotate.add_argument("--hours", type=int, default=24, help="how long the previous secret stays valid")
    return parser.parse_args(arguments)


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
    if options.what == "person":
        agent, password = desk.person(Role(options.role), options.email, options.name, seat=not options.no_seat)
        print(f"{agent.role.value} {agent.email}\npassword: {password}")
    elif options.what == "token":
        print(desk.token(options.name, options.owner, options.scopes, options.app))
    elif options.what == "app":
        print(f"app {options.id}\nsigning secret: {desk.app(options.id, options.name)}")
    elif options.what == "rotate":
        print(desk.rotate(options.account, options.app, timedelta(hours=options.hours)))
    else:
        _connect(desk, outputs, options)


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
