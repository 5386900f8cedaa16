"""Jobs in the API's format."""

from typing import Annotated, Any, Self

from pydantic import Field

from helpdesk.conversations.schemas import ActorOut
from helpdesk.jobs.models import JobKind, JobState
from helpdesk.jobs.service import JobPage
from helpdesk.people.schemas import OwnerWarningOut
from helpdesk.platform.schemas import ResponseModel, Time


class JobFailureOut(ResponseModel):
    ticket_id: str
    code: Annotated[str, Field(description="As the change of this one ticket would have answered.")]
    message: str
    more: Annotated[
        dict[str, Any],
        Field(
            description="`missing`: names of properties that the status needs; `allowed_status_ids`; `errors`, as in a "
            "problem: each with `field`, `message` and, where there is one, `code` and `limit`."
        ),
    ]


class JobFileOut(ResponseModel):
    url: Annotated[str, Field(description="Whoever has it can read the file, until it expires.")]
    expires_at: Time


class JobOut(ResponseModel):
    id: str
    kind: JobKind
    state: Annotated[JobState, Field(description="`done` with failures is done. `failed`: it could not go on.")]
    done: Annotated[int, Field(description="Of `total`, including those that failed.")]
    total: Annotated[int | None, Field(description="null: not counted yet.")]
    failure_count: int
    failures: Annotated[list[JobFailureOut], Field(description="At most 100; `next_cursor` continues.")]
    next_cursor: str | None
    report: Annotated[dict[str, int], Field(description="Of an export or an erasure: how much was found, by kind.")]
    warnings: Annotated[
        list[OwnerWarningOut],
        Field(description="Of a change of many tickets: about the owner, or the team, who got them."),
    ]
    file: Annotated[JobFileOut | None, Field(description="Of an export, for whoever may ask for one.")]
    created_by: ActorOut
    created_at: Time
    finished_at: Time | None

    @classmethod
    def of(cls, page: JobPage, file: JobFileOut | None = None) -> Self:
        job = page.job
        values = {name: getattr(job, name) for name in cls.model_fields if hasattr(job, name)}
        total = None if job.total is None else max(job.total, job.done)
        more = {"total": total, "failures": page.failures, "next_cursor": page.next_cursor, "file": file}
        return cls.model_validate({**values, **more}, from_attributes=True)
