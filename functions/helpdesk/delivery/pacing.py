"""Keeps to a service's limits on sending, for all processes together.

One update per call: an item per account and second counts the calls, and has an attribute for each chat. If its
condition fails, it is not the message's turn. A group has an item per minute too, which comes first: a group that has
had its messages must not use up the seconds of other chats. What a service asks for beyond that, with a 429, holds the
whole account: it is stored on the account, which every delivery reads anyway.
"""

import math
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import ConditionFailed, Table, Write
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.ids import digest
from helpdesk.platform.retrying import TURN_SECONDS
from helpdesk.providers.models import Chat, Pace

_KEPT = timedelta(hours=1)
_LONGEST_HOLD = timedelta(hours=1)
"""A service that asks for more gets another call after that, and asks again."""
_FEWER = "(attribute_not_exists(#calls) OR #calls <= :before)"


class Turns:
    def __init__(self, table: Table, accounts: AccountRepository, now: Clock) -> None:
        self._table = table
        self._accounts = accounts
        self._now = now

    def wait(self, account: ChannelAccount, pace: Pace | None, chat: Chat, messages: int) -> int:
        """0 if this many messages may be sent to the chat now; they are counted. Otherwise the seconds after which to
        ask again."""
        if pace is None and account.sends_per_second is None:
            return 0
        now = self._now()
        wait = _held_seconds(account, now) or self._own_wait(account, pace, messages, now)
        if wait or pace is None:
            return wait
        pace = _slower(pace, account.sends_per_second)
        if chat.is_group and not self._is_counted(self._in_this_minute(account, pace, chat, messages, now)):
            return TURN_SECONDS
        if self._is_counted(self._in_this_second(account, pace, chat, messages, now)):
            return 0
        if chat.is_group:
            self._table.write(self._given_back(account, chat, messages, now))
        return TURN_SECONDS

    def _own_wait(self, account: ChannelAccount, pace: Pace | None, messages: int, now: datetime) -> int:
        """For the rate that the account itself has: so many in a second, or one in several seconds. The first of these
        needs no count of its own where the service's are counted."""
        rate = account.sends_per_second
        if rate is None or (pace and rate >= 1):
            return 0
        seconds, second = 1 if rate >= 1 else math.ceil(1 / rate), int(now.timestamp())
        key = Key(f"pace#{account.id}/own/{second // seconds}", "pace")
        most = max(messages, int(rate))  # an album is more than one, and goes as a whole
        if self._is_counted(self._counting(key, _FEWER, most, messages, now, {})):
            return 0
        return seconds - second % seconds

    def has_room(self, account: ChannelAccount, pace: Pace | None, chat: Chat) -> bool:
        """Whether a call that is no message may be made now. It is not counted: messages must not wait for it."""
        if pace is None:
            return True
        now = self._now()
        if _held_seconds(account, now):
            return False
        counted = self._table.get(_second(account, now)) or {}
        return counted.get("calls", 0) < pace.a_second and _own(chat) not in counted

    def hold(self, account: ChannelAccount, seconds: int) -> None:
        """Nothing is sent by this account for so long. Best effort, because the service asks again: if it raised, the
        message that was refused would count as one that may have arrived."""
        until = self._now() + min(timedelta(seconds=seconds), _LONGEST_HOLD)
        with suppress(ConditionFailed, Unavailable):
            self._accounts.hold(account.id, to_text(until))

    def _is_counted(self, write: Write) -> bool:
        try:
            self._table.write(write)
        except ConditionFailed:
            return False
        return True

    def _in_this_second(self, account: ChannelAccount, pace: Pace, chat: Chat, messages: int, now: datetime) -> Write:
        own = _own(chat)
        condition = f"{_FEWER} AND attribute_not_exists(#{own})"
        return self._counting(_second(account, now), condition, pace.a_second, messages, now, {own: 1})

    def _in_this_minute(self, account: ChannelAccount, pace: Pace, chat: Chat, messages: int, now: datetime) -> Write:
        return self._counting(_minute(account, chat, now), _FEWER, pace.a_minute_in_a_group, messages, now, {})

    def _given_back(self, account: ChannelAccount, chat: Chat, messages: int, now: datetime) -> Write:
        """What was counted for the minute, and not sent."""
        key = _minute(account, chat, now)
        return self._table.counting(key, "attribute_exists(#pk)", {"calls": -messages}, _expiry(now))

    def _counting(self, key: Key, condition: str, most: int, calls: int, now: datetime, sets: Item) -> Write:
        values: Item = {"before": most - calls}
        return self._table.counting(key, condition, {"calls": calls}, sets | _expiry(now), values)


def _slower(pace: Pace, own: float | None) -> Pace:
    return pace if own is None or own < 1 else replace(pace, a_second=min(pace.a_second, int(own)))


def _held_seconds(account: ChannelAccount, now: datetime) -> int:
    """For how long the service has asked the account to pause; 0 if it has not."""
    if account.held_until is None or account.held_until <= to_text(now):
        return 0
    return 1 + (datetime.fromisoformat(account.held_until) - now) // timedelta(seconds=1)


def _expiry(now: datetime) -> Item:
    return {"expires_at": int((now + _KEPT).timestamp())}


def _second(account: ChannelAccount, now: datetime) -> Key:
    return Key(f"pace#{account.id}/{int(now.timestamp())}", "pace")


def _minute(account: ChannelAccount, chat: Chat, now: datetime) -> Key:
    return Key(f"pace#{account.id}/{digest(chat.id)}/{int(now.timestamp()) // 60}", "pace")


def _own(chat: Chat) -> str:
    """The attribute of a chat that has had its message of a second."""
    return f"chat_{digest(chat.id)}"
