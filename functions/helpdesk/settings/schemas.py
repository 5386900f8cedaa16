"""The desk's settings in the API's format."""

from typing import Annotated, Any, Self

from pydantic import Field, StrictBool, StrictInt

from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.schemas import ChangeModel, ResponseModel
from helpdesk.settings.models import LONGEST_UNDO, DeskSettings, WhenAway

_TAKE = "Whether a ticket that nobody has belongs to whoever replies."
_AWAY = "Whether somebody who goes away keeps their open tickets, or these are routed to others."
_UNDO = "For so long, a reply waits before it is sent, and can be cancelled."


class SettingsOut(ResponseModel):
    take_on_reply: Annotated[bool, Field(description=_TAKE)]
    when_away: Annotated[WhenAway, Field(description=_AWAY)]
    undo_seconds: Annotated[int, Field(description=_UNDO)]
    sends_mail: Annotated[
        bool,
        Field(description="Whether the desk was deployed with `mail_from`: owners who are away get an e-mail."),
    ]
    version: int

    @classmethod
    def of(cls, settings: DeskSettings, *, sends_mail: bool) -> Self:
        values = {name: getattr(settings, name) for name in cls.model_fields if name != "sends_mail"}
        return cls(**values, sends_mail=sends_mail)


class SettingsPatchIn(ChangeModel):
    """Fields that are left out keep their values."""

    take_on_reply: Annotated[StrictBool, Field(description=_TAKE)] = True
    when_away: Annotated[WhenAway, Field(description=_AWAY)] = WhenAway.KEEP
    undo_seconds: Annotated[StrictInt, Field(ge=0, le=LONGEST_UNDO, description=_UNDO)] = 0

    def values(self) -> dict[str, Any]:
        """Raises InvalidRequest if nothing changes."""
        if not self.model_fields_set:
            raise InvalidRequest("Name at least one field that changes.", code="empty_update")
        return {name: getattr(self, name) for name in self.model_fields_set}
