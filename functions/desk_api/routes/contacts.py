"""/v1/contacts"""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from desk_api.desk import enter
from desk_api.problems import answers
from helpdesk.contacts.schemas import ContactDetailsOut
from helpdesk.people.principals import Scope

router = Router()


@router.get(
    "/v1/contacts/<contact_id>",
    summary="Read a contact with what they are known by",
    tags=["Contacts"],
    responses=answers(ContactDetailsOut),
)
def get_contact(contact_id: Annotated[str, Path(description="`con_…`", max_length=64)]) -> ContactDetailsOut:
    desk, _ = enter(router, Scope.TICKETS_READ)
    return ContactDetailsOut.of(*desk.contacts.with_identities(contact_id))
