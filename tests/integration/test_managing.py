"""Managing an account: an administrator's changes, their effect on the APIs, and their audit events."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from helpdesk.accounts.managing import AccountPatch
from helpdesk.accounts.models import WhenDisabled
from helpdesk.contract.messages import PublishIn
from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal
from helpdesk.platform.errors import HelpdeskError
from helpdesk.platform.standard_webhooks import headers as sign
from infra.workbench.tables import DIRECTORY
from tests.support.desk import BOT_TOKEN, TELEGRAM_SECRET, DeskInProcess, custom_event, custom_message
from tests.support.integrator import Integrator

UNUSED = {"last_message_at": None, "last_delivery": None, "last_delivery_known": True}


def _path(account_id: str, more: str = "") -> str:
    return f"/v1/channel-accounts/{account_id}{more}"


def _done(desk: DeskInProcess, method: str, account_id: str, body: object = None, more: str = "", **query: str) -> Any:
    status, response = desk.call(method, _path(account_id, more), body, query=query)
    assert status in {200, 201}, response
    return response


def _trail(desk: DeskInProcess, account_id: str) -> list[tuple[str, dict[str, Any]]]:
    """Types and changes, oldest first."""
    _, response = desk.call("GET", "/v1/audit", query={"account_id": account_id, "limit": "100"})
    return [(event["type"].partition(".")[2], event["details"]) for event in reversed(response["events"])]


def _publish(desk: DeskInProcess, key: str = "m9") -> tuple[int, Any]:
    return desk.post(desk.custom, custom_event(custom_message(message=key)))


def test_an_account_is_renamed_and_read(desk: DeskInProcess) -> None:
    changed = _done(desk, "PATCH", desk.custom.id, {"name": "Chat of the shop"})
    assert changed["name"] == "Chat of the shop"
    assert changed["version"] == 2
    assert _done(desk, "GET", desk.custom.id) == changed | UNUSED
    assert _trail(desk, desk.custom.id) == [("updated", {"name": {"from": "Chat", "to": "Chat of the shop"}})]
    assert "secret" not in str(changed)


def test_a_change_without_effect_is_no_event(desk: DeskInProcess) -> None:
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
        ({"ticket_properties": {"body": 2**54}}, "invalid_properties", "ticket_properties.body"),
        ({"ticket_properties": {"category": "x" * 501}}, "invalid_properties", "ticket_properties.category"),
        ({"ticket_properties": {"team_id": "t1"}}, "unknown_team", "ticket_properties.team_id"),
        ({"ticket_properties": {"PIPELINE": 1}}, "invalid_request", "ticket_properties.PIPELINE"),
    ],
)
def test_fields_that_cannot_be_changed_are_named(
    desk: DeskInProcess, body: object, code: str, field: str | None
) -> None:
    status, response = desk.call("PATCH", _path(desk.custom.id), body)
    assert (status, response["code"]) == (400, code)
    assert field is None or response["errors"][0]["field"] == field
    assert desk.accounts.get(desk.custom.id) == desk.custom


def test_an_unknown_account_is_not_found(desk: DeskInProcess) -> None:
    calls: list[tuple[str, object, str]] = [
        ("GET", None, ""),
        ("PATCH", {"name": "X"}, ""),
        ("DELETE", None, ""),
        ("POST", {}, "/signing-secrets"),
    ]
    for method, body, more in calls:
        status, response = desk.call(method, _path("12", more), body)
        assert (status, response["code"]) == (404, "account_not_found")


def test_a_stale_version_is_rejected(desk: DeskInProcess) -> None:
    _done(desk, "PATCH", desk.custom.id, {"name": "First", "version": 1})
    status, response = desk.call("PATCH", _path(desk.custom.id), {"name": "Second", "version": 1})
    assert (status, response["code"]) == (409, "version_differs")
    assert _done(desk, "GET", desk.custom.id)["name"] == "First"


def _patched(desk: DeskInProcess, version: int | None = None, **values: Any) -> int:
    """Calls the use case directly, because the resolver serves one request at a time. Returns the response's status."""
    try:
        desk.use_cases.management.change(desk.custom.id, AccountPatch(values, version=version), desk.principal)
    except HelpdeskError as rejection:
        return rejection.status
    return 200


@pytest.mark.both_backends
def test_concurrent_changes_of_different_fields_all_succeed(desk: DeskInProcess) -> None:
    changes: list[dict[str, Any]] = [{"name": "Both"}, {"active": False}, {"when_off": WhenDisabled.STOP}]
    responses = _at_once(*[partial(_patched, desk, **change) for change in changes])
    assert responses == [200, 200, 200]
    after = _done(desk, "GET", desk.custom.id)
    assert (after["name"], after["active"], after["when_off"], after["version"]) == ("Both", False, "stop", 4)
    assert sorted(kind for kind, _ in _trail(desk, desk.custom.id)) == ["switched_off", "updated", "updated"]


@pytest.mark.both_backends
def test_of_two_writers_of_the_same_version_one_is_rejected(desk: DeskInProcess) -> None:
    responses = _at_once(*[partial(_patched, desk, version=1, name=name) for name in ("Ada's", "Ben's")])
    assert sorted(responses) == [200, 409]
    assert len(_trail(desk, desk.custom.id)) == 1


def _at_once(*calls: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [running.result() for running in [pool.submit(call) for call in calls]]


def test_a_disabled_account_asks_the_sender_to_retry(desk: DeskInProcess) -> None:
    _done(desk, "PATCH", desk.custom.id, {"active": False})
    status, response = _publish(desk)
    assert (status, response["code"]) == (503, "account_inactive")
    _done(desk, "PATCH", desk.custom.id, {"active": True})
    assert _publish(desk)[0] == 200
    assert [kind for kind, _ in _trail(desk, desk.custom.id)] == ["switched_off", "switched_on"]


def test_a_disabled_account_tells_the_sender_to_stop_if_configured(desk: DeskInProcess) -> None:
    _done(desk, "PATCH", desk.custom.id, {"active": False, "when_off": "stop"})
    status, response = _publish(desk)
    assert (status, response["code"]) == (409, "account_inactive")
    assert sorted(kind for kind, _ in _trail(desk, desk.custom.id)) == ["switched_off", "updated"]


def test_no_ticket_is_created_while_an_account_is_disabled(desk: DeskInProcess) -> None:
    _done(desk, "PATCH", desk.custom.id, {"active": False})
    _publish(desk)
    _, listed = desk.call("GET", "/v1/tickets")
    assert listed["tickets"] == []


def test_without_a_valid_signature_a_disabled_account_is_401(desk: DeskInProcess) -> None:
    _done(desk, "PATCH", desk.custom.id, {"active": False})
    status, response = desk.post(desk.custom, custom_event(custom_message()), {"webhook-id": "x"})
    assert (status, response["code"]) == (401, "not_authenticated")


def test_a_cached_account_is_accepted_for_seconds_and_never_rejected(desk: DeskInProcess) -> None:
    """The webhook caches accounts for 15 seconds: a disabled one may be accepted for that long, but an enabled one is
    never rejected."""
    assert _publish(desk, "m1")[0] == 200
    _done(desk, "PATCH", desk.custom.id, {"active": False})
    assert _publish(desk, "m2")[0] == 200
    desk.restart()
    assert _publish(desk, "m3")[0] == 503
    _done(desk, "PATCH", desk.custom.id, {"active": True})
    assert _publish(desk, "m3")[0] == 200


def test_while_the_account_is_disabled_replies_are_rejected_and_queued_ones_fail(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    replies = f"/v1/conversations/{accepted.conversation_id}/replies"
    _, waiting = desk.call("POST", replies, {"text": "On our way"})
    _done(desk, "PATCH", desk.custom.id, {"active": False})
    status, response = desk.call("POST", replies, {"text": "Still there?"})
    assert (status, response["code"]) == (409, "account_inactive")
    desk.settle()
    _, timeline = desk.call("GET", f"/v1/conversations/{accepted.conversation_id}/timeline")
    [reply] = [entry for entry in timeline["entries"] if entry.get("id") == waiting["id"]]
    assert (reply["status"], reply["failure"]["code"]) == ("FAILED", "account_inactive")
    assert desk.http.posted == []


@pytest.mark.parametrize(
    ("query", "status", "code"), [({}, 400, "confirmation_missing"), ({"confirm": "chat"}, 409, "confirmation_differs")]
)
def test_deleting_requires_the_name(desk: DeskInProcess, query: dict[str, str], status: int, code: str) -> None:
    response_status, response = desk.call("DELETE", _path(desk.custom.id), query=query)
    assert (response_status, response["code"]) == (status, code)
    assert "'Chat'" in response["detail"]
    assert _publish(desk)[0] == 200


def test_a_deleted_account_receives_and_sends_nothing_and_its_history_remains(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    timeline = f"/v1/conversations/{accepted.conversation_id}/timeline"
    _, before = desk.call("GET", timeline)
    deleted = _done(desk, "DELETE", desk.custom.id, confirm="Chat")
    assert deleted["archived_at"]
    assert _done(desk, "DELETE", desk.custom.id) == deleted
    status, response = _publish(desk)
    assert (status, response["code"]) == (410, "account_deleted")
    reply = desk.call("POST", f"/v1/conversations/{accepted.conversation_id}/replies", {"text": "Hello?"})
    assert (reply[0], reply[1]["code"]) == (409, "account_deleted")
    for method, body, more in (("PATCH", {"active": False}, ""), ("POST", {}, "/signing-secrets")):
        status, response = desk.call(method, _path(desk.custom.id, more), body)
        assert (status, response["code"]) == (409, "account_deleted")
    assert desk.call("GET", timeline) == (200, before)
    assert [ticket["id"] for ticket in desk.call("GET", "/v1/tickets")[1]["tickets"]] == [accepted.ticket_id]
    assert [kind for kind, _ in _trail(desk, desk.custom.id)] == ["deleted"]


def _stored(desk: DeskInProcess, account_id: str) -> str:
    items = desk.backend.client.scan(TableName=DIRECTORY)["Items"]
    return str([item for item in items if account_id in str(item)])


def test_a_deleted_account_has_no_secrets(desk: DeskInProcess) -> None:
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
        status, response = desk.post(account, update, headers)
        assert (status, response["code"]) == (410, "account_deleted")
    for method, body, more in (
        ("PUT", {"credentials": {"bot_token": "123:new"}}, "/credentials"),
        ("POST", {}, "/signing-secrets"),
        ("PUT", {"delivery_url": "https://x.example"}, "/delivery-url"),
    ):
        status, response = desk.call(method, _path(account.id, more), body)
        assert (status, response["code"]) == (409, "account_deleted")
    assert _done(desk, "GET", account.id)["archived_at"]


def test_queued_messages_of_a_deleted_account_fail_and_its_app_is_notified(desk: DeskInProcess) -> None:
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
    assert _rejection(app, channel_id, account_id) == (410, "OBJECT_NOT_FOUND", "account_deleted")
    assert app.call("GET", f"/{channel_id}/channel-accounts/{account_id}/credentials")[0] == 404


def test_a_secret_is_rotated_once_and_never_shown_again(desk: DeskInProcess) -> None:
    rotated = _done(desk, "POST", desk.custom.id, {"overlap_hours": 3}, "/signing-secrets")
    assert rotated["secret"].startswith("whsec_")
    assert rotated["previous_expires_at"].startswith("2026-11-22T12:00")
    assert _trail(desk, desk.custom.id) == [("secret_rotated", {})]
    status, _ = desk.call("POST", _path(desk.custom.id, "/signing-secrets"), {"overlap_hours": 169})
    assert status == 400


def test_a_rotation_with_a_lost_response_is_repeated_and_a_third_ends_the_oldest(desk: DeskInProcess) -> None:
    secrets = [_done(desk, "POST", desk.custom.id, {}, "/signing-secrets")["secret"] for _ in range(2)]
    assert _publish(desk, "m1")[0] == 200
    secrets.append(_done(desk, "POST", desk.custom.id, {}, "/signing-secrets")["secret"])
    desk.restart()
    assert _publish(desk, "m2")[0] == 401
    raw = json.dumps(custom_event(custom_message(message="m3"))).encode()
    for number, secret in enumerate(secrets):
        assert desk.post(desk.custom, raw, sign([secret], f"evt_{number}", desk.clock(), raw))[0] == 200


def test_each_audit_event_names_its_actor(desk: DeskInProcess) -> None:
    _done(desk, "PATCH", desk.custom.id, {"name": "Chat 2"})
    _, response = desk.call("GET", "/v1/audit")
    [event] = response["events"]
    assert event["actor"] == {"kind": "person", "id": "agent-1", "name": "Ada", "on_behalf_of": None}
    assert event["channel_id"] is None


def test_managing_channels_requires_the_write_scope(desk: DeskInProcess) -> None:
    integrator = Integrator(desk)
    for method, body in (("PATCH", {"name": "X"}), ("DELETE", None), ("GET", None)):
        status, response = desk.call(method, _path(desk.custom.id), body, principal=integrator.principal)
        assert (status, response["code"]) == (403, "missing_scope")


def _rejection(app: Integrator, channel_id: str, account_id: str) -> tuple[int, str, str]:
    status, error = app.call("POST", f"/{channel_id}/messages", app.message(account_id))
    assert error["status"] == "error"
    assert error["correlationId"]
    return status, error["category"], error["context"]["code"][0]


def test_publishing_is_rejected_like_the_webhook_in_the_contracts_terms(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel_id, account_id = app.ready()
    app.publish(channel_id, account_id)
    patch = f"/{channel_id}/channel-accounts/{account_id}"
    app.done("PATCH", patch, {"authorized": False})
    desk.restart()
    assert _rejection(app, channel_id, account_id) == (409, "CONFLICT", "account_unauthorized")
    app.done("PATCH", patch, {"authorized": True})
    _done(desk, "PATCH", account_id, {"active": False})
    desk.restart()
    assert _rejection(app, channel_id, account_id) == (503, "INTERNAL_ERROR", "account_inactive")
    _done(desk, "PATCH", account_id, {"when_off": "stop"})
    assert _rejection(app, channel_id, account_id) == (409, "CONFLICT", "account_inactive")
    _done(desk, "PATCH", account_id, {"active": True})
    app.publish(channel_id, account_id)
    _done(desk, "DELETE", account_id, confirm="Acme line")
    desk.restart()
    assert _rejection(app, channel_id, account_id) == (410, "OBJECT_NOT_FOUND", "account_deleted")


def test_the_webhook_of_an_unauthorized_account_returns_the_reason(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel_id, account_id = app.ready()
    app.done("PATCH", f"/{channel_id}/channel-accounts/{account_id}", {"authorized": False})
    account = desk.accounts.get(account_id)
    assert account is not None
    raw = json.dumps(custom_event(custom_message())).encode()
    status, response = desk.post(account, raw, sign([app.secret], "evt", desk.clock(), raw))
    assert (status, response["code"]) == (409, "account_unauthorized")


def test_a_registered_channels_account_uses_its_apps_secret(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    _, account_id = app.ready()
    status, response = desk.call("POST", _path(account_id, "/signing-secrets"), {})
    assert (status, response["code"]) == (409, "secret_of_the_app")


def _deleted(desk: DeskInProcess, account_id: str, name: str) -> str | None:
    account = desk.use_cases.management.delete(account_id, name, desk.principal.actor())
    return str(account.archived_at)


@pytest.mark.both_backends
def test_a_deletion_concurrent_with_publishing_loses_no_accepted_message(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel_id, account_id = app.ready()
    use = desk.channel_use_cases
    channel = use.channels.get(app.app_id, channel_id)

    def publish(number: int) -> str | int:
        body = app.message(account_id, f"Message {number}", integrationIdempotencyId=str(number))
        try:
            published = use.publishing.publish(channel, app.principal.actor(), PublishIn.model_validate(body))
        except HelpdeskError as rejection:
            return rejection.status
        return str(published[0].id)

    publishing = [partial(publish, number) for number in range(6)]
    responses = _at_once(*publishing[:3], partial(_deleted, desk, account_id, "Acme line"), *publishing[3:])
    del responses[3]
    accepted = [response for response in responses if response != 410]
    for message_id in accepted:
        app.done("GET", f"/{channel_id}/messages/{message_id}")
    desk.restart()
    assert _rejection(app, channel_id, account_id) == (410, "OBJECT_NOT_FOUND", "account_deleted")


@pytest.mark.both_backends
def test_two_concurrent_deletions_delete_once(desk: DeskInProcess) -> None:
    first, second = _at_once(*[partial(_deleted, desk, desk.custom.id, "Chat")] * 2)
    assert first == second
    assert [kind for kind, _ in _trail(desk, desk.custom.id)] == ["deleted"]


HANDLING = {
    "ticket_properties": {"priority": "high", "category": "Vases"},
    "routing": {"automatic": True, "assign_to": "users_and_teams", "user_ids": ["agent-1"]},
    "reopen_hours": 24,
}


def test_each_change_of_a_property_is_recorded(desk: DeskInProcess) -> None:
    for value in ("low", "high", "low"):
        given = {"priority": value}
        assert _done(desk, "PATCH", desk.custom.id, {"ticket_properties": given})["ticket_properties"] == given
    assert len(_trail(desk, desk.custom.id)) == 3


def test_the_handling_of_an_accounts_messages_is_edited(desk: DeskInProcess) -> None:
    changed = _done(desk, "PATCH", desk.custom.id, HANDLING)
    assert changed["ticket_properties"] == HANDLING["ticket_properties"]
    assert changed["routing"]["user_ids"] == ["agent-1"]
    assert _done(desk, "GET", desk.custom.id) == changed | UNUSED
    [(kind, details)] = _trail(desk, desk.custom.id)
    assert kind == "updated"
    assert details["ticket_properties"] == {"from": {}, "to": HANDLING["ticket_properties"]}
    assert details["routing"]["to"] == changed["routing"]
    assert details["reopen_hours"] == {"from": 72, "to": 24}
    _, ticket = desk.call("GET", f"/v1/tickets/{desk.accept(account=desk.accounts.get(desk.custom.id)).ticket_id}")
    assert {"priority": ticket["priority"], "category": ticket["category"]} == HANDLING["ticket_properties"]


def test_without_a_service_seat_routing_cannot_be_set(desk: DeskInProcess) -> None:
    visitor = Principal(ActorKind.PERSON, "nobody", "Nia", desk.principal.scopes)
    status, response = desk.call("PATCH", _path(desk.custom.id), HANDLING, principal=visitor)
    assert (status, response["code"]) == (403, "seat_missing")
    assert desk.accounts.get(desk.custom.id) == desk.custom
    _done(desk, "PATCH", desk.custom.id, {"reopen_hours": 24})


def _inbox(desk: DeskInProcess, name: str = "Sales") -> str:
    status, inbox = desk.call("POST", "/v1/inboxes", {"name": name})
    assert status == 201
    return str(inbox["id"])


def test_moving_requires_a_choice_for_open_conversations(desk: DeskInProcess) -> None:
    status, response = desk.call("PATCH", _path(desk.custom.id), {"inbox_id": _inbox(desk)})
    assert (status, response["errors"][0]["field"]) == (400, "open_conversations")


@pytest.mark.parametrize("policy", ["move", "stay"])
def test_open_tickets_move_or_stay_and_closed_ones_stay(desk: DeskInProcess, policy: str) -> None:
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


def test_a_moved_ticket_has_one_event_with_the_actor(desk: DeskInProcess) -> None:
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
