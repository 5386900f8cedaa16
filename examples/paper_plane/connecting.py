"""The connect flow: an administrator of the desk, who also owns a shop here, connects the shop to the desk."""

from http import HTTPStatus

from examples.paper_plane import pages
from examples.paper_plane.channel import SHOPS, Channel
from examples.paper_plane.exchange import BadRequest, Response, as_page
from examples.paper_plane.settings import origin
from examples.paper_plane.store import Store


class ConnectRoutes:
    def __init__(self, store: Store, channel: Channel, desk_origins: tuple[str, ...]) -> None:
        self._store = store
        self._channel = channel
        self._desk_origins = desk_origins

    def page(self, query: dict[str, str]) -> Response:
        """The desk opens this page with accountToken, channelId, inboxId, portalId and redirectUrl."""
        self._check(query)
        with self._store.transaction() as state:
            connected = state.open_shops()
        return as_page(pages.connect(query, {shop: name for shop, name in SHOPS.items() if shop not in connected}))

    def connect(self, form: dict[str, str]) -> Response:
        """A real service would have the owner sign in; here a button is enough."""
        self._check(form)
        if form.get("shop") not in SHOPS:
            raise BadRequest("There is no such shop.")
        self._channel.finish_connection(form["accountToken"], form["shop"])
        return Response(HTTPStatus.SEE_OTHER, headers={"location": form["redirectUrl"]})

    def _check(self, fields: dict[str, str]) -> None:
        """These values passed through a browser, so they are not trusted."""
        if fields.get("channelId") != self._channel.id or not fields.get("accountToken"):
            raise BadRequest("This connection was not started at our help desk. Start it again there.")
        if origin(fields.get("redirectUrl", "")) not in self._desk_origins:
            raise BadRequest("redirectUrl does not belong to the help desk.")
