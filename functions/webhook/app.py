"""POST /webhooks/{accountId}: verify, normalise, commit. 2xx means that it is committed."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.accounts.admission import admit
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.channels.repository import ChannelRepository
from helpdesk.intake.acceptance import Acceptance, Accepted
from helpdesk.intake.door import WebhookDoor
from helpdesk.messaging.kinds import ChannelKind
from helpdesk.messaging.messages import InboundBatch
from helpdesk.platform.errors import Gone, HelpdeskError, NotAuthenticated, TooLarge, Unavailable
from helpdesk.platform.problems import problem
from helpdesk.providers.telegram import inbound as telegram
from helpdesk.providers.webhook import inbound as custom_format

MAX_BODY_BYTES = 256 * 1024
_ACCOUNT_ID = re.compile(r"[0-9]{1,19}")

Event = Mapping[str, Any]
Response = dict[str, Any]


class Webhook:
    def __init__(
        self,
        accounts: AccountRepository,
        door: WebhookDoor,
        channels: ChannelRepository,
        acceptance: Acceptance,
        log: Logger,
        count_unhandled: Callable[[int], None],
    ) -> None:
        self._accounts = accounts
        self._door = door
        self._channels = channels
        self._acceptance = acceptance
        self._log = log
        self._count_unhandled = count_unhandled

    def __call__(self, event: Event, _context: object = None) -> Response:
        """One request, one response, one line in the log."""
        account_id = str((event.get("pathParameters") or {}).get("accountId", ""))
        try:
            body = _body(event)
            account = self._admitted(self._authenticated(account_id, event, body))
            accepted = self._accept(account, body)
        except HelpdeskError as error:
            cause = error.cause if isinstance(error, Unavailable) else None
            self._log.info("webhook", account_id=account_id[:19], status=error.status, code=error.code, cause=cause)
            return problem(error)
        self._log.info("webhook", account_id=account.id, status=200, messages=[one.id for one in accepted])
        return _ok(accepted)

    def _authenticated(self, account_id: str, event: Event, body: bytes) -> ChannelAccount:
        headers = dict(event.get("headers") or {})
        if _ACCOUNT_ID.fullmatch(account_id):
            # A secret may be newer than what this process remembers: nobody is refused by memory alone.
            for read in (self._accounts.get_recent, self._accounts.get):
                account = read(account_id)
                if account is not None and account.archived_at is not None:
                    admit(account)  # it has no secret left to prove anything with: whoever asks is told that it is gone
                if account is not None and self._door.lets_in(account, headers, body):
                    return account
        # The same words for an unknown account, a wrong signature and a stale one: a stranger learns nothing.
        raise NotAuthenticated("The account is unknown, or the request's signature or secret is not valid.")

    def _admitted(self, account: ChannelAccount) -> ChannelAccount:
        """What a process remembers may be 15 seconds old: that long a closed account may still take messages, but
        nobody is refused by memory alone."""
        current = (self._accounts.get(account.id, consistent=True) or account) if account.closed else account
        admit(current)
        if account.channel_id and not self._channels.is_there(account.channel_id):
            raise Gone("The account's channel was removed by its app. Send nothing more to it.", code="channel_gone")
        return current

    def _accept(self, account: ChannelAccount, body: bytes) -> list[Accepted]:
        if account.kind is ChannelKind.CUSTOM:
            return self._accept_batch(account, custom_format.parse(body, account.app_id))
        try:
            return self._accept_batch(account, telegram.parse(body))
        except HelpdeskError:
            raise
        except Exception as error:  # noqa: BLE001 - Telegram would send it for a day: it is kept, and somebody is told
            self._log.exception("an update could not be handled", account_id=account.id)
            return self._accept_batch(account, InboundBatch(unhandled=(telegram.not_understood(body, error),)))

    def _accept_batch(self, account: ChannelAccount, batch: InboundBatch) -> list[Accepted]:
        accepted = [self._acceptance.accept(account, message) for message in batch.messages]
        for update in batch.unhandled:
            self._acceptance.keep_unhandled(account, update)
        reasons = [update.reason for update in batch.unhandled if not update.understood]
        if reasons:
            self._log.warning("kept, not understood", account_id=account.id, reasons=reasons)
            self._count_unhandled(len(reasons))
        return accepted


def _body(event: Event) -> bytes:
    """The raw bytes, as they were signed."""
    text = event.get("body") or ""
    body = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode("utf-8", "surrogatepass")
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge(
            f"The body has {len(body)} bytes; at most {MAX_BODY_BYTES} are taken. Send fewer messages at once."
        )
    return body


def _ok(accepted: list[Accepted]) -> Response:
    messages = [{"id": one.id, "conversation_id": one.conversation_id, "ticket_id": one.ticket_id} for one in accepted]
    return {
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"messages": messages}),
    }
