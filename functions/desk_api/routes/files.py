"""/v1/files, /v1/settings/files"""

import json
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.desk import enter
from desk_api.problems import answers
from helpdesk.files.schemas import FileIn, FileLinkOut, FileOut, FileSettingsIn, FileSettingsOut, NewFileOut
from helpdesk.people.principals import Scope

router = Router()
_TAG = ["Files"]

FileId = Annotated[str, Path(description="`fil_…`", max_length=64)]
WithMessage = Annotated[
    str | None,
    Query(
        max_length=64,
        description="A message that has the file. Whoever does not see every ticket needs it, except for files "
        "of their own and of the library: a file is seen with its conversation.",
    ),
]
WithNote = Annotated[str | None, Query(max_length=64, description="Instead of `message_id`: a note that has the file.")]
_WITH = ("message_id", "conversation_id", "note_id")


@router.post(
    "/v1/files",
    summary="Start a file upload",
    description="201 with a form: POST it to `upload.url` as multipart/form-data within 15 minutes, first each field "
    "of `upload.fields`, last the field `file`. The upload is checked when it is first read or used.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=answers(NewFileOut, HTTPStatus.CREATED),
)
def begin_upload(body: FileIn) -> tuple[NewFileOut, int]:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE)
    return NewFileOut.of(*desk.files.uploads.begin(body.upload(), uploaded_by=principal.user_id)), HTTPStatus.CREATED


@router.get("/v1/files/<file_id>", summary="Read a file's metadata", tags=_TAG, responses=answers(FileOut))
def get_file(
    file_id: FileId, message_id: WithMessage = None, conversation_id: WithNote = None, note_id: WithNote = None
) -> FileOut:
    desk, _ = enter(router, Scope.CONVERSATIONS_READ, _WITH)
    return FileOut.of(desk.files.files.get(file_id))


@router.get(
    "/v1/files/<file_id>/content",
    summary="Get a file",
    description="302 to a link that is valid for five minutes. Request it without the `Authorization` header; "
    "with `redirect=false`, 200 with the link.",
    tags=_TAG,
    responses={**answers(FileLinkOut), 302: {"description": "Redirect: `location` is the link."}},
)
def get_file_content(
    file_id: FileId,
    redirect: Annotated[bool, Query()] = True,  # noqa: FBT002
    message_id: WithMessage = None,
    conversation_id: WithNote = None,
    note_id: WithNote = None,
) -> Response[str]:
    desk, _ = enter(router, Scope.CONVERSATIONS_READ, ("redirect", *_WITH))
    link = desk.files.serving.link(desk.files.files.get(file_id))
    headers = {"cache-control": "no-store"} | ({"location": link.url} if redirect else {})
    status = HTTPStatus.FOUND if redirect else HTTPStatus.OK
    return Response(status, "application/json", json.dumps(FileLinkOut.of(link).model_dump()), dict(headers))


@router.get("/v1/settings/files", summary="Read the file settings", tags=_TAG, responses=answers(FileSettingsOut))
def get_file_settings() -> FileSettingsOut:
    desk, _ = enter(router, Scope.CHANNELS_READ)
    return FileSettingsOut.of(desk.files.rules.get())


@router.put("/v1/settings/files", summary="Change the file settings", tags=_TAG, responses=answers(FileSettingsOut))
def change_file_settings(body: FileSettingsIn) -> FileSettingsOut:
    desk, _ = enter(router, Scope.CHANNELS_WRITE)
    return FileSettingsOut.of(desk.files.rules.serve_unscanned(allowed=body.serve_unscanned))
