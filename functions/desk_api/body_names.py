"""What the body of a request names, wherever it does: so a new route that takes files is checked before anybody thinks
of it."""

from collections.abc import Iterator

from pydantic import BaseModel


def named_in(body: object, name: str, at: str = "") -> Iterator[tuple[str, str]]:
    """(field, value) of each field with this name. Only fields of ours: a ticket property may have any name."""
    if isinstance(body, BaseModel):
        for own, value in body:
            field = f"{at}.{own}" if at else own
            if own == name and isinstance(value, str):
                yield field, value
            else:
                yield from named_in(value, name, field)
    elif isinstance(body, list | tuple):
        for position, value in enumerate(body):
            yield from named_in(value, name, f"{at}[{position}]")
