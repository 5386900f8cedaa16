"""The parts of a message, in the API's format. They describe what is stored: reading checks nothing, because what an
earlier version stored must stay readable. A field without a value is absent, except in a file."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import TypedDict

from helpdesk.files.models import FileState, FileUsage, Scan
from helpdesk.platform.schemas import Time


class FileProblem(TypedDict):
    code: str
    reason: str


class AttachedFile(TypedDict):
    """Only `file_id`, if the file no longer exists."""

    file_id: str
    name: NotRequired[str]
    content_type: NotRequired[str]
    size: NotRequired[int | None]
    usage: NotRequired[FileUsage]
    state: NotRequired[FileState]
    failure: NotRequired[FileProblem | None]
    scan: NotRequired[Scan]
    source_url: NotRequired[str | None]
    duration_seconds: NotRequired[int]
    width: NotRequired[int]
    height: NotRequired[int]


class FilePart(AttachedFile):
    type: Literal["FILE"]


class LocationPart(TypedDict):
    type: Literal["LOCATION"]
    latitude: float
    longitude: float
    position_at: Annotated[NotRequired[Time], Field(description="When it was there, if its sender shares it live.")]
    shared_until: Annotated[NotRequired[Time], Field(description="Until when its sender shares it.")]
    name: NotRequired[str]
    address: NotRequired[str]
    url: NotRequired[str]


class CardName(TypedDict):
    prefix: NotRequired[str]
    first_name: NotRequired[str]
    middle_name: NotRequired[str]
    last_name: NotRequired[str]
    suffix: NotRequired[str]


class CardOrganisation(TypedDict):
    company: NotRequired[str]
    department: NotRequired[str]
    title: NotRequired[str]


class CardEmail(TypedDict):
    email: str
    type: NotRequired[Literal["HOME", "WORK"]]


class CardPhone(TypedDict):
    phone: str
    type: NotRequired[Literal["CELL", "HOME", "MAIN", "WORK"]]


class CardAddress(TypedDict):
    street: NotRequired[str]
    city: NotRequired[str]
    state: NotRequired[str]
    zip: NotRequired[str]
    country: NotRequired[str]
    country_code: NotRequired[str]
    type: NotRequired[Literal["HOME", "WORK"]]


class CardUrl(TypedDict):
    url: NotRequired[str]
    type: NotRequired[str]


class CardProfile(TypedDict):
    name: NotRequired[CardName]
    org: NotRequired[CardOrganisation]
    emails: NotRequired[list[CardEmail]]
    phones: NotRequired[list[CardPhone]]
    addresses: NotRequired[list[CardAddress]]
    urls: NotRequired[list[CardUrl]]


class ContactCardPart(TypedDict):
    type: Literal["CONTACT"]
    contact_profile: CardProfile


class OfferedReply(TypedDict):
    value: str
    value_type: Literal["TEXT", "URL"]
    label: NotRequired[str]


class QuickRepliesPart(TypedDict):
    type: Literal["QUICK_REPLIES"]
    quick_replies: list[OfferedReply]
    allow_user_input: bool
    allow_multi_select: bool


class MessageHeaderPart(TypedDict):
    type: Literal["MESSAGE_HEADER"]
    text: NotRequired[str]
    file_id: NotRequired[str]
    file: NotRequired[AttachedFile]


class SharedMedia(TypedDict):
    media_type: str
    id: NotRequired[str]
    media_title: NotRequired[str]
    description: NotRequired[str]
    media_url: NotRequired[str]
    media_url_string: NotRequired[str]
    thumbnail_url: NotRequired[str]


class SocialMediaPart(TypedDict):
    type: Literal["SOCIAL_MEDIA_METADATA"]
    social_metadata: SharedMedia


class UnsupportedContentPart(TypedDict):
    type: Literal["UNSUPPORTED_CONTENT"]


Part = Annotated[
    FilePart
    | LocationPart
    | ContactCardPart
    | QuickRepliesPart
    | MessageHeaderPart
    | SocialMediaPart
    | UnsupportedContentPart,
    Field(discriminator="type"),
]


class _DescribedAsParts:
    """Describes objects as parts, and lets them pass as they are."""

    def __get_pydantic_json_schema__(self, _: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(TypeAdapter(list[Part]).core_schema)


PartsOut = Annotated[list[dict[str, Any]], _DescribedAsParts()]
