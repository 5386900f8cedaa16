"""Availability in the API's format, as it is shown of each person."""

from typing import Annotated

from pydantic import Field

from helpdesk.people.availability import Reason, State
from helpdesk.platform.schemas import ResponseModel, Time

REASON = "Why so; null: nothing speaks against it."
_UNTIL = "When the next state or reason follows by itself; null: it does not."


class AvailabilityOut(ResponseModel):
    """What holds now, as it is shown of each user."""

    state: State
    reason: Annotated[Reason | None, Field(description=REASON)]
    until: Annotated[Time | None, Field(description=_UNTIL)]
