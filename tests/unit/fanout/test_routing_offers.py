"""What is offered again after a change."""

import json
from typing import Any

import pytest

from helpdesk.audit.models import AuditEvent, AuditType, Change, Subject, SubjectKind
from helpdesk.audit.repository import AUDIT
from helpdesk.conversations.items import EVENT
from helpdesk.conversations.models import WAITS, Event, EventType
from helpdesk.platform.stream import Inserted
from helpdesk.routing.following import RoutingFollower
from tests.support.examples import ADA, NOW, REFERENCE
from tests.support.fakes import FakeQueue


class Waiting:
    def any(self) -> bool:
        return True


def followed(*inserted: Inserted) -> list[Any]:
    queue: Any = FakeQueue()
    waiting: Any = Waiting()
    RoutingFollower(queue, waiting).follow(inserted)
    return [json.loads(each.body) for each in queue.messages]


def audited(kind: AuditType, subject: SubjectKind, **details: Change) -> Inserted:
    return Inserted(AUDIT, AuditEvent("01act", kind, Subject(subject, "x"), ADA, NOW, details=details))


@pytest.mark.parametrize(
    ("change", "offer"),
    [
        (audited(AuditType.TEAM_UPDATED, SubjectKind.TEAM), {}),
        (audited(AuditType.ROLE_UPDATED, SubjectKind.ROLE), {}),
        (audited(AuditType.INBOX_LIMITED, SubjectKind.INBOX), {}),
        (audited(AuditType.CONTACT_UPDATED, SubjectKind.CONTACT), {"contact_id": "x"}),
        (audited(AuditType.USER_UPDATED, SubjectKind.USER), {"user_id": "x"}),
        (
            audited(AuditType.UPDATED, SubjectKind.ACCOUNT, routing=Change(1, 2)),
            {"account_id": "x", "again": True},
        ),
    ],
)
def test_what_makes_somebody_eligible_is_an_offer(change: Inserted, offer: dict[str, Any]) -> None:
    assert followed(change) == [{"offer": offer}]


def test_a_new_team_is_no_reason_yet() -> None:
    assert followed(audited(AuditType.TEAM_CREATED, SubjectKind.TEAM)) == []


@pytest.mark.parametrize("kind", [AuditType.CONTACTS_MERGED, AuditType.MERGE_UNDONE])
def test_of_two_contacts_that_are_one_or_not_any_more_both_are_asked(kind: AuditType) -> None:
    merged = audited(kind, SubjectKind.CONTACT, contact_id=Change(None, "y"))
    assert followed(merged) == [{"offer": {"contact_id": "x"}}, {"offer": {"contact_id": "y"}}]


def happened(kind: EventType, routing: str | None) -> Inserted:
    details = {"from": "1", "to": "2"}
    return Inserted(EVENT, Event(REFERENCE, 1, "01e", kind, ADA, NOW, details, account_id="7", routing=routing))


def test_a_ticket_that_waits_is_routed_when_it_changes_and_offered_where_it_is_moved() -> None:
    changed, moved = EventType.PROPERTIES_CHANGED, EventType.INBOX_CHANGED
    assert followed(happened(changed, None), happened(moved, None)) == []
    assert followed(happened(changed, WAITS), happened(changed, WAITS), happened(moved, WAITS)) == [
        {"ticket_id": REFERENCE.ticket_id, "trigger": "somebody_eligible"},
        {"offer": {"account_id": "7", "inbox_id": "2"}},
    ]
