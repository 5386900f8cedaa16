"""The recorded desk: answers what the page asks for, and fails the test for an answer that the API would not give."""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from infra.local.tools import ROOT
from tests.browser import samples, samples_work
from tests.browser.site import ADDRESS, DESK_HEADER, DESKS, SIGN_IN_ORIGIN, Asked, Reply, file
from tests.support.browser import Visitor
from tests.support.described import check_desk_response, committed

Json = dict[str, Any]
PICTURES = ROOT / "build" / "pictures"
_NUMBERS = count()
_PATIENT = 500
"""Requests of the page that a test waits for another one."""
CONFIG = {
    "client_id": "workspace",
    "sign_in_url": SIGN_IN_ORIGIN,
    "user_pool_url": SIGN_IN_ORIGIN,
    "api_url": "/v1",
    "version": "1",
}


@dataclass
class Call:
    """What the page sent."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]


@dataclass
class Answer:
    """With a `body` of bytes, `headers` say what it is."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


Answering = Callable[[Call], "Answer | Json"]


def problem(status: int, code: str, detail: str, errors: list[Json] | None = None, **headers: str) -> Answer:
    body = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail}
    return Answer(
        status, {**body, "errors": errors or [], "context": {}}, {k.replace("_", "-"): v for k, v in headers.items()}
    )


class RecordedDesk:
    """`calls` has all that the page sent to the API; `tickets`, `accounts` and `agents` can be changed at any time.
    With a `page_size` there are so many tickets in an answer, whatever the page asks for."""

    def __init__(self, visitor: Visitor, address: str, *, role: str = "admin") -> None:
        self.visitor, self.page, self.address, self.role = visitor, visitor.new_page(), address, role
        page = self.page
        self.calls: list[Call] = []
        self.config = dict(CONFIG)
        self.agents = samples.agents()
        self.teams: list[Json] = []
        self.contact_properties: list[Json] = []
        self.accounts = samples.accounts()
        self.tickets = [samples.ticket(number) for number in range(60)]
        self.pipelines = samples_work.pipelines()
        self.properties = samples_work.properties()
        self.views: list[Json] = []
        """Those that people have made."""
        self.view_counts: dict[str, int | None] = {"all_open": 60, "mine": 2, "unassigned": 0}
        self.view_properties: list[Json] = []
        self.of_view: dict[str, list[Json]] = {}
        """The tickets of a view, by its id, in its order."""
        self.page_size: int | None = None
        self._answers: list[tuple[str, re.Pattern[str], Answering]] = []
        self.forget()
        page.clock.install(time=samples.NOW)
        name = str(next(_NUMBERS))
        page.set_extra_http_headers({DESK_HEADER: name})
        DESKS[name] = self
        self.elsewhere: dict[str, Callable[[Asked], Answer]] = {SIGN_IN_ORIGIN: lambda _: _signed_in()}
        """What other origins answer."""
        self.right_to_left = False
        # It says nothing: the page asks for what is new. A test that tells something has tests.browser.live.
        page.route_web_socket("wss://live.example/**", lambda _: None)
        self.logos = {samples.LOGO: samples.logo()}
        """The pictures at the addresses of logos, which a browser loads without a token."""
        self.logos_asked: list[str] = []
        page.add_init_script("localStorage.setItem('kanaal.refresh_token', 'refresh-token')")

    def open(self, path: str = "/tickets") -> Page:
        self.page.goto(self.address + path)
        return self.page

    def pictures(self, name: str) -> None:
        """build/pictures/{name}-light.png and -dark.png: look at them."""
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            expect(self.page.locator(f"html[data-mantine-color-scheme={scheme}]")).to_be_attached()
            self.page.screenshot(path=PICTURES / f"{name}-{scheme}.png", animations="disabled", caret="hide")
        self.page.emulate_media(color_scheme="light")

    def on(self, method: str, path: str, answer: "Answering | Answer | Json") -> None:
        """From now on, `path` (a template such as /tickets/{id}) answers so. A callable gets the Call."""
        answering = answer if callable(answer) else lambda _: answer
        self._answers.insert(0, (method, re.compile(re.sub(r"{\w+}", "([^/]+)", path)), answering))

    def poll(self, times: int = 1) -> None:
        """Lets the page ask for what is new, as it does every five seconds."""
        for _ in range(times):
            with self.page.expect_response("**/v1/tickets?*"):
                self.page.clock.fast_forward(5_000)

    def customer_writes(self, ticket: Json, text: str, *, minutes_ago: float = 0) -> None:
        """A new message: its ticket comes to the top."""
        ticket |= {
            "preview": text,
            "last_direction": "in",
            "last_sequence": ticket["last_sequence"] + 1,
            "last_activity_at": samples.moment(minutes_ago),
        }
        self.tickets = [ticket, *(each for each in self.tickets if each is not ticket)]

    def sent(self, method: str, path: str, at_least: int = 1) -> list[Call]:
        """Once there are so many: the page shows a change before it has sent it. With 0, those until now."""
        pattern = re.compile(re.sub(r"{\w+}", "[^/]+", path))

        def found() -> list[Call]:
            return [call for call in self.calls if call.method == method and pattern.fullmatch(call.path)]

        self.until(lambda: len(found()) >= at_least, f"{method} {path} sent {at_least} times")
        return found()

    def until(self, holds: Callable[[], bool], what: str) -> None:
        for _ in range(_PATIENT):
            if holds():
                return
            # The page always asks for something: that nothing comes does not end the wait.
            self.page.wait_for_event("requestfinished")
        raise AssertionError(f"not seen: {what}")

    def forget(self) -> None:
        """Answers as it did at the beginning."""
        self._answers.clear()
        self.on("GET", "/me", lambda _: samples.me(self.role))
        self.on("POST", "/me/sign-outs", Answer(204))
        self.on("GET", "/me/availability", samples.PLAN)
        self.on("GET", "/users", lambda _: {"users": self.agents})
        self.on("GET", "/roles", {"roles": []})
        self.on("GET", "/teams", lambda _: {"teams": self.teams})
        self.on("GET", "/contact-properties", lambda _: {"contact_properties": self.contact_properties})
        self.on("GET", "/channel-accounts", lambda _: {"accounts": self.accounts, "next_cursor": None})
        self.on("POST", "/live-tickets", Answer(201, _example("LiveTicketOut") | {"url": "wss://live.example/v1"}))
        self.on("GET", "/tickets", self.list_tickets)
        self.on("GET", "/views", lambda _: {"views": self.views})
        self.on("GET", "/view-properties", lambda _: {"view_properties": self.view_properties})
        self.on("POST", "/tickets/query", self._queried)
        self.on("GET", "/view-counts", lambda _: samples.view_counts(self.view_counts))
        self.on("GET", "/views/{id}/tickets", self._tickets_of_view)
        self.on("GET", "/tickets/{id}", self._ticket)
        self.on("GET", "/pipelines", lambda _: {"pipelines": self.pipelines})
        self.on("GET", "/ticket-properties", lambda _: {"ticket_properties": self.properties})
        self.on("PATCH", "/tickets/{id}", self.change)
        self.on("GET", "/tickets/{id}/previous-tickets", {"tickets": [], "next_cursor": None})
        self.on("GET", "/contacts/{id}", lambda call: samples.contact_details(call.path.rpartition("/")[2]))
        self.on("GET", "/conversations/{id}/timeline", samples.timeline())
        self.on("GET", "/conversations/{id}/composer", _example("ComposerOut"))
        self.on("GET", "/conversations/{id}/drafts", {"drafts": []})
        self.on("PUT", "/conversations/{id}/draft", lambda call: samples.desk_draft(**call.body))
        self.on("DELETE", "/conversations/{id}/draft", Answer(204))
        self.on("GET", "/snippets", {"snippets": [], "folders": []})
        self.on("GET", "/library", {"entries": []})
        self.on(
            "GET",
            "/inboxes",
            {"inboxes": [{"id": "1", "name": "Help", "created_at": None, "team_ids": []}], "next_cursor": None},
        )

    def list_tickets(self, call: Call) -> Json:
        owner = call.query.get("owner_id")
        fitting = [
            ticket
            for ticket in self.tickets
            if ticket["status"] == call.query.get("status", "open")
            and call.query.get("account_id", ticket["account_id"]) == ticket["account_id"]
            and (owner is None or ticket["owner_id"] == (None if owner == "none" else owner))
        ]
        kind, since, place = call.query.get("cursor", "next||0").split("|")
        found = [ticket for ticket in reversed(fitting) if ticket["last_activity_at"] > since]
        listed = found if kind == "newer" else fitting
        start, limit = int(place), self.page_size or int(call.query.get("limit", 25))
        more = f"{kind}|{since}|{start + limit}" if len(listed) > start + limit else None
        return {"tickets": listed[start : start + limit], "next_cursor": more, "newer_cursor": self._newer()}

    def _tickets_of_view(self, call: Call) -> Json:
        tickets = self.of_view.get(call.path.split("/")[2], [])
        start, limit = int(call.query.get("cursor", 0)), self.page_size or int(call.query.get("limit", 25))
        more = str(start + limit) if len(tickets) > start + limit else None
        return {"tickets": tickets[start : start + limit], "count": len(tickets), "next_cursor": more}

    def _queried(self, call: Call) -> Json:
        """It reads no filters: each makes the answer shorter, so that a test sees whether it was asked."""
        found = self.tickets[len(call.body["filters"]) :]
        return {"tickets": found[: call.body["limit"]], "count": len(found), "next_cursor": None}

    def _newer(self) -> str:
        """It brings the last five seconds again, as the API's does."""
        newest = max((ticket["last_activity_at"] for ticket in self.tickets), default=samples.moment())
        overlap = datetime.fromisoformat(newest) - timedelta(seconds=5)
        return f"newer|{overlap.strftime(samples.TIME)}|0"

    def _ticket(self, call: Call) -> Answer | Json:
        found = [ticket for ticket in self.tickets if ticket["id"] == call.path.split("/")[2]]
        if not found:
            return problem(404, "ticket_not_found", "No ticket has this id.")
        return {**found[0], **samples.BESIDE, "contact": samples.contact(found[0])}

    def change(self, call: Call) -> Json:
        return samples_work.changed(self.tickets, self.pipelines, call.path.split("/")[2], call.body)

    def reply(self, asked: Asked) -> Reply | None:
        try:
            answer = self._answer(asked)
        except Exception as error:  # noqa: BLE001  # it fails the test, and not the server
            self.visitor.errors.append(error)
            answer = Answer(500)
        return answer and _reply(answer)

    def _answer(self, asked: Asked) -> Answer | None:
        path = urlsplit(asked.target).path
        if asked.origin != ADDRESS:
            return self.elsewhere[asked.origin](asked)
        if path == "/config.json":
            return Answer(200, self.config)
        if path.startswith("/v1/logos/"):
            return self._logo(path)
        if path.startswith("/v1/"):
            return self._answer_call(_call(asked))
        if self.right_to_left and "." not in path:
            page = file(path)
            return Answer(200, page.body.replace(b"<html", b'<html dir="rtl"'), page.headers)
        return None

    def _answer_call(self, call: Call) -> Answer:
        self.calls.append(call)
        answering = next(
            (each for method, path, each in self._answers if method == call.method and path.fullmatch(call.path)), None
        )
        assert answering is not None, f"the recorded desk has no answer to {call.method} {call.path}"
        found = answering(call)
        answer = found if isinstance(found, Answer) else Answer(200, found)
        check_desk_response(call.method, call.path, answer.status, answer.body)
        return answer

    def _logo(self, path: str) -> Answer:
        self.logos_asked.append(path)
        picture = self.logos.get(path)
        return Answer(404, {}) if picture is None else Answer(200, picture, {"content-type": "image/png"})


def _signed_in() -> Answer:
    person = {"sub": samples.ME, "email": "ben@example.com", "name": "Ben Ito"}
    claims = {**person, "username": "ben@example.com", "exp": int(samples.NOW.timestamp()) + 3600}
    encoded = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    token = f"e30.{encoded}.c2lnbmVk"
    tokens = {"access_token": token, "id_token": token, "refresh_token": "refresh-token", "expires_in": 3600}
    return Answer(200, {**tokens, "token_type": "Bearer"})


def _reply(answer: Answer) -> Reply:
    if isinstance(answer.body, bytes):
        return Reply(answer.status, answer.headers, answer.body)
    kind = "application/json" if answer.status < 400 else "application/problem+json"
    body = b"" if answer.body is None else json.dumps(answer.body).encode()
    return Reply(answer.status, {"content-type": kind, **answer.headers}, body)


def _example(schema: str) -> Json:
    """The one that the document has."""
    found: Json = _examples()[schema]["value"]
    return found


@cache
def _examples() -> Json:
    found: Json = json.loads(committed("openapi.json").read_text())["components"]["examples"]
    return found


def _call(asked: Asked) -> Call:
    url = urlsplit(asked.target)
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    body = json.loads(asked.body) if asked.body else None
    return Call(asked.method, url.path.removeprefix("/v1"), query, body, asked.headers)
