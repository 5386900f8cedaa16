"""Webhook subscriptions: what people do with them, through the API."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.people.principals import TicketAccess
from helpdesk.subscriptions.models import MOST, Subscription
from helpdesk.subscriptions.repository import SubscriptionRepository
from tests.support.desk import DeskInProcess
from tests.support.webhooks import PATH, URL, Webhooks, types


@pytest.fixture
def hooks(desk: DeskInProcess) -> Webhooks:
    return Webhooks(desk)


def test_the_secret_is_shown_once(hooks: Webhooks) -> None:
    made = hooks.subscribe(types=["ticket.created", "message.received"], not_by=["tok_1"])
    assert made["secret"].startswith("whsec_")
    read = hooks.call("GET", made["id"])
    assert read == {name: value for name, value in made.items() if name != "secret"}
    assert (read["state"], read["types"], read["owner_id"]) == (
        "active",
        ["message.received", "ticket.created"],
        "agent-1",
    )
    assert hooks.desk.call("GET", PATH)[1] == {"webhook_subscriptions": [read]}


def test_the_same_key_makes_no_second_one(hooks: Webhooks) -> None:
    body, headers = {"name": "CRM", "url": URL}, {"idempotency-key": "one"}
    status, made = hooks.desk.call("POST", PATH, body, headers=headers)
    assert status == 201
    status, refused = hooks.desk.call("POST", PATH, body, headers=headers)
    assert (status, refused["code"], refused["context"]) == (409, "secret_was_shown", {"subscription_id": [made["id"]]})


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"url": "http://crm.example/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://localhost/"}, "url"),
        ({"url": "https://169.254.169.254/latest"}, "url"),
        ({"url": "https://crm.example:22/"}, "url"),
        ({"url": "https://user:word@crm.example/"}, "url"),
        ({"url": "nonsense"}, "url"),
        ({"types": ["ticket.exploded"]}, "types[0]"),
        ({"name": " "}, "name"),
        ({"secret": "whsec_mine"}, "secret"),
    ],
)
def test_what_makes_no_sense_is_refused(hooks: Webhooks, more: dict[str, Any], field: str) -> None:
    assert [each["field"] for each in hooks.subscribe(400, **more)["errors"]] == [field]


def test_a_type_that_one_may_not_see_is_refused(hooks: Webhooks) -> None:
    who = replace(hooks.desk.principal, scopes=frozenset({"settings.write", "tickets.read"}))
    assert hooks.subscribe(403, who, types=["user.changed"])["code"] == "missing_scope"
    assert hooks.subscribe(principal=who)["scopes"] == ["tickets.read"]


def test_a_desk_has_so_many_at_most(hooks: Webhooks) -> None:
    for number in range(MOST):
        assert hooks.desk.call("POST", PATH, {"name": str(number), "url": URL})[0] == 201
    assert hooks.subscribe(409)["code"] == "too_many"


def test_of_two_who_take_the_last_place_one_has_it(hooks: Webhooks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.subscriptions.service.MOST", 1)
    others, found = [hooks.subscribe], SubscriptionRepository.all

    def meanwhile(repository: SubscriptionRepository) -> list[Subscription]:
        known = found(repository)
        if others:
            others.pop()()
        return known

    monkeypatch.setattr(SubscriptionRepository, "all", meanwhile)
    assert hooks.subscribe(409)["code"] == "too_many"
    assert len(hooks.desk.call("GET", PATH)[1]["webhook_subscriptions"]) == 1


def test_it_is_changed_and_deleted_under_a_version(hooks: Webhooks) -> None:
    made = hooks.subscribe()
    after = hooks.call("PATCH", made["id"], {"url": "https://crm.example/2", "types": ["note.added"], "not_by": ["x"]})
    assert (after["version"], after["url"], after["types"]) == (2, "https://crm.example/2", ["note.added"])
    assert hooks.call("PATCH", made["id"], {"name": "CRM"}) == after, "what holds already is a no-op"
    stale = {"if-match": '"1"'}
    assert hooks.call("PATCH", made["id"], {"name": "x"}, 412, headers=stale)["code"] == "version_differs"
    assert hooks.call("DELETE", made["id"], None, 412, headers=stale)["code"] == "version_differs"
    assert hooks.call("PATCH", made["id"], {"url": "https://10.0.0.1/"}, 400)["errors"][0]["field"] == "url"
    hooks.call("DELETE", made["id"], None, 204, headers={"if-match": '"2"'})
    assert hooks.call("GET", made["id"], None, 404)["code"] == "webhook_subscription_not_found"
    assert types(hooks.tell()) == []


def test_who_sees_less_changes_nothing_of_it(hooks: Webhooks) -> None:
    made = hooks.subscribe()
    who = replace(hooks.desk.principal, id="agent-2", ticket_access=TicketAccess.OWN)
    one = made["id"]
    for method, path, body in [
        ("PATCH", one, {"url": "https://other.example/"}),
        ("DELETE", one, None),
        ("POST", f"{one}/secret-rotations", {}),
        ("POST", f"{one}/test-events", None),
        ("GET", f"{one}/deliveries", None),
    ]:
        assert hooks.call(method, path, body, 403, principal=who)["code"] == "beyond_yours"


def test_everything_is_in_the_audit_trail_and_no_secret(hooks: Webhooks) -> None:
    made = hooks.subscribe()
    hooks.call("PATCH", made["id"], {"active": False})
    rotated = hooks.call("POST", f"{made['id']}/secret-rotations", {}, 201)
    hooks.call("DELETE", made["id"], None, 204)
    events = hooks.desk.call("GET", "/v1/audit")[1]["events"]
    assert [event["type"].partition(".")[2] for event in events][:4] == [
        "deleted",
        "secret_rotated",
        "updated",
        "created",
    ]
    assert events[2]["details"] == {"disabled": {"from": None, "to": "by_hand"}}
    assert made["secret"] not in str(events)
    assert rotated["secret"] not in str(events)
