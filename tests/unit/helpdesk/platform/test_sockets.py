"""What API Gateway answers to a push, and what it means."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from helpdesk.platform.sockets import ApiGatewaySockets, Outcome


class Answering:
    """A client that raises, or not."""

    def __init__(self, error: Exception | None) -> None:
        self._error = error
        self.called: list[dict[str, Any]] = []

    def post_to_connection(self, **request: Any) -> None:
        self.called.append(request)
        if self._error:
            raise self._error

    delete_connection = post_to_connection


def _refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "PostToConnection")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, Outcome.SENT),
        (_refusal("GoneException"), Outcome.GONE),
        (_refusal("LimitExceededException"), Outcome.FAILED),
        (ReadTimeoutError(endpoint_url="https://x"), Outcome.FAILED),
    ],
)
def test_a_push_is_sent_or_the_connection_is_gone_or_nobody_knows(error: Exception | None, outcome: Outcome) -> None:
    client = Answering(error)
    assert ApiGatewaySockets(client).send("c1", "é") is outcome
    ApiGatewaySockets(client).close("c1")
    assert client.called == [{"ConnectionId": "c1", "Data": "é".encode()}, {"ConnectionId": "c1"}]
