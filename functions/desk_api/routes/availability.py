"""/v1/me/availability, /v1/users/{id}/availability, and what they follow from."""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from desk_api.desk import Desk, NextCursor, enter
from desk_api.problems import answers
from desk_api.routes.people import UserId
from desk_api.versions import IfMatch, version_answers, version_of, versioned
from helpdesk.people.availability import Availability
from helpdesk.people.models import User
from helpdesk.people.principals import Principal, Scope
from helpdesk.staff.availability_schemas import (
    AvailabilityHistoryOut,
    AvailabilityIn,
    AvailabilityPlanOut,
    OutOfOfficeIn,
    WorkingHoursIn,
)
from helpdesk.staff.plans import Caller

router = Router()
_TAG = ["Availability"]
_ANSWERS = version_answers(AvailabilityPlanOut)


@router.get("/v1/me/availability", summary="Read your availability", tags=_TAG, responses=_ANSWERS)
def get_my_availability() -> Response[str]:
    desk, principal = enter(router, None)
    return _shown(desk.plans.get(desk.agents.user_of(principal)))


@router.put(
    "/v1/me/availability",
    summary="Choose whether you are available",
    description="Routing gives tickets only to people who are available.",
    tags=_TAG,
    responses=_ANSWERS,
)
def choose_my_availability(body: AvailabilityIn, if_match: IfMatch = None) -> Response[str]:
    desk, user, by = _me(Scope.TICKETS_WRITE)
    return _shown(desk.plans.choose(user, body.state, body.until, by, if_match=version_of(if_match)))


@router.put("/v1/me/working-hours", summary="Set your working hours", tags=_TAG, responses=_ANSWERS)
def set_my_working_hours(body: WorkingHoursIn, if_match: IfMatch = None) -> Response[str]:
    desk, user, by = _me(Scope.TICKETS_WRITE)
    return _shown(desk.plans.set_working_hours(user, body.hours(), by, if_match=version_of(if_match)))


@router.delete("/v1/me/working-hours", summary="Delete your working hours", tags=_TAG, responses=_ANSWERS)
def delete_my_working_hours(if_match: IfMatch = None) -> Response[str]:
    desk, user, by = _me(Scope.TICKETS_WRITE)
    return _shown(desk.plans.set_working_hours(user, None, by, if_match=version_of(if_match)))


@router.put("/v1/me/out-of-office", summary="Be out of office", tags=_TAG, responses=_ANSWERS)
def set_my_out_of_office(body: OutOfOfficeIn, if_match: IfMatch = None) -> Response[str]:
    desk, user, by = _me(Scope.TICKETS_WRITE)
    return _shown(desk.plans.set_out_of_office(user, body.starts_at, body.ends_at, by, if_match=version_of(if_match)))


@router.delete("/v1/me/out-of-office", summary="End your out-of-office", tags=_TAG, responses=_ANSWERS)
def end_my_out_of_office(if_match: IfMatch = None) -> Response[str]:
    desk, user, by = _me(Scope.TICKETS_WRITE)
    return _shown(desk.plans.end_out_of_office(user, by, if_match=version_of(if_match)))


@router.get("/v1/users/<user_id>/availability", summary="Read a user's availability", tags=_TAG, responses=_ANSWERS)
def get_availability(user_id: UserId) -> Response[str]:
    desk, _ = enter(router, Scope.USERS_READ)
    return _shown(desk.plans.get(desk.plans.person(user_id)))


@router.get(
    "/v1/users/<user_id>/availability/history",
    summary="List changes of a user's availability, newest first",
    description="Of the last 90 days.",
    tags=_TAG,
    responses=answers(AvailabilityHistoryOut),
)
def list_availability_changes(
    user_id: UserId, limit: Annotated[int, Query(ge=1, le=100)] = 25, cursor: NextCursor = None
) -> AvailabilityHistoryOut:
    desk, _ = enter(router, Scope.USERS_READ, ("limit", "cursor"))
    return AvailabilityHistoryOut.of(desk.plans.history(desk.plans.person(user_id), limit=limit, cursor=cursor))


@router.put(
    "/v1/users/<user_id>/availability",
    summary="Choose whether a user is available",
    description="The last choice counts, whoever made it.",
    tags=_TAG,
    responses=_ANSWERS,
)
def choose_availability(user_id: UserId, body: AvailabilityIn, if_match: IfMatch = None) -> Response[str]:
    desk, user, by = _somebody(user_id, Scope.USERS_WRITE)
    return _shown(desk.plans.choose(user, body.state, body.until, by, if_match=version_of(if_match)))


@router.put("/v1/users/<user_id>/working-hours", summary="Set a user's working hours", tags=_TAG, responses=_ANSWERS)
def set_working_hours(user_id: UserId, body: WorkingHoursIn, if_match: IfMatch = None) -> Response[str]:
    desk, user, by = _somebody(user_id, Scope.USERS_WRITE)
    return _shown(desk.plans.set_working_hours(user, body.hours(), by, if_match=version_of(if_match)))


@router.delete(
    "/v1/users/<user_id>/working-hours", summary="Delete a user's working hours", tags=_TAG, responses=_ANSWERS
)
def delete_working_hours(user_id: UserId, if_match: IfMatch = None) -> Response[str]:
    desk, user, by = _somebody(user_id, Scope.USERS_WRITE)
    return _shown(desk.plans.set_working_hours(user, None, by, if_match=version_of(if_match)))


@router.put("/v1/users/<user_id>/out-of-office", summary="Set a user out of office", tags=_TAG, responses=_ANSWERS)
def set_out_of_office(user_id: UserId, body: OutOfOfficeIn, if_match: IfMatch = None) -> Response[str]:
    desk, user, by = _somebody(user_id, Scope.USERS_WRITE)
    return _shown(desk.plans.set_out_of_office(user, body.starts_at, body.ends_at, by, if_match=version_of(if_match)))


@router.delete("/v1/users/<user_id>/out-of-office", summary="End a user's out-of-office", tags=_TAG, responses=_ANSWERS)
def end_out_of_office(user_id: UserId, if_match: IfMatch = None) -> Response[str]:
    desk, user, by = _somebody(user_id, Scope.USERS_WRITE)
    return _shown(desk.plans.end_out_of_office(user, by, if_match=version_of(if_match)))


def _me(scope: Scope) -> tuple[Desk, User, Caller]:
    desk, principal = enter(router, scope)
    return desk, desk.agents.user_of(principal), _caller(principal)


def _somebody(user_id: str, scope: Scope) -> tuple[Desk, User, Caller]:
    desk, principal = enter(router, scope)
    return desk, desk.plans.person(user_id), _caller(principal)


def _caller(principal: Principal) -> Caller:
    return Caller(principal.actor(), principal.user_id)


def _shown(known: Availability) -> Response[str]:
    return versioned(AvailabilityPlanOut.of(known), known.version)
