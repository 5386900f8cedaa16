"""Managing an existing channel account: editing, disabling, enabling, moving and deleting it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, Protocol

from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.models import DELETED, ChannelAccount, Connection, TicketProperties
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.routing_rules import RoutingRule
from helpdesk.accounts.service import AccountService
from helpdesk.accounts.subscriptions import Subscriptions
from helpdesk.audit.models import AuditType, Change
from helpdesk.people.actors import Actor
from helpdesk.people.principals import Principal
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.collection import check_version
from helpdesk.platform.errors import Conflict, FieldError, HelpdeskError, InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.outbound_address import AddressRule, stays_here


class OpenConversations(StrEnum):
    """What happens to an account's open tickets when it moves to another inbox."""

    MOVE = "move"
    STAY = "stay"


@frozen
class AccountPatch:
    values: Mapping[str, Any]
    """Fields of the account that the request contains."""
    open_conversations: OpenConversations | None = None
    version: int | None = None
    """The version that was read; None to change the account whatever its version."""


class Opening(Protocol):
    """Of an account's new tickets, in an inbox. Each raises InvalidRequest."""

    def check_opening(self, given: TicketProperties, inbox_id: str) -> None:
        """For what a ticket cannot have."""

    def check_team(self, given: TicketProperties, inbox_id: str) -> None:
        """For a team that does not see the inbox."""


class AccountManagement:
    def __init__(
        self,
        accounts: AccountService,
        changing: AccountChanger,
        repository: AccountRepository,
        subscriptions: Subscriptions,
        check_inbox: Callable[[str], None],
        check_routing: Callable[[RoutingRule, Principal], None],
        opening: Opening,
        addresses: AddressRule,
        now: Clock,
    ) -> None:
        """`check_inbox` raises InvalidRequest if the inbox does not exist; `check_routing` raises Forbidden for a
        caller who may not set the rule, and InvalidRequest for a rule that names somebody who does not exist."""
        self._accounts = accounts
        self._changing = changing
        self._repository = repository
        self._subscriptions = subscriptions
        self._check_inbox = check_inbox
        self._check_routing = check_routing
        self._opening = opening
        self._addresses = addresses
        self._now = now

    def change(self, account_id: str, patch: AccountPatch, principal: Principal) -> ChannelAccount:
        """Raises Conflict if somebody changed the version that was read."""
        routing = patch.values.get("routing")
        if routing is not None:
            self._check_routing(routing, principal)

        def decide(account: ChannelAccount) -> ChannelAccount:
            if patch.version not in {None, account.version}:
                raise Conflict(
                    f"The account has changed since you read it: its version is {account.version}. Read it again.",
                    code="version_differs",
                )
            after = replace(account, **patch.values)
            after = replace(after, routing=after.routing.after(account.routing))
            if after.inbox_id != account.inbox_id:
                self._check_inbox(after.inbox_id)
                _check_policy(patch)
                self._opening.check_team(after.ticket_properties, after.inbox_id)
            if "ticket_properties" in patch.values:
                self._opening.check_opening(after.ticket_properties, after.inbox_id)
            return after

        policy = patch.open_conversations
        notes = {AuditType.MOVED: {"open_conversations": Change(None, policy.value)}} if policy else None
        # A change of anything else asks the service for nothing, whatever it was asked for before.
        changing = self._subscriptions if "active" in patch.values else self._changing
        return changing.change(account_id, principal.actor(), decide, notes=notes)

    def set_routing(
        self, account_id: str, rule: RoutingRule, principal: Principal, *, if_match: int | None = None
    ) -> ChannelAccount:
        """Raises PreconditionFailed if somebody changed the version that was read."""
        self._check_routing(rule, principal)

        def decide(account: ChannelAccount) -> ChannelAccount:
            check_version(account, if_match)
            return replace(account, routing=rule.after(account.routing))

        return self._changing.change(account_id, principal.actor(), decide)

    def set_delivery_url(self, account_id: str, url: str, actor: Actor) -> ChannelAccount:
        """Only a local deployment can replace the URL of a service that gets credentials: there, the service may be a
        program on the same machine."""
        here = self._addresses.allow_loopback and stays_here(url)

        def decide(account: ChannelAccount) -> ChannelAccount:
            if account.channel_id is not None:
                raise Conflict(
                    "Replies of this account go to the webhookUrl of its channel.", code="account_of_a_channel"
                )
            if not here and account.credentials:
                raise Conflict("This channel's URL is fixed, because its credentials are sent to it.")
            self._addresses.check("delivery_url", url)
            return replace(account, delivery_url=url)

        return self._subscriptions.change(account_id, actor, decide)

    def delete(self, account_id: str, confirmation: str | None, actor: Actor) -> ChannelAccount:
        """Permanent; deleting again is a no-op. `confirmation` is the account's name. Its history stays readable; its
        secrets and credentials are deleted with it, and its delivery identifier can be connected again."""
        now, existing = to_text(self._now()), self._repository.get(account_id, consistent=True)
        # Before: afterwards, there are no credentials to ask the service with.
        confirmed = existing is not None and existing.archived_at is None and existing.name == confirmation
        connection: Connection | None = None

        def decide(account: ChannelAccount) -> ChannelAccount:
            _check_confirmation(account, confirmation)
            bare = replace(account, signing_secrets=(), credentials=None, former_credentials=())
            return replace(bare, archived_at=now, connection=connection)

        try:
            connection = self._subscriptions.ended(existing, actor) if existing and confirmed else None
            return self._changing.change(account_id, actor, decide, also=self._repository.releasing)
        except HelpdeskError as refusal:
            if refusal.code == DELETED:
                return self._accounts.get(account_id)
            if connection:  # it was not deleted, and its service delivers no more
                self._subscriptions.settle_new(self._accounts.get(account_id), actor)
            raise


def _check_confirmation(account: ChannelAccount, confirmation: str | None) -> None:
    how = f"Send confirm= with the account's current name: {account.name!r}."
    if confirmation is None:
        message = f"You cannot undo the deletion of an account. {how}"
        raise InvalidRequest(message, code="confirmation_missing", fields=[FieldError("confirm", how)])
    if confirmation != account.name:
        raise Conflict(
            f"This is not the account's name. {how}", code="confirmation_differs", fields=[FieldError("confirm", how)]
        )


def _check_policy(patch: AccountPatch) -> None:
    if patch.open_conversations is None:
        message = "Say what happens to open conversations: move or stay."
        raise InvalidRequest.at("open_conversations", message)
