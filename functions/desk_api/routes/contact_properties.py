"""/v1/contact-properties"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from desk_api.desk import enter
from desk_api.problems import answers, no_content
from desk_api.versions import IfMatch, version_answers, version_of, versioned
from helpdesk.people.principals import Scope
from helpdesk.properties.models import CONTACTS
from helpdesk.properties.schemas import ContactPropertyListOut, PropertyIn, PropertyOut, PropertyPatchIn

router = Router()
_TAG = ["Contacts"]

PropertyName = Annotated[str, Path(max_length=64)]


@router.get(
    "/v1/contact-properties",
    summary="List contact properties",
    description="Those that every contact has, then the desk's own ones.",
    tags=_TAG,
    responses=answers(ContactPropertyListOut),
)
def list_contact_properties() -> ContactPropertyListOut:
    desk, _ = enter(router, Scope.TICKETS_READ)
    return ContactPropertyListOut.of([*CONTACTS.built_in.values(), *desk.contact_properties.all()])


@router.post(
    "/v1/contact-properties",
    summary="Create a contact property",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=version_answers(PropertyOut, HTTPStatus.CREATED),
)
def create_contact_property(body: PropertyIn) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    made = desk.contact_properties.create(body.definition(), principal.actor())
    return versioned(PropertyOut.of(made), made.version, HTTPStatus.CREATED)


@router.patch(
    "/v1/contact-properties/<name>",
    summary="Change a contact property",
    tags=_TAG,
    responses=version_answers(PropertyOut),
)
def change_contact_property(name: PropertyName, body: PropertyPatchIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    after = desk.contact_properties.change(name, body.changes(), principal.actor(), if_match=version_of(if_match))
    return versioned(PropertyOut.of(after), after.version)


@router.delete(
    "/v1/contact-properties/<name>",
    summary="Delete a contact property",
    description="Contacts keep their values; nobody can set it any more.",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=no_content(),
)
def delete_contact_property(name: PropertyName, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    desk.contact_properties.delete(name, principal.actor(), if_match=version_of(if_match))
    return Response(HTTPStatus.NO_CONTENT, body="")
