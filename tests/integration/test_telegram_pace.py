"""The desk sends as often as Telegram allows, and pauses when it is asked to."""

import json

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


def test_a_pause_that_telegram_asks_for_holds_the_whole_bot(telegram: Telegram) -> None:
    works = [json.dumps({"message_id": telegram.says(telegram.writes(chat=chat))["id"]}) for chat in (7, 8)]
    telegram.api.answer_next(TOO_MANY)
    assert [received(telegram, work) for work in works] == [7, 7]
    assert len(telegram.api.calls) == 1
    telegram.desk.clock.forward(seconds=8)
    assert [received(telegram, work) for work in works] == [None, None]
