"""What a refusal of the user pool means to whoever asked."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from helpdesk.platform.errors import Conflict, HelpdeskError, InvalidRequest, Unavailable
from helpdesk.staff.user_pool import UserPool
from tests.support.user_pool import FakeUserPool


def refusing(error: Exception) -> UserPool:
    class Client:
        def admin_enable_user(self, **_: Any) -> None:
            raise error

    return UserPool(Client, "pool")


def answer(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code}}, "AdminEnableUser")


@pytest.mark.parametrize(
    ("error", "raised", "code"),
    [
        (answer("UserNotFoundException"), Conflict, "not_in_user_pool"),
        (answer("UnsupportedUserStateException"), Conflict, "signed_in_before"),
        (answer("InvalidParameterException"), InvalidRequest, "email_refused"),
        (answer("TooManyRequestsException"), Unavailable, Unavailable.code),
        (EndpointConnectionError(endpoint_url="https://cognito"), Unavailable, Unavailable.code),
    ],
)
def test_each_refusal_says_what_to_do(error: Exception, raised: type[HelpdeskError], code: str) -> None:
    with pytest.raises(raised) as refused:
        refusing(error).enable("eve@desk.example")
    assert refused.value.code == code


def test_any_other_is_a_fault_of_ours() -> None:
    with pytest.raises(ClientError):
        refusing(answer("ResourceNotFoundException")).enable("eve@desk.example")


def test_who_is_known_is_not_invited_twice() -> None:
    client = FakeUserPool()
    pool = UserPool(lambda: client, "pool")
    assert pool.invite("eve@desk.example", "Eve") == pool.invite("eve@desk.example", "Eve")
    assert client.users["eve@desk.example"].invitations == 1
