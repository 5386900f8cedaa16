"""Changes of many tickets in the API's format."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from helpdesk.platform.schemas import RequestModel
from helpdesk.tickets.bulk import MOST_TICKETS
from helpdesk.tickets.schemas import TicketPatchIn


def _unique(ids: list[str]) -> list[str]:
    seen: set[str] = set()
    for number, each in enumerate(ids):
        if each in seen:
            raise ValueError(f"ticket_ids[{number}] is there twice; name each ticket once")
        seen.add(each)
    return ids


class BulkIn(RequestModel):
    ticket_ids: Annotated[
        list[Annotated[str, StringConstraints(min_length=1, max_length=64)]],
        Field(min_length=1, max_length=MOST_TICKETS, description="Each once."),
        AfterValidator(_unique),
    ]
    change: Annotated[TicketPatchIn, Field(description="As in `PATCH /v1/tickets/{id}`.")]
