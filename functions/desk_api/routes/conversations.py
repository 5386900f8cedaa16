"""/v1/conversations"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.desk import IdempotencyKey, enter
from desk_api.problems import answers, no_content
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.schemas import MessageOut, TimelineOut
from helpdesk.drafts.models import DraftPlace
from helpdesk.people.access import Access
from helpdesk.people.principals import Scope
from helpdesk.replies.composer_schemas import ComposerOut
from helpdesk.replies.schemas import ReplyIn
from helpdesk.replies.starting_schemas import StartedOut, StartIn

router = Router()
_TAG = ["Conversations"]

ConversationId = Annotated[str, Path(description="`cnv_…`", max_length=64)]


@router.post(
    "/v1/conversations",
    summary="Start a conversation with a customer",
    description="Requires the capability `allowConversationStart` of the channel. 201 means that conversation, ticket "
    "and message are stored and the message will be sent; the ticket belongs to the agent who starts. The same "
    "`Idempotency-Key` returns the first response and sends nothing again. 409 `conversation_exists`: `context` names "
    "the conversation that is already open. 409 `status_refused`: `missing` has what a new ticket needs.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=answers(StartedOut, HTTPStatus.CREATED),
)
def start_conversation(body: StartIn, idempotency_key: IdempotencyKey = None) -> tuple[StartedOut, int]:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE)
    started = desk.starting.start(body.request(idempotency_key), principal.actor(), Access.of(principal))
    files, channels = desk.timeline.files_of([started.message]), desk.channels_of(started.ticket)
    return StartedOut.of(started, channels, files), HTTPStatus.CREATED


@router.get(
    "/v1/conversations/<conversation_id>/timeline",
    summary="Read the timeline of a conversation",
    description="Without a cursor, returns the newest entries. Entries are sorted oldest first, in both directions.",
    tags=_TAG,
    responses=answers(TimelineOut),
)
def get_timeline(
    conversation_id: ConversationId,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[
        str | None, Query(min_length=1, max_length=512, description="`older_cursor` or `newer_cursor`.")
    ] = None,
) -> TimelineOut:
    desk, _ = enter(router, Scope.CONVERSATIONS_READ, ("limit", "cursor"))
    reference = ConversationReference.from_conversation_id(conversation_id)
    return TimelineOut.of(desk.timeline.page(reference, limit=limit, cursor=cursor))


@router.get(
    "/v1/conversations/<conversation_id>/composer",
    summary="Check what a reply may contain",
    description="The same rules apply when the reply is sent; it may be rejected if they have changed since.",
    tags=_TAG,
    responses=answers(ComposerOut),
)
def get_composer(conversation_id: ConversationId) -> ComposerOut:
    desk, principal = enter(router, Scope.CONVERSATIONS_READ)
    reference = ConversationReference.from_conversation_id(conversation_id)
    return ComposerOut.of(desk.composer.composition(reference, Access.of(principal)))


@router.post(
    "/v1/conversations/<conversation_id>/typing",
    summary="Show the customer that somebody writes",
    description="Call it while an agent writes, for example every 4 seconds: it is shown for some seconds, and a call "
    "in between does nothing. 204 does not mean that the customer saw it; not every channel can show it.",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=no_content(),
)
def show_typing(conversation_id: ConversationId) -> Response[str]:
    desk, _ = enter(router, Scope.CONVERSATIONS_WRITE)
    desk.typing.show(ConversationReference.from_conversation_id(conversation_id))
    return Response(HTTPStatus.NO_CONTENT, body="")


@router.post(
    "/v1/conversations/<conversation_id>/replies",
    summary="Reply to the customer",
    description="201 means that the reply is stored and will be sent; `status` is its delivery status. The same "
    "`Idempotency-Key` within 24 hours returns the same reply and sends nothing again. With `set_status`, the ticket's "
    "status changes with it, or neither happens: 409 `status_refused` names all that the status needs (`missing`) and "
    "what may follow (`allowed_status_ids`), and nothing is sent. That needs the scope `tickets.write` too. A ticket "
    "that nobody has belongs to whoever replies, unless the settings of the desk say otherwise.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=answers(MessageOut, HTTPStatus.CREATED),
)
def reply_to_conversation(
    conversation_id: ConversationId,
    body: ReplyIn,
    idempotency_key: IdempotencyKey = None,
) -> tuple[MessageOut, int]:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE)
    reference = ConversationReference.from_conversation_id(conversation_id)
    request, sent, ticket = body.request(idempotency_key), body.draft_sent, None
    if body.set_status:
        principal.require(Scope.TICKETS_WRITE)
        ticket = desk.work.with_reply(reference, body.set_status.change(), principal)
    if sent:
        place = DraftPlace(reference, None if sent.shared else principal.id)
        message = desk.drafts.reply(place, sent.version, request, principal.actor(), ticket)
    else:
        message = desk.replies.reply(reference, request, principal.actor(), ticket)
    return MessageOut.of(message, desk.timeline.files_of([message])), HTTPStatus.CREATED
