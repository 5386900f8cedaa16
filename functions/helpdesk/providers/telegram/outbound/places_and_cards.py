"""Locations and contact cards as the Bot API takes them (core.telegram.org/bots/api#sendvenue, #sendcontact). Pure."""

from collections.abc import Iterator
from typing import Any

from helpdesk.platform.text import cut
from helpdesk.providers.models import Json, Step

_VCARD_BYTES = 2048
_NAME = 64
_FIELDS = (("emails", "email", "EMAIL"), ("phones", "phone", "TEL"), ("urls", "url", "URL"))


def location(part: Json) -> Step:
    where = {"latitude": part["latitude"], "longitude": part["longitude"]}
    name, address = part.get("name"), part.get("address")
    if not (name or address):
        return Step("sendLocation", where)
    return Step("sendVenue", {**where, "title": name or address, "address": address or name})


def contact(part: Json) -> Step | None:
    """None for a card without a phone number, which Telegram's has."""
    profile = part["contactProfile"]
    phones = profile.get("phones") or []
    if not phones:
        return None
    first, last = _names(profile)
    card: dict[str, Any] = {"phone_number": phones[0]["phone"], "first_name": first or phones[0]["phone"]}
    card |= {"last_name": last} if last else {}
    vcard = "\n".join(("BEGIN:VCARD", "VERSION:3.0", *_vcard(profile), "END:VCARD"))
    return Step("sendContact", card | ({"vcard": vcard} if len(vcard.encode()) <= _VCARD_BYTES else {}))


def contact_as_text(part: Json) -> str:
    profile = part["contactProfile"]
    organisation = profile.get("org") or {}
    lines = [" ".join(filter(None, _names(profile))), organisation.get("company"), organisation.get("title")]
    lines += [each.get(name) for several, name, _ in _FIELDS for each in profile.get(several) or []]
    return "\n".join(dict.fromkeys(filter(None, lines)))


def _names(profile: Json) -> tuple[str, str]:
    name = profile.get("name") or {}
    first = " ".join(filter(None, (name.get("prefix"), name.get("firstName"), name.get("middleName"))))
    last = " ".join(filter(None, (name.get("lastName"), name.get("suffix"))))
    company = str((profile.get("org") or {}).get("company") or "")
    first, last = (first, last) if first else (last or company, "")
    return cut(first, _NAME), cut(last, _NAME)


def _vcard(profile: Json) -> Iterator[str]:
    name, organisation = profile.get("name") or {}, profile.get("org") or {}
    in_order = ("lastName", "firstName", "middleName", "prefix", "suffix")
    yield f"FN:{_value(' '.join(filter(None, _names(profile))))}"
    yield f"N:{';'.join(_value(name.get(part)) for part in in_order)}"
    if organisation.get("company"):
        yield f"ORG:{_value(organisation['company'])};{_value(organisation.get('department'))}"
    if organisation.get("title"):
        yield f"TITLE:{_value(organisation['title'])}"
    for several, field, property_ in _FIELDS:
        for each in profile.get(several) or []:
            kind = f";TYPE={each['type']}" if field != "url" and each.get("type") else ""
            yield f"{property_}{kind}:{_value(each.get(field))}"
    for address in profile.get("addresses") or []:
        lines = (address.get(part) for part in ("street", "city", "state", "zip", "country"))
        yield f"ADR:;;{';'.join(_value(line) for line in lines)}"


def _value(text: str | None) -> str:
    """As RFC 2426 escapes it."""
    text = (text or "").replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n")
    return text.replace(",", "\\,").replace(";", "\\;")
