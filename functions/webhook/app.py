"""POST /webhooks/{accountId}: verify, normalise, commit. 2xx means that the message is committed."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.accounts.admission import admit
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.channels.repository import ChannelRepository
from helpdesk.conversations.unhandled import UnhandledRepository
from helpdesk.intake.acceptance import Accepted
from helpdesk.intake.batches import Batches
from helpdesk.intake.verification import WebhookVerifier
from helpdesk.messaging.messages import InboundBatch
from helpdesk.platform.errors import Gone, HelpdeskError, NotAuthenticated, Unavailable
from helpdesk.platform.problems import problem
from helpdesk.platform.request_body import raw_body
from helpdesk.providers.inbound import INBOUND

Event = Mapping[str, Any]
Response = dict[str, Any]


class Webhook:
    def __init__(
        self,
        may_exist: Callable[[str], bool],
        accounts: AccountRepository,
        verifier: WebhookVerifier,
        channels: ChannelRepository,
        batches: Batches,
        unhandled: UnhandledRepository,
        log: Logger,
        count_unhandled: Callable[[int], None],
    ) -> None:
        """`may_exist`: whether an account can have this id; for any other id, nothing is read."""
        self._may_exist = may_exist
        self._accounts = accounts
        self._verifier = verifier
        self._channels = channels
        self._batches = batches
        self._unhandled = unhandled
        self._log = log
        self._count_unhandled = count_unhandled

    def __call__(self, event: Event, _context: object = None) -> Response:
        """One request, one response, one log line."""
        account_id = str((event.get("pathParameters") or {}).get("accountId", ""))
        try:
            body = raw_body(event, hint="Send fewer messages per request.")
            account = self._admitted(self._authenticated(account_id, event, body))
            batch = INBOUND[account.kind].parse(body, account.context)
            accepted = self._accept(account, batch)
        except HelpdeskError as error:
            cause = error.cause if isinstance(error, Unavailable) else None
            self._log.info("webhook", account_id=account_id[:19], status=error.status, code=error.code, cause=cause)
            return problem(error)
        self._log.info("webhook", account_id=account.id, status=200, messages=[message.id for message in accepted])
        return _ok(accepted, batch.ignored)

    def _authenticated(self, account_id: str, event: Event, body: bytes) -> ChannelAccount:
        headers = dict(event.get("headers") or {})
        if self._may_exist(account_id):
            # A secret may be newer than the cached account: a cached value never causes a rejection.
            for read in (self._accounts.get_recent, self._accounts.get):
                account = read(account_id)
                if account is not None and account.archived_at is not None:
                    admit(account)  # no secret is left to verify a signature with, so every caller gets 410
                if account is not None and self._verifier.is_genuine(account, headers, body):
                    return account
        # The same text for an unknown account, a wrong signature and an old one, so that strangers learn nothing.
        raise NotAuthenticated("The account is unknown, or the request's signature or secret is not valid.")

    def _admitted(self, account: ChannelAccount) -> ChannelAccount:
        """A cached account may be 15 seconds old. A disabled account may accept messages for that long, but a cached
        value never causes a rejection."""
        current = (self._accounts.get(account.id, consistent=True) or account) if account.suspended else account
        admit(current)
        if account.channel_id and not self._channels.is_there(account.channel_id):
            raise Gone("The account's channel was removed by its app. Stop sending to it.", code="channel_gone")
        return current

    def _accept(self, account: ChannelAccount, batch: InboundBatch) -> Sequence[Accepted]:
        taken = self._batches.take(account, batch)
        for update in taken.kept:
            self._unhandled.keep(account.id, update)
        reasons = [update.reason for update in taken.kept if not update.understood]
        if reasons:
            self._log.warning("kept, not understood", account_id=account.id, reasons=reasons)
            self._count_unhandled(len(reasons))
        return taken.messages


def _ok(accepted: Sequence[Accepted], ignored: Sequence[str]) -> Response:
    messages = [
        {"id": message.id, "conversation_id": message.conversation_id, "ticket_id": message.ticket_id}
        for message in accepted
    ]
    return {
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"messages": messages} | ({"ignored_fields": ignored} if ignored else {})),
    }
