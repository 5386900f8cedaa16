"""The desk starts a conversation, if the channel allows it."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.contract.messages import PublishIn
from helpdesk.conversations.references import ConversationReference
from helpdesk.people.actors import ActorKind
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import HelpdeskError
from helpdesk.replies.starting import StartRequest
from helpdesk.tickets.changes import TicketChange
from helpdesk.tickets.models import TicketState
from tests.support.agent import close, composer, entries, reply
from tests.support.desk import DeskInProcess
from tests.support.integrator import OPAQUE, party
from tests.support.line import BY_ID, BY_PAIR, CLEO, Line


@pytest.fixture
def line(desk: DeskInProcess) -> Line:
    return Line(desk)


def many(line: Line, requests: list[StartRequest]) -> tuple[list[str], list[HelpdeskError]]:
    """All concurrently, on the use case: the ids of the conversations, and the errors."""

    def start(request: StartRequest) -> str | HelpdeskError:
        try:
            started = line.desk.use_cases.starting.start(request, line.desk.principal.actor())
        except HelpdeskError as error:
            return error
        return started.conversation.reference.conversation_id

    with ThreadPoolExecutor(len(requests)) as pool:
        responses = list(pool.map(start, requests))
    return [result for result in responses if isinstance(result, str)], [
        result for result in responses if not isinstance(result, str)
    ]


@pytest.mark.parametrize("model", [BY_ID, BY_PAIR])
def test_start_webhook_customer_reply_and_agent_reply(desk: DeskInProcess, model: str) -> None:
    line = Line(desk, model)
    started = line.started()
    desk.settle()
    event = line.webhook()
    assert (event["eventId"], event["message"]["text"]) == (started["message"]["id"], "Your parcel is here.")
    assert "inReplyToId" not in event["message"]
    assert [recipient["deliveryIdentifier"] for recipient in event["message"]["recipients"]] == [
        party()["deliveryIdentifier"]
    ]
    assert [thread_id.startswith("kanaal-") for thread_id in event["channelIntegrationThreadIds"]] == [True] * (
        model == BY_ID
    )
    response = line.customer_reply(event)
    assert response["conversationsThreadId"] == started["conversation"]["id"]
    status, second = reply(desk, started["conversation"]["id"], "See you")
    assert (status, second["in_reply_to"]) == (201, response["id"])
    desk.settle()
    reply_event = line.webhook()
    assert (reply_event["message"]["inReplyToId"], reply_event["channelIntegrationThreadIds"]) == (
        response["id"],
        event["channelIntegrationThreadIds"],
    )
    timeline = entries(desk, started["conversation"]["id"])
    assert [(entry["sequence"], entry["direction"], entry["status"]) for entry in timeline] == [
        (1, "out", "SENT"),
        (2, "in", None),
        (3, "out", "SENT"),
    ]
    ticket = desk.call("GET", f"/v1/tickets/{started['ticket']['id']}")[1]
    assert (ticket["last_sequence"], ticket["preview"], ticket["status"]) == (3, "See you", "open")


def test_the_response_is_conversation_ticket_and_message(line: Line) -> None:
    started = line.started()
    conversation, ticket, message = started["conversation"], started["ticket"], started["message"]
    assert conversation == {
        "id": ticket["conversation_id"],
        "previous_conversation_id": None,
        "account_id": line.account,
        "contact_id": ticket["contact_id"],
        "recipient": {"identifier": "cleo", "identifier_type": OPAQUE, "name": "Cleo"},
        "created_at": ticket["opened_at"],
    }
    assert (message["conversation_id"], message["sequence"]) == (conversation["id"], 1)
    assert (message["direction"], message["status"], message["actor"]["name"]) == ("out", "QUEUED", "Ada")
    assert (ticket["subject"], ticket["contact_name"]) == ("Your parcel is here.", "Cleo")
    assert (ticket["last_direction"], ticket["last_sequence"], ticket["status"]) == ("out", 1, "open")
    stored = line.desk.call("GET", f"/v1/tickets/{ticket['id']}")[1]
    assert stored.pop("contact")["identifier"] == "cleo"
    assert {name: stored[name] for name in ticket} == ticket
    assert [listed["id"] for listed in line.desk.call("GET", "/v1/tickets")[1]["tickets"]] == [ticket["id"]]


def test_the_agent_who_starts_owns_the_ticket_and_the_router_keeps_them(line: Line) -> None:
    started = line.started()
    assert started["ticket"]["owner_id"] == "agent-1"
    line.desk.settle()
    ticket = line.desk.call("GET", f"/v1/tickets/{started['ticket']['id']}")[1]
    assert (ticket["owner_id"], ticket["routing"]["decision"]) == ("agent-1", "assigned")
    mine = line.desk.call("GET", "/v1/tickets", query={"owner_id": "agent-1"})[1]["tickets"]
    assert [listed["id"] for listed in mine] == [ticket["id"]]
    path = f"/v1/conversations/{started['conversation']['id']}/timeline"
    events = [entry for entry in line.desk.call("GET", path)[1]["entries"] if entry["type"] == "event"]
    assert [(event["event"], event["actor"]["id"]) for event in events] == [
        ("owner_changed", "agent-1"),
        ("routed", "router"),
    ]
    assert events[0]["details"]["to"] == "agent-1"


def test_a_conversation_started_by_a_program_is_routed_like_any_ticket(line: Line) -> None:
    program = replace(line.desk.principal, kind=ActorKind.PROGRAM, id="token-1", on_behalf_of="agent-1")
    started = line.started(as_=program)
    line.desk.settle()
    ticket = line.desk.call("GET", f"/v1/tickets/{started['ticket']['id']}")[1]
    assert (ticket["owner_id"], ticket["routing"]["decision"]) == (None, "unassigned")


def test_until_the_customer_writes_the_agents_messages_are_no_replies(line: Line) -> None:
    started = line.started()
    conversation = started["conversation"]["id"]
    shown = composer(line.desk, conversation)
    assert (shown["can_reply"], shown["reply_to"]) == (True, {"allowed": False, "newest": None})
    status, second = reply(line.desk, conversation, "Tomorrow from nine.", key="k")
    assert (status, second["in_reply_to"], second["sequence"]) == (201, None, 2)
    assert reply(line.desk, conversation, "Tomorrow from nine.", key="k")[1]["id"] == second["id"]
    line.desk.settle()
    assert [json.loads(body)["message"]["text"] for _, _, body in line.app.replies()] == [
        "Your parcel is here.",
        "Tomorrow from nine.",
    ]
    assert "inReplyToId" not in line.webhook()["message"]
    on_the_first = reply(line.desk, conversation, "That one.", in_reply_to=started["message"]["id"])[1]
    assert on_the_first["in_reply_to"] == started["message"]["id"]


def test_without_the_permission_to_start_only_answers_are_allowed(line: Line) -> None:
    conversation = line.started()["conversation"]["id"]
    line.app.done("PATCH", f"/{line.channel}", {"capabilities": {"allowConversationStart": False}})
    assert reply(line.desk, conversation)[1]["code"] == "nothing_to_answer"
    assert composer(line.desk, conversation)["obstacle"]["code"] == "nothing_to_answer"
    line.desk.settle()
    line.customer_reply(line.webhook())
    assert reply(line.desk, conversation)[0] == 201


def test_an_idempotency_key_starts_one_conversation_permanently(line: Line) -> None:
    first = line.started(key="k")
    line.desk.settle()
    again = line.started(key="k")
    assert (again["conversation"], again["message"]["id"]) == (first["conversation"], first["message"]["id"])
    assert (again["message"]["status"], again["ticket"]["routing"]["decision"]) == ("SENT", "assigned")
    close(line.desk, first["ticket"]["id"])
    line.app.done("PATCH", f"/{line.channel}/channel-accounts/{line.account}", {"authorized": False})
    line.desk.clock.forward(days=400)
    assert line.started(key="k")["conversation"] == first["conversation"]
    line.desk.settle()
    assert len(line.app.replies()) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Something else"},
        {"recipient": {"type": OPAQUE, "value": "nia"}},
        {"recipient": CLEO | {"name": "Somebody"}},
        {"rich_text": "<b>Your parcel is here.</b>"},
        {"contact_id": "con_" + "a" * 26},
    ],
)
def test_an_idempotency_key_with_another_body_is_rejected(line: Line, other: dict[str, Any]) -> None:
    line.started(key="k")
    assert line.rejected(key="k", **other) == (409, "idempotency_key_reused", [])


def test_an_idempotency_key_belongs_to_its_caller_across_accounts(line: Line) -> None:
    first = line.started(key="k")
    second = line.app.connect(line.channel, "second")
    assert line.rejected(key="k", account_id=second)[:2] == (409, "idempotency_key_reused")
    other = replace(line.desk.principal, id="agent-2")
    assert line.start(key="k", as_=other)[1]["context"]["conversation_id"] == [first["conversation"]["id"]]
    status, response = reply(line.desk, first["conversation"]["id"], "Your parcel is here.", key="k")
    assert (status, response["sequence"]) == (201, 2), "a reply's keys are its conversation's own"


@pytest.mark.both_backends
@pytest.mark.parametrize("model", [BY_ID, BY_PAIR])
def test_ten_concurrent_starts_with_one_key_are_one_conversation(desk: DeskInProcess, model: str) -> None:
    line = Line(desk, model)
    started, rejections = many(line, [line.request("k")] * 10)
    assert (len(started), len(set(started)), rejections) == (10, 1, [])
    desk.settle()
    assert len(line.app.replies()) == 1


@pytest.mark.both_backends
@pytest.mark.parametrize("model", [BY_ID, BY_PAIR])
@pytest.mark.parametrize("keys", [[None] * 10, [f"k{number}" for number in range(10)]], ids=["no key", "ten keys"])
def test_ten_concurrent_starts_to_one_customer_are_one_conversation_and_nine_rejections(
    desk: DeskInProcess, model: str, keys: list[str | None]
) -> None:
    line = Line(desk, model)
    [conversation_id], rejections = many(line, [line.request(key) for key in keys])
    assert [error.code for error in rejections] == ["conversation_exists"] * 9
    assert {error.context["conversation_id"][0] for error in rejections} == {conversation_id}
    desk.settle()
    assert len(line.app.replies()) == 1
    assert len(desk.call("GET", "/v1/tickets")[1]["tickets"]) == 1


def test_an_open_conversation_is_named_so_that_the_agent_can_reply_there(line: Line) -> None:
    first = line.started()
    status, problem = line.start()
    assert (status, problem["code"]) == (409, "conversation_exists")
    ids = {"conversation_id": [first["conversation"]["id"]], "ticket_id": [first["ticket"]["id"]]}
    assert problem["context"] == ids
    assert reply(line.desk, problem["context"]["conversation_id"][0])[0] == 201


def test_a_conversation_of_the_customer_counts_as_open_only_under_delivery_identifiers(desk: DeskInProcess) -> None:
    """With the integrator's thread ids, a customer can have any number of threads."""
    by_pair = Line(desk, BY_PAIR)
    existing = by_pair.app.publish(by_pair.channel, by_pair.account)["conversationsThreadId"]
    assert by_pair.start()[1]["context"]["conversation_id"] == [existing]


def test_the_integrators_thread_ids_are_separate_from_the_desks_own_thread(line: Line) -> None:
    existing = line.app.publish(line.channel, line.account)
    started = line.started()
    assert started["conversation"]["id"] != existing["conversationsThreadId"]
    assert started["conversation"]["contact_id"] == existing["createdBy"].removeprefix("V-")


@pytest.mark.parametrize("model", [BY_ID, BY_PAIR])
def test_after_a_closed_conversation_a_new_one_starts_with_a_link(desk: DeskInProcess, model: str) -> None:
    line = Line(desk, model)
    first = line.started()
    desk.settle()
    close(desk, first["ticket"]["id"])
    second = line.started(text="Another parcel.")
    assert second["conversation"]["previous_conversation_id"] == first["conversation"]["id"]
    assert second["ticket"]["previous_ticket_id"] == first["ticket"]["id"]
    last = desk.call("GET", f"/v1/conversations/{first['conversation']['id']}/timeline")[1]["entries"][-1]
    assert (last["event"], last["details"]["conversation_id"]) == ("continued", second["conversation"]["id"])
    threads = line.webhook()["channelIntegrationThreadIds"]
    desk.settle()
    event = line.webhook()
    assert (event["message"]["text"], event["channelIntegrationThreadIds"]) == ("Another parcel.", threads)
    assert line.customer_reply(event)["conversationsThreadId"] == second["conversation"]["id"]


def test_a_closed_conversation_of_the_customer_continues_in_a_new_one(desk: DeskInProcess) -> None:
    line = Line(desk, BY_PAIR)
    first = line.app.publish(line.channel, line.account, associateWithContactId=None)["conversationsThreadId"]
    desk.settle()
    close(desk, first.replace("cnv_", "tkt_"))
    assert line.started()["conversation"]["previous_conversation_id"] == first


def test_a_closed_ticket_that_is_about_to_reopen_counts_as_open(line: Line) -> None:
    first = line.started()
    line.desk.settle()
    close(line.desk, first["ticket"]["id"])
    line.customer_reply(line.webhook())
    assert line.start()[1]["code"] == "conversation_exists"
    line.desk.settle()
    assert line.start()[1]["code"] == "conversation_exists"


def interrupted(line: Line, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> Any:
    """A start with `act` between its read and its write."""
    conversations = line.desk.use_cases.starting._conversations
    transact, happened = conversations.transact, []

    def after(writes: Any) -> None:
        if not happened:
            with monkeypatch.context() as meanwhile:
                meanwhile.setattr(conversations, "transact", transact)
                happened.append(act())
        transact(writes)

    monkeypatch.setattr(conversations, "transact", after)
    return line.start()[1]


@pytest.mark.parametrize("closed", [False, True])
def test_a_concurrent_message_of_the_customer_is_neither_lost_nor_duplicated(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch, *, closed: bool
) -> None:
    line = Line(desk, BY_PAIR)
    if closed:
        existing = line.app.publish(line.channel, line.account)["conversationsThreadId"]
        desk.settle()
        close(desk, existing.replace("cnv_", "tkt_"))
    published: list[Any] = []
    message = line.app.message(line.account, "Is it here?")
    problem = interrupted(
        line, monkeypatch, lambda: published.append(line.app.done("POST", f"/{line.channel}/messages", message))
    )
    assert problem["code"] == "conversation_exists"
    conversation = published[0]["conversationsThreadId"]
    assert problem["context"]["conversation_id"] == [conversation]
    assert [entry["text"] for entry in entries(desk, conversation)].count("Is it here?") == 1


@pytest.mark.both_backends
def test_a_concurrent_first_message_of_the_customer_joins_the_conversation(desk: DeskInProcess) -> None:
    line = Line(desk, BY_PAIR)
    app, actor = line.app, desk.principal.actor()
    channel = desk.channel_use_cases.channels.get(app.app_id, line.channel)
    bodies = [app.message(line.account, f"message {at}", integrationIdempotencyId=f"m{at}") for at in range(5)]

    def publish(body: Any) -> str:
        message, *_ = desk.channel_use_cases.publishing.publish(
            channel, app.principal.actor(), PublishIn.model_validate(body)
        )
        return message.reference.conversation_id

    def start(_: object) -> str:
        try:
            started = desk.use_cases.starting.start(line.request(), actor)
        except HelpdeskError as error:
            return error.context["conversation_id"][0]
        return started.conversation.reference.conversation_id

    with ThreadPoolExecutor(10) as pool:
        conversations = [*pool.map(start, range(5)), *pool.map(publish, bodies)]
    assert len(set(conversations)) == 1
    reference = ConversationReference.from_conversation_id(conversations[0])
    texts = [message.text for message in desk.conversations.messages_after(reference, 0)]
    assert sorted(text for text in texts if text != "Hi") == [f"message {at}" for at in range(5)]
    assert texts.count("Hi") <= 1


def test_after_too_many_conflicts_a_start_is_503(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise TransactionFailed({})

    monkeypatch.setattr(line.desk.use_cases.starting._conversations, "transact", fail)
    assert line.rejected()[:2] == (503, "busy")


def test_a_concurrent_reopening_by_an_agent_keeps_the_conversation(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    first = line.started()
    line.desk.settle()
    close(line.desk, first["ticket"]["id"])
    reference = ConversationReference.from_ticket_id(first["ticket"]["id"])
    tickets = line.desk.use_cases.tickets

    def opened() -> object:
        return tickets.change(reference, TicketChange({"state": TicketState.OPEN}), line.desk.principal.actor())

    assert interrupted(line, monkeypatch, opened)["code"] == "conversation_exists"


def test_a_contact_may_be_named(line: Line) -> None:
    contact_id = line.app.publish(line.channel, line.account)["createdBy"].removeprefix("V-")
    started = line.started(recipient={"type": OPAQUE, "value": "nickname"}, contact_id=contact_id)
    assert started["conversation"]["contact_id"] == started["ticket"]["contact_id"] == contact_id
    assert (started["ticket"]["contact_name"], started["conversation"]["recipient"]["name"]) == ("Cleo", "Cleo")
    line.desk.settle()
    event = line.webhook()
    assert event["message"]["recipients"][0]["actorId"] == f"V-{contact_id}"
    assert line.customer_reply(event)["createdBy"] == f"V-{contact_id}"


def test_a_known_customer_keeps_their_name(line: Line) -> None:
    line.app.publish(line.channel, line.account)
    started = line.started(recipient={"type": OPAQUE, "value": "cleo"})
    assert (started["ticket"]["contact_name"], started["conversation"]["recipient"]["name"]) == ("Cleo", "Cleo")


def test_an_email_address_or_phone_number_is_stored_on_the_contact(desk: DeskInProcess) -> None:
    line = Line(desk, deliveryIdentifierTypes=["HS_EMAIL_ADDRESS", "HS_PHONE_NUMBER"])
    started = line.started(recipient={"type": "HS_PHONE_NUMBER", "value": "+4930123"})
    contact = desk.call("GET", f"/v1/tickets/{started['ticket']['id']}")[1]["contact"]
    assert (contact["phone"], contact["email"], contact["name"]) == ("+4930123", None, None)
    assert started["ticket"]["contact_name"] == "+4930123"


def test_several_recipients_include_the_customer(desk: DeskInProcess) -> None:
    line = Line(desk, allowMultipleRecipients=True)
    both = [{"delivery_identifier": {"type": OPAQUE, "value": value}} for value in ("cleo", "nia")]
    assert line.rejected(recipients=both[1:])[:2] == (400, "customer_missing")
    line.started(recipients=both)
    desk.settle()
    assert [recipient["deliveryIdentifier"]["value"] for recipient in line.webhook()["message"]["recipients"]] == [
        "cleo",
        "nia",
    ]


def test_ticket_properties_and_inbox_are_the_accounts(line: Line) -> None:
    inbox = line.desk.call("POST", "/v1/inboxes", {"name": "Sales"})[1]["id"]
    body = {"ticket_properties": {"priority": "high"}, "inbox_id": inbox, "open_conversations": "stay"}
    status, response = line.desk.call("PATCH", f"/v1/channel-accounts/{line.account}", body)
    assert status == 200, response
    ticket = line.started()["ticket"]
    assert (ticket["priority"], ticket["inbox_id"]) == ("high", inbox)


def test_everything_that_the_channel_does_not_support_is_named_in_one_response(desk: DeskInProcess) -> None:
    line = Line(desk, allowConversationStart=False, allowOutgoingMessages=False, maxTextLength=5)
    body = {
        "recipient": {"type": "HS_EMAIL_ADDRESS", "value": "cleo@example.com"},
        "rich_text": "<i>Hi</i>",
        "attachments": [{"type": "LOCATION", "latitude": 1, "longitude": 2}],
    }
    assert line.rejected(**body) == (
        400,
        "not_carried",
        [
            ("account_id", "allowConversationStart"),
            ("recipient.type", "deliveryIdentifierTypes"),
            ("text", "allowOutgoingMessages"),
            ("text", "maxTextLength"),
            ("rich_text", "richText"),
            ("attachments[0]", "outgoingAttachmentTypes"),
        ],
    )


@pytest.mark.parametrize(
    ("can", "rejection"),
    [
        ({"allowConversationStart": False}, (409, "start_not_allowed", [("account_id", "allowConversationStart")])),
        ({"allowOutgoingMessages": False}, (409, "receive_only", [("text", "allowOutgoingMessages")])),
        (
            {"deliveryIdentifierTypes": ["HS_SHORT_CODE"]},
            (400, "not_carried", [("recipient.type", "deliveryIdentifierTypes")]),
        ),
    ],
)
def test_a_single_missing_capability_has_its_own_error(desk: DeskInProcess, can: Any, rejection: Any) -> None:
    assert Line(desk, **can).rejected() == rejection


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"account_id": "7"}, "unknown_account", "account_id"),
        ({"contact_id": "con_" + "a" * 26}, "unknown_contact", "contact_id"),
        ({"contact_id": "7"}, "unknown_contact", "contact_id"),
        ({"text": ""}, "invalid_request", "text"),
        ({"recipient": {"type": "FAX", "value": "1"}}, "invalid_request", "recipient.type"),
        ({"recipient": {"type": OPAQUE, "value": ""}}, "invalid_request", "recipient.value"),
        ({"in_reply_to": "msg_1"}, "invalid_request", "in_reply_to"),
    ],
)
def test_an_invalid_field_is_named(line: Line, body: dict[str, Any], code: str, field: str) -> None:
    assert line.rejected(**body) == (400, code, [(field, None)])


@pytest.mark.parametrize("code", ["account_inactive", "account_unauthorized", "account_deleted", "channel_gone"])
def test_nothing_starts_on_a_disabled_account(line: Line, code: str) -> None:
    path, call = f"/v1/channel-accounts/{line.account}", line.desk.call
    match code:
        case "account_inactive":
            call("PATCH", path, {"active": False})
        case "account_unauthorized":
            line.app.done("PATCH", f"/{line.channel}/channel-accounts/{line.account}", {"authorized": False})
        case "account_deleted":
            call("DELETE", path, query={"confirm": "Acme line"})
        case "channel_gone":
            line.app.done("DELETE", f"/{line.channel}")
    assert line.rejected()[:2] == (409, code)


def test_a_built_in_channel_is_written_to_first(line: Line) -> None:
    for account in (line.desk.custom, line.desk.telegram):
        rejection = line.rejected(account_id=account.id, text="x" * 5000)
        assert rejection == (409, "start_not_allowed", [("account_id", "allowConversationStart")])


def test_starting_requires_the_write_scope(line: Line) -> None:
    reader = replace(line.desk.principal, scopes=frozenset({"conversations.read"}))
    assert line.rejected(as_=reader)[:2] == (403, "missing_scope")
