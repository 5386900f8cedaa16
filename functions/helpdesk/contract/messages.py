"""Messages that an app publishes, its changes of them, and its status reports."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from helpdesk.contacts.identities import VISITOR, Identity
from helpdesk.content.attachments import AttachmentIn
from helpdesk.contract.base import DeliveryIdentifierIn
from helpdesk.conversations.models import DeliveryStatus
from helpdesk.files.models import FileUsage
from helpdesk.files.parts import MAX_ATTACHMENTS
from helpdesk.files.schemas import ContentType, FileName, FileSize
from helpdesk.messaging.normal_form import is_national, normalised_email, normalised_phone
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.lenient import ContractModel, Id, id_as_text, none_as_empty
from helpdesk.platform.schemas import Moment
from helpdesk.platform.text import excerpt

Key = Annotated[str, StringConstraints(min_length=1, max_length=512), BeforeValidator(id_as_text)]


class PartyIn(ContractModel):
    """A person who wrote or received a message. Only the customer needs an address."""

    delivery_identifier: DeliveryIdentifierIn | None = None
    name: Annotated[str, StringConstraints(max_length=256)] | None = None
    sender_actor_id: Annotated[str, StringConstraints(max_length=128)] | None = None


Parties = Annotated[tuple[PartyIn, ...], Field(max_length=100), BeforeValidator(none_as_empty)]


class PreResolvedContactIn(ContractModel):
    contact_vid: Id
    contact_properties_leading_to_match: Any = None
    """Accepted and ignored."""


class PreResolvedContactsIn(ContractModel):
    contacts: Annotated[tuple[PreResolvedContactIn, ...], Field(max_length=10), BeforeValidator(none_as_empty)] = ()


def _email(written: str) -> str:
    normalised_email(written)
    return written.strip()


def _phone(written: str) -> str:
    """The account's region completes a national number, and only it can say whether it is one."""
    if not is_national(written):
        normalised_phone(written)
    return written.strip()


class CustomerIdentityIn(ContractModel):
    """An extension of the contract: what the app has verified about the customer, at least one field."""

    verified_email: Annotated[str, AfterValidator(_email)] | None = Field(
        default=None, description="The customer's e-mail address. Upper and lower case are equivalent.", repr=False
    )
    verified_phone: Annotated[str, AfterValidator(_phone)] | None = Field(
        default=None,
        description="The customer's phone number, as +31201234567; without a country's code only if the account has a "
        "default region.",
        repr=False,
    )
    visitor_token: Annotated[str, StringConstraints(pattern=VISITOR)] | None = Field(
        default=None,
        description="How the app recognises this visitor, for example a cookie. Other apps have other visitors.",
        repr=False,
        json_schema_extra={"writeOnly": True},
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.verified_email or self.verified_phone or self.visitor_token):
            raise ValueError("an identity needs at least one of verifiedEmail, verifiedPhone and visitorToken")
        return self

    def of(self, app_id: str, region: str | None) -> list[tuple[str, Identity]]:
        """(field, identity) of each. `region`: the account's. Raises InvalidRequest."""
        found: list[tuple[str, Identity]] = []
        if self.verified_email:
            found.append(("customerIdentity.verifiedEmail", Identity.email(self.verified_email, app_id)))
        if self.verified_phone:
            field = "customerIdentity.verifiedPhone"
            try:
                found.append((field, Identity.phone(self.verified_phone, app_id, region=region)))
            except ValueError as error:
                raise InvalidRequest.at(field, str(error)) from error
        if self.visitor_token:
            found.append(("customerIdentity.visitorToken", Identity.visitor(self.visitor_token, app_id)))
        return found


class PublishIn(ContractModel):
    channel_account_id: Id
    message_direction: Literal["INCOMING", "OUTGOING"]
    text: str
    senders: Parties = ()
    recipients: Parties = ()
    rich_text: str | None = None
    timestamp: Moment | None = None
    attachments: Annotated[
        tuple[AttachmentIn, ...], Field(max_length=MAX_ATTACHMENTS), BeforeValidator(none_as_empty)
    ] = ()
    integration_thread_id: Key | None = None
    integration_idempotency_id: Key | None = None
    in_reply_to_id: Id | None = None
    associate_with_contact_id: Id | None = None
    pre_resolved_contacts: PreResolvedContactsIn | None = None
    customer_identity: CustomerIdentityIn | None = None

    def contact_ids(self) -> list[tuple[str, str]]:
        """(field, id) of each contact that the app names, in order of precedence."""
        named = [("associateWithContactId", self.associate_with_contact_id)] if self.associate_with_contact_id else []
        resolved = self.pre_resolved_contacts.contacts if self.pre_resolved_contacts else ()
        named += [
            (f"preResolvedContacts.contacts[{at}].contactVid", contact.contact_vid)
            for at, contact in enumerate(resolved)
        ]
        return [(field, given.removeprefix("V-")) for field, given in named]


class UploadIn(ContractModel):
    name: FileName
    content_type: ContentType
    size: FileSize
    file_usage_type: Annotated[FileUsage | None, Field(description="The default follows from the type.")] = None


class StatusIn(ContractModel):
    status_type: Literal["SENT", "DELIVERED", "READ", "FAILED"]
    error_message: Annotated[str, AfterValidator(lambda text: excerpt(text, 1000))] | None = None

    def status(self) -> DeliveryStatus:
        return DeliveryStatus(self.status_type)


class ChangeIn(ContractModel):
    change_type: Literal["EDIT", "DELETE", "REACTION_ADDED", "REACTION_REMOVED"]
    text: str | None = Field(default=None, description="For an edit: the new text.")
    rich_text: str | None = Field(default=None, description="For an edit: the new rich text.")
    reaction: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        default=None, description="For a reaction, usually one emoji."
    )
    senders: Annotated[
        Parties, Field(description="Who made the change. The default is the customer of the message.")
    ] = ()
    timestamp: Moment | None = None
    integration_idempotency_id: Key | None = None
