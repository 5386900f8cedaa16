"""/v1/audit: who did what to channel accounts."""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from desk_api.desk import NextCursor, enter
from desk_api.problems import answers
from helpdesk.audit.schemas import AuditListOut
from helpdesk.people.principals import Scope

router = Router()


@router.get(
    "/v1/audit",
    summary="List changes of channel accounts, newest first",
    tags=["Audit trail"],
    responses=answers(AuditListOut),
)
def list_audit_events(
    account_id: Annotated[
        str | None, Query(min_length=1, max_length=19, description="Only events of this account.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    cursor: NextCursor = None,
) -> AuditListOut:
    desk, _ = enter(router, Scope.AUDIT_READ, ("account_id", "limit", "cursor"))
    return AuditListOut.of(desk.audit.page(account_id, limit=limit, cursor=cursor))
