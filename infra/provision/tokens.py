"""API tokens."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import timedelta

from helpdesk.channels.apps import AppRepository
from helpdesk.people.principals import RENAMED, Scope
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.people.roles import NOTHING, scopes_of_token
from helpdesk.people.tokens import ApiToken, TokenHash, TokenRepository, Tokens
from helpdesk.platform.clock import to_text, utc_now
from helpdesk.platform.dynamodb import ConditionFailed
from helpdesk.platform.ids import new_ulid
from infra.provision.command import TAKES_EFFECT, Command, positive, visible_name
from infra.provision.people import email_address, same_email
from infra.provision.stage import Stage


class ApiTokens:
    def __init__(self, stage: Stage) -> None:
        self._users = UserRepository(stage.directory)
        self._roles = RoleRepository(stage.directory)
        self._apps = AppRepository(stage.directory)
        self._repository = TokenRepository(stage.directory)
        hashing = TokenHash(stage.client("kms"), stage.outputs["TokenHashKeyId"])
        self._tokens = Tokens(self._repository, hashing, now=utc_now)

    def create(
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
        owner = next((user for user in self._users.all() if same_email(user.email, owner_email)), None)
        if owner is None:
            raise SystemExit(f"There is no {owner_email}. Create one with: person --email {owner_email} …")
        role = self._roles.get(owner.role_id) or NOTHING
        if beyond := sorted(set(scopes) - scopes_of_token(scopes, role)):
            raise SystemExit(f"The role of {owner_email} is {owner.role_id}: a token cannot have {', '.join(beyond)}.")
        ends = to_text(utc_now() + timedelta(days=days)) if days else None
        return self._tokens.issue(name, owner.id, scopes, new_ulid, app_id=app_id, expires_at=ends)

    def all(self) -> list[tuple[ApiToken, str]]:
        """Each with the e-mail address of its owner."""
        owners = {user.id: user.email for user in self._users.all()}
        return [(token, owners.get(token.owner_id, "removed")) for token in self._repository.all()]

    def revoke(self, token_id: str) -> None:
        """Of a token that was revoked before, nothing changes."""
        try:
            self._repository.revoke(token_id, to_text(utc_now()))
        except ConditionFailed as failure:
            if failure.existing is None:
                raise SystemExit(f"There is no token {token_id}. To list them: token list") from failure


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("act", nargs="?", choices=["create", "list", "revoke"], default="create")
    parser.add_argument("--id", help="of the token to revoke: the part after kan_")
    parser.add_argument("--name", type=visible_name)
    parser.add_argument("--owner", type=email_address, help="e-mail address of the agent for whom the token acts")
    parser.add_argument("--scopes", nargs="+", type=_scope, choices=[scope.value for scope in Scope])
    parser.add_argument("--app", help="the app that it belongs to, for the channel API")
    parser.add_argument("--days", type=positive, help="how long it is valid; without it, until it is revoked")


def _scope(text: str) -> str:
    """For argparse: `agents.read` still works."""
    return RENAMED.get(text, text)


def _needs(options: Namespace) -> tuple[str, ...]:
    return {"create": ("name", "owner", "scopes"), "list": (), "revoke": ("id",)}[options.act]


def _perform(stage: Stage, options: Namespace) -> None:
    tokens = ApiTokens(stage)
    if options.act == "create":
        print(tokens.create(options.name, options.owner, options.scopes, options.app, options.days))
    elif options.act == "revoke":
        tokens.revoke(options.id)
        print(f"revoked {options.id}. It takes effect {TAKES_EFFECT}.")
    else:
        _list(tokens)


def _list(tokens: ApiTokens) -> None:
    now = to_text(utc_now())
    for token, owner in tokens.all():
        state = "live" if token.is_live(now) and owner != "removed" else "not valid"
        ends = f"until {token.expires_at}" if token.expires_at else "no end"
        scopes = " ".join(token.scopes)
        print(f"{token.id}  {state}  {token.name}  {owner}  {token.app_id or '-'}  {ends}  {scopes}")


COMMAND = Command("token", "create, list or revoke API tokens", _arguments, _perform, _needs)
