"""Responses of the channel contract."""

import json
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response


def answer(value: Any, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    return Response(status, "application/json", json.dumps(value))


def created(value: Any) -> Response[str]:
    return answer(value, HTTPStatus.CREATED)


def nothing() -> Response[str]:
    return Response(HTTPStatus.NO_CONTENT, body="")
