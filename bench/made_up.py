"""A desk of any size, always the same for a size: what the index has of its tickets and messages."""

import random
from collections.abc import Iterator
from itertools import accumulate

from helpdesk.index.models import Document, Kind, Value

START = 1_750_000_000_000
NOW = START + 50_000_000_000
DAY = 86_400_000
_STATUSES = ("new", "open", "waiting_on_contact", "waiting_on_us", "escalated", "paused", "solved", "closed")
_STATUS_WEIGHTS = tuple(accumulate((0.02, 0.02, 0.02, 0.01, 0.01, 0.02, 0.3, 0.6)))
_PRIORITIES = ("low", "medium", "high", "urgent")
_VOCABULARY = 60_000
_COMMON_HAN = "退货订单发票付款物流快递客服问题帮助产品质量价格优惠会员账户密码登录注册地址电话时间"


def tickets(size: int, seed: int = 5) -> Iterator[Document]:
    chosen = random.Random(seed)  # noqa: S311 - the same each time
    for number in range(size):
        opened = START + number * (NOW - START) // size
        yield Document(ticket_id(number), Kind.TICKET, ticket_id(number), opened, 1, *_ticket(chosen, number, opened))


def messages(size: int, seed: int = 6) -> Iterator[Document]:
    chosen = random.Random(seed)  # noqa: S311 - the same each time
    for number in range(size):
        account = _skewed(chosen, 20)
        values: dict[str, tuple[Value, ...]] = {
            "account_id": (f"acc_{account:026}",),
            "channel_id": (f"ch_{account % 5}",),
            "contact_id": (f"con_{number // 3:026}",),
            "direction": ("inbound" if number % 3 else "outbound",),
            "about": (number * 2_654_435_761 % 2**48,),
        }
        about = f"{_name(number)} {_contact(number)} {number}@example.com"
        moment = START + number * (NOW - START) // size
        id_, ticket = f"msg_{number:026}", ticket_id(number)
        yield Document(id_, Kind.MESSAGE, ticket, moment, 1, values, {"text": text(chosen), "about": about})


def ticket_id(number: int) -> str:
    """Its last part sorts by no time, as that of a real one does not."""
    return f"tkt_{number * 2_654_435_761 % 2**32:010x}{number:016x}"


def text(chosen: random.Random) -> str:
    """About as long and as mixed as messages are: one of ten is Chinese."""
    if chosen.random() < 0.1:
        return "".join(chosen.choices(_COMMON_HAN, k=chosen.randrange(5, 40)))
    words = [
        word(int(_VOCABULARY ** chosen.random()) - 1) for _ in range(min(200, int(chosen.lognormvariate(2.7, 0.7))))
    ]
    if chosen.random() < 0.05:
        words.append(f"#{chosen.randrange(10**6)} {word(chosen.randrange(3000))}@example.com")
    return " ".join(words)


def word(rank: int) -> str:
    """The words of a language that does not exist, the most common first."""
    syllables = []
    rest = rank + 20
    while rest:
        rest, place = divmod(rest, 80)
        syllables.append("bcdfghjklmnprstv"[place % 16] + "aeiou"[place // 16])
    return "".join(syllables)


def _name(number: int) -> str:
    return f"{word(number % 3000)} order {number}"


def _contact(number: int) -> str:
    return f"{word(number % 999)} {word(number % 7919)}"


def _ticket(chosen: random.Random, number: int, opened: int) -> tuple[dict[str, tuple[Value, ...]], dict[str, str]]:
    [status] = chosen.choices(range(8), cum_weights=_STATUS_WEIGHTS)
    priority, account = _skewed(chosen, 4), _skewed(chosen, 20)
    last = opened + chosen.randrange(60_000, 3_000_000_000)
    owner = _skewed(chosen, 200) if chosen.random() < 0.9 else None
    single: dict[str, Value | None] = {
        "number": number + 1,
        "status": "open" if status < 6 else "closed",
        "status_id": _STATUSES[status],
        "pipeline_id": f"pipeline_{account % 3}",
        "priority": _PRIORITIES[priority],
        "priority_rank": priority + 1,
        "category": f"category_{chosen.randrange(12)}",
        "owner_id": None if owner is None else f"agt_{owner:026}",
        "team_id": None if owner is None else f"team_{owner % 10:026}",
        "contact_id": f"con_{number // 3:026}",
        "account_id": f"acc_{account:026}",
        "channel_id": f"ch_{account % 5}",
        "inbox_id": f"inbox_{account % 8:026}",
        "opened_at": opened,
        "last_activity_at": last,
        "closed_at": last if status >= 6 else None,
        "waiting_since": last if status < 6 and number % 2 else None,
        "last_direction": "inbound" if number % 3 else "outbound",
        "name": _name(number),
        "contact.name": _contact(number),
        **_properties(chosen, opened),
    }
    values: dict[str, tuple[Value, ...]] = {field: (value,) for field, value in single.items() if value is not None}
    if chosen.random() < 0.3:
        values["properties.tags:choices"] = tuple(f"tag_{tag}" for tag in chosen.sample(range(16), 3))
    return values, {"name": str(single["name"]), "contact": f"{single['contact.name']} {number}@example.com"}


def _properties(chosen: random.Random, opened: int) -> dict[str, Value | None]:
    part = chosen.random()
    return {
        "properties.city:text": f"city {_skewed(chosen, 1000)}" if part < 0.7 else None,
        "properties.plan:choice": f"plan_{chosen.randrange(4)}" if part < 0.7 else None,
        "properties.amount:number": round(chosen.lognormvariate(4, 1), 2) if part < 0.4 else None,
        "properties.vip:boolean": chosen.random() < 0.05 if part < 0.4 else None,
        "properties.due:date": opened // DAY + chosen.randrange(60) if part < 0.4 else None,
    }


def _skewed(chosen: random.Random, most: int) -> int:
    """The first ones are much more common."""
    return int(most ** chosen.random()) - 1
