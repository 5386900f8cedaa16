"""Converts DynamoDB's attribute values from and to plain ones.

boto3's own TypeSerializer does this too, but importing it imports all of boto3: a tenth of the webhook's cold start.
Numbers are int or Decimal; a float is rejected, because it cannot be stored exactly.
"""

from base64 import b64decode
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from helpdesk.platform.frozen import frozen

Item = dict[str, Any]


@frozen
class Key:
    pk: str
    sk: str

    def attributes(self) -> Item:
        return {"pk": self.pk, "sk": self.sk}


def to_attributes(item: Mapping[str, Any]) -> dict[str, Any]:
    """None values are left out: an absent attribute and a null one are the same to the help desk."""
    return {name: _to_attribute(value) for name, value in item.items() if value is not None}


def from_attributes(item: Mapping[str, Any]) -> Item:
    """Most attributes are text: a page of tickets has hundreds."""
    return {
        name: value if kind == "S" else _from_attribute(kind, value)
        for name, attribute in item.items()
        for kind, value in attribute.items()
    }


def _to_attribute(value: Any) -> dict[str, Any]:
    match value:
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int() | Decimal():
            return {"N": str(value)}
        case bytes():
            return {"B": value}
        case Mapping():
            return {"M": to_attributes(value)}
        case list() | tuple():
            return {"L": [_to_attribute(element) for element in value]}
        case _:
            raise TypeError(f"{type(value).__name__} cannot be stored")


def _from_attribute(kind: str, value: Any) -> Any:
    match kind:
        case "N":
            return int(value) if value.lstrip("-").isdigit() else Decimal(value)
        case "M":
            return from_attributes(value)
        case "L":
            return [_from_attribute(kind, part) for element in value for kind, part in element.items()]
        case "NULL":
            return None
        case "B":  # in the event of a stream, which is JSON, it is text
            return b64decode(value) if isinstance(value, str) else value
        case "S" | "BOOL" | "SS" | "NS" | "BS":
            return value
        case _:
            raise TypeError(f"attribute kind {kind} is unknown")
