"""The administrator's side of connecting, with credentials or by redirect."""

from collections.abc import Callable, Collection, Mapping

from helpdesk.accounts.models import TicketProperties
from helpdesk.accounts.routing_check import RoutingCheck
from helpdesk.channels.models import Channel
from helpdesk.connecting.catalogue import Catalogue
from helpdesk.connecting.connections import Connected, Connections
from helpdesk.connecting.flows import Flows, RedirectStart
from helpdesk.connecting.idempotency_keys import IdempotentRequest
from helpdesk.connecting.models import Connectable, ConnectionMethod, ConnectionRequest
from helpdesk.inboxes.service import Inboxes
from helpdesk.people.principals import Principal
from helpdesk.platform.errors import FieldError, InvalidRequest

_OF_A_NEW_ACCOUNT = ("name", "inbox_id", "ticket_properties", "routing", "reopen_hours")


class Connector:
    def __init__(
        self,
        catalogue: Catalogue,
        connections: Connections,
        flows: Flows,
        inboxes: Inboxes,
        routing: RoutingCheck,
        check_properties: Callable[[TicketProperties, str], None],
    ) -> None:
        self.catalogue = catalogue
        self.connections = connections
        self.flows = flows
        self._inboxes = inboxes
        self._routing = routing
        self._check_properties = check_properties

    def connect(self, channel_id: str, request: ConnectionRequest, principal: Principal) -> Connected | RedirectStart:
        connectable, actor = self.catalogue.find(channel_id), principal.actor()
        _check_fitting(connectable, request.given_fields)
        self._inboxes.check(request.plan.inbox_id)
        self._check_properties(request.plan.ticket_properties, request.plan.inbox_id)
        if "routing" in request.given_fields:
            self._routing.check(request.plan.routing, principal)
        if connectable.way is ConnectionMethod.CREDENTIALS:
            idempotent = IdempotentRequest.of(actor.id, connectable.id, request) if request.idempotency_key else None
            return self.connections.connect(connectable, request, actor, idempotent)
        channel: Channel | None = connectable.channel
        if channel is None or request.return_url is None:
            raise _refusal(
                {"return_url": "Give the return_url for the browser: this channel is connected by redirect."}
            )
        return self.flows.begin(channel, request.plan, request.return_url, actor, request.account_id)


def _check_fitting(connectable: Connectable, given_fields: Collection[str]) -> None:
    """A field that would be ignored is rejected, each by its name."""
    refused: dict[str, str] = {}
    if connectable.way is ConnectionMethod.REDIRECT:
        why = "This channel is connected by redirect: its service provides this value."
        refused |= dict.fromkeys(("credentials", "delivery_identifier"), why)
    else:
        why = "This channel is connected with credentials: this field is not allowed."
        without = () if connectable.channel else ("delivery_identifier",)
        refused |= dict.fromkeys(("account_id", "return_url", *without), why)
    if connectable.way is ConnectionMethod.REDIRECT and "account_id" in given_fields:
        why = "This authorizes an existing account, which keeps its values: use PATCH /v1/channel-accounts/…."
        refused |= dict.fromkeys(_OF_A_NEW_ACCOUNT, why)
    found = {name: why for name, why in refused.items() if name in given_fields}
    names_itself = connectable.channel is None and connectable.provider.connects
    if "name" not in given_fields and "name" not in refused and not names_itself:
        found["name"] = "Give a name for the account."
    if found:
        raise _refusal(found)


def _refusal(found: Mapping[str, str]) -> InvalidRequest:
    fields = [FieldError(name, why) for name, why in found.items()]
    return InvalidRequest.among(fields)
