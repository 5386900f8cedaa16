"""Between whom a conversation is to begin: an account of ours, and a customer at an address."""

from dataclasses import dataclass, replace

from helpdesk.channels.inbound import Sender
from helpdesk.channels.models import ChannelAccount
from helpdesk.channels.service import AccountService
from helpdesk.contacts.models import Contact, from_sender
from helpdesk.contacts.service import ContactService
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

    def customer(self, account: ChannelAccount, address: Sender, named: Contact | None, now: str) -> Customer:
        """The contact that was named, or the one that the address names on this account."""
        if named:
            return Customer(replace(address, name=address.name or named.name, contact_id=named.id), named, ())
        contact = from_sender(account.id, address, now)
        known = self._contacts.find(contact.id)
        if known is None:
            return Customer(address, contact, (self._contacts.creation(contact),))
        name = address.name or known.name
        return Customer(replace(address, name=name), replace(known, name=name), ())


def _unknown(what: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, code=f"unknown_{what}", fields=[FieldError(f"{what}_id", message)])
