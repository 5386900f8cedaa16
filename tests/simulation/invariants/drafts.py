"""A draft is sent once, or stays."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from helpdesk.accounts.repository import AccountRepository
from helpdesk.conversations.models import Direction
from helpdesk.platform.clock import from_text
from helpdesk.tickets.models import Ticket
from infra.workbench.tables import DIRECTORY
from tests.simulation.desk import Plain
from tests.simulation.end import End


def a_draft_becomes_one_reply_at_most(end: End) -> Iterator[str]:
    """Whoever sends it: and all of them are told of that one."""
    became = _became(end)
    for draft_id, found in became.items():
        told = {told for draft in end.history.drafts if draft.id == draft_id for told in draft.message_ids}
        if len(found) > 1 or not told <= set(found):
            yield f"{draft_id} became {found}, and whoever sent it was told of {sorted(told)}"


def a_draft_is_gone_exactly_if_it_was_sent(end: End) -> Iterator[str]:
    """Here, nobody drops any. The next one in its place has another id."""
    became = _became(end)
    for draft in end.drafts:
        sent_as = next(iter(became.get(draft.id, [])), None)
        if (draft.is_gone, draft.sent_as, bool(draft.content)) != (sent_as is not None, sent_as, sent_as is None):
            yield f"{draft.id} became {sent_as}, and is {draft}"
    stored = {draft.id for draft in end.drafts}
    yield from (f"{draft_id} is nowhere" for draft_id, found in became.items() if not found and draft_id not in stored)


def nothing_of_a_draft_leaves_unless_it_is_sent(end: End) -> Iterator[str]:
    sent = {message.text for message in end.messages if message.direction is Direction.OUT}
    unsent = [draft.text for draft in end.history.drafts if draft.text not in sent]
    for posted in end.desk.receivers.posted if unsent else ():
        body = json.dumps(posted.body)
        yield from (f"{posted.url} got {text}" for text in unsent if text in body)


def an_ended_conversation_shows_no_draft(end: End) -> Iterator[str]:
    if not end.history.drafts:
        return
    desk = Plain(end.desk)
    for ticket in end.tickets:
        kept = [draft.id for draft in end.drafts if draft.place.conversation == ticket.reference and not draft.is_gone]
        wanted = [] if _has_ended(end, ticket) else kept
        shown = desk.desk_api("GET", f"/v1/conversations/{ticket.reference.conversation_id}/drafts")["drafts"]
        if [draft["id"] for draft in shown] != wanted:
            yield f"{ticket.id}, {ticket.state} since {ticket.closed_at}, shows {shown}; {kept} are kept"


def _became(end: End) -> dict[str, list[str]]:
    """By draft, the replies that have the text of one of its versions."""
    ids = {draft.text: draft.id for draft in end.history.drafts}
    found: dict[str, list[str]] = defaultdict(list, {draft_id: [] for draft_id in ids.values()})
    for message in end.messages:
        if message.direction is Direction.OUT and message.text in ids:
            found[ids[message.text]].append(message.id)
    return found


def _has_ended(end: End, ticket: Ticket) -> bool:
    account = AccountRepository(end.desk.tables.table(DIRECTORY)).get(ticket.account_id, consistent=True)
    if account is None or ticket.closed_at is None:
        return False
    return end.desk.world.clock.at > from_text(ticket.closed_at) + timedelta(hours=account.reopen_hours)


ALL = (
    a_draft_becomes_one_reply_at_most,
    a_draft_is_gone_exactly_if_it_was_sent,
    nothing_of_a_draft_leaves_unless_it_is_sent,
    an_ended_conversation_shows_no_draft,
)
