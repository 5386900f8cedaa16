"""The desk API, end to end in one process."""

import json
from typing import Any

import pytest

from helpdesk.conversations.references import ConversationReference
from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from infra.workbench.tables import CONVERSATIONS, DIRECTORY
from tests.support.desk import DeskInProcess
from tests.support.fakes import FakeClock
from tests.support.gateway import event


def open_tickets(desk: DeskInProcess, **query: str) -> list[dict[str, Any]]:
    status, response = desk.call("GET", "/v1/tickets", query=query)
    assert status == 200, response
    return response["tickets"]


def test_the_list_has_the_newest_activity_first(desk: DeskInProcess) -> None:
    for thread in ("a", "b", "c"):
        desk.accept(thread, thread=thread)
    desk.accept("again", thread="a")
    desk.settle()
    assert [ticket["subject"] for ticket in open_tickets(desk)] == ["a", "c", "b"]
    assert open_tickets(desk)[0]["preview"] == "again"


def test_an_agents_reply_does_not_push_those_who_wait_down_the_list(desk: DeskInProcess) -> None:
    replied_to, _waiting = desk.accept("answered", thread="a"), desk.accept("waiting", thread="b")
    desk.settle()
    desk.call("POST", f"/v1/conversations/{replied_to.conversation_id}/replies", {"text": "Here you are"})
    desk.settle()
    assert [ticket["preview"] for ticket in open_tickets(desk)] == ["waiting", "Here you are"]


def _written_by_a_newer_version(desk: DeskInProcess, table: str, pk: str, sk: str, name: str) -> None:
    desk.backend.client.update_item(
        TableName=table,
        Key={"pk": {"S": pk}, "sk": {"S": sk}},
        UpdateExpression="SET #name = :later",
        ConditionExpression="attribute_exists(pk)",
        ExpressionAttributeNames={"#name": name},
        ExpressionAttributeValues={":later": {"S": "later"}},
    )


def test_a_conversation_stays_readable_and_open_after_a_rollback(desk: DeskInProcess) -> None:
    first = desk.accept("first")
    desk.settle()
    desk.call("PUT", f"/v1/tickets/{first.ticket_id}/owner", {"owner_id": "agent-1"})
    table = desk.database.table(CONVERSATIONS)
    thread = ConversationReference.from_conversation_id(first.conversation_id).thread
    stored = table.query("#pk = :pk", {"pk": thread}, limit=20, consistent=True).items
    for item in stored:
        if item["kind"] in {"message", "event"}:
            name = {"message": "content", "event": "type"}[item["kind"]]
            _written_by_a_newer_version(desk, CONVERSATIONS, item["pk"], item["sk"], name)
    desk.accept("second")
    status, response = desk.call("GET", f"/v1/conversations/{first.conversation_id}/timeline")
    assert status == 200, response
    shown = [(entry["type"], entry.get("event") or entry["content"]) for entry in response["entries"]]
    assert (shown[0], shown[-1]) == (("message", "unsupported"), ("message", "text"))
    assert set(shown[1:-1]) == {("event", "unknown")}
    assert [entry["text"] for entry in response["entries"] if entry["type"] == "message"] == ["first", "second"]


def test_another_record_of_a_newer_version_is_a_temporary_failure(desk: DeskInProcess) -> None:
    _written_by_a_newer_version(desk, DIRECTORY, f"account#{desk.custom.id}", "account", "when_off")
    status, problem = desk.call("GET", f"/v1/channel-accounts/{desk.custom.id}")
    assert (status, problem["code"]) == (503, "written_by_a_newer_version")


@pytest.mark.both_backends
def test_the_list_pages_over_accounts_without_loss(desk: DeskInProcess) -> None:
    for number in range(23):
        desk.accept(f"{number:02d}", thread=f"t{number}", account=desk.telegram if number % 3 else desk.custom)
    desk.clock.forward(minutes=1)
    seen, cursor = [], None
    while True:
        query = {"limit": "5"} | ({"cursor": cursor} if cursor else {})
        status, page = desk.call("GET", "/v1/tickets", query=query)
        assert status == 200
        seen += [ticket["subject"] for ticket in page["tickets"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        assert len(page["tickets"]) == 5
    assert seen == [f"{number:02d}" for number in reversed(range(23))]
    of_account = open_tickets(desk, account_id=desk.custom.id)
    assert {ticket["account_id"] for ticket in of_account} == {desk.custom.id}
    assert len(of_account) == 8


def test_filters_by_owner_status_and_account(desk: DeskInProcess) -> None:
    tickets = [desk.accept(thread=name, thread_name=name).ticket_id for name in ("a", "b", "c")]
    desk.settle()
    desk.call("PUT", f"/v1/tickets/{tickets[0]}/owner", {"owner_id": "agent-1"})
    desk.call("PUT", f"/v1/tickets/{tickets[1]}/owner", {"owner_id": "agent-1"})
    desk.call("PUT", f"/v1/tickets/{tickets[1]}/status", {"status": "closed"})
    assert [ticket["id"] for ticket in open_tickets(desk, owner_id="agent-1")] == [tickets[0]]
    assert [ticket["id"] for ticket in open_tickets(desk, owner_id="none")] == [tickets[2]]
    assert [ticket["id"] for ticket in open_tickets(desk, status="closed")] == [tickets[1]]
    assert [ticket["id"] for ticket in open_tickets(desk, status="closed", owner_id="agent-1")] == [tickets[1]]
    assert open_tickets(desk, owner_id="agent-1", account_id=desk.telegram.id) == []
    assert desk.call("GET", "/v1/tickets", query={"account_id": "1"})[1]["code"] == "unknown_account"
    assert desk.call("GET", "/v1/tickets", query={"owner_id": "agent-2"})[1]["code"] == "unknown_agent"


@pytest.mark.both_backends
def test_an_owners_list_is_sorted_by_activity_and_pages(desk: DeskInProcess) -> None:
    for name in ("a", "b", "c"):
        ticket = desk.accept(name, thread=name).ticket_id
        desk.call("PUT", f"/v1/tickets/{ticket}/owner", {"owner_id": "agent-1"})
    desk.settle()
    desk.accept("again", thread="a")
    desk.settle()
    desk.clock.forward(minutes=1)
    assert [ticket["subject"] for ticket in open_tickets(desk, owner_id="agent-1")] == ["a", "c", "b"]
    _, first = desk.call("GET", "/v1/tickets", query={"owner_id": "agent-1", "limit": "2"})
    rest = open_tickets(desk, owner_id="agent-1", limit="2", cursor=first["next_cursor"])
    assert [ticket["subject"] for ticket in rest] == ["b"]


def test_a_ticket_includes_its_contact_and_routing(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    desk.settle()
    status, ticket = desk.call("GET", f"/v1/tickets/{accepted.ticket_id}")
    assert status == 200
    assert (ticket["contact"]["name"], ticket["contact"]["identifier"]) == ("Cleo", "customer")
    assert ticket["routing"]["decision"] == "unassigned"
    assert ticket["owner_id"] is None
    desk.router({"Records": [{"messageId": "1", "body": f'{{"ticket_id": "{accepted.ticket_id}"}}'}]})
    assert desk.call("GET", f"/v1/tickets/{accepted.ticket_id}")[1]["version"] == ticket["version"]


def test_every_decision_is_an_event_with_its_actor_and_a_repetition_is_not(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    for _ in range(2):
        desk.call("PUT", f"/v1/tickets/{accepted.ticket_id}/owner", {"owner_id": "agent-1"})
        desk.call("PUT", f"/v1/tickets/{accepted.ticket_id}/status", {"status": "closed"})
    _, page = desk.call("GET", f"/v1/conversations/{accepted.conversation_id}/timeline")
    events = [entry for entry in page["entries"] if entry["type"] == "event"]
    assert [(event["event"], event["actor"]["id"]) for event in events] == [
        ("owner_changed", "agent-1"),
        ("status_changed", "agent-1"),
    ]


def test_a_customers_message_reopens_a_closed_ticket(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    desk.settle()
    desk.call("PUT", f"/v1/tickets/{accepted.ticket_id}/status", {"status": "closed"})
    desk.call("POST", f"/v1/conversations/{accepted.conversation_id}/replies", {"text": "Bye"})
    desk.settle()
    assert open_tickets(desk) == []
    desk.accept("One more thing")
    desk.settle()
    [ticket] = open_tickets(desk)
    assert (ticket["preview"], ticket["last_sequence"], ticket["closed_at"]) == ("One more thing", 3, None)


@pytest.mark.both_backends
def test_an_event_is_sorted_after_the_messages_read_before_it(desk: DeskInProcess) -> None:
    """The ticket's summary lags behind: a client that polls after the newest message must still get the event."""
    accepted = desk.accept()
    desk.settle()
    desk.accept("not yet in the ticket's summary")
    path = f"/v1/conversations/{accepted.conversation_id}/timeline"
    waiting = desk.call("GET", path)[1]["newer_cursor"]
    desk.call("PUT", f"/v1/tickets/{accepted.ticket_id}/owner", {"owner_id": "agent-1"})
    [event] = desk.call("GET", path, query={"cursor": waiting})[1]["entries"]
    assert (event["event"], event["after_sequence"]) == ("owner_changed", 2)


@pytest.mark.both_backends
def test_tickets_with_equal_timestamps_are_all_listed(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeClock, "__call__", lambda clock: clock.now)
    for number in range(6):
        desk.accept(thread=f"t{number}")
    seen, cursor = set(), None
    while cursor is not None or not seen:
        page = desk.call("GET", "/v1/tickets", query={"limit": "1"} | ({"cursor": cursor} if cursor else {}))[1]
        seen |= {ticket["id"] for ticket in page["tickets"]}
        cursor = page["next_cursor"]
    assert len(seen) == 6


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_that_is_not_json_is_named_as_such(desk: DeskInProcess, kind: str) -> None:
    path = f"/v1/conversations/{desk.accept().conversation_id}/replies"
    status, problem = desk.call("POST", path, {"text": "Hi"}, headers={"content-type": kind})
    assert (status, problem["code"]) == (415, "unsupported_media_type")


def test_a_bots_token_is_sent_to_no_other_address(desk: DeskInProcess) -> None:
    for url in ("https://evil.example/", "http://127.0.0.1:1/"):
        path = f"/v1/channel-accounts/{desk.telegram.id}/delivery-url"
        assert desk.call("PUT", path, {"delivery_url": url})[0] == 409
    path = f"/v1/channel-accounts/{desk.custom.id}/delivery-url"
    assert desk.call("PUT", path, {"delivery_url": "http://169.254.169.254/"})[0] == 400


@pytest.mark.parametrize("port", [22, 444, 6379])
def test_a_delivery_url_on_a_port_that_is_never_called_is_rejected(desk: DeskInProcess, port: int) -> None:
    path = f"/v1/channel-accounts/{desk.custom.id}/delivery-url"
    status, problem = desk.call("PUT", path, {"delivery_url": f"https://chat.example:{port}/"})
    assert (status, problem["errors"]) == (
        400,
        [{"field": "delivery_url", "message": f"The URL names the port {port}. Use 443 or 8443."}],
    )
    assert desk.call("PUT", path, {"delivery_url": "https://chat.example:8443/"})[0] == 200


@pytest.mark.both_backends
def test_the_timeline_can_be_read_in_both_directions_and_polled_at_the_end(desk: DeskInProcess) -> None:
    accepted, *_ = [desk.accept(str(number)) for number in range(7)]
    path = f"/v1/conversations/{accepted.conversation_id}/timeline"

    def texts(cursor: str | None) -> tuple[list[str], Any]:
        status, page = desk.call("GET", path, query={"limit": "3"} | ({"cursor": cursor} if cursor else {}))
        assert status == 200
        return [entry["text"] for entry in page["entries"]], page

    newest, page = texts(None)
    before, older_page = texts(page["older_cursor"])
    first, oldest_page = texts(older_page["older_cursor"])
    assert (newest, before, first) == (["4", "5", "6"], ["1", "2", "3"], ["0"])
    assert oldest_page["older_cursor"] is None
    assert texts(oldest_page["newer_cursor"])[0] == ["1", "2", "3"]
    nothing, end = texts(page["newer_cursor"])
    assert nothing == []
    desk.accept("7")
    assert texts(end["newer_cursor"])[0] == ["7"]


@pytest.mark.parametrize("way", ["older", "newer", "sideways"])
@pytest.mark.parametrize("start", ["", "0", "\0", "~", "00000#x", "00001#~ticket", "00002#0000000001#"])
def test_a_forged_cursor_is_rejected(desk: DeskInProcess, way: str, start: str) -> None:
    conversation_id = desk.accept().conversation_id
    cursor = Cursors(DeskKey("another key")).of(f"timeline/{conversation_id}").write(way, start)
    status, problem = desk.call("GET", f"/v1/conversations/{conversation_id}/timeline", query={"cursor": cursor})
    assert (status, problem["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize(
    ("method", "path", "body", "query", "status", "code"),
    [
        ("GET", "/v1/tickets", None, {"cursor": "rubbish"}, 400, "bad_cursor"),
        ("GET", "/v1/tickets", None, {"limit": "0"}, 400, "invalid_request"),
        ("GET", "/v1/tickets", None, {"limt": "5"}, 400, "invalid_request"),
        ("GET", "/v1/tickets", None, {"status": "half"}, 400, "invalid_request"),
        ("GET", "/v1/tickets/tkt_1", None, {}, 404, "ticket_not_found"),
        ("GET", f"/v1/tickets/tkt_{'a' * 26}_1", None, {}, 404, "ticket_not_found"),
        ("GET", f"/v1/conversations/cnv_{'a' * 26}_1/timeline", None, {}, 404, "conversation_not_found"),
        ("PUT", f"/v1/tickets/tkt_{'a' * 26}_1/status", {"status": "closed"}, {}, 404, "ticket_not_found"),
        ("PUT", f"/v1/tickets/tkt_{'a' * 26}_1/status", {"state": "closed"}, {}, 400, "invalid_request"),
        ("PUT", f"/v1/tickets/tkt_{'a' * 26}_1/owner", {"owner_id": "nobody"}, {}, 400, "unknown_agent"),
        ("PUT", f"/v1/tickets/tkt_{'a' * 26}_1/owner", {}, {}, 400, "invalid_request"),
        ("POST", f"/v1/conversations/cnv_{'a' * 26}_1/replies", {"text": "x"}, {}, 404, "conversation_not_found"),
        ("POST", f"/v1/conversations/cnv_{'a' * 26}_1/replies", {"text": ""}, {}, 400, "invalid_request"),
        ("POST", f"/v1/conversations/cnv_{'a' * 26}_1/replies", "{not json", {}, 400, "malformed_json"),
        ("POST", f"/v1/conversations/cnv_{'a' * 26}_1/replies", "[" * 100_000, {}, 400, "malformed_json"),
        ("POST", f"/v1/conversations/cnv_{'a' * 26}_1/replies", f'{{"text": {"1" * 5000}}}', {}, 400, "malformed_json"),
        ("GET", "/v1/tickets", None, {"owner_id": ""}, 400, "invalid_request"),
        ("GET", "/v1/tickets", None, {"cursor": ""}, 400, "invalid_request"),
        ("POST", f"/v1/conversations/cnv_{'a' * 26}_1/replies", [1], {}, 400, "invalid_request"),
        ("GET", "/v1/nothing", None, {}, 404, "no_such_route"),
    ],
)
def test_invalid_requests_are_rejected_with_details(
    desk: DeskInProcess, method: str, path: str, body: Any, query: dict[str, str], status: int, code: str
) -> None:
    response, problem = desk.call(method, path, body, query=query)
    assert (response, problem["code"]) == (status, code), problem
    assert problem["detail"].count("not JSON") == (code == "malformed_json")


@pytest.mark.parametrize(
    ("written_as", "text"), [("\\ud83d", "\ufffd"), ("\\udc00b", "\ufffdb"), ("\\ud83d\\ude00", "\U0001f600")]
)
def test_half_a_surrogate_pair_is_replaced_and_a_byte_order_mark_skipped(
    desk: DeskInProcess, written_as: str, text: str
) -> None:
    path = f"/v1/conversations/{desk.accept().conversation_id}/replies"
    status, message = desk.call("POST", path, f'\ufeff{{"text": "{written_as}"}}')
    assert (status, message["text"]) == (201, text)


@pytest.mark.parametrize("codec", ["utf-16", "utf-32", "latin-1"])
def test_a_body_in_another_charset_is_malformed(desk: DeskInProcess, codec: str) -> None:
    body, headers = '{"name": "Größe"}'.encode(codec), {"content-type": "application/json"}
    response = desk.api(event("POST", "/v1/inboxes", "", headers, body, desk.principal), None)
    assert (response["statusCode"], json.loads(response["body"])["code"]) == (400, "malformed_json")


@pytest.mark.both_backends
def test_a_cursor_of_another_list_is_rejected(desk: DeskInProcess) -> None:
    for thread in ("a", "b"):
        desk.accept(thread=thread)
    _, page = desk.call("GET", "/v1/tickets", query={"limit": "1"})
    status, problem = desk.call("GET", "/v1/tickets", query={"cursor": page["next_cursor"], "status": "closed"})
    assert (status, problem["code"]) == (400, "bad_cursor")


def test_a_missing_scope_is_403_and_an_unknown_caller_is_401(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    reader = Principal(ActorKind.PROGRAM, "p", "Reader", frozenset({"tickets.read"}))
    assert desk.call("GET", "/v1/tickets", principal=reader)[0] == 200
    status, problem = desk.call(
        "POST", f"/v1/conversations/{accepted.conversation_id}/replies", {"text": "x"}, principal=reader
    )
    assert (status, problem["code"]) == (403, "missing_scope")
    anonymous = Principal(ActorKind.PERSON, "", "", frozenset())
    assert desk.call("GET", "/v1/tickets", principal=anonymous)[0] == 401


@pytest.mark.parametrize(
    "body", ["{" * 10_000, "x" * 300_000, '{"text": 1}'], ids=["malformed", "too large", "invalid"]
)
def test_an_unknown_caller_is_401_before_the_body_is_read(desk: DeskInProcess, body: str) -> None:
    anonymous = Principal(ActorKind.PERSON, "", "", frozenset())
    path = f"/v1/conversations/{desk.accept().conversation_id}/replies"
    assert desk.call("POST", path, body, principal=anonymous)[0] == 401
    assert desk.call("POST", "/v1/docs", body, principal=anonymous)[0] == 401
    assert desk.call("POST", path, body, headers={"content-type": "text/plain"}, principal=anonymous)[0] == 401
    assert desk.call("POST", path, body)[0] in {400, 413}


def test_more_than_256_kb_is_413(desk: DeskInProcess) -> None:
    path = f"/v1/conversations/{desk.accept().conversation_id}/replies"
    status, problem = desk.call("POST", path, '"' + "x" * (256 * 1024 - 1) + '"')
    assert (status, problem["code"]) == (413, "too_large")
    assert desk.call("POST", path, '"' + "x" * (256 * 1024 - 2) + '"')[0] == 400


def test_agents_and_accounts_are_listed_without_their_secrets(desk: DeskInProcess) -> None:
    assert desk.call("GET", "/v1/users")[1]["users"][0]["email"] == "ada@desk.example"
    status, response = desk.call("GET", "/v1/channel-accounts")
    assert status == 200
    assert {account["id"] for account in response["accounts"]} == {desk.custom.id, desk.telegram.id}
    assert "secret" not in str(response)
    changed = desk.call(
        "PUT", f"/v1/channel-accounts/{desk.custom.id}/delivery-url", {"delivery_url": "https://new.example/"}
    )
    assert changed[1]["delivery_url"] == "https://new.example/"
