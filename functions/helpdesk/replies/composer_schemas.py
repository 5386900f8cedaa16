"""The composer in the API's format."""

from typing import Annotated, Any, Self

from pydantic import Field

from helpdesk.accounts.schemas import DeliveryIdentifierOut
from helpdesk.accounts.service import AT_ONCE
from helpdesk.files.parts import MAX_ATTACHMENTS
from helpdesk.messaging.addresses import DeliveryIdentifierType
from helpdesk.messaging.capabilities import AttachmentType, Capabilities, RichText
from helpdesk.platform.schemas import ResponseModel
from helpdesk.replies.composer import Composition


class ObstacleOut(ResponseModel):
    code: str
    reason: str


class AttachmentsOut(ResponseModel):
    types: list[AttachmentType]
    max_count: int
    file_mime_types: Annotated[list[str], Field(description="Exact, or `image/*`. Empty: any.")]
    max_file_count: int | None
    max_file_size_bytes: int | None
    max_total_file_size_bytes: int | None


class ReplyToOut(ResponseModel):
    allowed: bool
    newest: Annotated[str | None, Field(description="The customer's newest message: it is answered by default.")]


class RecipientsOut(ResponseModel):
    several: bool
    identifier_types: list[DeliveryIdentifierType]


class ChangesOut(ResponseModel):
    reactions: bool
    allowed_reactions: Annotated[list[str], Field(description="Empty: any.")]
    edits: bool
    deletes: bool


class SwitchOut(ResponseModel):
    account_id: str
    name: str
    recipient: Annotated[DeliveryIdentifierOut, Field(description="The customer's address there.")]
    contact_id: Annotated[str, Field(description="The contact with that address, or this conversation's own contact.")]
    can_start: Annotated[bool, Field(description="Whether `POST /v1/conversations` can start one there.")]


class CarriedOut(ResponseModel):
    """What a message may contain."""

    max_text_length: int
    rich_text: Annotated[list[RichText], Field(description="Empty: plain text.")]
    inline_images: bool
    attachments: AttachmentsOut
    quick_replies: bool
    recipients: RecipientsOut


class ComposerOut(CarriedOut):
    can_reply: bool
    obstacle: Annotated[ObstacleOut | None, Field(description="Why no reply can be sent.")]
    reply_to: ReplyToOut
    customer: Annotated[
        DeliveryIdentifierOut,
        Field(description="The customer's address in this conversation. It is one of a reply's `recipients`."),
    ]
    changes: ChangesOut
    switch_to: Annotated[
        list[SwitchOut],
        Field(
            description="Other accounts through which the customer can be reached: at most 100, among the first "
            f"{AT_ONCE} accounts of the desk."
        ),
    ]

    @classmethod
    def of(cls, composition: Composition) -> Self:
        can, newest, obstacle = composition.capabilities, composition.newest, composition.obstacle
        assert composition.customer, "a conversation has one"
        return cls(
            **_capabilities(can),
            can_reply=obstacle is None,
            obstacle=ObstacleOut.model_validate(obstacle) if obstacle else None,
            reply_to=ReplyToOut(allowed=newest is not None, newest=(newest.refers_to or newest.id) if newest else None),
            customer=DeliveryIdentifierOut.model_validate(composition.customer),
            changes=ChangesOut(
                reactions=bool(can.allow_reactions),
                allowed_reactions=list(can.allowed_reactions or ()),
                edits=bool(can.allow_edits),
                deletes=bool(can.allow_deletes),
            ),
            switch_to=[SwitchOut.model_validate(switch) for switch in composition.switches],
        )


class FirstMessageOut(CarriedOut):
    can_start: bool
    obstacle: Annotated[ObstacleOut | None, Field(description="Why no conversation can be started.")]

    @classmethod
    def of(cls, composition: Composition) -> Self:
        obstacle = composition.obstacle
        shown = ObstacleOut.model_validate(obstacle) if obstacle else None
        return cls(**_capabilities(composition.capabilities), can_start=obstacle is None, obstacle=shown)


def _capabilities(can: Capabilities) -> dict[str, Any]:
    types = [kind for kind in can.outgoing_attachment_types if kind is not AttachmentType.UNSUPPORTED_CONTENT]
    return {
        "max_text_length": can.text_characters,
        "rich_text": list(can.rich_text),
        "inline_images": can.allow_inline_images,
        "attachments": AttachmentsOut(
            types=types,
            max_count=MAX_ATTACHMENTS if types else 0,
            file_mime_types=list(can.allowed_file_attachment_mime_types),
            max_file_count=can.max_file_attachment_count,
            max_file_size_bytes=can.max_file_attachment_size_bytes,
            max_total_file_size_bytes=can.max_total_file_attachment_size_bytes,
        ),
        "quick_replies": AttachmentType.QUICK_REPLIES in types,
        "recipients": RecipientsOut(
            several=can.allow_multiple_recipients, identifier_types=list(can.delivery_identifier_types)
        ),
    }
