"""Which messages may be changed, and by whom."""

from typing import Any

import pytest

from helpdesk.conversations.changeable import check_changeable
from helpdesk.conversations.models import DeliveryStatus, Direction, Message
from helpdesk.messaging.messages import ContentKind
from helpdesk.platform.errors import Conflict
from tests.support.examples import message, reply

EDIT, DELETE = ContentKind.EDITED, ContentKind.DELETED


def failed(**more: Any) -> Message:
    return reply(status=DeliveryStatus.FAILED, **more)


@pytest.mark.parametrize(
    ("changed", "kind", "code"),
    [
        (reply(kind=EDIT, refers_to=message().id), EDIT, "not_a_message"),
        (message(), EDIT, "not_the_author"),
        (reply(due_at="2026-11-22T10:00:00.000000Z"), EDIT, "not_sent_yet"),
        (reply(status=DeliveryStatus.CANCELLED), EDIT, "not_delivered"),
        (failed(), EDIT, "not_delivered"),
        (failed(), DELETE, "not_delivered"),
        (failed(external_id="77"), EDIT, "not_delivered"),
    ],
)
def test_what_cannot_be_changed_says_why(changed: Message, kind: ContentKind, code: str) -> None:
    with pytest.raises(Conflict) as refused:
        check_changeable(changed, kind, Direction.OUT)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        (reply(), EDIT),
        (reply(status=DeliveryStatus.SENT), DELETE),
        (message(), ContentKind.REACTION_ADDED),
        (failed(external_id="77"), DELETE),
    ],
)
def test_what_was_sent_can_be_changed_by_its_author(changed: Message, kind: ContentKind) -> None:
    check_changeable(changed, kind, Direction.OUT)
