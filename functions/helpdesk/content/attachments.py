"""Attachments of a message, each type with its own fields."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from helpdesk.files.models import FileUsage
from helpdesk.platform.lenient import ContractModel, Id, none_as, none_as_empty
from helpdesk.platform.schemas import RequestModel
from helpdesk.platform.text import camel, with_keys
from helpdesk.platform.web_addresses import WebAddress

_FOLLOWED = {"http", "https", "mailto", "tel"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def _may_be_followed(url: str) -> bool:
    """Parsed as browsers do, which skip spaces and control characters."""
    scheme = _SCHEME.match("".join(letter for letter in url if letter > " "))
    return scheme is None or scheme[1].lower() in _FOLLOWED


def _followed(url: str | None) -> str | None:
    return url if url and _may_be_followed(url) else None


Text = Annotated[str, StringConstraints(max_length=4096)]
# Links that must not be followed are left out, as in rich text.
Link = Annotated[Text | None, AfterValidator(_followed)]
ContactWhere = Literal["HOME", "WORK"]
MediaType = Literal[
    "ARTICLE", "AUDIO", "CAROUSEL", "DOCUMENT", "GIF", "LINK", "NONE", "PHOTO", "POLL", "STORY", "VIDEO"
]


class FileIn(ContractModel):
    """A file that the app uploaded, by its id, or the URL that it is fetched from."""

    type: Literal["FILE"]
    file_id: Id | None = None
    url: WebAddress | None = None
    name: Annotated[str, StringConstraints(max_length=255)] | None = None
    file_usage_type: FileUsage | None = None

    @model_validator(mode="after")
    def _names_one_file(self) -> Self:
        if (self.file_id is None) == (self.url is None):
            raise ValueError("give either fileId or url")
        return self


class LocationIn(ContractModel):
    type: Literal["LOCATION"]
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    name: Text | None = None
    address: Text | None = None
    url: Link = None


class ContactNameIn(ContractModel):
    prefix: Text | None = None
    first_name: Text | None = None
    middle_name: Text | None = None
    last_name: Text | None = None
    suffix: Text | None = None


class ContactOrganisationIn(ContractModel):
    company: Text | None = None
    department: Text | None = None
    title: Text | None = None


class ContactEmailIn(ContractModel):
    email: Text
    type: ContactWhere | None = None


class ContactPhoneIn(ContractModel):
    phone: Text
    type: Literal["CELL", "HOME", "MAIN", "WORK"] | None = None


class ContactAddressIn(ContractModel):
    street: Text | None = None
    city: Text | None = None
    state: Text | None = None
    zip: Text | None = None
    country: Text | None = None
    country_code: Text | None = None
    type: ContactWhere | None = None


class ContactUrlIn(ContractModel):
    url: Link
    type: Text | None = None


class ContactProfileIn(ContractModel):
    name: ContactNameIn | None = None
    org: ContactOrganisationIn | None = None
    emails: Annotated[tuple[ContactEmailIn, ...], Field(max_length=100), BeforeValidator(none_as_empty)] = ()
    phones: Annotated[tuple[ContactPhoneIn, ...], Field(max_length=100), BeforeValidator(none_as_empty)] = ()
    addresses: Annotated[tuple[ContactAddressIn, ...], Field(max_length=100), BeforeValidator(none_as_empty)] = ()
    urls: Annotated[tuple[ContactUrlIn, ...], Field(max_length=100), BeforeValidator(none_as_empty)] = ()


class ContactIn(ContractModel):
    type: Literal["CONTACT"]
    contact_profile: ContactProfileIn


class QuickReplyIn(ContractModel):
    value: Text
    value_type: Literal["TEXT", "URL"]
    label: Text | None = None

    @model_validator(mode="after")
    def _followed_or_said(self) -> Self:
        if self.value_type == "URL" and not _may_be_followed(self.value):
            self.value_type = "TEXT"
        return self


class QuickRepliesIn(ContractModel):
    type: Literal["QUICK_REPLIES"]
    quick_replies: Annotated[tuple[QuickReplyIn, ...], Field(max_length=100)]
    allow_user_input: Annotated[bool, none_as(default=True)] = True
    allow_multi_select: Annotated[bool, none_as(default=False)] = False


class MessageHeaderIn(ContractModel):
    type: Literal["MESSAGE_HEADER"]
    text: Text | None = None
    file_id: Id | None = None


class SocialMetadataIn(ContractModel):
    media_type: MediaType
    id: Text | None = None
    media_title: Text | None = None
    description: Text | None = None
    media_url: Link = None
    media_url_string: Link = None
    thumbnail_url: Link = None


class SocialMediaIn(ContractModel):
    type: Literal["SOCIAL_MEDIA_METADATA"]
    social_metadata: SocialMetadataIn


class UnsupportedContentIn(ContractModel):
    type: Literal["UNSUPPORTED_CONTENT"]


AttachmentIn = Annotated[
    FileIn | LocationIn | ContactIn | QuickRepliesIn | MessageHeaderIn | SocialMediaIn | UnsupportedContentIn,
    Field(discriminator="type"),
]


def as_part(attachment: ContractModel | RequestModel) -> dict[str, Any]:
    """As it is stored and returned to integrations: the contract's fields, in its spelling."""
    part: dict[str, Any] = with_keys(attachment.model_dump(mode="json", exclude_none=True), camel)
    return part
