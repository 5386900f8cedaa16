"""What tickets can be filtered and sorted by: what each has, and what the desk gives tickets and contacts. Pure.

An own property is named with what has it: `properties.size`, `contact.properties.tier`. So no name of an own one can be
that of a property which every ticket gets later. The index names its field by its type too: a value of an earlier type
is never compared with one of the present type.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from helpdesk.conversations.models import Direction
from helpdesk.fields.values import Choice
from helpdesk.pipelines.models import StatusCategory
from helpdesk.platform.frozen import frozen
from helpdesk.properties.models import Priority, Property
from helpdesk.tickets.models import ReplyState, TicketState
from helpdesk.views.models import Operator

TICKETS_OWN, CONTACTS_OWN = "properties.", "contact.properties."


class FilterType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    BOOLEAN = "boolean"
    URL = "url"
    USER = "user"
    TEAM = "team"
    CONTACT = "contact"
    ACCOUNT = "account"
    CHANNEL = "channel"
    INBOX = "inbox"
    PIPELINE = "pipeline"
    STATUS = "status"
    PROPERTY = "property"
    """The name of an own property of tickets."""


_EMPTY = (Operator.IS_EMPTY, Operator.IS_NOT_EMPTY)
_ONE_OF = (Operator.IS, Operator.IS_NOT, Operator.IN, *_EMPTY)
_RANGE = (Operator.AT_LEAST, Operator.AT_MOST)
_TIMES = (
    *(Operator.IS, Operator.IS_NOT, Operator.BEFORE, Operator.AFTER, *_RANGE, Operator.WITHIN_LAST),
    *_EMPTY,
)
_OPERATORS: Mapping[FilterType, tuple[Operator, ...]] = {
    FilterType.TEXT: (*_ONE_OF, Operator.CONTAINS),
    FilterType.LONG_TEXT: (Operator.CONTAINS, *_EMPTY),
    FilterType.NUMBER: (*_ONE_OF, *_RANGE),
    FilterType.DATE: _TIMES,
    FilterType.DATETIME: _TIMES,
    FilterType.BOOLEAN: (Operator.IS, Operator.IS_NOT, *_EMPTY),
    FilterType.URL: (*_ONE_OF, Operator.CONTAINS),
}
REFERENCES = frozenset(
    {
        *(FilterType.USER, FilterType.TEAM, FilterType.CONTACT, FilterType.ACCOUNT, FilterType.CHANNEL),
        *(FilterType.INBOX, FilterType.PIPELINE, FilterType.STATUS, FilterType.PROPERTY),
    }
)
"""Their values are ids. One that nobody has is no error: no ticket has it."""


@frozen
class Filterable:
    name: str
    label: str
    type: FilterType
    field: str
    """Of the index: has its value."""
    choices: tuple[Choice, ...] = ()
    words: str | None = None
    """The index's field of text in which `contains` looks."""
    ranks: str | None = None
    """The index's field that has the place of the choice among all, from 1 on: it has an order."""
    is_many: bool = False
    """It can have several values."""

    @property
    def operators(self) -> tuple[Operator, ...]:
        accepted = (*_OPERATORS.get(self.type, _ONE_OF), *(_RANGE if self.ranks else ()))
        return tuple(each for each in accepted if each is not Operator.CONTAINS or self.words)

    @property
    def is_sortable(self) -> bool:
        return not self.is_many and self.type is not FilterType.LONG_TEXT

    @property
    def sorted_by(self) -> str:
        return self.ranks or self.field


def _choices(values: Iterable[StrEnum]) -> tuple[Choice, ...]:
    return tuple(Choice(each.value, each.value.replace("_", " ").capitalize()) for each in values)


_DIRECTIONS = (Choice(Direction.IN.value, "From the customer"), Choice(Direction.OUT.value, "From the desk"))
_OF_EVERY_TICKET = (
    Filterable("number", "Number", FilterType.NUMBER, "number"),
    Filterable("name", "Name", FilterType.TEXT, "name", words="name"),
    Filterable("status", "Open or closed", FilterType.CHOICE, "status", _choices(TicketState)),
    Filterable("status_id", "Status", FilterType.STATUS, "status_id"),
    Filterable("status_category", "Kind of status", FilterType.CHOICE, "status_category", _choices(StatusCategory)),
    Filterable("pipeline_id", "Pipeline", FilterType.PIPELINE, "pipeline_id"),
    Filterable("priority", "Priority", FilterType.CHOICE, "priority", _choices(Priority), ranks="priority_rank"),
    Filterable("category", "Category", FilterType.TEXT, "category", words="category"),
    Filterable("owner_id", "Owner", FilterType.USER, "owner_id"),
    Filterable("team_id", "Team", FilterType.TEAM, "team_id"),
    Filterable("contact_id", "Contact", FilterType.CONTACT, "contact_id"),
    Filterable("account_id", "Channel account", FilterType.ACCOUNT, "account_id"),
    Filterable("channel_id", "Channel", FilterType.CHANNEL, "channel_id"),
    Filterable("inbox_id", "Inbox", FilterType.INBOX, "inbox_id"),
    Filterable("opened_at", "Opened", FilterType.DATETIME, "opened_at"),
    Filterable("first_reply_at", "First reply", FilterType.DATETIME, "first_reply_at"),
    Filterable("closed_at", "Closed", FilterType.DATETIME, "closed_at"),
    Filterable("last_activity_at", "Last message of the customer", FilterType.DATETIME, "last_activity_at"),
    Filterable("waiting_since", "Customer waits since", FilterType.DATETIME, "waiting_since"),
    Filterable("reply_state", "State of the replies", FilterType.CHOICE, "reply_state", _choices(ReplyState)),
    Filterable("last_direction", "Last message", FilterType.CHOICE, "last_direction", _DIRECTIONS),
    Filterable("incomplete", "Missing properties", FilterType.PROPERTY, "incomplete", is_many=True),
    Filterable("mentions", "Mentioned", FilterType.USER, "mentions", is_many=True),
    Filterable("contact.name", "Contact's name", FilterType.TEXT, "contact.name", words="contact"),
    Filterable("contact.owner_id", "Contact's owner", FilterType.USER, "contact.owner_id"),
)

Known = Mapping[str, Filterable]


def known(of_tickets: Sequence[Property] = (), of_contacts: Sequence[Property] = ()) -> Known:
    """By name. The desk's own ones are those that are not deleted."""
    own = (*_own(TICKETS_OWN, of_tickets), *_own(CONTACTS_OWN, of_contacts))
    return {each.name: each for each in (*_OF_EVERY_TICKET, *own)}


def field_of(prefix: str, of: Property) -> str:
    """The index's field of an own property's values: named by its type too."""
    return f"{prefix}{of.name}:{of.type.value}"


def _own(prefix: str, properties: Sequence[Property]) -> Iterator[Filterable]:
    for each in properties:
        if each.archived_at is not None or each.built_in:
            continue
        kind = FilterType(each.type.value)
        words = prefix + each.name if kind in {FilterType.TEXT, FilterType.LONG_TEXT, FilterType.URL} else None
        is_many = kind is FilterType.MULTI_CHOICE
        field = field_of(prefix, each)
        yield Filterable(prefix + each.name, each.label, kind, field, each.choices, words=words, is_many=is_many)
