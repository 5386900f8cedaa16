"""What several parts of the function are made of."""

from typing import Self

from desk_api.settings import Settings
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.service import AccountService
from helpdesk.channels.repository import ChannelRepository
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.files.service import FileUseCases
from helpdesk.platform.clock import Clock
from helpdesk.platform.dynamodb import Database, Table
from helpdesk.platform.frozen import frozen
from helpdesk.platform.objects import Objects
from helpdesk.settings.repository import SettingsRepository
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.rules import Rules
from helpdesk.tickets.service import TicketService


@frozen
class Shared:
    directory: Table
    conversations_table: Table
    conversations: ConversationRepository
    tickets: TicketRepository
    deciding: TicketService
    channels: ChannelRepository
    account_repository: AccountRepository
    accounts: AccountService
    contact_repository: ContactRepository
    contacts: ContactService
    files: FileUseCases
    rules: Rules
    settings: SettingsRepository
    now: Clock

    @classmethod
    def on(cls, database: Database, settings: Settings, objects: Objects, now: Clock) -> Self:
        conversations = database.table(settings.conversations_table)
        directory = database.table(settings.directory_table)
        accounts = AccountRepository(directory)
        files, contacts = (
            database.table(settings.files_table),
            ContactRepository(database.table(settings.contacts_table)),
        )
        return cls(
            directory,
            conversations,
            ConversationRepository(conversations),
            TicketRepository(conversations),
            TicketService.with_rules(conversations, directory, now),
            ChannelRepository(directory),
            accounts,
            AccountService(accounts),
            contacts,
            ContactService(contacts),
            FileUseCases.on(files, directory, objects, now, scanning=settings.malware_scan),
            Rules.on(directory),
            SettingsRepository(directory),
            now,
        )
