"""What is answered to which request."""

import json
import time
from http import HTTPStatus
from typing import Any

from examples.paper_plane import pages
from examples.paper_plane.channel import SHOPS, Channel
from examples.paper_plane.chats import Chats
from examples.paper_plane.connecting import Connecting
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
        self._chats = Chats(store)
        self._events = Events(store)
        self._connecting = Connecting(store, channel, settings.desk_origins)

    def answer(self, request: Request) -> Answer:
        try:
            if request.path == "/webhooks/desk" and request.method == "POST":
                return self._webhook(request)
            found = self._customer(request) if request.path.startswith("/chat/") else self._other(request)
        except NotPossible as error:
            return as_json({"message": str(error)}, HTTPStatus.BAD_REQUEST)
        return found or as_json({"message": "There is no such page."}, HTTPStatus.NOT_FOUND)

    def _webhook(self, request: Request) -> Answer:
        """The signature first, over the bytes as they came; 200 when it is stored. Anything else, and the desk tries
        again."""
        if not is_genuine(self._secrets, self._channel.webhook_url, request.headers, request.body, time.time()):
            return as_json({"message": "The signature is wrong, or too old."}, HTTPStatus.UNAUTHORIZED)
        self._events.take(json.loads(request.body))
        return Answer()

    def _customer(self, request: Request) -> Answer | None:
        shop, _, what = request.path.removeprefix("/chat/").partition("/")
        if shop not in SHOPS:
            return None
        key = request.cookie("chat")
        match request.method, what:
            case "GET", "":
                return as_page(pages.chat(SHOPS[shop]))
            case "GET", "messages":
                return as_json({"messages": self._chats.messages(shop, key)})
            case "POST", _:
                return self._done(shop, key, what, request.json())
        return None

    def _done(self, shop: str, key: str, what: str, said: dict[str, Any]) -> Answer:
        match what, said:
            case "messages", {"text": str(text), "name": str(name)}:
                key = self._chats.write(shop, key, name, text)
                return Answer(headers={"set-cookie": self._cookie(shop, key)})
            case "read", {"number": int(number)} if 0 < number < 2**53:
                self._chats.read(shop, key, number)
            case "leave", _:
                self._chats.leave(shop, key)
            case _:
                raise NotPossible("There is no such call, or a field of it is missing.")
        return Answer()

    def _other(self, request: Request) -> Answer | None:
        match request.method, request.path:
            case "GET", "/":
                with self._store.transaction() as state:
                    return as_page(pages.home(state.open_shops()))
            case "GET", "/connect":
                return self._connecting.ask(request.query)
            case "POST", "/connect":
                return self._connecting.connect(request.form)
            case "GET", path if path in pages.ASSETS:
                return Answer(200, pages.ASSETS[path], pages.asset(path))
        return None

    def _cookie(self, shop: str, key: str) -> str:
        """Who holds the key is the customer."""
        secure = "; Secure" if self._channel.webhook_url.startswith("https:") else ""
        return f"chat={key}; Path=/chat/{shop}; HttpOnly; SameSite=Strict; Max-Age=2592000{secure}"
