"""The audit trail in the API's format."""

from typing import Annotated, Any, Self

from pydantic import Field

from helpdesk.audit.models import AuditEvent, AuditType, SubjectKind
from helpdesk.audit.service import AuditPage
from helpdesk.messaging.webhook_delivery import WebhookStatus
from helpdesk.people.actors import ActorKind
from helpdesk.platform.schemas import ResponseModel, Time


class AuditActorOut(ResponseModel):
    kind: ActorKind
    id: str
    name: str | None
    on_behalf_of: str | None


class ChangeOut(ResponseModel):
    before: Annotated[Any, Field(serialization_alias="from")]
    after: Annotated[Any, Field(serialization_alias="to")]


class WebhookOut(ResponseModel):
    status: WebhookStatus
    attempts: int
    at: Time | None
    failure_code: str | None
    failure_reason: str | None


class AuditSubjectOut(ResponseModel):
    kind: SubjectKind
    id: str


class AuditEventOut(ResponseModel):
    id: str
    type: AuditType
    subject: AuditSubjectOut
    account_id: Annotated[str | None, Field(description="Null for an event of an app.")]
    app_id: Annotated[str | None, Field(description="Set for an event of an app, which concerns all its accounts.")]
    channel_id: str | None
    actor: AuditActorOut
    created_at: Time
    details: dict[str, ChangeOut]
    webhook: Annotated[
        WebhookOut | None, Field(description="Whether the channel's app was notified; null for a built-in channel.")
    ]

    @classmethod
    def of(cls, event: AuditEvent) -> Self:
        kind, subject_id = event.subject.kind, event.subject.id
        own = {"account_id", "app_id", "webhook"}
        values = {name: getattr(event, name) for name in cls.model_fields if name not in own}
        values |= {
            "account_id": subject_id if kind is SubjectKind.ACCOUNT else None,
            "app_id": subject_id if kind is SubjectKind.APP else None,
            "webhook": event.webhook if event.channel_id else None,
        }
        return cls.model_validate(values)


class AuditListOut(ResponseModel):
    events: list[AuditEventOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: AuditPage) -> Self:
        return cls(events=[AuditEventOut.of(event) for event in page.events], next_cursor=page.next_cursor)
