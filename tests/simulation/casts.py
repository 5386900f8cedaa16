"""Who uses the desk in a run."""

from collections.abc import Callable, Mapping
from itertools import chain

from tests.simulation.apps import Apps
from tests.simulation.customers import Customers
from tests.simulation.drafts import Drafts
from tests.simulation.outages import Outages
from tests.simulation.people import People
from tests.simulation.rulers import Rulers
from tests.simulation.telegram_chats import OTHER, PRIVATE, SILENT, Chats
from tests.simulation.users import Script, Users


class Everybody:
    def __init__(self, users: Users) -> None:
        self.customers, self.chats = Customers(users), Chats(users)
        self.apps, self.people, self.outages = Apps(users), People(users), Outages(users)
        self.drafts, self.rulers = Drafts(users), Rulers(users)


Cast = Callable[[Everybody], list[Script]]
EVERYBODY = "everybody"
CASTS: Mapping[str, Cast] = {
    EVERYBODY: lambda all_: [
        all_.customers.writes("cleo", "t1"),
        all_.customers.writes("bob", "t1"),
        all_.chats.writes(PRIVATE),
        all_.apps.publishes("dora"),
        all_.apps.publishes("eve", 1, file=True),
        all_.apps.edits(),
        all_.people.agent(),
        all_.people.agent(),
        all_.people.administrator(),
    ],
    "two customers": lambda all_: [
        all_.customers.writes("cleo", "t1", 1),
        all_.customers.writes("bob", "t1", 1),
    ],
    "a conversation that ends": lambda all_: [
        all_.customers.writes("cleo", "t1", 2),
        all_.customers.writes("bob", "t1", 2),
        all_.customers.writes("ann", "t1", 2),
        all_.people.agent("close", "open", "close", "open"),
        all_.people.agent("close", "close", "close"),
    ],
    "two agents who reply": lambda all_: [
        all_.customers.writes("cleo", "t1", 1),
        all_.people.agent("reply", "reply"),
        all_.people.agent("reply", "reply", "reply"),
    ],
    "a customer and an agent": lambda all_: [all_.chats.writes(PRIVATE), all_.people.agent("reply", "close")],
    "an app and an agent": lambda all_: [
        all_.apps.publishes("dora", 1),
        all_.people.agent("close", "reply"),
        all_.people.agent("note", "note"),
        all_.apps.edits(),
    ],
    "a customer who writes again": lambda all_: [
        all_.chats.writes(PRIVATE, 3, "/start"),
        all_.people.agent("close", "close", "note"),
        all_.people.agent("reply", "note", "reply", "reply"),
    ],
    "a group that becomes a supergroup": lambda all_: [
        all_.chats.becomes_a_supergroup(),
        all_.people.agent("reply", "reply"),
    ],
    "a bot that is told everything": lambda all_: [
        all_.chats.writes(PRIVATE, 1),
        all_.chats.strange(PRIVATE),
        all_.chats.notices(PRIVATE),
        all_.chats.notices(SILENT),
        all_.people.agent("close"),
    ],
    "an app with a file": lambda all_: [all_.apps.publishes("eve", 1, file=True)],
    "an account that is switched": lambda all_: [
        all_.apps.publishes("dora", 1),
        all_.people.agent("reply", "reply"),
        all_.people.administrator(waits=True),
    ],
    "two agents who decide": lambda all_: [
        all_.apps.publishes("dora", 1),
        all_.people.agent("assign", "close", "assign"),
        all_.people.agent("assign", "open"),
    ],
    "many tickets at once": lambda all_: [
        all_.customers.writes("cleo", "t1", 2),
        all_.customers.writes("bob", "t2", 2),
        all_.apps.publishes("dora", 1),
        all_.people.agent("reply", "reply", "close", "reply"),
        all_.people.manager(),
        all_.people.deleter(),
    ],
    "tickets that find their owner": lambda all_: [
        all_.rulers.rule(),
        *(all_.customers.writes(name, f"t{number}", 1) for number, name in enumerate(("cleo", "bob", "ann", "dan"))),
        all_.people.agent("close", "reply and close", "close", "open"),
        all_.rulers.shift(),
    ],
    "tickets that are given back": lambda all_: [
        all_.rulers.leaves_it_to_others(),
        all_.rulers.rule(),
        *(all_.customers.writes(name, f"t{number}", 2) for number, name in enumerate(("cleo", "bob", "ann"))),
        all_.people.agent("close", "assign", "close"),
        all_.rulers.shift(),
    ],
    "an owner who is away": lambda all_: [
        all_.rulers.owner_who_is_away(),
        *(chain(all_.rulers.looks_after(name), all_.apps.publishes(name, verified=True)) for name in ("dora", "eve")),
        all_.people.agent("close", "close", "reply", "close"),
    ],
    "nobody is there": lambda all_: [
        all_.rulers.nobody_is_there(),
        *(chain(all_.rulers.looks_after(name), all_.apps.publishes(name, verified=True)) for name in ("dora", "eve")),
        all_.apps.publishes("finn", 1),
    ],
    "an outage": lambda all_: [
        *(all_.customers.writes(name, f"t{number}", 1) for number, name in enumerate(("cleo", "bob", "ann", "dan"))),
        all_.people.agent(*["reply"] * 5),
        all_.people.agent(*["reply"] * 5),
        all_.outages.happen(2),
        all_.outages.redrives(),
    ],
    "an outage of an app": lambda all_: [
        *(all_.apps.publishes(name, 1) for name in ("dora", "eve", "fay")),
        all_.people.agent("reply", "close", "reply", "assign", "reply"),
        all_.people.agent("reply", "open", "reply", "close", "reply"),
        all_.outages.happen(),
        all_.people.administrator(waits=True),
    ],
    "an outage while replies wait": lambda all_: [
        *(all_.customers.writes(name, f"t{number}", 1) for number, name in enumerate(("cleo", "bob", "ann", "dan"))),
        all_.people.agent("reply", "schedule", "reply", "cancel", "cancel", "reply"),
        all_.people.agent("reply", "reply", "cancel", "retry", "cancel", "retry"),
        all_.outages.happen(2),
        all_.outages.redrives(),
    ],
    "an album": lambda all_: [*all_.chats.album(PRIVATE), all_.chats.writes(PRIVATE, 1), all_.people.agent("close")],
    "replies that wait": lambda all_: [
        all_.customers.writes("cleo", "t1", 1),
        all_.chats.writes(PRIVATE, 1),
        all_.people.agent("schedule", "reply", "cancel", "cancel"),
        all_.people.agent("reply", "retry", "schedule", "cancel", "retry"),
    ],
    "an app whose replies wait": lambda all_: [
        all_.apps.publishes("dora", 1),
        all_.people.agent("reply", "schedule", "cancel", "retry"),
        all_.people.agent("reply", "cancel", "retry"),
    ],
    "a long reply": lambda all_: [
        all_.chats.writes(PRIVATE, 1),
        all_.chats.writes(OTHER, 1, "in another chat"),
        all_.people.agent("type", "explain"),
        all_.people.agent("explain"),
    ],
    "a press of a button": lambda all_: [
        all_.chats.writes(PRIVATE, 1),
        all_.chats.presses(PRIVATE),
        all_.people.agent("type", "reply", "close"),
    ],
    "a customer who blocks the bot": lambda all_: [
        all_.chats.writes(PRIVATE, 1),
        *all_.chats.blocks(PRIVATE),
        all_.people.agent("close", "reply", "close"),
    ],
    "a place that moves": lambda all_: [
        all_.chats.writes(PRIVATE, 1),
        *all_.chats.shares_a_place(PRIVATE),
        all_.people.agent("close"),
    ],
    "a draft that two send": lambda all_: [
        all_.customers.writes("cleo", "t1", 2),
        all_.drafts.writes(4),
        all_.drafts.sends(3),
        all_.drafts.sends(3),
        all_.people.agent("close", "reply", "close"),
    ],
}
"""The small ones are for single faults: each call of a run is one run for each fault."""
