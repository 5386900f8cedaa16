"""The part of the composition root that checks and stores what the desk sends, and shows that somebody writes."""

from desk_api.shared import Shared
from helpdesk.accounts.outgoing import OutgoingRule
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.delivery.pacing import Turns
from helpdesk.drafts.lifetime import ConversationEnd
from helpdesk.drafts.repository import DraftRepository
from helpdesk.drafts.service import Drafts
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.platform.secrets import SecretBox
from helpdesk.providers.outbound import outbound
from helpdesk.replies.changes import Changes
from helpdesk.replies.composer import Composer
from helpdesk.replies.due import DueRule
from helpdesk.replies.outgoing import ContentRules
from helpdesk.replies.parties import Parties
from helpdesk.replies.replies import Replies
from helpdesk.replies.starting import ConversationStarter
from helpdesk.replies.switching import ChannelSwitcher
from helpdesk.replies.typing_indicator import TypingIndicator
from helpdesk.tickets.opener import TicketOpener


def build_drafts(shared: Shared, replies: Replies) -> Drafts:
    end = ConversationEnd(shared.tickets, shared.account_repository, shared.now)
    return Drafts(DraftRepository(shared.conversations_table), shared.conversations, end, replies, shared.now, new_ulid)


def build_replying(
    shared: Shared, *, box: SecretBox, http: HttpPoster
) -> tuple[Replies, Changes, ConversationStarter, Composer, TypingIndicator]:
    conversations, accounts, contacts, now = shared.conversations, shared.accounts, shared.contacts, shared.now
    outgoing = OutgoingRule(shared.channels)
    rules = ContentRules(accounts, outgoing, shared.files.files)
    services = outbound(http, now)
    turns = Turns(shared.conversations_table, shared.account_repository, now)
    opener, parties = TicketOpener(shared.tickets, shared.rules), Parties(accounts, contacts)
    return (
        Replies(
            conversations,
            rules,
            shared.settings,
            DueRule(lambda: shared.settings.recent().undo_seconds, now),
            now,
            new_ulid,
        ),
        Changes(conversations, rules, services, now, new_ulid),
        ConversationStarter(conversations, opener, shared.deciding, parties, rules, now, new_ulid),
        Composer(conversations, accounts, outgoing, ChannelSwitcher(outgoing, contacts)),
        TypingIndicator(
            conversations, accounts, rules, AccountSecrets.on(shared.directory, box), services, turns.has_room
        ),
    )
