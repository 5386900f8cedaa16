"""The CPU that a warm webhook uses for a message, compared with a minimal handler for the same request.

The minimal handler parses the same event, checks its HMAC and puts one item with a client of botocore's defaults. The
webhook also finds the account and its secrets, gives the message its position, and cannot store it twice: three calls.
Both run in one process, in turn, on the same engine, so that the ratio says what the difference costs on any machine.
The webhook's client has the models of the bundle, and what was made at the start is frozen, as on AWS.
"""

import base64
import hmac
import io
import json
import logging
import os
import statistics
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest.mock import patch

import botocore.session

from bench.notes import wrapped
from helpdesk.platform import aws
from helpdesk.platform.cold_start import cold_start
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.settings import load
from infra.bundle import BUILD
from infra.workbench.acts import Thread, custom_message
from infra.workbench.box import FakeBox
from infra.workbench.desk import SECRET, Desk
from infra.workbench.environment import ENVIRONMENT
from infra.workbench.verdict import verdict
from webhook.root import build
from webhook.settings import Settings

TARGET = 3.0
_WARM_UP = 10
_MODELS = BUILD / "local" / "app" / aws.MODELS.name
_KEY = base64.b64decode(SECRET.removeprefix("whsec_"))


@dataclass(frozen=True)
class Processor:
    webhook_ms: float
    minimal_ms: float
    ratio: float
    """The ratio of the medians."""


def measure(endpoint: str, receiver_url: str, *, messages: int) -> Processor:
    desk = Desk(endpoint, receiver_url)
    more = {"AWS_ENDPOINT_URL_DYNAMODB": endpoint, "AWS_ACCESS_KEY_ID": desk.access_key}
    environment = {**ENVIRONMENT, **more, "POWERTOOLS_SERVICE_NAME": "processor"}
    assert _MODELS.is_dir(), "the bundle is not built"
    bundled = patch.multiple(aws, _session=None, MODELS=_MODELS)
    with patch.dict(os.environ, environment), bundled, cold_start():
        webhook = build(load(Settings, ENVIRONMENT), database=Database(aws.dynamodb()), box=FakeBox())
    for writer in logging.getLogger("processor").handlers:
        if isinstance(writer, logging.StreamHandler):
            writer.setStream(io.StringIO())  # written, as on Lambda, and not shown
    minimal = _Minimal(endpoint)
    own: list[float] = []
    least: list[float] = []
    for _ in range(messages + _WARM_UP):
        event = desk.event(desk.custom, custom_message(Thread(1)))
        own.append(_seconds(partial(webhook, event)))
        least.append(_seconds(partial(minimal, event)))
    webhook_seconds, minimal_seconds = statistics.median(own[_WARM_UP:]), statistics.median(least[_WARM_UP:])
    return Processor(webhook_seconds * 1000, minimal_seconds * 1000, webhook_seconds / minimal_seconds)


def _seconds(work: Callable[[], dict[str, Any]]) -> float:
    """CPU time."""
    began = time.thread_time()
    response = work()
    duration = time.thread_time() - began
    assert response["statusCode"] == 200, response
    return duration


class _Minimal:
    def __init__(self, endpoint: str) -> None:
        with patch.dict(os.environ, {**ENVIRONMENT, "AWS_ACCESS_KEY_ID": uuid.uuid4().hex[:20]}):
            session: Any = botocore.session.Session()
            self._client = session.create_client("dynamodb", endpoint_url=endpoint)
        self._client.create_table(
            TableName="minimal",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        )

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        headers, body = event["headers"], event["body"]
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
        expected = "v1," + base64.b64encode(hmac.digest(_KEY, signed, "sha256")).decode()
        if not hmac.compare_digest(expected, headers["webhook-signature"]):
            return {"statusCode": 401}
        data = json.loads(body)["data"]
        item = {
            "pk": {"S": data["message"]["id"]},
            "thread": {"S": data["conversation"]["id"]},
            "sender": {"S": data["sender"]["id"]},
            "text": {"S": data["message"]["text"]},
        }
        self._client.put_item(TableName="minimal", Item=item, ConditionExpression="attribute_not_exists(pk)")
        return {"statusCode": 200}


def table(found: Processor) -> str:
    return wrapped(
        f"A warm webhook uses {found.ratio:.1f} times the CPU of a minimal handler, which checks an HMAC and puts one "
        f"item ({found.webhook_ms:.2f} ms and {found.minimal_ms:.2f} ms in this run; target: {TARGET:.0f} times, "
        f"{verdict(found.ratio, TARGET, digits=1)})."
    )
