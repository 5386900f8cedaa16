"""/v1/teams, /v1/roles"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from desk_api.desk import IdempotencyKey, enter
from desk_api.problems import answers
from desk_api.versions import IfMatch, deletion_answers, version_answers, version_of, versioned
from helpdesk.people.principals import Scope
from helpdesk.staff.schemas import (
    RoleIn,
    RoleListOut,
    RoleOut,
    RolePatchIn,
    TeamIn,
    TeamListOut,
    TeamOut,
    TeamPatchIn,
    changes_of,
)

router = Router()
_TAG = ["People"]

TeamId = Annotated[str, Path(max_length=64)]
RoleId = Annotated[str, Path(max_length=64)]


@router.get("/v1/teams", summary="List teams with their members", tags=_TAG, responses=answers(TeamListOut))
def list_teams() -> TeamListOut:
    desk, _ = enter(router, Scope.USERS_READ)
    return TeamListOut.of(*desk.staff.teams.all())


@router.post(
    "/v1/teams",
    summary="Create a team",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=version_answers(TeamOut, HTTPStatus.CREATED),
)
def create_team(body: TeamIn, idempotency_key: IdempotencyKey = None) -> Response[str]:
    desk, principal = enter(router, Scope.USERS_WRITE)
    teams = desk.staff.teams
    made = teams.create(body.name, body.member_ids, principal, idempotency_key=idempotency_key)
    return versioned(TeamOut.of(made, teams.members()), made.version, HTTPStatus.CREATED)


@router.get("/v1/teams/<team_id>", summary="Read a team", tags=_TAG, responses=version_answers(TeamOut))
def get_team(team_id: TeamId) -> Response[str]:
    desk, _ = enter(router, Scope.USERS_READ)
    found = desk.staff.teams.get(team_id)
    return versioned(TeamOut.of(found, desk.staff.teams.members()), found.version)


@router.patch(
    "/v1/teams/<team_id>",
    summary="Change a team",
    description="`member_ids` are everybody who is in it then; at most 80 people join or leave at once.",
    tags=_TAG,
    responses=version_answers(TeamOut),
)
def change_team(team_id: TeamId, body: TeamPatchIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.USERS_WRITE)
    values, teams = changes_of(body), desk.staff.teams
    after = teams.change(
        team_id, values.get("name"), values.get("member_ids"), principal, if_match=version_of(if_match)
    )
    return versioned(TeamOut.of(after, teams.members()), after.version)


@router.delete(
    "/v1/teams/<team_id>",
    summary="Delete a team",
    description="Its people stay; closed tickets, and those that somebody has, keep its id. 409 `team_in_use` says "
    "which routing rules, accounts (for their new tickets), inboxes and statuses name the team, or that open tickets "
    "are in its queue.",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=deletion_answers(),
)
def delete_team(team_id: TeamId, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.USERS_WRITE)
    desk.staff.teams.delete(team_id, principal, if_match=version_of(if_match))
    return Response(HTTPStatus.NO_CONTENT, body="")


@router.get("/v1/roles", summary="List roles", tags=_TAG, responses=answers(RoleListOut))
def list_roles() -> RoleListOut:
    desk, _ = enter(router, Scope.USERS_READ)
    return RoleListOut(roles=[RoleOut.model_validate(role) for role in desk.staff.roles.all()])


@router.post(
    "/v1/roles",
    summary="Create a role",
    description="403 `beyond_yours`: nobody gives away more than they have.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=version_answers(RoleOut, HTTPStatus.CREATED),
)
def create_role(body: RoleIn, idempotency_key: IdempotencyKey = None) -> Response[str]:
    desk, principal = enter(router, Scope.USERS_WRITE)
    made = desk.staff.roles.create(body.role(), principal, idempotency_key=idempotency_key)
    return versioned(RoleOut.model_validate(made), made.version, HTTPStatus.CREATED)


@router.get("/v1/roles/<role_id>", summary="Read a role", tags=_TAG, responses=version_answers(RoleOut))
def get_role(role_id: RoleId) -> Response[str]:
    desk, _ = enter(router, Scope.USERS_READ)
    found = desk.staff.roles.get(role_id)
    return versioned(RoleOut.model_validate(found), found.version)


@router.patch(
    "/v1/roles/<role_id>",
    summary="Change a role",
    description="It holds for its people within a minute. 409 `role_is_built_in` for one that every desk has.",
    tags=_TAG,
    responses=version_answers(RoleOut),
)
def change_role(role_id: RoleId, body: RolePatchIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.USERS_WRITE)
    after = desk.staff.roles.change(role_id, body.values(), principal, if_match=version_of(if_match))
    return versioned(RoleOut.model_validate(after), after.version)


@router.delete(
    "/v1/roles/<role_id>",
    summary="Delete a role",
    description="409 `role_in_use` names the people who have it.",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=deletion_answers(),
)
def delete_role(role_id: RoleId, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.USERS_WRITE)
    desk.staff.roles.delete(role_id, principal, if_match=version_of(if_match))
    return Response(HTTPStatus.NO_CONTENT, body="")
