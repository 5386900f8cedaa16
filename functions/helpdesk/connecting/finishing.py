"""Finishing a connect flow: the staging token is used, and the account is there, or neither."""

from dataclasses import replace

from helpdesk.accounts.changing import AccountChanging
from helpdesk.accounts.making import AccountMaking
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import already_connected
from helpdesk.channels.models import Channel
from helpdesk.connecting import one_time
from helpdesk.connecting.models import Flow, registered
from helpdesk.connecting.repository import FlowRepository
from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import Conflict, NotFound, Unavailable

_TRIES = 5


class Finishing:
    def __init__(
        self,
        flows: FlowRepository,
        making: AccountMaking,
        changing: AccountChanging,
        now: Clock,
    ) -> None:
        self._flows = flows
        self._making = making
        self._changing = changing
        self._now = now

    def finish(self, channel: Channel, token: str, name: str | None, identifier: DeliveryIdentifier | None) -> Flow:
        """The flow as it ended. The same again gives the same. Raises NotFound for a token that is not the channel's
        or has expired, and Conflict where it was used for something else or the identifier is connected already."""
        for _ in range(_TRIES):
            flow = self._live(channel, token)
            # An account that is authorised again keeps its name: an administrator gave it.
            wanted = name or flow.plan.name if flow.authorizes is None else flow.plan.name
            if flow.account_id is not None:
                return _the_same(flow, wanted, identifier)
            try:
                account_id = self._done(channel, flow, wanted, identifier)
            except TransactionFailed:
                continue  # somebody used the token, or changed the account, in between
            if account_id is not None:
                return replace(flow, account_id=account_id, account_name=wanted, delivery_identifier=identifier)
        raise Unavailable("Others are connecting this account at the same time. Send the same request again.")

    def _done(self, channel: Channel, flow: Flow, name: str, identifier: DeliveryIdentifier | None) -> str | None:
        """The account's id, or None where the token was used by somebody else meanwhile."""
        if flow.authorizes is not None:
            return self._authorized(flow, flow.authorizes, name, identifier)
        account = self._making.planned(registered(channel), replace(flow.plan, name=name), identifier)
        used = self._flows.finishing(flow, account.id, name, identifier)
        standing_id = self._making.make(account, flow.begun_by, [used])
        if standing_id is None:
            return account.id
        now_at = self._flows.get(flow.id)
        if now_at is not None and now_at.account_id is not None:
            return None
        self._flows.found_standing(flow, standing_id)
        raise already_connected(account, standing_id)

    def _authorized(self, flow: Flow, account_id: str, name: str, identifier: DeliveryIdentifier | None) -> str:
        def decide(account: ChannelAccount) -> ChannelAccount:
            if identifier not in {None, account.delivery_identifier}:
                raise Conflict(
                    "This connection authorises an account that stands, which has another delivery identifier.",
                    code="identifier_differs",
                    context={"id": [account.id]},
                )
            return replace(account, authorized=True)

        # Authorising twice is authorising once: where this is cut off before the token is used, a repeat completes it.
        self._changing.change(account_id, flow.begun_by, decide)
        self._flows.transact([self._flows.finishing(flow, account_id, name, identifier)])
        return account_id

    def _live(self, channel: Channel, token: str) -> Flow:
        flow_id = one_time.flow_id_of(token)
        flow = self._flows.get(flow_id) if flow_id else None
        if flow is None or flow.channel_id != channel.id or not one_time.fits(token, flow.token_hash):
            raise NotFound("There is no such account token for this channel.", code="staging_token_not_found")
        if flow.is_over(to_text(self._now())):
            raise NotFound(
                "This account token has expired. The administrator must begin connecting anew.",
                code="staging_token_expired",
            )
        return flow


def _the_same(flow: Flow, name: str, identifier: DeliveryIdentifier | None) -> Flow:
    if (flow.account_name, flow.delivery_identifier) != (name, identifier):
        raise Conflict(
            f"This account token was used already, for the account {flow.account_id}, and for something else.",
            code="staging_token_used",
            context={"id": [str(flow.account_id)]},
        )
    return flow
