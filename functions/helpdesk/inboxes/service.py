"""Use cases of inboxes."""

import re

from helpdesk.inboxes.models import HELP_DESK, Inbox
from helpdesk.inboxes.repository import InboxRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.errors import Busy, InvalidRequest, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId
from helpdesk.platform.text import same_name

_ID = re.compile(r"[1-9][0-9]{0,18}")


@frozen
class InboxPage:
    inboxes: list[Inbox]
    next_cursor: str | None


class Inboxes:
    def __init__(self, repository: InboxRepository, now: Clock, new_id: NewId, cursors: Cursors) -> None:
        """`new_id`: a positive number below 2^53, as text: the contract's clients read it as a number."""
        self._repository = repository
        self._now = now
        self._new_id = new_id
        self._cursor = cursors.of("inboxes")

    def check(self, inbox_id: str, field: str = "inbox_id") -> None:
        """Raises InvalidRequest that names the field, if there is no such inbox."""
        if not _ID.fullmatch(inbox_id) or self._repository.get(inbox_id) is None:
            message = f"There is no inbox {inbox_id[:32]!r}. The help desk's is {HELP_DESK.id!r}."
            raise InvalidRequest.at(field, message, code="unknown_inbox")

    def get(self, inbox_id: str) -> Inbox:
        found = self._repository.get(inbox_id)
        if found is None:
            raise NotFound(f"There is no inbox {inbox_id[:32]!r}.", code="inbox_not_found")
        return found

    def make(self, name: str) -> Inbox:
        """The same name again, regardless of spacing and capitalisation, returns the same inbox."""
        if same_name(name) == same_name(HELP_DESK.name):
            return HELP_DESK
        inbox = Inbox(self._new_id(), " ".join(name.split()), to_text(self._now()))
        existing_id = self._repository.create(inbox)
        found = self._repository.get(existing_id) if existing_id else inbox
        if found is None:
            raise Busy("Another request is creating this inbox. Retry the request.")
        return found

    def page(self, *, limit: int, cursor: str | None) -> InboxPage:
        """The help desk first, then the others in no particular order."""
        after = self._cursor.read(cursor, parts=1)[0] if cursor else ""
        first = [] if cursor else [HELP_DESK]
        found, more = self._repository.page(after=after, limit=limit)
        shown = [*first, *found][:limit]
        more = more or len(first) + len(found) > limit
        if not more:
            return InboxPage(shown, None)
        last = shown[-1]
        return InboxPage(shown, self._cursor.write("" if last is HELP_DESK else last.id))
