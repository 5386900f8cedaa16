"""AWS clients. Created once per process, with short timeouts and bounded retries.

botocore's own session creates them: boto3 would add its import, and nothing that is used here.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.loaders import Loader

from helpdesk.platform import short_reads

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

Service = Literal["apigatewaymanagementapi", "cognito-idp", "dynamodb", "kms", "s3", "scheduler", "sesv2", "sqs"]
"""The services that a bundle has models of; infra/aws_models.py writes them."""
MODELS = Path(__file__).parents[2] / "aws_models"
"""Exists in a bundle only. Elsewhere botocore reads its own models, of every service."""

_CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    tcp_keepalive=True,
    # botocore composes its own user agent anew for each call, twice: a twelfth of the CPU of a call.
    user_agent="Kanaal",
)
_OPTIONS = {
    # We build every request, so checking its shape again finds nothing. DynamoDB checks it too. S3 would not: without
    # the check, deleting an object with an empty key deletes the bucket.
    "dynamodb": _CONFIG.merge(Config(parameter_validation=False)),
    # S3 responds when it has received a whole part, or copied a whole object.
    # Links are signed for the region's URL. That of all regions redirects while a bucket is young, and the workspace's
    # page may load files from one address only.
    "s3": _CONFIG.merge(
        Config(
            read_timeout=10,
            signature_version="s3v4",
            s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
        )
    ),
    # Many connections are written to at once, and one that does not take anything must not hold up the others.
    "apigatewaymanagementapi": _CONFIG.merge(
        Config(read_timeout=2, max_pool_connections=32, retries={"mode": "standard", "total_max_attempts": 2})
    ),
    # SES does not recognise the same e-mail: a call without an answer must not be repeated by itself.
    "sesv2": _CONFIG.merge(Config(read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1})),
}
METRICS_NAMESPACE = "Kanaal"
_SERVER_ERROR = 500
_CREDENTIALS = {
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "RequestExpired",
    "UnrecognizedClientException",
}
"""Codes for credentials that have expired, or that a region does not know yet: the process gets new ones."""
_LIMITS = {
    "AccessDeniedException",
    "LimitExceededException",
    "SendingPausedException",
    "ThrottlingException",
    "TooManyRequestsException",
}
"""Codes for a limit that passes, or a permission that a deployment has just given."""
_session = None


def session() -> botocore.session.Session:
    """The one of this process."""
    global _session  # noqa: PLW0603 - the session caches the loaded service models
    _session = _session or _new_session()
    return _session


def client(service: Service, endpoint: str | None = None) -> Any:
    """`endpoint`: of an API of ours, whose address is not the region's."""
    return session().create_client(service, config=_OPTIONS.get(service, _CONFIG), endpoint_url=endpoint)


class Lazy:
    """A client that is created on first use: most processes never need it."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None

    def __getattr__(self, name: str) -> Any:
        self._made = self._made or self._make()
        return getattr(self._made, name)


def dynamodb() -> "DynamoDBClient":
    """Its answers are read as they are sent: see `_as_sent`. Reads leave most of botocore out: see `short_reads`."""
    made: DynamoDBClient = client("dynamodb")
    made.meta.events.register("before-parse.dynamodb", _as_sent)
    short_reads.install(made)
    return made


def _as_sent(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any) -> None:
    """botocore looks in each attribute value for each of ten kinds: a quarter of the CPU of a page of tickets. What
    DynamoDB sends is JSON that says the kind, so nothing is left to find. A binary value stays base64, as in the event
    of a stream. What refuses a call is read by botocore, which also asks again where what was sent does not fit to its
    checksum: so what cannot be read is no error here."""
    if response_dict["status_code"] == HTTPStatus.OK:
        sent, response_dict["body"] = response_dict["body"], b"{}"
        with suppress(ValueError):
            customized_response_dict.update(json.loads(sent))


def is_temporary(error: ClientError) -> bool:
    """Whether the same call may succeed later, without any change of ours: the service has an error of its own, or the
    process needs new credentials."""
    response: Any = error.response
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= _SERVER_ERROR or response["Error"].get("Code") in _CREDENTIALS


def is_refused_for_now(error: ClientError) -> bool:
    """Whether the service did nothing, and the same call may succeed later."""
    return error.response["Error"]["Code"] in _CREDENTIALS | _LIMITS


def _new_session() -> botocore.session.Session:
    # Not get_session(): with it, Powertools adds its name to the user agent of each request.
    session = botocore.session.Session()
    if MODELS.is_dir():
        session.register_component("data_loader", Loader([str(MODELS)], include_default_search_paths=False))
    return session
