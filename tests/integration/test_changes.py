"""Edits, deletions and reactions: entries that refer to a message, in both directions, if the channel supports them."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from helpdesk.contract.messages import ChangeIn
from tests.support.agent import composer, reply
from tests.support.described import check_event
from tests.support.desk import DeskInProcess
from tests.support.integrator import CAPABILITIES, Integrator, Ready, party, timeline

ALLOWED = {"allowEdits": True, "allowDeletes": True, "allowReactions": True}


@pytest.fixture
def ready(desk: DeskInProcess) -> Ready:
    app = Integrator(desk)
    return app, *app.ready(capabilities=CAPABILITIES | ALLOWED)


def report_change(ready: Ready, message_id: str, kind: str, **more: Any) -> tuple[int, Any]:
    app, channel, _ = ready
    return app.call("POST", f"/{channel}/messages/{message_id}/changes", {"changeType": kind, **more})


def change(app: Integrator, message_id: str, kind: str, key: str | None = None, **more: Any) -> tuple[int, Any]:
    headers = {"idempotency-key": key} if key else {}
    return app.desk.call("POST", f"/v1/messages/{message_id}/changes", {"type": kind, **more}, headers=headers)


def test_a_customers_changes_are_entries_that_leave_the_message_unchanged(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account, "Helo", integrationIdempotencyId="m1")
    edit = {"richText": "<b>Hello</b><script>x()</script>", "timestamp": "2026-11-22T09:00:00Z"}
    status, edited = report_change(ready, message["id"], "EDIT", **edit)
    assert status == 201
    assert (edited["type"], edited["changeType"], edited["changedMessageId"]) == (
        "MESSAGE_CHANGE",
        "EDIT",
        message["id"],
    )
    assert (edited["text"], edited["richText"], edited["changedIntegrationId"]) == ("Hello", "<b>Hello</b>", "m1")
    assert app.done("GET", f"/{channel}/messages/{edited['id']}") == edited
    reacted = report_change(
        ready, message["id"], "REACTION_ADDED", reaction="👍", senders=[party("otto", name="Otto")]
    )[1]
    assert (reacted["reaction"], reacted["senders"][0]["name"]) == ("👍", "Otto")
    report_change(ready, message["id"], "REACTION_REMOVED", reaction="👍")
    deleted = report_change(ready, message["id"], "DELETE", text="ignored")[1]
    assert (deleted["text"], deleted["direction"]) == ("", "INCOMING")
    entries = timeline(app, message)
    assert [(entry["content"], entry["text"]) for entry in entries] == [
        ("text", "Helo"),
        ("edited", "Hello"),
        ("reaction_added", "👍"),
        ("reaction_removed", "👍"),
        ("deleted", ""),
    ]
    assert {(entry["refers_to"], entry["refers_to_external_id"]) for entry in entries[1:]} == {(message["id"], "m1")}


@pytest.mark.both_backends
def test_a_change_that_is_reported_several_times_is_stored_once(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)

    use = app.desk.channel_use_cases
    found = use.channels.get(app.app_id, channel)
    stored = use.messages.get(found, message["id"])
    edit = ChangeIn.model_validate({"changeType": "EDIT", "text": "Hi", "integrationIdempotencyId": "e1"})
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda _: use.changes.take(found, stored, edit).id, range(8)))
    assert ids == {report_change(ready, message["id"], "EDIT", text="Hi", integrationIdempotencyId="e1")[1]["id"]}
    assert len(timeline(app, message)) == 2


@pytest.mark.parametrize(
    "other",
    [{}, {"reaction": "👍"}, {"reaction": "👍", "kind": "REACTION_REMOVED"}],
    ids=["delete", "react", "unreact"],
)
def test_an_idempotency_key_of_a_change_is_for_its_kind(ready: Ready, other: dict[str, Any]) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    edit = {"text": "Hi", "integrationIdempotencyId": "c1"}
    first = report_change(ready, message["id"], "EDIT", **edit)
    kind = other.get("kind", "REACTION_ADDED" if other else "DELETE")
    more = {"reaction": other["reaction"]} if other else {}
    status, error = report_change(ready, message["id"], kind, integrationIdempotencyId="c1", **more)
    assert (status, error["errors"][0]["in"]) == (409, "integrationIdempotencyId")
    assert error["context"]["code"] == ["idempotency_key_reused"]
    assert report_change(ready, message["id"], "EDIT", **edit) == first
    assert len(timeline(app, message)) == 2


def test_a_reaction_does_not_reopen_a_ticket_and_an_edit_does(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    ticket = f"/v1/tickets/{message['conversationsThreadId'].replace('cnv', 'tkt')}"
    app.desk.call("PUT", f"{ticket}/status", {"status": "closed"})
    for kind in ("REACTION_ADDED", "DELETE"):
        report_change(ready, message["id"], kind, reaction="👍")
        app.desk.settle()
        assert app.desk.call("GET", ticket)[1]["status"] == "closed"
    report_change(ready, message["id"], "EDIT", text="Not yet")
    app.desk.settle()
    shown = app.desk.call("GET", ticket)[1]
    assert (shown["status"], shown["preview"]) == ("open", "Not yet")


@pytest.mark.parametrize("newer", [False, True], ids=["the only ticket", "a newer ticket"])
def test_an_edit_after_the_reopening_time_opens_nothing(ready: Ready, newer: bool) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    ticket = f"/v1/tickets/{message['conversationsThreadId'].replace('cnv', 'tkt')}"
    app.desk.call("PUT", f"{ticket}/status", {"status": "closed"})
    app.desk.clock.forward(days=30)
    if newer:
        app.publish(channel, account, "Something else")
    report_change(ready, message["id"], "EDIT", text="Late")
    report_change(ready, message["id"], "EDIT", text="Later", integrationIdempotencyId="e2")
    _, again = report_change(ready, message["id"], "EDIT", text="Later", integrationIdempotencyId="e2")
    app.desk.settle()
    shown = app.desk.call("GET", ticket)[1]
    assert (shown["status"], shown["preview"]) == ("closed", "Later")
    assert len(app.desk.call("GET", "/v1/tickets", query={"status": "open"})[1]["tickets"]) == newer
    entries = timeline(app, message)
    assert [entry["text"] for entry in entries] == ["Hello", "Late", "Later"]
    assert entries[-1]["id"] == again["id"]


def test_the_desks_changes_go_to_the_webhook(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account, integrationIdempotencyId="m1")
    replied = reply(app.desk, message["conversationsThreadId"], "Helo")[1]
    status, edited = change(app, replied["id"], "edit", rich_text="<b>Hello</b>")
    assert (status, edited["status"], edited["refers_to"]) == (201, "QUEUED", replied["id"])
    change(app, message["id"], "reaction_added", reaction="👍")
    change(app, message["id"], "reaction_removed", reaction="👍")
    change(app, replied["id"], "delete")
    app.desk.settle()
    events = [json.loads(body) for _, _, body in app.replies()]
    for event in events:
        check_event(event)
    assert [event["type"].rpartition("_")[2] for event in events] == ["CREATED", *["CHANGED"] * 4]
    changes = [event["message"] for event in events[1:]]
    assert [change["changeType"] for change in changes] == ["EDIT", "REACTION_ADDED", "REACTION_REMOVED", "DELETE"]
    assert (changes[0]["text"], changes[0]["richText"]) == ("Hello", "<b>Hello</b>")
    assert (changes[1]["reaction"], changes[1]["changedIntegrationId"]) == ("👍", "m1")
    assert changes[3]["changedMessageId"] == replied["id"]
    entries = timeline(app, message)
    assert [entry["status"] for entry in entries[1:]] == ["SENT"] * 5
    assert entries[1]["text"] == "Helo", "the original text is kept"
    path = f"/{channel}/messages/{changes[0]['id']}"
    assert app.done("PATCH", path, {"statusType": "DELIVERED"})["status"] == {"statusType": "DELIVERED"}


def test_an_idempotency_key_makes_one_change(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    replied = reply(app.desk, message["conversationsThreadId"])[1]
    first = change(app, replied["id"], "edit", "k", text="Hello")[1]
    assert change(app, replied["id"], "edit", "k", text="Hello")[1]["id"] == first["id"]
    for other in (("edit", {"text": "Bye"}), ("delete", {})):
        assert change(app, replied["id"], other[0], "k", **other[1])[1]["code"] == "idempotency_key_reused"
    assert change(app, message["id"], "reaction_added", "k", reaction="x")[1]["code"] == "idempotency_key_reused"


@pytest.mark.parametrize(
    ("kind", "more", "capability"),
    [
        ("edit", {"text": "x"}, "allowEdits"),
        ("delete", {}, "allowDeletes"),
        ("reaction_added", {"reaction": "x"}, "allowReactions"),
        ("reaction_removed", {"reaction": "x"}, "allowReactions"),
    ],
)
def test_an_unsupported_change_is_rejected_in_both_directions(
    ready: Ready, kind: str, more: dict[str, Any], capability: str
) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    replied = reply(app.desk, message["conversationsThreadId"])[1]
    app.done("PATCH", f"/{channel}", {"capabilities": {capability: False}})
    status, problem = change(app, replied["id"], kind, **more)
    assert (status, problem["code"]) == (409, "not_carried")
    assert [(error["field"], error["capability"]) for error in problem["errors"]] == [("type", capability)]
    status, error = report_change(ready, message["id"], kind.upper(), **more)
    assert (status, error["errors"][0]["in"], error["errors"][0]["code"]) == (409, "changeType", "not_carried")
    assert len(timeline(app, message)) == 2


def test_an_edit_is_limited_to_the_channels_capabilities(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    replied = reply(app.desk, message["conversationsThreadId"])[1]
    app.done("PATCH", f"/{channel}", {"capabilities": {"allowEdits": False, "maxTextLength": 1}})
    status, problem = change(app, replied["id"], "edit", rich_text="<i>xx</i>")
    assert (status, problem["code"]) == (400, "not_carried")
    assert [error["capability"] for error in problem["errors"]] == ["allowEdits", "maxTextLength", "richText"]


def test_each_side_edits_and_deletes_only_its_own_messages(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    replied = reply(app.desk, message["conversationsThreadId"])[1]
    for kind, more in (("edit", {"text": "x"}), ("delete", {})):
        assert change(app, message["id"], kind, **more)[1]["code"] == "not_the_author"
        assert report_change(ready, replied["id"], kind.upper(), **more)[1]["context"]["code"] == ["not_the_author"]
    reaction = report_change(ready, replied["id"], "REACTION_ADDED", reaction="👍")[1]
    assert report_change(ready, reaction["id"], "DELETE")[1]["context"]["code"] == ["not_a_message"]
    assert change(app, reaction["id"], "reaction_added", reaction="x")[1]["code"] == "not_a_message"
    app.done("PATCH", f"/{channel}/messages/{replied['id']}", {"statusType": "FAILED"})
    assert change(app, replied["id"], "edit", text="x")[1]["code"] == "not_delivered"
    for unknown in ("msg_x", f"msg_{'a' * 26}_1_1", message["id"][:-1] + "9"):
        assert change(app, unknown, "delete")[0] == report_change(ready, unknown, "DELETE")[0] == 404


def test_an_invalid_change_is_named(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    for wrong in ({"changeType": "EDIT"}, {"changeType": "REACTION_ADDED"}, {"changeType": "DANCE"}, {}):
        status, error = app.call("POST", f"/{channel}/messages/{message['id']}/changes", wrong)
        assert (status, error["errors"][0]["in"]) == (
            400,
            {"EDIT": "text", "REACTION_ADDED": "reaction"}.get(wrong.get("changeType", ""), "changeType"),
        )
    for wrong in (
        {"type": "edit"},
        {"type": "edit", "text": ""},
        {"type": "edit", "text": "x", "reaction": "x"},
        {"type": "delete", "text": "x"},
        {"type": "reaction_added"},
        {"type": "reaction_added", "reaction": "x", "text": "x"},
    ):
        assert app.desk.call("POST", f"/v1/messages/{message['id']}/changes", wrong)[0] == 400
    app.done("PATCH", f"/{channel}/channel-accounts/{account}", {"authorized": False})
    assert report_change(ready, message["id"], "DELETE")[1]["context"]["code"] == ["account_unauthorized"]
    assert change(app, message["id"], "reaction_added", reaction="x")[1]["code"] == "account_unauthorized"


def test_a_reply_answers_the_message_and_not_its_change(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account, integrationIdempotencyId="m1")
    edited = report_change(ready, message["id"], "EDIT", text="Hi")[1]
    report_change(ready, message["id"], "REACTION_ADDED", reaction="👍")
    conversation = message["conversationsThreadId"]
    composer = app.desk.call("GET", f"/v1/conversations/{conversation}/composer")[1]
    assert composer["reply_to"]["newest"] == message["id"]
    replied = reply(app.desk, conversation, key="k")[1]
    assert (replied["in_reply_to"], replied["in_reply_to_external_id"]) == (message["id"], "m1")
    assert reply(app.desk, conversation, in_reply_to=edited["id"])[1]["code"] == "unknown_message"


def test_telegrams_edits_are_the_same_kind_of_entry(desk: DeskInProcess) -> None:
    person, chat = {"id": 7, "is_bot": False, "first_name": "Nia"}, {"id": 7, "type": "private"}
    message = {"message_id": 41, "from": person, "chat": chat, "date": 1454119029, "text": "Helo"}
    _, response = desk.post(desk.telegram, {"update_id": 1, "message": message})
    desk.post(desk.telegram, {"update_id": 2, "edited_message": message | {"text": "Hello", "edit_date": 1454119030}})
    conversation = response["messages"][0]["conversation_id"]
    edited = desk.call("GET", f"/v1/conversations/{conversation}/timeline")[1]["entries"][-1]
    message_id = response["messages"][0]["id"]
    assert (edited["content"], edited["refers_to"], edited["refers_to_external_id"]) == ("edited", message_id, "41")
    assert desk.call("POST", f"/v1/messages/{response['messages'][0]['id']}/changes", {"type": "delete"})[0] == 409


def test_a_channel_may_name_the_reactions_that_it_has(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    ready = app, *app.ready(capabilities=CAPABILITIES | ALLOWED | {"allowedReactions": ["👍", "❤"]})
    _, channel, account = ready
    assert app.done("GET", f"/{channel}")["capabilities"]["allowedReactions"] == ["👍", "❤"]
    message = app.publish(channel, account)
    status, refused = change(app, message["id"], "reaction_added", reaction="🦖")
    assert (status, refused["code"], refused["errors"][0]["capability"]) == (
        400,
        "unknown_reaction",
        "allowedReactions",
    )
    assert [change(app, message["id"], "reaction_added", reaction=each)[0] for each in ("👍", "❤️")] == [201, 201]
    assert composer(desk, message["conversationsThreadId"])["changes"]["allowed_reactions"] == ["👍", "❤"]
