"""The list of tickets by its parameters, as a view. Pure."""

from helpdesk.tickets.models import TicketState
from helpdesk.views.models import View, where


def listed(
    state: TicketState, *, account_id: str | None = None, owner_id: str | None = None, team_id: str | None = None
) -> View:
    """Newest activity first. `owner_id` can be `none`."""
    given = {"account_id": account_id, "owner_id": owner_id, "team_id": team_id}
    return View(
        "tickets", "Tickets", where(status=state.value, **{name: value for name, value in given.items() if value})
    )
