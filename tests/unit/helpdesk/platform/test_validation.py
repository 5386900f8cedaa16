"""Whatever is sent, the answer is in our own words and names a place of the body."""

from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, HttpUrl, ValidationError

from helpdesk.accounts.routing_rules import AssignTo
from helpdesk.accounts.schemas import AccountPatchIn, DeliveryUrlIn
from helpdesk.connecting.schemas import ConnectionIn
from helpdesk.contract.channels import AccountIn, CapabilitiesIn, ChannelIn
from helpdesk.contract.connections import StagingTokenIn
from helpdesk.contract.messages import ChangeIn, PublishIn, StatusIn, UploadIn
from helpdesk.files.schemas import FileIn
from helpdesk.inboxes.schemas import InboxIn
from helpdesk.platform.errors import FieldError, InvalidRequest
from helpdesk.platform.validation import message_of, not_json, problems_of, refused
from helpdesk.providers.webhook.inbound import Envelope
from helpdesk.replies.schemas import ReplyIn
from helpdesk.replies.starting_schemas import StartIn
from helpdesk.tickets.schemas import OwnerIn
from helpdesk.tickets.schemas import StatusIn as TicketStatusIn

BODIES: tuple[type[BaseModel], ...] = (
    *(AccountIn, CapabilitiesIn, ChangeIn, ChannelIn, PublishIn, StagingTokenIn, StatusIn, UploadIn),
    *(AccountPatchIn, ConnectionIn, DeliveryUrlIn, FileIn, InboxIn, OwnerIn, ReplyIn, StartIn, TicketStatusIn),
    Envelope,
)
OF_PYDANTIC = (
    "Input should",
    "Value error",
    "Unable to",
    "should have",
    "should match",
    "Field required",
    "Extra inputs",
)


def answer(model: type[BaseModel], body: Any) -> InvalidRequest | None:
    try:
        model.model_validate(body)
    except ValidationError as error:
        return refused(problems_of(error), body=body)
    return None


def names() -> st.SearchStrategy[str]:
    known = {field.alias or name for model in BODIES for name, field in model.model_fields.items()}
    return st.sampled_from(sorted(known | {"type", "value", "message", "id", "contactProfile", "url", "urls"}))


VALUES = st.sampled_from(
    [None, True, 0, -1, 2**70, 1.5, "", "x", "FILE", "CONTACT", "https://[", "http://a:b/", "2026"]
)
JSON = st.recursive(VALUES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names(), inner, max_size=6))


def test_a_choice_among_enum_members_says_their_values() -> None:
    class Chosen(BaseModel):
        to: Literal[AssignTo.NONE, AssignTo.USERS_AND_TEAMS]

    refusal = answer(Chosen, {"to": "contact_owner"})
    assert refusal
    assert [each.message for each in refusal.fields] == ["This must be 'none' or 'users_and_teams'."]


@pytest.mark.parametrize("model", BODIES)
@given(body=JSON)
def test_no_answer_has_the_words_of_a_library_or_a_path_outside_the_body(model: type[BaseModel], body: Any) -> None:
    refusal = answer(model, body)
    for field in refusal.fields if refusal else ():
        assert field.message, field
        assert not [words for words in OF_PYDANTIC if words in field.message], field
        # A pattern may have braces; our own words with one would lack a value.
        assert "{" not in field.message.partition("the pattern ")[0]
        assert field.field == "body" or _is_in(body, field.field), (body, field)
        assert not (" entr" in field.message and isinstance(_value_at(body, field.field), str)), field


def _value_at(body: Any, path: str) -> Any:
    for part in path.replace("[", ".[").removeprefix(".").split("."):
        try:
            body = body[int(part[1:-1])] if part.startswith("[") else body[part]
        except (KeyError, IndexError, TypeError):
            return None
    return body


def _is_in(body: Any, path: str) -> bool:
    """Whether the path leads to a place of the body, or to a field that its object lacks."""
    parts = path.replace("[", ".[").removeprefix(".").split(".")
    for at, part in enumerate(parts):
        if part.startswith("["):
            body = body[int(part[1:-1])]
        elif part in body:
            body = body[part]
        else:
            return at == len(parts) - 1
    return True


def test_a_union_is_one_answer() -> None:
    fields = {"type": "object", "properties": {"a": {"type": "string", "enum": [None]}}}
    refusal = answer(ChannelIn, {"name": "x", "capabilities": {}, "credentialFields": fields})
    assert refusal
    [field] = refusal.fields
    assert field.field == "credentialFields.properties.a.enum[0]"
    assert field.message == "This must be a boolean, or a whole number, or a number, or a string."


@pytest.mark.parametrize(
    ("said", "message", "place"),
    [
        ("Invalid JSON: expected value at line 2 column 19", "expected value at line 2 column 19", ["2"]),
        ("EOF while parsing", "EOF while parsing", None),
    ],
)
def test_malformed_json_is_said_once(said: str, message: str, place: list[str] | None) -> None:
    refusal = not_json(said)
    assert refusal.message == f"The body is not JSON: {message}."
    assert refusal.context.get("line") == place


def test_a_long_url_is_told_from_what_is_no_url() -> None:
    class Body(BaseModel):
        url: HttpUrl

    said = {answer(Body, {"url": url}).fields[0].message for url in ("https://x.example/" + "x" * 3000, "nothing")}  # type: ignore[union-attr]
    assert said == {
        "This URL must have at most 2083 characters.",
        "This must be a URL, for example https://example.com/.",
    }


class Counted(BaseModel):
    name: str = Field(min_length=2)
    entries: list[str] = Field(min_length=2)
    one: str = Field(min_length=1)
    first: list[str] = Field(min_length=1)
    short: str = Field(max_length=1)
    few: list[str] = Field(max_length=1)
    number: int = Field(ge=1)


def test_a_length_is_counted_in_words() -> None:
    body = {"name": "", "entries": [], "one": "", "first": [], "short": "xy", "few": ["x", "y"], "number": 0}
    with pytest.raises(ValidationError) as caught:
        Counted.model_validate(body)
    assert {problem["loc"][0]: message_of(problem) for problem in problems_of(caught.value)} == {
        "name": "This must have at least 2 characters.",
        "entries": "This must have at least 2 entries.",
        "one": "This must have at least 1 character.",
        "first": "This must have at least 1 entry.",
        "short": "This must have at most 1 character.",
        "few": "This must have at most 1 entry.",
        "number": "This must be at least 1.",
    }


@pytest.mark.parametrize(
    "field", ["integrationThreadId", "integrationIdempotencyId", "channelAccountId", "inReplyToId"]
)
def test_an_id_that_may_be_a_number_is_measured_as_text(field: str) -> None:
    body = {"channelAccountId": "1", "messageDirection": "INCOMING", "text": "x"}
    for text, message in (
        ("", "This must have at least 1 character."),
        ("x" * 513, f"This must have at most {512 if field.startswith('integration') else 128} characters."),
    ):
        refusal = answer(PublishIn, body | {field: text})
        assert refusal
        assert refusal.fields == (FieldError(field, message),)
