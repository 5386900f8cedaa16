"""Actors: who or what causes changes at the desk. Pure."""

from enum import StrEnum

from helpdesk.platform.frozen import frozen


class ActorKind(StrEnum):
    CONTACT = "contact"
    PERSON = "person"
    PROGRAM = "program"
    SYSTEM = "system"
    COLLEAGUE = "colleague"
    """Somebody of our side who wrote with the messaging service's own app. The id is the service's."""


@frozen
class Program:
    """An API client."""

    id: str
    name: str | None = None


@frozen
class Actor:
    """Who or what caused something: integrations recognise their own changes by it."""

    kind: ActorKind
    id: str
    name: str | None = None
    on_behalf_of: str | None = None
    """The agent for whom an API client acts."""
    through: Program | None = None
    """The API client that wrote in the agent's name."""

    @property
    def named(self) -> str:
        """As what they change says who has changed it, and as the change feed says it. An API client acts for a person,
        but its changes are its own: a program asks for all but its own."""
        return f"{self.kind}:{self.id}"
