"""/v1/channel-accounts/{account_id}: when a customer wrote last is known by the index."""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from desk_api.finding import enter_find
from desk_api.problems import answers
from helpdesk.delivery.schemas import AccountDetailsOut
from helpdesk.people.principals import Scope

router = Router()


@router.get(
    "/v1/channel-accounts/<account_id>",
    summary="Read a channel account",
    tags=["Channels"],
    responses=answers(AccountDetailsOut),
)
def get_channel_account(account_id: Annotated[str, Path(max_length=19)]) -> AccountDetailsOut:
    desk, _ = enter_find(router, Scope.CHANNELS_READ)
    account = desk.accounts.get(account_id)
    return AccountDetailsOut.with_activity(
        account, desk.logos.of([account.channel_id]), desk.last_activity(account), desk.newest_delivery(account)
    )
