"""Attachments as the desk API accepts them: the contract's, in snake_case; unknown fields are rejected."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from helpdesk.content import attachments as contract
from helpdesk.files.models import FileUsage
from helpdesk.platform.public_addresses import is_public_host
from helpdesk.platform.schemas import RequestModel
from helpdesk.platform.text import visible

FileId = Annotated[str, StringConstraints(min_length=1, max_length=128)]

_ADDRESSES = ("mailto:", "tel:")


def _leads_somewhere(url: str) -> bool:
    if url.lower().startswith(_ADDRESSES):
        return visible(url.partition(":")[2]) is not None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and parts.username is None
    return is_web and is_public_host(parts.hostname or "") and not any(letter.isspace() for letter in url)


def _as_named(name: str) -> str:
    return name


class DeskModel(RequestModel):
    """Last among the bases, so that its spelling and its strictness apply to the fields of the others."""

    model_config = ConfigDict(alias_generator=_as_named)


class File(DeskModel):
    type: Literal["FILE"]
    file_id: FileId
    file_usage_type: FileUsage | None = Field(
        default=None, alias="usage", description="The default is the usage of the file itself."
    )


class Location(contract.LocationIn, DeskModel):
    pass


class ContactName(contract.ContactNameIn, DeskModel):
    pass


class ContactOrganisation(contract.ContactOrganisationIn, DeskModel):
    pass


class ContactEmail(contract.ContactEmailIn, DeskModel):
    pass


class ContactPhone(contract.ContactPhoneIn, DeskModel):
    pass


class ContactAddress(contract.ContactAddressIn, DeskModel):
    pass


class ContactUrl(contract.ContactUrlIn, DeskModel):
    pass


class ContactProfile(contract.ContactProfileIn, DeskModel):
    name: ContactName | None = None
    org: ContactOrganisation | None = None
    emails: tuple[ContactEmail, ...] = ()
    phones: tuple[ContactPhone, ...] = ()
    addresses: tuple[ContactAddress, ...] = ()
    urls: tuple[ContactUrl, ...] = ()


class ContactCard(contract.ContactIn, DeskModel):
    contact_profile: ContactProfile


class QuickReply(contract.QuickReplyIn, DeskModel):
    value: Annotated[str, StringConstraints(min_length=1, max_length=4096)]

    @model_validator(mode="after")
    def _can_be_pressed(self) -> Self:
        if not visible(self.value if self.label is None else self.label):
            raise ValueError("a quick reply needs a label or a value that can be seen")
        if self.value_type == "URL" and not _leads_somewhere(self.value):
            raise ValueError(
                "the URL of a quick reply is a public http or https address, or starts with mailto: or tel:"
            )
        return self


class QuickReplies(contract.QuickRepliesIn, DeskModel):
    quick_replies: Annotated[tuple[QuickReply, ...], Field(min_length=1, max_length=100)]


class MessageHeader(contract.MessageHeaderIn, DeskModel):
    file_id: FileId | None = None

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if not (self.text or self.file_id):
            raise ValueError("a header needs text or a file")
        return self


class SocialMetadata(contract.SocialMetadataIn, DeskModel):
    pass


class SocialMedia(contract.SocialMediaIn, DeskModel):
    social_metadata: SocialMetadata


Attachment = Annotated[
    File | Location | ContactCard | QuickReplies | MessageHeader | SocialMedia, Field(discriminator="type")
]
