"""Managing a channel account that stands: editing, switching, moving, deleting it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.models import DELETED, ChannelAccount, RoutingRule
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.service import AccountService
from helpdesk.audit.models import AuditType, Change
from helpdesk.people.actors import Actor
from helpdesk.people.principals import Principal
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest
from helpdesk.platform.outbound_address import stays_here


class OpenConversations(StrEnum):
    """What becomes of an account's open tickets when it moves to another inbox."""

    MOVE = "move"
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class AccountPatch:
    values: Mapping[str, Any]
    """Fields of the account that were said."""
    open_conversations: OpenConversations | None = None
    version: int | None = None
    """The one that was read; None to change the account as it stands."""


class AccountManagement:
    def __init__(
        self,
        accounts: AccountService,
        changing: AccountChanger,
        repository: AccountRepository,
        check_inbox: Callable[[str], None],
        check_routing: Callable[[RoutingRule, Principal], None],
        now: Clock,
    ) -> None:
        """`check_inbox` raises InvalidRequest for one that is not there, `check_routing` Forbidden for who may not set
        the rule and InvalidRequest for a rule that names somebody who is not there."""
        self._accounts = accounts
        self._changing = changing
        self._repository = repository
        self._check_inbox = check_inbox
        self._check_routing = check_routing
        self._now = now

    def change(self, account_id: str, patch: AccountPatch, principal: Principal) -> ChannelAccount:
        """Raises Conflict where somebody changed the version that was read."""
        routing = patch.values.get("routing")
        if routing is not None:
            self._check_routing(routing, principal)

        def decide(account: ChannelAccount) -> ChannelAccount:
            if patch.version not in {None, account.version}:
                raise Conflict(
                    f"The account has changed since: its version is {account.version}. Read it and decide again.",
                    code="version_differs",
                )
            after = replace(account, **patch.values)
            if after.inbox_id != account.inbox_id:
                self._check_inbox(after.inbox_id)
                _check_policy(patch)
            return after

        policy = patch.open_conversations
        notes = {AuditType.MOVED: {"open_conversations": Change(None, policy.value)}} if policy else None
        return self._changing.change(account_id, principal.actor(), decide, notes=notes)

    def set_delivery_url(self, account_id: str, url: str, actor: Actor, *, allow_loopback: bool) -> ChannelAccount:
        """`allow_loopback`: on one machine, where the messaging service is played by a program beside the desk."""
        here = allow_loopback and stays_here(url)

        def decide(account: ChannelAccount) -> ChannelAccount:
            if account.channel_id is not None:
                raise Conflict("Replies of this account go to its channel's webhookUrl.", code="account_of_a_channel")
            if not here and account.credentials:
                raise Conflict("This channel's address is fixed: its credentials would go wherever it points.")
            if not here and not url.startswith("https://"):
                message = "The address must begin with https://."
                raise InvalidRequest.at("delivery_url", message)
            return replace(account, delivery_url=url)

        return self._changing.change(account_id, actor, decide)

    def delete(self, account_id: str, confirmation: str | None, actor: Actor) -> ChannelAccount:
        """For good, once: `confirmation` is the account's name. What was said through it stays readable; its secrets
        and credentials go with it, and its delivery identifier may be connected anew."""
        now = to_text(self._now())

        def decide(account: ChannelAccount) -> ChannelAccount:
            _check_confirmation(account, confirmation)
            return replace(account, archived_at=now, signing_secrets=(), credentials=None, former_credentials=())

        try:
            return self._changing.change(account_id, actor, decide, also=self._repository.releasing)
        except Conflict as refusal:
            if refusal.code != DELETED:
                raise
            return self._accounts.get(account_id)


def _check_confirmation(account: ChannelAccount, confirmation: str | None) -> None:
    how = f"Send confirm= with the account's name, exactly as it stands: {account.name!r}."
    if confirmation is None:
        message = f"Deleting an account cannot be undone. {how}"
        raise InvalidRequest(message, code="confirmation_missing", fields=[FieldError("confirm", how)])
    if confirmation != account.name:
        raise Conflict(
            f"This is not the account's name. {how}", code="confirmation_differs", fields=[FieldError("confirm", how)]
        )


def _check_policy(patch: AccountPatch) -> None:
    if patch.open_conversations is None:
        message = "Say what becomes of open conversations: move or stay."
        raise InvalidRequest.at("open_conversations", message)
