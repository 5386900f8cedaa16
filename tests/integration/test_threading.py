"""The messages of one thread, under both threading models of the contract."""

from typing import Any

import pytest

from tests.support.integrator import CAPABILITIES, Integrator, party


@pytest.fixture
def by_id(app: Integrator) -> tuple[str, str]:
    return app.ready(name="By id")


@pytest.fixture
def by_pair(app: Integrator) -> tuple[str, str]:
    return app.ready(name="By pair", capabilities=CAPABILITIES | {"threadingModel": "DELIVERY_IDENTIFIER"})


def thread(app: Integrator, place: tuple[str, str], **more: Any) -> str:
    created: str = app.publish(*place, **more)["conversationsThreadId"]
    return created


def test_integration_thread_id_the_same_id_is_the_same_thread_whoever_writes(
    app: Integrator, by_id: tuple[str, str]
) -> None:
    assert thread(app, by_id) == thread(app, by_id, senders=[party("other")])


@pytest.mark.parametrize("missing", [None, ""])
def test_integration_thread_id_missing_on_a_first_message_is_named(
    app: Integrator, by_id: tuple[str, str], missing: str | None
) -> None:
    channel, account = by_id
    status, error = app.call("POST", f"/{channel}/messages", app.message(account, integrationThreadId=missing))
    assert (status, error["errors"][0]["in"]) == (400, "integrationThreadId")
    assert app.desk.call("GET", "/v1/tickets")[1]["tickets"] == []


def test_integration_thread_id_that_changes_between_messages_is_another_thread(
    app: Integrator, by_id: tuple[str, str]
) -> None:
    assert len({thread(app, by_id, integrationThreadId=name) for name in ("t1", "t2", "T1", "t1 ")}) == 4


def test_integration_thread_id_shared_by_two_accounts_is_two_threads(app: Integrator, by_id: tuple[str, str]) -> None:
    other = app.connect(by_id[0], "second")
    assert thread(app, by_id) != thread(app, (by_id[0], other))


def test_integration_thread_id_shared_by_two_channels_is_two_threads(app: Integrator, by_id: tuple[str, str]) -> None:
    assert thread(app, by_id) != thread(app, app.ready(name="Another"))


def test_integration_thread_id_the_same_customer_on_two_accounts_is_two_contacts(
    app: Integrator, by_id: tuple[str, str]
) -> None:
    first, second = (app.publish(by_id[0], account) for account in (by_id[1], app.connect(by_id[0], "second")))
    assert first["createdBy"] != second["createdBy"]


def test_delivery_identifier_the_pair_is_the_thread_in_both_directions_and_no_id_is_needed(
    app: Integrator, by_pair: tuple[str, str]
) -> None:
    outgoing = {"messageDirection": "OUTGOING", "recipients": [party()], "senders": []}
    threads = {thread(app, by_pair, integrationThreadId=name) for name in (None, "t1", "t2")}
    assert threads == {thread(app, by_pair, **outgoing)}


def test_delivery_identifier_of_another_value_or_type_is_another_thread(
    app: Integrator, by_pair: tuple[str, str]
) -> None:
    typed = [{"deliveryIdentifier": {"type": "HS_SHORT_CODE", "value": "cleo"}}]
    senders: list[Any] = [[party()], [party("other")], typed]
    assert len({thread(app, by_pair, senders=sender) for sender in senders}) == 3


def test_delivery_identifier_the_same_customer_on_two_accounts_is_two_threads_and_two_contacts(
    app: Integrator, by_pair: tuple[str, str]
) -> None:
    accounts = (by_pair[1], app.connect(by_pair[0], "second"), app.connect(by_pair[0], None))
    messages = [app.publish(by_pair[0], account) for account in accounts]
    assert len({message["conversationsThreadId"] for message in messages}) == 3
    assert len({message["createdBy"] for message in messages}) == 3


def test_delivery_identifier_on_two_channels_is_two_threads(app: Integrator, by_pair: tuple[str, str]) -> None:
    capabilities = CAPABILITIES | {"threadingModel": "DELIVERY_IDENTIFIER"}
    assert thread(app, by_pair) != thread(app, app.ready(name="Another", capabilities=capabilities))
