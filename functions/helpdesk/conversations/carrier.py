"""What carries that which leaves a conversation: its account, if it is open, and what its channel can."""

from helpdesk.channels.service import AccountService
from helpdesk.content import carrying
from helpdesk.content.draft import Draft
from helpdesk.content.files import Files
from helpdesk.conversations.models import Conversation
from helpdesk.platform.errors import Conflict
from helpdesk.registry.models import Capabilities
from helpdesk.registry.service import OutgoingRule


class Carrier:
    def __init__(self, accounts: AccountService, outgoing: OutgoingRule, files: Files) -> None:
        self._accounts = accounts
        self._outgoing = outgoing
        self._files = files

    def capabilities(self, conversation: Conversation) -> Capabilities:
        """Raises Conflict where the account is closed or the channel gone."""
        account = self._accounts.get(conversation.account_id)
        if account.closed:
            raise Conflict(f"{account.closed.reason} No reply can be sent.", code=account.closed.code)
        return self._outgoing.capabilities(account)

    def carried(self, conversation: Conversation, said: Draft) -> Draft:
        """With its files named. Raises the refusal that names all that is not carried."""
        capabilities = self.capabilities(conversation)
        wanted = list(dict.fromkeys(said.file_ids.values()))
        files = self._files.usable(wanted) if wanted else {}
        said = said.with_files(files)
        carrying.check(carrying.violations(capabilities, said, files))
        return said
