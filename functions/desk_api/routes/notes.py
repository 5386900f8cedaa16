"""/v1/conversations/{id}/notes"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from desk_api.desk import Desk, IdempotencyKey, enter
from desk_api.routes.conversations import ConversationId
from desk_api.versions import IfMatch, deletion_answers, version_answers, version_of, versioned
from helpdesk.conversations.notes import Note, NoteReference
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.schemas import NoteOut
from helpdesk.notes.schemas import NoteIn, NotePatchIn
from helpdesk.people.principals import Scope

router = Router()
_TAG = ["Conversations"]

NoteId = Annotated[str, Path(description="`nte_…`", max_length=96)]


@router.post(
    "/v1/conversations/<conversation_id>/notes",
    summary="Write an internal note",
    description="For the desk alone: no customer, app or messaging service sees it. It changes nothing of the ticket. "
    "The same `Idempotency-Key` within 24 hours returns the same note.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=version_answers(NoteOut, HTTPStatus.CREATED),
)
def add_note(conversation_id: ConversationId, body: NoteIn, idempotency_key: IdempotencyKey = None) -> Response[str]:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE)
    reference = ConversationReference.from_conversation_id(conversation_id)
    note = desk.notes.add(reference, body.content(), principal.actor(), idempotency_key)
    return _shown(desk, note, HTTPStatus.CREATED)


@router.get(
    "/v1/conversations/<conversation_id>/notes/<note_id>",
    summary="Read a note",
    tags=_TAG,
    responses=version_answers(NoteOut),
)
def get_note(conversation_id: ConversationId, note_id: NoteId) -> Response[str]:
    desk, _ = enter(router, Scope.CONVERSATIONS_READ)
    return _shown(desk, desk.notes.get(_reference(conversation_id, note_id)))


@router.patch(
    "/v1/conversations/<conversation_id>/notes/<note_id>",
    summary="Change a note",
    description="Only its author can.",
    tags=_TAG,
    responses=version_answers(NoteOut),
)
def change_note(
    conversation_id: ConversationId, note_id: NoteId, body: NotePatchIn, if_match: IfMatch = None
) -> Response[str]:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE)
    reference, actor = _reference(conversation_id, note_id), principal.actor()
    return _shown(desk, desk.notes.change(reference, body.patch, actor, if_match=version_of(if_match)))


@router.delete(
    "/v1/conversations/<conversation_id>/notes/<note_id>",
    summary="Delete a note",
    description="Only its author can. The timeline still shows that there was a note, and nothing of what it said.",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=deletion_answers(),
)
def delete_note(conversation_id: ConversationId, note_id: NoteId, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE)
    desk.notes.delete(_reference(conversation_id, note_id), principal.actor(), if_match=version_of(if_match))
    return Response(HTTPStatus.NO_CONTENT, body="")


def _reference(conversation_id: str, note_id: str) -> NoteReference:
    return NoteReference.within(ConversationReference.from_conversation_id(conversation_id), note_id)


def _shown(desk: Desk, note: Note, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    return versioned(NoteOut.of(note, desk.timeline.files_of([note])), note.version, status)
