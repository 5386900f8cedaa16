"""The thread of a conversation that the desk starts: one for each address that an account writes to."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.accounts.threads import thread_key_for_start, thread_key_of_addresses
from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.messaging.capabilities import Capabilities, ThreadingModel
from helpdesk.messaging.messages import Sender
from tests.support.examples import account

addresses = st.builds(DeliveryIdentifier, st.sampled_from(DeliveryIdentifierType), st.text(min_size=1, max_size=5))
lines = st.builds(
    lambda number, address: replace(account(), id=str(number), delivery_identifier=address),
    st.integers(1, 3),
    st.none() | addresses,
)
BY_ID, BY_PAIR = (Capabilities(threading_model=model) for model in ThreadingModel)


@given(lines, addresses, lines, addresses)
def test_a_thread_id_is_unique_for_each_account_and_address(ours, customer, others, somebody):
    first, second = (
        thread_key_for_start(BY_ID, ours, Sender.at(customer)),
        thread_key_for_start(BY_ID, others, Sender.at(somebody)),
    )
    assert first.startswith("kanaal-")
    assert (first == second) is ((ours.id, customer) == (others.id, somebody))


@given(lines, addresses, st.none() | st.text())
def test_by_identifiers_it_is_the_thread_of_the_customers_messages(ours, customer, name):
    assert thread_key_for_start(BY_PAIR, ours, Sender.at(customer, name)) == thread_key_of_addresses(
        ours, Sender.at(customer)
    )


@pytest.mark.parametrize("kind", DeliveryIdentifierType)
def test_an_address_is_returned_as_it_was_given(kind):
    sender = Sender.at(DeliveryIdentifier(kind, "x"))
    assert sender.address == DeliveryIdentifier(kind, "x")
    assert (sender.email, sender.phone) == (
        "x" if kind == "HS_EMAIL_ADDRESS" else None,
        "x" if kind == "HS_PHONE_NUMBER" else None,
    )
