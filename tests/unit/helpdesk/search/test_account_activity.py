"""When the customers of an account wrote last, where there is no index."""

from typing import Any

from helpdesk.indexing.indexer import NoIndex
from helpdesk.search.account_activity import AccountActivity
from tests.support.examples import account


def test_an_account_is_shown_while_there_is_no_index() -> None:
    def fresh() -> Any:
        raise NoIndex

    tickets: Any = None
    assert AccountActivity(fresh, tickets).last(account()) is None
