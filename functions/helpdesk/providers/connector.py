"""The interface of a provider whose accounts the desk connects itself: it asks the service who the account is, and has
the service deliver. Pure."""

from collections.abc import Mapping
from dataclasses import field
from typing import Protocol

from helpdesk.messaging.outcomes import PermanentFailure, TemporaryFailure
from helpdesk.platform.frozen import frozen
from helpdesk.providers.models import Access

Failure = PermanentFailure | TemporaryFailure
"""Its reason is for an administrator, without secrets."""
ServiceSettings = Mapping[str, str | int | float | bool]


@frozen
class Identity:
    """The account as the service knows it."""

    name: str
    handle: str | None = None
    """Its public name, by which customers find it: `@support_bot`."""


@frozen
class Subscription:
    """Where the service is to deliver, and how."""

    url: str
    secret: str
    """Verifies what the service delivers."""
    settings: ServiceSettings = field(default_factory=dict)


@frozen
class LastError:
    at: str
    """As `to_text` writes times."""
    reason: str
    is_unauthorized: bool = False
    """Whether the desk rejected the delivery, because its secret was not the account's."""


@frozen
class ServiceReport:
    """What the service says about its deliveries to the desk."""

    delivers_here: bool
    problem: str | None = None
    """What differs from what the desk wants."""
    waiting: int | None = None
    """How many updates wait to be delivered."""
    last_error: LastError | None = None


@frozen
class Polled:
    """One update that was fetched instead of delivered."""

    position: int
    """Fetching after it acknowledges it, and all before it."""
    body: bytes


class Connector(Protocol):
    """No method raises, and none logs what it is given."""

    def identify(self, access: Access) -> Identity | Failure:
        """A permanent failure: the service rejects the credentials."""

    def subscribe(self, access: Access, subscription: Subscription) -> Failure | None:
        """Has the service deliver there, and nowhere else. Repeating it changes nothing."""

    def unsubscribe(self, access: Access) -> Failure | None:
        """Has it deliver nowhere. Repeating it changes nothing."""

    def present(self, access: Access, settings: ServiceSettings) -> Failure | None:
        """Has it show customers what the settings say, such as a bot's menu. Repeating it changes nothing."""

    def report(self, access: Access, subscription: Subscription, *, wanted: bool) -> ServiceReport | Failure:
        """`wanted`: whether the service should deliver there, or nowhere."""

    def fetch(self, access: Access, settings: ServiceSettings, after: int, seconds: int) -> list[Polled] | Failure:
        """The updates after that position, for a desk that the service cannot reach; waits so long for the first."""

    def headers(self, secret: str) -> Mapping[str, str]:
        """With which the service authenticates what it delivers."""
