"""The cost of one message in calls and units, exactly: a change here changes the bill.

Only on Amazon's own engine, because moto does not report capacity. Prices and times are in `make bench`.
"""

import itertools
import random
import uuid
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import pytest

from infra.workbench.acts import (
    Thread,
    inbound,
    publish,
    published,
    reply,
    reply_with,
    reply_with_photo,
)
from infra.workbench.desk import Desk
from infra.workbench.made_up import AGENT
from infra.workbench.receiver import receiver
from infra.workbench.scenarios import BATCH, SCENARIOS, Measured, Scenario, measure
from infra.workbench.usage import total
from tests.support.backends import JAVA_IS_MISSING

pytestmark = pytest.mark.skipif(JAVA_IS_MISSING, reason="DynamoDB Local needs Java 17")

_numbers = itertools.count(900_000)
# The message moves the ticket to another status: one of the puts is the event that says so.
INBOUND = {"dynamodb.Query": 1, "dynamodb.GetItem": 1, "dynamodb.PutItem": 3, "dynamodb.UpdateItem": 1}
STAYING = INBOUND | {"dynamodb.PutItem": 2}
REPLY = {
    "dynamodb.GetItem": 5,
    "dynamodb.Query": 1,
    "dynamodb.PutItem": 3,
    "dynamodb.UpdateItem": 2,
    "sqs.SendMessageBatch": 1,
}
WITH_FILE = {
    "dynamodb.BatchGetItem": 3,
    "dynamodb.GetItem": 9,
    "dynamodb.PutItem": 6,
    "dynamodb.Query": 1,
    "dynamodb.UpdateItem": 2,
    "s3.CopyObject": 1,
    "s3.GetObject": 1,
    "s3.HeadObject": 1,
    "sqs.SendMessageBatch": 1,
}
PHOTO = INBOUND | {"dynamodb.GetItem": 2, "dynamodb.PutItem": 4, "s3.PutObject": 1, "sqs.SendMessageBatch": 1}
# The claim, if the message was erased; the contact is new: it is put without a read, with its places in two lists.
# The update is the counter from which the ticket gets its number.
OPENED = {
    "dynamodb.GetItem": 2,
    "dynamodb.PutItem": 1,
    "dynamodb.Query": 2,
    "dynamodb.TransactWriteItems": 2,
    "dynamodb.UpdateItem": 1,
    "sqs.SendMessageBatch": 1,
}
# calls, write units, read units, requests to queues, invocations, calls to KMS with an empty cache
COSTS = {
    "inbound": (INBOUND, 4, 1.5, 0, 2, 1),
    "inbound_again": (STAYING, 3, 1.5, 0, 2, 1),
    "inbound_assigned": (INBOUND, 4, 1.5, 0, 2, 1),
    "inbound_telegram": (INBOUND, 4, 1.5, 0, 2, 1),
    "inbound_photo": (PHOTO, 5, 2.5, 3, 3, 2),
    # Everybody, their open tickets, who sees the inbox, and whether others wait: then it is given away with the
    # counters of one of them.
    "inbound_routed": (
        OPENED | {"dynamodb.GetItem": 4, "dynamodb.BatchGetItem": 1, "dynamodb.Query": 3},
        *(24, 10, 3, 3, 1),
    ),
    # The counters of two people, in one item here; whether the new owner may have it, and has more than they can take.
    # Whoever has one less is asked for.
    "reassign": (
        {"dynamodb.GetItem": 3, "dynamodb.Query": 2, "dynamodb.TransactWriteItems": 1},
        *(12, 5, 0, 2, 0),
    ),
    # The ticket with the newest entries, the contact with what is known of it, and the contact's tickets.
    "ticket": ({"dynamodb.Query": 3}, 0, 3, 0, 1, 0),
    "inbound_first": (OPENED, 20, 3, 3, 3, 1),
    "publish": (INBOUND, 4, 1.5, 0, 2, 0),
    # The account is read strongly consistent: it says whether the reply before this one had to wait for its receiver.
    # The history has one entry more, since the first reply took the ticket: the newest six entries are above 4 KB.
    "reply": (REPLY, 5, 5.5, 3, 3, 1),
    "reply_long": (REPLY, 5, 4.5, 3, 3, 1),
    "reply_status": (REPLY | {"dynamodb.GetItem": 6}, 6, 6.5, 3, 3, 1),
    # Who has a ticket, and the counters of their open tickets: one transaction. Whoever
    # closes one has room for another: it is asked whether one waits.
    "reply_close": (
        REPLY
        | {"dynamodb.GetItem": 6, "dynamodb.Query": 2, "dynamodb.UpdateItem": 1, "dynamodb.TransactWriteItems": 1},
        *(14, 7.5, 3, 3, 1),
    ),
    "reply_take": (
        REPLY | {"dynamodb.PutItem": 4, "dynamodb.UpdateItem": 1, "dynamodb.TransactWriteItems": 1},
        *(11, 4.5, 3, 3, 1),
    ),
    "reply_telegram": (REPLY | {"dynamodb.UpdateItem": 4}, 7, 4.5, 3, 3, 2),
    "reply_channel": (REPLY | {"dynamodb.GetItem": 8, "dynamodb.PutItem": 4}, 6, 6, 3, 3, 1),
    "reply_file": (WITH_FILE, 8, 8, 3, 4, 1),
    "reply_photo": (
        # What Telegram calls the photo is one update.
        WITH_FILE | {"dynamodb.GetItem": 6, "dynamodb.PutItem": 5, "dynamodb.UpdateItem": 5, "s3.GetObject": 2},
        *(10, 6.5, 3, 4, 2),
    ),
    # The note, that no message was stored after its place, and its key: one transaction.
    "note": ({"dynamodb.Query": 1, "dynamodb.TransactWriteItems": 1}, 6, 1, 0, 1, 0),
    "draft": ({"dynamodb.GetItem": 2, "dynamodb.PutItem": 1}, 1, 1.5, 0, 1, 0),
    # The reply and the end of its draft are one transaction.
    "reply_draft": (REPLY | {"dynamodb.PutItem": 2, "dynamodb.TransactWriteItems": 1}, 8, 5.5, 3, 3, 1),
    "reply_scheduled": (
        INBOUND | {"dynamodb.GetItem": 2, "scheduler.CreateSchedule": 1},
        *(4, 3, 0, 2, 0),
    ),
    # Two transactions: the message with its event, and the ticket as it was before.
    "reply_cancelled": (
        {
            "dynamodb.GetItem": 4,
            "dynamodb.Query": 5,
            "dynamodb.TransactWriteItems": 2,
            "scheduler.DeleteSchedule": 1,
        },
        *(14, 11, 0, 2, 0),
    ),
    # One transaction: the message, its event, its ticket. The attempt begins with a write of its own.
    "reply_retried": (
        REPLY | {"dynamodb.GetItem": 9, "dynamodb.PutItem": 1, "dynamodb.TransactWriteItems": 1},
        *(11, 8, 3, 3, 1),
    ),
    "status": ({"dynamodb.GetItem": 2, "dynamodb.UpdateItem": 1}, 1, 2, 0, 1, 0),
    # The ticket, its event, the check that no message came in between.
    "change_property": (
        {"dynamodb.Query": 1, "dynamodb.TransactWriteItems": 1},
        *(6, 1, 0, 1, 0),
    ),
    # By ticket: the ticket and its index by owner, two events, the check that no message came in between, the counters
    # of open tickets, the job's progress; whether the new owner may have it. At the end, what they have now.
    "change_many": (
        {
            "dynamodb.GetItem": 306,
            "dynamodb.Query": 102,
            "dynamodb.BatchGetItem": 1,
            "dynamodb.TransactWriteItems": 102,
            "sqs.SendMessageBatch": 1,
        },
        *(1422, 508.5, 3, 3, 0),
    ),
    # What the feed says since, and the four tickets that there are, half a unit each.
    "view_page": ({"dynamodb.Query": 1, "dynamodb.BatchGetItem": 1}, 0, 3, 0, 1, 0),
    # The feed, what views there are, and one's own.
    "view_counts": ({"dynamodb.Query": 3}, 0, 3, 0, 1, 0),
    # Four messages and their tickets, strongly consistent: what was erased is not shown.
    "search": ({"dynamodb.Query": 1, "dynamodb.BatchGetItem": 1}, 0, 9, 0, 1, 0),
    # Strangers decide how many of these there are: no read at the webhook, no call to KMS anywhere.
    "stranger_webhook": ({}, 0, 0, 0, 1, 0),
    "stranger_api": ({"dynamodb.GetItem": 1}, 0, 1, 0, 2, 0),
    # The token, its owner as they are now, and which inboxes are limited to teams.
    "authorizer": ({"dynamodb.GetItem": 3, "kms.VerifyMac": 1}, 0, 3, 0, 1, 1),
}


def publish_verified(desk: Desk, thread: Thread) -> None:
    """From an app that has verified its customer's identity."""
    identity = {"verifiedEmail": f"cleo-{thread.number}@example.com"}
    body = published(desk, thread) | {"customerIdentity": identity}
    desk.integrate("POST", f"/{desk.channel_id}/messages", body, 201)


def publish_second(desk: Desk, thread: Thread) -> None:
    """From another person than the conversation's customer."""
    second_sender = {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": f"somebody-{thread.number}"}
    body = published(desk, thread) | {"senders": [{"deliveryIdentifier": second_sender}]}
    desk.integrate("POST", f"/{desk.channel_id}/messages", body, 201)


def reply_with_same_photo(desk: Desk, thread: Thread) -> None:
    """The service has it: nothing is read from the store, and uploaded."""
    reply_with(desk, thread, thread.file_id)


def mention(desk: Desk, thread: Thread) -> None:
    path = f"/v1/conversations/{thread.id}/notes"
    desk.call("POST", path, {"text": "Please look.", "mentions": [AGENT]}, expected=201)


FURTHER = (
    Scenario(
        "photo_again",
        "a photo that was sent before",
        reply_with_same_photo,
        (*(inbound, reply) * 3, inbound, reply_with_photo, inbound),
        telegram=True,
    ),
    Scenario("verified_first", "binding an identity", publish_verified, (publish,)),
    Scenario("verified", "the customer is known", publish_verified, (publish, publish_verified)),
    Scenario("second_sender", "somebody else writes", publish_second, (publish, publish_second)),
    Scenario("note_mention", "a note that mentions somebody", mention, (inbound,)),
)
COSTS |= {
    "photo_again": (
        REPLY | {"dynamodb.GetItem": 6, "dynamodb.BatchGetItem": 3, "dynamodb.UpdateItem": 4},
        *(7, 7.5, 3, 3, 2),
    ),
    "verified_first": (STAYING | {"dynamodb.GetItem": 2, "dynamodb.TransactWriteItems": 1}, 7, 2.5, 0, 2, 0),
    "verified": (STAYING | {"dynamodb.GetItem": 2}, 3, 2.5, 0, 2, 0),
    "second_sender": (STAYING | {"dynamodb.GetItem": 2}, 3, 2, 0, 2, 0),
    # The note, and in the same transaction its ticket, which counts who is mentioned: it is read before.
    "note_mention": (
        {"dynamodb.Query": 1, "dynamodb.GetItem": 1, "dynamodb.BatchGetItem": 1, "dynamodb.TransactWriteItems": 1},
        *(6, 2.5, 0, 1, 0),
    ),
}


def photo(desk: Desk, thread: Thread, more: dict[str, Any], album: str | None = None) -> None:
    number = next(_numbers)
    person = {"id": 100_000_000 + thread.number, "is_bot": False, "first_name": "Cleo", "last_name": "Customer"}
    sizes = [
        {
            "file_id": f"AgACAgIAAxkBAAI{number:07d}{size:05d}{uuid.uuid4().hex}{uuid.uuid4().hex}",
            "file_unique_id": f"AQAD{number:07d}{size:05d}",
            "width": size,
            "height": size * 3 // 4,
            "file_size": size * 120,
        }
        for size in (90, 320, 800, 1280)
    ]
    message = {"message_id": number, "from": person, "chat": {**person, "type": "private"}, "date": 1_795_338_000}
    message |= {"photo": sizes} | more | ({"media_group_id": album} if album else {})
    desk.post(desk.telegram, {"update_id": number, "message": message})
    desk.follow()


def album_of(desk: Desk, thread: Thread, photos: Iterable[dict[str, Any]]) -> None:
    number = next(_numbers)
    for more in photos:
        photo(desk, thread, more, f"{number:017d}")


ALICE = {"id": 123_456_789, "is_bot": False, "first_name": "Alice", "last_name": "Anders", "username": "aliceanders"}
FORWARDED = {"forward_origin": {"type": "user", "sender_user": ALICE, "date": 1_795_337_000}}
ANY = random.Random(10)
CAPTION = {"caption": "".join(ANY.choice("abcdefghijklmnopqrstuvwxyz      ") for _ in range(1024)).strip()}
ALBUMS: dict[str, list[dict[str, Any]]] = {
    "photos": [{}] * 10,
    "with_spoilers": [{"has_media_spoiler": True}] * 10,
    "forwarded": [FORWARDED | {"forward_from": ALICE, "forward_date": 1_795_337_000, "has_media_spoiler": True}] * 10,
    "with_a_caption": [CAPTION, *[{}] * 9],
    "with_the_longest_captions": [CAPTION] * 10,
}
AS_MANY_AS = dict.fromkeys(ALBUMS, 10) | {"with_the_longest_captions": 13}
"""Photos. Each member that joins pays for all captions before it."""


@pytest.mark.parametrize("album", ALBUMS)
def test_an_album_of_ten_costs_at_most_ten_photos(album: str, engine_endpoint: str, receiver_url: str) -> None:
    """Each member is stored in one item, whose size every update pays. No write may fail its condition: it is paid
    too, and no response says how much."""
    desk, costs, photos = Desk(engine_endpoint, receiver_url), [], ALBUMS[album]
    threads = [Thread(number, telegram=True) for number in range(1, 4)]
    for thread in threads:
        inbound(desk, thread)
        reply(desk, thread)
    desk.follow()
    # The first is not measured: it decrypts all secrets and opens all connections.
    for thread, members in zip(threads, (None, None, photos), strict=True):
        desk.take_usage()
        album_of(desk, thread, members) if members else photo(desk, thread, photos[-1])
        desk.follow()
        usage = total(desk.take_usage().values())
        # A write unit costs as much as five read units.
        units, requests = 5 * usage.write_units + usage.read_units, sum(usage.queue_requests.values())
        costs.append((units, requests, usage.invocations))
    _, one, ten = costs
    assert all(of_ten <= AS_MANY_AS[album] * of_one for of_one, of_ten in zip(one, ten, strict=True)), costs


def test_a_reply_with_a_status_costs_at_most_three_write_units_more() -> None:
    assert COSTS["reply_status"][1] <= COSTS["reply"][1] + 3


FED: dict[str, tuple[dict[str, int], float, float, int, float]] = {
    name: ({"dynamodb.PutItem": 1}, 1, 0, 1, of_ten)
    for name, of_ten in {
        **dict.fromkeys(("inbound", "inbound_assigned", "inbound_telegram"), 2),
        **dict.fromkeys(("publish", "reply", "reply_telegram"), 2),
        **dict.fromkeys(("inbound_again", "note", "status", "change_property"), 1),
    }.items()
} | {
    # The contact is of another table.
    "inbound_first": ({"dynamodb.PutItem": 2}, 2, 0, 2, 3),
    # Nobody sees a draft but its author, and what is refused changes nothing.
    **dict.fromkeys(("draft", "stranger_webhook", "stranger_api", "authorizer", "ticket"), ({}, 0, 0, 0, 0)),
}
"""Of the change feed, one alone in its second: calls, write units, read units, invocations; and the write units of ten
in one batch."""


@pytest.mark.parametrize("name", FED)
def test_what_the_change_feed_costs(name: str, measured: Callable[[Scenario], Measured]) -> None:
    [scenario] = [each for each in SCENARIOS if each.name == name]
    found = measured(scenario)
    [alone], ten = found.feed, found.feed_batched
    counted = dict(alone.calls), alone.write_units, alone.read_units, alone.invocations, ten.write_units
    assert counted == FED[name]


@pytest.fixture(scope="module")
def receiver_url() -> Iterator[str]:
    with receiver() as url:
        yield url


@pytest.fixture(scope="module")
def measured(engine_endpoint: str, receiver_url: str) -> Callable[[Scenario], Measured]:
    """Each scenario once, for both tests of it: with a whole batch only if one of them is about it."""

    @cache
    def found(scenario: Scenario) -> Measured:
        batch = BATCH if scenario.name in FED else int(scenario.most_repetitions is None)
        return measure(scenario, engine_endpoint, receiver_url, repetitions=1, batch=batch)

    return found


@pytest.mark.parametrize("scenario", [*SCENARIOS, *FURTHER], ids=lambda scenario: scenario.name)
def test_the_cost_of_one_message(scenario: Scenario, measured: Callable[[Scenario], Measured]) -> None:
    found = measured(scenario)
    warm, cold = total(found.warm[0].values()), total(found.cold.values())
    requests = sum(warm.queue_requests.values())
    costs = (dict(warm.calls), warm.write_units, warm.read_units, requests, warm.invocations, cold.calls_to("kms"))
    assert costs == COSTS[scenario.name]
