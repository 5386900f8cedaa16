"""Replying with a status: the reply is stored with it, or neither is; and whose ticket it is after a reply."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from helpdesk.conversations.references import ConversationReference
from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal, Scope
from helpdesk.people.roles import scopes_of
from helpdesk.platform.errors import Unavailable
from helpdesk.replies.schemas import ReplyIn
from helpdesk.tickets.replied import ReplyDecisions
from tests.support.agent import entries
from tests.support.desk import DeskInProcess
from tests.support.ticket_work import AGENT, REPAIRS, SIZE, done, history, patch, read

pytestmark = pytest.mark.both_backends
CLOSED = {"status_id": "closed", "properties": {"priority": "low", "size": "small"}}


def answer(
    desk: DeskInProcess,
    ticket: str,
    set_status: Any = None,
    *,
    key: str | None = None,
    principal: Principal = AGENT,
    text: str = "Done",
) -> tuple[int, Any]:
    body = {"text": text, **({"set_status": set_status} if set_status else {})}
    headers = {"idempotency-key": key} if key else None
    path = f"/v1/conversations/{read(desk, ticket)['conversation_id']}/replies"
    return desk.call("POST", path, body, headers=headers, principal=principal)


def sent(desk: DeskInProcess, ticket: str) -> list[str]:
    found = entries(desk, read(desk, ticket)["conversation_id"])
    return [entry["text"] for entry in found if entry["direction"] == "out"]


def summed_up(desk: DeskInProcess, ticket: str, *names: str) -> tuple[Any, ...]:
    found = read(desk, ticket)
    return tuple(found[name] for name in names)


@pytest.fixture
def ticket(desk: DeskInProcess) -> str:
    """An open one, in a pipeline whose statuses demand something."""
    opened: str = desk.accept().ticket_id
    desk.settle()
    done(desk.call("POST", "/v1/ticket-properties", SIZE))
    pipeline = done(desk.call("POST", "/v1/pipelines", REPAIRS))
    desk.restart()
    done(patch(desk, opened, pipeline_id=pipeline["id"]))
    return opened


def test_reply_and_status_in_one_step_m22(desk: DeskInProcess, ticket: str) -> None:
    assert answer(desk, ticket, CLOSED)[0] == 201
    closed = read(desk, ticket)
    assert (closed["status"], closed["status_id"], closed["priority"]) == ("closed", "closed", "low")
    assert closed["properties"] == {"size": "small"}
    assert (closed["preview"], closed["last_direction"]) == ("Done", "out")
    desk.settle()
    after = read(desk, ticket)
    moves = {"reply_state": None, "entries": []}
    assert after | moves == closed | moves, "the rule for replies leaves it"
    assert sent(desk, ticket) == ["Done"]
    [_, moved] = history(desk, after, "status_changed")
    [changed] = history(desk, after, "properties_changed")
    [owned] = history(desk, after, "owner_changed")
    assert {event["actor"]["name"] for event in (moved, changed, owned)} == {"Ada"}
    assert moved["details"]["to_status"]["name"] == "Closed"
    assert changed["details"]["properties"]["size"] == {"from": None, "to": "small"}
    assert owned["details"]["to"] == after["owner_id"] == AGENT.id


def test_what_the_status_needs_is_asked_for_first_and_nothing_is_sent_m23(desk: DeskInProcess, ticket: str) -> None:
    before = read(desk, ticket)
    status, problem = answer(desk, ticket, {"status_id": "closed"}, key="k1")
    assert (status, problem["code"]) == (409, "status_refused")
    assert [each["name"] for each in problem["missing"]] == ["priority", "size"]
    assert problem["allowed_status_ids"] == ["at_workshop", "closed"]
    desk.settle()
    assert (sent(desk, ticket), read(desk, ticket)) == ([], before)
    # The key is still free: nothing was stored under it.
    assert answer(desk, ticket, CLOSED, key="k1")[0] == 201


@pytest.mark.parametrize(
    ("set_status", "field"),
    [
        ({"status_id": "waiting_on_contact"}, "set_status.status_id"),
        ({"status_id": "closed", "properties": {"size": "huge", "priority": "low"}}, "set_status.properties.size"),
        ({"status_id": "closed", "properties": {"size": "x" * 100_000}}, "set_status.properties.size"),
        ({"status_id": "closed", "properties": {"colour": "red"}}, "set_status.properties.colour"),
        ({"status_id": "closed", "override": {"reason": "x"}}, "set_status.override"),
        ({"properties": {"size": "small"}}, "set_status.status_id"),
        ({"status_id": "closed", "properties": {"owner_id": "nobody"}}, "set_status.properties.owner_id"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_sent(
    desk: DeskInProcess, ticket: str, set_status: Any, field: str
) -> None:
    status, problem = answer(desk, ticket, set_status)
    assert (status, [error["field"] for error in problem["errors"]]) == (400, [field]), problem
    assert sent(desk, ticket) == []


def test_a_status_for_administrators_is_refused(desk: DeskInProcess, ticket: str) -> None:
    status, problem = answer(desk, ticket, {"status_id": "scrapped"})
    assert (status, problem["code"]) == (409, "status_refused")
    assert "scrapped" not in problem["allowed_status_ids"]


def test_a_token_that_may_only_reply_sets_no_status(desk: DeskInProcess, ticket: str) -> None:
    program = Principal(ActorKind.PROGRAM, "tok-1", "Bot", frozenset({Scope.CONVERSATIONS_WRITE}), "agent-1")
    status, problem = answer(desk, ticket, CLOSED, principal=program)
    assert (status, problem["code"]) == (403, "missing_scope")
    assert answer(desk, ticket, principal=program)[0] == 201


def test_the_same_key_again_changes_nothing_again(desk: DeskInProcess, ticket: str) -> None:
    first = answer(desk, ticket, CLOSED, key="k1")
    done(patch(desk, ticket, status_id="new"))
    desk.settle()
    again = answer(desk, ticket, CLOSED, key="k1")
    assert (first[0], again[0], again[1]["id"]) == (201, 201, first[1]["id"])
    desk.settle()
    assert summed_up(desk, ticket, "status_id") == ("new",)
    assert sent(desk, ticket) == ["Done"]
    assert len(history(desk, read(desk, ticket), "status_changed")) == 3
    for other in (None, {"status_id": "at_workshop", "properties": {"size": "small"}}):
        status, problem = answer(desk, ticket, other, key="k1")
        assert (status, problem["code"]) == (409, "idempotency_key_reused")


def test_the_key_finds_the_reply_where_the_status_would_be_refused_now(desk: DeskInProcess, ticket: str) -> None:
    at_workshop = {"status_id": "at_workshop", "properties": {"size": "small"}}
    first = answer(desk, ticket, at_workshop, key="k1")
    done(patch(desk, ticket, status_id="closed", priority="low"))
    assert answer(desk, ticket, at_workshop)[0] == 409
    assert answer(desk, ticket, at_workshop, key="k1")[1]["id"] == first[1]["id"]


def test_the_status_that_a_ticket_has_stays_whatever_the_rule_says(desk: DeskInProcess) -> None:
    ticket: str = desk.accept().ticket_id
    desk.settle()
    assert answer(desk, ticket, {"status_id": "new"})[0] == 201
    desk.settle()
    assert summed_up(desk, ticket, "status_id", "waiting_since") == ("new", None)
    answer(desk, ticket)
    desk.settle()
    assert summed_up(desk, ticket, "status_id") == ("waiting_on_contact",)


def test_a_process_that_dies_after_the_reply_was_stored_leaves_the_rest_to_the_stream(
    desk: DeskInProcess, ticket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_args: object) -> None:
        raise Unavailable("The process is gone.")

    with monkeypatch.context() as patched:
        patched.setattr(ReplyDecisions, "apply", dies)
        assert answer(desk, ticket, CLOSED)[0] == 201
        assert summed_up(desk, ticket, "status_id") == ("new",)
    desk.settle()
    assert summed_up(desk, ticket, "status_id", "priority", "owner_id") == ("closed", "low", AGENT.id)
    found = history(desk, read(desk, ticket), "status_changed", "properties_changed", "owner_changed")
    assert [event["event"] for event in found] == [
        "status_changed",
        "owner_changed",
        "properties_changed",
        "status_changed",
    ]


def test_whoever_changes_the_ticket_knows_what_a_stored_reply_decides(
    desk: DeskInProcess, ticket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(ReplyDecisions, "apply", lambda *_: None)
        answer(desk, ticket, CLOSED)
    status, problem = patch(desk, ticket, status_id="at_workshop")
    assert (status, problem["allowed_status_ids"]) == (409, ["new"]), "it is closed"
    assert done(patch(desk, ticket, status_id="new"))["priority"] == "low"
    desk.settle()
    assert summed_up(desk, ticket, "status_id") == ("new",)


def test_a_change_in_the_moment_between_leaves_no_gap_in_the_history(
    desk: DeskInProcess, ticket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = ReplyDecisions.apply

    def later(decisions: ReplyDecisions, *args: Any) -> None:
        monkeypatch.undo()
        reference = ConversationReference.from_ticket_id(ticket)
        before = desk.tickets.get(reference)
        assert before
        moved = dataclasses.replace(before, placed_in="at_workshop")
        desk.tickets.transact(desk.tickets.change(before, moved))
        apply(decisions, *args)

    monkeypatch.setattr(ReplyDecisions, "apply", later)
    answer(desk, ticket, CLOSED)
    desk.settle()
    [*_, moved] = history(desk, read(desk, ticket), "status_changed")
    assert moved["details"]["from_status"]["name"] == "At the workshop"
    assert summed_up(desk, ticket, "status_id") == ("closed",)


def test_a_customer_who_wrote_before_the_reply_neither_reopens_nor_moves_it(desk: DeskInProcess, ticket: str) -> None:
    desk.accept("One more thing", key="m2")
    assert answer(desk, ticket, CLOSED)[0] == 201
    desk.settle()
    assert summed_up(desk, ticket, "status_id", "preview") == ("closed", "Done")
    desk.accept("Still broken", key="m3")
    desk.settle()
    assert summed_up(desk, ticket, "status_id", "preview") == ("new", "Still broken")


def test_a_ticket_that_the_thread_has_left_is_not_opened(desk: DeskInProcess, ticket: str) -> None:
    answer(desk, ticket, CLOSED)
    desk.settle()
    desk.clock.forward(hours=100)
    newer = desk.accept("Something else", key="m2").ticket_id
    desk.settle()
    assert newer != ticket
    status, problem = answer(desk, ticket, {"status_id": "new"})
    assert (status, problem["code"]) == (409, "ticket_continued")


def test_a_reply_takes_a_ticket_that_nobody_has(desk: DeskInProcess, ticket: str) -> None:
    answer(desk, ticket)
    desk.settle()
    assert summed_up(desk, ticket, "owner_id") == (AGENT.id,)
    [event] = history(desk, read(desk, ticket), "owner_changed")
    assert (event["actor"]["name"], event["details"]["from"]) == ("Ada", None)
    bo = desk.add_agent("Bo")
    answer(desk, ticket, principal=bo)
    desk.settle()
    assert summed_up(desk, ticket, "owner_id") == (AGENT.id,), "somebody has it"


def test_it_does_not_where_the_desk_says_so(desk: DeskInProcess, ticket: str) -> None:
    done(desk.call("PATCH", "/v1/settings", {"take_on_reply": False}))
    answer(desk, ticket)
    answer(desk, ticket, CLOSED)
    desk.settle()
    assert summed_up(desk, ticket, "owner_id") == (None,)


def test_a_program_takes_it_for_its_owner(desk: DeskInProcess, ticket: str) -> None:
    bo = desk.add_agent("Bo")
    program = Principal(ActorKind.PROGRAM, "tok-1", "Bot", scopes_of(BuiltIn.AGENT), bo.id)
    answer(desk, ticket, principal=program)
    desk.settle()
    assert summed_up(desk, ticket, "owner_id") == (bo.id,)
    nobodys = desk.accept(thread="t2", key="m9").ticket_id
    answer(desk, nobodys, principal=dataclasses.replace(program, on_behalf_of=None))
    desk.settle()
    assert summed_up(desk, nobodys, "owner_id") == (None,)


@pytest.mark.parametrize("with_status", [False, True])
def test_of_two_who_reply_at_once_one_has_the_ticket_and_both_replies_go_out_b4(
    desk: DeskInProcess, ticket: str, with_status: bool
) -> None:
    people = [desk.add_agent(name) for name in ("Bo", "Cy")]
    conversation = read(desk, ticket)["conversation_id"]
    reference = ConversationReference.from_ticket_id(ticket)

    def reply(person: Principal) -> Any:
        status = {"status_id": "at_workshop", "properties": {"size": "small"}} if with_status else None
        body = ReplyIn.model_validate({"text": person.name, "set_status": status})
        use_cases = desk.use_cases
        asked = use_cases.work.with_reply(reference, body.set_status.change(), person) if body.set_status else None
        return use_cases.replies.reply(reference, body.request(None), person.actor(), asked)

    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(reply, people))
    desk.settle()
    assert sorted(reply.sequence for reply in replies) == [2, 3]
    found = [entry for entry in entries(desk, conversation) if entry["direction"] == "out"]
    assert [entry["status"] for entry in found] == ["SENT", "SENT"]
    owner = read(desk, ticket)["owner_id"]
    assert owner in {person.id for person in people}
    [event] = history(desk, read(desk, ticket), "owner_changed")
    assert event["details"] == {"from": None, "to": owner, "message_id": found[0]["id"]}, "the first one"
