"""The delivery log of the channel's webhooks, and replaying one: an extension of the contract."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from channel_api.answers import answer
from channel_api.caller import enter
from channel_api.paging import limit
from channel_api.requests import parameter
from helpdesk.delivery.models import LoggedAttempt, Result
from helpdesk.people.principals import Scope
from helpdesk.platform.errors import InvalidRequest

router = Router()


@router.get("/<channel_id>/deliveries")
def list_deliveries(channel_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_READ)
    channel = caller.channel(channel_id)
    page = caller.use.deliveries.page(channel.id, _result(), cursor=parameter(router, "after"), limit=limit(router))
    found: dict[str, Any] = {"results": [_rendered(entry) for entry in page.attempts]}
    return answer(found | ({"paging": {"next": {"after": page.next_cursor}}} if page.next_cursor else {}))


@router.get("/<channel_id>/deliveries/<delivery_id>")
def get_delivery(channel_id: str, delivery_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_READ)
    return answer(_rendered(caller.use.deliveries.get(caller.channel(channel_id).id, delivery_id)))


@router.post("/<channel_id>/deliveries/<delivery_id>/replay")
def replay_delivery(channel_id: str, delivery_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_WRITE)
    replayed = caller.use.deliveries.replay(caller.channel(channel_id).id, delivery_id)
    return answer(_rendered(replayed), HTTPStatus.ACCEPTED)


def _result() -> Result | None:
    text = parameter(router, "result")
    if text is None:
        return None
    try:
        return Result(text)
    except ValueError as error:
        message = f"One of {', '.join(Result)}."
        raise InvalidRequest.at("result", message) from error


def _rendered(entry: LoggedAttempt) -> dict[str, Any]:
    rendered = {
        "id": entry.id,
        "eventId": entry.task.event_id,
        "type": entry.task.type,
        "channelAccountId": entry.account_id,
        "result": entry.result.value,
        "attempt": entry.attempt,
        "replay": entry.replay,
        "attemptedAt": entry.attempted_at,
        "durationMs": entry.duration_ms,
        "failureDetails": _failure(entry),
        "nextAttemptAt": entry.next_attempt_at,
    }
    return {name: value for name, value in rendered.items() if value is not None}


def _failure(entry: LoggedAttempt) -> dict[str, Any] | None:
    if entry.failure_code is None:
        return None
    return {"code": entry.failure_code, "errorMessage": entry.failure_reason}
