"""A place that a customer shares while they move: the message that shares it moves, and nobody is told."""

from helpdesk.accounts.models import ChannelAccount
from helpdesk.conversations.extending import Placed
from helpdesk.conversations.models import Position
from helpdesk.conversations.repository import Claim, ConversationRepository
from helpdesk.intake.arrival import names_of
from helpdesk.messaging.messages import InboundPosition


class Positions:
    def __init__(self, repository: ConversationRepository) -> None:
        self._repository = repository

    def take(self, account: ChannelAccount, moved: InboundPosition) -> bool:
        """False if the message is not known."""
        claim = self._repository.existing_claim(account.id, moved.refers_to_key)
        if claim is None:
            return False
        # Usually nothing else took the position after the claimed one.
        return self._placed(claim, claim.after_sequence + 1, moved.refers_to_key, moved) or self._found(claim, moved)

    def _found(self, claim: Claim, moved: InboundPosition) -> bool:
        names = names_of(moved.refers_to_key)
        messages, _ = self._repository.first_after(claim.reference, claim.after_sequence)
        shared = next((message for message in messages if (message.direction, message.key) in names), None)
        return shared is not None and self._placed(claim, shared.sequence, shared.key, moved)

    def _placed(self, claim: Claim, sequence: int, key: str, moved: InboundPosition) -> bool:
        position = Position(moved.latitude, moved.longitude, moved.until)
        placed = self._repository.extensions.place(claim.reference, sequence, key, position, moved.at)
        return placed is not Placed.ELSEWHERE
