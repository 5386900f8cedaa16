"""The Cognito user pool, where people sign in. Every call can be repeated: what it asks for may be so already."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from helpdesk.platform.aws import is_temporary
from helpdesk.platform.errors import Conflict, InvalidRequest, Unavailable

_BUSY = {"TooManyRequestsException", "LimitExceededException", "InternalErrorException", "CodeDeliveryFailureException"}


class _Known(Exception):
    """The pool has somebody with that e-mail address."""


class UserPool:
    def __init__(self, make_client: Callable[[], Any], pool_id: str) -> None:
        self._make_client = make_client
        self._made: Any = None
        self._pool_id = pool_id

    @property
    def _client(self) -> Any:
        # Created on first use: few requests are about people.
        self._made = self._made or self._make_client()
        return self._made

    def invite(self, email: str, name: str) -> str:
        """The person's id (`sub`). Somebody whom the pool has already gets no other e-mail."""
        with suppress(_Known), _errors():
            self._client.admin_create_user(
                **self._whom(email),
                UserAttributes=_attributes(email=email, email_verified="true", name=name),
                DesiredDeliveryMediums=["EMAIL"],
            )
        with _errors():
            found = self._client.admin_get_user(**self._whom(email))
        return str(next(each["Value"] for each in found["UserAttributes"] if each["Name"] == "sub"))

    def invite_again(self, email: str) -> None:
        """Raises Conflict if they have chosen a password."""
        with _errors():
            self._client.admin_create_user(
                **self._whom(email), MessageAction="RESEND", DesiredDeliveryMediums=["EMAIL"]
            )

    def rename(self, email: str, name: str) -> None:
        """The name is in the tokens of a sign-in, so that the page can greet them without asking."""
        with _errors():
            self._client.admin_update_user_attributes(**self._whom(email), UserAttributes=_attributes(name=name))

    def enable(self, email: str) -> None:
        with _errors():
            self._client.admin_enable_user(**self._whom(email))

    def disable(self, email: str) -> None:
        """They cannot sign in, and get no more tokens with what they have."""
        with _errors():
            self._client.admin_disable_user(**self._whom(email))
            self._client.admin_user_global_sign_out(**self._whom(email))

    def _whom(self, email: str) -> dict[str, str]:
        return {"UserPoolId": self._pool_id, "Username": email}


def _attributes(**values: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise _refusal(error) from error
    except BotoCoreError as error:
        raise Unavailable("The user pool could not be reached. Retry the request.") from error


def _refusal(error: ClientError) -> Exception:
    response: Any = error.response
    code = response["Error"]["Code"]
    if code == "UsernameExistsException":
        return _Known()
    if code == "UnsupportedUserStateException":
        return Conflict(
            "They have a password already. If it is forgotten, the sign-in page sends them a code.",
            code="signed_in_before",
        )
    if code == "UserNotFoundException":
        return Conflict(
            "The user pool does not have this person any more. An operator adds them: make provision, person.",
            code="not_in_user_pool",
        )
    if code == "InvalidParameterException":
        return InvalidRequest.at("email", "The user pool does not take this e-mail address.", code="email_refused")
    if code in _BUSY or is_temporary(error):
        return Unavailable("The user pool is busy or unavailable. Retry the request.")
    return error
