"""Two people who change one ticket: who changes what the other has not touched succeeds. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.people.actors import Actor
from helpdesk.platform.errors import Conflict, PreconditionFailed
from helpdesk.platform.records import plain
from helpdesk.tickets.changes import as_json, names_changed
from helpdesk.tickets.models import Ticket


def signed(before: Ticket, after: Ticket, actor: Actor) -> Ticket:
    """With whoever changed what differs. The version is the one that the change will have."""
    names = names_changed(before, after)
    if not names:
        return after
    return replace(after, last_changes=before.changed_by(actor, names))


def check_collision(
    before: Ticket, after: Ticket, actor: Actor, known: int | None, owner_known: int | None = None
) -> None:
    """Raises Conflict if somebody has changed one of these properties since the version that the caller knows. Without
    one: if somebody has changed the owner since `owner_known`, whom the caller changes too; with neither, if the caller
    takes a ticket that somebody else has. PreconditionFailed for a version that there never was."""
    names = names_changed(before, after)
    if known is not None:
        _check_since(before, names, known)
    elif owner_known is not None:
        _check_since(before, [name for name in names if name == "owner_id"], owner_known)
    else:
        _check_taking(before, after, actor)


def _check_since(before: Ticket, names: Sequence[str], known: int) -> None:
    if known > before.version:
        raise PreconditionFailed(
            f"The ticket has the version {before.version}. Read it, and send its ETag as If-Match."
        )
    last = {name: before.last_change(name) for name in names}
    collided = {name: each for name, each in last.items() if each and each.version > known}
    if not collided:
        return
    who = sorted({each.actor.name or each.actor.id for each in collided.values()})
    raise Conflict(
        f"Meanwhile {' and '.join(who)} changed {', '.join(sorted(collided))}. Look at the ticket, and decide again.",
        code="already_assigned" if "owner_id" in collided else "already_changed",
        more={
            "current": before.owner_id if "owner_id" in collided else as_json(before, sorted(collided)),
            "changed_by": {name: plain(each.actor) for name, each in collided.items()},
            "version": before.version,
        },
    )


def _check_taking(before: Ticket, after: Ticket, actor: Actor) -> None:
    mine = actor.on_behalf_of or actor.id
    takes = after.owner_id == mine and before.owner_id not in {None, mine}
    if takes:
        raise Conflict(
            "Somebody else has this ticket. To take it over, send the version that you have read as If-Match.",
            code="already_assigned",
            more={"current": before.owner_id},
        )
