"""What a client has is not sent again, and a page is written once."""

from http import HTTPStatus

import pytest

from desk_api.conditional import conditional_answers, unless_known
from helpdesk.platform.schemas import ResponseModel
from helpdesk.search.schemas import FoundTicketsOut, ViewCountOut, ViewCountsOut
from helpdesk.tickets.schemas import TicketListOut


class _Misplaced(ResponseModel):
    next_cursor: str | None
    count: int


def test_a_page_is_what_its_model_writes() -> None:
    for page in (
        FoundTicketsOut(tickets=[], count=3, next_cursor=None),
        TicketListOut(tickets=[], next_cursor='"é', newer_cursor="b"),
        ViewCountsOut(counts=[ViewCountOut(view_id="vw_1", count=None)]),
    ):
        response = unless_known(page, None)
        assert response.body == page.model_dump_json()
        assert unless_known(page, str(response.headers["etag"])).status_code == HTTPStatus.NOT_MODIFIED


def test_a_cursor_is_no_content_but_whether_there_is_one_is() -> None:
    tags = [
        unless_known(FoundTicketsOut(tickets=[], count=3, next_cursor=cursor), None).headers["etag"]
        for cursor in ("a", "b", None)
    ]
    assert tags[0] == tags[1] != tags[2]


def test_cursors_come_last() -> None:
    with pytest.raises(AssertionError, match="_Misplaced"):
        conditional_answers(_Misplaced)
