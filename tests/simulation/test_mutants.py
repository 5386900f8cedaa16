"""The simulation finds faults: each patch breaks the product in one place, and a schedule violates an invariant."""

from pathlib import Path

import pytest

from tests.simulation.mutant import found

MUTANTS = Path(__file__).with_name("mutants")
# The first schedule that finds it.
FOUND_FROM = {
    "a-chat-gets-any-number-of-messages-a-second": 6,
    "a-claimed-message-is-not-stored-by-its-retry": 1,
    "a-close-is-undone-by-what-it-had-seen": 1,
    "a-decision-does-not-look-for-newer-messages": 5,
    "a-decision-overwrites-another-one": 77,
    "a-disabled-account-sends": 139,
    "a-failed-attempt-to-send-is-not-repeated": 2,
    "a-file-is-ready-before-it-is-stored": 24,
    "a-follower-that-fails-is-passed-over": 4,
    "a-job-does-not-name-what-was-refused": 14,
    "a-job-leaves-tickets-in-a-deleted-status": 14,
    "a-key-of-another-sender-is-a-duplicate": 1,
    "a-late-position-wins": 19,
    "a-late-report-says-who-can-be-reached": 61,
    "a-member-of-an-album-behind-another-message-is-lost": 355,
    "a-message-overwrites-the-one-at-its-position": 1,
    "a-message-that-was-stored-before-is-not-recognised": 1,
    "a-move-by-a-message-leaves-no-event": 1,
    "a-note-does-not-look-for-newer-messages": 111,
    "a-pause-holds-one-message-only": 103,
    "a-press-is-not-acknowledged": 17,
    "a-preview-becomes-stale": 1,
    "a-reply-forgets-which-parts-were-sent": 15,
    "a-reply-hides-the-customers-message-from-the-summary": 27,
    "a-reply-with-a-known-idempotency-key-is-another-reply": 2,
    "a-report-that-arrives-late-wins": 35,
    "a-reported-failure-is-not-stored": 33,
    "a-reported-status-is-not-stored": 5,
    "a-stored-reply-does-not-set-the-status": 1,
    "a-ticket-does-not-show-that-a-reply-failed": 1,
    "a-ticket-keeps-no-subject": 6,
    "a-ticket-that-could-not-be-routed-is-done": 12,
    "account-events-are-not-queued": 4,
    "an-ended-conversation-takes-further-messages": 1,
    "an-interrupted-attempt-is-made-again": 3,
    "an-old-ticket-opens-beside-the-newer-one": 78,
    "files-of-later-members-of-an-album-are-not-fetched": 14,
    "replies-have-no-order": 2,
    "sent-overwrites-any-status": 54,
    "telegrams-lost-answer-is-retried": 27,
    "thread-events-are-not-queued": 5,
    "two-replies-of-a-conversation-are-in-one-batch": 258,
    "what-could-not-be-stored-is-accepted": 1,
}
_MOST_RUNS = 200
"""If the product has changed, another schedule finds it."""


def test_every_mutant_is_tried() -> None:
    assert {patch.stem for patch in MUTANTS.glob("*.patch")} == set(FOUND_FROM)


@pytest.mark.parametrize("name", FOUND_FROM)
def test_a_mutant_is_found(name: str, stored_roles: Path, engine_endpoint: str) -> None:
    said = found(engine_endpoint, stored_roles, MUTANTS / f"{name}.patch", FOUND_FROM[name], _MOST_RUNS)
    assert said.startswith("seed "), said
