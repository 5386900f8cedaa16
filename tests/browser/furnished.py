"""A desk on which every screen has something to show: a shop that sells vases."""

from tests.browser import samples, samples_channels, samples_work
from tests.browser import samples_conversation as thread
from tests.browser.administration import administered
from tests.browser.desk import Call, Json, RecordedDesk
from tests.browser.samples_composer import Writing, first_message
from tests.browser.samples_people import ROLES, TOKENS, TRAINEE, TURNS, short, staffed
from tests.browser.samples_search import Searching
from tests.browser.samples_views import keeps_views, late
from tests.browser.samples_webhooks import Following

UPDATE = {
    "created_at": samples.moment(60),
    "raw": '{"update_id": 190322, "my_chat_member": {"chat": {"id": 4711}}}',
    "reason": "This is not a message.",
    "taken_in_at": None,
}
_RULE = {"automatic": True, "assign_to": "contact_owner"}


def furnished(desk: RecordedDesk) -> Writing:
    """Its first ticket is Ada's, whose conversation has every kind of message."""
    writing = Writing(desk)
    writing.entries = thread.every_kind()
    desk.tickets[0] |= {
        "last_sequence": 24,
        "owner_id": samples.ME,
        "priority": "high",
        "properties": {
            "gift": True,
            "size": "large",
            "damage": ["scratch", "crack"],
            "page": "https://example.com/vases",
        },
        "incomplete": ["order"],
        "previous_ticket_id": "tkt_00001",
    }
    administered(desk)
    desk.pipelines = [*desk.pipelines, samples_work.repairs()]
    desk.properties = [*desk.properties, *samples_work.every_type()]
    earlier = [short(each) for each in _earlier(desk)]
    beside = {**samples.BESIDE, "earlier_conversations": earlier, "contact": thread.ticket_contact()}
    desk.on("GET", f"/tickets/{thread.TICKET}", lambda _: {**desk.tickets[0], **beside})
    desk.on("GET", "/contacts/{id}", lambda _: thread.contact())
    desk.views = [late()]
    keeps_views(desk)
    _channels(desk)
    staffed(desk)
    desk.on("GET", "/teams/{id}", lambda _: desk.teams[0])
    desk.on("GET", "/users/{id}", {k: v for k, v in desk.agents[1].items() if k != "open_tickets"})
    desk.on("GET", "/roles", {"roles": ROLES})
    desk.on("GET", "/roles/{id}", TRAINEE)
    desk.on("GET", "/api-tokens", {"api_tokens": TOKENS})
    desk.on("GET", "/users/{id}/availability/history", {"changes": TURNS, "next_cursor": None})
    desk.on("GET", "/audit", {"events": _audit(), "next_cursor": "older"})
    desk.on("GET", "/settings/files", {"serve_unscanned": False})
    Searching(desk)
    Following(desk)
    return writing


def _earlier(desk: RecordedDesk) -> list[Json]:
    return [
        {
            **desk.tickets[number],
            "contact_name": "Ada Lovelace",
            "status": "closed",
            "closed_at": samples.moment(days * 1440),
        }
        for number, days in ((1, 21), (3, 64))
    ]


def _channels(desk: RecordedDesk) -> None:
    channels = samples_channels.channels()
    for channel in channels:
        if channel["id"] == samples_channels.PAPER_PLANE:
            channel["capabilities"] |= {"conversation_start": True, "delivery_identifier_types": ["HS_EMAIL_ADDRESS"]}
    desk.on("GET", "/channels", {"channels": channels, "next_cursor": None})
    addresses = {"several": False, "identifier_types": ["HS_EMAIL_ADDRESS", "HS_PHONE_NUMBER"]}
    desk.on("GET", "/channel-accounts/{id}/composer", first_message(recipients=addresses))
    deliveries = samples_channels.deliveries()
    desk.on("GET", "/channel-accounts/{id}/deliveries", {"deliveries": deliveries, "next_cursor": None})
    desk.on("GET", "/channel-accounts/{id}/unhandled-updates", {"updates": [UPDATE], "next_cursor": None})
    desk.on("GET", "/channel-accounts/{id}/health", _health)


def _health(call: Call) -> Json:
    del call
    return {
        "checked_at": samples.moment(),
        "delivers_here": False,
        "last_error": {"at": samples.moment(9), "reason": "Wrong response: 502"},
        "problem": "The bot's token was revoked. Replace the credentials.",
        "status": "attention",
        "waiting": 3,
    }


def _audit() -> list[Json]:
    off = {"type": "channel_account.switched_off", "details": {"active": {"from": True, "to": False}}}
    routing = {"details": {"routing": {"from": None, "to": _RULE}}}
    return [
        samples_channels.audit_event(0),
        samples_channels.audit_event(1, **off),
        samples_channels.audit_event(2, **routing),
    ]


def busy(desk: RecordedDesk) -> None:
    """What the rows of the list can say, and not the same thing twice on one screen."""
    said = {
        0: {"subject": "The vase is broken", "preview": "Friday", "last_sequence": 5},
        2: {"preview": "Do you also have it in green?", "last_direction": "in"},
        4: {"reply_state": "failed", "last_direction": "out", "preview": "It leaves today."},
        7: {"preview": "Where can I pick it up?"},
        8: {"preview": "Thanks, that is all.", "last_direction": "in"},
        9: {"preview": "Do you wrap it as a present?"},
    }
    for number, changes in said.items():
        desk.tickets[number] |= changes
    for number in (5, 7, 8, 9):
        desk.tickets[number]["last_sequence"] = 1
    seen = {desk.tickets[number]["conversation_id"]: 9 for number in (4, 5, 7, 8, 9)}
    desk.page.add_init_script(f"localStorage.setItem('kanaal.seen', JSON.stringify({seen}))")
    desk.on("POST", "/channels/{id}/credential-checks", {"result": "accepted", "message": "Welcome, Acme."})


def broken_vase() -> list[Json]:
    """A conversation as one wishes it to be."""
    slots = [{"value": each, "value_type": "TEXT", "label": each} for each in ("Thursday", "Friday")]
    ask = {"type": "QUICK_REPLIES", "quick_replies": slots, "allow_user_input": True, "allow_multi_select": False}
    photo = thread.file(1, "vase.png", "image/png", width=800, height=400)
    return [
        thread.message(1, "Hello! My parcel is here, but the vase is broken.", minutes_ago=47, parts=[photo]),
        thread.event(1, "owner_changed", 1, minutes_ago=44, from_=None, to=samples.ME),
        thread.reply(
            2,
            "Oh no, I am sorry! A new one leaves today.",
            rich_text="<p>Oh no, I am sorry! A new one <b>leaves today</b>.</p>",
            status="READ",
            minutes_ago=43,
        ),
        thread.reply(4, "When may we bring it?", status="DELIVERED", minutes_ago=41, parts=[ask]),
        thread.message(5, "Friday", minutes_ago=0.5, in_reply_to=thread.message_id(4)),
    ]
