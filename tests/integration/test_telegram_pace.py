"""The desk sends as often as Telegram allows, and pauses when it is asked to."""

import json

import pytest

from helpdesk.accounts.repository import AccountRepository
from helpdesk.platform.errors import Unavailable
from infra.workbench.telegram import TOO_MANY
from tests.support.agent import entries
from tests.support.telegram_chat import Telegram, received, wait


def test_a_chat_gets_one_message_a_second_and_other_chats_do_not_wait(telegram: Telegram) -> None:
    first, second = telegram.writes(chat=7), telegram.writes(chat=8)
    works = [json.dumps({"message_id": telegram.says(each)["id"]}) for each in (first, first, second)]
    telegram.desk.clock.now = telegram.desk.clock.now.replace(microsecond=0)
    assert [received(telegram, work) for work in works] == [None, 1, None]
    assert entries(telegram.desk, first)[-1]["attempts"] == 0, "waiting is no attempt"
    wait(telegram)
    assert received(telegram, works[1]) is None
    assert len(telegram.api.calls) == 3


def test_a_bot_sends_thirty_messages_a_second(telegram: Telegram) -> None:
    works = [json.dumps({"message_id": telegram.says(telegram.writes(chat=chat))["id"]}) for chat in range(1000, 1031)]
    telegram.desk.clock.now = telegram.desk.clock.now.replace(microsecond=0)
    assert [received(telegram, work) for work in works] == [*[None] * 30, 1]


def test_a_group_gets_twenty_messages_a_minute(telegram: Telegram) -> None:
    conversation = telegram.writes(chat=-1001)
    works = [json.dumps({"message_id": telegram.says(conversation, str(at))["id"]}) for at in range(21)]
    telegram.desk.clock.now = telegram.desk.clock.now.replace(second=0, microsecond=0)
    waits = []
    for work in works:
        waits.append(received(telegram, work))
        wait(telegram)
    assert waits == [*[None] * 20, 1]
    telegram.desk.clock.forward(minutes=1)
    assert received(telegram, works[-1]) is None


def test_groups_that_have_to_wait_leave_the_seconds_to_other_chats(telegram: Telegram) -> None:
    groups = [telegram.writes(chat=chat) for chat in (-1001, -1002, -1003, -1004)]
    works = [json.dumps({"message_id": telegram.says(group, str(at))["id"]}) for at in range(21) for group in groups]
    telegram.desk.clock.now = telegram.desk.clock.now.replace(second=0, microsecond=0)
    for at, work in enumerate(works):
        assert (received(telegram, work) is None) == (at < 80)
        if at % 4 == 3:
            wait(telegram)
    waiting = works[-4:] * 10
    private = [json.dumps({"message_id": telegram.says(telegram.writes(chat=chat))["id"]}) for chat in range(7, 37)]
    assert [received(telegram, work) for work in waiting] == [1] * 40
    assert [received(telegram, work) for work in private] == [None] * 30


def test_a_turn_of_a_group_that_its_bot_cannot_take_is_not_counted(telegram: Telegram) -> None:
    conversation = telegram.writes(chat=-1001)
    works = [json.dumps({"message_id": telegram.says(conversation, str(at))["id"]}) for at in range(21)]
    telegram.desk.clock.now = telegram.desk.clock.now.replace(second=0, microsecond=0)
    assert [received(telegram, work) for work in (works[0], *[works[1]] * 30)] == [None, *[1] * 30]
    for work in works[1:20]:
        wait(telegram)
        assert received(telegram, work) is None
    wait(telegram)
    assert received(telegram, works[20]) == 1


def test_a_pause_that_telegram_asks_for_holds_the_whole_bot(telegram: Telegram) -> None:
    works = [json.dumps({"message_id": telegram.says(telegram.writes(chat=chat))["id"]}) for chat in (7, 8)]
    telegram.api.answer_next(TOO_MANY)
    assert [received(telegram, work) for work in works] == [7, 7]
    assert len(telegram.api.calls) == 1
    telegram.desk.clock.forward(seconds=8)
    assert [received(telegram, work) for work in works] == [None, None]


def test_a_pause_that_cannot_be_stored_leaves_the_message_as_it_was(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = telegram.writes()
    work = json.dumps({"message_id": telegram.says(conversation)["id"]})
    telegram.api.answer_next(TOO_MANY)

    def unavailable(*_: object) -> None:
        raise Unavailable("The table is throttling.")

    with monkeypatch.context() as patched:
        patched.setattr(AccountRepository, "hold", unavailable)
        assert received(telegram, work) == 7
    telegram.desk.clock.forward(seconds=8)
    assert received(telegram, work) is None
    assert entries(telegram.desk, conversation)[-1]["status"] == "SENT"
