"""The part of the composition root that defines how tickets are worked on."""

from desk_api.shared import Shared
from helpdesk.audit.recording import AuditRecorder
from helpdesk.pipelines.repository import PipelineRepository
from helpdesk.pipelines.service import Pipelines
from helpdesk.platform.ids import new_ulid
from helpdesk.properties.repository import ticket_properties
from helpdesk.properties.service import TicketProperties


def build_work(shared: Shared) -> tuple[Pipelines, TicketProperties]:
    audit = AuditRecorder.on(shared.directory, shared.now)
    pipelines = Pipelines(
        PipelineRepository(shared.directory), audit, lambda: shared.rules.fresh().properties, shared.now, new_ulid
    )
    properties = TicketProperties(
        ticket_properties(shared.directory),
        audit,
        shared.now,
        lambda name: [*pipelines.requiring(name), *shared.accounts.giving(name)],
    )
    return pipelines, properties
