"""The connect flow: an administrator starts it, and the channel's service finishes it with the staging token."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.plan import AccountPlan
from helpdesk.accounts.service import AccountService
from helpdesk.channels.models import Channel
from helpdesk.connecting import one_time
from helpdesk.connecting.models import Flow, FlowStatus
from helpdesk.connecting.repository import FlowRepository
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict, InvalidRequest, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId
from helpdesk.platform.outbound_address import is_secure

LIVES = timedelta(minutes=30)


@frozen
class RedirectStart:
    redirect_url: str
    state: str
    expires_at: str


class Flows:
    def __init__(
        self,
        flows: FlowRepository,
        accounts: AccountService,
        now: Clock,
        new_id: NewId,
        *,
        portal_id: int,
        allow_loopback: bool,
    ) -> None:
        self._flows = flows
        self._accounts = accounts
        self._now = now
        self._new_id = new_id
        self._portal_id = portal_id
        self._allow_loopback = allow_loopback

    def begin(
        self, channel: Channel, plan: AccountPlan, return_url: str, actor: Actor, authorizes: str | None = None
    ) -> RedirectStart:
        """`authorizes`: an existing account of the channel that is to be authorized again, instead of creating one."""
        address = str(channel.channel_account_connection_redirect_url)
        self._check_address(address)
        if authorizes is not None:
            plan = AccountPlan.of(self._existing(channel, authorizes))
        now, flow_id = self._now(), self._new_id()
        token, state, expires_at = one_time.new(flow_id), one_time.new(flow_id), to_text(now + LIVES)
        flow = Flow(
            id=flow_id,
            token_hash=one_time.hash_of(token),
            state_hash=one_time.hash_of(state),
            channel_id=channel.id,
            started_by=actor,
            plan=plan,
            created_at=to_text(now),
            expires_at=expires_at,
            authorizes=authorizes,
        )
        self._flows.create(flow, now)
        parameters = {
            "accountToken": token,
            "channelId": channel.id,
            "inboxId": plan.inbox_id,
            "portalId": str(self._portal_id),
            "redirectUrl": with_query(return_url, {"state": state}),
        }
        return RedirectStart(with_query(address, parameters), state, expires_at)

    def look(self, state: str, actor: Actor) -> tuple[Flow, FlowStatus]:
        """The state of a flow, for the administrator who started it. Raises NotFound for anybody else."""
        flow_id = one_time.flow_id_of(state)
        flow = self._flows.get(flow_id) if flow_id else None
        is_own = flow is not None and flow.user_id == (actor.on_behalf_of or actor.id)
        if flow is None or not is_own or not one_time.fits(state, flow.state_hash):
            raise NotFound("You have no such connection.", code="connection_not_found")
        return flow, flow.status(to_text(self._now()))

    def _check_address(self, address: str) -> None:
        """The URL contains the token."""
        if not is_secure(address, allow_loopback=self._allow_loopback):
            raise Conflict(
                "The channel's channelAccountConnectionRedirectUrl must start with https://. Its app must change it.",
                code="redirect_not_secure",
            )

    def _existing(self, channel: Channel, account_id: str) -> ChannelAccount:
        account = self._accounts.get(account_id)
        if account.channel_id != channel.id or account.archived_at is not None:
            message = f"This channel has no account {account_id!r} to authorize."
            raise InvalidRequest.at("account_id", message, code="unknown_account")
        return account


def with_query(address: str, values: Mapping[str, str]) -> str:
    """Keeps the existing query parameters, except those with these names."""
    parts = urlsplit(address)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in values]
    return parts._replace(query=urlencode([*kept, *values.items()]), path=parts.path or "/").geturl()
