"""/v1/webhook-subscriptions"""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.desk import IdempotencyKey, NextCursor, enter
from desk_api.problems import answers
from desk_api.versions import IfMatch, deletion_answers, version_answers, version_of, versioned
from helpdesk.delivery.models import Result
from helpdesk.people.principals import Scope
from helpdesk.subscriptions.schemas import (
    NewWebhookSubscriptionOut,
    SecretRotationIn,
    SecretRotationOut,
    TestEventOut,
    WebhookDeliveryListOut,
    WebhookDeliveryOut,
    WebhookSubscriptionIn,
    WebhookSubscriptionListOut,
    WebhookSubscriptionOut,
    WebhookSubscriptionPatchIn,
)

router = Router()
_TAG = ["Changes"]
_ONE = "/v1/webhook-subscriptions/<subscription_id>"

SubscriptionId = Annotated[str, Path(max_length=64)]


@router.get(
    "/v1/webhook-subscriptions",
    summary="List webhook subscriptions, oldest first",
    tags=_TAG,
    responses=answers(WebhookSubscriptionListOut),
)
def list_webhook_subscriptions() -> WebhookSubscriptionListOut:
    desk, _ = enter(router, Scope.SETTINGS_WRITE)
    found = [WebhookSubscriptionOut.of(each) for each in desk.webhooks.all()]
    return WebhookSubscriptionListOut(webhook_subscriptions=found)


@router.post(
    "/v1/webhook-subscriptions",
    summary="Have what changes posted to an address",
    description="From now on, each change as `GET /v1/changes` shows it, signed by Standard Webhooks. It sees what you "
    "see, and ends with you. Its secret is in this response only. The same `Idempotency-Key` makes no second one: 409 "
    "`secret_was_shown`.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=version_answers(NewWebhookSubscriptionOut, HTTPStatus.CREATED),
)
def create_webhook_subscription(body: WebhookSubscriptionIn, idempotency_key: IdempotencyKey = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    made, secret = desk.webhooks.create(body.wanted(), principal, idempotency_key=idempotency_key)
    return versioned(NewWebhookSubscriptionOut.with_secret(made, secret), made.version, HTTPStatus.CREATED)


@router.get(
    _ONE,
    summary="Read a webhook subscription",
    tags=_TAG,
    responses=version_answers(WebhookSubscriptionOut),
)
def get_webhook_subscription(subscription_id: SubscriptionId) -> Response[str]:
    desk, _ = enter(router, Scope.SETTINGS_WRITE)
    found = desk.webhooks.get(subscription_id)
    return versioned(WebhookSubscriptionOut.of(found), found.version)


@router.patch(
    _ONE,
    summary="Change a webhook subscription",
    description="What waits for another attempt is tried at once. 403 `beyond_yours`: it sees more than you.",
    tags=_TAG,
    responses=version_answers(WebhookSubscriptionOut),
)
def change_webhook_subscription(
    subscription_id: SubscriptionId, body: WebhookSubscriptionPatchIn, if_match: IfMatch = None
) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    after = desk.webhooks.change(subscription_id, body.wanted(), principal, if_match=version_of(if_match))
    return versioned(WebhookSubscriptionOut.of(after), after.version)


@router.delete(
    _ONE,
    summary="Delete a webhook subscription",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=deletion_answers(),
)
def delete_webhook_subscription(subscription_id: SubscriptionId, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    desk.webhooks.delete(subscription_id, principal, if_match=version_of(if_match))
    return Response(HTTPStatus.NO_CONTENT, body="")


@router.post(
    f"{_ONE}/secret-rotations",
    summary="Rotate the secret of a webhook subscription",
    description="For the overlap, events are signed with the previous secret too.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=answers(SecretRotationOut, HTTPStatus.CREATED),
)
def rotate_webhook_secret(subscription_id: SubscriptionId, body: SecretRotationIn) -> tuple[SecretRotationOut, int]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    overlap = timedelta(hours=body.overlap_hours)
    secret, ends = desk.webhooks.rotate(subscription_id, overlap, principal)
    return SecretRotationOut(secret=secret, previous_expires_at=ends), HTTPStatus.CREATED


@router.post(
    f"{_ONE}/test-events",
    summary="Send a test event",
    description="Once, also to one that is disabled. The delivery log has the result.",
    tags=_TAG,
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(TestEventOut, HTTPStatus.ACCEPTED),
)
def send_test_event(subscription_id: SubscriptionId) -> tuple[TestEventOut, int]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    return TestEventOut(event_id=desk.webhooks.test(subscription_id, principal)), HTTPStatus.ACCEPTED


@router.get(
    f"{_ONE}/deliveries",
    summary="List attempts to send events of a subscription, newest first",
    description="Of the last 30 days.",
    tags=_TAG,
    responses=answers(WebhookDeliveryListOut),
)
def list_webhook_deliveries(
    subscription_id: SubscriptionId,
    result: Annotated[Result | None, Query(description="Only attempts with this result.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    cursor: NextCursor = None,
) -> WebhookDeliveryListOut:
    desk, principal = enter(router, Scope.SETTINGS_WRITE, ("result", "limit", "cursor"))
    found = desk.webhooks.check(subscription_id, principal)
    page = desk.webhook_deliveries.page(found.id, result, cursor=cursor, limit=limit, field="cursor")
    return WebhookDeliveryListOut.of(page)


@router.post(
    f"{_ONE}/deliveries/<delivery_id>/replay",
    summary="Send an event of a subscription again",
    description="Once, with the same id, out of turn, while the change is kept. The attempt is a new entry of the log. "
    "Repeating it within five minutes is a no-op.",
    tags=_TAG,
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(WebhookDeliveryOut, HTTPStatus.ACCEPTED),
)
def replay_webhook_delivery(
    subscription_id: SubscriptionId, delivery_id: Annotated[str, Path(max_length=64)]
) -> tuple[WebhookDeliveryOut, int]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    found = desk.webhooks.check(subscription_id, principal)
    return WebhookDeliveryOut.of(desk.webhook_deliveries.replay(found.id, delivery_id)), HTTPStatus.ACCEPTED
