"""/v1/views, /v1/view-properties: lists of tickets"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.desk import Desk, IdempotencyKey, enter
from desk_api.problems import answers
from desk_api.versions import IfMatch, deletion_answers, version_answers, version_of, versioned
from helpdesk.people.principals import Scope
from helpdesk.views.models import View
from helpdesk.views.schemas import (
    ViewIn,
    ViewListOut,
    ViewOut,
    ViewPatchIn,
    ViewPropertyListOut,
    ViewPropertyOut,
)

router = Router()
_TAG = ["Views"]

ViewId = Annotated[str, Path(description="`vw_…`, or the name of a view that every desk has.", max_length=64)]


@router.get(
    "/v1/views",
    summary="List views",
    description="Those that every desk has, then your own, your teams' and everybody's, by name.",
    tags=_TAG,
    responses=answers(ViewListOut),
)
def list_views(
    *,
    of_every_team: Annotated[
        bool, Query(description="Also those of teams in which you are not. It needs `settings.write`.")
    ] = False,
) -> ViewListOut:
    desk, principal = enter(router, Scope.TICKETS_READ, ("of_every_team",))
    if of_every_team:
        principal.require(Scope.SETTINGS_WRITE)
    known = desk.views.known(fresh=True)
    found = desk.views.seen(principal, of_every_team=of_every_team)
    return ViewListOut(views=[ViewOut.of(view, desk.views.problems(view, known)) for view in found])


@router.post(
    "/v1/views",
    summary="Create a view",
    description="For yourself; for a team of yours with `tickets.write`; for everybody with `settings.write`.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=version_answers(ViewOut, HTTPStatus.CREATED),
)
def create_view(body: ViewIn, idempotency_key: IdempotencyKey = None) -> Response[str]:
    desk, principal = enter(router, Scope.TICKETS_READ)
    made = desk.views.create(body.view(), principal, idempotency_key=idempotency_key)
    return _shown(desk, made, HTTPStatus.CREATED)


@router.get("/v1/views/<view_id>", summary="Read a view", tags=_TAG, responses=version_answers(ViewOut))
def get_view(view_id: ViewId) -> Response[str]:
    desk, principal = enter(router, Scope.TICKETS_READ)
    return _shown(desk, desk.views.get(view_id, principal))


@router.patch(
    "/v1/views/<view_id>",
    summary="Change a view",
    description="Its owner does, and for shared ones whoever has `settings.write`.",
    tags=_TAG,
    responses=version_answers(ViewOut),
)
def change_view(view_id: ViewId, body: ViewPatchIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.TICKETS_READ)
    after = desk.views.change(view_id, body.changes(), principal, if_match=version_of(if_match))
    return _shown(desk, after)


@router.delete(
    "/v1/views/<view_id>",
    summary="Delete a view",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=deletion_answers(),
)
def delete_view(view_id: ViewId, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.TICKETS_READ)
    desk.views.delete(view_id, principal, if_match=version_of(if_match))
    return Response(HTTPStatus.NO_CONTENT, body="")


@router.get(
    "/v1/view-properties",
    summary="List what views filter and sort by",
    description="What every ticket has, then the desk's own properties of tickets and contacts.",
    tags=_TAG,
    responses=answers(ViewPropertyListOut),
)
def list_view_properties() -> ViewPropertyListOut:
    desk, _ = enter(router, Scope.TICKETS_READ)
    known = desk.views.known(fresh=True)
    return ViewPropertyListOut(view_properties=[ViewPropertyOut.of(each) for each in known.values()])


def _shown(desk: Desk, view: View, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    return versioned(ViewOut.of(view, desk.views.problems(view, desk.views.known(fresh=True))), view.version, status)
