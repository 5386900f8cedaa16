"""What speaks against somebody, or a team, who is given tickets by hand, which nobody forbids: whoever does it is told.
Pure."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from helpdesk.people.loads import Loads
from helpdesk.people.models import User
from helpdesk.people.roster import Roster
from helpdesk.platform.frozen import frozen


class WarningCode(StrEnum):
    """The words by which routing would pass them over; and a team in whose queue nobody looks."""

    NO_SERVICE_SEAT = "no_service_seat"
    AWAY = "away"
    AT_CAPACITY = "at_capacity"
    AT_CHANNEL_CAPACITY = "at_channel_capacity"
    TEAM_WITHOUT_MEMBERS = "team_without_members"


@frozen
class OwnerWarning:
    code: WarningCode
    message: str


def warnings_about(user: User, loads: Loads, by_channel: Mapping[str, int]) -> Iterator[OwnerWarning]:
    """`loads`: with what they were given; `by_channel`: how many they have of each channel that is limited for them."""
    if not user.has_service_seat:
        yield OwnerWarning(WarningCode.NO_SERVICE_SEAT, f"{user.name} has no service seat, and gets no tickets else.")
    if loads.is_away(user.id):
        yield OwnerWarning(WarningCode.AWAY, f"{user.name} is away.")
    has, most = loads.open_tickets(user.id), user.capacity.total
    if most is not None and has > most:
        yield OwnerWarning(WarningCode.AT_CAPACITY, f"{user.name} has {has} open tickets now, and can take {most}.")
    for channel, count in by_channel.items():
        limit = user.capacity.by_channel[channel]
        if count > limit:
            message = f"{user.name} has {count} open tickets of the channel {channel!r} now, and can take {limit}."
            yield OwnerWarning(WarningCode.AT_CHANNEL_CAPACITY, message)


def warnings_about_team(team_id: str, roster: Roster) -> Iterator[OwnerWarning]:
    if not any(member.is_active for member in roster.of_teams(frozenset([team_id]))):
        yield OwnerWarning(WarningCode.TEAM_WITHOUT_MEMBERS, "Nobody who is active is in this team.")
