"""The counters of open tickets: of each person in all, and of each channel."""

import pytest

from helpdesk.people.load_repository import LoadRepository
from helpdesk.platform.dynamodb import TransactionFailed
from infra.workbench.engine import Backend
from infra.workbench.tables import CONVERSATIONS

pytestmark = pytest.mark.both_backends


@pytest.fixture
def loads(backend: Backend) -> LoadRepository:
    return LoadRepository(backend.database.table(CONVERSATIONS))


def test_a_ticket_counts_for_its_owner_in_all_and_of_its_channel(backend: Backend, loads: LoadRepository) -> None:
    table = backend.database.table(CONVERSATIONS)
    for before, after, channel in ((None, "ada", "chat"), (None, "ada", "telegram"), ("ada", "ben", "chat")):
        table.transact(loads.moving(before, after, channel))
    table.write(loads.leaving("ben"))
    of_chat, of_telegram = loads.read("chat"), loads.read("telegram")
    assert [of_chat.open_tickets(each) for each in ("ada", "ben", "cleo")] == [1, 1, 0]
    assert [of_chat.open_in_channel(each) for each in ("ada", "ben")] == [0, 1]
    assert [of_telegram.open_in_channel(each) for each in ("ada", "ben")] == [1, 0]
    assert (of_chat.is_away("ben"), of_chat.is_away("ada")) == (True, False)
    bens, of_each = loads.of("ben", ["chat", "telegram"])
    assert (bens.open_tickets("ben"), bens.is_away("ben"), of_each) == (1, True, {"chat": 1, "telegram": 0})


def test_whoever_gets_a_ticket_is_there_and_has_as_many_as_was_seen(backend: Backend, loads: LoadRepository) -> None:
    table = backend.database.table(CONVERSATIONS)
    seen = loads.read("chat")
    table.transact(loads.moving(None, "ada", "chat", seen))
    with pytest.raises(TransactionFailed):
        table.transact(loads.moving(None, "ada", "telegram", seen))
    seen = loads.read("chat")
    table.transact([*loads.moving("ada", None, "chat"), *loads.moving(None, "ben", "chat")])
    table.transact(loads.moving(None, "ada", "telegram"))
    with pytest.raises(TransactionFailed, match="failed"):
        table.transact(loads.moving(None, "ada", "chat", seen))  # as many in all, and fewer of the channel
    seen = loads.read("chat")
    table.write(loads.leaving("ada"))
    with pytest.raises(TransactionFailed):
        table.transact(loads.moving(None, "ada", "chat", seen))
