"""What the desk works by: pipelines, ticket properties, snippets, the library, its settings."""

from typing import Any

from tests.browser import samples
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem

JOB = "job_00001"
REPAIRS = "01m82crewcj3bkcmh240am6jr1"
DIFFERS = problem(412, "version_differs", "Somebody has changed it since you read it.")


def status(status_id: str, name: str, category: str, **changes: Any) -> Json:
    return {
        "id": status_id,
        "name": name,
        "category": category,
        "required_properties": [],
        "next_status_ids": None,
        "who": "anybody",
        "team_ids": [],
        **changes,
    }


def pipelines() -> list[Json]:
    repairs = [
        status("received", "Received", "open", required_properties=["order_number"]),
        status("workshop", "With the workshop", "waiting", next_status_ids=["ready", "closed"]),
        status("ready", "Ready to collect", "open"),
        status("closed", "Closed", "closed", who="administrators", required_properties=["solution", "owner_id"]),
    ]
    support = [
        status("new", "New", "open"),
        status("waiting_on_contact", "Waiting on contact", "waiting"),
        status("waiting_on_us", "Waiting on us", "open"),
        status("closed", "Closed", "closed"),
    ]
    rules = {"on_customer_message": "waiting_on_us", "on_reply": "waiting_on_contact"}
    return [
        {"id": "1", "name": "Support", "is_default": True, "statuses": support, "job_id": None, **rules, **_made(None)},
        {
            "id": REPAIRS,
            "name": "Repairs",
            "is_default": False,
            "statuses": repairs,
            "on_customer_message": None,
            "on_reply": None,
            "job_id": None,
            **_made(),
        },
    ]


def _made(at: str | None = samples.moment(60_000)) -> Json:
    return {"created_at": at, "version": 3}


def ticket_property(name: str, label: str, kind: str = "text", **changes: Any) -> Json:
    return {
        "name": name,
        "label": label,
        "type": kind,
        "description": None,
        "choices": [],
        "required_on_creation": False,
        "default": None,
        "minimum": None,
        "maximum": None,
        "max_length": None,
        "built_in": False,
        **_made(),
        **changes,
    }


def choice(value: str, label: str, *, retired: bool = False) -> Json:
    return {"value": value, "label": label, "retired": retired}


def properties() -> list[Json]:
    every = {"built_in": True, "created_at": None}
    priorities = [choice(each, each.capitalize()) for each in ("low", "medium", "high", "urgent")]
    solutions = [choice("replaced", "Replaced"), choice("repaired", "Repaired"), choice("lost", "Lost", retired=True)]
    return [
        ticket_property("name", "Name", **every),
        ticket_property("priority", "Priority", "choice", **every, choices=priorities),
        ticket_property("category", "Category", **every),
        ticket_property("owner_id", "Owner", **every),
        ticket_property(
            "order_number", "Order number", description="As on the invoice.", required_on_creation=True, max_length=20
        ),
        ticket_property("solution", "Solution", "choice", choices=solutions, default="repaired"),
        ticket_property("team", "Team"),
        ticket_property("weight", "Weight (kg)", "number"),
        ticket_property("gift", "It is a present", "boolean"),
        ticket_property("collected_at", "Collected", "datetime"),
    ]


def snippet(number: int, name: str, text: str, **changes: Any) -> Json:
    return {
        "id": f"snp_{number:05}",
        "name": name,
        "text": text,
        "rich_text": None,
        "shortcut": None,
        "folder": None,
        **_made(),
        **changes,
    }


def snippets() -> list[Json]:
    hello = "Hello {{contact.first_name|there}}, thank you for your message."
    rich = '<p>Bring the parcel to <strong>any shop</strong>. <a href="https://shop.example.com/">All shops</a></p>'
    plain = "Bring the parcel to any shop. All shops (https://shop.example.com/)"
    return [
        snippet(1, "Hello", hello, shortcut="hello"),
        snippet(2, "How to return something", plain, rich_text=rich, shortcut="return", folder="Returns"),
        snippet(3, "It is refunded", "Your money is back within 5 days.", folder="Returns/Refunds"),
    ]


def entry(number: int, kind: str, title: str, **changes: Any) -> Json:
    nothing = dict.fromkeys(("url", "excerpt", "file_id", "quote_number", "amount", "currency", "valid_until"))
    return {"id": f"lib_{number:05}", "kind": kind, "title": title, **nothing, **_made(), **changes}


def library() -> list[Json]:
    article = {"url": "https://help.example.com/care", "excerpt": "Never into the dishwasher."}
    quote = {"quote_number": "Q-1017", "amount": "1250.00", "currency": "EUR", "valid_until": "2026-12-31"}
    return [
        entry(1, "article", "Caring for a vase", **article),
        entry(2, "document", "Return label", file_id="fil_00001", excerpt="To print and to glue on."),
        entry(3, "meeting_link", "Meet in the shop", url="https://meet.example.com/shop"),
        entry(4, "quote", "Ten vases for a hotel", **quote),
        entry(5, "video", "How to wrap it", url="https://video.example.com/wrap"),
    ]


class Configured:
    """Lists of the desk's configuration, which the page reads and changes."""

    def __init__(self, desk: RecordedDesk) -> None:
        self.desk = desk
        self.pipelines, self.properties = pipelines(), properties()
        self.snippets, self.library = snippets(), library()
        self.settings: Json = {
            "take_on_reply": True,
            "undo_seconds": 0,
            "when_away": "keep",
            "sends_mail": True,
            "version": 1,
        }
        folders = ["Returns", "Returns/Refunds"]
        desk.on("GET", "/pipelines", lambda _: {"pipelines": self.pipelines})
        desk.on("GET", "/ticket-properties", lambda _: {"ticket_properties": self.properties})
        desk.on("GET", "/snippets", lambda _: {"snippets": self.snippets, "folders": folders})
        desk.on("GET", "/library", lambda _: {"entries": self.library})
        desk.on("GET", "/settings", lambda _: self.settings)
        desk.on("PATCH", "/settings", self._set)
        for path, items, key in (
            ("/pipelines", self.pipelines, "id"),
            ("/ticket-properties", self.properties, "name"),
            ("/snippets", self.snippets, "id"),
            ("/library", self.library, "id"),
        ):
            self._collection(path, items, key)

    def _collection(self, path: str, items: list[Json], key: str) -> None:
        def found(call: Call) -> Json:
            [item] = [each for each in items if each[key] == call.path.split("/")[2]]
            return item

        def change(call: Call) -> Answer | Json:
            if self._outdated(call, found(call)):
                return DIFFERS
            found(call).update({k: v for k, v in call.body.items() if k != "moves"}, version=found(call)["version"] + 1)
            return found(call)

        def create(call: Call) -> Answer:
            blank = dict(_blank(path))
            items.append(blank | {"id": f"new_{len(items):05}"} | call.body if key == "id" else blank | call.body)
            return Answer(201, items[-1])

        def delete(call: Call) -> Answer:
            gone = found(call)
            items.remove(gone)
            return Answer(202, gone | {"job_id": JOB}) if path == "/pipelines" else Answer(204)

        if path != "/ticket-properties":
            self.desk.on("GET", path + "/{id}", found)
        self.desk.on("PATCH", path + "/{id}", change)
        self.desk.on("POST", path, create)
        self.desk.on("DELETE", path + "/{id}", delete)

    def _set(self, call: Call) -> Answer | Json:
        if self._outdated(call, self.settings):
            return DIFFERS
        self.settings |= {**call.body, "version": self.settings["version"] + 1}
        return self.settings

    @staticmethod
    def _outdated(call: Call, item: Json) -> bool:
        return call.headers["if-match"] != f'"{item["version"]}"'


def _blank(path: str) -> Json:
    made = {"created_at": samples.moment(), "version": 1}
    if path == "/ticket-properties":
        return ticket_property("", "") | made
    if path == "/library":
        return entry(0, "document", "") | made
    return (snippet(0, "", "") if path == "/snippets" else {"job_id": None}) | made


def job(state: str, done: int, total: int | None = 40, failures: list[Json] | None = None) -> Json:
    return {
        "id": JOB,
        "kind": "ticket_moves",
        "state": state,
        "done": done,
        "total": total,
        "failure_count": len(failures or []),
        "failures": failures or [],
        "next_cursor": None,
        "created_by": {"id": samples.ME, "kind": "person", "name": "Ben Ito", "on_behalf_of": None, "through": None},
        "created_at": samples.moment(),
        "report": {},
        "warnings": [],
        "file": None,
        "finished_at": samples.moment() if state in {"done", "failed"} else None,
    }
