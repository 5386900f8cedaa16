"""/v1/changes: everything that changes at the desk, in order."""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from desk_api.desk import enter
from desk_api.problems import answers_or_gone
from helpdesk.feed.models import ChangeType
from helpdesk.feed.schemas import FeedPageOut
from helpdesk.feed.service import LONGEST_WAIT, Wanted

router = Router()

_ActorId = Annotated[str, Query(min_length=1, max_length=128)]


@router.get(
    "/v1/changes",
    summary="Follow what changes at the desk",
    description="Each change once, in order within a conversation, for seven days. Without `after`: from the oldest "
    "that is kept. 410 `cursor_expired` if what follows the cursor is not kept any more: `begin_at` is where to go on. "
    "You see changes of what your scopes let you read, of tickets that you see.",
    tags=["Changes"],
    responses=answers_or_gone(FeedPageOut),
)
def list_changes(
    after: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=512,
            description="`next_cursor` of the previous page, or the `cursor` of a change. `latest`: from now on; the "
            "page is empty, and its `next_cursor` is the end.",
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    not_by: Annotated[
        list[_ActorId],
        Query(
            max_length=20, description="Leaves out what these users or API tokens have caused: your own, by your id."
        ),
    ] = [],  # noqa: B006 - the description shows it; it is only read
    types: Annotated[list[ChangeType], Query(max_length=50, description="Only changes of these types.")] = [],  # noqa: B006
    wait: Annotated[
        int,
        Query(ge=0, le=LONGEST_WAIT, description="So many seconds for something new, if there is nothing new yet."),
    ] = 0,
) -> FeedPageOut:
    desk, principal = enter(router, None, ("after", "limit", "not_by", "types", "wait"))
    wanted = Wanted(frozenset(types), frozenset(not_by))
    return FeedPageOut.of(desk.change_feed.page(principal, after, wanted, limit=limit, wait=wait))
