"""Views: lists of tickets that people make for themselves, for their team, and for everybody."""

from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from helpdesk.index.models import Is
from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal, Scope
from helpdesk.people.roles import scopes_of
from helpdesk.platform.errors import HelpdeskError
from helpdesk.views.models import DEFAULT, MOST_FILTERS, MOST_PRIVATE, MOST_VALUES
from helpdesk.views.service import Views
from infra.workbench.tables import DIRECTORY
from tests.support.desk import DeskInProcess
from tests.support.people import audited, team

PATH = "/v1/views"
ADA = Principal(ActorKind.PERSON, "agent-1", "Ada", scopes_of(BuiltIn.ADMINISTRATOR))
LATE: dict[str, Any] = {
    "name": "Late",
    "filters": [
        {"property": "status", "operator": "is", "value": "open"},
        {"property": "owner_id", "operator": "in", "value": ["me", "none"]},
        {"property": "waiting_since", "operator": "before", "value": "-2d"},
    ],
    "sort": [{"property": "priority", "direction": "descending"}],
    "columns": ["name", "priority", "waiting_since"],
}


def made(desk: DeskInProcess, body: Any = LATE, by: Principal | None = None, key: str = "") -> dict[str, Any]:
    headers = {"idempotency-key": key} if key else {}
    status, view = desk.call("POST", PATH, body, headers=headers, principal=by)
    assert status == 201, view
    found: dict[str, Any] = view
    return found


def shown(desk: DeskInProcess, by: Principal | None = None, **query: str) -> list[str]:
    """The ids of the views that somebody sees, without those that every desk has."""
    views = desk.call("GET", PATH, query=query, principal=by)[1]["views"]
    assert [view["id"] for view in views[: len(DEFAULT)]] == list(DEFAULT)
    return [view["id"] for view in views[len(DEFAULT) :]]


def refused(desk: DeskInProcess, method: str, path: str, body: Any, by: Principal | None = None) -> tuple[int, str]:
    status, problem = desk.call(method, path, body, principal=by)
    return status, problem["code"]


@pytest.mark.both_backends
def test_a_view_is_made_changed_and_deleted(desk: DeskInProcess) -> None:
    view = made(desk)
    path = f"{PATH}/{view['id']}"
    assert view["id"].startswith("vw_")
    assert {name: view[name] for name in LATE} == LATE
    assert (view["match"], view["visibility"], view["owner_id"]) == ("all", "private", "agent-1")
    assert (view["team_id"], view["built_in"], view["problems"], view["version"]) == (None, False, [], 1)
    assert desk.call("GET", path) == (200, view)
    assert shown(desk) == [view["id"]]
    status, after = desk.call("PATCH", path, {"name": "Later", "filters": []}, headers={"if-match": '"1"'})
    assert (status, after) == (200, {**view, "name": "Later", "filters": [], "version": 2})
    assert desk.respond("GET", path)["headers"]["etag"] == '"2"'
    assert desk.call("PATCH", path, {"name": "Later"})[1] == after, "what is so already is no change"
    assert desk.call("PATCH", path, {"name": "x"}, headers={"if-match": '"1"'})[1]["code"] == "version_differs"
    assert desk.call("DELETE", path, headers={"if-match": '"1"'})[0] == 412
    assert desk.call("DELETE", path, headers={"if-match": '"2"'})[0] == 204
    assert refused(desk, "GET", path, None) == (404, "view_not_found")
    assert shown(desk) == []


def test_a_view_that_says_only_its_name_has_every_ticket(desk: DeskInProcess) -> None:
    view = made(desk, {"name": "All"})
    assert view["filters"] == []
    assert view["sort"] == [{"property": "last_activity_at", "direction": "descending"}]
    assert "contact.name" in view["columns"]


def test_every_desk_has_views_that_nobody_changes(desk: DeskInProcess) -> None:
    mine = desk.call("GET", f"{PATH}/mine")[1]
    assert (mine["built_in"], mine["owner_id"], mine["visibility"]) == (True, None, "everyone")
    for method, body in (("PATCH", {"name": "Ours"}), ("DELETE", None)):
        assert refused(desk, method, f"{PATH}/mine", body) == (409, "view_built_in")


@pytest.mark.both_backends
def test_the_same_key_makes_one(desk: DeskInProcess) -> None:
    first = made(desk, key="k")
    assert made(desk, key="k") == first
    status, problem = desk.call("POST", PATH, {"name": "Other"}, headers={"idempotency-key": "k"})
    assert (status, problem["code"]) == (409, "idempotency_key_reused")
    changed = desk.call("PATCH", f"{PATH}/{first['id']}", {"visibility": "everyone"})[1]
    assert made(desk, key="k") == changed, "what became of it since"
    assert made(desk, by=desk.add_agent("Bob"), key="k")["id"] != first["id"]


def test_nobody_else_finds_a_private_view(desk: DeskInProcess) -> None:
    bob = desk.add_agent("Bob")
    path = f"{PATH}/{made(desk, by=bob)['id']}"
    assert shown(desk) == []
    for method, body in (("GET", None), ("PATCH", {"name": "x"}), ("DELETE", None)):
        assert refused(desk, method, path, body) == (404, "view_not_found"), "not even an administrator"
    assert "Late" not in str(desk.call("GET", "/v1/audit")[1]["events"])


def test_a_team_has_views_that_its_members_read(desk: DeskInProcess) -> None:
    bob, eve = desk.add_agent("Bob"), desk.add_agent("Eve")
    red = team(desk, "Red", bob.id, "agent-1")["id"]
    bob, ada = replace(bob, team_ids=(red,)), replace(bob, id="agent-1", team_ids=(red,))
    view = made(desk, {**LATE, "visibility": "team"}, by=bob)
    path = f"{PATH}/{view['id']}"
    assert view["team_id"] == red, "the main team"
    assert [shown(desk, by=each) for each in (bob, ada, eve)] == [[view["id"]], [view["id"]], []]
    assert refused(desk, "PATCH", path, {"name": "x"}, by=ada) == (403, "not_the_owner")
    assert refused(desk, "DELETE", path, None, by=ada) == (403, "not_the_owner")
    assert refused(desk, "GET", path, None, by=eve) == (404, "view_not_found")
    assert shown(desk) == [], "an administrator is asked for them"
    assert shown(desk, of_every_team="true") == [view["id"]]
    assert desk.call("PATCH", path, {"name": "Red, late"})[1]["owner_id"] == bob.id
    assert refused(desk, "PATCH", path, {"visibility": "private"}) == (403, "not_the_owner")
    assert desk.call("PATCH", path, {"visibility": "private"}, principal=bob)[1]["team_id"] is None
    assert shown(desk, by=ada) == []


def test_who_shares_what_with_whom(desk: DeskInProcess) -> None:
    red, blue = team(desk, "Red")["id"], team(desk, "Blue")["id"]
    bob = replace(desk.add_agent("Bob"), team_ids=(red,))
    reader = replace(bob, id="agent-1", scopes=scopes_of(BuiltIn.READ_ONLY))
    own = f"{PATH}/{made(desk, by=bob)['id']}"
    for body, problem in (
        ({"visibility": "everyone"}, (403, "missing_scope")),
        ({"visibility": "team", "team_id": blue}, (403, "not_in_team")),
        ({"team_id": red}, (400, "invalid_request")),
    ):
        assert refused(desk, "PATCH", own, body, by=bob) == problem
        assert refused(desk, "POST", PATH, {"name": "x", **body}, by=bob) == problem
    assert made(desk, by=reader)["visibility"] == "private"
    assert refused(desk, "POST", PATH, {**LATE, "visibility": "team"}, by=reader) == (403, "missing_scope")
    everybody = replace(bob, team_ids=(), scopes=scopes_of(BuiltIn.ADMINISTRATOR))
    assert refused(desk, "POST", PATH, {**LATE, "visibility": "team"}, by=everybody) == (400, "invalid_request")
    body = {**LATE, "visibility": "team", "team_id": "nobody"}
    assert refused(desk, "POST", PATH, body, by=everybody) == (400, "unknown_team")
    assert made(desk, {**body, "team_id": blue}, by=everybody)["team_id"] == blue
    shared = f"{PATH}/{made(desk, {**LATE, 'visibility': 'everyone'}, by=everybody)['id']}"
    for method, change in (("PATCH", {"name": "x"}), ("DELETE", None)):
        assert refused(desk, method, shared, change, by=bob) == (403, "missing_scope"), "they may not any more"
    status, problem = desk.call("GET", PATH, query={"of_every_team": "true"}, principal=bob)
    assert (status, problem["code"]) == (403, "missing_scope")


def test_a_view_of_somebody_who_left_is_changed_by_whoever_manages_them(desk: DeskInProcess) -> None:
    bob = replace(desk.add_agent("Bob"), scopes=scopes_of(BuiltIn.ADMINISTRATOR))
    view = made(desk, {**LATE, "visibility": "everyone"}, by=bob)
    desk.call("DELETE", f"/v1/users/{bob.id}")
    assert shown(desk) == [view["id"]]
    assert desk.call("DELETE", f"{PATH}/{view['id']}")[0] == 204
    assert audited(desk, "view.created", "view.deleted") == [
        ("view.created", view["id"]),
        ("view.deleted", view["id"]),
    ]


def test_an_api_token_has_the_views_of_its_owner(desk: DeskInProcess) -> None:
    view = made(desk)
    program = Principal(ActorKind.PROGRAM, "tok", "CRM", frozenset({Scope.TICKETS_READ}), on_behalf_of="agent-1")
    assert shown(desk, by=program) == [view["id"]]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"name": "x" * 101}, ["name"]),
        ({"filters": [LATE["filters"][0]] * (MOST_FILTERS + 150)}, ["filters"]),
        ({"filters": [{"property": "status", "operator": "resembles"}]}, ["filters[0].operator"]),
        ({"filters": [{"property": "status", "operator": "is", "value": {}}]}, ["filters[0].value"]),
        ({"filters": [{"property": "colour", "operator": "is", "value": "red"}]}, ["filters[0].property"]),
        ({"filters": [{"property": "number", "operator": "contains", "value": "1"}]}, ["filters[0].operator"]),
        (
            {"filters": [*LATE["filters"], {"property": "number", "operator": "at_most", "value": "1"}]},
            ["filters[3].value"],
        ),
        ({"filters": [{"property": "contact_id", "operator": "in", "value": ["x" * 128] * 200}]}, ["filters"]),
        ({"sort": []}, ["sort"]),
        ({"sort": LATE["sort"] * 2}, ["sort"]),
        ({"sort": [{"property": "mentions"}]}, ["sort[0].property"]),
        ({"columns": ["name", "colour"]}, ["columns[1]"]),
        ({"columns": []}, ["columns"]),
        ({"match": "any"}, ["match"]),
        ({"colour": "red"}, ["colour"]),
    ],
)
def test_what_is_wrong_with_a_view_is_named(desk: DeskInProcess, body: Any, fields: list[str]) -> None:
    own = f"{PATH}/{made(desk)['id']}"
    for method, path, given in (("POST", PATH, {**LATE, **body}), ("PATCH", own, body)):
        status, problem = desk.call(method, path, given)
        assert (status, [each["field"] for each in problem["errors"]]) == (400, fields), problem
    assert refused(desk, "PATCH", own, {}) == (400, "empty_update")


def test_a_view_whose_property_is_gone_says_so(desk: DeskInProcess) -> None:
    size = {"name": "size", "label": "Size", "type": "number"}
    assert desk.call("POST", "/v1/ticket-properties", size)[0] == 201
    large = {"property": "properties.size", "operator": "at_least", "value": 4}
    view = made(desk, {**LATE, "filters": [LATE["filters"][0], large], "columns": ["properties.size"]})
    path = f"{PATH}/{view['id']}"
    assert desk.call("DELETE", "/v1/ticket-properties/size")[0] == 204
    gone = desk.call("GET", path)[1]
    assert [each["field"] for each in gone["problems"]] == ["filters[1].property"]
    assert "properties.size" in gone["problems"][0]["message"]
    assert gone["problems"][0]["code"] == "unknown_property"
    several = {"property": "number", "operator": "in", "value": []}
    problem = desk.call("PATCH", path, {"filters": [several]})[1]
    assert (problem["errors"][0]["code"], problem["errors"][0]["limit"]) == ("not_list", MOST_VALUES)
    assert desk.call("GET", PATH)[1]["views"][-1] == gone, "it is listed, with its problem"
    assert desk.call("PATCH", path, {"name": "Large"})[1]["problems"] == gone["problems"], "its name is no problem"
    assert refused(desk, "PATCH", path, {"filters": [large]}) == (400, "invalid_view")
    status, after = desk.call("PATCH", path, {"filters": [], "columns": ["name"]})
    assert (status, after["problems"]) == (200, [])


def test_there_is_a_limit_to_how_many_there_are(desk: DeskInProcess) -> None:
    for number in range(MOST_PRIVATE):
        last = made(desk, {"name": str(number)})
    assert refused(desk, "POST", PATH, LATE) == (409, "too_many")
    shared = made(desk, {**LATE, "visibility": "everyone"})
    assert refused(desk, "PATCH", f"{PATH}/{shared['id']}", {"visibility": "private"}) == (409, "too_many")
    desk.call("DELETE", f"{PATH}/{last['id']}")
    assert desk.call("PATCH", f"{PATH}/{shared['id']}", {"visibility": "private"})[0] == 200


def test_the_properties_of_views_are_listed(desk: DeskInProcess) -> None:
    choices = [{"value": "small", "label": "Small"}, {"value": "large", "label": "Large"}]
    desk.call("POST", "/v1/ticket-properties", {"name": "size", "label": "Size", "type": "choice", "choices": choices})
    desk.call("POST", "/v1/contact-properties", {"name": "tier", "label": "Tier", "type": "text"})
    found = {each["name"]: each for each in desk.call("GET", "/v1/view-properties")[1]["view_properties"]}
    assert found["properties.size"] == {
        "name": "properties.size",
        "label": "Size",
        "type": "choice",
        "operators": ["is", "is_not", "in", "is_empty", "is_not_empty"],
        "choices": [{**each, "retired": False} for each in choices],
        "is_sortable": True,
    }
    assert "contains" in found["contact.properties.tier"]["operators"]
    assert found["priority"]["operators"][-2:] == ["at_least", "at_most"]
    assert (found["mentions"]["type"], found["mentions"]["is_sortable"]) == ("user", False)


def test_a_view_is_opened_by_what_there_is_now(desk: DeskInProcess) -> None:
    """Another function keeps what it has read of the properties for a while: it reads them anew before it refuses."""
    views = Views.on(desk.database.table(DIRECTORY), desk.clock)
    assert "properties.size" not in views.known()
    desk.call("POST", "/v1/ticket-properties", {"name": "size", "label": "Size", "type": "number"})
    view = made(desk, {"name": "Large", "filters": [{"property": "properties.size", "operator": "is", "value": 4}]})
    ada = replace(ADA, team_ids=("red",))
    viewer = views.viewer(ada, "Europe/Amsterdam")
    assert (viewer.user_id, viewer.team_ids, str(viewer.clocks.zone)) == (ada.id, ("red",), "Europe/Amsterdam")
    stored = views.get(view["id"], ada)
    assert views.compiled(stored, viewer).where == Is("properties.size:number", (4,))
    gone = replace(stored, filters=(replace(stored.filters[0], property="colour"),))
    for open_it, problem in ((views.compiled, "view_broken"), (views.checked, "invalid_view")):
        with pytest.raises(HelpdeskError) as refused:
            open_it(gone, viewer)
        assert (refused.value.code, refused.value.fields[0].field) == (problem, "filters[0].property")


def test_a_time_zone_is_one_that_there_is(desk: DeskInProcess) -> None:
    views = Views.on(desk.database.table(DIRECTORY), desk.clock)
    for time_zone in ("Mars/Olympus", "../etc/passwd", "x" * 300):
        with pytest.raises(HelpdeskError) as refused:
            views.viewer(ADA, time_zone)
        assert refused.value.code == "unknown_time_zone"
    assert views.viewer(ADA).clocks.zone is UTC
