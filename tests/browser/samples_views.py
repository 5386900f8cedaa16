"""What tickets are filtered by, and a desk that keeps views."""

from typing import Any

from tests.browser import samples, samples_channels
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem

LATE = "vw_01K9ZX5TQ3W8V1N2M4P6R7S9LT"
TEAM = {"id": "01m82crewcj3bkcmh240am6jhh", "name": "Returns"}
_EMPTY = ["is_empty", "is_not_empty"]
_ONE_OF = ["is", "is_not", "in", *_EMPTY]
_TIMES = ["is", "is_not", "before", "after", "at_least", "at_most", "within_last", *_EMPTY]
OPERATORS = {
    "text": [*_ONE_OF, "contains"],
    "long_text": ["contains", *_EMPTY],
    "number": [*_ONE_OF, "at_least", "at_most"],
    "date": _TIMES,
    "datetime": _TIMES,
    "boolean": ["is", "is_not", *_EMPTY],
}


def view_property(name: str, label: str, type_: str, *choices: str) -> Json:
    return {
        "name": name,
        "label": label,
        "type": type_,
        "operators": OPERATORS.get(type_, _ONE_OF),
        "choices": [{"value": each, "label": each.capitalize(), "retired": False} for each in choices],
        "is_sortable": type_ not in {"long_text", "multi_choice"},
    }


def view_properties() -> list[Json]:
    return [
        view_property("number", "Number", "number"),
        view_property("name", "Name", "text"),
        view_property("status", "Open or closed", "choice", "open", "closed"),
        view_property("status_id", "Status", "status"),
        view_property("priority", "Priority", "choice", "low", "medium", "high", "urgent"),
        view_property("owner_id", "Owner", "user"),
        view_property("team_id", "Team", "team"),
        view_property("account_id", "Channel account", "account"),
        view_property("last_activity_at", "Last message of the customer", "datetime"),
        view_property("waiting_since", "Customer waits since", "datetime"),
        view_property("properties.size", "Size", "choice", "small", "large"),
        view_property("properties.damage", "Damage", "multi_choice", "scratch", "crack"),
        view_property("properties.gift", "It is a present", "boolean"),
        view_property("properties.due", "Due", "date"),
        view_property("contact.name", "Contact's name", "text"),
    ]


def late(**changes: Any) -> Json:
    """A view of Ben's."""
    filters: list[Json] = [
        {"property": "status", "operator": "is", "value": "open"},
        {"property": "owner_id", "operator": "in", "value": ["me", "none"]},
        {"property": "waiting_since", "operator": "before", "value": "-2d"},
    ]
    sort = [{"property": "waiting_since", "direction": "ascending"}]
    return samples.view(
        LATE, "Late", **{"filters": filters, "sort": sort, "owner_id": samples.ME, "version": 3, **changes}
    )


def flaw(field: str, message: str, code: str | None = None) -> Json:
    return {"field": field, "message": message, "code": code, "limit": None}


def keeps_views(desk: RecordedDesk) -> RecordedDesk:
    """It makes, changes and deletes those in `desk.views`."""
    desk.view_properties = view_properties()

    def one(call: Call) -> Json:
        return next((each for each in desk.views if each["id"] == call.path.split("/")[2]), {})

    def get(call: Call) -> Answer | Json:
        return one(call) or problem(404, "view_not_found", "There is no such view.")

    def create(call: Call) -> Answer:
        made = samples.view(f"vw_{len(desk.views)}", "") | call.body | {"owner_id": samples.ME}
        desk.views.append(made)
        return Answer(201, made)

    def change(call: Call) -> Answer | Json:
        found = one(call)
        if call.headers["if-match"] != f'"{found["version"]}"':
            return problem(412, "version_differs", "Somebody has changed it since you read it.")
        found |= {**call.body, "version": found["version"] + 1, "problems": []}
        return found

    def delete(call: Call) -> Answer:
        desk.views.remove(one(call))
        return Answer(204)

    desk.on("GET", "/channels", {"channels": samples_channels.channels(), "next_cursor": None})
    desk.on("GET", "/views/{id}", get)
    desk.on("POST", "/views", create)
    desk.on("PATCH", "/views/{id}", change)
    desk.on("DELETE", "/views/{id}", delete)
    return desk
