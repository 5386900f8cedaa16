"""What can be wrong with a value: a stable code for programs, beside words for people. Pure."""

from enum import StrEnum

from helpdesk.platform.errors import FieldError


class Flaw(StrEnum):
    NOT_TEXT = "not_text"
    TOO_LONG = "too_long"
    SEVERAL_LINES = "several_lines"
    NOT_NUMBER = "not_number"
    NOT_EXACT = "not_exact"
    TOO_SMALL = "too_small"
    TOO_GREAT = "too_great"
    NOT_DATE = "not_date"
    NOT_MOMENT = "not_moment"
    NOT_BOOLEAN = "not_boolean"
    NOT_OFFERED = "not_offered"
    RETIRED = "retired"
    TOO_MANY = "too_many"
    NOT_URL = "not_url"
    UNKNOWN_PROPERTY = "unknown_property"
    # Of a view's filters, and of what it is sorted by.
    NOT_DAY = "not_day"
    NOT_DAY_OR_MOMENT = "not_day_or_moment"
    NO_DAY_OF_ALL_CALENDARS = "no_day_of_all_calendars"
    NOT_LENGTH = "not_length"
    NOT_ID = "not_id"
    NOT_LIST = "not_list"
    NO_WORD = "no_word"
    TAKES_NO_VALUE = "takes_no_value"
    UNKNOWN_OPERATOR = "unknown_operator"
    NOT_SORTABLE = "not_sortable"


class Unfit(ValueError):
    """Why a value does not fit its field. `message`: a sentence without a full stop, for people. `limit`: how many or
    how much it may be."""

    def __init__(self, flaw: Flaw, message: str, limit: float | None = None) -> None:
        super().__init__(message)
        self.flaw = flaw
        self.limit = limit

    def at(self, field: str) -> FieldError:
        return FieldError(field, str(self), code=self.flaw, limit=self.limit)
