"""A user pool in memory, with Cognito's operations and errors."""

import uuid
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError


class _Refusal(ClientError):
    def __init__(self) -> None:
        super().__init__({"Error": {"Code": type(self).__name__, "Message": ""}}, "Admin")


class UsernameExistsException(_Refusal):
    pass


class UserNotFoundException(_Refusal):
    pass


class UnsupportedUserStateException(_Refusal):
    pass


@dataclass
class _User:
    sub: str
    passwords: list[str] = field(default_factory=list)
    refresh_tokens: list[str] = field(default_factory=list)
    invitations: int = 0
    name: str = ""
    enabled: bool = True


class FakeUserPool:
    exceptions = SimpleNamespace(
        UsernameExistsException=UsernameExistsException,
        UserNotFoundException=UserNotFoundException,
        UnsupportedUserStateException=UnsupportedUserStateException,
    )

    def __init__(self) -> None:
        self.users: dict[str, _User] = {}

    def _user(self, request: dict[str, Any]) -> _User:
        if request["Username"] not in self.users:
            raise UserNotFoundException
        return self.users[request["Username"]]

    def admin_create_user(self, **request: Any) -> None:
        action = request.get("MessageAction")
        if action == "RESEND":
            if self._user(request).passwords:
                raise UnsupportedUserStateException
        elif request["Username"] in self.users:
            raise UsernameExistsException
        else:
            self.users[request["Username"]] = _User(str(uuid.uuid4()))
        self._user(request).invitations += action != "SUPPRESS"

    def admin_update_user_attributes(self, **request: Any) -> None:
        [attribute] = request["UserAttributes"]
        assert attribute["Name"] == "name"
        self._user(request).name = attribute["Value"]

    def admin_set_user_password(self, **request: Any) -> None:
        self._user(request).passwords.append(request["Password"])

    def sign_in(self, email: str, password: str) -> str:
        """The refresh token. As in Cognito, a later change of the password does not end it."""
        user = self.users[email]
        assert password == user.passwords[-1], "Incorrect username or password."
        user.refresh_tokens.append(f"{email} {len(user.refresh_tokens)}")
        return user.refresh_tokens[-1]

    def admin_user_global_sign_out(self, **request: Any) -> None:
        self._user(request).refresh_tokens.clear()

    def admin_disable_user(self, **request: Any) -> None:
        self._user(request).enabled = False

    def admin_enable_user(self, **request: Any) -> None:
        self._user(request).enabled = True

    def admin_get_user(self, **request: Any) -> dict[str, Any]:
        return {"UserAttributes": [{"Name": "sub", "Value": self._user(request).sub}]}

    def admin_delete_user(self, **request: Any) -> None:
        self._user(request)
        del self.users[request["Username"]]
