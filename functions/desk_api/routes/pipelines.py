"""/v1/pipelines"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.desk import IdempotencyKey, enter
from desk_api.problems import answers
from desk_api.versions import IfMatch, version_answers, version_of, versioned
from helpdesk.people.principals import Scope
from helpdesk.pipelines.schemas import PipelineIn, PipelineListOut, PipelineOut, PipelinePatchIn
from helpdesk.platform.ids import new_ulid

router = Router()
_TAG = ["Pipelines and properties"]

PipelineId = Annotated[str, Path(max_length=64)]


@router.get(
    "/v1/pipelines", summary="List pipelines with their statuses", tags=_TAG, responses=answers(PipelineListOut)
)
def list_pipelines() -> PipelineListOut:
    desk, _ = enter(router, Scope.TICKETS_READ)
    return PipelineListOut.of(desk.pipelines.all())


@router.post(
    "/v1/pipelines",
    summary="Create a pipeline",
    description="The same name with the same content returns the same pipeline. So does the same `Idempotency-Key`, "
    "also after the pipeline was changed.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=version_answers(PipelineOut, HTTPStatus.CREATED),
)
def create_pipeline(body: PipelineIn, idempotency_key: IdempotencyKey = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    made = desk.pipelines.create(body.pipeline(), principal.actor(), idempotency_key=idempotency_key)
    return versioned(PipelineOut.of(made), made.version, HTTPStatus.CREATED)


@router.get("/v1/pipelines/<pipeline_id>", summary="Read a pipeline", tags=_TAG, responses=version_answers(PipelineOut))
def get_pipeline(pipeline_id: PipelineId) -> Response[str]:
    desk, _ = enter(router, Scope.TICKETS_READ)
    found = desk.pipelines.get(pipeline_id)
    return versioned(PipelineOut.of(found), found.version)


@router.patch(
    "/v1/pipelines/<pipeline_id>",
    summary="Change a pipeline",
    description="A job (`job_id`) moves the tickets of a status that is left out.",
    tags=_TAG,
    responses=version_answers(PipelineOut),
)
def change_pipeline(pipeline_id: PipelineId, body: PipelinePatchIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    after = desk.pipelines.change(pipeline_id, body.patch(new_ulid), principal.actor(), if_match=version_of(if_match))
    return versioned(PipelineOut.of(after), after.version)


@router.delete(
    "/v1/pipelines/<pipeline_id>",
    summary="Delete a pipeline",
    description="A job (`job_id`) moves its tickets to another pipeline, each to the first status of its category.",
    tags=_TAG,
    status_code=HTTPStatus.ACCEPTED,
    responses=version_answers(PipelineOut, HTTPStatus.ACCEPTED),
)
def delete_pipeline(
    pipeline_id: PipelineId,
    move_to: Annotated[str, Query(min_length=1, max_length=64, description="The pipeline to which its tickets go.")],
    if_match: IfMatch = None,
) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE, ("move_to",))
    deleted = desk.pipelines.delete(pipeline_id, move_to, principal.actor(), if_match=version_of(if_match))
    return versioned(PipelineOut.of(deleted), deleted.version, HTTPStatus.ACCEPTED)
