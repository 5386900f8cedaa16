"""/v1/conversations/{id}/draft and /drafts"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.desk import enter
from desk_api.problems import answers
from desk_api.routes.conversations import ConversationId
from desk_api.versions import VERSION_DIFFERS, IfMatch, deletion_answers, version_answers, version_of, versioned
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.schemas import MessageOut
from helpdesk.drafts.models import DraftPlace
from helpdesk.drafts.schemas import ApprovalIn, DraftIn, DraftListOut, DraftOut, reply_of
from helpdesk.people.principals import Principal, Scope

router = Router()
_TAG = ["Conversations"]

Shared = Annotated[bool, Query(description="The shared draft instead of your own.")]


@router.get(
    "/v1/conversations/<conversation_id>/drafts",
    summary="List the drafts of a conversation",
    description="The shared one, your own, and whatever waits for approval.",
    tags=_TAG,
    responses=answers(DraftListOut),
)
def list_drafts(conversation_id: ConversationId) -> DraftListOut:
    desk, principal = enter(router, Scope.CONVERSATIONS_READ)
    reference = ConversationReference.from_conversation_id(conversation_id)
    return DraftListOut.of(desk.drafts.all(reference, principal.id))


@router.get(
    "/v1/conversations/<conversation_id>/draft",
    summary="Read your draft, or the shared one",
    tags=_TAG,
    responses=version_answers(DraftOut),
)
def get_draft(conversation_id: ConversationId, shared: Shared = False) -> Response[str]:  # noqa: FBT002 - a parameter of the query
    desk, principal = enter(router, Scope.CONVERSATIONS_READ, ("shared",))
    found = desk.drafts.get(_place(conversation_id, principal, shared=shared))
    return versioned(DraftOut.of(found), found.version)


@router.put(
    "/v1/conversations/<conversation_id>/draft",
    summary="Save your draft, or the shared one",
    description="To replace one, send its `ETag` as `If-Match`: otherwise 412, so that nobody's text is lost. It is "
    "kept for 30 days, at most until the conversation ends. Nothing is sent.",
    tags=_TAG,
    responses=version_answers(DraftOut),
)
def save_draft(
    conversation_id: ConversationId,
    body: DraftIn,
    shared: Shared = False,  # noqa: FBT002 - a parameter of the query
    if_match: IfMatch = None,
) -> Response[str]:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE, ("shared",))
    place = _place(conversation_id, principal, shared=shared)
    saved = desk.drafts.save(place, body.content(), body.state, principal.actor(), if_match=version_of(if_match))
    return versioned(DraftOut.of(saved), saved.version)


@router.delete(
    "/v1/conversations/<conversation_id>/draft",
    summary="Drop your draft, or the shared one",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=deletion_answers(),
)
def drop_draft(
    conversation_id: ConversationId,
    shared: Shared = False,  # noqa: FBT002 - a parameter of the query
    if_match: IfMatch = None,
) -> Response[str]:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE, ("shared",))
    desk.drafts.drop(_place(conversation_id, principal, shared=shared), if_match=version_of(if_match))
    return Response(HTTPStatus.NO_CONTENT, body="")


@router.delete(
    "/v1/conversations/<conversation_id>/drafts/<draft_id>",
    summary="Drop a draft of the list",
    description="Whoever may reply may drop what waits for approval.",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=deletion_answers(),
)
def drop_listed_draft(
    conversation_id: ConversationId, draft_id: Annotated[str, Path(max_length=64)], if_match: IfMatch = None
) -> Response[str]:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE)
    reference = ConversationReference.from_conversation_id(conversation_id)
    desk.drafts.drop_one(reference, draft_id, principal.id, version_of(if_match))
    return Response(HTTPStatus.NO_CONTENT, body="")


@router.post(
    "/v1/conversations/<conversation_id>/draft/approvals",
    summary="Approve a draft: it is sent",
    description="In your name, exactly the version that you name; the timeline says which API client wrote it. Once: "
    "approved again, it returns the same message.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses={**answers(MessageOut, HTTPStatus.CREATED), **VERSION_DIFFERS},
)
def approve_draft(conversation_id: ConversationId, body: ApprovalIn) -> tuple[MessageOut, int]:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE)
    reference = ConversationReference.from_conversation_id(conversation_id)
    message = desk.drafts.approve(reference, body.draft_id, body.version, principal.actor(), reply_of)
    return MessageOut.of(message, desk.timeline.files_of([message])), HTTPStatus.CREATED


def _place(conversation_id: str, principal: Principal, *, shared: bool) -> DraftPlace:
    return DraftPlace(ConversationReference.from_conversation_id(conversation_id), None if shared else principal.id)
