"""The part of the composition root for how tickets are worked on, and for what the desk writes for itself."""

from desk_api.shared import Shared
from helpdesk.audit.recording import AuditRecorder
from helpdesk.conversations.note_repository import NoteRepository
from helpdesk.jobs.repository import JobRepository
from helpdesk.notes.service import Notes
from helpdesk.people.presence import Presence
from helpdesk.people.service import UserService
from helpdesk.people.team_repository import TeamRepository
from helpdesk.pipelines.repository import PipelineRepository
from helpdesk.pipelines.service import Pipelines
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.ids import new_ulid
from helpdesk.properties.models import TICKETS
from helpdesk.properties.repository import ticket_properties
from helpdesk.properties.service import Properties
from helpdesk.settings.service import SettingsService
from helpdesk.staff.plans import Plans
from helpdesk.staff.users import Users


def build_notes(shared: Shared, agents: UserService) -> Notes:
    repository = NoteRepository(shared.conversations_table)
    return Notes(shared.conversations, repository, shared.files.files, agents, shared.now, new_ulid)


def build_plans(shared: Shared, cursors: Cursors) -> Plans:
    presence = Presence.on(shared.directory, shared.conversations_table, shared.now)
    audit = AuditRecorder.on(shared.directory, shared.now)
    return Plans(Users.on(shared.directory, shared.now), presence, audit, cursors, shared.now)


def build_work(shared: Shared, jobs: JobRepository) -> tuple[Pipelines, Properties, SettingsService]:
    audit = AuditRecorder.on(shared.directory, shared.now)
    pipelines = Pipelines(
        PipelineRepository(shared.directory),
        audit,
        jobs,
        lambda: shared.rules.fresh().properties,
        lambda: {team.id for team in TeamRepository(shared.directory).live()},
        shared.now,
        new_ulid,
    )
    properties = Properties(
        TICKETS,
        ticket_properties(shared.directory),
        audit,
        shared.now,
        lambda name: [*pipelines.requiring(name), *shared.accounts.giving(name)],
        shared.accounts.giving,
    )
    return pipelines, properties, SettingsService(shared.settings, audit)
