"""botocore clients that record their calls: DynamoDB Local for DynamoDB, a folder for the objects of the index, fixed
responses for all others.

The calls are recorded in botocore's own events, so that the functions do not know about it.
"""

import io
import math
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.response import StreamingBody

from infra.workbench.bucket import Bucket, ObjectError
from infra.workbench.engine import CREDENTIALS, session
from infra.workbench.usage import Usage

_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}
_OF_INDEX = "index/"
_UNCHANGED = 304
_LEAST_READ = 0.5
"""The cost of a read without results; double when strongly consistent. DynamoDB Local charges nothing for an empty
Query, but does for an empty GetItem; AWS documents the charge for both."""
_KILOBYTE = 1024


class MeteredAws:
    """One function's clients, and their usage so far."""

    def __init__(
        self,
        endpoint: str,
        access_key: str,
        bucket: Bucket | None = None,
        prepare: Callable[[Mapping[str, Any]], None] | None = None,
    ) -> None:
        """`bucket`: the objects of the index. `prepare` is told which items are about to be read, by table."""
        self.usage = Usage()
        self._bucket, self._prepare = bucket, prepare
        self._one_at_a_time = Lock()
        self.sent: dict[str, list[str]] = {}
        """The bodies of queued messages, by the queue's URL."""
        self.uploaded = 0
        """Bytes of the object that a client has posted to S3."""
        self.beginning = b""
        """Its first bytes."""
        self._database = {"endpoint_url": endpoint, "aws_access_key_id": access_key}

    def create_client(self, service: str, config: Any = None, **_where: Any) -> Any:
        """Like botocore's session: helpdesk.platform.aws uses it as one."""
        more: dict[str, Any] = CREDENTIALS | (self._database if service == "dynamodb" else {})
        client: Any = session().create_client(service, config=config, **more)
        events: Any = client.meta.events  # its types forbid handlers with a result, which are documented
        events.register(f"after-call.{service}", self._note_call)
        if service == "dynamodb":
            events.register(f"provide-client-params.{service}", _ask_for_units)
            events.register(f"after-call.{service}", self._note_units)
        else:
            events.register(f"provide-client-params.{service}", _remember)
            events.register(f"before-call.{service}", self._answer)
        if self._prepare:
            events.register("provide-client-params.dynamodb.BatchGetItem", self._prepare_reading)
        return client

    def take(self) -> Usage:
        """The usage since the last call."""
        used, self.usage = self.usage, Usage()
        return used

    def _note_call(self, http_response: AWSResponse, model: Any, **_more: Any) -> None:
        if http_response.status_code >= 300 and http_response.status_code != _UNCHANGED:
            # A failed condition costs units too, and no response contains them.
            raise AssertionError(f"{model.name} failed: a scenario must not")
        with self._one_at_a_time:
            self.usage.calls[f"{model.service_model.service_name}.{model.name}"] += 1

    def _note_units(self, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_more: Any) -> None:
        consumed = parsed["ConsumedCapacity"]
        units = sum(entry["CapacityUnits"] for entry in (consumed if isinstance(consumed, list) else [consumed]))
        with self._one_at_a_time:
            if model.name in _WRITES:
                self.usage.reported_write_units += units
                actions = context["actions"]
                self.usage.write_units += _transaction_units(actions, consumed) if actions else units
                return
            least = _LEAST_READ * (2 if context["consistent"] else 1)
            self.usage.reported_read_units += units
            self.usage.read_units += max(units, least)

    def _prepare_reading(self, params: dict[str, Any], **_more: Any) -> None:
        assert self._prepare, "it is registered only where there is one"
        self._prepare(params["RequestItems"])

    def _answer(self, model: Any, context: dict[str, Any], **_more: Any) -> tuple[AWSResponse, dict[str, Any]]:
        """The response, instead of a request to the service."""
        try:
            return _response(200), getattr(self, f"_{model.name}")(context["asked"])
        except ObjectError as error:
            return _response(error.status), {"Error": {"Code": error.code, "Message": error.code}}

    def _HeadObject(self, _request: dict[str, Any]) -> dict[str, Any]:
        return {"ContentLength": self.uploaded, "ETag": '"etag"'}

    def _GetObject(self, request: dict[str, Any]) -> dict[str, Any]:
        """One of the index; or the beginning of the one that was uploaded, or all of it."""
        if self._bucket and request["Key"].startswith(_OF_INDEX):
            content, etag = self._bucket.read(request["Key"], request.get("IfNoneMatch"))
            return {"Body": StreamingBody(io.BytesIO(content), len(content)), "ETag": etag}
        size = 8192 if "Range" in request else self.uploaded
        return {"Body": StreamingBody(io.BytesIO(self.beginning.ljust(size, b" ")), size)}

    @staticmethod
    def _CopyObject(_request: dict[str, Any]) -> dict[str, Any]:
        return {}

    def _PutObject(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._bucket and request["Key"].startswith(_OF_INDEX):
            return self._bucket.put_object(**request)
        return {"ETag": '"etag"'}

    @staticmethod
    def _PostToConnection(_request: dict[str, Any]) -> dict[str, Any]:
        return {}

    def _SendMessageBatch(self, request: dict[str, Any]) -> dict[str, Any]:
        url = request["QueueUrl"]
        self.sent.setdefault(url, []).extend(entry["MessageBody"] for entry in request["Entries"])
        self.usage.queue_requests[kind_of(url)] += 1
        return {"Successful": []}

    @staticmethod
    def _CreateSchedule(_request: dict[str, Any]) -> dict[str, Any]:
        return {"ScheduleArn": "arn"}

    @staticmethod
    def _DeleteSchedule(_request: dict[str, Any]) -> dict[str, Any]:
        return {}

    @staticmethod
    def _Encrypt(request: dict[str, Any]) -> dict[str, Any]:
        return {"CiphertextBlob": b"somebody|" + request["Plaintext"]}

    @staticmethod
    def _Decrypt(request: dict[str, Any]) -> dict[str, Any]:
        """The counterpart of infra.workbench.box.FakeBox."""
        return {"Plaintext": request["CiphertextBlob"].partition(b"|")[2]}

    @staticmethod
    def _GenerateMac(_request: dict[str, Any]) -> dict[str, Any]:
        return {"Mac": bytes(32)}

    @staticmethod
    def _VerifyMac(_request: dict[str, Any]) -> dict[str, Any]:
        return {"MacValid": True}


def _response(status: int) -> AWSResponse:
    return AWSResponse("", status, HTTPHeaders(), None)


def _remember(params: dict[str, Any], context: dict[str, Any], **_more: Any) -> None:
    """What was asked for, as it was before botocore has written it."""
    context["asked"] = params


def kind_of(queue_url: str) -> str:
    return "fifo" if queue_url.endswith(".fifo") else "standard"


def _transaction_units(actions: list[Any], consumed: list[Any]) -> float:
    """Two units for each KB of each item, plus the indexes. DynamoDB Local sums the items of a table before it rounds,
    and ignores checks. Items that are updated or checked in a transaction here are below 1 KB."""
    items = (action.get("Put", {}).get("Item", {}) for action in actions)
    indexes = (index for table in consumed for index in table.get("GlobalSecondaryIndexes", {}).values())
    written = sum(2 * max(1, math.ceil(_size(item) / _KILOBYTE)) for item in items)
    return written + sum(float(index["CapacityUnits"]) for index in indexes)


def _size(attributes: Any) -> int:
    """Bytes of names and values, as an attribute value nests them."""
    if isinstance(attributes, dict):
        return sum(len(name) + _size(value) for name, value in attributes.items())
    if isinstance(attributes, list):
        return sum(_size(attribute) + 1 for attribute in attributes)
    return len(str(attributes).encode())


def _ask_for_units(params: dict[str, Any], context: dict[str, Any], **_more: Any) -> dict[str, Any]:
    context["consistent"] = params.get("ConsistentRead", False)
    context["actions"] = params.get("TransactItems", [])
    return {**params, "ReturnConsumedCapacity": "INDEXES"}
