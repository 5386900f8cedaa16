"""/v1/agents, /v1/channel-accounts: lists."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from desk_api.desk import enter
from desk_api.problems import answers
from helpdesk.accounts.schemas import AccountListOut, AccountOut
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
def list_accounts() -> AccountListOut:
    desk, _ = enter(router, Scope.CHANNELS_READ)
    return AccountListOut(accounts=[AccountOut.of(account) for account in desk.accounts.all()])
