"""Who gets tickets: rules, decisions, dry runs."""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from desk_api.desk import NextCursor, enter
from desk_api.problems import answers
from desk_api.routes.accounts import AccountId
from desk_api.routes.tickets import TicketId
from desk_api.versions import IfMatch, version_answers, version_of, versioned
from helpdesk.accounts.handling_schemas import RoutingRuleIn, RoutingRuleOut
from helpdesk.conversations.references import ConversationReference
from helpdesk.people.principals import Scope
from helpdesk.routing.schemas import RoutingDecisionListOut, RoutingDecisionOut, SimulationIn

router = Router()
_TAG = ["Routing"]


@router.put(
    "/v1/channel-accounts/<account_id>/routing",
    summary="Set who gets the new tickets of an account",
    description="The whole rule; the caller needs a service seat. Tickets that wait are offered by the new rule. "
    "`ETag` and `If-Match` are the account's.",
    tags=_TAG,
    responses=version_answers(RoutingRuleOut),
)
def set_routing(account_id: AccountId, body: RoutingRuleIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.CHANNELS_WRITE)
    account = desk.management.set_routing(account_id, body.rule(), principal, if_match=version_of(if_match))
    return versioned(RoutingRuleOut.model_validate(account.routing), account.version)


@router.get(
    "/v1/tickets/<ticket_id>/routing-decisions",
    summary="Read why a ticket went where it went, newest first",
    description="Of a long conversation, a page may be short or empty and still have a `next_cursor`.",
    tags=_TAG,
    responses=answers(RoutingDecisionListOut),
)
def list_routing_decisions(
    ticket_id: TicketId, limit: Annotated[int, Query(ge=1, le=50)] = 20, cursor: NextCursor = None
) -> RoutingDecisionListOut:
    desk, _ = enter(router, Scope.TICKETS_READ, ("limit", "cursor"))
    reference = ConversationReference.from_ticket_id(ticket_id)
    return RoutingDecisionListOut.of(desk.routing.log.page(reference, limit=limit, cursor=cursor))


@router.post(
    "/v1/routing/simulations",
    summary="Ask who would get a ticket, and why",
    description="Of a ticket that there is, or one that is described; by the rule of its account, or by a draft; now, "
    "or at a later time. Nothing changes.",
    tags=_TAG,
    responses=answers(RoutingDecisionOut),
)
def simulate_routing(body: SimulationIn) -> RoutingDecisionOut:
    desk, principal = enter(router, Scope.CHANNELS_READ)
    principal.require(Scope.TICKETS_READ)
    simulated = desk.routing.simulations.run(body.subject(), body.rule.rule() if body.rule else None, body.at)
    return RoutingDecisionOut.of(simulated.at, simulated.choice.owner_id, simulated.details)
