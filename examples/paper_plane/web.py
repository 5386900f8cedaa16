"""The routes: the response to each request."""

import json
import time
from http import HTTPStatus

from examples.paper_plane import pages
from examples.paper_plane.channel import Channel
from examples.paper_plane.chat_routes import ChatRoutes
from examples.paper_plane.chats import Chats
from examples.paper_plane.connecting import ConnectRoutes
from examples.paper_plane.desk import Rejected, TemporaryFailure
from examples.paper_plane.events import Events
from examples.paper_plane.exchange import BadRequest, Request, Response, as_json, as_page
from examples.paper_plane.settings import Settings
from examples.paper_plane.signatures import is_genuine
from examples.paper_plane.store import Store


class Web:
    def __init__(self, settings: Settings, store: Store, channel: Channel) -> None:
        self._secrets = settings.app_secrets
        self._store = store
        self._channel = channel
        self._chat = ChatRoutes(Chats(store), channel)
        self._events = Events(store)
        self._connecting = ConnectRoutes(store, channel, settings.desk_origins)

    def respond(self, request: Request) -> Response:
        try:
            response = self._chat.respond(request) if request.path.startswith("/chat/") else self._other(request)
        except BadRequest as error:
            return as_json({"message": str(error)}, HTTPStatus.BAD_REQUEST)
        except (Rejected, TemporaryFailure) as error:
            return as_page(pages.failed(str(error)), HTTPStatus.BAD_GATEWAY)
        return response or as_json({"message": "There is no such page."}, HTTPStatus.NOT_FOUND)

    def _other(self, request: Request) -> Response | None:
        match request.method, request.path:
            case "POST", "/webhooks/desk":
                return self._webhook(request)
            case "GET", "/":
                with self._store.transaction() as state:
                    return as_page(pages.home(state.open_shops()))
            case "GET", "/connect":
                return self._connecting.page(request.query)
            case "POST", "/connect":
                return self._connecting.connect(request.form)
            case "GET", path:
                return self._stored(path)
        return None

    def _webhook(self, request: Request) -> Response:
        """Verifies the signature first, over the raw bytes. Responds with 200 once the event is stored; after any other
        response the desk retries."""
        if not is_genuine(self._secrets, self._channel.webhook_url, request.headers, request.body, time.time()):
            return as_json({"message": "The signature is wrong or too old."}, HTTPStatus.UNAUTHORIZED)
        self._events.process(json.loads(request.body))
        return Response()

    def _stored(self, path: str) -> Response | None:
        if path in pages.ASSETS:
            return Response(200, pages.ASSETS[path], pages.asset(path))
        with self._store.transaction() as state:
            picture = state.picture(path.removeprefix("/pictures/"))
        return Response(200, picture["type"], picture["content"]) if picture else None
