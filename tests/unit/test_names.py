"""Whatever is shown to others under a name: nobody passes for something else by characters that are not seen."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

import channel_api
import desk_api
import helpdesk
from helpdesk.platform.schemas import RequestModel
from helpdesk.replies.schemas import RecipientIn
from helpdesk.replies.starting_schemas import CustomerIn
from helpdesk.tickets.values import with_values
from tests.support import examples

_NAMES = {"name", "label", "title", "folder", "quote_number", "reason", "skills"}
_ELSEWHERE = {"CustomerIn", "RecipientIn", "FileIn", "PropertyIn.name"}
"""Cleaned by what becomes of them: a sender, a file. The name of a property is for programs."""
_SENT = "helpdesk.content.composed"
"""What an agent composes goes to the customer as it is."""


def _below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in model.__subclasses__():
        yield each
        yield from _below(each)


def _names() -> dict[str, Any]:
    """The types of the names that requests give, by `ViewIn.name`."""
    for package in (helpdesk, desk_api, channel_api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "schemas" in module.name or "contract" in module.name:
                importlib.import_module(module.name)
    return {
        f"{model.__name__}.{name}": Annotated[field.annotation, *field.metadata, field]
        for model in _below(RequestModel)
        if model.__module__ != _SENT and model.__name__ not in _ELSEWHERE
        for name, field in model.model_fields.items()
        if name in _NAMES and f"{model.__name__}.{name}" not in _ELSEWHERE
    }


NAMES = _names()


def test_the_names_are_found() -> None:
    assert {"ViewIn.name", "TeamPatchIn.name", "ChoiceIn.label", "SnippetIn.folder", "UserIn.skills"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_without_what_nobody_sees(name: str) -> None:
    kept = TypeAdapter(NAMES[name])
    several = name.endswith("skills")
    given = "Ann \u202eexe.\u200bgpj"
    assert kept.validate_python([given] if several else given) == (["Ann exe.gpj"] if several else "Ann exe.gpj")
    with pytest.raises(ValidationError):
        kept.validate_python(["\u202e\u200b"] if several else "\u202e\u200b")


def test_a_customer_is_named_without_what_nobody_sees() -> None:
    identifier = {"type": "HS_EMAIL_ADDRESS", "value": "ann@example.com"}
    for name, kept in (("Ann\u202e\n Lee", "Ann Lee"), ("\u202e", None), (None, None)):
        assert CustomerIn.model_validate({**identifier, "name": name}).sender().name == kept
        recipient = {"delivery_identifier": identifier, "name": name}
        assert RecipientIn.model_validate(recipient).sender().name == kept


def test_a_ticket_is_named_so_among_its_properties_too() -> None:
    named = with_values(examples.ticket(), {"name": "Ann \u202eexe.gpj"}, {}, {})
    assert named.subject == "Ann exe.gpj"
