"""Tickets for the live connection, in the API's format."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from helpdesk.platform.clock import to_text
from helpdesk.platform.schemas import ResponseModel, Time


class LiveTicketOut(ResponseModel):
    url: Annotated[
        str, Field(description="The address of the WebSocket. Offer two subprotocols: `kanaal.live`, and the ticket.")
    ]
    ticket: Annotated[str, Field(description="Good once.")]
    expires_at: Annotated[Time, Field(description="The ticket is good until then: for 30 seconds.")]

    @classmethod
    def of(cls, url: str, ticket: str, until: datetime) -> "LiveTicketOut":
        return cls(url=url, ticket=ticket, expires_at=to_text(until))
