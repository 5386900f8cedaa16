"""Which tickets somebody sees, by a filter of the index and by the rule itself."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.index.matching import matches
from helpdesk.index.models import EVERYTHING, Document, Kind
from helpdesk.people.access import EVERYTHING as EVERY_TICKET
from helpdesk.people.access import Access
from helpdesk.people.principals import TicketAccess
from helpdesk.views.access import seen_by

USERS, TEAMS, INBOXES = ("ann", "bob"), ("red", "blue"), ("1", "2")
ACCESSES = st.builds(
    Access,
    st.sampled_from(TicketAccess),
    st.sampled_from(USERS),
    st.frozensets(st.sampled_from(TEAMS)),
    st.frozensets(st.sampled_from(INBOXES)),
)


@dataclass(frozen=True)
class Seen:
    inbox_id: str
    owner_id: str | None
    team_id: str | None

    def document(self) -> Document:
        given = {"inbox_id": self.inbox_id, "owner_id": self.owner_id, "team_id": self.team_id}
        return Document("t", Kind.TICKET, "t", 0, 1, {name: (value,) for name, value in given.items() if value})


@given(
    ACCESSES,
    st.builds(Seen, st.sampled_from(INBOXES), st.sampled_from([None, *USERS]), st.sampled_from([None, *TEAMS])),
)
def test_the_filter_has_exactly_the_tickets_that_access_allows(access: Access, ticket: Seen) -> None:
    assert matches(ticket.document(), seen_by(access)) is access.allows(ticket)


def test_whoever_sees_everything_asks_for_everything() -> None:
    assert seen_by(EVERY_TICKET) == EVERYTHING
