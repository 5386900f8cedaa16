"""Channels and their accounts in the contract's format."""

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationError,
)

from helpdesk.accounts.models import ChannelAccount
from helpdesk.channels.models import Channel, ThreadEvent
from helpdesk.contract.base import DeliveryIdentifierIn
from helpdesk.fields.definitions import CredentialFieldsIn
from helpdesk.messaging.addresses import DeliveryIdentifierType
from helpdesk.messaging.capabilities import MAX_TEXT_CHARACTERS, AttachmentType, Capabilities, RichText, ThreadingModel
from helpdesk.platform.errors import FieldError, InvalidRequest
from helpdesk.platform.lenient import ContractModel, Id, misspelt
from helpdesk.platform.schemas import Name
from helpdesk.platform.text import camel
from helpdesk.platform.validation import path_of, problems_of, refused
from helpdesk.platform.web_addresses import WebAddress

Json = dict[str, Any]


MimeType = Annotated[
    str, StringConstraints(max_length=255, pattern=r"^[A-Za-z0-9_.+-]{1,127}/(\*|[A-Za-z0-9_.+-]{1,127})$")
]
Reaction = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Count = Annotated[StrictInt, Field(ge=0, lt=2**53)]


class CapabilitiesIn(ContractModel):
    delivery_identifier_types: Annotated[list[DeliveryIdentifierType], Field(min_length=1)] | None = None
    rich_text: list[RichText] | None = None
    threading_model: ThreadingModel | None = None
    allow_inline_images: StrictBool | None = None
    allow_outgoing_messages: StrictBool | None = None
    allow_conversation_start: StrictBool | None = None
    allow_multiple_recipients: StrictBool | None = None
    outgoing_attachment_types: list[AttachmentType] | None = None
    allowed_file_attachment_mime_types: Annotated[list[MimeType], Field(max_length=200)] | None = None
    max_file_attachment_count: Count | None = None
    max_file_attachment_size_bytes: Count | None = None
    max_total_file_attachment_size_bytes: Count | None = None
    max_text_length: Annotated[StrictInt, Field(ge=1, le=MAX_TEXT_CHARACTERS)] | None = None
    allow_reactions: StrictBool | None = None
    allowed_reactions: Annotated[list[Reaction], Field(min_length=1, max_length=200)] | None = None
    allow_edits: StrictBool | None = None
    allow_deletes: StrictBool | None = None


# Read by `capabilities_from`, so that one response names every invalid key; described as what that reads.
CapabilitiesGiven = Annotated[
    dict[str, Any], BeforeValidator(lambda given: given, json_schema_input_type=CapabilitiesIn)
]


def capabilities_from(given: Json) -> Json:
    """The capabilities of the request, by our names. Raises InvalidRequest with every invalid or misspelt key, and the
    possible values."""
    wrong = [FieldError(f"capabilities.{field.field}", field.message) for field in misspelt(CapabilitiesIn, given)]
    keys = [field.field.removeprefix("capabilities.") for field in wrong]
    try:
        parsed = CapabilitiesIn.model_validate(given)
    except ValidationError as error:
        problems = problems_of(error)
        wrong += refused(problems, body=given, path=lambda location: path_of(["capabilities", *location])).fields
        raise _invalid(given, [*keys, *(str(problem["loc"][0]) for problem in problems)], wrong) from error
    if wrong:
        raise _invalid(given, keys, wrong)
    values = parsed.model_dump(exclude_none=True)
    return {name: tuple(dict.fromkeys(value)) if isinstance(value, list) else value for name, value in values.items()}


def _invalid(given: Json, keys: Sequence[str], wrong: Sequence[FieldError]) -> InvalidRequest:
    pairs = [
        f"{json.dumps(key)}: {json.dumps(given.get(key), ensure_ascii=False)[:200]}" for key in dict.fromkeys(keys)
    ]
    return InvalidRequest(
        f"These capabilities are not valid: {', '.join(pairs)}. {wrong[0].field}: {wrong[0].message}",
        code="invalid_capabilities",
        fields=wrong,
        context={"capabilityKeysAndValues": pairs},
    )


def ignored_capabilities(given: Json) -> Json:
    """The keys that mean nothing here: a client may write another service's, and must not believe that they count."""
    known = {field.alias for field in CapabilitiesIn.model_fields.values()}
    ignored = [name[:64] for name in given if name not in known]
    return {"ignoredCapabilities": ignored[:50]} if ignored else {}


class ChannelChangeIn(ContractModel):
    name: Name | None = None
    capabilities: CapabilitiesGiven | None = None
    webhook_url: WebAddress | None = None
    channel_account_connection_redirect_url: WebAddress | None = None
    channel_description: Annotated[str, StringConstraints(max_length=4096)] | None = None
    channel_logo_url: WebAddress | None = None
    credential_fields: CredentialFieldsIn | None = None
    credential_check_url: WebAddress | None = None
    event_subscriptions: list[ThreadEvent] | None = None

    def given(self) -> Json:
        """The fields of the request, by our names; null removes an optional field."""
        values = self.model_dump(include=self.model_fields_set)
        fields = {
            name: value for name, value in values.items() if value is not None or name not in {"name", "capabilities"}
        }
        if "capabilities" in fields:
            fields["capabilities"] = capabilities_from(fields["capabilities"])
        if self.credential_fields is not None:
            fields["credential_fields"] = self.credential_fields.definition()
        if "event_subscriptions" in fields:
            fields["event_subscriptions"] = tuple(dict.fromkeys(self.event_subscriptions or ()))
        return fields


class ChannelIn(ChannelChangeIn):
    name: Name
    capabilities: CapabilitiesGiven

    def given(self) -> Json:
        """Null means the same as a missing field: there is nothing to remove yet."""
        return {name: value for name, value in super().given().items() if getattr(self, name) is not None}


class AccountIn(ContractModel):
    inbox_id: Id
    name: Name
    authorized: StrictBool
    delivery_identifier: DeliveryIdentifierIn | None = None

    def given(self) -> Json:
        identifier = self.delivery_identifier.identifier() if self.delivery_identifier else None
        return {
            "inbox_id": self.inbox_id,
            "name": self.name,
            "authorized": self.authorized,
            "delivery_identifier": identifier,
        }


class AccountChangeIn(ContractModel):
    name: Name | None = None
    authorized: StrictBool | None = None


def channel_out(channel: Channel) -> Json:
    """One URL is null if it is not set, as in the contract; every other field is absent then."""
    optional = {
        "webhookUrl": channel.webhook_url,
        "channelDescription": channel.channel_description,
        "channelLogoUrl": channel.channel_logo_url,
        "credentialFields": channel.credential_fields,
        "credentialCheckUrl": channel.credential_check_url,
        "eventSubscriptions": list(channel.event_subscriptions) or None,
    }
    return {
        "id": channel.id,
        "name": channel.name,
        "capabilities": _capabilities_out(channel.capabilities),
        "channelAccountConnectionRedirectUrl": channel.channel_account_connection_redirect_url,
        "createdAt": channel.created_at,
    } | {name: value for name, value in optional.items() if value is not None}


def account_out(account: ChannelAccount) -> Json:
    identifier = account.delivery_identifier
    shown: Json = {
        "id": account.id,
        "channelId": account.channel_id,
        "inboxId": account.inbox_id,
        "name": account.name,
        "active": account.active,
        "authorized": account.authorized,
        "archived": account.archived_at is not None,
        "createdAt": account.created_at,
    }
    if identifier:
        shown["deliveryIdentifier"] = {"type": identifier.type.value, "value": identifier.value}
    return shown | ({"archivedAt": account.archived_at} if account.archived_at else {})


def _capabilities_out(capabilities: Capabilities) -> Json:
    values = {each.name: getattr(capabilities, each.name) for each in fields(Capabilities)}
    return {
        camel(name): list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value is not None
    }
