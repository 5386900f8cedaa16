"""What carries that which leaves a conversation: its account, if it is open, and what its channel can."""

from collections.abc import Iterable

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountService
from helpdesk.channels.models import Capabilities
from helpdesk.channels.service import OutgoingRule
from helpdesk.content import carrying
from helpdesk.content.draft import Draft
from helpdesk.content.files import Files
from helpdesk.conversations.models import Conversation
from helpdesk.platform.errors import Conflict, FieldError


class Carrier:
    def __init__(self, accounts: AccountService, outgoing: OutgoingRule, files: Files) -> None:
        self._accounts = accounts
        self._outgoing = outgoing
        self._files = files

    def capabilities(self, conversation: Conversation) -> Capabilities:
        """Raises Conflict where the account is closed or the channel gone."""
        return self.capabilities_of(self._accounts.get(conversation.account_id))

    def capabilities_of(self, account: ChannelAccount) -> Capabilities:
        """The same."""
        if account.closed:
            raise Conflict(f"{account.closed.reason} Nothing can be sent.", code=account.closed.code)
        return self._outgoing.capabilities(account)

    def carried(self, can: Capabilities, said: Draft, beside: Iterable[FieldError] = ()) -> Draft:
        """With its files named. Raises the refusal that names all that is not carried, and what was found beside it."""
        wanted = list(dict.fromkeys(said.file_ids.values()))
        files = self._files.usable(wanted) if wanted else {}
        said = said.with_files(files)
        carrying.check([*beside, *carrying.violations(can, said, files)])
        return said
