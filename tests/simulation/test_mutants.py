"""The simulation finds faults: each patch breaks the product in one place, and a schedule violates an invariant."""

from pathlib import Path

import pytest

from tests.simulation.mutant import found

MUTANTS = Path(__file__).with_name("mutants")
# Who uses the desk, and the first of their schedules that finds it.
FOUND_FROM = {
    "a-batch-that-lost-does-not-read-the-feed-again": ("two customers", 1),
    "a-cancelled-reply-keeps-its-ticket": ("replies that wait", 1),
    "a-change-decides-where-a-deleted-status-goes": ("many tickets at once", 12),
    "a-change-of-a-ticket-is-not-indexed": ("two agents who decide", 1),
    "a-chat-gets-any-number-of-messages-a-second": ("a customer who writes again", 6),
    "a-circuit-closes-while-replies-wait": ("an outage", 45),
    "a-claimed-message-is-not-stored-by-its-retry": ("a conversation that ends", 1),
    "a-close-is-undone-by-what-it-had-seen": ("a conversation that ends", 1),
    "a-connection-that-is-gone-stays": ("two agents who decide", 5),
    "a-decision-does-not-look-for-newer-messages": ("an app and an agent", 1),
    "a-decision-overwrites-another-one": ("two agents who decide", 7),
    "a-disabled-account-sends": ("an account that is switched", 1),
    "a-draft-that-is-sent-stays": ("a draft that two send", 3),
    "a-failed-attempt-to-send-is-not-repeated": ("two agents who reply", 2),
    "a-file-is-ready-before-it-is-stored": ("everybody", 38),
    "a-follower-that-fails-is-passed-over": ("everybody", 4),
    "a-job-does-not-name-what-was-refused": ("many tickets at once", 14),
    "a-job-leaves-tickets-in-a-deleted-status": ("many tickets at once", 14),
    "a-key-of-another-sender-is-a-duplicate": ("a conversation that ends", 1),
    "a-late-position-wins": ("a place that moves", 19),
    "a-late-report-says-who-can-be-reached": ("a customer who blocks the bot", 61),
    "a-member-of-an-album-behind-another-message-is-lost": ("an album", 52),
    "a-message-overwrites-the-one-at-its-position": ("a conversation that ends", 1),
    "a-message-that-was-stored-before-is-not-recognised": ("a conversation that ends", 1),
    "a-move-by-a-message-leaves-no-event": ("everybody", 2),
    "a-note-does-not-look-for-newer-messages": ("an app and an agent", 2),
    "a-note-whose-message-was-not-queued-counts": ("two customers", 16),
    "a-pause-holds-one-message-only": ("a customer who blocks the bot", 42),
    "a-press-is-not-acknowledged": ("a press of a button", 17),
    "a-preview-becomes-stale": ("a conversation that ends", 2),
    "a-push-that-failed-is-not-repeated": ("an outage", 93),
    "a-reply-forgets-which-parts-were-sent": ("a long reply", 15),
    "a-reply-hides-the-customers-message-from-the-summary": ("a customer who writes again", 12),
    "a-reply-overtakes-what-waited": ("an outage", 29),
    "a-reply-with-a-known-idempotency-key-is-another-reply": ("two agents who reply", 2),
    "a-report-that-arrives-late-wins": ("everybody", 17),
    "a-reported-failure-is-not-stored": ("an account that is switched", 11),
    "a-reported-status-is-not-stored": ("an app and an agent", 4),
    "a-stored-reply-does-not-set-the-status": ("everybody", 5),
    "a-ticket-does-not-show-that-a-reply-failed": ("everybody", 2),
    "a-ticket-is-given-away-whatever-has-changed": ("tickets that find their owner", 31),
    "a-ticket-keeps-no-subject": ("a customer who writes again", 1),
    "a-ticket-shows-for-ever-that-a-reply-waits": ("an outage", 3),
    "a-ticket-that-could-not-be-routed-is-done": ("everybody", 41),
    "account-events-are-not-queued": ("everybody", 4),
    "an-e-mail-is-claimed-by-two": ("an owner who is away", 9),
    "an-e-mail-is-left-by-whoever-claimed-it": ("an owner who is away", 107),
    "an-e-mail-whose-answer-is-lost-is-sent-again": ("an owner who is away", 19),
    "an-ended-conversation-takes-further-messages": ("a conversation that ends", 18),
    "an-interrupted-attempt-is-made-again": ("a customer and an agent", 3),
    "an-old-ticket-opens-beside-the-newer-one": ("a conversation that ends", 6),
    "an-owner-gets-only-what-waits-for-them": ("nobody is there", 5),
    "files-of-later-members-of-an-album-are-not-fetched": ("an album", 14),
    "files-of-the-index-are-deleted": ("two customers", 1),
    "open-tickets-are-not-counted": ("tickets that find their owner", 2),
    "replies-have-no-order": ("two agents who reply", 1),
    "sent-overwrites-any-status": ("an account that is switched", 54),
    "telegrams-lost-answer-is-retried": ("a customer who writes again", 19),
    "the-feed-knows-its-newest-entry-only": ("two customers", 14),
    "the-feed-looks-back-from-now": ("an account that is switched", 22),
    "the-feed-overwrites-what-another-has-appended": ("two customers", 3),
    "thread-events-are-not-queued": ("an app and an agent", 5),
    "two-replies-of-a-conversation-are-in-one-batch": ("two agents who reply", 258),
    "what-could-not-be-stored-is-accepted": ("a conversation that ends", 1),
    "what-is-new-is-found-with-the-next-snapshot": ("an outage", 1),
    "what-is-parked-again-is-lost": ("an outage", 997),
    "what-waits-is-deleted-before-it-is-queued": ("an outage", 17),
    "who-does-not-see-a-ticket-is-told-of-it": ("two agents who decide", 1),
    "who-goes-to-sleep-does-not-look-again": ("a customer who writes again", 42),
    "whoever-joins-a-team-is-offered-nothing": ("nobody is there", 9),
    "whoever-returns-is-offered-nothing": ("tickets that find their owner", 23),
}
_MOST_RUNS = 200
"""If the product has changed, another schedule finds it."""


def test_every_mutant_is_tried() -> None:
    assert {patch.stem for patch in MUTANTS.glob("*.patch")} == set(FOUND_FROM)


@pytest.mark.parametrize("name", FOUND_FROM)
def test_a_mutant_is_found(name: str, stored_roles: Path) -> None:
    said = found(stored_roles, MUTANTS / f"{name}.patch", *FOUND_FROM[name], _MOST_RUNS)
    assert said.startswith("seed "), said
