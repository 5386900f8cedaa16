"""Views in the API's format."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StrictBool, StrictFloat, StrictInt, StrictStr, StringConstraints

from helpdesk.platform.errors import FieldError, InvalidRequest
from helpdesk.platform.schemas import ChangeModel, RequestModel, ResponseModel, Time
from helpdesk.platform.text import to_be_seen
from helpdesk.properties.schemas import ChoiceOut
from helpdesk.views.filterable import Filterable, FilterType
from helpdesk.views.models import (
    COLUMNS,
    LONGEST_NAME,
    MOST_COLUMNS,
    MOST_FILTERS,
    NEWEST_ACTIVITY,
    Operator,
    SortDirection,
    SortKey,
    View,
    ViewFilter,
    Visibility,
)

_Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME), AfterValidator(to_be_seen)]
_One = StrictBool | StrictInt | StrictFloat | StrictStr
FilterValue = _One | list[_One] | None
_Property = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100),
    Field(description="`GET /v1/view-properties` lists them."),
]
_VALUE = (
    "`me`, `my_teams` and `none` for people and teams; a date, `today`, `-7d`, a time or `now` for what has a time; a "
    "list for `in`."
)


class ViewFilterIn(ChangeModel):
    property: _Property
    operator: Operator
    value: Annotated[FilterValue, Field(description=_VALUE)] = None

    def filter(self) -> ViewFilter:
        return ViewFilter(self.property, self.operator, self.value)


class SortIn(ChangeModel):
    property: _Property
    direction: SortDirection = SortDirection.DESCENDING

    def key(self) -> SortKey:
        return SortKey(self.property, self.direction)


Filters = Annotated[list[ViewFilterIn], Field(max_length=MOST_FILTERS, description="A ticket matches all of them.")]
SortKeys = Annotated[list[SortIn], Field(min_length=1, max_length=1, description="One property.")]
_Columns = Annotated[
    list[_Property],
    Field(min_length=1, max_length=MOST_COLUMNS),
    AfterValidator(lambda names: list(dict.fromkeys(names))),
]
_TeamId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64),
    Field(description="Whose members see it, if `visibility` is `team`. The default is your main team."),
]
_MATCH = Field(description="`all`: a ticket matches each of the filters.")


class TicketQueryIn(RequestModel):
    """A view that is not stored."""

    filters: Annotated[Filters, Field(default_factory=list)]
    match: Annotated[Literal["all"], _MATCH] = "all"
    sort: SortKeys | None = None

    def view(self) -> View:
        return View("query", "Query", filters=filters_of(self.filters), sort=_sort(self.sort))


class ViewIn(RequestModel):
    name: _Name
    filters: Annotated[Filters, Field(default_factory=list)]
    match: Annotated[Literal["all"], _MATCH] = "all"
    sort: Annotated[SortKeys | None, Field(description="The default is the newest activity first.")] = None
    columns: _Columns | None = None
    visibility: Visibility = Visibility.PRIVATE
    team_id: _TeamId | None = None

    def view(self) -> View:
        """Its id, owner and time are not known yet."""
        columns = tuple(self.columns) if self.columns else COLUMNS
        filters, sort = filters_of(self.filters), _sort(self.sort)
        return View("", self.name, filters, sort, columns, self.visibility, team_id=self.team_id)


class ViewPatchIn(ChangeModel):
    """Fields that are left out keep their values. Filters, sort and columns are replaced as a whole."""

    name: _Name = ""
    filters: Annotated[Filters, Field(default_factory=list)]
    match: Annotated[Literal["all"], _MATCH] = "all"
    sort: Annotated[SortKeys, Field(default_factory=list)]
    columns: Annotated[_Columns, Field(default_factory=list)]
    visibility: Visibility = Visibility.PRIVATE
    team_id: _TeamId | None = None

    def changes(self) -> dict[str, Any]:
        given = self.model_fields_set
        if not given:
            raise InvalidRequest("Name at least one field that changes.", code="empty_update")
        read = {
            "filters": lambda: filters_of(self.filters),
            "sort": lambda: _sort(self.sort),
            "columns": lambda: tuple(self.columns),
        }
        return {name: read.get(name, lambda name=name: getattr(self, name))() for name in given - {"match"}}


class ViewFilterOut(ResponseModel):
    property: str
    operator: Operator
    value: FilterValue


class SortOut(ResponseModel):
    property: str
    direction: SortDirection


class ProblemOut(ResponseModel):
    field: Annotated[str, Field(description="`filters[3].value`")]
    message: str
    code: Annotated[str | None, Field(description="What is wrong. Stable; others may come.")]
    limit: Annotated[float | None, Field(description="How many or how much it may be, if that is what is wrong.")]


class ViewOut(ResponseModel):
    id: str
    name: str
    filters: list[ViewFilterOut]
    match: Literal["all"]
    sort: list[SortOut]
    columns: list[str]
    visibility: Visibility
    owner_id: Annotated[str | None, Field(description="Null: every desk has it.")]
    team_id: str | None
    built_in: bool
    problems: Annotated[
        list[ProblemOut],
        Field(description="What it names that is not there any more. Its tickets answer 409 `view_broken` until then."),
    ]
    created_at: Time | None
    version: int

    @classmethod
    def of(cls, view: View, problems: Sequence[FieldError]) -> Self:
        own = {name: getattr(view, name) for name in cls.model_fields if name not in {"match", "problems"}}
        return cls.model_validate({**own, "match": "all", "problems": problems})


class ViewListOut(ResponseModel):
    views: list[ViewOut]


class ViewPropertyOut(ResponseModel):
    name: str
    label: str
    type: FilterType
    operators: list[Operator]
    choices: list[ChoiceOut]
    is_sortable: Annotated[bool, Field(description="Whether tickets can be sorted by it.")]

    @classmethod
    def of(cls, each: Filterable) -> Self:
        return cls.model_validate(each)


class ViewPropertyListOut(ResponseModel):
    view_properties: list[ViewPropertyOut]


def filters_of(given: Sequence[ViewFilterIn]) -> tuple[ViewFilter, ...]:
    return tuple(each.filter() for each in given)


def _sort(given: Sequence[SortIn] | None) -> tuple[SortKey, ...]:
    return tuple(each.key() for each in given) if given else NEWEST_ACTIVITY
