"""A desk of any size, always the same for a size: its tickets, their first messages, and their customers. Pure.

Each is made from its number alone, so that one of a million can be made without the others.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

from helpdesk.contacts.models import Contact
from helpdesk.conversations.models import Direction, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.fields.values import FieldType
from helpdesk.index.models import Document
from helpdesk.indexing.documents import Person, Surroundings, of_message, of_ticket
from helpdesk.messaging.messages import ContentKind
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.pipelines.models import StatusCategory
from helpdesk.platform.clock import to_text
from helpdesk.tickets.models import Ticket, TicketState

AGENT = "a1b2c3d4-5e6f-7081-92a3-b4c5d6e7f809"  # as long as a user pool's
"""Who has more tickets than anybody else."""
START = datetime(2025, 6, 15, tzinfo=UTC)
NOW = START + timedelta(days=500)
_MONTH = timedelta(days=30).total_seconds()
_STATUSES = ("new", "open", "waiting_on_contact", "waiting_on_us", "escalated", "paused", "solved", "closed")
_WAITING = {"waiting_on_contact", "paused"}
_OPEN = 6
"""The last two are closed."""
_STATUS_WEIGHTS = tuple(accumulate((0.02, 0.02, 0.02, 0.01, 0.01, 0.02, 0.3, 0.6)))
_ALWAYS_OPEN = 100
"""The newest ones: at each size there is more than a page of open tickets."""
_PRIORITIES = ("low", "medium", "high", "urgent")
_CHOICES = {"plan": 4, "tags": 16}
PROPERTIES = {
    "city": FieldType.TEXT,
    "plan": FieldType.CHOICE,
    "amount": FieldType.NUMBER,
    "vip": FieldType.BOOLEAN,
    "due": FieldType.DATE,
    "tags": FieldType.MULTI_CHOICE,
}
_VOCABULARY = 60_000
_COMMON_HAN = "退货订单发票付款物流快递客服问题帮助产品质量价格优惠会员账户密码登录注册地址电话时间"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_MIXED = 10
"""Letters of a thread, from which its tickets get another order than that of time."""
_FIRST_ACCOUNT = 10**15
_RARE = range(5, 8)
"""Messages that have a word which no other has."""


@dataclass(frozen=True, slots=True)
class MadeUpDesk:
    size: int
    """Tickets; each has one message, and a customer has three."""
    accounts: int = 20

    def documents(self) -> Iterator[Document]:
        """Of each ticket and its message, as the index has them."""
        for number in range(self.size):
            ticket = self.ticket(number)
            around = _around(ticket, number // 3)
            yield of_ticket(ticket, around, 0)
            found = of_message(self.message(number), ticket, around, 0)
            assert found, "each can be found"
            yield found

    def number_of(self, text: str) -> int | None:
        """Of a thread; None: it is none of these."""
        number = _number(text[_MIXED:])
        return number if number < self.size and thread(number) == text else None

    def has_account(self, account_id: str) -> bool:
        return account_id.isdecimal() and 0 <= int(account_id) - _FIRST_ACCOUNT < self.accounts

    def ticket(self, number: int) -> Ticket:
        chosen = random.Random(number)  # noqa: S311 - the same each time
        opened = START + (NOW - START) * number / self.size
        [status] = chosen.choices(range(8), cum_weights=_STATUS_WEIGHTS)
        if number >= self.size - _ALWAYS_OPEN:
            status %= _OPEN
        account, is_open = _skewed(chosen, self.accounts), status < _OPEN
        last = to_text(opened + timedelta(seconds=60 + _MONTH * chosen.random()))
        owner = _skewed(chosen, 200) if chosen.random() < 0.9 else None
        return Ticket(
            ConversationReference(thread(number)),
            str(_FIRST_ACCOUNT + account),
            _contact_id(number // 3),
            _name(number // 3),
            TicketState.OPEN if is_open else TicketState.CLOSED,
            opened_at=to_text(opened),
            last_activity_at=last,
            last_sequence=1,
            last_direction="in" if number % 3 else "out",
            preview=f"{word(number % 500)} " * 20,
            subject=f"{word(number % 3000)} order {number}",
            inbox_id=f"inbox_{account % 8}",
            owner_id=None if owner is None else agent(owner),
            team_id=None if owner is None else f"team_{owner % 10}",
            closed_at=None if is_open else last,
            waiting_since=last if is_open and number % 2 else None,
            pipeline_id=f"pipeline_{account % 3}",
            placed_in=_STATUSES[status],
            status_category=StatusCategory("closed" if not is_open else _category(_STATUSES[status])),
            priority=_PRIORITIES[_skewed(chosen, 4)],
            category=f"category {chosen.randrange(12)}",
            number=number + 1,
            channel=f"channel-{account % 5}",
            properties={name: value for name, value in _properties(chosen, opened) if value is not None},
        )

    def message(self, number: int) -> Message:
        who = Actor(ActorKind.CONTACT, _contact_id(number // 3))
        at = to_text(START + (NOW - START) * number / self.size)
        reference = ConversationReference(thread(number))
        said = f"{text(number)} {RARE}" if number in _RARE else text(number)
        return Message(reference, 1, Direction.IN, ContentKind.TEXT, said, who, at, f"message-{number:024d}")


def _around(ticket: Ticket, customer: int) -> Surroundings:
    contact = Contact(ticket.contact_id, None, f"customer-{customer}", to_text(START), name=ticket.contact_name)
    known_as = (ticket.contact_name, f"{customer}@mail.example")
    return Surroundings(ticket.channel, Person(contact, known_as), PROPERTIES, {})


def agent(number: int) -> str:
    return f"agent-{number:03d}" if number else AGENT


def choices(name: str) -> list[str]:
    """Of a property that has some."""
    return [f"{name}_{number}" for number in range(_CHOICES.get(name, 0))]


def text(number: int) -> str:
    """About as long and as mixed as messages are: one of ten is Chinese."""
    chosen = random.Random(-1 - number)  # noqa: S311 - the same each time
    if chosen.random() < 0.1:
        return "".join(chosen.choices(_COMMON_HAN, k=chosen.randrange(5, 40)))
    words = [
        word(int(_VOCABULARY ** chosen.random()) - 1) for _ in range(min(200, int(chosen.lognormvariate(2.7, 0.7))))
    ]
    if chosen.random() < 0.05:
        words.append(f"#{chosen.randrange(10**6)} {word(chosen.randrange(3000))}@example.com")
    return " ".join(words)


@cache
def word(rank: int) -> str:
    """The words of a language that does not exist, the most common first."""
    syllables = []
    rest = rank + 20
    while rest:
        rest, place = divmod(rest, 80)
        syllables.append("bcdfghjklmnprstv"[place % 16] + "aeiou"[place // 16])
    return "".join(syllables)


RARE = word(_VOCABULARY)


def words(kind: str, count: int) -> list[str]:
    """What somebody could search for. The first one is found as often as a page needs, at each size."""
    chosen = random.Random(3)  # noqa: S311 - the same each time
    rare = [RARE, *(word(chosen.randrange(40_000, 59_000)) for _ in range(count - 1))]
    common = [word(0), *(word(chosen.randrange(60)) for _ in range(count - 1))]
    both = ["order " + each for each in common]  # of all tickets' names, and of messages
    two = [f"{word(chosen.randrange(60))} {word(chosen.randrange(400))}" for _ in range(count - 1)]
    return {"rare": rare, "common": common, "two": [f"{word(0)} {word(1)}", *two], "both": both}[kind]


def _properties(chosen: random.Random, opened: datetime) -> Iterable[tuple[str, Any]]:
    part = chosen.random()
    yield "city", f"city {_skewed(chosen, 1000)}" if part < 0.7 else None
    yield "plan", f"plan_{chosen.randrange(4)}" if part < 0.7 else None
    yield "amount", round(chosen.lognormvariate(4, 1)) if part < 0.4 else None
    yield "vip", chosen.random() < 0.05 if part < 0.4 else None
    yield "due", (opened + timedelta(days=chosen.randrange(60))).date().isoformat() if part < 0.4 else None
    yield "tags", [f"tags_{tag}" for tag in chosen.sample(range(16), 3)] if chosen.random() < 0.3 else None


def _category(status: str) -> str:
    return "waiting" if status in _WAITING else "open"


def _contact_id(number: int) -> str:
    return f"con_{_letters(number, 26)}"


def _name(number: int) -> str:
    return f"{word(number % 999)} {word(number % 7919)}"


def thread(number: int) -> str:
    return _letters(number * 2_654_435_761 % 2**32, _MIXED) + _letters(number, 26 - _MIXED)


def _letters(number: int, many: int) -> str:
    letters = ""
    while number:
        number, place = divmod(number, 32)
        letters = _ALPHABET[place] + letters
    return letters.rjust(many, _ALPHABET[0])


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 32 + _ALPHABET.index(letter)
    return number


def _skewed(chosen: random.Random, most: int) -> int:
    """The first ones are much more common."""
    return int(most ** chosen.random()) - 1
