"""What must be true at the end of every run, whatever happened in it. Each function names its violations."""

from tests.simulation.end import End
from tests.simulation.invariants import (
    accounts,
    drafts,
    feed,
    files,
    jobs,
    mails,
    messages,
    notes,
    pace,
    replies,
    routing,
    telegram,
    tickets,
)

_ROOMS = (messages, tickets, routing, mails, accounts, files, replies, pace, telegram, notes, drafts, jobs, feed)


def violations(end: End) -> list[str]:
    return [f"{check.__name__}: {found}" for room in _ROOMS for check in room.ALL for found in check(end)]
