"""Managing an account: what an administrator does, what the doors answer then, and what the trail tells of it."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from helpdesk.accounts.managing import AccountPatch
from helpdesk.accounts.models import WhenOff
from helpdesk.contract.messages import PublishIn
from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal
from helpdesk.platform.errors import HelpdeskError
from helpdesk.platform.standard_webhooks import headers as sign
from tests.support.desk import BOT_TOKEN, TELEGRAM_SECRET, DeskInProcess, custom_event, custom_message
from tests.support.integrator import Integrator
from workbench.tables import DIRECTORY


def _path(account_id: str, more: str = "") -> str:
    return f"/v1/channel-accounts/{account_id}{more}"


def _done(desk: DeskInProcess, method: str, account_id: str, body: object = None, more: str = "", **query: str) -> Any:
    status, answer = desk.call(method, _path(account_id, more), body, query=query)
    assert status in {200, 201}, answer
    return answer


def _trail(desk: DeskInProcess, account_id: str) -> list[tuple[str, dict[str, Any]]]:
    """Oldest first: what happened, and what changed."""
    _, answer = desk.call("GET", "/v1/audit", query={"account_id": account_id, "limit": "100"})
    return [(event["type"].partition(".")[2], event["details"]) for event in reversed(answer["events"])]


def _knock(desk: DeskInProcess, key: str = "m9") -> tuple[int, Any]:
    return desk.post(desk.custom, custom_event(custom_message(message=key)))


def test_an_account_is_renamed_and_read(desk: DeskInProcess) -> None:
    changed = _done(desk, "PATCH", desk.custom.id, {"name": "Chat of the shop"})
    assert changed["name"] == "Chat of the shop"
    assert changed["version"] == 2
    assert _done(desk, "GET", desk.custom.id) == changed
    assert _trail(desk, desk.custom.id) == [("updated", {"name": {"from": "Chat", "to": "Chat of the shop"}})]
    assert "secret" not in str(changed)


def test_what_changes_nothing_is_no_event(desk: DeskInProcess) -> None:
    assert _done(desk, "PATCH", desk.custom.id, {"name": "Chat", "active": True})["version"] == 1
    assert _trail(desk, desk.custom.id) == []


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "empty_update", None),
        ({"version": 1}, "empty_update", None),
        ({"open_conversations": "stay"}, "empty_update", None),
        ({"name": ""}, "invalid_request", "name"),
        ({"active": "no"}, "invalid_request", "active"),
        ({"active": None}, "invalid_request", "active"),
        ({"when_off": "later"}, "invalid_request", "when_off"),
        ({"signing_secrets": []}, "invalid_request", "signing_secrets"),
        ({"inbox_id": "2", "open_conversations": "move"}, "unknown_inbox", "inbox_id"),
        ({"ticket_properties": {"path": [1]}}, "invalid_request", "ticket_properties.path"),
        ({"ticket_properties": {"body": 2**54}}, "invalid_request", "ticket_properties.body"),
        ({"ticket_properties": {"path": "x" * 501}}, "invalid_request", "ticket_properties.path"),
        ({"ticket_properties": {"PIPELINE": 1}}, "invalid_request", "ticket_properties.PIPELINE"),
    ],
)
def test_what_cannot_be_changed_is_named(desk: DeskInProcess, body: object, code: str, field: str | None) -> None:
    status, answer = desk.call("PATCH", _path(desk.custom.id), body)
    assert (status, answer["code"]) == (400, code)
    assert field is None or answer["errors"][0]["field"] == field
    assert desk.accounts.get(desk.custom.id) == desk.custom


def test_an_unknown_account_is_not_found(desk: DeskInProcess) -> None:
    calls: list[tuple[str, object, str]] = [
        ("GET", None, ""),
        ("PATCH", {"name": "X"}, ""),
        ("DELETE", None, ""),
        ("POST", {}, "/signing-secrets"),
    ]
    for method, body, more in calls:
        status, answer = desk.call(method, _path("12", more), body)
        assert (status, answer["code"]) == (404, "account_not_found")


def test_a_version_that_was_overtaken_is_refused(desk: DeskInProcess) -> None:
    _done(desk, "PATCH", desk.custom.id, {"name": "First", "version": 1})
    status, answer = desk.call("PATCH", _path(desk.custom.id), {"name": "Second", "version": 1})
    assert (status, answer["code"]) == (409, "version_differs")
    assert _done(desk, "GET", desk.custom.id)["name"] == "First"


def _patched(desk: DeskInProcess, version: int | None = None, **values: Any) -> int:
    """Beneath the API, whose resolver serves one request at a time; the status that it would answer with."""
    try:
        desk.beneath.management.change(desk.custom.id, AccountPatch(values, version=version), desk.principal)
    except HelpdeskError as refusal:
        return refusal.status
    return 200


@pytest.mark.both_backends
def test_administrators_who_change_different_things_at_once_all_succeed(desk: DeskInProcess) -> None:
    changes: list[dict[str, Any]] = [{"name": "Both"}, {"active": False}, {"when_off": WhenOff.STOP}]
    answers = _at_once(*[partial(_patched, desk, **change) for change in changes])
    assert answers == [200, 200, 200]
    after = _done(desk, "GET", desk.custom.id)
    assert (after["name"], after["active"], after["when_off"], after["version"]) == ("Both", False, "stop", 4)
    assert sorted(kind for kind, _ in _trail(desk, desk.custom.id)) == ["switched_off", "updated", "updated"]


@pytest.mark.both_backends
def test_of_two_who_read_the_same_version_one_is_refused(desk: DeskInProcess) -> None:
    answers = _at_once(*[partial(_patched, desk, version=1, name=name) for name in ("Ada's", "Ben's")])
    assert sorted(answers) == [200, 409]
    assert len(_trail(desk, desk.custom.id)) == 1


def _at_once(*calls: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [running.result() for running in [pool.submit(call) for call in calls]]


def test_an_account_that_is_off_asks_the_sender_to_come_again(desk: DeskInProcess) -> None:
    _done(desk, "PATCH", desk.custom.id, {"active": False})
    status, answer = _knock(desk)
    assert (status, answer["code"]) == (503, "account_inactive")
    _done(desk, "PATCH", desk.custom.id, {"active": True})
    assert _knock(desk)[0] == 200
    assert [kind for kind, _ in _trail(desk, desk.custom.id)] == ["switched_off", "switched_on"]


def test_an_account_that_is_off_tells_the_sender_to_stop_where_it_is_set_so(desk: DeskInProcess) -> None:
    _done(desk, "PATCH", desk.custom.id, {"active": False, "when_off": "stop"})
    status, answer = _knock(desk)
    assert (status, answer["code"]) == (409, "account_inactive")
    assert sorted(kind for kind, _ in _trail(desk, desk.custom.id)) == ["switched_off", "updated"]


def test_nothing_becomes_a_ticket_while_an_account_is_off(desk: DeskInProcess) -> None:
    _done(desk, "PATCH", desk.custom.id, {"active": False})
    _knock(desk)
    _, listed = desk.call("GET", "/v1/tickets")
    assert listed["tickets"] == []


def test_a_stranger_does_not_learn_that_an_account_is_off(desk: DeskInProcess) -> None:
    _done(desk, "PATCH", desk.custom.id, {"active": False})
    status, answer = desk.post(desk.custom, custom_event(custom_message()), {"webhook-id": "x"})
    assert (status, answer["code"]) == (401, "not_authenticated")


def test_what_a_process_remembers_lets_in_for_seconds_and_refuses_nobody(desk: DeskInProcess) -> None:
    """The webhook reads an account every 15 seconds: so late it may learn that one is off; that one is on, at once."""
    assert _knock(desk, "m1")[0] == 200
    _done(desk, "PATCH", desk.custom.id, {"active": False})
    assert _knock(desk, "m2")[0] == 200
    desk.restart()
    assert _knock(desk, "m3")[0] == 503
    _done(desk, "PATCH", desk.custom.id, {"active": True})
    assert _knock(desk, "m3")[0] == 200


def test_a_reply_is_refused_while_the_account_is_off_and_what_waits_fails(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    replies = f"/v1/conversations/{accepted.conversation_id}/replies"
    _, waiting = desk.call("POST", replies, {"text": "On our way"})
    _done(desk, "PATCH", desk.custom.id, {"active": False})
    status, answer = desk.call("POST", replies, {"text": "Still there?"})
    assert (status, answer["code"]) == (409, "account_inactive")
    desk.settle()
    _, timeline = desk.call("GET", f"/v1/conversations/{accepted.conversation_id}/timeline")
    [reply] = [entry for entry in timeline["entries"] if entry.get("id") == waiting["id"]]
    assert (reply["status"], reply["failure"]["code"]) == ("FAILED", "account_inactive")
    assert desk.http.posted == []


@pytest.mark.parametrize(
    ("query", "status", "code"), [({}, 400, "confirmation_missing"), ({"confirm": "chat"}, 409, "confirmation_differs")]
)
def test_deleting_asks_for_the_name(desk: DeskInProcess, query: dict[str, str], status: int, code: str) -> None:
    answered, answer = desk.call("DELETE", _path(desk.custom.id), query=query)
    assert (answered, answer["code"]) == (status, code)
    assert "'Chat'" in answer["detail"]
    assert _knock(desk)[0] == 200


def test_a_deleted_account_takes_and_sends_nothing_and_its_history_stays(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    timeline = f"/v1/conversations/{accepted.conversation_id}/timeline"
    _, before = desk.call("GET", timeline)
    deleted = _done(desk, "DELETE", desk.custom.id, confirm="Chat")
    assert deleted["archived_at"]
    assert _done(desk, "DELETE", desk.custom.id) == deleted
    status, answer = _knock(desk)
    assert (status, answer["code"]) == (410, "account_deleted")
    reply = desk.call("POST", f"/v1/conversations/{accepted.conversation_id}/replies", {"text": "Hello?"})
    assert (reply[0], reply[1]["code"]) == (409, "account_deleted")
    for method, body, more in (("PATCH", {"active": False}, ""), ("POST", {}, "/signing-secrets")):
        status, answer = desk.call(method, _path(desk.custom.id, more), body)
        assert (status, answer["code"]) == (409, "account_deleted")
    assert desk.call("GET", timeline) == (200, before)
    assert [ticket["id"] for ticket in desk.call("GET", "/v1/tickets")[1]["tickets"]] == [accepted.ticket_id]
    assert [kind for kind, _ in _trail(desk, desk.custom.id)] == ["deleted"]


def _stored(desk: DeskInProcess, account_id: str) -> str:
    items = desk.backend.client.scan(TableName=DIRECTORY)["Items"]
    return str([item for item in items if account_id in str(item)])


def test_a_deleted_account_keeps_no_secret(desk: DeskInProcess) -> None:
    account = desk.telegram
    for number in (1, 2):
        _done(desk, "PUT", account.id, {"credentials": {"bot_token": f"123:renewed-{number}"}}, "/credentials")
        _done(desk, "POST", account.id, {}, "/signing-secrets")
    assert {BOT_TOKEN in _stored(desk, account.id), TELEGRAM_SECRET in _stored(desk, account.id)} == {True}
    _done(desk, "DELETE", account.id, confirm="Bot")
    stored = _stored(desk, account.id)
    assert "sealed" not in stored
    for secret in (BOT_TOKEN, TELEGRAM_SECRET, "renewed"):
        assert secret not in stored
    assert _trail(desk, account.id)[-1][0] == "deleted"
    assert [kind for kind, _ in _trail(desk, account.id)].count("deleted") == 1
    desk.restart()
    update = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 5}, "text": "Hi"}}
    for headers in (None, {"x-telegram-bot-api-secret-token": "stranger"}, {}):
        status, answer = desk.post(account, update, headers)
        assert (status, answer["code"]) == (410, "account_deleted")
    for method, body, more in (
        ("PUT", {"credentials": {"bot_token": "123:new"}}, "/credentials"),
        ("POST", {}, "/signing-secrets"),
        ("PUT", {"delivery_url": "https://x.example"}, "/delivery-url"),
    ):
        status, answer = desk.call(method, _path(account.id, more), body)
        assert (status, answer["code"]) == (409, "account_deleted")
    assert _done(desk, "GET", account.id)["archived_at"]


def test_what_waited_for_a_deleted_account_fails_and_its_app_is_told(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel_id, account_id = app.ready()
    published = app.publish(channel_id, account_id)["conversationsThreadId"]
    for conversation, account, name in (
        (desk.accept().conversation_id, desk.custom.id, "Chat"),
        (published, account_id, "Acme line"),
    ):
        assert desk.call("POST", f"/v1/conversations/{conversation}/replies", {"text": "On our way"})[0] == 201
        _done(desk, "DELETE", account, confirm=name)
        desk.settle()
        entries = desk.call("GET", f"/v1/conversations/{conversation}/timeline")[1]["entries"]
        assert [entry["failure"]["code"] for entry in entries if entry.get("failure")] == ["account_deleted"]
    assert app.replies() == []
    assert b"CHANNEL_ACCOUNT_PURGED" in desk.http.posted[-1][2]
    desk.restart()
    assert _refusal(app, channel_id, account_id) == (410, "OBJECT_NOT_FOUND", "account_deleted")
    assert app.call("GET", f"/{channel_id}/channel-accounts/{account_id}/credentials")[0] == 404


def test_a_secret_is_rotated_once_and_never_told_again(desk: DeskInProcess) -> None:
    rotated = _done(desk, "POST", desk.custom.id, {"overlap_hours": 3}, "/signing-secrets")
    assert rotated["secret"].startswith("whsec_")
    assert rotated["previous_expires_at"].startswith("2026-11-22T12:00")
    assert _trail(desk, desk.custom.id) == [("secret_rotated", {})]
    status, _ = desk.call("POST", _path(desk.custom.id, "/signing-secrets"), {"overlap_hours": 169})
    assert status == 400


def test_a_rotation_whose_answer_was_lost_is_repeated_and_a_third_ends_the_oldest(desk: DeskInProcess) -> None:
    secrets = [_done(desk, "POST", desk.custom.id, {}, "/signing-secrets")["secret"] for _ in range(2)]
    assert _knock(desk, "m1")[0] == 200
    secrets.append(_done(desk, "POST", desk.custom.id, {}, "/signing-secrets")["secret"])
    desk.restart()
    assert _knock(desk, "m2")[0] == 401
    raw = json.dumps(custom_event(custom_message(message="m3"))).encode()
    for number, secret in enumerate(secrets):
        assert desk.post(desk.custom, raw, sign([secret], f"evt_{number}", desk.clock(), raw))[0] == 200


def test_each_act_names_who_did_it(desk: DeskInProcess) -> None:
    _done(desk, "PATCH", desk.custom.id, {"name": "Chat 2"})
    _, answer = desk.call("GET", "/v1/audit")
    [event] = answer["events"]
    assert event["actor"] == {"kind": "person", "id": "agent-1", "name": "Ada", "on_behalf_of": None}
    assert event["channel_id"] is None


def test_only_who_may_write_channels_manages_them(desk: DeskInProcess) -> None:
    integrator = Integrator(desk)
    for method, body in (("PATCH", {"name": "X"}), ("DELETE", None), ("GET", None)):
        status, answer = desk.call(method, _path(desk.custom.id), body, principal=integrator.principal)
        assert (status, answer["code"]) == (403, "missing_scope")


def _refusal(app: Integrator, channel_id: str, account_id: str) -> tuple[int, str, str]:
    status, error = app.call("POST", f"/{channel_id}/messages", app.message(account_id))
    assert error["status"] == "error"
    assert error["correlationId"]
    return status, error["category"], error["context"]["code"][0]


def test_publishing_is_refused_as_the_webhook_is_in_the_contracts_words(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel_id, account_id = app.ready()
    app.publish(channel_id, account_id)
    patch = f"/{channel_id}/channel-accounts/{account_id}"
    app.done("PATCH", patch, {"authorized": False})
    desk.restart()
    assert _refusal(app, channel_id, account_id) == (409, "CONFLICT", "account_unauthorized")
    app.done("PATCH", patch, {"authorized": True})
    _done(desk, "PATCH", account_id, {"active": False})
    desk.restart()
    assert _refusal(app, channel_id, account_id) == (503, "INTERNAL_ERROR", "account_inactive")
    _done(desk, "PATCH", account_id, {"when_off": "stop"})
    assert _refusal(app, channel_id, account_id) == (409, "CONFLICT", "account_inactive")
    _done(desk, "PATCH", account_id, {"active": True})
    app.publish(channel_id, account_id)
    _done(desk, "DELETE", account_id, confirm="Acme line")
    desk.restart()
    assert _refusal(app, channel_id, account_id) == (410, "OBJECT_NOT_FOUND", "account_deleted")


def test_the_webhook_of_an_account_that_is_not_authorized_says_so(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel_id, account_id = app.ready()
    app.done("PATCH", f"/{channel_id}/channel-accounts/{account_id}", {"authorized": False})
    account = desk.accounts.get(account_id)
    assert account is not None
    raw = json.dumps(custom_event(custom_message())).encode()
    status, answer = desk.post(account, raw, sign([app.secret], "evt", desk.clock(), raw))
    assert (status, answer["code"]) == (409, "account_unauthorized")


def test_the_secret_of_a_registered_channels_account_is_its_apps(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    _, account_id = app.ready()
    status, answer = desk.call("POST", _path(account_id, "/signing-secrets"), {})
    assert (status, answer["code"]) == (409, "secret_of_the_app")


def _deleted(desk: DeskInProcess, account_id: str, name: str) -> str | None:
    account = desk.beneath.management.delete(account_id, name, desk.principal.actor())
    return str(account.archived_at)


@pytest.mark.both_backends
def test_a_delete_that_meets_publishing_loses_no_message_that_was_taken(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel_id, account_id = app.ready()
    use = desk.beneath_channels
    channel = use.channels.get(app.app_id, channel_id)

    def publish(number: int) -> str | int:
        body = app.message(account_id, f"Message {number}", integrationIdempotencyId=str(number))
        try:
            published = use.publishing.publish(channel, app.principal.actor(), PublishIn.model_validate(body))
        except HelpdeskError as refusal:
            return refusal.status
        return str(published[0].id)

    publishing = [partial(publish, number) for number in range(6)]
    answers = _at_once(*publishing[:3], partial(_deleted, desk, account_id, "Acme line"), *publishing[3:])
    del answers[3]
    taken = [answer for answer in answers if answer != 410]
    for message_id in taken:
        app.done("GET", f"/{channel_id}/messages/{message_id}")
    desk.restart()
    assert _refusal(app, channel_id, account_id) == (410, "OBJECT_NOT_FOUND", "account_deleted")


@pytest.mark.both_backends
def test_two_who_delete_at_once_delete_once(desk: DeskInProcess) -> None:
    first, second = _at_once(*[partial(_deleted, desk, desk.custom.id, "Chat")] * 2)
    assert first == second
    assert [kind for kind, _ in _trail(desk, desk.custom.id)] == ["deleted"]


HANDLING = {
    "ticket_properties": {"priority": "high", "weight": 1.5},
    "routing": {"automatic_assignment": True, "assign_to": "agents_and_teams", "agent_ids": ["agent-1"]},
    "reopen_hours": 24,
}


def test_a_property_that_was_a_number_becomes_a_boolean(desk: DeskInProcess) -> None:
    for value in (1, True, 1):
        said = {"ticket_properties": {"vip": value}}
        assert json.dumps(_done(desk, "PATCH", desk.custom.id, said)["ticket_properties"]) == json.dumps({"vip": value})
    assert len(_trail(desk, desk.custom.id)) == 3


def test_what_becomes_of_its_messages_is_edited(desk: DeskInProcess) -> None:
    changed = _done(desk, "PATCH", desk.custom.id, HANDLING)
    assert changed["ticket_properties"] == HANDLING["ticket_properties"]
    assert changed["routing"]["agent_ids"] == ["agent-1"]
    assert _done(desk, "GET", desk.custom.id) == changed
    [(kind, details)] = _trail(desk, desk.custom.id)
    assert kind == "updated"
    assert details["ticket_properties"] == {"from": {}, "to": HANDLING["ticket_properties"]}
    assert details["routing"]["to"] == changed["routing"]
    assert details["reopen_hours"] == {"from": 72, "to": 24}
    _, ticket = desk.call("GET", f"/v1/tickets/{desk.accept(account=desk.accounts.get(desk.custom.id)).ticket_id}")
    assert ticket["properties"] == HANDLING["ticket_properties"]


def test_who_has_no_service_seat_sets_no_routing(desk: DeskInProcess) -> None:
    visitor = Principal(ActorKind.PERSON, "nobody", "Nia", desk.principal.scopes)
    status, answer = desk.call("PATCH", _path(desk.custom.id), HANDLING, principal=visitor)
    assert (status, answer["code"]) == (403, "seat_missing")
    assert desk.accounts.get(desk.custom.id) == desk.custom
    _done(desk, "PATCH", desk.custom.id, {"reopen_hours": 24})


def _inbox(desk: DeskInProcess, name: str = "Sales") -> str:
    status, inbox = desk.call("POST", "/v1/inboxes", {"name": name})
    assert status == 201
    return str(inbox["id"])


def test_moving_asks_what_becomes_of_open_conversations(desk: DeskInProcess) -> None:
    status, answer = desk.call("PATCH", _path(desk.custom.id), {"inbox_id": _inbox(desk)})
    assert (status, answer["errors"][0]["field"]) == (400, "open_conversations")


@pytest.mark.parametrize("policy", ["move", "stay"])
def test_open_tickets_move_along_or_stay_and_closed_ones_stay(desk: DeskInProcess, policy: str) -> None:
    opened = [desk.accept(thread=f"t{number}").ticket_id for number in range(4)]
    desk.call("PUT", f"/v1/tickets/{opened[0]}/status", {"status": "closed"})
    desk.settle()
    inbox = _inbox(desk)
    _done(desk, "PATCH", desk.custom.id, {"inbox_id": inbox, "open_conversations": policy})
    desk.settle()
    inboxes = [desk.call("GET", f"/v1/tickets/{ticket}")[1]["inbox_id"] for ticket in opened]
    assert inboxes == (["1", inbox, inbox, inbox] if policy == "move" else ["1"] * 4)
    moved = {"inbox_id": {"from": "1", "to": inbox}, "open_conversations": {"from": None, "to": policy}}
    assert _trail(desk, desk.custom.id) == [("moved", moved)]
    new = desk.accept(thread="new", account=desk.accounts.get(desk.custom.id)).ticket_id
    assert desk.call("GET", f"/v1/tickets/{new}")[1]["inbox_id"] == inbox


def test_a_moved_ticket_says_so_once_with_who_moved_it(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    inbox = _inbox(desk)
    _done(desk, "PATCH", desk.custom.id, {"inbox_id": inbox, "open_conversations": "move"})
    batch = desk.backend.directory_stream.batch()
    desk.fanout(batch)
    desk.fanout(batch)
    _, timeline = desk.call("GET", f"/v1/conversations/{accepted.conversation_id}/timeline")
    [event] = [entry for entry in timeline["entries"] if entry["type"] == "event"]
    assert (event["event"], event["details"]) == ("inbox_changed", {"from": "1", "to": inbox})
    assert event["actor"]["name"] == "Ada"
