"""The connect flow: an administrator of the desk, who is also the owner of a shop here, connects the two."""

from http import HTTPStatus

from examples.paper_plane import pages
from examples.paper_plane.channel import SHOPS, Channel
from examples.paper_plane.exchange import Answer, NotPossible, as_page
from examples.paper_plane.settings import origin
from examples.paper_plane.store import Store


class Connecting:
    def __init__(self, store: Store, channel: Channel, desk_origins: tuple[str, ...]) -> None:
        self._store = store
        self._channel = channel
        self._desk_origins = desk_origins

    def ask(self, given: dict[str, str]) -> Answer:
        """The desk has opened this page with accountToken, channelId, inboxId, portalId and redirectUrl."""
        self._check(given)
        with self._store.transaction() as state:
            taken = state.open_shops()
        return as_page(pages.connect(given, {shop: name for shop, name in SHOPS.items() if shop not in taken}))

    def connect(self, given: dict[str, str]) -> Answer:
        """A real service would have its owner sign in; here a button is enough."""
        self._check(given)
        if given.get("shop") not in SHOPS:
            raise NotPossible("There is no such shop.")
        self._channel.finish_connection(given["accountToken"], given["shop"])
        return Answer(HTTPStatus.SEE_OTHER, headers={"location": given["redirectUrl"]})

    def _check(self, given: dict[str, str]) -> None:
        """It comes by way of the browser: anybody may have written it."""
        if given.get("channelId") != self._channel.id or not given.get("accountToken"):
            raise NotPossible("This connection was not begun at our desk. Begin it there again.")
        if origin(given.get("redirectUrl", "")) not in self._desk_origins:
            raise NotPossible("redirectUrl does not lead back to the desk.")
