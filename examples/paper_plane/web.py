"""What is answered to which request."""

import json
import time
from http import HTTPStatus

from examples.paper_plane import pages
from examples.paper_plane.channel import Channel
from examples.paper_plane.chat_routes import ChatRoutes
from examples.paper_plane.chats import Chats
from examples.paper_plane.connecting import Connecting
from examples.paper_plane.desk import Refused, TryLater
from examples.paper_plane.events import Events
from examples.paper_plane.exchange import Answer, NotPossible, Request, as_json, as_page
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
        self._connecting = Connecting(store, channel, settings.desk_origins)

    def answer(self, request: Request) -> Answer:
        try:
            found = self._chat.answer(request) if request.path.startswith("/chat/") else self._other(request)
        except NotPossible as error:
            return as_json({"message": str(error)}, HTTPStatus.BAD_REQUEST)
        except (Refused, TryLater) as error:
            return as_page(pages.failed(str(error)), HTTPStatus.BAD_GATEWAY)
        return found or as_json({"message": "There is no such page."}, HTTPStatus.NOT_FOUND)

    def _other(self, request: Request) -> Answer | None:
        match request.method, request.path:
            case "POST", "/webhooks/desk":
                return self._webhook(request)
            case "GET", "/":
                with self._store.transaction() as state:
                    return as_page(pages.home(state.open_shops()))
            case "GET", "/connect":
                return self._connecting.ask(request.query)
            case "POST", "/connect":
                return self._connecting.connect(request.form)
            case "GET", path:
                return self._stored(path)
        return None

    def _webhook(self, request: Request) -> Answer:
        """The signature first, over the bytes as they came; 200 when it is stored. Anything else, and the desk tries
        again."""
        if not is_genuine(self._secrets, self._channel.webhook_url, request.headers, request.body, time.time()):
            return as_json({"message": "The signature is wrong, or too old."}, HTTPStatus.UNAUTHORIZED)
        self._events.take(json.loads(request.body))
        return Answer()

    def _stored(self, path: str) -> Answer | None:
        if path in pages.ASSETS:
            return Answer(200, pages.ASSETS[path], pages.asset(path))
        with self._store.transaction() as state:
            picture = state.picture(path.removeprefix("/pictures/"))
        return Answer(200, picture["type"], picture["content"]) if picture else None
