"""Whose eyes a subscription has: as an API token, it does nothing that its owner cannot do, and ends with them."""

from collections.abc import Collection, Sequence

from helpdesk.feed.models import Change, Place
from helpdesk.feed.visibility import Visibility
from helpdesk.people.actors import ActorKind
from helpdesk.people.callers import Callers
from helpdesk.people.principals import Principal
from helpdesk.people.roles import scopes_of_token
from helpdesk.platform.frozen import frozen
from helpdesk.subscriptions.models import Subscription


@frozen
class Owners:
    callers: Callers
    visibility: Visibility

    def principal(self, subscription: Subscription) -> Principal | None:
        """None if its owner was deactivated or removed."""
        owner = self.callers.find(subscription.owner_id)
        if owner is None:
            return None
        return Principal(
            ActorKind.PROGRAM,
            subscription.id,
            subscription.name,
            scopes_of_token(subscription.scopes, owner.role),
            subscription.owner_id,
            ticket_access=owner.role.ticket_access,
            team_ids=owner.user.team_ids,
            closed_inboxes=owner.closed_inboxes,
        )

    def sees(self, principal: Principal, found: Collection[tuple[Place, Change]]) -> Sequence[tuple[Place, Change]]:
        return self.visibility.among(principal, found)
