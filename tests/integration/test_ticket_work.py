"""Working on tickets: properties, statuses and owners change by the desk's rules, for everybody."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from helpdesk.conversations import items
from helpdesk.conversations.references import ConversationReference
from helpdesk.people.principals import Principal
from helpdesk.platform.attributes import Key, to_attributes
from helpdesk.platform.errors import Conflict
from helpdesk.tickets.changes import TicketChange
from infra.workbench.tables import CONVERSATIONS
from tests.support.agent import entries, reply
from tests.support.desk import DeskInProcess
from tests.support.ticket_work import AGENT, REPAIRS, SIZE, done, history, patch, read


@pytest.fixture
def ticket(desk: DeskInProcess) -> str:
    """An open one, in the desk's first pipeline."""
    opened: str = desk.accept().ticket_id
    desk.settle()
    return opened


@pytest.fixture
def repairs(desk: DeskInProcess, ticket: str) -> str:
    """A ticket in a pipeline whose statuses demand something."""
    done(desk.call("POST", "/v1/ticket-properties", SIZE))
    pipeline = done(desk.call("POST", "/v1/pipelines", REPAIRS))
    desk.restart()  # no process knows an older pipeline
    assert done(patch(desk, ticket, pipeline_id=pipeline["id"]))["status_id"] == "new"
    return ticket


def test_a_new_ticket_is_new_and_gets_a_number(desk: DeskInProcess, ticket: str) -> None:
    found = read(desk, ticket)
    assert (found["pipeline_id"], found["status_id"], found["status_category"]) == ("1", "new", "open")
    assert (found["name"], found["priority"], found["incomplete"]) == ("Hello", None, [])
    assert found["waiting_since"] == found["opened_at"]
    other = read(desk, desk.accept(thread="t2", key="m2").ticket_id)
    desk.settle()
    assert {found["number"], read(desk, other["id"])["number"]} == {1, 2}


def test_several_properties_change_in_one_commit_and_stand_in_the_history(desk: DeskInProcess, ticket: str) -> None:
    done(desk.call("POST", "/v1/ticket-properties", SIZE))
    changed = done(patch(desk, ticket, name="Broken vase", priority="high", properties={"size": "large"}))
    assert (changed["name"], changed["subject"], changed["priority"]) == ("Broken vase", "Broken vase", "high")
    assert changed["properties"] == {"size": "large"}
    [event] = history(desk, changed, "properties_changed")
    assert event["actor"]["name"] == "Ada"
    assert event["details"]["properties"] == {
        "name": {"from": "Hello", "to": "Broken vase"},
        "priority": {"from": None, "to": "high"},
        "size": {"from": None, "to": "large"},
    }
    assert done(patch(desk, ticket, priority="high"))["version"] == changed["version"], "it has that value"
    assert done(patch(desk, ticket, priority=None, properties={"size": None}))["properties"] == {}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"properties": {"size": "huge"}}, "properties.size"),
        ({"properties": {"size": ["small"]}}, "properties.size"),
        ({"properties": {"colour": "red"}}, "properties.colour"),
        ({"priority": "very"}, "priority"),
        ({"name": " "}, "name"),
        ({"status_id": "at_workshop"}, "status_id"),
        ({"pipeline_id": "nowhere"}, "pipeline_id"),
        ({"owner_id": "nobody"}, "owner_id"),
        ({"status_id": "closed", "status": "closed"}, "status_id"),
        ({"number": 5}, "number"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    desk: DeskInProcess, ticket: str, fields: Mapping[str, Any], field: str
) -> None:
    done(desk.call("POST", "/v1/ticket-properties", SIZE))
    status, problem = patch(desk, ticket, **fields)
    assert (status, [error["field"] for error in problem["errors"]]) == (400, [field])


def test_a_property_of_100_kb_is_refused(desk: DeskInProcess, ticket: str) -> None:
    for number in range(3):
        done(desk.call("POST", "/v1/ticket-properties", {"name": f"n{number}", "label": "N", "type": "long_text"}))
    assert patch(desk, ticket, properties={"n0": "x" * 100_000})[0] == 400
    status, problem = patch(desk, ticket, properties={f"n{number}": "x" * 9_000 for number in range(3)})
    assert (status, problem["code"]) == (400, "invalid_properties")


def test_a_status_names_all_that_it_demands_at_once_b10(desk: DeskInProcess, repairs: str) -> None:
    status, problem = patch(desk, repairs, status_id="closed")
    assert (status, problem["code"]) == (409, "status_refused")
    assert [(each["name"], each["type"]) for each in problem["missing"]] == [("priority", "choice"), ("size", "choice")]
    assert [choice["value"] for choice in problem["missing"][1]["choices"]] == ["small", "large"]
    assert problem["allowed_status_ids"] == ["at_workshop", "closed"]
    assert read(desk, repairs)["status_id"] == "new"
    # The form that was made of `missing` sends what it asked for.
    answer = desk.call(
        "PUT",
        f"/v1/tickets/{repairs}/status",
        {"status_id": "closed", "properties": {"priority": "low", "size": "small"}},
        principal=AGENT,
    )
    closed = done(answer)
    assert (closed["status"], closed["status_category"], closed["priority"]) == ("closed", "closed", "low")
    assert closed["closed_at"] is not None


def test_a_transition_that_is_not_allowed_is_refused_b10(desk: DeskInProcess, repairs: str) -> None:
    done(patch(desk, repairs, status_id="closed", priority="low", properties={"size": "small"}))
    status, problem = patch(desk, repairs, status_id="at_workshop")
    assert (status, problem["code"], problem["allowed_status_ids"]) == (409, "status_refused", ["new"])
    status, problem = patch(desk, repairs, status_id="scrapped")
    assert (status, problem["code"]) == (409, "status_refused")
    assert "Only administrators" in problem["detail"]


def test_open_and_closed_go_through_the_same_rules_b10(desk: DeskInProcess, repairs: str) -> None:
    path = f"/v1/tickets/{repairs}/status"
    status, problem = desk.call("PUT", path, {"status": "closed"}, principal=AGENT)
    assert (status, problem["code"]) == (409, "status_refused")
    assert done(desk.call("PUT", path, {"status": "open"}, principal=AGENT))["status_id"] == "new"


def test_what_a_status_requires_is_not_emptied_later(desk: DeskInProcess, repairs: str) -> None:
    done(patch(desk, repairs, status_id="at_workshop", properties={"size": "small"}))
    status, problem = patch(desk, repairs, properties={"size": None})
    assert (status, problem["code"], [each["name"] for each in problem["missing"]]) == (409, "status_refused", ["size"])


def test_only_an_administrator_goes_past_it_and_the_reason_stands_in_the_history(
    desk: DeskInProcess, repairs: str
) -> None:
    override = {"reason": "The workshop burned down."}
    status, problem = patch(desk, repairs, status_id="closed", override=override)
    assert (status, problem["code"]) == (403, "override_refused")
    body = {"status_id": "closed", "override": override}
    closed = done(desk.call("PATCH", f"/v1/tickets/{repairs}", body))
    assert (closed["status_id"], closed["incomplete"]) == ("closed", ["priority", "size"])
    [*_, event] = history(desk, closed, "status_changed")
    assert event["details"]["override"] == "The workshop burned down."
    assert event["details"]["to_status"]["name"] == "Closed"


def test_the_reason_stands_where_no_status_changes_too(desk: DeskInProcess, repairs: str) -> None:
    done(patch(desk, repairs, status_id="at_workshop", properties={"size": "small"}))
    override = {"reason": "It was measured wrong."}
    emptied = done(desk.call("PATCH", f"/v1/tickets/{repairs}", {"properties": {"size": None}, "override": override}))
    assert emptied["incomplete"] == ["size"]
    [event] = history(desk, emptied, "properties_changed")[-1:]
    assert event["details"] == {
        "properties": {"size": {"from": "small", "to": None}},
        "override": "It was measured wrong.",
    }


def test_two_who_change_different_properties_both_succeed(desk: DeskInProcess, ticket: str) -> None:
    version = read(desk, ticket)["version"]
    done(patch(desk, ticket, version, priority="high"))
    changed = done(patch(desk, ticket, version, category="Returns"))
    assert (changed["priority"], changed["category"]) == ("high", "Returns")


def test_of_two_who_change_one_property_the_second_is_told_what_and_by_whom(desk: DeskInProcess, ticket: str) -> None:
    version = read(desk, ticket)["version"]
    done(patch(desk, ticket, version, priority="high"))
    status, problem = patch(desk, ticket, version, priority="low")
    assert (status, problem["code"], problem["current"]) == (409, "already_changed", {"priority": "high"})
    assert problem["changed_by"]["priority"]["name"] == "Ada"
    assert done(patch(desk, ticket, version, priority="high"))["priority"] == "high", "it has that value already"


def test_a_version_that_there_never_was_is_refused(desk: DeskInProcess, ticket: str) -> None:
    status, problem = patch(desk, ticket, read(desk, ticket)["version"] + 1, priority="high")
    assert (status, problem["code"]) == (412, "version_differs")


@pytest.mark.engine
def test_of_two_who_take_a_ticket_exactly_one_has_it(desk: DeskInProcess, ticket: str) -> None:
    people = [desk.add_agent(name) for name in ("Bo", "Cy")]

    def take(person: Principal) -> Conflict | None:
        reference = ConversationReference.from_ticket_id(ticket)
        try:
            # Not by a request: in one process, two would share what the library keeps of the current one.
            desk.use_cases.work.change(reference, TicketChange({"owner_id": person.id}), person)
        except Conflict as refused:
            return refused
        return None

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(take, people))
    owner = read(desk, ticket)["owner_id"]
    [refused] = [each for each in answers if each]
    assert (refused.code, refused.more["current"]) == ("already_assigned", owner)
    assert owner == people[answers.index(None)].id


def test_somebody_who_knows_takes_a_ticket_over(desk: DeskInProcess, ticket: str) -> None:
    bo = desk.add_agent("Bo")
    path, body = f"/v1/tickets/{ticket}/owner", {"owner_id": bo.id}
    done(patch(desk, ticket, owner_id="agent-1"))
    assert desk.call("PUT", path, body, principal=bo)[0] == 409
    known = {"if-match": f'"{read(desk, ticket)["version"]}"'}
    assert done(desk.call("PUT", path, body, principal=bo, headers=known))["owner_id"] == bo.id
    assert done(patch(desk, ticket, owner_id=bo.id))["owner_id"] == bo.id, "others reassign as they like"


def test_the_status_follows_the_conversation(desk: DeskInProcess, ticket: str) -> None:
    conversation = read(desk, ticket)["conversation_id"]
    assert reply(desk, conversation)[0] == 201
    desk.settle()
    answered = read(desk, ticket)
    assert (answered["status_id"], answered["status_category"]) == ("waiting_on_contact", "waiting")
    assert (answered["waiting_since"], answered["first_reply_at"] is not None) == (None, True)
    desk.accept("Still broken", key="m2")
    desk.settle()
    back = read(desk, ticket)
    assert (back["status_id"], back["status_category"]) == ("waiting_on_us", "open")
    assert back["waiting_since"] == back["last_activity_at"]
    moves = history(desk, back, "status_changed")
    assert [(m["details"]["from_status"]["name"], m["details"]["to_status"]["name"]) for m in moves] == [
        ("New", "Waiting on contact"),
        ("Waiting on contact", "Waiting on us"),
    ]
    assert {move["actor"]["kind"] for move in moves} == {"system"}
    assert back["first_reply_at"] == answered["first_reply_at"]


def test_a_rule_that_is_switched_off_moves_nothing(desk: DeskInProcess, ticket: str) -> None:
    done(desk.call("PATCH", "/v1/pipelines/1", {"on_reply": None, "on_customer_message": None}))
    desk.restart()
    reply(desk, read(desk, ticket)["conversation_id"])
    desk.settle()
    assert read(desk, ticket)["status_id"] == "new"
    done(patch(desk, ticket, status_id="waiting_on_contact"))
    desk.accept("Hello?", key="m2")
    desk.settle()
    assert read(desk, ticket)["status_id"] == "waiting_on_contact"


def test_rules_that_lead_in_a_circle_move_a_ticket_once_for_each_message(desk: DeskInProcess, ticket: str) -> None:
    rules = {"on_reply": "waiting_on_us", "on_customer_message": "waiting_on_us"}
    done(desk.call("PATCH", "/v1/pipelines/1", rules))
    desk.restart()
    conversation = read(desk, ticket)["conversation_id"]
    for number in range(3):
        reply(desk, conversation)
        desk.settle()
        desk.accept("Again", key=f"again-{number}")
        desk.settle()
    moves = history(desk, read(desk, ticket), "status_changed")
    assert [move["details"]["to_status"]["id"] for move in moves] == ["waiting_on_us"]


def test_a_customer_reopens_a_closed_ticket_by_the_rule(desk: DeskInProcess, repairs: str) -> None:
    done(patch(desk, repairs, status_id="closed", priority="low", properties={"size": "small"}))
    desk.accept("Broken again", key="m2")
    desk.settle()
    found = read(desk, repairs)
    assert (found["status"], found["status_id"], found["incomplete"]) == ("open", "new", [])


def test_a_rule_moves_a_ticket_that_lacks_something_and_marks_it(desk: DeskInProcess, ticket: str) -> None:
    done(desk.call("POST", "/v1/ticket-properties", SIZE))
    statuses = done(desk.call("GET", "/v1/pipelines/1"))["statuses"]
    statuses[1]["required_properties"] = ["size", "priority"]
    done(desk.call("PATCH", "/v1/pipelines/1", {"statuses": statuses}))
    desk.restart()
    reply(desk, read(desk, ticket)["conversation_id"])
    desk.settle()
    found = read(desk, ticket)
    assert (found["status_id"], found["incomplete"]) == ("waiting_on_contact", ["size", "priority"])
    assert done(patch(desk, ticket, properties={"size": "small"}))["incomplete"] == ["priority"]


def test_a_move_whose_event_was_not_written_gets_it_when_the_message_comes_again(
    desk: DeskInProcess, ticket: str
) -> None:
    conversation = read(desk, ticket)["conversation_id"]
    reply(desk, conversation)
    desk.settle()
    [move] = history(desk, read(desk, ticket), "status_changed")
    [answer] = [each for each in entries(desk, conversation) if each["direction"] == "out"]
    message = items.message_key(ConversationReference.from_ticket_id(ticket), answer["sequence"])
    event = Key(message.pk, message.sk + move["id"])
    client: Any = desk.backend.client
    client.delete_item(TableName=CONVERSATIONS, Key=to_attributes(event.attributes()))
    stored = client.get_item(TableName=CONVERSATIONS, Key=to_attributes(message.attributes()))["Item"]
    for _ in range(2):
        desk.fanout({"Records": [{"eventName": "INSERT", "dynamodb": {"NewImage": stored}}]})
        assert history(desk, read(desk, ticket), "status_changed") == [move]


def test_every_new_ticket_of_an_account_has_its_properties_m5(desk: DeskInProcess) -> None:
    done(desk.call("POST", "/v1/ticket-properties", {**SIZE, "default": "small"}))
    weight = {"name": "weight", "label": "Weight", "type": "number", "required_on_creation": True}
    done(desk.call("POST", "/v1/ticket-properties", weight))
    pipeline = done(desk.call("POST", "/v1/pipelines", {**REPAIRS, "on_customer_message": None}))
    wanted = {"pipeline_id": pipeline["id"], "status_id": "at_workshop", "priority": "urgent", "category": "Vases"}
    done(desk.call("PATCH", f"/v1/channel-accounts/{desk.custom.id}", {"ticket_properties": wanted}))
    desk.restart()
    account = desk.accounts.get(desk.custom.id)
    found = read(desk, desk.accept(account=account).ticket_id)
    assert {name: found[name] for name in wanted} == wanted
    assert (found["properties"], found["incomplete"]) == ({"size": "small"}, ["weight"])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"priority": "very"}, "priority"),
        ({"size": 3}, "size"),
        ({"pipeline_id": "nowhere"}, "pipeline_id"),
        ({"status_id": "at_workshop"}, "status_id"),
        ({"status_id": "closed"}, "status_id"),
    ],
)
def test_an_accounts_properties_are_checked_when_they_are_set_m5(
    desk: DeskInProcess, given: Mapping[str, Any], field: str
) -> None:
    done(desk.call("POST", "/v1/ticket-properties", SIZE))
    body = {"ticket_properties": given}
    status, problem = desk.call("PATCH", f"/v1/channel-accounts/{desk.custom.id}", body)
    assert (status, [each["field"] for each in problem["errors"]]) == (400, [f"ticket_properties.{field}"])


def test_a_property_that_was_deleted_since_loses_no_message(desk: DeskInProcess) -> None:
    done(desk.call("POST", "/v1/ticket-properties", SIZE))
    body = {"ticket_properties": {"size": "small", "priority": "low"}}
    done(desk.call("PATCH", f"/v1/channel-accounts/{desk.custom.id}", body))
    status, problem = desk.call("DELETE", "/v1/ticket-properties/size")
    assert (status, problem["code"]) == (409, "property_in_use")
    choices = {"choices": [{"value": "large", "label": "Large"}]}
    status, problem = desk.call("PATCH", "/v1/ticket-properties/size", choices)
    assert (status, problem["code"]) == (409, "property_in_use")
    given = desk.accounts.get(desk.custom.id)
    done(desk.call("PATCH", f"/v1/channel-accounts/{desk.custom.id}", {"ticket_properties": {}}))
    done(desk.call("PATCH", "/v1/ticket-properties/size", choices))
    desk.restart()
    # The function that accepts the message read the account before.
    found = read(desk, desk.accept(account=given).ticket_id)
    assert (found["priority"], found["properties"]) == ("low", {})
