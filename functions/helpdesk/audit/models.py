"""Audit events: changes of a channel account, an app or another subject, and who made them. Pure."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Annotated, Any, Self

from helpdesk.messaging.webhook_delivery import NOT_SENT, WebhookDelivery
from helpdesk.people.actors import Actor
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT


class AuditType(StrEnum):
    CONNECTED = "channel_account.connected"
    UPDATED = "channel_account.updated"
    SWITCHED_OFF = "channel_account.switched_off"
    SWITCHED_ON = "channel_account.switched_on"
    MOVED = "channel_account.moved"
    SECRET_ROTATED = "channel_account.secret_rotated"  # noqa: S105 - the name of an event
    CREDENTIALS_REPLACED = "channel_account.credentials_replaced"
    CONNECTION_CHANGED = "channel_account.connection_changed"
    DELETED = "channel_account.deleted"
    REDRIVEN = "channel_account.redriven"
    PROPERTY_CREATED = "ticket_property.created"
    PROPERTY_UPDATED = "ticket_property.updated"
    PROPERTY_DELETED = "ticket_property.deleted"
    CONTACT_PROPERTY_CREATED = "contact_property.created"
    CONTACT_PROPERTY_UPDATED = "contact_property.updated"
    CONTACT_PROPERTY_DELETED = "contact_property.deleted"
    CONTACT_UPDATED = "contact.updated"
    """What routing asks of a contact: owner, properties, identifiers."""
    CONTACTS_MERGED = "contact.merged"
    MERGE_UNDONE = "contact.merge_undone"
    EXPORT_REQUESTED = "contact.export_requested"
    ERASURE_REQUESTED = "contact.erasure_requested"
    PIPELINE_CREATED = "pipeline.created"
    PIPELINE_UPDATED = "pipeline.updated"
    PIPELINE_DELETED = "pipeline.deleted"
    SNIPPET_CREATED = "snippet.created"
    SNIPPET_UPDATED = "snippet.updated"
    SNIPPET_DELETED = "snippet.deleted"
    LIBRARY_CREATED = "library_entry.created"
    LIBRARY_UPDATED = "library_entry.updated"
    LIBRARY_DELETED = "library_entry.deleted"
    VIEW_CREATED = "view.created"
    VIEW_UPDATED = "view.updated"
    VIEW_DELETED = "view.deleted"
    USER_CREATED = "user.created"
    USER_UPDATED = "user.updated"
    USER_REMOVED = "user.removed"
    AVAILABILITY_UPDATED = "user.availability_updated"
    USER_INVITED = "user.invited"
    """Again."""
    TEAM_CREATED = "team.created"
    TEAM_UPDATED = "team.updated"
    TEAM_DELETED = "team.deleted"
    ROLE_CREATED = "role.created"
    ROLE_UPDATED = "role.updated"
    ROLE_DELETED = "role.deleted"
    INBOX_LIMITED = "inbox.limited"
    TOKEN_CREATED = "api_token.created"  # noqa: S105 - the name of an event
    TOKEN_REVOKED = "api_token.revoked"  # noqa: S105 - the name of an event
    WEBHOOK_CREATED = "webhook_subscription.created"
    WEBHOOK_UPDATED = "webhook_subscription.updated"
    WEBHOOK_SECRET_ROTATED = "webhook_subscription.secret_rotated"  # noqa: S105 - the name of an event
    WEBHOOK_FAILING = "webhook_subscription.failing"
    """For a day: in two more days it is disabled."""
    WEBHOOK_DISABLED = "webhook_subscription.disabled"
    """By the desk."""
    WEBHOOK_DELETED = "webhook_subscription.deleted"
    SETTINGS_UPDATED = "settings.updated"
    APP_SECRET_ROTATED = "app.secret_rotated"  # noqa: S105 - the name of an event


@frozen
class Change:
    """The value of a field before and after the change, as JSON."""

    before: Any
    after: Any


class SubjectKind(StrEnum):
    ACCOUNT = "account"
    APP = "app"
    PROPERTY = "ticket_property"
    CONTACT = "contact"
    CONTACT_PROPERTY = "contact_property"
    PIPELINE = "pipeline"
    SNIPPET = "snippet"
    LIBRARY_ENTRY = "library_entry"
    VIEW = "view"
    USER = "user"
    TEAM = "team"
    INBOX = "inbox"
    ROLE = "role"
    TOKEN = "api_token"  # noqa: S105 - of the audit trail
    WEBHOOK_SUBSCRIPTION = "webhook_subscription"
    DESK = "desk"
    """Its settings."""


@frozen
class Subject:
    """The subject of an event."""

    kind: SubjectKind
    id: str

    @classmethod
    def account(cls, account_id: str) -> Self:
        return cls(SubjectKind.ACCOUNT, account_id)

    @classmethod
    def app(cls, app_id: str) -> Self:
        """It concerns each account of the app's channels."""
        return cls(SubjectKind.APP, app_id)


DESK = Subject(SubjectKind.DESK, "desk")


@frozen
class AuditEvent:
    id: str
    """A ULID: events sort in the order in which they happened, to the millisecond."""
    type: AuditType
    subject: Subject
    actor: Actor
    created_at: str
    channel_id: str | None = None
    """The account's registered channel, whose app is notified."""
    details: Annotated[Mapping[str, Change], AS_TEXT] = field(default_factory=dict)
    """By field. Never a secret: the type of the event says that one was replaced."""
    webhook: WebhookDelivery = NOT_SENT
