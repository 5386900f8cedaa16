"""People who work at the desk: in the user pool, where they sign in, and in the desk."""

import secrets
import string
from argparse import ArgumentParser, ArgumentTypeError, BooleanOptionalAction, Namespace
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from helpdesk.messaging.normal_form import normalised_email
from helpdesk.people.models import BuiltIn, User
from helpdesk.people.repository import UserRepository
from helpdesk.people.roster import Roster
from helpdesk.people.tokens import ApiToken, TokenRepository
from helpdesk.platform.clock import to_text, utc_now
from helpdesk.platform.dynamodb import ConditionFailed
from helpdesk.staff.users import Users, is_administrator
from infra.deployment import INVITATION_DAYS
from infra.provision.command import OPERATOR, TAKES_EFFECT, Command, visible_name
from infra.provision.stage import Stage

_WORKSPACE = "WorkspaceUrl"
_SYMBOLS = "!%*+-.:=?@_"


class People:
    def __init__(self, stage: Stage) -> None:
        self._client = stage.client("cognito-idp")
        self._pool = stage.outputs["UserPoolId"]
        self._repository = UserRepository(stage.directory)
        self._users = Users.on(stage.directory, utc_now)
        self._tokens = TokenRepository(stage.directory)

    def create(self, role_id: str, email: str, name: str, *, seat: bool = True) -> tuple[User, str]:
        """The user, and the password to sign in with. An existing person gets a new password, which ends what the old
        one began, and the given seat setting."""
        pool, password = self._pool, new_password()
        with suppress(self._client.exceptions.UsernameExistsException):
            self._client.admin_create_user(**self._user(email, name), MessageAction="SUPPRESS")
        self._client.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
        # A new password leaves refresh tokens valid. Ended after it, so that nobody signs in between with the old one.
        self._client.admin_user_global_sign_out(UserPoolId=pool, Username=email)
        return self._employ(role_id, email, name, seat=seat), password

    def invite(self, role_id: str, email: str, name: str, *, seat: bool = True) -> tuple[User, bool]:
        """The user, and whether Cognito has sent them a temporary password; somebody who has a password of their own
        needs none."""
        invited = True
        try:
            self._client.admin_create_user(**self._user(email, name), DesiredDeliveryMediums=["EMAIL"])
        except self._client.exceptions.UsernameExistsException:
            invited = self._invite_again(email, name)
        return self._employ(role_id, email, name, seat=seat), invited

    def change(self, user: User, *, even_the_last: bool = False) -> User:
        """Its name, role and seat."""

        def changed(before: User, _: Roster) -> User:
            return replace(before, name=user.name, role_id=user.role_id, has_service_seat=user.has_service_seat)

        after = self._users.change(user.id, changed, OPERATOR, even_the_last=even_the_last)
        self._set_name(user.email, user.name)
        return after

    def remove(self, user: User, *, even_the_last: bool = False) -> list[ApiToken]:
        """The tokens that were revoked with them. The desk forgets the person last, so that the command can be
        repeated if a call fails."""
        at = to_text(utc_now())
        revoked = [token for token in self._tokens.all() if token.owner_id == user.id and token.is_live(at)]
        for token in revoked:
            with suppress(ConditionFailed):  # revoked in the meantime
                self._tokens.revoke(token.id, at)
        with suppress(self._client.exceptions.UserNotFoundException):
            self._client.admin_delete_user(UserPoolId=self._pool, Username=user.email)
        self._users.remove(user.id, OPERATOR, even_the_last=even_the_last)
        return revoked

    def all(self) -> list[User]:
        return sorted(self._repository.all(), key=lambda user: user.email)

    def find(self, email: str) -> User | None:
        """Regardless of the spelling."""
        return next((user for user in self._repository.all() if same_email(user.email, email)), None)

    def _user(self, email: str, name: str) -> dict[str, Any]:
        known = {"email": email, "email_verified": "true", "name": name}
        attributes = [{"Name": name, "Value": value} for name, value in known.items()]
        return {"UserPoolId": self._pool, "Username": email, "UserAttributes": attributes}

    def _invite_again(self, email: str, name: str) -> bool:
        try:
            self._client.admin_create_user(**self._user(email, name), MessageAction="RESEND")
        except self._client.exceptions.UnsupportedUserStateException:
            return False
        return True

    def _employ(self, role_id: str, email: str, name: str, *, seat: bool) -> User:
        self._set_name(email, name)
        known = self._client.admin_get_user(UserPoolId=self._pool, Username=email)["UserAttributes"]
        subject = next(attribute["Value"] for attribute in known if attribute["Name"] == "sub")
        user = User(subject, email, name, role_id, to_text(utc_now()), has_service_seat=seat)
        added = self._users.add(user, OPERATOR)
        return added if added is user else self.change(user, even_the_last=True)

    def _set_name(self, email: str, name: str) -> None:
        """It is in the tokens of a sign-in, so that the page can greet them without asking."""
        attributes = [{"Name": "name", "Value": name}]
        self._client.admin_update_user_attributes(UserPoolId=self._pool, Username=email, UserAttributes=attributes)


def new_password() -> str:
    """24 random characters, of every kind that the user pool requires."""
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, _SYMBOLS)
    letters = [secrets.choice(kind) for kind in kinds] + [secrets.choice("".join(kinds)) for _ in range(20)]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def email_address(text: str) -> str:
    """For argparse: in the form in which addresses are compared."""
    try:
        return normalised_email(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r}: {error}") from error


def role_id(text: str) -> str:
    """For argparse: `admin` was its name, and is shorter."""
    return BuiltIn.ADMINISTRATOR.value if text == "admin" else text


def same_email(stored: str, normalised: str) -> bool:
    try:
        return normalised_email(stored) == normalised
    except ValueError:
        return stored == normalised


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--role", type=role_id, choices=[role.value for role in BuiltIn], help="admin: administrator")
    parser.add_argument("--email", type=email_address, help="who it is; somebody who exists is changed")
    parser.add_argument("--name", type=visible_name)
    parser.add_argument("--seat", action=BooleanOptionalAction, help="a service seat: may set routing")
    password = parser.add_mutually_exclusive_group()
    password.add_argument("--invite", action="store_true", help="again, if the invitation was not used in time")
    password.add_argument("--new-password", action="store_true", help="print a password, instead of an invitation")
    parser.add_argument("--force", action="store_true", help="even if no administrator is left")
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--remove", action="store_true", help="end their sign-ins and the API tokens that act for them")
    act.add_argument("--list", action="store_true", help="list all people")


def _needs(options: Namespace) -> tuple[str, ...]:
    return () if options.list else ("email",)


def _perform(stage: Stage, options: Namespace) -> None:
    people = People(stage)
    if options.list:
        for user in people.all():
            print(
                f"{user.email}  {user.role_id}  {user.name}{'' if user.has_service_seat else '  (no seat)'}  {user.id}"
            )
        return
    known = people.find(options.email)
    if known and not options.force and (options.remove or options.role not in {None, BuiltIn.ADMINISTRATOR}):
        _check_administrators(people, known)
    if options.remove:
        _remove(people, known, options)
    elif options.invite or (known is None and not options.new_password and _WORKSPACE in stage.outputs):
        _invite(people, known, options, stage.outputs)
    elif known is not None and not options.new_password:
        _change(people, known, options)
    else:
        _create(people, known, options)


def _check_administrators(people: People, leaving: User) -> None:
    """Before the user pool is asked for anything."""
    others = [user for user in people.all() if is_administrator(user) and user.id != leaving.id]
    if is_administrator(leaving) and not others:
        raise SystemExit(
            f"{leaving.email} is the last administrator. Without one, nobody manages channels and accounts. Make "
            "somebody else an administrator first: person --email … --role admin. Or repeat this with --force."
        )


def _remove(people: People, known: User | None, options: Namespace) -> None:
    email = options.email
    if known is None:
        raise SystemExit(f"There is no {email}. To list all people: person --list")
    revoked = people.remove(known, even_the_last=options.force)
    names = ", ".join(f"{token.name} ({token.id})" for token in revoked) or "none"
    print(f"removed {email}; API tokens revoked with them: {names}\nIt takes effect {TAKES_EFFECT}.")


def _change(people: People, known: User, options: Namespace) -> None:
    wanted = replace(
        known,
        role_id=options.role or known.role_id,
        name=options.name or known.name,
        has_service_seat=_seat(known, options),
    )
    user = people.change(wanted, even_the_last=options.force)
    print(f"{user.email} is now {user.role_id} {user.name}{'' if user.has_service_seat else ', without a seat'}")
    print(f"It takes effect {TAKES_EFFECT}. The password is the same; --new-password makes another.")


def _create(people: People, known: User | None, options: Namespace) -> None:
    user, password = people.create(*_whom(known, options), seat=_seat(known, options))
    print(f"{user.role_id} {user.email}\npassword: {password}")
    if known:
        print("They are signed out everywhere. Access tokens that were issued before are valid for up to an hour.")


def _invite(people: People, known: User | None, options: Namespace, outputs: Mapping[str, str]) -> None:
    if _WORKSPACE not in outputs:
        raise SystemExit(
            "This stage has no workspace, and so no page on which somebody could choose a password. Repeat this with "
            "--new-password, which prints one."
        )
    user, invited = people.invite(*_whom(known, options), seat=_seat(known, options))
    print(f"{user.role_id} {user.email}\nThey sign in at {outputs[_WORKSPACE]}")
    if invited:
        print(
            f"Cognito has sent them an e-mail with a password for the first time, valid for {INVITATION_DAYS} days; "
            f"they then choose their own. To send another: person --email {user.email} --invite"
        )
    else:
        print("They have a password already. If it is forgotten, the sign-in page sends them a code.")


def _whom(known: User | None, options: Namespace) -> tuple[str, str, str]:
    role, name = options.role or (known and known.role_id), options.name or (known and known.name)
    if not role or not name:
        raise SystemExit(f"There is no {options.email}. To create somebody, give --role and --name too.")
    return str(role), known.email if known else options.email, name


def _seat(known: User | None, options: Namespace) -> bool:
    if options.seat is not None:
        return bool(options.seat)
    return known is None or known.has_service_seat


COMMAND = Command("person", "create, change, remove or list people who work at the desk", _arguments, _perform, _needs)
