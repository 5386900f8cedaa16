"""/v1/agents, /v1/channel-accounts: lists."""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from desk_api.desk import NextCursor, enter
from desk_api.problems import answers
from helpdesk.accounts.schemas import AccountListOut
from helpdesk.people.principals import Scope
from helpdesk.people.schemas import AgentListOut, AgentOut

router = Router()


@router.get("/v1/agents", summary="List agents", tags=["Agents"], responses=answers(AgentListOut))
def list_agents() -> AgentListOut:
    desk, _ = enter(router, Scope.AGENTS_READ)
    return AgentListOut(agents=[AgentOut.model_validate(agent) for agent in desk.agents.all()])


@router.get(
    "/v1/channel-accounts", summary="List channel accounts", tags=["Channels"], responses=answers(AccountListOut)
)
def list_channel_accounts(
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
    cursor: NextCursor = None,
) -> AccountListOut:
    desk, _ = enter(router, Scope.CHANNELS_READ, ("limit", "cursor"))
    return AccountListOut.of(desk.account_list.page(limit=limit, cursor=cursor))
