"""Every route of the desk API, as every caller: what they may call, and which tickets exist for them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from helpdesk.files.models import File, FileSource, FileState, FileUsage
from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal, TicketAccess
from helpdesk.people.roles import scopes_of
from infra.workbench.engine import Backend
from tests.support.desk import DeskInProcess
from tests.support.file_store import file_store
from tests.support.people import team
from tests.support.routes import BY_SCOPE
from tests.support.walking import Route, routes

ALL = routes()
SCOPES = {route: scope for scope, named in BY_SCOPE.items() for route in named}
OF_TICKETS = {"ticket_id", "conversation_id", "message_id", "file_id"}
CODES = {f"{name.removesuffix('_id')}_not_found" for name in OF_TICKETS}
CALLERS = {
    "nothing": frozenset[str](),
    **{role.value: scopes_of(role) for role in (BuiltIn.READ_ONLY, BuiltIn.AGENT, BuiltIn.ADMINISTRATOR)},
}


@pytest.fixture
def desk(backend: Backend) -> Iterator[DeskInProcess]:
    with file_store() as store:
        yield DeskInProcess(backend, lambda: store.client)


def person(name: str, scopes: frozenset[str] | None = None, **more: object) -> Principal:
    known = Principal(ActorKind.PERSON, name, name, scopes_of(BuiltIn.ADMINISTRATOR) if scopes is None else scopes)
    return replace(known, **more)  # type: ignore[arg-type]


def test_the_table_has_every_route() -> None:
    assert sorted(SCOPES) == sorted(route.name for route in ALL)


@pytest.mark.parametrize("caller", CALLERS)
def test_a_caller_may_call_what_their_scopes_say(desk: DeskInProcess, caller: str) -> None:
    principal = person("agent-1", CALLERS[caller])
    for route in ALL:
        scope = SCOPES[route.name]
        status, code = route.call(desk, principal)
        refused = (status, code) == (403, "missing_scope")
        assert refused is (bool(scope) and scope not in principal.scopes), (route.name, status, code)
        assert status < 500, (route.name, code)


def test_nobody_calls_anything(desk: DeskInProcess) -> None:
    """Without a token, with a foreign one, with one that was revoked."""
    for route in ALL:
        assert route.call(desk, None) == (401, "not_authenticated"), route.name


def hidden(desk: DeskInProcess, **change: object) -> dict[str, str]:
    """What a ticket is called, after this change."""
    accepted = desk.accept()
    ticket = desk.call("GET", "/v1/tickets")[1]["tickets"][0]
    if change:
        assert desk.call("PATCH", f"/v1/tickets/{ticket['id']}", change)[0] == 200
    file = File("fil_1", "a.txt", "text/plain", 1, FileUsage.OTHER, FileState.READY, FileSource.UPLOAD, "2026-11-22")
    desk.files.create(file)
    message_id = accepted.message.id if hasattr(accepted, "message") else f"{ticket['id']}_1".replace("tkt", "msg")
    return {
        "ticket_id": ticket["id"],
        "conversation_id": ticket["conversation_id"],
        "message_id": message_id,
        "file_id": file.id,
        "account_id": ticket["account_id"],
    }


def _of_tickets() -> list[Route]:
    return [route for route in ALL if OF_TICKETS & set(route.named)]


def _callers(team_id: str) -> dict[str, Principal]:
    return {
        "another team": person("eve", ticket_access=TicketAccess.TEAM, team_ids=("t-other",)),
        "own": person("eve", ticket_access=TicketAccess.OWN, team_ids=(team_id,)),
        "a closed inbox": person("eve", closed_inboxes=("1",), team_ids=(team_id,)),
    }


@pytest.mark.parametrize("caller", ["another team", "own", "a closed inbox"])
def test_for_whom_a_ticket_is_not_there_every_route_says_so(desk: DeskInProcess, caller: str) -> None:
    returns = team(desk, "Returns", "agent-1")["id"]
    ids = hidden(desk, team_id=returns, owner_id="agent-1")
    them = _callers(returns)[caller]
    for route in _of_tickets():
        status, code = route.call(desk, them, **ids)
        assert (status, code in CODES) == (404, True), (route.name, status, code)
    path = f"/v1/tickets/{ids['ticket_id']}"
    assert desk.call("GET", "/v1/tickets", principal=them)[1]["tickets"] == []
    contact = desk.call("GET", path)[1]["contact_id"]
    listed = desk.call("GET", f"/v1/contacts/{contact}/conversations", principal=them)[1]
    assert listed["conversations"] == []
    change = {"ticket_ids": [ids["ticket_id"]], "change": {"priority": "high"}}
    job = desk.call("POST", "/v1/tickets/bulk", change, principal=them)[1]["id"]
    desk.settle()
    done = desk.call("GET", f"/v1/jobs/{job}", principal=them)[1]
    assert [each["code"] for each in done["failures"]] == ["ticket_not_found"]
    assert desk.call("GET", path)[1]["priority"] is None
    stranger = replace(them, id="mallory")
    assert desk.call("GET", f"/v1/jobs/{job}", principal=stranger)[1]["code"] == "job_not_found"
    preview = {"message_id": ids["message_id"]}
    simulated = {"ticket_id": ids["ticket_id"]}
    assert desk.call("POST", "/v1/routing/simulations", simulated, principal=them)[1]["code"] == "ticket_not_found"
    other = desk.accept(thread="t2", sender=None)
    assert other
    mine = f"/v1/conversations/{ids['conversation_id']}/composer/preview"
    assert desk.call("POST", mine, preview, principal=them)[0] == 404
    unhandled = f"/v1/channel-accounts/{ids['account_id']}/unhandled-updates"
    assert desk.call("GET", unhandled, principal=them)[1]["code"] == "account_not_found"


def test_the_owner_the_team_and_whoever_sees_all_see_it(desk: DeskInProcess) -> None:
    returns = team(desk, "Returns", "agent-1")["id"]
    ids = hidden(desk, team_id=returns, owner_id="agent-1")
    for them in (
        person("agent-1", ticket_access=TicketAccess.OWN),
        person("eve", ticket_access=TicketAccess.TEAM, team_ids=(returns,)),
        person("eve"),
        person("eve", closed_inboxes=("2",)),
    ):
        status, ticket = desk.call("GET", f"/v1/tickets/{ids['ticket_id']}", principal=them)
        assert (status, ticket["team_id"]) == (200, returns)
        assert len(desk.call("GET", "/v1/tickets", principal=them)[1]["tickets"]) == 1
        assert desk.call("GET", f"/v1/conversations/{ids['conversation_id']}/timeline", principal=them)[0] == 200


def test_what_nobody_has_can_be_taken_by_everybody(desk: DeskInProcess) -> None:
    ids = hidden(desk)
    for access in TicketAccess:
        them = person("eve", ticket_access=access)
        assert desk.call("GET", f"/v1/tickets/{ids['ticket_id']}", principal=them)[0] == 200
    taken = person("agent-1", ticket_access=TicketAccess.OWN)
    path = f"/v1/tickets/{ids['ticket_id']}/owner"
    assert desk.call("PUT", path, {"owner_id": "agent-1"}, principal=taken)[0] == 200
    assert (
        desk.call("GET", f"/v1/tickets/{ids['ticket_id']}", principal=person("eve", ticket_access=TicketAccess.OWN))[0]
        == 404
    )


def test_a_file_is_seen_with_its_conversation(desk: DeskInProcess) -> None:
    """Whoever sees everything needs to say nothing; a file of one's own needs no message yet."""
    ids = hidden(desk)
    some = person("eve", ticket_access=TicketAccess.TEAM)
    path = f"/v1/files/{ids['file_id']}"
    assert desk.call("GET", path)[0] == 200
    assert desk.call("GET", path, principal=some)[1]["code"] == "file_not_found"
    of_another = {"message_id": ids["message_id"]}
    assert desk.call("GET", path, principal=some, query=of_another)[1]["code"] == "file_not_found"
    stored = desk.files.get(ids["file_id"])
    assert stored
    desk.files.create(replace(stored, id="fil_2", uploaded_by="eve"))
    assert desk.call("GET", "/v1/files/fil_2", principal=some)[0] == 200
    assert desk.call("GET", "/v1/files/fil_2", principal=replace(some, id="bob"))[0] == 404


def test_an_inbox_is_limited_to_teams(desk: DeskInProcess) -> None:
    returns = team(desk, "Returns", "agent-1")["id"]
    status, limited = desk.call("PUT", "/v1/inboxes/1/teams", {"team_ids": [returns]})
    assert (status, limited["team_ids"]) == (200, [returns])
    assert desk.call("GET", "/v1/inboxes")[1]["inboxes"][0]["team_ids"] == [returns]
    assert desk.callers.find("agent-1").person().closed_inboxes == ()  # type: ignore[union-attr]
    desk.add_agent("Eve")
    assert desk.callers.find("agent-eve").person().closed_inboxes == ("1",)  # type: ignore[union-attr]
    assert desk.call("DELETE", f"/v1/teams/{returns}")[1]["code"] == "team_in_use"
    assert desk.call("PUT", "/v1/inboxes/1/teams", {"team_ids": ["t1"]})[1]["code"] == "unknown_team"
    assert desk.call("PUT", "/v1/inboxes/99/teams", {"team_ids": []})[1]["code"] == "inbox_not_found"
    assert desk.call("PUT", "/v1/inboxes/1/teams", {"team_ids": []})[1]["team_ids"] == []
    assert desk.callers.find("agent-eve").person().closed_inboxes == ()  # type: ignore[union-attr]


def test_an_account_gives_its_tickets_to_a_team(desk: DeskInProcess) -> None:
    returns = team(desk, "Returns")["id"]
    path = f"/v1/channel-accounts/{desk.custom.id}"
    for team_id, status in (("t1", 400), (returns, 200)):
        body = {"ticket_properties": {"team_id": team_id}, "version": desk.call("GET", path)[1]["version"]}
        assert desk.call("PATCH", path, body)[0] == status
    desk.restart()
    account = desk.accounts.get(desk.custom.id, consistent=True)
    desk.accept(account=account)
    [ticket] = desk.call("GET", "/v1/tickets")[1]["tickets"]
    assert ticket["team_id"] == returns
    events = desk.call("PATCH", f"/v1/tickets/{ticket['id']}", {"team_id": None})
    assert events[1]["team_id"] is None
    assert desk.call("PATCH", f"/v1/tickets/{ticket['id']}", {"team_id": "t1"})[1]["code"] == "unknown_team"
