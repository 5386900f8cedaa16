import pytest

from helpdesk.providers.telegram.inbound.money import money
from helpdesk.providers.telegram.values import MALFORMED


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (8950, "EUR", "89.50 EUR"),
        (5, "EUR", "0.05 EUR"),
        (145, "JPY", "145 JPY"),
        (1500, "KWD", "1.500 KWD"),
        (1, "XTR", "1 Telegram Star"),
        (250, "XTR", "250 Telegram Stars"),
        (0, "ABC", "0.00 ABC"),
    ],
)
def test_an_amount_is_written_with_the_digits_of_its_currency(amount, currency, text):
    assert money(amount, currency) == text


@pytest.mark.parametrize(("amount", "currency"), [(-1, "EUR"), (1.5, "EUR"), (True, "EUR"), (2**53, "EUR"), (1, None)])
def test_what_is_no_amount_is_malformed(amount, currency):
    with pytest.raises(MALFORMED):
        money(amount, currency)
