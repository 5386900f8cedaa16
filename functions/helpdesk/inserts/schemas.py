"""Snippets and the library in the API's format."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StringConstraints

from helpdesk.content.draft import draft
from helpdesk.inserts.models import EntryKind, LibraryEntry, Snippet, folders
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.schemas import ChangeModel, RequestModel, ResponseModel, Time
from helpdesk.platform.text import to_be_seen
from helpdesk.platform.web_addresses import WebAddress

_LONGEST = 20_000
_Name = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(to_be_seen)]
_Shortcut = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$"),
    Field(description="What an agent types after `/`. Unique."),
]
_Folder = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[^/\x00-\x1f]+(/[^/\x00-\x1f]+)*$"),
    AfterValidator(lambda path: "/".join(map(to_be_seen, path.split("/")))),
    Field(description="`Billing/Refunds` is a folder in a folder."),
]
_CONTENT = (
    "With placeholders such as `{{contact.first_name|there}}`; what follows `|` stands where the value is missing."
)
_Text = Annotated[str, StringConstraints(max_length=_LONGEST), Field(description=_CONTENT)]
_RichText = Annotated[str, StringConstraints(max_length=_LONGEST), Field(description=f"HTML. {_CONTENT}")]


class SnippetIn(RequestModel):
    """Needs text or rich text."""

    name: _Name
    text: _Text = ""
    rich_text: _RichText | None = None
    shortcut: _Shortcut | None = None
    folder: _Folder | None = None

    def snippet(self) -> Snippet:
        """Its id and time are not known yet."""
        return Snippet("", self.name, created_at="", shortcut=self.shortcut, folder=self.folder, **_content(self))


class SnippetPatchIn(ChangeModel):
    """Fields that are left out keep their values; text and rich text are replaced together."""

    name: _Name = ""
    text: _Text = ""
    rich_text: _RichText | None = None
    shortcut: _Shortcut | None = None
    folder: _Folder | None = None

    def changes(self) -> dict[str, Any]:
        given = _given(self)
        if not self.model_fields_set & {"text", "rich_text"}:
            return given
        return {**given, **_content(self)}


class SnippetOut(ResponseModel):
    id: str
    name: str
    text: str
    rich_text: str | None
    shortcut: str | None
    folder: str | None
    created_at: Time
    version: int

    @classmethod
    def of(cls, snippet: Snippet) -> Self:
        return cls.model_validate(snippet)


class SnippetListOut(ResponseModel):
    snippets: list[SnippetOut]
    folders: Annotated[list[str], Field(description="Each that has a snippet.")]

    @classmethod
    def of(cls, snippets: Sequence[Snippet]) -> Self:
        return cls(snippets=[SnippetOut.of(each) for each in snippets], folders=folders(snippets))


_Excerpt = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
_FileId = Annotated[str, StringConstraints(min_length=1, max_length=128), Field(description="Of an uploaded file.")]
_Number = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(to_be_seen)]
_Amount = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{1,12}(\.[0-9]{1,4})?$"), Field(description="A decimal number: `1250.00`.")
]
_Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(description="ISO 4217.")]


class LibraryEntryIn(RequestModel):
    """A document needs a file or a URL; an article, a meeting link and a video need a URL; a quote needs its number."""

    kind: EntryKind
    title: _Name
    url: WebAddress | None = None
    excerpt: _Excerpt | None = None
    file_id: _FileId | None = None
    quote_number: _Number | None = None
    amount: _Amount | None = None
    currency: _Currency | None = None
    valid_until: date | None = None

    def entry(self) -> LibraryEntry:
        """Its id and time are not known yet."""
        return LibraryEntry(
            id="", created_at="", **_dated({name: getattr(self, name) for name in type(self).model_fields})
        )


class LibraryEntryPatchIn(ChangeModel):
    """Fields that are left out keep their values. The kind cannot be changed."""

    title: _Name = ""
    url: WebAddress | None = None
    excerpt: _Excerpt | None = None
    file_id: _FileId | None = None
    quote_number: _Number | None = None
    amount: _Amount | None = None
    currency: _Currency | None = None
    valid_until: date | None = None

    def changes(self) -> dict[str, Any]:
        return _dated(_given(self))


class LibraryEntryOut(ResponseModel):
    id: str
    kind: EntryKind
    title: str
    url: str | None
    excerpt: str | None
    file_id: str | None
    quote_number: str | None
    amount: str | None
    currency: str | None
    valid_until: Annotated[str | None, Field(description="A date.")]
    created_at: Time
    version: int

    @classmethod
    def of(cls, entry: LibraryEntry) -> Self:
        return cls.model_validate(entry)


class LibraryListOut(ResponseModel):
    entries: list[LibraryEntryOut]

    @classmethod
    def of(cls, entries: Sequence[LibraryEntry]) -> Self:
        return cls(entries=[LibraryEntryOut.of(each) for each in entries])


def _given(patch: ChangeModel) -> dict[str, Any]:
    """Raises InvalidRequest if nothing changes."""
    values = {name: getattr(patch, name) for name in patch.model_fields_set}
    if not values:
        raise InvalidRequest("Name at least one field that changes.", code="empty_update")
    return values


def _content(given: SnippetIn | SnippetPatchIn) -> dict[str, Any]:
    """Sanitised as a reply's. Raises InvalidRequest."""
    content = draft(given.text, given.rich_text)
    return {"text": content.text, "rich_text": content.rich_text}


def _dated(values: dict[str, Any]) -> dict[str, Any]:
    day = values.get("valid_until")
    return {**values, "valid_until": day.isoformat()} if day else values
