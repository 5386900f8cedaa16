import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.contacts.identities import Identity
from helpdesk.messaging.normal_form import normalised_email, normalised_phone
from tests.support.strategies import any_text

PUNCTUATION = [" ", "\u00a0", "\u202f", ".", "-", "\u2011", "\u2013", "(", ")", "[", "]"]


@pytest.mark.parametrize(
    ("given", "normalised"),
    [
        ("ada@example.com", "ada@example.com"),
        (" \tAda.Lovelace+desk@Example.COM\r\n", "ada.lovelace+desk@example.com"),
        ("o'hara!#$%&*/=?^_`{|}~-@x.example", "o'hara!#$%&*/=?^_`{|}~-@x.example"),
        ("Jose\u0301@example.com", "jos\u00e9@example.com"),
        ("ада@Пример.РФ", "ада@пример.рф"),
        ("ada@intranet", "ada@intranet"),
        ("ada@xn--mnchen-3ya.de", "ada@münchen.de"),
        ("Ada@XN--MNCHEN-3YA.de", "ada@münchen.de"),
        ("ada@mail.xn--mnchen-3ya.пример", "ada@mail.münchen.пример"),
        ("ada@xn--fa-hia.de", "ada@faß.de"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
    ],
)
def test_an_email_address_is_trimmed_composed_and_in_lower_case(given: str, normalised: str):
    assert normalised_email(given) == normalised


@pytest.mark.parametrize(
    ("email", "other"),
    [
        ("straße@example.com", "strasse@example.com"),
        ("ada@straße.example", "ada@strasse.example"),
        ("ada@xn--fa-hia.de", "ada@fass.de"),
        ("ada@xn--80ak6aa92e.com", "ada@apple.com"),
        ("xn--mnchen-3ya@example.com", "münchen@example.com"),
        ("d\u0131lara@example.com", "dilara@example.com"),
        ("a.da@example.com", "ada@example.com"),
        ("ada+desk@example.com", "ada@example.com"),
        ("ﬁne@example.com", "fine@example.com"),
    ],
)
def test_addresses_of_possibly_different_mailboxes_stay_different(email: str, other: str):
    assert normalised_email(email) != normalised_email(other)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@example.com, bob@example.com",
        "Ada <ada@example.com>",
        '"a b"@example.com',
        "a@b@example.com",
        "ada@example..com",
        "ada@.example.com",
        "ada@example.com.",
        "ada lovelace@example.com",
        "ada@exam\u200bple.com",
        "ada\u202e@example.com",
        "ada@example.com\0",
        "ada@\ud800.example",
        "ada@xn--zzzzzz.de",
        "ada@xn--.de",
        "ada@\uff4dünchen.de",
        "a" * 65 + "@example.com",
        "ada@" + "a" * 251,
        "mailto:ada@example.com",
    ],
)
def test_anything_but_one_visible_email_address_is_rejected(wrong: str):
    with pytest.raises(ValueError, match=r"ada@example\.com"):
        normalised_email(wrong)


@given(any_text)
def test_an_email_addresss_normalisation_is_idempotent_or_rejected(text: str):
    try:
        address = normalised_email(text + "@Example.com")
    except ValueError:
        return
    assert normalised_email(address) == normalised_email(f"\u2003{address} ") == address
    assert address.isprintable()
    assert not re.search(r"\s", address)


WORD = st.from_regex(r"[a-zA-Z0-9+_]{1,20}", fullmatch=True)
LABEL = st.from_regex(r"[a-zA-Z][a-zA-Z0-9]{0,20}", fullmatch=True)
ADDRESSES = st.builds(
    lambda local, domain: f"{'.'.join(local)}@{'.'.join(domain)}",
    st.lists(WORD, min_size=1, max_size=3),
    st.lists(LABEL, min_size=2, max_size=3),
)


@given(ADDRESSES)
def test_the_case_of_letters_is_ignored(address: str):
    assert normalised_email(address.upper()) == normalised_email(address.lower()) == address.lower()


@pytest.mark.parametrize(
    ("given", "normalised"),
    [
        ("+31201234567", "+31201234567"),
        (" +31 (20) 123-45.67 ", "+31201234567"),
        ("+1\u00a0[415]\u2011555\u20132671", "+14155552671"),
        ("+6531234567", "+6531234567"),
        ("0031 20 123 4567", "+31201234567"),
        ("(00)31-20-1234567", "+31201234567"),
        ("\u202d+31 20 123 4567\u202c", "+31201234567"),
        ("\u200b+3120\u20601234567\ufeff", "+31201234567"),
        ("+493012345678901", "+493012345678901"),
    ],
)
def test_a_phone_number_is_e_164(given: str, normalised: str):
    assert normalised_phone(given) == normalised


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "+",
        "0201234567",
        "00031201234567",
        "31201234567",
        "\u202e+31201234567",
        "++31201234567",
        "+01201234567",
        "+1234567",
        "+1234567890123456",
        "+123456789012345",
        "+12345678",
        "+99912345678",
        "+31 20 1234567 ext. 5",
        "+31/20/1234567",
        "+44 (0)20 7946 0000",
        "+4402079460000",
        "+54 11 15 2345 6789",
        "+44 ( 0 ) 20 7946 0000",
        "+44 [0] 20 7946 0000",
        "\u066b31201234567",
        "+\u0663\u0661201234567",
        "+31201234567\0",
        "tel:+31201234567",
    ],
)
def test_an_invalid_international_phone_number_is_rejected(wrong: str):
    with pytest.raises(ValueError, match="31201234567"):
        normalised_phone(wrong)


def _example(region: str) -> str:
    return phonenumbers.format_number(phonenumbers.example_number(region), phonenumbers.PhoneNumberFormat.E164)


NUMBERS = st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)).map(_example)


@given(NUMBERS, st.data())
def test_punctuation_in_a_phone_number_is_ignored(number: str, data: st.DataObject):
    marks = data.draw(st.lists(st.sampled_from(PUNCTUATION), min_size=len(number), max_size=len(number)))
    written = "".join(digit + mark for digit, mark in zip(number, marks, strict=True))
    if not re.search(r"[(\[]\s*0\s*[)\]]", written):
        assert normalised_phone(written) == number


@given(any_text)
def test_a_phone_numbers_normalisation_is_idempotent_or_rejected(text: str):
    for written in (text, "+31" + text):
        try:
            number = normalised_phone(written)
        except ValueError:
            continue
        assert normalised_phone(number) == number
        assert re.fullmatch(r"\+[1-9][0-9]{7,14}", number)


def test_a_visitor_belongs_to_its_app_and_an_address_to_all_apps():
    assert Identity.visitor("token", "acme").key == Identity.visitor("token", "acme").key
    assert Identity.visitor("token", "acme").key != Identity.visitor("token", "other").key
    assert Identity.visitor("token", "acme").value is None
    assert Identity.email("ada@example.com", "acme").key == Identity.email("ada@example.com", "other").key
    assert Identity.email("Ada@Example.com", "acme").key == Identity.email("ada@example.com", "acme").key
    assert Identity.email("Ada@Example.com", "acme").value == "Ada@Example.com", "as it was written"


@pytest.mark.parametrize(
    ("written", "region", "normal"),
    [
        ("020 123 45 67", "NL", "+31201234567"),
        ("06-12345678", "NL", "+31612345678"),
        ("(030) 1234567", "DE", "+49301234567"),
        ("+44 20 7946 0018", "NL", "+442079460018"),
        ("06 698 12345", "IT", "+390669812345"),
    ],
)
def test_a_region_completes_a_national_number(written: str, region: str, normal: str) -> None:
    assert normalised_phone(written, region) == normal


@pytest.mark.parametrize(
    "written", ["112", "020 123 45 67 89 01 23", "+31 (0)20 1234567", "0800 FLOWERS", "020 1234567 x5"]
)
def test_a_region_completes_nothing_else(written: str) -> None:
    with pytest.raises(ValueError, match="country's code"):
        normalised_phone(written, "NL")
