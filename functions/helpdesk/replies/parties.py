"""Between whom a conversation is to begin: an account of ours, and a customer at an address."""

from dataclasses import dataclass, replace

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountService
from helpdesk.contacts.models import Contact, from_sender
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.models import Conversation
from helpdesk.messaging.messages import Sender
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest, NotFound

_BUILT_IN = "This channel is built in: the customer writes first. Only a registered channel may say otherwise."


@dataclass(frozen=True, slots=True)
class Customer:
    address: Sender
    """Under which name, and as which contact, the address is written to."""
    contact: Contact
    writes: tuple[Write, ...]
    """What makes the contact known, where it is new."""


class Parties:
    def __init__(self, accounts: AccountService, contacts: ContactService) -> None:
        self._accounts = accounts
        self._contacts = contacts

    def account(self, account_id: str) -> ChannelAccount:
        """Raises InvalidRequest for one that is not there, Conflict for one of a channel that no app has registered."""
        try:
            account = self._accounts.get(account_id)
        except NotFound as error:
            raise _unknown("account", error.message) from error
        if account.channel_id is None:
            fields = [FieldError("account_id", _BUILT_IN, "allowConversationStart")]
            raise Conflict(_BUILT_IN, code="start_not_allowed", fields=fields)
        return account

    def named(self, contact_id: str | None) -> Contact | None:
        """Raises InvalidRequest for a contact that is not there."""
        if contact_id is None:
            return None
        contact = self._contacts.find(contact_id)
        if contact is None:
            raise _unknown("contact", f"There is no contact {contact_id!r}.")
        return contact

    def met(self, before: Conversation | None, address: Sender) -> Contact | None:
        """Whom an app, or an agent, has named in the conversation before, at this address."""
        known = before.recipient if before else None
        if known is None or known.contact_id is None or known.address != address.address:
            return None
        return self._contacts.find(known.contact_id)

    def verified(self, address: Sender) -> Contact | None:
        """Whose the e-mail address or phone number is, where an app has verified it."""
        contact_id = self._contacts.whose_address(address.address)
        return self._contacts.find(contact_id) if contact_id else None

    def customer(self, account: ChannelAccount, address: Sender, named: Contact | None, now: str) -> Customer:
        """The contact that was named, or the one that the address names on this account."""
        if named:
            name = address.name or self._name(named, account)
            return Customer(replace(address, name=name, contact_id=named.id), named, ())
        contact = from_sender(account.id, address, now)
        known = self._contacts.find(contact.id)
        if known is None:
            return Customer(address, contact, (self._contacts.creation(contact),))
        name = address.name or known.name
        return Customer(replace(address, name=name), replace(known, name=name), ())

    def _name(self, contact: Contact, account: ChannelAccount) -> str | None:
        """An app is shown no name that another channel has brought."""
        if contact.account_id == account.id:
            return contact.name
        brought_by = self._accounts.find(contact.account_id)
        return contact.name if brought_by and brought_by.channel_id == account.channel_id else None


def _unknown(what: str, message: str) -> InvalidRequest:
    return InvalidRequest.at(f"{what}_id", message, code=f"unknown_{what}")
