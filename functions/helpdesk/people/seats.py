"""Service seats: only people who work on tickets, or API clients that act for them, decide who gets tickets."""

from helpdesk.people.principals import Principal
from helpdesk.people.service import UserService
from helpdesk.platform.errors import Forbidden


class Seats:
    def __init__(self, users: UserService) -> None:
        self._users = users

    def require(self, principal: Principal) -> None:
        """Raises Forbidden if the caller has no seat; an API client has the seat of the person who owns its token."""
        user = self._users.get(principal.user_id)
        if user is None or not user.has_service_seat:
            name = user.name if user else principal.name
            raise Forbidden(
                f"Setting routing needs a service seat, and {name!r} has none. An administrator can assign one.",
                code="seat_missing",
            )
