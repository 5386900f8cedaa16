"""How the desk works on its tickets: its pipelines and properties, and what the API answers to changes."""

from typing import Any

from tests.browser.samples import CLEO, moment

Json = dict[str, Any]

CLEO_MARTIN = {"kind": "person", "id": CLEO, "name": "Cleo Martin", "on_behalf_of": None, "through": None}


def status(id_: str, name: str, category: str, **changes: Any) -> Json:
    return {
        "id": id_,
        "name": name,
        "category": category,
        "required_properties": [],
        "next_status_ids": None,
        "who": "anybody",
        "team_ids": [],
        **changes,
    }


def pipeline(id_: str, name: str, *statuses: Json, **changes: Any) -> Json:
    return {
        "id": id_,
        "name": name,
        "statuses": list(statuses),
        "is_default": id_ == "1",
        "on_customer_message": None,
        "on_reply": None,
        "job_id": None,
        "created_at": None,
        "version": 1,
        **changes,
    }


def pipelines() -> list[Json]:
    """As each desk has it."""
    return [
        pipeline(
            "1",
            "Support",
            status("new", "New", "open"),
            status("waiting_on_contact", "Waiting on contact", "waiting"),
            status("waiting_on_us", "Waiting on us", "open"),
            status("closed", "Closed", "closed"),
        )
    ]


def repairs() -> Json:
    return pipeline(
        "2", "Repairs", status("workshop", "At the workshop", "open"), status("repaired", "Repaired", "closed")
    )


def property_(name: str, label: str, type_: str, *choices: str, **changes: Any) -> Json:
    return {
        "name": name,
        "label": label,
        "type": type_,
        "description": None,
        "choices": [{"value": each.lower().replace(" ", "_"), "label": each, "retired": False} for each in choices],
        "required_on_creation": False,
        "default": None,
        "minimum": None,
        "maximum": None,
        "max_length": None,
        "built_in": False,
        "created_at": moment(9000),
        "version": 1,
        **changes,
    }


def properties() -> list[Json]:
    """Those of every ticket."""
    own = {"built_in": True, "created_at": None}
    return [
        property_("name", "Name", "text", **own),
        property_("priority", "Priority", "choice", "Low", "Medium", "High", "Urgent", **own),
        property_("category", "Category", "text", **own),
        property_("owner_id", "Owner", "text", **own),
    ]


def every_type() -> list[Json]:
    """One of the desk's own for each type."""
    return [
        property_("order", "Order", "text"),
        property_("cause", "Cause", "long_text", description="What went wrong, for the supplier."),
        property_("pieces", "Pieces", "number"),
        property_("bought", "Bought on", "date"),
        property_("pick_up", "Picked up at", "datetime"),
        property_("size", "Size", "choice", "Small", "Large"),
        property_("damage", "Damage", "multi_choice", "Scratch", "Crack", "Stain"),
        property_("gift", "Gift", "boolean"),
        property_("page", "Page", "url"),
    ]


def refused(missing: list[Json], allowed: list[str], detail: str = "The status needs more.") -> Json:
    """What `status_refused` says beside the usual."""
    return {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "code": "status_refused",
        "detail": detail,
        "missing": missing,
        "allowed_status_ids": allowed,
    }


def collided(code: str, current: Any, *names: str) -> Json:
    """Cleo was faster."""
    return {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "code": code,
        "detail": "Meanwhile Cleo Martin changed it.",
        "current": current,
        "changed_by": dict.fromkeys(names, CLEO_MARTIN),
    }


def changed(tickets: list[Json], pipelines: list[Json], ticket_id: str, change: Json) -> Json:
    """The ticket as the API has it then, as it answers."""
    [ticket] = [each for each in tickets if each["id"] == ticket_id]
    values = {name: value for name, value in change.items() if name not in {"properties", "override"}}
    properties = {**ticket["properties"], **change.get("properties", {})}
    if "name" in values:
        values["subject"] = values["name"]
    if "status" in values or "status_id" in values:
        values |= _placed(next(each for each in pipelines if each["id"] == ticket["pipeline_id"]), values)
    own = {name: value for name, value in properties.items() if value is not None and name not in _EVERY_TICKET}
    values |= {name: value for name, value in properties.items() if name in _EVERY_TICKET}
    ticket |= {**values, "properties": own, "version": ticket["version"] + 1}
    return {**ticket, "warnings": []}


_EVERY_TICKET = {"name", "priority", "category", "owner_id"}


def _placed(within: Json, wanted: Json) -> Json:
    found = next(
        each
        for each in within["statuses"]
        if wanted.get("status_id", each["id"]) == each["id"]
        and wanted.get("status", each["category"]) == each["category"]
    )
    state = "closed" if found["category"] == "closed" else "open"
    return {
        "status_id": found["id"],
        "status_category": found["category"],
        "status": state,
        "closed_at": moment() if state == "closed" else None,
    }
