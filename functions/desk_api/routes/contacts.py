"""/v1/contacts"""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.desk import Desk, IdempotencyKey, NextCursor, enter
from desk_api.problems import answers
from desk_api.versions import IfMatch, version_answers, version_of, versioned
from helpdesk.jobs.models import JobKind
from helpdesk.jobs.schemas import JobOut
from helpdesk.people.access import Access
from helpdesk.people.principals import Principal, Scope, TicketAccess
from helpdesk.platform.errors import Forbidden
from helpdesk.profiles.listing import ContactOrder
from helpdesk.profiles.models import Profile
from helpdesk.profiles.schemas import (
    ContactConversationsOut,
    ContactDetailsOut,
    ContactIn,
    ContactListOut,
    ContactPatchIn,
    IdentifierIn,
    MergeIn,
    MergePreviewOut,
)

router = Router()
_TAG = ["Contacts"]

ContactId = Annotated[str, Path(description="`con_…`", max_length=64)]


@router.get("/v1/contacts", summary="List contacts", tags=_TAG, responses=answers(ContactListOut))
def list_contacts(
    sort: Annotated[ContactOrder, Query(description="By name: only those that have one.")] = ContactOrder.NEWEST,
    owner_id: Annotated[
        str | None, Query(min_length=1, max_length=128, description="Only contacts of this agent, newest first.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    cursor: NextCursor = None,
) -> ContactListOut:
    desk, _ = enter(router, Scope.TICKETS_READ, ("sort", "owner_id", "limit", "cursor"))
    return ContactListOut.of(desk.contact_list.page(sort, owner_id, limit=limit, cursor=cursor))


@router.post(
    "/v1/contacts",
    summary="Create a contact",
    description="The same `Idempotency-Key` returns the same contact. 409 `identifier_taken`: `context` names the "
    "contact that has one of the identifiers.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=version_answers(ContactDetailsOut, HTTPStatus.CREATED),
)
def create_contact(body: ContactIn, idempotency_key: IdempotencyKey = None) -> Response[str]:
    desk, principal = enter(router, Scope.TICKETS_WRITE)
    return _shown(desk.profiles.create(body.wanted(), principal, key=idempotency_key), HTTPStatus.CREATED)


@router.get(
    "/v1/contacts/<contact_id>",
    summary="Read a contact with what they are known by",
    tags=_TAG,
    responses=version_answers(ContactDetailsOut),
)
def get_contact(contact_id: ContactId) -> Response[str]:
    desk, _ = enter(router, Scope.TICKETS_READ)
    return _shown(desk.profiles.get(contact_id))


@router.patch(
    "/v1/contacts/<contact_id>",
    summary="Change a contact",
    tags=_TAG,
    responses=version_answers(ContactDetailsOut),
)
def change_contact(contact_id: ContactId, body: ContactPatchIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.TICKETS_WRITE)
    return _shown(desk.profiles.change(contact_id, body.changes(), principal, if_match=version_of(if_match)))


@router.get(
    "/v1/contacts/<contact_id>/conversations",
    summary="List a contact's conversations, newest first",
    description="Of every account, each with its ticket.",
    tags=_TAG,
    responses=answers(ContactConversationsOut),
)
def list_contact_conversations(
    contact_id: ContactId, limit: Annotated[int, Query(ge=1, le=50)] = 10, cursor: NextCursor = None
) -> ContactConversationsOut:
    desk, principal = enter(router, Scope.TICKETS_READ, ("limit", "cursor"))
    contact = desk.contacts.current(contact_id)
    tickets, following = desk.tickets_of_contacts.page(contact, limit=limit, cursor=cursor)
    return ContactConversationsOut.of(Access.of(principal).among(tickets), following)


@router.post(
    "/v1/contacts/<contact_id>/identifiers",
    summary="Add an identifier to a contact",
    description="An e-mail address or a phone number. 409 `identifier_taken`: another contact has it, which `context` "
    "names. Addresses on channels come with messages.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=version_answers(ContactDetailsOut, HTTPStatus.CREATED),
)
def add_contact_identifier(contact_id: ContactId, body: IdentifierIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.TICKETS_WRITE)
    profile = desk.profiles.add_identifier(contact_id, body.noted(), principal, if_match=version_of(if_match))
    return _shown(profile, HTTPStatus.CREATED)


@router.delete(
    "/v1/contacts/<contact_id>/identifiers/<identifier_id>",
    summary="Remove an identifier from a contact",
    description="Also one that an app has verified: no message finds the contact by it any more.",
    tags=_TAG,
    responses=version_answers(ContactDetailsOut),
)
def remove_contact_identifier(
    contact_id: ContactId, identifier_id: Annotated[str, Path(max_length=64)], if_match: IfMatch = None
) -> Response[str]:
    desk, principal = enter(router, Scope.TICKETS_WRITE)
    return _shown(desk.profiles.remove_identifier(contact_id, identifier_id, principal, if_match=version_of(if_match)))


@router.post(
    "/v1/contacts/<contact_id>/merges",
    summary="Say that another contact is the same person",
    description="With `preview`: what would move. Else the other's id answers with this contact from now on, and this "
    "one has its identifiers and conversations. `DELETE` undoes it for 30 days. `If-Match` is for this one.",
    tags=_TAG,
    responses=version_answers(MergePreviewOut),
)
def merge_contacts(contact_id: ContactId, body: MergeIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.TICKETS_WRITE)
    preview = desk.merges.preview(contact_id, body.contact_id)
    version = preview.contact.version
    if not body.preview:
        desk.merges.merge(contact_id, body.contact_id, principal.actor(), if_match=version_of(if_match))
        version += 1
    shown = replace(preview, tickets=Access.of(principal).among(preview.tickets))
    return versioned(MergePreviewOut.of(shown), version)


@router.delete(
    "/v1/contacts/<contact_id>/merges/<merged_id>",
    summary="Undo a merge",
    description="The merged contact is one of its own again, with its identifiers and conversations, also those that "
    "came since. What it filled is empty again, unless somebody has changed it. 409 `undo_expired` after 30 days.",
    tags=_TAG,
    responses=version_answers(ContactDetailsOut),
)
def undo_merge(
    contact_id: ContactId, merged_id: Annotated[str, Path(max_length=64)], if_match: IfMatch = None
) -> Response[str]:
    desk, principal = enter(router, Scope.TICKETS_WRITE)
    kept = desk.merges.undo(contact_id, merged_id, principal.actor(), if_match=version_of(if_match))
    return _shown(desk.profiles.get(kept, consistent=True))


@router.post(
    "/v1/contacts/<contact_id>/exports",
    summary="Export what the desk has of a person",
    description="A job makes a file in JSON, with a list of files; when it is done, `GET /v1/jobs/{id}` has a link. "
    "The file is deleted after a week.",
    tags=_TAG,
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(JobOut, HTTPStatus.ACCEPTED),
)
def export_contact(contact_id: ContactId, idempotency_key: IdempotencyKey = None) -> tuple[JobOut, int]:
    return _started(*enter(router, Scope.SETTINGS_WRITE), JobKind.CONTACT_EXPORT, contact_id, idempotency_key)


@router.post(
    "/v1/contacts/<contact_id>/erasures",
    summary="Erase a person",
    description="A job erases the contact, their conversations with tickets, notes, drafts and files, and what else is "
    "kept of them. It cannot be undone. Its report says how much there was. Who writes afterwards is a new contact.",
    tags=_TAG,
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(JobOut, HTTPStatus.ACCEPTED),
)
def erase_contact(contact_id: ContactId, idempotency_key: IdempotencyKey = None) -> tuple[JobOut, int]:
    return _started(*enter(router, Scope.SETTINGS_WRITE), JobKind.CONTACT_ERASURE, contact_id, idempotency_key)


def _started(desk: Desk, principal: Principal, kind: JobKind, contact_id: str, key: str | None) -> tuple[JobOut, int]:
    """It is about all of the person's tickets, also those of inboxes that are limited to teams of others: only whose
    role sees every ticket asks for it."""
    if principal.ticket_access is not TicketAccess.ALL:
        raise Forbidden("Only people whose role sees every ticket export or erase a person.", code="sees_not_all")
    job = desk.privacy.start(kind, contact_id, principal.actor(), key=key)
    return JobOut.of(desk.jobs.first_page(job)), HTTPStatus.ACCEPTED


def _shown(profile: Profile, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    return versioned(ContactDetailsOut.of(profile), profile.contact.version, status)
