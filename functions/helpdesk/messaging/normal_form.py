"""E-mail addresses and phone numbers in the normal form in which they are compared.

Two spellings of one address may stay different; two addresses must never become equal. So only the case of letters is
folded and the xn-- form of a domain is decoded, nothing else that a mail server may distinguish, and no country is
guessed for a phone number: a number without a country's code needs a region that somebody has set.

The libraries are imported when they are first needed: a cold start that normalises nothing does not pay for them.
"""

import re
import unicodedata

_EMAIL = "an e-mail address has the form ada@example.com and at most 254 bytes"
_EMAIL_BYTES = 254  # RFC 5321
_TYPED_AT_MOST = 1024
"""Characters, before normalising: the time for that grows with the square of the number of combining characters."""
_PHONE = "a phone number is written as +31201234567: the country's code first, at most 15 digits, no (0)"
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{5,14}")
_NATIONAL = re.compile(r"[0-9]{5,14}")
_INTERNATIONAL_PREFIX = re.compile("^00(?=[1-9])")
_REVERSED = "\u202e"
_PUNCTUATION = re.compile(r"[\s.()\[\]\u2010-\u2015-]")
_TRUNK_ZERO = re.compile(r"[(\[]\s*0\s*[)\]]")


def normalised_email(text: str) -> str:
    """NFC, without surrounding white space, in lower case on both sides of the @, with the letters that the xn-- form
    of a domain stands for. Raises ValueError."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - see above

    if len(text) > _TYPED_AT_MOST:
        raise ValueError(_EMAIL)
    address = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).lower())
    try:
        valid = validate_email(address, check_deliverability=False, globally_deliverable=False, strict=True)
    except EmailNotValidError as error:
        raise ValueError(_EMAIL) from error
    # The library would also fold similar characters (NFC of the local part, width in the domain): the result may be
    # someone else's address.
    local, _, domain = address.rpartition("@")
    if valid.local_part != local or not _is_domain(domain, valid.domain, valid.ascii_domain):
        raise ValueError(_EMAIL)
    if max(len(address.encode()), len(valid.normalized.encode())) > _EMAIL_BYTES:
        raise ValueError(_EMAIL)
    return valid.normalized


def _is_domain(written: str, letters: str, ascii_form: str) -> bool:
    """Whether each label is written in letters or in the xn-- form. One label is enough: a company's own mail server
    may have a name without a dot."""
    return all(
        label in forms
        for label, *forms in zip(written.split("."), letters.split("."), ascii_form.split("."), strict=True)
    )


def normalised_phone(text: str, region: str | None = None) -> str:
    """E.164, without spaces, dots, hyphens, brackets and invisible characters; 00 is a +. `region`: of a number without
    a country's code, as NL. Raises ValueError."""
    from phonenumbers import (  # noqa: PLC0415 - see above
        NumberParseException,
        PhoneNumberFormat,
        ValidationResult,
        format_number,
        is_possible_number_with_reason,
        parse,
    )

    seen, written = _written(text)
    is_national = region is not None and _NATIONAL.fullmatch(written) is not None
    if _TRUNK_ZERO.search(seen) or not (is_national or _INTERNATIONAL.fullmatch(written)):
        raise ValueError(_PHONE)
    try:
        number = parse(written, region if is_national else None)
    except NumberParseException as error:
        raise ValueError(_PHONE) from error
    if is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        raise ValueError(_PHONE)
    # The library would also insert or drop digits, where a country dials another number than people write. The result
    # may be someone else's number.
    normal = format_number(number, PhoneNumberFormat.E164)
    if not is_national and normal != written:
        raise ValueError(_PHONE)
    if is_national and not normal.endswith(written.lstrip("0")):
        raise ValueError(_PHONE)
    return normal


def is_national(text: str) -> bool:
    """Whether it may be a number without a country's code, which a region makes complete."""
    seen, written = _written(text)
    return not _TRUNK_ZERO.search(seen) and _NATIONAL.fullmatch(written) is not None


def is_region(code: str) -> bool:
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 - see above

    return code in SUPPORTED_REGIONS


def _written(text: str) -> tuple[str, str]:
    """As it is seen, and without punctuation."""
    # Address books put marks of direction around a number. One of them would show its digits in reverse.
    seen = "".join(letter for letter in text if letter == _REVERSED or unicodedata.category(letter) != "Cf")
    return seen, _INTERNATIONAL_PREFIX.sub("+", _PUNCTUATION.sub("", seen))
