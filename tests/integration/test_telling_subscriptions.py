"""Webhook subscriptions: what is told, in which order, to whom, and what becomes of a receiver that fails."""

from dataclasses import replace

import pytest

from helpdesk.people.items import user_key
from helpdesk.platform.attributes import Key
from helpdesk.platform.outbound_address import NotReached
from helpdesk.platform.queues import QueueMessage
from infra.workbench.tables import DIRECTORY, FEED
from tests.support.desk import DeskInProcess
from tests.support.webhooks import Webhooks

RECEIVED = {"types": ["message.received"]}


@pytest.fixture
def hooks(desk: DeskInProcess) -> Webhooks:
    return Webhooks(desk)


def test_a_change_is_told_as_the_feed_shows_it_and_signed(hooks: Webhooks) -> None:
    made = hooks.subscribe(**RECEIVED)
    hooks.desk.accept("Hello")
    [body] = hooks.tell()
    [change] = hooks.desk.call("GET", "/v1/changes", query=RECEIVED | {"types": "message.received"})[1]["changes"]
    assert body == change
    [told] = hooks.told
    assert told.is_signed_with(made["secret"])
    assert "Hello" not in told.raw.decode()
    assert hooks.tell() == []


def test_what_is_not_wanted_is_not_told(hooks: Webhooks) -> None:
    hooks.subscribe(types=["ticket.changed"], not_by=["agent-1"])
    hooks.desk.accept("Hello")
    ticket = hooks.desk.call("GET", "/v1/tickets")[1]["tickets"][0]["id"]
    hooks.desk.call("PATCH", f"/v1/tickets/{ticket}", {"priority": "high"})
    assert hooks.tell() == []
    other = replace(hooks.desk.principal, id="agent-2")
    hooks.desk.call("PATCH", f"/v1/tickets/{ticket}", {"priority": "low"}, principal=other)
    [body] = hooks.tell()
    assert (body["type"], body["actor"]) == ("ticket.changed", {"kind": "person", "id": "agent-2"})


def test_a_receiver_that_fails_is_tried_again_in_order_and_with_the_same_id(hooks: Webhooks) -> None:
    made = hooks.subscribe(**RECEIVED)
    hooks.answers += [503, NotReached("no"), 200]
    for text in ("one", "two", "three"):
        hooks.desk.accept(text)
    assert len(hooks.tell()) == 1
    failing = hooks.call("GET", made["id"])
    assert (failing["state"], failing["failure"]["code"]) == ("failing", "status_503")
    assert failing["will_be_disabled_at"] > failing["failing_since"]
    hooks.desk.accept("four")
    assert hooks.tell() == [], "one queue message, however much there is to tell"
    assert len(hooks.later()) == 1
    assert [body["sequence"] for body in hooks.later()] == [1, 2, 3, 4]
    ids = [told.headers["webhook-id"] for told in hooks.told]
    assert (len(set(ids)), ids[0], ids[1]) == (4, ids[2], ids[2])
    assert hooks.call("GET", made["id"])["state"] == "active"
    log = hooks.log(made["id"])
    assert [(each["result"], each["attempt"]) for each in log] == [
        *[("SENT", 1)] * 3,
        ("SENT", 3),
        ("RETRYING", 2),
        ("RETRYING", 1),
    ]


def test_one_change_that_is_refused_does_not_keep_the_others(hooks: Webhooks) -> None:
    made = hooks.subscribe(**RECEIVED)
    hooks.answers += [422] * 5
    hooks.desk.accept("one")
    hooks.desk.accept("two")
    hooks.tell()
    for _ in range(3):
        hooks.later()
    assert [body["sequence"] for body in hooks.later()] == [1, 2]
    assert [each["result"] for each in hooks.log(made["id"], result="FAILED")] == ["FAILED"]
    [lost] = hooks.log(made["id"], result="FAILED")
    hooks.call("POST", f"{made['id']}/deliveries/{lost['id']}/replay", None, 202)
    [again] = hooks.tell()
    assert again["sequence"] == 1
    assert hooks.told[-1].headers["webhook-id"] == lost["event_id"]
    assert hooks.log(made["id"])[0]["replay"] is True


def test_it_is_disabled_after_three_days_with_a_warning_before(hooks: Webhooks) -> None:
    made = hooks.subscribe(**RECEIVED)
    hooks.desk.accept("one")
    hooks.answers += [500] * 1000
    hooks.tell()
    kinds = []
    for _ in range(200):
        hooks.later()
        found = [event["type"] for event in hooks.desk.call("GET", "/v1/audit", query={"limit": "3"})[1]["events"]]
        kinds += [each for each in reversed(found) if each not in kinds]
        if hooks.call("GET", made["id"])["state"] == "disabled":
            break
    disabled = hooks.call("GET", made["id"])
    assert (disabled["disabled_reason"], disabled["will_be_disabled_at"]) == ("failing", None)
    assert kinds[-2:] == ["webhook_subscription.failing", "webhook_subscription.disabled"]
    assert hooks.later() == []
    hooks.desk.accept("two")
    assert hooks.tell() == []
    hooks.answers.clear()
    enabled = hooks.call("PATCH", made["id"], {"active": True})
    assert (enabled["state"], enabled["failure"]) == ("active", None)
    assert [body["sequence"] for body in hooks.tell()] == [1, 2], "nothing was missed"


def test_a_receiver_that_is_gone_ends_it(hooks: Webhooks) -> None:
    made = hooks.subscribe(**RECEIVED)
    hooks.answers.append(410)
    hooks.desk.accept("one")
    hooks.tell()
    assert hooks.call("GET", made["id"])["disabled_reason"] == "gone"
    assert hooks.desk.call("PATCH", f"/v1/webhook-subscriptions/{made['id']}", {"active": False})[0] == 200


def test_one_that_is_disabled_is_told_nothing_that_waited(hooks: Webhooks) -> None:
    made = hooks.subscribe(**RECEIVED)
    hooks.desk.accept("one")
    hooks.follow()
    hooks.call("PATCH", made["id"], {"active": False})
    assert hooks.tell() == []


def test_it_ends_with_its_owner(hooks: Webhooks) -> None:
    made = hooks.subscribe(**RECEIVED)
    table = hooks.desk.database.table(DIRECTORY)
    key = user_key("agent-1")
    table.write(table.changing(key, "attribute_exists(#pk)", {"deactivated_at": "2026-11-22T09:30:00.000000Z"}))
    hooks.desk.accept("one")
    assert hooks.tell() == []
    assert hooks.call("GET", made["id"])["disabled_reason"] == "owner_left"


def test_it_is_told_only_what_its_owner_sees(hooks: Webhooks) -> None:
    own = hooks.desk.add_agent("Bea")
    hooks.subscribe(principal=replace(own, scopes=hooks.desk.principal.scopes), **RECEIVED)
    table = hooks.desk.database.table(DIRECTORY)
    role = hooks.desk.call(
        "POST", "/v1/roles", {"name": "Own", "permissions": ["conversations.read"], "ticket_access": "own"}
    )
    assert role[0] == 201, role
    change = {"role_id": role[1]["id"]}
    table.write(table.changing(user_key(own.id), "attribute_exists(#pk)", change))
    hooks.desk.accept("theirs", thread="t1")
    tickets = hooks.desk.call("GET", "/v1/tickets")[1]["tickets"]
    hooks.desk.call("PUT", f"/v1/tickets/{tickets[0]['id']}/owner", {"owner_id": "agent-1"})
    hooks.desk.accept("nobody's", thread="t2")
    [body] = hooks.tell()
    assert body["data"]["ticket_id"] != tickets[0]["id"]


def test_what_its_owner_does_not_see_any_more_is_not_sent_again(hooks: Webhooks) -> None:
    own = hooks.desk.add_agent("Bea")
    administrator = replace(own, scopes=hooks.desk.principal.scopes)
    made = hooks.subscribe(principal=administrator, **RECEIVED)
    hooks.desk.accept("one")
    hooks.tell()
    [logged] = hooks.call("GET", f"{made['id']}/deliveries", principal=administrator)["deliveries"]
    role = hooks.desk.call(
        "POST", "/v1/roles", {"name": "Own", "permissions": ["conversations.read"], "ticket_access": "own"}
    )[1]
    table = hooks.desk.database.table(DIRECTORY)
    table.write(table.changing(user_key(own.id), "attribute_exists(#pk)", {"role_id": role["id"]}))
    [ticket] = hooks.desk.call("GET", "/v1/tickets")[1]["tickets"]
    hooks.desk.call("PUT", f"/v1/tickets/{ticket['id']}/owner", {"owner_id": "agent-1"})
    path = f"{made['id']}/deliveries/{logged['id']}/replay"
    hooks.call("POST", path, None, 202, principal=administrator)
    assert hooks.tell() == []


def test_a_test_event_is_sent_at_once_also_to_one_that_is_disabled(hooks: Webhooks) -> None:
    made = hooks.subscribe(**RECEIVED)
    hooks.call("PATCH", made["id"], {"active": False})
    sent = hooks.call("POST", f"{made['id']}/test-events", None, 202)
    hooks.answers.append(404)
    [body] = hooks.tell()
    assert (body["type"], body["actor"], body["data"]) == (
        "webhook_subscription.test",
        {"kind": "person", "id": "agent-1"},
        {"subscription_id": made["id"]},
    )
    [logged] = hooks.log(made["id"])
    assert (logged["event_id"], logged["result"], logged["failure"]["code"]) == (
        sent["event_id"],
        "FAILED",
        "status_404",
    )


def test_both_secrets_sign_while_the_receiver_switches(hooks: Webhooks) -> None:
    made = hooks.subscribe(**RECEIVED)
    rotated = hooks.call("POST", f"{made['id']}/secret-rotations", {"overlap_hours": 1}, 201)
    hooks.desk.accept("one")
    hooks.tell()
    assert all(hooks.told[-1].is_signed_with(each["secret"]) for each in (made, rotated))
    hooks.desk.clock.forward(hours=2)
    hooks.call("POST", f"{made['id']}/test-events", None, 202)
    hooks.tell()
    assert [hooks.told[-1].is_signed_with(each["secret"]) for each in (made, rotated)] == [False, True]


def test_a_change_of_the_subscription_is_tried_at_once(hooks: Webhooks) -> None:
    made = hooks.subscribe(**RECEIVED)
    hooks.answers.append(500)
    hooks.desk.accept("one")
    hooks.tell()
    hooks.call("PATCH", made["id"], {"url": "https://crm.example/new"})
    hooks.tell()
    assert hooks.told[-1].url == "https://crm.example/new"
    assert hooks.later() == [], "what was hidden has nothing to do any more"


def test_one_that_fell_behind_is_disabled_and_begins_again(hooks: Webhooks) -> None:
    made = hooks.subscribe(**RECEIVED)
    hooks.answers.append(500)
    hooks.desk.accept("one")
    hooks.tell()
    hooks.desk.accept("two")
    hooks.follow()
    table = hooks.desk.database.table(FEED)
    first = int(table.query("#pk = :pk", {"pk": "feed"}, limit=1, newest_first=True).items[0]["sk"])
    for number in range(1, first):
        table.transact([table.deleting(Key("feed", f"{number:012d}"), "attribute_exists(#pk)")])
    hooks.later()
    assert hooks.call("GET", made["id"])["disabled_reason"] == "fell_behind"
    hooks.call("PATCH", made["id"], {"active": True})
    assert [body["sequence"] for body in hooks.tell()] == [2]


def test_what_is_not_kept_cannot_be_sent_again(hooks: Webhooks) -> None:
    made = hooks.subscribe(**RECEIVED)
    hooks.desk.accept("one")
    hooks.tell()
    [logged] = hooks.log(made["id"])
    unknown = hooks.call("POST", f"{made['id']}/deliveries/01m82crewcj3bkcmh240am6jhh/replay", None, 404)
    assert unknown["code"] == "delivery_not_found"
    table = hooks.desk.database.table(FEED)
    for item in table.query("#pk = :pk", {"pk": "feed"}, limit=100).items:
        table.transact([table.deleting(Key("feed", item["sk"]), "attribute_exists(#pk)")])
    hooks.call("POST", f"{made['id']}/deliveries/{logged['id']}/replay", None, 202)
    assert hooks.tell() == []


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"subscription_id": 1}', '{"subscription_id": "a", "place": "b"}'])
def test_what_names_no_subscription_goes_to_the_dead_letters(hooks: Webhooks, body: str) -> None:
    hooks.receive(QueueMessage(body))
    assert (hooks.hidden, hooks.told) == ([], [])
    assert [message.body for message in hooks.desk.webhooks_dead_letters.messages] == [body]
