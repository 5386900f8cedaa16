"""Finishes a connect flow: the staging token is used and the account is created, or neither."""

from dataclasses import replace

from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.making import AccountMaker, already_connected
from helpdesk.accounts.models import ChannelAccount
from helpdesk.channels.models import Channel
from helpdesk.connecting import one_time
from helpdesk.connecting.models import Flow
from helpdesk.connecting.repository import FlowRepository
from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.optimistic import until_written


class FlowFinisher:
    def __init__(
        self,
        flows: FlowRepository,
        maker: AccountMaker,
        changing: AccountChanger,
        now: Clock,
    ) -> None:
        self._flows = flows
        self._maker = maker
        self._changing = changing
        self._now = now

    def finish(self, channel: Channel, token: str, name: str | None, identifier: DeliveryIdentifier | None) -> Flow:
        """The finished flow. The same request again returns the same result. Raises NotFound for a token of another
        channel or an expired one, and Conflict if it was used for something else or the identifier is already
        connected."""

        def attempt() -> Flow | None:
            flow = self._live(channel, token)
            # An account that is authorized again keeps its name, because an administrator chose it.
            wanted = name or flow.plan.name if flow.authorizes is None else flow.plan.name
            if flow.account_id is not None:
                return _the_same(flow, wanted, identifier)
            account_id = self._done(channel, flow, wanted, identifier)
            if account_id is None:  # somebody used the token in the meantime
                return None
            return replace(flow, account_id=account_id, account_name=wanted, delivery_identifier=identifier)

        return until_written(attempt, "this connection")

    def _done(self, channel: Channel, flow: Flow, name: str, identifier: DeliveryIdentifier | None) -> str | None:
        """The account's id, or None if somebody else used the token in the meantime."""
        if flow.authorizes is not None:
            return self._authorized(flow, flow.authorizes, name, identifier)
        account = self._maker.of_channel(channel, replace(flow.plan, name=name), identifier)
        used = self._flows.finishing(flow, account.id, name, identifier)
        existing_id = self._maker.make(account, flow.started_by, [used])
        if existing_id is None:
            return account.id
        now_at = self._flows.get(flow.id)
        if now_at is not None and now_at.account_id is not None:
            return None
        self._flows.found_existing(flow, existing_id)
        raise already_connected(account, existing_id)

    def _authorized(self, flow: Flow, account_id: str, name: str, identifier: DeliveryIdentifier | None) -> str:
        def decide(account: ChannelAccount) -> ChannelAccount:
            if identifier and not _is_same(identifier, account.delivery_identifier):
                raise Conflict(
                    "This connection authorizes an existing account, which has another delivery identifier.",
                    code="identifier_differs",
                    context={"id": [account.id]},
                )
            return replace(account, authorized=True)

        # Authorizing is idempotent: if this is interrupted before the token is used, a retry completes it.
        self._changing.change(account_id, flow.started_by, decide)
        self._flows.transact([self._flows.finishing(flow, account_id, name, identifier)])
        return account_id

    def _live(self, channel: Channel, token: str) -> Flow:
        flow_id = one_time.flow_id_of(token)
        flow = self._flows.get(flow_id) if flow_id else None
        if flow is None or flow.channel_id != channel.id or not one_time.fits(token, flow.token_hash):
            raise NotFound("This account token does not exist for this channel.", code="staging_token_not_found")
        if flow.is_over(to_text(self._now())):
            raise NotFound(
                "This account token has expired. The administrator must start the connection again.",
                code="staging_token_expired",
            )
        return flow


def _the_same(flow: Flow, name: str, identifier: DeliveryIdentifier | None) -> Flow:
    if flow.account_name != name or not _is_same(flow.delivery_identifier, identifier):
        raise Conflict(
            f"This account token was already used, with different values, for the account {flow.account_id}.",
            code="staging_token_used",
            context={"id": [str(flow.account_id)]},
        )
    return flow


def _is_same(given: DeliveryIdentifier | None, known: DeliveryIdentifier | None) -> bool:
    return given.normal == known.normal if given and known else given is known
