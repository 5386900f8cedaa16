"""What a message may carry beside its text, each kind with its own fields."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from helpdesk.channels.contract_schemas import ContractModel, Id
from helpdesk.files.models import FileUsage
from helpdesk.registry.schemas import WebAddress

Text = Annotated[str, StringConstraints(max_length=4096)]
ContactWhere = Literal["HOME", "WORK"]
MediaType = Literal[
    "ARTICLE", "AUDIO", "CAROUSEL", "DOCUMENT", "GIF", "LINK", "NONE", "PHOTO", "POLL", "STORY", "VIDEO"
]


class FileIn(ContractModel):
    """A file of the app's own by its id, or the address that it is fetched from."""

    type: Literal["FILE"]
    file_id: Id | None = None
    url: WebAddress | None = None
    name: Annotated[str, StringConstraints(max_length=255)] | None = None
    file_usage_type: FileUsage | None = None

    @model_validator(mode="after")
    def _names_one_file(self) -> Self:
        if (self.file_id is None) == (self.url is None):
            raise ValueError("a file is named by fileId or by url: one of the two")
        return self


class LocationIn(ContractModel):
    type: Literal["LOCATION"]
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    name: Text | None = None
    address: Text | None = None
    url: Text | None = None


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
    url: Text
    type: Text | None = None


class ContactProfileIn(ContractModel):
    name: ContactNameIn | None = None
    org: ContactOrganisationIn | None = None
    emails: tuple[ContactEmailIn, ...] = ()
    phones: tuple[ContactPhoneIn, ...] = ()
    addresses: tuple[ContactAddressIn, ...] = ()
    urls: tuple[ContactUrlIn, ...] = ()


class ContactIn(ContractModel):
    type: Literal["CONTACT"]
    contact_profile: ContactProfileIn


class QuickReplyIn(ContractModel):
    value: Text
    value_type: Literal["TEXT", "URL"]
    label: Text | None = None


class QuickRepliesIn(ContractModel):
    type: Literal["QUICK_REPLIES"]
    quick_replies: Annotated[list[QuickReplyIn], Field(max_length=100)]
    allow_user_input: bool = True
    allow_multi_select: bool = False


class MessageHeaderIn(ContractModel):
    type: Literal["MESSAGE_HEADER"]
    text: Text | None = None
    file_id: Id | None = None


class SocialMetadataIn(ContractModel):
    media_type: MediaType
    id: Text | None = None
    media_title: Text | None = None
    description: Text | None = None
    media_url: Text | None = None
    media_url_string: Text | None = None
    thumbnail_url: Text | None = None


class SocialMediaIn(ContractModel):
    type: Literal["SOCIAL_MEDIA_METADATA"]
    social_metadata: SocialMetadataIn


class UnsupportedContentIn(ContractModel):
    type: Literal["UNSUPPORTED_CONTENT"]


AttachmentIn = Annotated[
    FileIn | LocationIn | ContactIn | QuickRepliesIn | MessageHeaderIn | SocialMediaIn | UnsupportedContentIn,
    Field(discriminator="type"),
]


def as_part(attachment: AttachmentIn) -> dict[str, Any]:
    """As it is stored and shown: what the contract knows of it."""
    return attachment.model_dump(mode="json", by_alias=True, exclude_none=True)
