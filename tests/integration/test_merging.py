"""Two contacts that are one person: what moves, what answers, and how it is undone (M17)."""

from typing import Any

import pytest

from helpdesk.messaging.messages import Sender
from tests.support.contacts import call, listed, made, read
from tests.support.desk import DeskInProcess
from tests.support.integrator import Integrator

pytestmark = pytest.mark.both_backends


def writer(desk: DeskInProcess, name: str, **more: Any) -> str:
    """The id of somebody who has written."""
    ticket = desk.accept(f"from {name}", thread=name, sender=Sender(name, name.title(), **more)).ticket_id
    desk.clock.forward(seconds=1)
    return str(call(desk, "GET", f"/v1/tickets/{ticket}")[1]["contact_id"])


def merge(desk: DeskInProcess, contact: str, other: str, **more: Any) -> tuple[int, Any]:
    return call(desk, "POST", f"/v1/contacts/{contact}/merges", {"contact_id": other, **more})


def conversations(desk: DeskInProcess, contact: str) -> list[str]:
    found = call(desk, "GET", f"/v1/contacts/{contact}/conversations")[1]["conversations"]
    return [each["name"] for each in found]


def everything(desk: DeskInProcess) -> Any:
    """What each contact is, but for its version."""
    contacts = [read(desk, each["id"]) for each in listed(desk)]
    return [{name: value for name, value in each.items() if name != "version"} for each in contacts]


def test_a_merge_is_previewed_made_and_undone_exactly(desk: DeskInProcess) -> None:
    ada, cleo = writer(desk, "ada"), writer(desk, "cleo", email="cleo@example.com")
    call(desk, "PATCH", f"/v1/contacts/{cleo}", {"owner_id": desk.agent.id})
    before = everything(desk)
    status, preview = merge(desk, ada, cleo, preview=True)
    assert status == 200
    assert (preview["filled"], preview["kept"]) == (
        {"email": "cleo@example.com", "owner_id": desk.agent.id},
        {"name": "Cleo"},
    )
    assert [each["name"] for each in preview["open_tickets"]] == ["from cleo"]
    assert "cleo@example.com" in [each["value"] for each in preview["identifiers"]]
    assert everything(desk) == before, "a preview writes nothing"
    assert merge(desk, ada, cleo)[0] == 200
    assert [each["id"] for each in listed(desk)] == [ada]
    person = read(desk, cleo)
    assert (person["id"], person["name"], person["owner_id"]) == (ada, "Ada", desk.agent.id)
    assert [each["value"] for each in person["identifiers"][:2]] == ["ada", "cleo"]
    assert conversations(desk, ada) == conversations(desk, cleo) == ["from cleo", "from ada"]
    assert [each["contact_id"] for each in person["merges"]] == [cleo]
    after = call(desk, "DELETE", f"/v1/contacts/{ada}/merges/{cleo}")[1]
    assert (after["id"], after["email"], after["owner_id"], after["merges"]) == (ada, None, None, [])
    assert everything(desk) == before


def test_messages_of_both_go_on_and_are_the_persons(desk: DeskInProcess) -> None:
    ada, cleo = writer(desk, "ada"), writer(desk, "cleo")
    assert merge(desk, ada, cleo)[0] == 200
    desk.accept("again", thread="cleo", sender=Sender("cleo", "Cleo"))
    ticket = desk.accept("elsewhere", thread="cleo-2", sender=Sender("cleo", "Cleo")).ticket_id
    desk.settle()
    shown = call(desk, "GET", f"/v1/tickets/{ticket}")[1]
    assert (shown["contact_id"], shown["contact"]["id"], shown["contact"]["name"]) == (cleo, ada, "Ada")
    assert conversations(desk, ada) == ["elsewhere", "from cleo", "from ada"]
    earlier = call(desk, "GET", f"/v1/tickets/{ticket}/previous-tickets")[1]["tickets"]
    assert [each["subject"] for each in earlier] == ["from cleo", "from ada"]
    assert call(desk, "DELETE", f"/v1/contacts/{ada}/merges/{cleo}")[0] == 200
    assert conversations(desk, cleo) == ["elsewhere", "from cleo"]


def test_an_identity_of_the_merged_contact_still_finds_the_person(desk: DeskInProcess) -> None:
    known = made(desk, name="Ada")
    app = Integrator(desk)
    channel, account = app.ready()
    verified = {"verifiedEmail": "cleo@example.com"}
    app.publish(channel, account, "one", customerIdentity=verified)
    [_, other] = sorted(listed(desk), key=lambda each: each["id"] != known["id"])
    assert merge(desk, known["id"], other["id"])[0] == 200
    app.publish(channel, account, "two", integrationThreadId="t2", customerIdentity=verified)
    assert sorted(conversations(desk, known["id"])) == ["one", "two"]


def test_circles_and_what_is_one_already_are_refused(desk: DeskInProcess) -> None:
    ada, bob, cleo = writer(desk, "ada"), writer(desk, "bob"), writer(desk, "cleo")
    assert merge(desk, ada, ada)[1]["code"] == "already_merged"
    assert merge(desk, ada, bob)[0] == 200
    for first, second in ((ada, bob), (bob, ada)):
        status, problem = merge(desk, first, second)
        assert (status, problem["code"], problem["context"]) == (409, "already_merged", {"contact_id": [ada]})
    # Whoever knows the merged one's id means the person.
    assert merge(desk, cleo, bob)[0] == 200
    assert read(desk, ada)["id"] == read(desk, bob)["id"] == cleo
    assert conversations(desk, bob) == ["from cleo", "from bob", "from ada"]
    status, problem = call(desk, "DELETE", f"/v1/contacts/{cleo}/merges/{bob}")
    assert (status, problem["code"], problem["context"]) == (409, "merged_further", {"contact_id": [ada]})
    assert call(desk, "DELETE", f"/v1/contacts/{cleo}/merges/{ada}")[0] == 200
    assert (read(desk, bob)["id"], read(desk, cleo)["merges"]) == (ada, [])
    assert call(desk, "DELETE", f"/v1/contacts/{cleo}/merges/{ada}")[1]["code"] == "merge_not_found"
    assert merge(desk, ada, "con_nothing")[1]["code"] == "contact_not_found"


def test_what_somebody_has_changed_since_stays_when_it_is_undone(desk: DeskInProcess) -> None:
    ada, cleo = made(desk, name="Ada")["id"], writer(desk, "cleo", phone="020 1", email="cleo@example.com")
    call(desk, "POST", "/v1/contact-properties", {"name": "plan", "label": "Plan", "type": "text"})
    call(desk, "PATCH", f"/v1/contacts/{cleo}", {"properties": {"plan": "paid"}})
    assert merge(desk, ada, cleo)[0] == 200
    assert read(desk, ada)["properties"] == {"plan": "paid"}
    call(desk, "PATCH", f"/v1/contacts/{cleo}", {"properties": {"plan": "free"}})
    after = call(desk, "DELETE", f"/v1/contacts/{ada}/merges/{cleo}")[1]
    assert (after["properties"], after["email"]) == ({"plan": "free"}, None)
    assert read(desk, cleo)["properties"] == {"plan": "paid"}


def test_a_merge_cannot_be_undone_for_ever_and_not_on_an_old_version(desk: DeskInProcess) -> None:
    ada, cleo = writer(desk, "ada"), writer(desk, "cleo")
    call(desk, "PATCH", f"/v1/contacts/{ada}", {"name": "Ada L"})
    path, old = f"/v1/contacts/{ada}/merges", {"if-match": '"1"'}
    assert call(desk, "POST", path, {"contact_id": cleo}, headers=old)[0] == 412
    assert merge(desk, ada, cleo)[0] == 200
    assert call(desk, "DELETE", f"{path}/{cleo}", headers=old)[0] == 412
    desk.clock.forward(days=30, seconds=1)
    assert call(desk, "DELETE", f"{path}/{cleo}")[1]["code"] == "undo_expired"
    kinds = [each["type"] for each in call(desk, "GET", "/v1/audit")[1]["events"]]
    assert kinds[0] == "contact.merged"


def test_tickets_of_a_person_are_paged_over_all_their_contacts(desk: DeskInProcess) -> None:
    ada, bob = writer(desk, "ada"), writer(desk, "bob")
    for number in range(5):
        who = "ada" if number % 2 else "bob"
        desk.accept(f"q{number}", thread=f"t{number}", sender=Sender(who, who.title()))
        desk.clock.forward(seconds=1)
    assert merge(desk, ada, bob)[0] == 200
    names: list[str] = []
    query = {"limit": "2"}
    while True:
        page = call(desk, "GET", f"/v1/contacts/{ada}/conversations", query=query)[1]
        assert len(page["conversations"]) <= 2
        names += [each["name"] for each in page["conversations"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert names == ["q4", "q3", "q2", "q1", "q0", "from bob", "from ada"]
