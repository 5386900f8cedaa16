"""What the change feed says of a desk in one process."""

from helpdesk.feed.models import Change, Place
from helpdesk.feed.repository import FeedRepository
from infra.workbench.tables import FEED
from tests.support.desk import DeskInProcess


def written(desk: DeskInProcess) -> list[Change]:
    """All of it, with what has just changed."""
    desk.fill_feed()
    return [change for _, change in FeedRepository(desk.database.table(FEED)).after(Place(0), limit=10_000)[0]]


class Reading:
    """What is new in the feed each time that somebody looks."""

    def __init__(self, desk: DeskInProcess) -> None:
        self._desk, self._read = desk, len(written(desk))

    def changes(self) -> list[Change]:
        found = written(self._desk)
        new, self._read = found[self._read :], len(found)
        return new

    def types(self) -> list[str]:
        return [change.type.value for change in self.changes()]
