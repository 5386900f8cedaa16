"""An account is as it was switched, and its app is notified."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest

from helpdesk.accounts.repository import AccountRepository
from helpdesk.audit.models import AuditEvent, AuditType
from helpdesk.audit.repository import event_from
from helpdesk.conversations.items import position_of
from helpdesk.messaging.webhook_delivery import WebhookStatus
from infra.workbench.tables import DIRECTORY
from tests.simulation.end import End, partition
from tests.simulation.receivers import APP_HOOK


def an_account_is_as_it_was_switched(end: End) -> Iterator[str]:
    if end.history.switches:
        account = AccountRepository(end.desk.tables.table(DIRECTORY)).get(end.desk.registered_id, consistent=True)
        if account is None or account.active != end.history.switches[-1].active:
            yield f"it was switched to {end.history.switches[-1].active}"
        changes = {event.type for event in _audited(end)}
        wanted = {AuditType.SWITCHED_ON if switch.active else AuditType.SWITCHED_OFF for switch in end.history.switches}
        yield from (f"{kind} is not in the audit trail" for kind in wanted - changes)


def nothing_is_sent_through_a_disabled_account(end: End) -> Iterator[str]:
    """By an attempt that began after the desk had answered that it is off, and ended before anybody asked to switch it
    on."""
    switches = end.history.switches
    for off, on in zip_longest(switches, switches[1:]):
        for posted in end.desk.receivers.posted:
            is_reply = posted.url == APP_HOOK and posted.body["type"].startswith("OUTGOING_CHANNEL_MESSAGE")
            if not off.active and is_reply and posted.began > off.ended and (on is None or posted.at < on.began):
                yield f"{posted.id} was sent at {posted.at}, and the account was off from {off.ended} on"


def the_app_is_notified_of_each_event_in_order(end: End) -> Iterator[str]:
    arrived = list(dict.fromkeys(posted.id for posted in end.desk.receivers.accepted if posted.url == APP_HOOK))
    order: dict[str, list[str]] = defaultdict(list)
    for webhook in end.webhooks:
        if webhook.delivery.status is WebhookStatus.QUEUED:
            yield f"{webhook.id} is still queued after {webhook.delivery.attempts} attempts"
        if webhook.delivery.status is WebhookStatus.SENT and webhook.id not in arrived:
            yield f"{webhook.id} is SENT and was never posted"
        if webhook.id in arrived:
            order[webhook.group].append(webhook.id)
    place = {event.id: position_of(event) for event in end.events}
    for group, written in order.items():
        received = [found for found in arrived if found in written]
        # What waits for a receiver that is down follows as the timeline has it: a message's own events come first.
        if received not in (written, sorted(written, key=lambda each: place.get(each, ""))):
            yield f"{group}: {received} arrived, {written} were written"


def nothing_waits_for_a_receiver_at_the_end(end: End) -> Iterator[str]:
    """And no circuit is open: nobody would close it."""
    accounts = AccountRepository(end.desk.tables.table(DIRECTORY))
    for account_id in (end.desk.custom.id, end.desk.telegram.id, end.desk.registered_id):
        account = accounts.get(account_id, consistent=True)
        if account and account.circuit and not account.circuit.is_closed:
            yield f"the circuit of {account_id} is {account.circuit}"
        if account and (account.parked, account.parked_replies) != (0, 0):
            yield f"{account_id} says that {account.parked} wait, {account.parked_replies} of them replies"
        if left := partition(end.desk, f"parked#{account_id}"):
            yield f"{len(left)} wait for {account_id}"


def _audited(end: End) -> list[AuditEvent]:
    items = partition(end.desk, f"account#{end.desk.registered_id}", DIRECTORY)
    return [event_from(item) for item in items if item["sk"].startswith("audit#")]


ALL = (
    an_account_is_as_it_was_switched,
    nothing_is_sent_through_a_disabled_account,
    the_app_is_notified_of_each_event_in_order,
    nothing_waits_for_a_receiver_at_the_end,
)
