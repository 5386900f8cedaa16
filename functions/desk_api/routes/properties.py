"""/v1/ticket-properties"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from desk_api.desk import enter
from desk_api.problems import answers, no_content
from desk_api.versions import IfMatch, version_answers, version_of, versioned
from helpdesk.people.principals import Scope
from helpdesk.properties.models import BUILT_IN
from helpdesk.properties.schemas import PropertyIn, PropertyListOut, PropertyOut, PropertyPatchIn

router = Router()
_TAG = ["Pipelines and properties"]

PropertyName = Annotated[str, Path(max_length=64)]


@router.get(
    "/v1/ticket-properties",
    summary="List ticket properties",
    description="Those that a status can require of every ticket, then the desk's own ones.",
    tags=_TAG,
    responses=answers(PropertyListOut),
)
def list_ticket_properties() -> PropertyListOut:
    desk, _ = enter(router, Scope.TICKETS_READ)
    return PropertyListOut.of([*BUILT_IN.values(), *desk.properties.all()])


@router.post(
    "/v1/ticket-properties",
    summary="Create a ticket property",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=version_answers(PropertyOut, HTTPStatus.CREATED),
)
def create_ticket_property(body: PropertyIn) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    made = desk.properties.create(body.definition(), principal.actor())
    return versioned(PropertyOut.of(made), made.version, HTTPStatus.CREATED)


@router.patch(
    "/v1/ticket-properties/<name>",
    summary="Change a ticket property",
    tags=_TAG,
    responses=version_answers(PropertyOut),
)
def change_ticket_property(name: PropertyName, body: PropertyPatchIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    after = desk.properties.change(name, body.changes(), principal.actor(), if_match=version_of(if_match))
    return versioned(PropertyOut.of(after), after.version)


@router.delete(
    "/v1/ticket-properties/<name>",
    summary="Delete a ticket property",
    description="Tickets keep their values; nobody can set it any more. 409 while a status or an account uses it.",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=no_content(),
)
def delete_ticket_property(name: PropertyName, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    desk.properties.delete(name, principal.actor(), if_match=version_of(if_match))
    return Response(HTTPStatus.NO_CONTENT, body="")
