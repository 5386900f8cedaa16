"""What somebody is told who watches tickets and a view, and what they must have been told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from helpdesk.feed.models import Change, Place
from helpdesk.tickets.models import Ticket
from tests.simulation.replay import Replay


@dataclass
class Told:
    user_id: str
    sees: Callable[[Ticket], bool] | None
    """None: all of them, also what is about those that are gone."""
    view: str
    is_in_view: Callable[[Ticket], bool]
    replay: Replay
    topics: list[str] = field(default_factory=list)
    """Tickets, and a view."""
    until: dict[str, Place] = field(default_factory=dict)
    """How far a topic was read that ended."""
    began: Place | None = None
    """The cursor of the first `subscribed`."""
    _had: list[Place] = field(default_factory=list)
    """Of changes of the tickets."""
    _listed: set[str] = field(default_factory=set)
    """The tickets of the view."""
    _hidden: dict[str, float] = field(default_factory=dict)
    """Since when a ticket is not to be seen."""
    _was_hidden: set[str] = field(default_factory=set)
    _known: set[str] = field(default_factory=set)
    _wrong: list[str] = field(default_factory=list)

    def seen(self) -> list[Ticket]:
        return [each for each in self.replay.tickets() if self.sees is None or self.sees(each)]

    def looks(self) -> None:
        """After a commit: which tickets they do not see now."""
        if self.sees is not None:
            seen, now = {each.id for each in self.seen()}, self.replay.world.clock.at.timestamp()
            self._known |= seen
            self._hidden = {each: self._hidden.get(each, now) for each in self._known - seen}
            self._was_hidden |= self._hidden.keys()

    def is_sent(self, events: list[dict[str, Any]]) -> None:
        """By a process, which began to work on them some time before."""
        began = self.replay.world.running.began.timestamp()
        for event in events:
            if self._hidden.get(event["data"]["ticket_id"], began) < began:
                self._wrong.append(f"{self.user_id} was told {event}, and does not see it")

    def has(self, place: Place, ticket_id: str) -> None:
        """The change at that place of the feed; with it, the ticket is read in the view."""
        if f"ticket:{ticket_id}" in self.topics:
            self._had.append(place)
        if ticket_id:
            self._listed = (self._listed - {ticket_id}) | (self._in_view() & {ticket_id})

    def reads_view(self) -> None:
        self._listed = self._in_view()

    def violations(self) -> Iterator[str]:
        yield from self._wrong
        if self.began is None:
            return
        placed = [each for entry in self.replay.entries for each in entry.placed()]
        must = [place for place, change in placed if self._must(place, change)]
        if others := set(self._had) - {place for place, change in placed if self._watches(change)}:
            yield f"{self.user_id} was told {others}, and does not watch it"
        had = [place for place in self._had if place in set(must)]
        if had != must:
            yield f"{self.user_id} was told {had}, and there was {must}"
        if self._had != sorted(set(self._had)):
            yield f"{self.user_id} was told in another order, or twice: {self._had}"

    def violations_of_the_view(self) -> Iterator[str]:
        if wrong := self._listed ^ self._in_view():
            yield f"{self.user_id} sees {sorted(self._listed)} in {self.view}, which is wrong of {wrong}"

    def _in_view(self) -> set[str]:
        return {each.id for each in self.seen() if self.is_in_view(each)}

    def _must(self, place: Place, change: Change) -> bool:
        if change.conversation is None or change.conversation.ticket_id in self._was_hidden:
            return False
        until = self.until.get(f"ticket:{change.conversation.ticket_id}", place)
        return self._watches(change) and (self.began or place) < place <= until

    def _watches(self, change: Change) -> bool:
        return change.conversation is not None and f"ticket:{change.conversation.ticket_id}" in self.topics
