"""/v1/me, /v1/agents, /v1/channel-accounts: who and what is there."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from desk_api.conditional import IfNoneMatch, conditional_answers, unless_known
from desk_api.desk import NextCursor, enter
from desk_api.problems import answers, no_content
from helpdesk.accounts.schemas import AccountListOut
from helpdesk.people.principals import Scope
from helpdesk.people.schemas import AgentListOut, AgentOut, MeOut
from helpdesk.platform.clock import to_text

router = Router()


@router.get(
    "/v1/me",
    summary="Read who you are and what you can do",
    description="With an API token: the agent for whom it acts.",
    tags=["Agents"],
    responses=answers(MeOut),
)
def get_me() -> MeOut:
    desk, principal = enter(router, None)
    return MeOut.of(desk.agents.user_of(principal), principal)


@router.post(
    "/v1/me/sign-outs",
    summary="Sign out everywhere",
    description="No token that you have got so far is valid any more, in any browser, within a minute. For people.",
    tags=["Agents"],
    status_code=HTTPStatus.NO_CONTENT,
    responses=no_content(),
)
def sign_out_everywhere() -> Response[str]:
    desk, principal = enter(router, None)
    desk.agents.sign_out_everywhere(principal, to_text(desk.now()))
    return Response(HTTPStatus.NO_CONTENT, body="")


@router.get("/v1/agents", summary="List agents", tags=["Agents"], responses=answers(AgentListOut))
def list_agents() -> AgentListOut:
    desk, _ = enter(router, Scope.USERS_READ)
    return AgentListOut(agents=[AgentOut.of(agent) for agent in desk.agents.all()])


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
