"""The customer of a published message: the app names them by a contact's id, by verified identities, or only by an
address."""

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.accounts.channel_accounts import ChannelAccounts
from helpdesk.accounts.models import ChannelAccount
from helpdesk.channels.models import Channel
from helpdesk.contacts.identities import Identity
from helpdesk.contacts.models import Contact
from helpdesk.contacts.service import ContactService
from helpdesk.contract.messages import PartyIn, PublishIn
from helpdesk.messaging.messages import Sender
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.text import visible


@frozen
class Customer:
    sender: Sender
    identities: tuple[Identity, ...]
    """Verified identities that are not bound to a contact yet."""


class Customers:
    def __init__(self, accounts: ChannelAccounts, contacts: ContactService) -> None:
        self._accounts = accounts
        self._contacts = contacts

    def identified(self, channel: Channel, account: ChannelAccount, sender: Sender, body: PublishIn) -> Customer:
        """The sender as the contact that the app names. Raises InvalidRequest for a contact that does not exist,
        Conflict if the app names different ones."""
        named = self._named(body)
        given = body.customer_identity.of(channel.app_id, account.default_region) if body.customer_identity else []
        bound = {field: self._contacts.whose(identity) for field, identity in given}
        known = [(field, contact_id) for field, contact_id in bound.items() if contact_id]
        if named:
            known.insert(0, (named[0], named[1].id))
        _check_one(known)
        unbound = tuple(identity for field, identity in given if bound[field] is None)
        if not known:
            return Customer(sender, unbound)
        contact_id = known[0][1]
        if sender.name is None:
            contact = named[1] if named else self._contacts.find(contact_id)
            sender = replace(sender, name=self._name(contact, channel))
        return Customer(replace(sender, contact_id=contact_id), unbound)

    def _named(self, body: PublishIn) -> tuple[str, Contact] | None:
        """The first contact that the app names, and its field. Every named contact must exist."""
        named = body.contact_ids()
        found = {given: self._contacts.find(given) for given in {given for _, given in named}}
        unknown = [
            FieldError(field, f"There is no contact {given[:64]!r}.") for field, given in named if not found[given]
        ]
        if unknown:
            raise InvalidRequest.among(unknown, code="unknown_contact")
        return next(((field, contact) for field, given in named if (contact := found[given])), None)

    def _name(self, contact: Contact | None, channel: Channel) -> str | None:
        """An app must not receive a name that another channel provided: e-mail addresses are easy to guess."""
        if contact is None or contact.account_id is None:
            return None
        return contact.name if self._accounts.find_recent(channel, contact.account_id) else None


def as_sender(party: PartyIn) -> Sender:
    """For a party that has an address."""
    address = party.delivery_identifier
    assert address is not None
    return Sender.at(address.identifier(), visible(party.name))


def _check_one(known: Sequence[tuple[str, str]]) -> None:
    """Names the fields, but no contact: an app may only know the ones that it named itself."""
    first, contact_id = known[0] if known else ("", "")
    others = [field for field, other in known if other != contact_id]
    if not others:
        return
    advice = "Leave out the fields that do not belong to this customer, and send the message again."
    fields = [FieldError(first, f"This names one contact. {advice}")]
    fields += [FieldError(field, f"This names a different contact from {first}. {advice}") for field in others]
    message = f"{', '.join(invalid.field for invalid in fields)}: these name different contacts. {advice}"
    raise Conflict(message, code="identity_conflict", fields=fields)
