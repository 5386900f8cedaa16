"""/v1/jobs"""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.desk import NextCursor, enter
from desk_api.problems import answers
from helpdesk.jobs.schemas import JobOut
from helpdesk.jobs.service import PAGE
from helpdesk.people.principals import Scope

router = Router()


@router.get(
    "/v1/jobs/<job_id>",
    summary="Read how far a job is",
    description="What takes longer than a request is a job. It is kept for 30 days.",
    tags=["Jobs"],
    responses=answers(JobOut),
)
def get_job(
    job_id: Annotated[str, Path(max_length=64)],
    limit: Annotated[int, Query(ge=1, le=PAGE, description="The number of failures.")] = PAGE,
    cursor: NextCursor = None,
) -> JobOut:
    desk, principal = enter(router, Scope.TICKETS_READ, ("limit", "cursor"))
    page = desk.jobs.page(job_id, limit=limit, cursor=cursor)
    desk.gate.check_job(principal, page.job)
    may_read = Scope.SETTINGS_WRITE in principal.scopes
    return JobOut.of(page, desk.export_links.of(page.job) if may_read else None)
