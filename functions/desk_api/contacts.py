"""The part of the composition root for contacts."""

from desk_api.shared import Shared
from helpdesk.audit.recording import AuditRecorder
from helpdesk.jobs.repository import JobRepository
from helpdesk.people.service import UserService
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.objects import Objects
from helpdesk.privacy.links import ExportLinks
from helpdesk.privacy.requests import PrivacyRequests
from helpdesk.profiles.listing import ContactList
from helpdesk.profiles.merging import Merges
from helpdesk.profiles.service import Profiles
from helpdesk.profiles.tickets_of import TicketsOfContacts
from helpdesk.properties.models import CONTACTS
from helpdesk.properties.repository import contact_properties
from helpdesk.properties.service import Properties


def build_contacts(
    shared: Shared, agents: UserService, cursors: Cursors
) -> tuple[Profiles, ContactList, TicketsOfContacts, Properties, Merges]:
    audit = AuditRecorder.on(shared.directory, shared.now)
    properties = Properties(CONTACTS, contact_properties(shared.directory), audit, shared.now)
    tickets = TicketsOfContacts(shared.tickets, cursors)
    profiles = Profiles(
        shared.contacts,
        shared.contact_repository,
        lambda: {each.name: each for each in properties.all()},
        tickets.newest,
        agents.check_new_owner,
        lambda account_id: account.default_region if (account := shared.accounts.find(account_id)) else None,
        tickets.naming,
        audit,
        shared.now,
    )
    merges = Merges(shared.contacts, shared.contact_repository, tickets.newest, audit, shared.now)
    return profiles, ContactList(shared.contact_repository, cursors), tickets, properties, merges


def build_privacy(shared: Shared, jobs: JobRepository, objects: Objects) -> tuple[PrivacyRequests, ExportLinks]:
    audit = AuditRecorder.on(shared.directory, shared.now)
    requests = PrivacyRequests(shared.contacts, shared.contact_repository, jobs, audit, shared.now, new_ulid)
    return requests, ExportLinks(jobs, objects, shared.now)
