"""What a desk costs does not depend on how many tickets it has: the same calls and units, exactly, at each size.

`make bench` measures the same on larger desks, with CPU and prices. Only on Amazon's own engine, which reports units.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.workbench import sizes
from infra.workbench.made_up import MadeUpDesk, text
from infra.workbench.receiver import receiver
from infra.workbench.seeded import seeded
from infra.workbench.usage import Usage, total
from tests.support.backends import JAVA_IS_MISSING

pytestmark = pytest.mark.skipif(JAVA_IS_MISSING, reason="DynamoDB Local needs Java 17")

# The view, what the feed says since, and the fifty tickets of the page, half a unit each.
PAGE = ({"dynamodb.Query": 1, "dynamodb.BatchGetItem": 2}, 0, 27)
LIST = ({"dynamodb.Query": 1, "dynamodb.BatchGetItem": 1}, 0, 26)
# 25 messages and their tickets, strongly consistent: what was erased is not shown.
SEARCH = ({"dynamodb.Query": 1, "dynamodb.BatchGetItem": 1}, 0, 51)
COSTS: dict[str, tuple[dict[str, int], float, float]] = {
    "page": PAGE,
    "next_page": PAGE,
    # The feed, what views there are, and the thirty that are one's own.
    "counts": ({"dynamodb.Query": 3}, 0, 6),
    "search_rare": ({"dynamodb.Query": 1, "dynamodb.BatchGetItem": 1}, 0, 7),
    "search_common": SEARCH,
    "search_two": SEARCH,
    "search_both": SEARCH,
    "open_list": LIST,
    "feed_page": ({"dynamodb.Query": 1}, 0, 4),
    # Who watches the ticket, who they are, which inboxes are limited, the note, the ticket; then each is told.
    "pusher": (
        {
            "dynamodb.Query": 1,
            "dynamodb.BatchGetItem": 3,
            "dynamodb.GetItem": 1,
            "apigatewaymanagementapi.PostToConnection": sizes.WATCHERS,
        },
        *(0, 55),
    ),
    # It is woken, by a note and a queue message; it is told, and that is logged; it moves on, and sleeps.
    "notifier": (
        {
            "dynamodb.Query": 3,
            "dynamodb.GetItem": 3,
            "dynamodb.UpdateItem": 3,
            "dynamodb.PutItem": 1,
            "sqs.SendMessageBatch": 1,
        },
        *(4, 6),
    ),
    # The message and its ticket, strongly consistent, beside the page.
    "list_after_message": ({"dynamodb.Query": 1, "dynamodb.BatchGetItem": 2}, 0, 28),
    # The manifest, which is as before; the feed; ten messages and their tickets; the files, and the manifest.
    "index": (
        {"s3.GetObject": 1, "dynamodb.Query": 1, "dynamodb.BatchGetItem": 1, "s3.PutObject": 8},
        *(0, 21),
    ),
}


@pytest.fixture(scope="module")
def receiver_url() -> Iterator[str]:
    with receiver() as url:
        yield url


def prepared(desk: MadeUpDesk, endpoint: str, receiver_url: str, folder: Path) -> sizes.Prepared:
    kept, reached = seeded(folder / "kept", desk), list[tuple[int, int]]()
    kept.build(lambda done, of: reached.append((done, of)))
    assert (kept.is_built, reached) == (True, [(2 * desk.size, 2 * desk.size)])
    return sizes.prepare(kept, endpoint, receiver_url, folder / "functions")


def counted(usage: Usage) -> Any:
    return dict(usage.calls), usage.write_units, usage.read_units


@pytest.mark.parametrize(("size", "accounts"), [(200, 1), (2_000, 1_000)])
def test_calls_and_units_are_the_same_at_every_size_and_with_a_thousand_accounts(
    size: int, accounts: int, engine_endpoint: str, receiver_url: str, tmp_path: Path
) -> None:
    at = prepared(MadeUpDesk(size, accounts), engine_endpoint, receiver_url, tmp_path)
    rows = [sizes.ask(at, name, rounds=1, most=2) for name in sizes.ASKED]
    rows += [sizes.list_after_message(at, rounds=1), *sizes.told(at, rounds=1)]
    used = {row.name: total(row.usage.values()) for row in rows}
    used["index"] = sizes.index_at_once(at, messages=10)
    assert {name: counted(usage) for name, usage in used.items()} == COSTS
    listed = at.desk.call("GET", sizes.OPEN_LIST, None, 200)["tickets"]
    assert (len({ticket["account_id"] for ticket in listed}) > 20) == (accounts > 20)


def test_a_made_up_desk_is_always_the_same() -> None:
    desk, same = MadeUpDesk(50), MadeUpDesk(50)
    assert list(desk.documents()) == list(same.documents())
    assert desk.number_of(desk.ticket(7).reference.thread) == 7
    assert (desk.number_of("a" * 26), desk.number_of("z" * 26)) == (0, None)
    assert text(3) in desk.message(3).text
