"""/v1/channel-accounts: the list."""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from desk_api.conditional import IfNoneMatch, conditional_answers, unless_known
from desk_api.desk import NextCursor, enter
from helpdesk.accounts.schemas import AccountListOut
from helpdesk.people.principals import Scope

router = Router()


@router.get(
    "/v1/channel-accounts",
    summary="List channel accounts",
    tags=["Channels"],
    responses=conditional_answers(AccountListOut),
)
def list_channel_accounts(
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
    cursor: NextCursor = None,
    if_none_match: IfNoneMatch = None,
) -> Response[str]:
    desk, _ = enter(router, Scope.CHANNELS_READ, ("limit", "cursor"))
    page = desk.account_list.page(limit=limit, cursor=cursor)
    logos = desk.logos.of(account.channel_id for account in page.accounts)
    return unless_known(AccountListOut.of(page, logos), if_none_match)
