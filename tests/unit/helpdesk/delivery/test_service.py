"""One delivery attempt, on fakes: the result for the message and for the queue."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.outgoing import OutgoingRule
from helpdesk.conversations.models import DeliveryStatus, Message
from helpdesk.delivery.admission import Admission
from helpdesk.delivery.attempts import Attempts
from helpdesk.delivery.models import FIRST, Begun, Held, Queued
from helpdesk.delivery.preparation import Preparation
from helpdesk.delivery.service import MessageDelivery
from helpdesk.messaging.outcomes import FormRefused, Outcome, PermanentFailure, Sent, TemporaryFailure
from helpdesk.platform.clock import to_text
from helpdesk.platform.errors import NotFound, Unavailable
from helpdesk.platform.retrying import Next, RetryPolicy
from helpdesk.providers.catalogue import PROVIDERS
from helpdesk.providers.models import Chat, OutgoingMessage, Pace, Step
from infra.workbench.box import FakeBox
from tests.support.examples import (
    BOT_TOKEN,
    OLD_SECRET,
    SECRET,
    account,
    account_secrets,
    conversation,
    reply,
    sealed,
    telegram_account,
)
from tests.support.fakes import FakeClock, FakeFiles

FAILURE = TemporaryFailure("status_500", "The server responded with status 500.")


@dataclass
class FakeDesk:
    """Conversations, accounts, the delivery status, and a channel with scripted outcomes."""

    stored: Message | None = field(default_factory=reply)
    to: ChannelAccount | None = field(default_factory=account)
    outcomes: list[Outcome | FormRefused] = field(default_factory=list)
    idempotent: bool = True
    began: bool = False
    sent_out: list[OutgoingMessage] = field(default_factory=list)
    number_of_steps: int = 1
    performed: list[str] = field(default_factory=list)
    pace: Pace | None = None
    turns: list[int] = field(default_factory=list)
    """How long to wait, for each attempt; then no more."""
    held_for: list[int] = field(default_factory=list)
    held_back: list[Held] = field(default_factory=list)
    noted: list[tuple[str, bool]] = field(default_factory=list)
    earlier: list[tuple[str, Message]] = field(default_factory=list)
    parked_as_arrived: list[bool] = field(default_factory=list)

    def message(self, _reference, *, consistent):
        assert consistent
        return self.stored

    def conversation(self, _reference):
        return conversation()

    def get(self, account_id, *, consistent):
        assert consistent
        if self.to is None:
            raise NotFound(account_id)
        return self.to

    def begin(self, _message, _token, *, repeatable=False, may_have_arrived=False):
        first, self.began = not self.began, True
        return Begun.YES if first or repeatable else Begun.INTERRUPTED

    def steps(self, outgoing):
        return [
            Step(f"step {number}", {}, other_form=Step(f"other form of {number}", {}))
            for number in range(self.number_of_steps)
        ]

    def chat(self, thread_key):
        return Chat(thread_key)

    def perform(self, outgoing, step):
        self.sent_out.append(outgoing)
        self.performed.append(step.method)
        return self.outcomes.pop(0)

    def wait(self, *_):
        return self.turns.pop(0) if self.turns else 0

    def hold(self, _account, seconds):
        self.held_for.append(seconds)

    def sent(self, message, step, now):
        ids = step.external_ids
        known = {"external_id": ids[0] if ids else None, "external_ids": ids if len(ids) > 1 else ()}
        self._settle(status=DeliveryStatus.SENT, failure=None, status_at=now, **known)

    def goes_on(self, message, step):
        self.began = False
        done = self.stored.steps_done + 1
        self.stored = replace(self.stored, steps_done=done, external_ids=step.external_ids, in_other_form=False)

    def waits(self, message, *, in_other_form):
        self.began = False
        self.stored = replace(self.stored, in_other_form=in_other_form)

    def failed(self, message, failure, now, *, exhausted):
        self._settle(status=DeliveryStatus.FAILED, failure=failure, status_at=now, exhausted=exhausted)

    def will_retry(self, message, failure, now, next_at, *, handle, may_have_arrived):
        self._settle(failure=failure, status_at=now, next_attempt_at=next_at, may_have_arrived=may_have_arrived)

    def waiting(self, message, *, may_have_arrived):
        self.parked_as_arrived.append(may_have_arrived)

    def listed(self, _message):
        return ()

    def held(self, *_, **_more):
        return self.held_back.pop(0) if self.held_back else None

    def note(self, _account, conversation, *, failed, retrying):
        self.noted.append((conversation, failed))

    def messages_before(self, _message, _limit):
        return self.earlier

    def _settle(self, **values):
        self.began = False
        self.stored = replace(self.stored, attempts=self.stored.attempts + 1, **values)


@pytest.fixture
def desk():
    return FakeDesk()


@pytest.fixture
def deliver(desk):
    clock = FakeClock()
    service = MessageDelivery(
        desk,
        desk,
        dict.fromkeys(PROVIDERS, desk),
        Preparation(account_secrets(), OutgoingRule(None), desk, FakeFiles(), 7, FakeClock()),
        desk,
        Attempts(RetryPolicy(2, lambda: 0.0), None, desk, clock, lambda: "token"),
        Admission(desk, desk, desk, desk, dict.fromkeys(PROVIDERS, desk)),
        now=clock,
        new_id=lambda: "token",
    )

    def deliver(how=FIRST, hours=0):
        clock.forward(hours=hours)
        return service.deliver(reply().id, how)

    return deliver


def test_a_delivered_reply_is_sent(desk, deliver):
    desk.outcomes = [Sent("77")]
    attempt = deliver()
    assert (attempt.next, attempt.outcome, attempt.attempt, attempt.account_id) == (Next.DONE, "sent", 1, "1")
    assert (desk.stored.status, desk.stored.external_id) == (DeliveryStatus.SENT, "77")


def test_a_failed_attempt_is_stored_with_the_reason_and_the_next_attempt(desk, deliver):
    desk.outcomes = [FAILURE]
    attempt = deliver()
    assert (attempt.next, attempt.wait_seconds) == (Next.RETRY, 2)
    assert (desk.stored.status, desk.stored.attempts) == (DeliveryStatus.QUEUED, 1)
    assert (desk.stored.failure.code, desk.stored.failure.reason) == (FAILURE.code, FAILURE.reason)


def test_the_receiver_may_request_a_longer_wait(desk, deliver):
    desk.outcomes = [replace(FAILURE, retry_after_seconds=60)]
    assert deliver().wait_seconds == 60


def test_after_its_time_the_reply_fails_with_the_reason(desk, deliver):
    desk.outcomes = [FAILURE] * 7
    attempts = [deliver() for _ in range(6)]
    assert [attempt.next for attempt in attempts] == [Next.RETRY] * 6
    assert [attempt.wait_seconds for attempt in attempts] == [2, 8, 32, 128, 512, 2048]
    assert desk.stored.status is DeliveryStatus.QUEUED
    assert deliver(hours=73).next is Next.EXHAUSTED
    assert (desk.stored.status, desk.stored.exhausted) == (DeliveryStatus.FAILED, True)
    assert desk.stored.failure.reason == "The server responded with status 500. All 7 attempts failed."


def test_the_last_attempt_is_made_when_the_time_is_over(desk, deliver):
    desk.stored = replace(desk.stored, created_at=to_text(FakeClock().now))
    desk.outcomes, desk.to = [FAILURE] * 9, account(retry_hours=1)
    assert [deliver().wait_seconds for _ in range(7)] == [2, 8, 32, 128, 512, 2048, 2400]
    assert 0 < deliver(hours=0.9).wait_seconds <= 360
    assert deliver(hours=0.1).next is Next.EXHAUSTED


def test_a_reply_that_somebody_asked_for_again_has_its_whole_time_again(desk, deliver):
    since = to_text(FakeClock().now + timedelta(hours=80))
    desk.stored, desk.outcomes = replace(desk.stored, retried_at=since), [FAILURE]
    assert deliver(hours=81).next is Next.RETRY


def test_what_is_held_back_is_done_without_an_attempt(desk, deliver):
    desk.held_back = [Held()]
    attempt = deliver()
    assert (attempt.next, attempt.outcome) == (Next.DONE, "waits_for_receiver")
    assert (desk.stored, desk.sent_out, desk.noted) == (reply(), [], [])


@pytest.mark.parametrize(
    ("stored", "is_repeated", "idempotent", "may_have_arrived"),
    [
        ({}, False, True, False),
        ({}, True, True, True),
        ({"attempts": 1}, True, True, False),  # each of its attempts leaves a mark
        ({"attempts": 1, "attempt_began": "token"}, True, True, True),
        ({"attempt_began": "token"}, True, False, False),  # it is not sent again
    ],
)
def test_an_interrupted_attempt_of_what_is_held_back_is_remembered(
    desk, deliver, stored, is_repeated, idempotent, may_have_arrived
):
    desk.stored, desk.idempotent, desk.held_back = reply(**stored), idempotent, [Held()]
    deliver(Queued(is_repeated=is_repeated))
    assert desk.parked_as_arrived == [may_have_arrived]


def test_a_probe_is_not_held_back(desk, deliver):
    desk.held_back, desk.outcomes = [Held()], [Sent(None)]
    assert deliver(Queued(is_probe=True)).outcome == "sent"


def test_a_probe_does_not_overtake(desk, deliver):
    desk.stored = replace(reply(), sequence=9)
    desk.earlier = [replace(reply(), sequence=8, status=DeliveryStatus.SENT), replace(reply(), sequence=7)]
    assert (deliver(Queued(is_probe=True)).outcome, desk.sent_out) == ("not_first", [])


@pytest.mark.parametrize(
    ("outcome", "noted"),
    [
        (Sent(None), [False]),
        (replace(FAILURE, is_of_receiver=True), [True]),
        (FAILURE, []),
        (PermanentFailure("blocked", "No."), []),
        (PermanentFailure("maybe_sent", "Late.", is_of_receiver=True), [True]),
    ],
)
def test_the_circuit_hears_of_successes_and_of_the_receivers_faults(desk, deliver, outcome, noted):
    desk.outcomes = [outcome]
    deliver()
    assert [failed for _, failed in desk.noted] == noted


def test_an_attempt_after_failed_ones_may_succeed(desk, deliver):
    desk.outcomes = [FAILURE, FAILURE, Sent(None)]
    assert [deliver().next for _ in range(3)] == [Next.RETRY, Next.RETRY, Next.DONE]
    assert (desk.stored.status, desk.stored.attempts, desk.stored.failure) == (DeliveryStatus.SENT, 3, None)


def test_a_rejection_is_a_permanent_failure_immediately(desk, deliver):
    desk.outcomes = [PermanentFailure("blocked", "The customer has blocked the bot.")]
    attempt = deliver()
    assert (attempt.next, attempt.outcome) == (Next.DONE, "blocked")
    assert (desk.stored.status, desk.stored.failure.code) == (DeliveryStatus.FAILED, "blocked")


@pytest.mark.parametrize("status", [DeliveryStatus.SENT, None])
def test_a_settled_message_is_not_sent_again(desk, deliver, status):
    desk.stored = reply(status=status)
    assert (deliver().outcome, desk.sent_out) == ("settled_before", [])


def test_a_failed_message_is_not_sent_again_and_goes_to_the_dead_letter_queue(desk, deliver):
    desk.stored = reply(status=DeliveryStatus.FAILED, exhausted=True)
    assert (deliver().next, desk.sent_out) == (Next.EXHAUSTED, [])


def test_a_missing_message_is_not_sent(desk, deliver):
    desk.stored = None
    assert deliver().next is Next.DONE


@pytest.mark.parametrize(("to", "code"), [(account(active=False), "account_inactive"), (None, "account_deleted")])
def test_without_an_enabled_account_it_fails_with_a_reason(desk, deliver, to, code):
    desk.to = to
    assert deliver().outcome == code
    assert (desk.stored.status, desk.stored.failure.code, desk.sent_out) == (DeliveryStatus.FAILED, code, [])


def test_secrets_are_opened_for_the_channel(desk, deliver):
    desk.outcomes = [Sent(None)]
    expired = sealed("expired", expires_at="2026-11-22T08:00:00.000000Z")
    desk.to = telegram_account(signing_secrets=(sealed(SECRET), sealed(OLD_SECRET), expired))
    deliver()
    [out] = desk.sent_out
    assert (out.signing_secrets, out.access.credentials) == ((SECRET, OLD_SECRET), BOT_TOKEN)
    assert (out.id, out.thread_key, out.access.address) == (reply().id, conversation().thread_key, desk.to.delivery_url)


def test_an_interrupted_attempt_is_not_retried_if_it_could_arrive_twice(desk, deliver):
    desk.idempotent, desk.began = False, True
    assert deliver().outcome == "maybe_sent"
    assert (desk.stored.status, desk.sent_out) == (DeliveryStatus.FAILED, [])


def test_an_interrupted_attempt_is_retried_if_the_receiver_recognises_duplicates(desk, deliver):
    desk.began, desk.outcomes = True, [Sent(None)]
    assert deliver().outcome == "sent"


def test_a_failed_attempt_allows_the_next_one(desk, deliver):
    desk.idempotent, desk.outcomes = False, [FAILURE, Sent("77")]
    assert [deliver().outcome for _ in range(2)] == ["status_500", "sent"]


def test_a_failure_on_our_side_is_not_the_receivers(desk, deliver, monkeypatch):
    def closed(*_arguments):
        raise Unavailable("KMS")

    desk.idempotent = False
    monkeypatch.setattr(FakeBox, "open", closed)
    with pytest.raises(Unavailable):
        deliver()
    assert (desk.stored, desk.began, desk.sent_out) == (reply(), False, [])


def test_a_missing_conversation_is_reported(desk, deliver, monkeypatch):
    monkeypatch.setattr(FakeDesk, "conversation", lambda *_: None)
    with pytest.raises(NotFound):
        deliver()


def test_each_step_is_an_attempt_of_its_own_and_the_ids_of_all_are_kept(desk, deliver):
    desk.number_of_steps, desk.outcomes = 3, [Sent("1"), Sent("2", ("3",)), Sent("4")]
    attempts = [deliver() for _ in range(3)]
    assert [(attempt.outcome, attempt.next) for attempt in attempts] == [
        *[("waiting", Next.RETRY)] * 2,
        ("sent", Next.DONE),
    ]
    assert desk.performed == ["step 0", "step 1", "step 2"]
    assert (desk.stored.external_id, desk.stored.external_ids) == ("1", ("1", "2", "3", "4"))
    assert desk.stored.attempts == 1


def test_a_failed_step_is_repeated_and_no_other(desk, deliver):
    desk.number_of_steps, desk.outcomes = 2, [Sent("1"), FAILURE, Sent("2")]
    assert [deliver().outcome for _ in range(3)] == ["waiting", "status_500", "sent"]
    assert desk.performed == ["step 0", "step 1", "step 1"]


def test_an_interrupted_step_is_not_repeated_and_says_what_was_sent(desk, deliver):
    desk.idempotent, desk.number_of_steps, desk.outcomes = False, 2, [Sent("1")]
    deliver()
    desk.began = True
    assert deliver().outcome == "maybe_sent"
    assert desk.stored.failure.reason.startswith("Part 2 of 2, after the others were sent: An earlier attempt")
    assert desk.performed == ["step 0"]


def test_a_message_that_waits_for_its_turn_has_used_no_attempt(desk, deliver):
    desk.turns, desk.outcomes = [1, 7], [Sent("1")]
    attempts = [deliver() for _ in range(3)]
    assert [(attempt.outcome, attempt.wait_seconds) for attempt in attempts] == [
        ("waiting", 1),
        ("waiting", 7),
        ("sent", 0),
    ]
    assert desk.stored.attempts == 1


@pytest.mark.parametrize(("minutes", "attempts"), [(0, 0), (59, 0), (61, 1)])
def test_a_requested_pause_uses_no_attempt_for_an_hour(desk, deliver, minutes, attempts):
    created = to_text(FakeClock().now - timedelta(minutes=minutes))
    desk.stored = replace(desk.stored, created_at=created)
    desk.pace, desk.idempotent, desk.outcomes = (
        Pace(30, 20),
        False,
        [replace(FAILURE, retry_after_seconds=60), Sent("7")],
    )
    waiting = deliver()
    assert (waiting.next, waiting.wait_seconds, desk.stored.attempts) == (Next.RETRY, 60, attempts)
    assert deliver().outcome == "sent"


def test_the_other_form_of_a_step_is_an_attempt_of_its_own(desk, deliver):
    desk.idempotent, desk.number_of_steps, desk.outcomes = False, 2, [FormRefused(), FAILURE, Sent("1"), Sent("2")]
    assert [deliver().outcome for _ in range(4)] == ["waiting", "status_500", "waiting", "sent"]
    assert desk.performed == ["step 0", "other form of 0", "other form of 0", "step 1"]
    assert (desk.stored.attempts, desk.stored.external_ids) == (2, ("1", "2"))


def test_a_message_that_has_fewer_steps_than_were_done_repeats_none(desk, deliver):
    desk.number_of_steps, desk.outcomes = 3, [Sent("1"), Sent("2")]
    deliver()
    deliver()
    desk.number_of_steps = 2
    assert deliver().outcome == "content_changed"
    assert desk.performed == ["step 0", "step 1"]


def test_a_message_without_steps_is_sent(desk, deliver):
    desk.number_of_steps = 0
    assert deliver().outcome == "sent"
    assert desk.stored.status is DeliveryStatus.SENT


@pytest.mark.parametrize(("pace", "held"), [(Pace(30, 20), [60]), (None, [])])
def test_a_requested_pause_holds_the_account_of_a_service_with_limits(desk, deliver, pace, held):
    desk.pace, desk.outcomes = pace, [replace(FAILURE, retry_after_seconds=60)]
    deliver()
    assert desk.held_for == held
