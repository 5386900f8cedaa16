"""A read is sent once without botocore. What is no whole answer is asked for again, by botocore."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zlib import crc32

import pytest
from botocore import auth
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse, HeadersDict
from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import ClientError, NoCredentialsError, ReadTimeoutError
from botocore.signers import RequestSigner

from helpdesk.platform import aws
from helpdesk.platform.short_reads import install, signed

ITEM = b'{"Item":{"pk":{"S":"p"}}}'
REFUSED = b'{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException","message":"wrong"}'
_BY_BOTOCORE = "amz-sdk-invocation-id"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "a")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setattr(aws, "_session", None)


def response(request: AWSPreparedRequest, content: bytes, status: int = 200) -> AWSResponse:
    raw: Any = BytesIO(content)
    raw.stream = lambda: iter([raw.read()])
    return AWSResponse(request.url, status, HeadersDict({"x-amz-crc32": str(crc32(content))}), raw)


class Service:
    """It answers so, one after the other, and keeps what was sent."""

    def __init__(self, *answers: tuple[bytes, int] | Exception) -> None:
        self.now = 0.0
        self.client: Any = aws.client("dynamodb")
        install(self.client, lambda: self.now)
        self.requests = list[AWSPreparedRequest]()
        self._answers = list(answers)
        self.client.meta.events.register("before-send.dynamodb", self._answer)

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return response(request, *answer)

    @property
    def by_botocore(self) -> list[bool]:
        return [_BY_BOTOCORE in request.headers for request in self.requests]


@pytest.mark.parametrize("token", [None, "session"])
def test_it_is_signed_as_botocore_signs_it(token: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 28, 1, 2, 3, tzinfo=UTC)
    monkeypatch.setattr(auth, "get_current_datetime", lambda: now)
    url, target, body = "https://dynamodb.eu-west-1.amazonaws.com/", "DynamoDB_20120810.GetItem", b'{"Key":"\xc3\xa9"}'
    for secret in ("secret", "other"):
        credentials = ReadOnlyCredentials("key", secret, token)
        headers = signed(url, target, body, "eu-west-1", credentials, now.timestamp())
        own = {name: value for name, value in headers.items() if name in {"content-type", "host", "x-amz-target"}}
        request: Any = AWSRequest("POST", url, own, body)
        SigV4Auth(credentials, "dynamodb", "eu-west-1").add_auth(request)
        assert headers == {name.lower(): value for name, value in request.headers.items()}


def test_a_read_is_sent_once() -> None:
    service = Service((ITEM, 200))
    found = service.client.get_item(TableName="t", Key={})
    assert (found["Item"], found["ResponseMetadata"]["HTTPStatusCode"]) == ({"pk": {"S": "p"}}, 200)
    assert service.by_botocore == [False]
    assert service.requests[0].headers["user-agent"] == "Kanaal"


@pytest.mark.parametrize("first", [(b"{", 200), (b"", 500), ReadTimeoutError(endpoint_url="https://dynamodb")])
def test_what_is_no_answer_is_asked_for_again(first: tuple[bytes, int] | Exception) -> None:
    service = Service(first, (ITEM, 200))
    assert service.client.get_item(TableName="t", Key={})["Item"] == {"pk": {"S": "p"}}
    assert service.by_botocore == [False, True]


class Other:
    """A botocore that keeps something elsewhere."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def test_a_botocore_without_these_connections_reads_everything_itself() -> None:
    client = aws.client("dynamodb")
    known, client._endpoint = client._endpoint, Other()
    install(client)
    client._endpoint = known
    asked: list[AWSPreparedRequest] = []
    client.meta.events.register(
        "before-send.dynamodb", lambda request, **_: asked.append(request) or response(request, ITEM)
    )
    assert client.get_item(TableName="t", Key={})["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert [_BY_BOTOCORE in request.headers for request in asked] == [True]


def test_a_botocore_whose_credentials_are_elsewhere_reads_everything_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service((ITEM, 200))
    monkeypatch.setattr(RequestSigner, "get_auth_instance", lambda *_, **__: Other())
    monkeypatch.setattr(RequestSigner, "sign", lambda *_, **__: None)
    assert service.client.get_item(TableName="t", Key={})["Item"] == {"pk": {"S": "p"}}
    assert service.by_botocore == [True]


def test_after_a_failure_botocore_reads_for_a_second() -> None:
    service = Service((b"", 500), *[(ITEM, 200)] * 3)
    for at in (0, 0.9, 1):
        service.now = at
        service.client.get_item(TableName="t", Key={})
    assert service.by_botocore == [False, True, True, False]


def test_what_is_wrong_is_said_by_botocore() -> None:
    service = Service((REFUSED, 400), (REFUSED, 400))
    with pytest.raises(ClientError, match="ValidationException"):
        service.client.query(TableName="t")
    assert service.by_botocore == [False, True]


def test_a_write_is_left_to_botocore() -> None:
    service = Service((b"{}", 200))
    service.client.put_item(TableName="t", Item={})
    assert service.by_botocore == [True]


def test_without_credentials_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/none")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/none")
    service = Service()
    with pytest.raises(NoCredentialsError):
        service.client.get_item(TableName="t", Key={})
