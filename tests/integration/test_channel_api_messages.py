"""The channel API: messages in both directions, their statuses, and replies to the channel's webhook."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.contract.messages import PublishIn
from helpdesk.intake.acceptance import KeyReused
from helpdesk.platform import hubspot_signature, standard_webhooks
from helpdesk.platform.ids import number_of
from helpdesk.platform.standard_webhooks import headers as sign
from helpdesk.platform.text import snake, with_keys
from infra.workbench.people import employ
from infra.workbench.tables import DIRECTORY
from tests.support.described import check_event
from tests.support.desk import DeskInProcess, custom_event, custom_message
from tests.support.integrator import CAPABILITIES, OPAQUE, Integrator, Ready, party, timeline


@pytest.fixture
def ready(desk: DeskInProcess) -> Ready:
    app = Integrator(desk)
    return app, *app.ready()


def rejected(ready: Ready, **more: Any) -> tuple[str, str]:
    app, channel, account = ready
    status, error = app.call("POST", f"/{channel}/messages", app.message(account, **more))
    assert (status, error["category"]) == (400, "VALIDATION_ERROR"), error
    return error["errors"][0]["in"], error["errors"][0]["code"]


def reply(app: Integrator, message: dict[str, Any], text: str = "Hi") -> tuple[int, Any]:
    return app.desk.call("POST", f"/v1/conversations/{message['conversationsThreadId']}/replies", {"text": text})


def test_an_incoming_message_is_published_and_read_back(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account, "Where is it?", timestamp="2026-11-01T09:00:00+01:00")
    assert app.done("GET", f"/{channel}/messages/{message['id']}") == message
    assert message["id"].startswith("msg_")
    contact = message["senders"][0]["actorId"]
    assert message == {
        "id": message["id"],
        "type": "MESSAGE",
        "conversationsThreadId": message["conversationsThreadId"],
        "channelId": channel,
        "channelAccountId": account,
        "direction": "INCOMING",
        "text": "Where is it?",
        "senders": [{"actorId": contact, "name": "Cleo", **party()}],
        "recipients": [{"name": "Acme line", **party("acme-line")}],
        "attachments": [],
        "client": {"clientType": "INTEGRATION", "integrationAppId": number_of("acme")},
        "createdBy": contact,
        "createdAt": "2026-11-01T08:00:00.000000Z",
        "archived": False,
        "truncationStatus": "NOT_TRUNCATED",
        "status": {"statusType": "RECEIVED"},
    }
    [entry] = timeline(app, message)
    assert (entry["text"], entry["direction"], entry["actor"]["name"]) == ("Where is it?", "in", "Cleo")
    app.desk.settle()
    [ticket] = app.desk.call("GET", "/v1/tickets")[1]["tickets"]
    assert (ticket["subject"], ticket["account_id"]) == ("Where is it?", account)


def test_a_message_logged_as_sent_is_never_sent(ready: Ready) -> None:
    app, channel, account = ready
    outgoing = {"messageDirection": "OUTGOING", "senders": [{"name": "Otto"}], "recipients": [party(name="Cleo")]}
    message = app.publish(channel, account, "We called", **outgoing)
    assert (message["direction"], message["status"]) == ("OUTGOING", {"statusType": "SENT"})
    assert message["senders"][0]["name"] == "Otto"
    assert message["recipients"][0]["deliveryIdentifier"] == party()["deliveryIdentifier"]
    app.publish(channel, account, "Thanks")
    app.publish(channel, account, "Bye", **outgoing)
    app.desk.settle()
    assert app.replies() == []
    entries = timeline(app, message)
    assert [(entry["direction"], entry["status"]) for entry in entries] == [
        ("out", "SENT"),
        ("in", None),
        ("out", "SENT"),
    ]
    named = app.publish(channel, account, **outgoing | {"senders": [{"senderActorId": "A-agent-1"}]})
    assert named["senders"][0] == {"actorId": "A-agent-1", "name": "Ada", **party("acme-line")}
    path = f"/v1/conversations/{named['conversationsThreadId']}/timeline"
    [*_, shown] = app.desk.call("GET", path)[1]["entries"]
    assert (shown["actor"]["kind"], shown["actor"]["id"]) == ("person", "agent-1")
    assert shown["actor"]["through"] == {"id": app.principal.id, "name": app.principal.name}
    status, error = app.call(
        "POST",
        f"/{channel}/messages",
        app.message(account, **outgoing | {"senders": [{"senderActorId": "A-nobody"}]}),
    )
    assert (status, error["subCategory"]) == (400, "ConversationsApiError.SENDER_AGENT_NOT_FOUND")


def refused_as_reused(ready: Ready, **more: Any) -> None:
    app, channel, account = ready
    status, error = app.call("POST", f"/{channel}/messages", app.message(account, **more))
    assert (status, error["errors"][0]["in"]) == (409, "integrationIdempotencyId")
    assert error["context"]["code"] == ["idempotency_key_reused"]


@pytest.mark.parametrize("direction", ["INCOMING", "OUTGOING"])
def test_an_idempotency_key_is_one_message_permanently(ready: Ready, direction: str) -> None:
    app, channel, account = ready
    body = {"messageDirection": direction, "recipients": [party()], "integrationIdempotencyId": "k"}
    first = app.publish(channel, account, **body)
    app.publish(channel, account, "another")
    app.desk.clock.forward(days=400)
    assert app.publish(channel, account, **body) == first
    assert app.publish(channel, account, "changed", **body)["id"] == first["id"]
    opposite = "OUTGOING" if direction == "INCOMING" else "INCOMING"
    refused_as_reused(ready, **body | {"messageDirection": opposite})
    assert len(timeline(app, first)) == 2
    second = app.connect(channel, "second")
    assert app.publish(channel, second, **body)["id"] != first["id"]


@pytest.mark.parametrize(
    "another",
    [{"integrationThreadId": "t2"}, {"senders": [party("dora")]}, {"integrationThreadId": "t2", "text": "Hi"}],
    ids=["another thread", "another customer", "both"],
)
def test_an_idempotency_key_of_another_message_is_refused(ready: Ready, another: dict[str, Any]) -> None:
    app, channel, account = ready
    first = app.publish(channel, account, integrationIdempotencyId="k")
    refused_as_reused(ready, integrationIdempotencyId="k", **another)
    assert len(timeline(app, first)) == 1
    assert app.publish(channel, account, **another)["id"] != first["id"]


@pytest.mark.parametrize("senders", [[], [{"senderActorId": "A-agent-2"}]], ids=["the app", "another agent"])
def test_an_idempotency_key_of_another_author_is_refused(ready: Ready, senders: list[Any]) -> None:
    app, channel, account = ready
    employ(app.desk.database.table(DIRECTORY), replace(app.desk.agent, id="agent-2"))
    body = {"messageDirection": "OUTGOING", "recipients": [party()], "integrationIdempotencyId": "k"}
    first = app.publish(channel, account, **body, senders=[{"senderActorId": "A-agent-1"}])
    refused_as_reused(ready, **body, senders=senders)
    assert app.publish(channel, account, **body, senders=[{"senderActorId": "A-agent-1"}]) == first
    assert len(timeline(app, first)) == 1


@pytest.mark.both_backends
def test_ten_concurrent_requests_with_one_key_are_one_message(ready: Ready) -> None:
    app, channel, account = ready
    first = app.publish(channel, account)
    directions = itertools.cycle([{}, {"messageDirection": "OUTGOING", "recipients": [party()]}])
    bodies = [{"integrationIdempotencyId": "k", **next(directions)} for _ in range(10)]
    use, actor = app.desk.channel_use_cases, app.principal.actor()
    found = use.channels.get(app.app_id, channel)

    def publish(body: dict[str, Any]) -> str | None:
        publication = PublishIn.model_validate(app.message(account, **body))
        try:
            return use.publishing.publish(found, actor, publication)[0].id
        except KeyReused:
            return None

    with ThreadPoolExecutor(10) as pool:
        responses = list(pool.map(publish, bodies))
    assert sorted(map(str, {*responses[::2], *responses[1::2]})) == [str(None), next(filter(None, responses))]
    assert len({*responses[::2]}) == len({*responses[1::2]}) == 1, "the directions do not share a message"
    assert [entry["sequence"] for entry in timeline(app, first)] == [1, 2]


def test_the_webhook_of_our_own_format_shares_the_keys(ready: Ready) -> None:
    app, channel, account_id = ready
    message = app.publish(channel, account_id, integrationIdempotencyId="m1")
    account = app.desk.accounts.get(account_id)
    assert account is not None
    raw = json.dumps(custom_event(custom_message(message="m1") | {"sender": {"id": "cleo"}})).encode()
    headers = sign([app.secret], "evt", app.desk.clock(), raw)
    assert app.desk.post(account, raw, headers)[1]["messages"][0]["id"] == message["id"]
    assert app.desk.post(account, raw, sign([Integrator(app.desk, "b").secret], "evt", app.desk.clock(), raw))[0] == 401


def test_threads_follow_the_integrations_ids(ready: Ready) -> None:
    app, channel, account = ready
    other = app.connect(channel, "second")
    first, same, changed, elsewhere = (
        app.publish(channel, account),
        app.publish(channel, account, senders=[party("another", name="Nia")]),
        app.publish(channel, account, integrationThreadId="t2"),
        app.publish(channel, other),
    )
    threads = [message["conversationsThreadId"] for message in (first, same, changed, elsewhere)]
    assert [thread == threads[0] for thread in threads] == [True, True, False, False]
    assert same["senders"][0]["name"] == "Nia"
    assert rejected(ready, integrationThreadId=None)[0] == "integrationThreadId"


def test_threads_follow_the_pair_of_identifiers(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready(capabilities=CAPABILITIES | {"threadingModel": "DELIVERY_IDENTIFIER"})
    outgoing = {"messageDirection": "OUTGOING", "recipients": [party()], "integrationThreadId": None}
    messages = [
        app.publish(channel, account, integrationThreadId=None),
        app.publish(channel, account, **outgoing),
        app.publish(channel, account, senders=[party("another")]),
        app.publish(channel, app.connect(channel, "second")),
    ]
    threads = [message["conversationsThreadId"] for message in messages]
    assert [thread == threads[0] for thread in threads] == [True, True, False, False]


def test_everything_but_files_is_stored_and_shown(ready: Ready) -> None:
    app, channel, account = ready
    parts = [
        {"type": "LOCATION", "latitude": 52.37, "longitude": 4.9, "name": "Dam"},
        {
            "type": "CONTACT",
            "contactProfile": {"name": {"firstName": "Nia"}, "emails": [{"email": "n@x", "type": "WORK"}]},
        },
        {"type": "QUICK_REPLIES", "quickReplies": [{"value": "Yes", "valueType": "TEXT"}]},
        {"type": "MESSAGE_HEADER", "text": "Hello"},
        {"type": "SOCIAL_MEDIA_METADATA", "socialMetadata": {"mediaType": "STORY", "id": "7"}},
        {"type": "UNSUPPORTED_CONTENT"},
    ]
    message = app.publish(channel, account, "", attachments=parts)
    shown = message["attachments"]
    assert [part["type"] for part in shown] == [part["type"] for part in parts]
    assert shown[0] == parts[0]
    assert (shown[2]["allowUserInput"], shown[2]["allowMultiSelect"]) == (True, False)
    assert app.done("GET", f"/{channel}/messages/{message['id']}")["attachments"] == shown
    assert timeline(app, message)[0]["parts"] == with_keys(shown, snake)
    assert rejected(ready, attachments=[{"type": "UNSUPPORTED_CONTENT"}] * 51)[0] == "attachments"
    for wrong in ({"type": "LOCATION", "latitude": 91, "longitude": 0}, {"type": "DANCE"}, {}, 7):
        assert rejected(ready, attachments=[wrong])[0].startswith("attachments[0]")


def test_rich_text_is_sanitised(ready: Ready) -> None:
    app, channel, account = ready
    html = (
        '<b onclick="x()">Hi</b><script>x()</script><a href="javascript:x()">a</a><a href="tel:1">b</a>'
        '<img src="http://x/"><span style="color: red; position: fixed">c</span>'
    )
    message = app.publish(channel, account, "Hi", richText=html)
    link = '<a rel="noopener noreferrer">a</a><a href="tel:1" rel="noopener noreferrer">b</a>'
    assert message["richText"].replace("color:red", "color: red").replace("red;", "red") == (
        f'<b>Hi</b>{link}<span style="color: red">c</span>'
    )
    assert timeline(app, message)[0]["rich_text"] == message["richText"]
    assert rejected(ready, richText="&" * 100_000) == ("richText", "rich_text_too_long")


def test_fields_that_existing_integrations_send_are_accepted(ready: Ready) -> None:
    app, channel, account = ready
    nulls = {"recipients": None, "timestamp": None, "attachments": None, "richText": None, "inReplyToId": None}
    app.publish(channel, account, **nulls)
    app.publish(channel, account, channelAccountId=int(account), text="a\0b", timestamp="9999-06-01T00:00:00Z")
    for text, moment in (("Grüße 😀", "0001-01-02T00:00:00Z"), ("x", 1790000000000)):
        assert app.publish(channel, account, text, timestamp=moment)["text"] == text


def test_an_invalid_message_is_named(ready: Ready) -> None:
    app, channel, account = ready
    assert rejected(ready, channelAccountId="999")[0] == "channelAccountId"
    assert rejected(ready, channelAccountId="9007199254740993")[0] == "channelAccountId"
    assert rejected(ready, messageDirection="SIDEWAYS")[0] == "messageDirection"
    assert rejected(ready, senders=[])[0] == "senders[0].deliveryIdentifier"
    assert rejected(ready, messageDirection="OUTGOING")[0] == "recipients[0].deliveryIdentifier"
    assert rejected(ready, senders=[{"deliveryIdentifier": {"type": "MAIL", "value": "x"}}])[0].startswith("senders[0]")
    assert rejected(ready, text="")[0] == "text"
    assert rejected(ready, text=None)[0] == "text"
    for moment in ("9999-12-31T23:59:59Z", "yesterday", "2026-11-22T09:00:00", 10**40):
        assert rejected(ready, timestamp=moment)[0] == "timestamp"
    for unknown in ("msg_x", f"msg_{'a' * 26}_1_1", "7" * 100):
        assert rejected(ready, inReplyToId=unknown)[0] == "inReplyToId"
    status, error = app.call("POST", f"/{channel}/messages", app.message(account, "x" * 300_000))
    assert (status, error["category"]) == (413, "VALIDATION_ERROR")
    status, error = app.call("POST", "/7/messages", app.message(account))
    assert (status, error["subCategory"]) == (404, "ChannelIntegrationMessagePublishError.CHANNEL_DOES_NOT_EXIST")


def test_a_message_may_answer_another_of_its_account(ready: Ready) -> None:
    app, channel, account = ready
    first = app.publish(channel, account)
    second = app.publish(channel, account, inReplyToId=first["id"])
    assert second["inReplyToId"] == first["id"] == timeline(app, second)[1]["in_reply_to"]
    other = app.connect(channel, "second")
    assert rejected((app, channel, other), inReplyToId=first["id"])[0] == "inReplyToId"


@pytest.mark.parametrize(
    ("attribute", "value", "status", "code"),
    [
        ("active", {"BOOL": False}, 503, "account_inactive"),
        ("authorized", {"BOOL": False}, 409, "account_unauthorized"),
        ("archived_at", {"S": "2026-11-22T09:00:00.000000Z"}, 410, "account_deleted"),
    ],
)
def test_a_disabled_account_accepts_nothing(ready: Ready, attribute: str, value: Any, status: int, code: str) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    app.desk.backend.client.update_item(
        TableName="directory",
        Key={"pk": {"S": f"account#{account}"}, "sk": {"S": "account"}},
        UpdateExpression="SET #a = :value",
        ExpressionAttributeNames={"#a": attribute},
        ExpressionAttributeValues={":value": value},
    )
    app.desk.restart()
    response_status, error = app.call("POST", f"/{channel}/messages", app.message(account))
    assert (response_status, error["context"]["code"]) == (status, [code])
    response_status, problem = reply(app, message)
    assert (response_status, problem["code"]) == (409, code)


def test_a_reply_goes_to_the_channels_webhook_under_both_signatures(ready: Ready) -> None:
    app, channel, account = ready
    url = "https://acme.example/hook%2Fx?to=a%40b%20c"
    app.done("PATCH", f"/{channel}", {"webhookUrl": url})
    message = app.publish(channel, account, integrationIdempotencyId="m1")
    status, replied = reply(app, message)
    assert (status, replied["status"]) == (201, "QUEUED")
    app.desk.settle()
    [(posted, headers, body)] = app.replies()
    assert posted == url
    timestamp = headers["X-HubSpot-Request-Timestamp"]
    assert headers["X-HubSpot-Signature-v3"] == hubspot_signature.signature(app.secret, "POST", url, body, timestamp)
    signed = standard_webhooks.signature(app.secret, replied["id"], headers["webhook-timestamp"], body)
    assert headers["webhook-signature"] == signed
    event = json.loads(body)
    check_event(event)
    assert (event["type"], event["channelId"]) == ("OUTGOING_CHANNEL_MESSAGE_CREATED", channel)
    assert (event["channelIntegrationThreadIds"], event["eventId"]) == (["t1"], replied["id"])
    assert event["message"]["recipients"] == [{"actorId": message["createdBy"], "name": "Cleo", **party()}]
    assert event["message"]["senders"] == [{"actorId": "A-agent-1", "name": "Ada", **party("acme-line")}]
    shown = app.done("GET", f"/{channel}/messages/{replied['id']}")
    changing = {"updatedAt"}
    sent = {name: value for name, value in event["message"].items() if name not in changing}
    assert {name: value for name, value in shown.items() if name not in changing} == sent


def test_an_archived_channels_accounts_accept_nothing_in_our_own_format_either(ready: Ready) -> None:
    app, channel, account_id = ready
    account = app.desk.accounts.get(account_id)
    assert account is not None
    app.done("DELETE", f"/{channel}")
    raw = json.dumps(custom_event(custom_message())).encode()
    status, problem = app.desk.post(account, raw, sign([app.secret], "evt", app.desk.clock(), raw))
    assert (status, problem["code"]) == (410, "channel_gone")


def test_a_reply_to_a_receive_only_or_removed_channel_is_rejected(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    _, queued = reply(app, message)
    app.done("PATCH", f"/{channel}", {"capabilities": {"allowOutgoingMessages": False}})
    assert reply(app, message)[1]["code"] == "receive_only"
    app.desk.settle()
    assert app.replies() == []
    assert app.done("GET", f"/{channel}/messages/{queued['id']}")["status"]["statusType"] == "FAILED"
    app.done("DELETE", f"/{channel}")
    assert reply(app, message)[1]["code"] == "channel_gone"
    assert app.call("POST", f"/{channel}/messages", app.message(account))[0] == 404


def test_a_channel_without_a_webhook_fails_a_reply_with_the_reason(ready: Ready) -> None:
    app, channel, account = ready
    app.done("PATCH", f"/{channel}", {"webhookUrl": None})
    message = app.publish(channel, account)
    reply(app, message)
    app.desk.settle()
    assert timeline(app, message)[1]["failure"]["code"] == "no_webhook_url"


def status_of(ready: Ready, *reports: str, settle_first: bool = True) -> tuple[str, dict[str, Any]]:
    app, channel, account = ready
    message = app.publish(channel, account)
    _, replied = reply(app, message)
    if settle_first:
        app.desk.settle()
    path = f"/{channel}/messages/{replied['id']}"
    for report in reports:
        response = app.done("PATCH", path, {"statusType": report, "errorMessage": "Number unknown"})
    app.desk.settle()
    assert app.done("GET", path)["status"] == response["status"]
    shown = next(entry for entry in timeline(app, message) if entry["id"] == replied["id"])
    return response["status"]["statusType"], shown


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        (["SENT"], "SENT"),
        (["DELIVERED", "SENT"], "DELIVERED"),
        (["READ", "DELIVERED", "READ"], "READ"),
        (["READ", "FAILED"], "READ"),
        (["FAILED", "READ", "FAILED"], "READ"),
        (["SENT", "FAILED"], "FAILED"),
    ],
)
@pytest.mark.parametrize("settle_first", [True, False], ids=["after our send", "before our send has returned"])
def test_statuses_in_any_order_never_go_back(
    ready: Ready, reports: list[str], expected: str, settle_first: bool
) -> None:
    status, shown = status_of(ready, *reports, settle_first=settle_first)
    assert status == shown["status"] == expected
    assert (shown["failure"] or {}).get("reason") == ("Number unknown" if expected == "FAILED" else None)


def test_a_status_is_accepted_only_for_the_apps_own_replies(ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)
    path = f"/{channel}/messages"
    for unknown in ("msg_x", f"msg_{'a' * 26}_1_1", message["id"][:-1] + "9", "7"):
        assert app.call("PATCH", f"{path}/{unknown}", {"statusType": "READ"})[0] == 404
        assert app.call("GET", f"{path}/{unknown}")[0] == 404
    error = app.call("GET", f"{path}/msg_{'a' * 26}_1_1")[1]
    assert error["subCategory"] == "ConversationsResourceNotFoundError.THREAD_NOT_FOUND"
    assert app.call("PATCH", f"{path}/{message['id']}", {"statusType": "READ"})[0] == 400
    outgoing = app.publish(channel, account, messageDirection="OUTGOING", recipients=[party()])
    assert app.call("PATCH", f"{path}/{outgoing['id']}", {"statusType": "QUEUED"})[0] == 400
    failed = app.done("PATCH", f"{path}/{outgoing['id']}", {"statusType": "FAILED"})
    assert failed["status"]["failureDetails"]["errorMessage"] == "The messaging service did not give a reason."


def test_the_type_of_an_identifier_adds_to_the_contact(ready: Ready) -> None:
    app, channel, account = ready
    sender = {"deliveryIdentifier": {"type": "HS_EMAIL_ADDRESS", "value": "cleo@x.example"}}
    message = app.publish(channel, account, senders=[sender])
    assert message["senders"][0]["deliveryIdentifier"] == sender["deliveryIdentifier"]
    ticket_id = message["conversationsThreadId"].replace("cnv_", "tkt_")
    assert app.desk.call("GET", f"/v1/tickets/{ticket_id}")[1]["contact"]["email"] == "cleo@x.example"
    assert OPAQUE not in json.dumps(message["senders"])
