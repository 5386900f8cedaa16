"""The parties of a new conversation: one of our accounts, and a customer at an address."""

from dataclasses import replace

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountService
from helpdesk.contacts.models import Contact, from_sender
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.models import Conversation
from helpdesk.messaging.messages import Sender
from helpdesk.people.actors import Actor
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest, NotFound
from helpdesk.platform.frozen import frozen

_BUILT_IN = (
    "This is a built-in channel: the customer writes first. Only registered channels can allow the desk to write first."
)


@frozen
class Customer:
    address: Sender
    """The name and contact with which the address is written to."""
    contact: Contact
    writes: tuple[Write, ...]
    """The writes that create the contact, if it is new."""


class Parties:
    def __init__(self, accounts: AccountService, contacts: ContactService) -> None:
        self._accounts = accounts
        self._contacts = contacts

    def account(self, account_id: str) -> ChannelAccount:
        """Raises InvalidRequest for an account that does not exist, Conflict for one of a built-in channel."""
        try:
            account = self._accounts.get(account_id)
        except NotFound as error:
            raise _unknown("account", error.message) from error
        if account.channel_id is None:
            fields = [FieldError("account_id", _BUILT_IN, "allowConversationStart")]
            raise Conflict(_BUILT_IN, code="start_not_allowed", fields=fields)
        return account

    def named(self, contact_id: str | None) -> Contact | None:
        """Raises InvalidRequest for a contact that does not exist."""
        if contact_id is None:
            return None
        contact = self._contacts.find(contact_id)
        if contact is None:
            raise _unknown("contact", f"There is no contact {contact_id!r}.")
        return contact

    def previous_customer(self, before: Conversation | None, address: Sender) -> Contact | None:
        """The customer of the previous conversation with this address."""
        known = before.recipient if before else None
        if known is None or known.contact_id is None or known.address.normal != address.address.normal:
            return None
        return self._contacts.find(known.contact_id)

    def verified(self, address: Sender) -> Contact | None:
        """The contact for whom an app has verified this e-mail address or phone number."""
        contact_id = self._contacts.whose_address(address.address)
        return self._contacts.find(contact_id) if contact_id else None

    def customer(
        self, account: ChannelAccount, address: Sender, named: Contact | None, actor: Actor, now: str
    ) -> Customer:
        """The contact that was named, or the one of the address on this account."""
        if named:
            name = address.name or self._name(named, account)
            return Customer(replace(address, name=name, contact_id=named.id), named, ())
        contact = from_sender(account.id, address, now)
        known = self._contacts.find(contact.id)
        if known is None:
            return Customer(address, contact, (self._contacts.creation(contact, actor.named),))
        name = address.name or known.name
        return Customer(replace(address, name=name), replace(known, name=name), ())

    def _name(self, contact: Contact, account: ChannelAccount) -> str | None:
        """An app must not receive a name that another channel provided."""
        if contact.account_id == account.id:
            return contact.name
        brought_by = self._accounts.find(contact.account_id) if contact.account_id else None
        return contact.name if brought_by and brought_by.channel_id == account.channel_id else None


def _unknown(what: str, message: str) -> InvalidRequest:
    return InvalidRequest.at(f"{what}_id", message, code=f"unknown_{what}")
