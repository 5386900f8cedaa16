"""Starting an attempt, if the response to our own write is lost and the SDK retries it."""

from dataclasses import dataclass, field, replace

from helpdesk.conversations.items import message_item
from helpdesk.conversations.models import DeliveryStatus, Failure
from helpdesk.delivery.models import Begun, StepDone
from helpdesk.delivery.repository import DeliveryRepository
from helpdesk.platform.attributes import from_attributes, to_attributes
from helpdesk.platform.dynamodb import ConditionFailed, Table, TransactionFailed, Write
from tests.support.examples import reply


@dataclass
class FakeDatabase:
    existing: dict | None = None
    fails: bool = False
    written: list[Write] = field(default_factory=list)

    def write(self, write):
        if self.fails:
            raise ConditionFailed(self.existing)
        self.written.append(write)

    def transact(self, writes):
        if self.fails:
            raise TransactionFailed({0: self.existing})
        self.written += writes

    def table(self) -> Table:
        return Table(self, "t")


def begin(existing: dict | None) -> Begun:
    return DeliveryRepository(FakeDatabase(existing, fails=True).table()).begin(reply(), "mine")


def test_a_first_attempt_starts_if_the_message_is_queued_and_no_other_has_started():
    database = FakeDatabase()
    assert DeliveryRepository(database.table()).begin(reply(), "mine") is Begun.YES
    [write] = database.written
    assert write.condition == "#status = :queued AND attribute_not_exists(#attempt_began)"
    assert write.values == {"attempt_began": "mine", "queued": "QUEUED"}


def test_our_own_write_with_a_lost_response_is_recognised():
    assert begin({"status": "QUEUED", "attempt_began": "mine"}) is Begun.YES


def test_the_write_of_another_attempt_is_not_our_own():
    assert begin({"status": "QUEUED", "attempt_began": "theirs"}) is Begun.INTERRUPTED


def test_nothing_is_sent_of_what_was_cancelled_or_settled():
    assert begin({"status": "CANCELLED"}) is Begun.SETTLED
    assert begin({"status": "SENT"}) is Begun.SETTLED
    assert begin(None) is Begun.SETTLED


def test_a_repeatable_attempt_follows_an_interrupted_one_and_remembers_it():
    database = FakeDatabase()
    interrupted = replace(reply(), attempt_began="theirs")
    assert DeliveryRepository(database.table()).begin(interrupted, "mine", repeatable=True) is Begun.YES
    [write] = database.written
    assert write.condition == "#status = :queued"
    assert write.values == {"attempt_began": "mine", "may_have_arrived": True, "queued": "QUEUED"}


def test_a_settled_message_stays_settled():
    read = replace(reply(), status=DeliveryStatus.READ)
    settled = DeliveryRepository(FakeDatabase(from_attributes(to_attributes(message_item(read))), fails=True).table())
    settled.sent(reply(), StepDone(("77",)), "2026")
    assert settled.failed(reply(), Failure("status_500", "It failed."), "2026") == read


def test_a_failure_that_is_stored_says_nothing_else():
    assert (
        DeliveryRepository(FakeDatabase().table()).failed(reply(), Failure("status_500", "It failed."), "2026") is None
    )
