"""`customerIdentity`: a customer's verified email address, verified phone number or visitor token."""

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from helpdesk.contract.messages import PublishIn
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.errors import NotFound, Unavailable
from infra.workbench.engine import Backend
from infra.workbench.tables import CONTACTS, TABLES
from tests.support.desk import DeskInProcess
from tests.support.integrator import CAPABILITIES, Integrator, party

EMAIL, PHONE, TOKEN = (
    {"verifiedEmail": "ada@example.com"},
    {"verifiedPhone": "+31201234567"},
    {"visitorToken": "v" * 16},
)
EACH = pytest.mark.parametrize("identity", [EMAIL, PHONE, TOKEN], ids=["email", "phone", "token"])


class Shop:
    """An app with two channels."""

    def __init__(self, desk: DeskInProcess, app_id: str = "acme") -> None:
        self.app = Integrator(desk, app_id)
        self.places = [self.app.ready(name="Chat"), self.app.ready(name="Mail")]

    def publish(self, identity: dict[str, Any] | None = None, *, at: int = 0, who: str = "cleo", **more: Any) -> Any:
        named = {"customerIdentity": identity} if identity else {}
        return self.app.publish(
            *self.places[at], **{"senders": [party(who)], "integrationThreadId": who} | named | more
        )

    def rejected(self, at: int = 0, **more: Any) -> tuple[int, Any]:
        channel, account = self.places[at]
        return self.app.call("POST", f"/{channel}/messages", self.app.message(account, **more))

    def ticket_of(self, message: dict[str, Any]) -> Any:
        ticket_id = message["conversationsThreadId"].replace("cnv_", "tkt_")
        status, ticket = self.app.desk.call("GET", f"/v1/tickets/{ticket_id}")
        assert status == 200, ticket
        return ticket

    def known_as(self, message: dict[str, Any]) -> set[tuple[str, str | None, str]]:
        identities = self.ticket_of(message)["contact"]["identities"]
        return {(identity["kind"], identity["value"], identity["verified_by"]) for identity in identities}


@pytest.fixture
def shop(desk: DeskInProcess) -> Shop:
    return Shop(desk)


def bare(contact: str) -> str:
    return contact.removeprefix("V-")


def stored(backend: Backend, *tables: str) -> str:
    return "".join(str(backend.client.scan(TableName=table)["Items"]) for table in tables)


def identities_in(backend: Backend) -> int:
    items = backend.client.scan(TableName=CONTACTS)["Items"]
    return sum(item["pk"]["S"].startswith("identity#") for item in items)


@EACH
def test_a_known_customer_is_the_same_contact_on_another_channel(shop: Shop, identity: dict[str, str]) -> None:
    first = shop.publish(identity, senders=[party("cleo", name="Cleo")])
    second = shop.publish(identity, at=1, who="c@mail")
    assert second["createdBy"] == second["senders"][0]["actorId"] == first["createdBy"]
    ticket = shop.ticket_of(second)
    assert (ticket["contact"]["id"], ticket["contact_name"]) == (bare(first["createdBy"]), "Cleo")
    assert shop.publish(at=1, who="c@mail")["createdBy"] == first["createdBy"]


@EACH
def test_an_unknown_customer_is_another_contact(shop: Shop, identity: dict[str, str]) -> None:
    others = {"verifiedEmail": "bob@example.com"}, {"verifiedPhone": "+31201234568"}, {"visitorToken": "w" * 16}
    contacts = {shop.publish(identity, at=1, who=f"who-{at}")["createdBy"] for at, identity in enumerate(others)}
    assert shop.publish(identity)["createdBy"] not in contacts


def test_another_spelling_is_the_same_identity(shop: Shop) -> None:
    first = shop.publish(EMAIL | PHONE)
    assert shop.publish({"verifiedEmail": " Ada@EXAMPLE.com "}, at=1, who="b")["createdBy"] == first["createdBy"]
    assert shop.publish({"verifiedPhone": "+31 (20) 123-45.67"}, at=1, who="c")["createdBy"] == first["createdBy"]


def test_agents_see_verified_identities_and_never_a_token(shop: Shop, backend: Backend) -> None:
    message = shop.publish(EMAIL | PHONE | TOKEN)
    shop.publish({"visitorToken": "another-token-of-hers"})
    assert shop.known_as(message) == {
        ("email", "ada@example.com", "acme"),
        ("phone", "+31201234567", "acme"),
        ("visitor_token", None, "acme"),
    }
    identities = shop.ticket_of(message)["contact"]["identities"]
    assert [identity["kind"] for identity in identities] == ["email", "phone", "visitor_token"]
    assert identities[0]["verified_at"] == shop.ticket_of(message)["opened_at"]
    everything = stored(backend, *(table["TableName"] for table in TABLES))
    assert TOKEN["visitorToken"] not in everything
    assert "another-token" not in everything


def test_a_customer_without_verified_identities_has_none(shop: Shop, backend: Backend) -> None:
    message = shop.publish()
    assert shop.ticket_of(message)["contact"]["identities"] == []
    assert identities_in(backend) == 0


def test_an_unknown_contact_does_not_exist(desk: DeskInProcess) -> None:
    with pytest.raises(NotFound, match="con_nobody"):
        desk.use_cases.contacts.with_identities("con_nobody")


def test_in_an_existing_conversation_a_new_identity_belongs_to_its_contact(shop: Shop) -> None:
    """A visitor signs in."""
    first = shop.publish()
    assert shop.publish(EMAIL | TOKEN)["createdBy"] == first["createdBy"]
    assert {kind for kind, _, _ in shop.known_as(first)} == {"email", "visitor_token"}
    assert shop.publish(EMAIL, at=1, who="elsewhere")["createdBy"] == first["createdBy"]


def test_in_an_existing_conversation_a_known_identity_determines_the_sender(shop: Shop) -> None:
    """As associateWithContactId does."""
    known, first = shop.publish(EMAIL, at=1, who="elsewhere"), shop.publish()
    second = shop.publish(EMAIL | PHONE)
    assert second["conversationsThreadId"] == first["conversationsThreadId"]
    assert (first["createdBy"] == known["createdBy"], second["createdBy"]) == (False, known["createdBy"])
    assert shop.ticket_of(first)["contact"]["id"] == bare(first["createdBy"])
    assert {kind for kind, _, _ in shop.known_as(known)} == {"email", "phone"}
    assert shop.known_as(first) == set()


def test_a_second_senders_identity_belongs_to_that_sender(shop: Shop) -> None:
    first = shop.publish(integrationThreadId="group")
    second = shop.publish(EMAIL, who="bob", integrationThreadId="group")
    assert second["conversationsThreadId"] == first["conversationsThreadId"]
    assert shop.known_as(first) == set()
    assert shop.publish(EMAIL, at=1, who="elsewhere")["createdBy"] == second["createdBy"] != first["createdBy"]


def test_a_logged_message_went_to_the_known_contact(shop: Shop) -> None:
    known = shop.publish(EMAIL)
    outgoing = {"messageDirection": "OUTGOING", "senders": [], "recipients": [party("c@mail")]}
    message = shop.publish(EMAIL | PHONE, at=1, who="c@mail", **outgoing)
    assert message["recipients"][0]["actorId"] == known["createdBy"]
    assert {kind for kind, _, _ in shop.known_as(known)} == {"email", "phone"}


def test_a_conversation_after_a_closed_one_has_the_known_contact(shop: Shop) -> None:
    first = shop.publish()
    shop.app.desk.settle()
    ticket_id = shop.ticket_of(first)["id"]
    assert shop.app.desk.call("PUT", f"/v1/tickets/{ticket_id}/status", {"status": "closed"})[0] == 200
    shop.app.desk.clock.forward(hours=100)
    second = shop.publish(EMAIL)
    assert second["conversationsThreadId"] != first["conversationsThreadId"]
    assert {kind for kind, _, _ in shop.known_as(second)} == {"email"}
    assert shop.publish(EMAIL, at=1, who="elsewhere")["createdBy"] == first["createdBy"]


def test_a_contact_given_by_id_gets_the_identities_of_the_message(shop: Shop) -> None:
    known = shop.publish()
    named = shop.publish(EMAIL, at=1, who="c@mail", associateWithContactId=known["createdBy"])
    assert named["createdBy"] == known["createdBy"]
    assert shop.publish(EMAIL, at=1, who="elsewhere")["createdBy"] == known["createdBy"]
    again = shop.publish(EMAIL, at=1, who="third", associateWithContactId=known["createdBy"])
    assert again["createdBy"] == known["createdBy"]


@pytest.mark.parametrize("by", ["associateWithContactId", "preResolvedContacts"])
def test_an_id_and_an_identity_of_different_contacts_are_named_and_nothing_is_stored(
    shop: Shop, backend: Backend, by: str
) -> None:
    ada, bob = shop.publish(EMAIL), shop.publish(PHONE, who="bob")
    value = {"contacts": [{"contactVid": bob["createdBy"]}]} if by == "preResolvedContacts" else bob["createdBy"]
    tables = [table["TableName"] for table in TABLES]
    before = stored(backend, *tables)
    status, error = shop.rejected(at=1, **{by: value}, customerIdentity=EMAIL | PHONE | TOKEN)
    assert (status, error["category"], error["context"]["code"]) == (409, "CONFLICT", ["identity_conflict"]), error
    field = f"{by}.contacts[0].contactVid" if by == "preResolvedContacts" else by
    assert [field["in"] for field in error["errors"]] == [field, "customerIdentity.verifiedEmail"]
    assert bare(ada["createdBy"]) not in str(error)
    assert stored(backend, *tables) == before


def test_identities_of_different_contacts_are_named_without_the_contacts(shop: Shop) -> None:
    contacts = [
        shop.publish(identity, who=f"who-{at}")["createdBy"] for at, identity in enumerate((EMAIL, PHONE, TOKEN))
    ]
    status, error = shop.rejected(customerIdentity=EMAIL | PHONE | TOKEN)
    fields = [f"customerIdentity.{name}" for name in ("verifiedEmail", "verifiedPhone", "visitorToken")]
    assert (status, [field["in"] for field in error["errors"]]) == (409, fields)
    assert not any(word in str(error) for word in ("con_", "ada@", "+3120", TOKEN["visitorToken"], *contacts))


@pytest.mark.parametrize(
    ("identity", "field"),
    [
        ({}, "customerIdentity"),
        ({"verifiedEmail": None, "verifiedFax": "1"}, "customerIdentity"),
        ("ada@example.com", "customerIdentity"),
        ({"verifiedEmail": ""}, "customerIdentity.verifiedEmail"),
        ({"verifiedEmail": "secret.ada"}, "customerIdentity.verifiedEmail"),
        ({"verifiedEmail": 7}, "customerIdentity.verifiedEmail"),
        ({"verifiedPhone": "secret 020 1234567"}, "customerIdentity.verifiedPhone"),
        ({"verifiedPhone": 31201234567}, "customerIdentity.verifiedPhone"),
        ({"visitorToken": "secret"}, "customerIdentity.visitorToken"),
        ({"visitorToken": "secret" * 43}, "customerIdentity.visitorToken"),
        ({"visitorToken": "secret with spaces"}, "customerIdentity.visitorToken"),
        (
            {"visitorToken": "secret\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"},
            "customerIdentity.visitorToken",
        ),
        ({"visitorToken": "secret_and_a_line\n"}, "customerIdentity.visitorToken"),
    ],
)
def test_a_malformed_field_is_named_and_not_echoed(shop: Shop, backend: Backend, identity: Any, field: str) -> None:
    status, error = shop.rejected(customerIdentity=identity)
    assert (status, [field["in"] for field in error["errors"]]) == (400, [field])
    assert "secret" not in str(error)
    assert stored(backend, CONTACTS) == "[]"


def test_every_malformed_identity_is_in_one_response(shop: Shop) -> None:
    _, error = shop.rejected(customerIdentity={"verifiedEmail": "x", "verifiedPhone": "x", "visitorToken": "x"})
    fields = [f"customerIdentity.{name}" for name in ("verifiedEmail", "verifiedPhone", "visitorToken")]
    assert [field["in"] for field in error["errors"]] == fields


def test_null_is_the_same_as_absent(shop: Shop) -> None:
    message = shop.publish(customerIdentity=None)
    assert shop.publish(EMAIL | {"verifiedPhone": None, "visitorToken": None})["createdBy"] == message["createdBy"]
    assert {kind for kind, _, _ in shop.known_as(message)} == {"email"}


def test_a_repeated_request_gets_the_first_response(shop: Shop, backend: Backend) -> None:
    first = shop.publish(EMAIL | TOKEN, integrationIdempotencyId="k")
    assert shop.publish(EMAIL | TOKEN, integrationIdempotencyId="k") == first
    assert shop.publish(EMAIL | PHONE, integrationIdempotencyId="k") == first
    assert identities_in(backend) == 2


class TestAnotherApp:
    """An app learns only that the person it named is known, with an id that grants no access."""

    @pytest.fixture
    def other(self, desk: DeskInProcess, shop: Shop) -> Shop:
        shop.publish(EMAIL | PHONE | TOKEN, senders=[party("cleo", name="Cleo")])
        return Shop(desk, "other")

    def test_the_same_visitor_token_of_another_app_is_another_visitor(self, shop: Shop, other: Shop) -> None:
        alone = other.publish(who="who")
        assert other.publish(TOKEN, who="who")["createdBy"] == alone["createdBy"]
        assert shop.known_as(alone) == {("visitor_token", None, "other")}

    @pytest.mark.parametrize("identity", [EMAIL, PHONE])
    def test_an_address_finds_the_contact_and_reveals_nothing_about_it(
        self, shop: Shop, other: Shop, identity: dict[str, str]
    ) -> None:
        message = other.publish(identity, who="who")
        assert message["createdBy"] == shop.publish()["createdBy"]
        assert message["senders"] == [{"actorId": message["createdBy"], **party("who")}]
        assert other.ticket_of(message)["contact_name"] == "Cleo"
        named = other.publish(who="again", associateWithContactId=message["createdBy"])
        channel = other.places[0][0]
        path = f"/v1/conversations/{message['conversationsThreadId']}/replies"
        reply_id = other.app.desk.call("POST", path, {"text": "Hi"})[1]["id"]
        shown = [message, named, other.app.done("GET", f"/{channel}/messages/{reply_id}")]
        assert not any(word in str(shown) for word in ("Cleo", "cleo", "ada@", "+3120"))

    def test_identities_that_an_app_verified_are_shown_as_its_claim(self, shop: Shop, other: Shop) -> None:
        other.publish(EMAIL | {"verifiedPhone": "+31201234999"}, who="who")
        known = {("email", "ada@example.com", "acme"), ("phone", "+31201234999", "other")}
        assert known < shop.known_as(shop.publish())


@pytest.mark.engine
class TestAtOnce:
    """Calls the use cases directly, because a resolver serves one request at a time."""

    def publishing(self, shop: Shop, identity: dict[str, str], **more: Any) -> list[Any]:
        program = Actor(ActorKind.PROGRAM, "token-acme", "Acme bot", "agent-1")
        use = shop.app.desk.channel_use_cases

        def publish(number: int) -> Any:
            channel_id, account = shop.places[number % 2]
            who = {"senders": [party(f"who-{number}")], "integrationThreadId": f"t-{number}"} | more
            body = PublishIn.model_validate(shop.app.message(account, customerIdentity=identity, **who))
            message, _, customer = use.publishing.publish(use.channels.get("acme", channel_id), program, body)
            return message, customer

        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(publish, range(8)))

    @EACH
    def test_first_messages_on_two_channels_are_of_one_contact(
        self, shop: Shop, backend: Backend, identity: dict[str, str]
    ) -> None:
        published = self.publishing(shop, identity)
        assert len({message.reference for message, _ in published}) == 8
        assert len({message.actor.id for message, _ in published}) == 1
        tickets = [shop.app.desk.tickets.get(message.reference) for message, _ in published]
        assert {ticket.contact_id for ticket in tickets if ticket} == {published[0][0].actor.id}
        assert identities_in(backend) == 1

    def test_messages_of_one_conversation_have_one_contact(self, shop: Shop, backend: Backend) -> None:
        first = shop.publish(at=0, who="cleo"), shop.publish(at=1, who="cleo")
        published = self.publishing(shop, EMAIL | PHONE, senders=[party("cleo")], integrationThreadId="cleo")
        assert sorted(message.sequence for message, _ in published) == [2, 2, 3, 3, 4, 4, 5, 5]
        assert (
            len({message.actor.id for message, _ in published} & {bare(message["createdBy"]) for message in first}) == 1
        )
        assert identities_in(backend) == 2

    def test_an_identity_bound_before_the_transaction_is_used(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        contacts = shop.app.desk.channel_use_cases.publishing._customers._contacts
        whose, won = contacts.whose, []

        def concurrent_writer_wins(identity: Any) -> Any:
            found = whose(identity)
            if not won:
                won.append(None)
                won.append(shop.publish(EMAIL, who="faster"))
            return found

        monkeypatch.setattr(contacts, "whose", concurrent_writer_wins)
        for at in (0, 1):
            won.clear()
            shop.publish(at=at, who="standing")
            assert shop.publish(EMAIL, at=at, who="slower")["createdBy"] == won[1]["createdBy"]

    def test_after_too_many_conflicts_the_caller_is_asked_to_retry(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop.publish(EMAIL)
        contacts = shop.app.desk.channel_use_cases.publishing._customers._contacts
        monkeypatch.setattr(contacts, "whose", lambda _: None)
        for more in ({}, {"senders": [party("bob")], "integrationThreadId": "bob"}):
            status, error = shop.rejected(customerIdentity=EMAIL, **more)
            assert (status, error["category"]) == (429, "RATE_LIMITS")


def test_an_interrupted_publish_is_completed_by_the_apps_retry(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, backend: Backend
) -> None:
    """The identity was bound, and the process crashed before it stored the message."""
    first = shop.publish()
    conversations = shop.app.desk.channel_use_cases.publishing._acceptance._repository

    def crash(*_: Any) -> Any:
        raise Unavailable("The table is throttling.")

    monkeypatch.setattr(conversations, "append", crash)
    status, _ = shop.rejected(
        senders=[party("cleo")], integrationThreadId="cleo", integrationIdempotencyId="k", customerIdentity=EMAIL
    )
    assert status == 503
    monkeypatch.undo()
    message = shop.publish(EMAIL, integrationIdempotencyId="k")
    assert message["createdBy"] == first["createdBy"]
    assert message["id"].endswith("_2")
    assert identities_in(backend) == 1


def test_nothing_of_an_identity_is_logged(shop: Shop, caplog: pytest.LogCaptureFixture, capsys: Any) -> None:
    with caplog.at_level(logging.INFO):
        shop.publish(EMAIL | PHONE | TOKEN)
        shop.rejected(customerIdentity=TOKEN | {"verifiedEmail": "ada@"})
    assert repr(PublishIn.model_validate(shop.app.message("1", customerIdentity=TOKEN))).count("vvvv") == 0
    output = caplog.text.lower() + "".join(capsys.readouterr())
    assert not any(word in output for word in ("ada@", "+3120", "vvvv"))


def test_an_edit_belongs_to_the_author_of_the_message(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready(capabilities=CAPABILITIES | {"allowEdits": True})
    known = app.publish(channel, account, senders=[party("ada")], integrationThreadId="t0", customerIdentity=EMAIL)
    app.publish(channel, account)
    second = app.publish(channel, account, customerIdentity=EMAIL)
    edit = {"changeType": "EDIT", "text": "x", "senders": [party()]}
    edited = app.done("POST", f"/{channel}/messages/{second['id']}/changes", edit)
    assert edited["createdBy"] == second["createdBy"] == known["createdBy"]


def test_equal_ids_of_two_identifier_types_are_two_contacts(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    kinds = ["CHANNEL_SPECIFIC_OPAQUE_ID", "HS_SHORT_CODE"]
    channel, account = app.ready(
        capabilities={"deliveryIdentifierTypes": kinds, "threadingModel": "DELIVERY_IDENTIFIER"}
    )
    who = [
        app.publish(channel, account, senders=[{"deliveryIdentifier": {"type": kind, "value": "12345"}}])["createdBy"]
        for kind in kinds
    ]
    assert len(set(who)) == 2
