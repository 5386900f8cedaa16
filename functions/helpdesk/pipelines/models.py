"""A pipeline: its statuses, and the rules by which a ticket moves through them. Pure."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated

from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT
from helpdesk.platform.text import same_name

MOST_PIPELINES, MOST_STATUSES, MOST_REQUIRED = 50, 100, 50


class StatusCategory(StrEnum):
    OPEN = "open"
    """The desk has to do something."""
    WAITING = "waiting"
    """Somebody else has: the customer, a supplier."""
    CLOSED = "closed"


class WhoMoves(StrEnum):
    """Who may move a ticket into a status."""

    ANYBODY = "anybody"
    ADMINISTRATORS = "administrators"
    TEAMS = "teams"
    """The members of some teams, and administrators."""


@frozen
class Status:
    id: str
    name: str
    category: StatusCategory
    required_properties: tuple[str, ...] = ()
    """By name: a ticket is not moved here before it has them."""
    next_status_ids: tuple[str, ...] | None = None
    """None: each other status of the pipeline."""
    who: WhoMoves = WhoMoves.ANYBODY
    team_ids: tuple[str, ...] = ()
    """With `WhoMoves.TEAMS`."""
    moves_to: str | None = None
    """It was deleted: its tickets are on their way to this status, and none comes in."""

    @property
    def retired(self) -> bool:
        return self.moves_to is not None


@frozen
class Mover:
    """Who moves a ticket."""

    is_administrator: bool = False
    team_ids: frozenset[str] = frozenset()

    def may_move_to(self, status: Status) -> bool:
        return self.is_administrator or status.who is WhoMoves.ANYBODY or not self.team_ids.isdisjoint(status.team_ids)


@frozen
class Pipeline:
    id: str
    name: str
    statuses: Annotated[tuple[Status, ...], AS_TEXT]
    created_at: str | None = None
    """None for the desk's first one: it always existed."""
    is_default: bool = False
    """New tickets are in it, unless their account says otherwise."""
    on_customer_message: str | None = None
    """The status for a ticket that was waiting when its customer wrote; None: it stays."""
    on_reply: str | None = None
    """The status for a ticket that was answered; None: it stays."""
    archived_at: str | None = None
    moves_to: str | None = None
    """It was deleted: its tickets are on their way to this pipeline, each to the first status of its category."""
    job_ids: tuple[str, ...] = ()
    """The jobs that move the tickets of what was deleted."""
    purge_at: int | None = None
    """It has no tickets any more: the table deletes it then, and nobody reads it until then."""
    asked: str | None = None
    """A digest of the request that made it with an idempotency key: the same key of another request is refused."""
    version: int = 1

    def status(self, status_id: str) -> Status | None:
        return next((status for status in self.statuses if status.id == status_id), None)

    def first(self, category: StatusCategory) -> Status:
        """The first status of this category. A pipeline has one that is open and one that is closed."""
        return next(status for status in self.statuses if status.category is category and not status.retired)

    def first_like(self, category: StatusCategory) -> Status:
        """A pipeline need not have a status in which tickets wait; whoever opens a closed ticket has it open."""
        offered = {status.category for status in self.statuses if not status.retired}
        return self.first(category if category in offered else StatusCategory.OPEN)

    def after_deletion(self, status: Status) -> Status:
        """Where the tickets of this deleted status go."""
        target = self.status(status.moves_to) if status.moves_to else None
        return self.first_like(status.category) if target is None or target.retired else target

    @property
    def reopened(self) -> Status:
        """The status of a closed ticket whose customer writes."""
        ruled = self.status(self.on_customer_message) if self.on_customer_message else None
        return ruled or self.first(StatusCategory.OPEN)

    def ruled(self, category: StatusCategory, *, is_reply: bool) -> str | None:
        """The id of the status into which a message moves a ticket that is not closed."""
        if is_reply:
            return self.on_reply if category is StatusCategory.OPEN else None
        return self.on_customer_message if category is StatusCategory.WAITING else None

    @property
    def offered(self) -> tuple[Status, ...]:
        """Without deleted ones."""
        return tuple(status for status in self.statuses if not status.retired)

    @property
    def beginnings(self) -> tuple[Status, ...]:
        """Where a ticket from another pipeline may enter. Where statuses name their followers, only where new tickets
        begin: leaving and coming back is no way around what may follow."""
        ordered = any(status.next_status_ids is not None for status in self.offered)
        return (self.first(StatusCategory.OPEN),) if ordered else self.offered

    @property
    def job_id(self) -> str | None:
        return self.job_ids[-1] if self.job_ids else None

    def following(self, status: Status) -> tuple[Status, ...]:
        """Into which a ticket may be moved from this one."""
        others = [other for other in self.statuses if other.id != status.id and not other.retired]
        return tuple(other for other in others if status.next_status_ids is None or other.id in status.next_status_ids)


@frozen
class Flaw:
    """What is wrong with a pipeline, at which field of it."""

    field: str
    message: str


NEW, ON_CONTACT, ON_US, CLOSED = "new", "waiting_on_contact", "waiting_on_us", "closed"
FIRST_PIPELINE = "1"
FIRST = Pipeline(
    FIRST_PIPELINE,
    "Support",
    (
        Status(NEW, "New", StatusCategory.OPEN),
        Status(ON_CONTACT, "Waiting on contact", StatusCategory.WAITING),
        Status(ON_US, "Waiting on us", StatusCategory.OPEN),
        Status(CLOSED, "Closed", StatusCategory.CLOSED),
    ),
    is_default=True,
    on_customer_message=ON_US,
    on_reply=ON_CONTACT,
)
"""Each desk has it. It has no item until somebody changes it."""


def flaws(pipeline: Pipeline) -> Iterator[Flaw]:
    """What would leave tickets without a way through."""
    offered = [status for status in pipeline.statuses if not status.retired]
    yield from _of_movers(offered)
    yield from _of_categories(offered)
    yield from _of_names(offered)
    yield from _of_links(pipeline, offered)
    yield from _of_rules(pipeline)


def _of_movers(offered: Sequence[Status]) -> Iterator[Flaw]:
    for number, status in enumerate(offered):
        if (status.who is WhoMoves.TEAMS) is not bool(status.team_ids):
            message = "name the teams" if status.who is WhoMoves.TEAMS else f"{status.who.value!r} has no teams"
            yield Flaw(f"statuses[{number}].team_ids", message)


def _of_categories(offered: Sequence[Status]) -> Iterator[Flaw]:
    categories = {status.category for status in offered}
    for category in (StatusCategory.OPEN, StatusCategory.CLOSED):
        if category not in categories:
            yield Flaw("statuses", f"a pipeline needs at least one status of the category {category.value!r}")


def _of_names(offered: Sequence[Status]) -> Iterator[Flaw]:
    seen: set[str] = set()
    for number, status in enumerate(offered):
        name = same_name(status.name)
        if name in seen:
            yield Flaw(f"statuses[{number}].name", f"another status of this pipeline is called {status.name!r}")
        seen.add(name)


def _of_links(pipeline: Pipeline, offered: Sequence[Status]) -> Iterator[Flaw]:
    known = {status.id for status in offered}
    for number, status in enumerate(offered):
        for at, following in enumerate(status.next_status_ids or ()):
            if following not in known:
                place = f"statuses[{number}].next_status_ids[{at}]"
                yield Flaw(place, f"this pipeline has no status {following!r}")
    for number, status in enumerate(offered):
        if status.category is not StatusCategory.CLOSED and not _can_be_closed(pipeline, status):
            message = (
                f"a ticket could never be closed from {status.name!r}: let a status follow that leads to a closed one"
            )
            yield Flaw(f"statuses[{number}].next_status_ids", message)


def _can_be_closed(pipeline: Pipeline, status: Status) -> bool:
    seen, ahead = {status.id}, [status]
    while ahead:
        current = ahead.pop()
        if current.category is StatusCategory.CLOSED:
            return True
        fresh = [following for following in pipeline.following(current) if following.id not in seen]
        seen |= {following.id for following in fresh}
        ahead += fresh
    return False


def _of_rules(pipeline: Pipeline) -> Iterator[Flaw]:
    rules = (
        ("on_customer_message", pipeline.on_customer_message, {StatusCategory.OPEN}),
        ("on_reply", pipeline.on_reply, {StatusCategory.OPEN, StatusCategory.WAITING}),
    )
    for field, status_id, categories in rules:
        status = pipeline.status(status_id) if status_id else None
        if status_id and (status is None or status.retired):
            yield Flaw(field, f"this pipeline has no status {status_id!r}")
        elif status and status.category not in categories:
            names = " or ".join(sorted(repr(category.value) for category in categories))
            yield Flaw(field, f"it must be a status of the category {names}")
