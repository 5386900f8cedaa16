import random
from dataclasses import dataclass

import pytest

from helpdesk.conversations import appending
from helpdesk.conversations.models import Direction
from helpdesk.conversations.references import ConversationReference
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.errors import Busy

_THREAD = ConversationReference("t")


@dataclass
class Message:
    reference: ConversationReference = _THREAD
    direction: Direction = Direction.IN
    key: str = "m1"


class Busiest:
    """Another message wins every position."""

    def __init__(self, database):
        self.wait = database.wait

    def append(self, message, along):
        return False

    def positions_after(self, reference, sequence):
        return iter(())


def test_the_longest_waits_end_well_before_the_function_does(monkeypatch):
    waits = []
    monkeypatch.setattr(random, "uniform", lambda _least, most: most)
    busiest = Busiest(Database(None, waits.append))
    with pytest.raises(Busy):
        appending.append(busiest, after=0, message_at=lambda _: Message())
    assert sum(waits) == pytest.approx(7.82)
