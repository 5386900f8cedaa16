"""Redrives in the desk API's format."""

from typing import Annotated, Self

from pydantic import Field

from helpdesk.delivery.redrives import Redriven
from helpdesk.platform.schemas import ResponseModel


class TicketRedriveOut(ResponseModel):
    redriven_ids: Annotated[list[str], Field(description="Failed replies that are sent again.")]
    left_out_ids: Annotated[list[str], Field(description="Failed replies that may have arrived.")]
    waiting_ids: Annotated[list[str], Field(description="Replies that are still to be sent.")]

    @classmethod
    def of(cls, redriven: Redriven) -> Self:
        return cls(
            redriven_ids=[reply.id for reply in redriven.replies],
            left_out_ids=[reply.id for reply in redriven.left_out],
            waiting_ids=[reply.id for reply in redriven.waiting],
        )
