"""Rules that need skills name properties that there are."""

from typing import Any

from tests.support.desk import DeskInProcess
from tests.support.ticket_work import SIZE, done

TO_ADA = {"automatic": True, "assign_to": "users_and_teams", "user_ids": ["agent-1"]}


def ruled(desk: DeskInProcess, *skills: dict[str, str]) -> tuple[int, Any]:
    return desk.call("PUT", f"/v1/channel-accounts/{desk.custom.id}/routing", {**TO_ADA, "required_skills": skills})


def test_a_property_that_does_not_exist_is_refused_with_those_that_do(desk: DeskInProcess) -> None:
    done(desk.call("POST", "/v1/ticket-properties", SIZE))
    of_tickets, of_contacts = {"property": "language", "of": "ticket"}, {"property": "size", "of": "contact"}
    status, refused = ruled(desk, {"property": "size"}, of_tickets, of_contacts)
    assert (status, refused["code"]) == (400, "unknown_property")
    assert {each["field"]: each["message"] for each in refused["errors"]} == {
        "routing.required_skills[1].property": (
            "There is no ticket property 'language', but name, priority, category, size."
        ),
        "routing.required_skills[2].property": "There is no contact property 'size'.",
    }


def test_a_deleted_property_is_refused_and_those_of_every_ticket_are_not(desk: DeskInProcess) -> None:
    done(desk.call("POST", "/v1/ticket-properties", SIZE))
    done(ruled(desk, {"property": "size"}, {"property": "category"}, {"property": "priority"}))
    done(ruled(desk))
    assert desk.call("DELETE", "/v1/ticket-properties/size")[0] == 204
    assert ruled(desk, {"property": "size"})[1]["code"] == "unknown_property"
