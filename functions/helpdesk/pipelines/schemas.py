"""Pipelines in the API's format."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StringConstraints

from helpdesk.pipelines.models import MOST_REQUIRED, MOST_STATUSES, Pipeline, Status, StatusCategory, WhoMoves
from helpdesk.pipelines.service import PipelinePatch
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.ids import NewId
from helpdesk.platform.schemas import ChangeModel, RequestModel, ResponseModel, Time
from helpdesk.platform.text import to_be_seen

StatusId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(to_be_seen)]
_PropertyName = Annotated[str, StringConstraints(min_length=1, max_length=63)]
_CATEGORY = Field(description="`open`: the desk has to act. `waiting`: somebody else has. It cannot be changed later.")
_NEXT = Field(max_length=MOST_STATUSES, description="The statuses that may follow; null: each other one.")
_ON_CUSTOMER = Field(description="The status of a waiting ticket whose customer writes; null: it stays as it is.")
_ON_REPLY = Field(description="The status of a ticket that is answered; null: it stays as it is.")


class PipelineStatusIn(ChangeModel):
    id: Annotated[StatusId | None, Field(description="Left out of a new status: the desk makes one.")] = None
    name: _Name
    category: Annotated[StatusCategory, _CATEGORY]
    required_properties: Annotated[
        list[_PropertyName],
        Field(
            default_factory=list,
            max_length=MOST_REQUIRED,
            description="By name: a ticket needs them to be moved here.",
        ),
    ]
    next_status_ids: Annotated[list[StatusId], _NEXT] | None = None
    who: Annotated[WhoMoves, Field(description="Who may move a ticket here; administrators always may.")] = (
        WhoMoves.ANYBODY
    )
    team_ids: Annotated[
        list[Annotated[str, StringConstraints(min_length=1, max_length=64)]],
        Field(default_factory=list, max_length=20, description="With `teams`: whose members may."),
    ]


_Statuses = Annotated[list[PipelineStatusIn], Field(min_length=1, max_length=MOST_STATUSES)]


class PipelineIn(RequestModel):
    name: Annotated[_Name, Field(description="Unique: the same name again returns the same pipeline.")]
    statuses: _Statuses
    is_default: Annotated[bool, Field(description="New tickets are in it, unless their account says otherwise.")] = (
        False
    )
    on_customer_message: Annotated[StatusId | None, _ON_CUSTOMER] = None
    on_reply: Annotated[StatusId | None, _ON_REPLY] = None

    def pipeline(self) -> Pipeline:
        """Without its id, and without those of statuses that the request does not name."""
        return Pipeline(
            id="",
            name=self.name,
            statuses=_statuses(self.statuses, lambda: ""),
            is_default=self.is_default,
            on_customer_message=self.on_customer_message,
            on_reply=self.on_reply,
        )


class PipelinePatchIn(ChangeModel):
    """Fields that are left out keep their values. `statuses` replaces all of them: one that is left out is deleted."""

    name: _Name = ""
    statuses: Annotated[_Statuses, Field(default_factory=list)]
    moves: Annotated[
        dict[StatusId, StatusId],
        Field(
            default_factory=dict,
            max_length=MOST_STATUSES,
            description="For each deleted status, the one to which its tickets go.",
        ),
    ]
    is_default: bool = False
    on_customer_message: Annotated[StatusId | None, _ON_CUSTOMER] = None
    on_reply: Annotated[StatusId | None, _ON_REPLY] = None

    def patch(self, new_id: NewId) -> PipelinePatch:
        values: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set - {"moves"}}
        if not values:
            raise InvalidRequest("Name at least one field that changes.", code="empty_update")
        if "statuses" in values:
            values["statuses"] = _statuses(self.statuses, new_id)
        return PipelinePatch(values, self.moves)


class PipelineStatusOut(ResponseModel):
    id: str
    name: str
    category: StatusCategory
    required_properties: list[str]
    next_status_ids: list[str] | None
    who: WhoMoves
    team_ids: list[str]


class PipelineOut(ResponseModel):
    id: str
    name: str
    statuses: list[PipelineStatusOut]
    is_default: bool
    on_customer_message: str | None
    on_reply: str | None
    job_id: Annotated[
        str | None,
        Field(description="The job that moves the tickets of what was deleted last; null if they have moved."),
    ]
    created_at: Time | None
    version: int

    @classmethod
    def of(cls, pipeline: Pipeline) -> Self:
        offered = [status for status in pipeline.statuses if not status.retired]
        values = {name: getattr(pipeline, name) for name in cls.model_fields}
        return cls.model_validate({**values, "statuses": offered}, from_attributes=True)


class PipelineListOut(ResponseModel):
    pipelines: list[PipelineOut]

    @classmethod
    def of(cls, pipelines: Sequence[Pipeline]) -> Self:
        return cls(pipelines=[PipelineOut.of(each) for each in pipelines])


def _statuses(given: Sequence[PipelineStatusIn], new_id: NewId) -> tuple[Status, ...]:
    """Raises InvalidRequest for two statuses with one id."""
    ids = [each.id or new_id() for each in given]
    for number, status_id in enumerate(ids):
        if status_id and status_id in ids[:number]:
            raise InvalidRequest.at(f"statuses[{number}].id", f"another status has the id {status_id!r}")
    return tuple(
        Status(
            id=status_id,
            name=each.name,
            category=each.category,
            required_properties=tuple(dict.fromkeys(each.required_properties)),
            next_status_ids=None if each.next_status_ids is None else tuple(dict.fromkeys(each.next_status_ids)),
            who=each.who,
            team_ids=tuple(dict.fromkeys(each.team_ids)),
        )
        for status_id, each in zip(ids, given, strict=True)
    )
