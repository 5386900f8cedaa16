"""What the workspace costs the person who opens it: bytes, requests, CPU of the page's main thread, rows in the page.
Never wall time, which says more about the machine."""

import base64
import json
import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Browser, Page, Route, sync_playwright

from bench.table import table
from infra.local import tools, workspace
from infra.local.browser import ARGUMENTS, chromium
from infra.local.progress import run
from infra.workbench import page as limits
from infra.workbench.verdict import verdict

_ORIGIN = "http://localhost"
_PAGE = 50
_CONFIG = {
    "client_id": "workspace",
    "sign_in_url": f"{_ORIGIN}/sign-in",
    "user_pool_url": f"{_ORIGIN}/sign-in",
    "api_url": "/v1",
    "version": "1",
}
_TYPES = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
    "json": "application/json",
}


def measure(rounds: int) -> dict[str, Any]:
    """Needs the built page. The calls are answered with the examples of docs/openapi.json."""
    budget = json.loads(
        run(
            *(tools.NODE, tools.WORKSPACE / "scripts" / "budget.ts", "--json"),
            failed="The built page could not be measured",
            next_step="make workspace",
            environment=tools.environment(),
        )
    )
    found = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.path, env=dict(found.environment), args=list(ARGUMENTS)
        )
        visits = [{**_visit(browser), **_load(browser), **_scroll(browser)} for _ in range(rounds)]
        browser.close()
    return {"bytes": budget, **{name: statistics.median(visit[name] for visit in visits) for name in visits[0]}}


def _visit(browser: Browser) -> dict[str, float]:
    """Somebody who is signed in opens the list and a ticket and writes, in a browser that has never seen the page."""
    with _opened(browser, _Answers(_PAGE)) as (page, asked):
        cpu = limits.Cpu(page)
        page.goto(f"{_ORIGIN}/tickets")
        limits.tickets(page).first.wait_for()
        figures = {"first_ticket_cpu_ms": cpu.ms(), "requests": asked.index("/v1/tickets") + 1}
        limits.tickets(page).nth(1).click()
        limits.editor(page).wait_for()
        figures["opening_cpu_ms"] = limits.opening_cpu_ms(page, limits.tickets(page).first)
        limits.editor(page).wait_for()
        figures["key_cpu_ms"] = limits.key_cpu_ms(page)
    return figures


def _load(browser: Browser) -> dict[str, float]:
    """Somebody follows a link to a ticket."""
    with _opened(browser, _Answers(_PAGE)) as (page, _):
        page.goto(f"{_ORIGIN}/tickets/tkt_0")
        limits.editor(page).wait_for()
        limits.settle(limits.messages(page))
        return {"shifted": limits.shifted(page)}


def _scroll(browser: Browser) -> dict[str, float]:
    """Somebody scrolls through a long list."""
    with _opened(browser, _Answers(limits.TICKETS)) as (page, _):
        page.goto(f"{_ORIGIN}/tickets")
        limits.tickets(page).first.wait_for()
        frame = limits.frame_cpu_ms(page, page.locator("[aria-busy]"))
        return {"frame_cpu_ms": frame, "rows": limits.tickets(page).count()}


@contextmanager
def _opened(browser: Browser, answers: "_Answers") -> Iterator[tuple[Page, list[str]]]:
    """The page before it has an address, and the list of what it asks for."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", service_workers="block")
    context.add_init_script("localStorage.setItem('kanaal.refresh_token', 'refresh-token')")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.route("**/*", answers)
    limits.watch_shifts(page)
    yield page, asked
    context.close()


class _Answers:
    """With the examples of docs/openapi.json: a list of so many tickets, and in each the same long conversation."""

    def __init__(self, tickets: int) -> None:
        document = json.loads((tools.ROOT / "docs" / "openapi.json").read_text())
        self._paths = document["paths"]
        self._examples = {name: each["value"] for name, each in document["components"]["examples"].items()}
        self._messages = [self._message(number) for number in range(1, limits.MESSAGES + 1)]
        ticket = self._examples["TicketListOut"]["tickets"][0]
        self._tickets = [{**ticket, "id": f"tkt_{at}", "conversation_id": f"cnv_tkt_{at}"} for at in range(tickets)]

    def __call__(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        if url.path.endswith("/typing"):
            return route.fulfill(status=204)
        if url.path.startswith("/v1/logos/"):
            return self._file(route, "/favicon.svg")
        if url.path.startswith("/v1/"):
            return route.fulfill(json=self._answer(route.request.method.lower(), url.path, dict(parse_qsl(url.query))))
        if url.path.startswith("/sign-in/"):
            return route.fulfill(json=_tokens())
        if url.path == "/config.json":
            return route.fulfill(json=_CONFIG)
        return self._file(route, url.path)

    def _file(self, route: Route, path: str) -> None:
        file = workspace.DIST / path.lstrip("/")
        file = file if file.is_file() else workspace.DIST / "index.html"
        route.fulfill(body=file.read_bytes(), content_type=_TYPES[file.suffix.lstrip(".")])

    def _answer(self, method: str, path: str, query: dict[str, str]) -> Any:
        match path.removeprefix("/v1/").split("/"):
            case ["tickets"]:
                found = [] if query.get("cursor") else self._tickets
                return {"tickets": found, "next_cursor": None, "newer_cursor": "newer"}
            case ["tickets", ticket]:
                found = self._examples["TicketWithContactOut"]
                contact = {**found["contact"], "email": None, "phone": None, "identities": []}
                inbox = self._examples["InboxListOut"]["inboxes"][0]["id"]
                ids = {"id": ticket, "conversation_id": f"cnv_{ticket}", "inbox_id": inbox}
                return {**found, **ids, "contact": contact}
            case ["conversations", _, "timeline"]:
                return limits.timeline_page(self._messages, query)
            case ["contacts", _]:
                known = self._examples["ContactDetailsOut"]
                return {**known, "identifiers": known["identifiers"][:1]}
            case [_, _, ("previous-tickets" | "drafts") as nothing]:
                return _NOTHING[nothing]
            case _:
                return self._example(method, path)

    def _example(self, method: str, path: str) -> Any:
        """That of the call's first answer."""
        for template, operations in self._paths.items():
            if method in operations and re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path.removeprefix("/v1")):
                [media] = next(iter(operations[method]["responses"].values()))["content"].values()
                return self._examples[media["examples"]["example"]["$ref"].rpartition("/")[2]]
        raise LookupError(f"{method} {path} is not a call of the API")

    def _message(self, number: int) -> dict[str, Any]:
        changes = {"sequence": number, "id": f"msg_{number}", "parts": [], "rich_text": None}
        return {**self._examples["TimelineOut"]["entries"][0], **changes, "text": limits.text_of(number)}


_NOTHING = {"previous-tickets": {"tickets": [], "next_cursor": None}, "drafts": {"drafts": []}}


def _tokens() -> dict[str, Any]:
    claims = base64.urlsafe_b64encode(json.dumps({"sub": "ada", "name": "Ada"}).encode()).decode().rstrip("=")
    token = f"e30.{claims}.signature"
    return {"access_token": token, "id_token": token, "expires_in": 3600, "token_type": "Bearer"}


_FIGURES = (
    ("CPU before the first ticket, ms", "first_ticket_cpu_ms", limits.FIRST_TICKET_CPU_MS, 0),
    ("requests before the first ticket", "requests", limits.REQUESTS, 0),
    (f"CPU to open a ticket of {limits.MESSAGES} messages, ms", "opening_cpu_ms", limits.OPENING_CPU_MS, 0),
    ("CPU for a key in the editor, ms", "key_cpu_ms", limits.KEY_CPU_MS, 1),
    ("layout shift of the list with a ticket", "shifted", limits.LAYOUT_SHIFT, 3),
    (f"rows in the page, of {limits.TICKETS:,} tickets", "rows", limits.ROWS, 0),
    ("CPU for a frame while these scroll, ms", "frame_cpu_ms", limits.FRAME_CPU_MS, 1),
)
"""What is said of each, its key in what was measured, its limit, and how many decimals tell something."""


def page_table(measured: Mapping[str, Any]) -> str:
    rows = [_bytes_row(each) for each in _told(measured["bytes"])]
    for name, key, limit, digits in _FIGURES:
        rows.append([name, f"{measured[key]:.{digits}f}", f"{limit:g}", verdict(measured[key], limit, digits=digits)])
    return table(("workspace", "measured", "target", ""), rows)


def _told(parts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What everybody loads, the composer with its editor, and the largest of what else is loaded later."""
    first = [part for part in parts if " " in part["name"]]
    composer = [part for part in parts if part["name"] in _COMPOSER]
    others = [part for part in parts if part["name"].endswith(".tsx") and not part["name"].startswith("composer/")]
    return [*first, *composer, max(others, key=lambda part: float(part["bytes"]))]


_COMPOSER = ("composer/Composer.tsx", "composer/RichEditor.tsx")


def _bytes_row(part: Mapping[str, Any]) -> list[str]:
    size, limit = part["bytes"], part["limit"]
    name = f"{part['name']}, kB gzip"
    return [name, f"{size / 1000:.1f}", f"{limit / 1000:.0f}", verdict(size, limit, digits=0)]
