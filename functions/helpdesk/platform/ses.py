"""Sends e-mails by SES, each at most once."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
)

from helpdesk.platform.aws import is_refused_for_now
from helpdesk.platform.email import Email

_NOT_MADE = (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError)
_SERVER_ERROR = 500
_HEADERS = [
    # Programs that answer e-mails by themselves answer neither of them.
    {"Name": "Auto-Submitted", "Value": "auto-generated"},
    {"Name": "X-Auto-Response-Suppress", "Value": "All"},
]


class NotSent(Exception):
    """SES has sent nothing."""

    def __init__(self, code: str, *, for_now: bool) -> None:
        """`for_now`: the same e-mail may be accepted later."""
        super().__init__(code)
        self.code = code
        self.for_now = for_now


class MaybeSent(Exception):
    """There was no answer, or one that does not say whether the e-mail was sent."""


class Emails:
    def __init__(self, make_client: Callable[[], Any], sender: str) -> None:
        """The client must not repeat a call by itself: SES does not recognise the same e-mail."""
        self._make_client = make_client
        self._made: Any = None
        self._sender = sender

    def send(self, email: Email) -> None:
        """Raises NotSent, MaybeSent."""
        self._made = self._made or self._make_client()
        parts = {"Text": email.text, "Html": email.html}
        content = {
            "Subject": _utf8(email.subject),
            "Body": {name: _utf8(part) for name, part in parts.items()},
            "Headers": _HEADERS,
        }
        try:
            self._made.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [email.to]},
                Content={"Simple": content},
            )
        except ClientError as error:
            response: Any = error.response
            if response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= _SERVER_ERROR:
                raise MaybeSent from error
            raise NotSent(response["Error"]["Code"], for_now=is_refused_for_now(error)) from error
        except _NOT_MADE as error:
            raise NotSent(type(error).__name__, for_now=True) from error
        except ParamValidationError as error:  # found before the call: the same e-mail is refused again
            raise NotSent(type(error).__name__, for_now=False) from error
        except BotoCoreError as error:
            raise MaybeSent from error


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
