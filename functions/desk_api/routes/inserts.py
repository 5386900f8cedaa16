"""/v1/snippets, /v1/library: what agents insert into a message"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from desk_api.desk import IdempotencyKey, enter
from desk_api.problems import answers, no_content
from desk_api.versions import IfMatch, version_answers, version_of, versioned
from helpdesk.conversations.references import ConversationReference
from helpdesk.inserts.schemas import (
    LibraryEntryIn,
    LibraryEntryOut,
    LibraryEntryPatchIn,
    LibraryListOut,
    SnippetIn,
    SnippetListOut,
    SnippetOut,
    SnippetPatchIn,
)
from helpdesk.people.principals import Scope
from helpdesk.replies.insert_schemas import PreviewIn, PreviewOut

router = Router()
_TAG = ["Snippets and library"]

SnippetId = Annotated[str, Path(max_length=64)]
EntryId = Annotated[str, Path(max_length=64)]


@router.get(
    "/v1/snippets",
    summary="List snippets",
    description="All of them, by name: at most 1,000.",
    tags=_TAG,
    responses=answers(SnippetListOut),
)
def list_snippets() -> SnippetListOut:
    desk, _ = enter(router, Scope.CONVERSATIONS_READ)
    return SnippetListOut.of(desk.snippets.all())


@router.post(
    "/v1/snippets",
    summary="Create a snippet",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=version_answers(SnippetOut, HTTPStatus.CREATED),
)
def create_snippet(body: SnippetIn, idempotency_key: IdempotencyKey = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    made = desk.snippets.create(body.snippet(), principal.actor(), idempotency_key=idempotency_key)
    return versioned(SnippetOut.of(made), made.version, HTTPStatus.CREATED)


@router.get("/v1/snippets/<snippet_id>", summary="Read a snippet", tags=_TAG, responses=version_answers(SnippetOut))
def get_snippet(snippet_id: SnippetId) -> Response[str]:
    desk, _ = enter(router, Scope.CONVERSATIONS_READ)
    found = desk.snippets.get(snippet_id)
    return versioned(SnippetOut.of(found), found.version)


@router.patch("/v1/snippets/<snippet_id>", summary="Change a snippet", tags=_TAG, responses=version_answers(SnippetOut))
def change_snippet(snippet_id: SnippetId, body: SnippetPatchIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    after = desk.snippets.change(snippet_id, body.changes(), principal.actor(), if_match=version_of(if_match))
    return versioned(SnippetOut.of(after), after.version)


@router.delete(
    "/v1/snippets/<snippet_id>",
    summary="Delete a snippet",
    description="Messages that were written with it stay.",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=no_content(),
)
def delete_snippet(snippet_id: SnippetId, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    desk.snippets.delete(snippet_id, principal.actor(), if_match=version_of(if_match))
    return Response(HTTPStatus.NO_CONTENT, body="")


@router.get(
    "/v1/library",
    summary="List the library",
    description="Documents, articles, meeting links, videos and quotes, by title: at most 1,000.",
    tags=_TAG,
    responses=answers(LibraryListOut),
)
def list_library() -> LibraryListOut:
    desk, _ = enter(router, Scope.CONVERSATIONS_READ)
    return LibraryListOut.of(desk.library.all())


@router.post(
    "/v1/library",
    summary="Add to the library",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=version_answers(LibraryEntryOut, HTTPStatus.CREATED),
)
def create_library_entry(body: LibraryEntryIn, idempotency_key: IdempotencyKey = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    made = desk.library.create(body.entry(), principal.actor(), idempotency_key=idempotency_key)
    return versioned(LibraryEntryOut.of(made), made.version, HTTPStatus.CREATED)


@router.get(
    "/v1/library/<entry_id>",
    summary="Read an entry of the library",
    tags=_TAG,
    responses=version_answers(LibraryEntryOut),
)
def get_library_entry(entry_id: EntryId) -> Response[str]:
    desk, _ = enter(router, Scope.CONVERSATIONS_READ)
    found = desk.library.get(entry_id)
    return versioned(LibraryEntryOut.of(found), found.version)


@router.patch(
    "/v1/library/<entry_id>",
    summary="Change an entry of the library",
    tags=_TAG,
    responses=version_answers(LibraryEntryOut),
)
def change_library_entry(entry_id: EntryId, body: LibraryEntryPatchIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    after = desk.library.change(entry_id, body.changes(), principal.actor(), if_match=version_of(if_match))
    return versioned(LibraryEntryOut.of(after), after.version)


@router.delete(
    "/v1/library/<entry_id>",
    summary="Remove an entry of the library",
    description="Messages that were written with it stay.",
    tags=_TAG,
    status_code=HTTPStatus.NO_CONTENT,
    responses=no_content(),
)
def delete_library_entry(entry_id: EntryId, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    desk.library.delete(entry_id, principal.actor(), if_match=version_of(if_match))
    return Response(HTTPStatus.NO_CONTENT, body="")


@router.post(
    "/v1/conversations/<conversation_id>/composer/preview",
    summary="Preview what is inserted into a message",
    description="A snippet with its placeholders filled, an entry of the library, or a passage of a message, in the "
    "richest form that the channel carries. A reply with this content sends exactly this. Nothing is stored.",
    tags=_TAG,
    responses=answers(PreviewOut),
)
def preview_insert(
    conversation_id: Annotated[str, Path(description="`cnv_…`", max_length=64)], body: PreviewIn
) -> PreviewOut:
    desk, principal = enter(router, Scope.CONVERSATIONS_READ)
    if body.message_id is not None:
        desk.gate.check(principal, {"message_id": body.message_id})
    reference = ConversationReference.from_conversation_id(conversation_id)
    return PreviewOut.of(desk.inserter.preview(reference, body.wanted(), desk.agents.user_of(principal)))
