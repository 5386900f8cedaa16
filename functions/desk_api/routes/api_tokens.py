"""/v1/api-tokens"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from desk_api.desk import IdempotencyKey, enter
from desk_api.problems import answers, no_content
from helpdesk.people.principals import Scope
from helpdesk.staff.token_schemas import ApiTokenIn, ApiTokenListOut, ApiTokenOut, NewApiTokenOut

router = Router()
_TAG = ["People"]


@router.get("/v1/api-tokens", summary="List API tokens", tags=_TAG, responses=answers(ApiTokenListOut))
def list_api_tokens() -> ApiTokenListOut:
    desk, _ = enter(router, Scope.USERS_WRITE)
    return ApiTokenListOut(api_tokens=[ApiTokenOut.model_validate(each) for each in desk.staff.tokens.all()])


@router.post(
    "/v1/api-tokens",
    summary="Create an API token",
    description="Its text is in this response only. It can do nothing that its owner cannot do. The same "
    "`Idempotency-Key` makes no second token: 409 `token_was_shown`. 403 "
    "`beyond_yours`: it would do or see more than you. Tokens of apps are created by an operator.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=answers(NewApiTokenOut, HTTPStatus.CREATED),
)
def create_api_token(body: ApiTokenIn, idempotency_key: IdempotencyKey = None) -> tuple[NewApiTokenOut, int]:
    desk, principal = enter(router, Scope.USERS_WRITE)
    made = desk.staff.tokens.create(body.wanted(), principal, idempotency_key=idempotency_key)
    return NewApiTokenOut.of(*made), HTTPStatus.CREATED


@router.delete(
    "/v1/api-tokens/<token_id>",
    summary="Revoke an API token",
    description="It is refused everywhere within a minute, for ever. Again is a no-op. 403 `beyond_yours`: it does or "
    "sees more than you, and is not yours.",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=no_content(),
)
def revoke_api_token(token_id: Annotated[str, Path(max_length=64)]) -> Response[str]:
    desk, principal = enter(router, Scope.USERS_WRITE)
    desk.staff.tokens.revoke(token_id, principal)
    return Response(HTTPStatus.NO_CONTENT, body="")
