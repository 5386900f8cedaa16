"""/v1/me, /v1/users: who calls, and who works at the desk."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from desk_api.desk import Desk, IdempotencyKey, enter
from desk_api.problems import answers, no_content
from desk_api.versions import IfMatch, version_answers, version_of, versioned
from helpdesk.people.models import User
from helpdesk.people.principals import Scope
from helpdesk.people.roles import NOTHING
from helpdesk.people.schemas import MeOut
from helpdesk.platform.clock import to_text
from helpdesk.staff.schemas import UserIn, UserListOut, UserOut, UserPatchIn

router = Router()
_TAG = ["People"]

UserId = Annotated[str, Path(max_length=128)]


@router.get(
    "/v1/me",
    summary="Read who you are and what you can do",
    description="With an API token: the user for whom it acts.",
    tags=_TAG,
    responses=answers(MeOut),
)
def get_me() -> MeOut:
    desk, principal = enter(router, None)
    user = desk.agents.user_of(principal)
    teams = desk.staff.people.teams.recent() if user.team_ids else []
    role = desk.staff.people.roles.get(user.role_id) or NOTHING
    return MeOut.of(user, role, teams, desk.plans.holds(user), principal)


@router.post(
    "/v1/me/sign-outs",
    summary="Sign out everywhere",
    description="No token that you have got so far is valid any more, in any browser, within a minute. For people.",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=no_content(),
)
def sign_out_everywhere() -> Response[str]:
    desk, principal = enter(router, None)
    desk.agents.sign_out_everywhere(principal, to_text(desk.now()))
    return Response(HTTPStatus.NO_CONTENT, body="")


@router.get(
    "/v1/users",
    summary="List users",
    description="All of them, by name, also those who are not active: at most 1,000. Somebody who was invited a moment "
    "ago may be missing. `open_tickets` is what `capacity` limits.",
    tags=_TAG,
    responses=answers(UserListOut),
)
def list_users() -> UserListOut:
    desk, _ = enter(router, Scope.USERS_READ)
    users = desk.staff.users.all()
    holds = desk.plans.many(users)
    return UserListOut.of(users, holds, desk.staff.loads.read())


@router.post(
    "/v1/users",
    summary="Invite a user",
    description="Cognito sends them an e-mail with a password for the first time, valid for 3 days; they then choose "
    "their own. The same invitation again returns the same user and sends nothing, and so does the same "
    "`Idempotency-Key`. 409 `user_exists`: somebody has this e-mail address and is not as the request says.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=version_answers(UserOut, HTTPStatus.CREATED),
)
def invite_user(body: UserIn, idempotency_key: IdempotencyKey = None) -> Response[str]:
    desk, principal = enter(router, Scope.USERS_WRITE)
    made = desk.staff.users.invite(body.user(), principal, idempotency_key=idempotency_key)
    return _shown(desk, made, HTTPStatus.CREATED)


@router.get("/v1/users/<user_id>", summary="Read a user", tags=_TAG, responses=version_answers(UserOut))
def get_user(user_id: UserId) -> Response[str]:
    desk, _ = enter(router, Scope.USERS_READ)
    return _shown(desk, desk.staff.users.get(user_id))


@router.patch(
    "/v1/users/<user_id>",
    summary="Change a user",
    description="Within a minute, somebody who is deactivated is signed out, and their API tokens stop. 409 "
    "`last_administrator`: nobody would manage people any more. 403 `beyond_yours`: the role grants more than you "
    "have.",
    tags=_TAG,
    responses=version_answers(UserOut),
)
def change_user(user_id: UserId, body: UserPatchIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.USERS_WRITE)
    after = desk.staff.users.change(user_id, body.values(), principal, if_match=version_of(if_match))
    return _shown(desk, after)


@router.post(
    "/v1/users/<user_id>/invitations",
    summary="Send an invitation again",
    description="With another password for the first time. 409 `signed_in_before`: they have a password of their own.",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=no_content(),
)
def invite_user_again(user_id: UserId) -> Response[str]:
    desk, principal = enter(router, Scope.USERS_WRITE)
    desk.staff.users.invite_again(user_id, principal)
    return Response(HTTPStatus.NO_CONTENT, body="")


def _shown(desk: Desk, user: User, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    return versioned(UserOut.of(user, desk.plans.holds(user)), user.version, status)
