"""A customer's page and its calls. Who holds a chat's cookie is its customer."""

from http import HTTPStatus

from examples.paper_plane import pages
from examples.paper_plane.channel import SHOPS, Channel
from examples.paper_plane.chats import Chats
from examples.paper_plane.exchange import Answer, NotPossible, Request, as_json, as_page


class ChatRoutes:
    def __init__(self, chats: Chats, channel: Channel) -> None:
        self._chats = chats
        self._channel = channel

    def answer(self, request: Request) -> Answer | None:
        shop, _, what = request.path.removeprefix("/chat/").partition("/")
        if shop not in SHOPS:
            return None
        answer = self._shown if request.method == "GET" else self._said
        return answer(shop, request.cookie("chat"), what, request)

    def _shown(self, shop: str, key: str, what: str, _request: Request) -> Answer | None:
        match what.split("/"):
            case [""]:
                return as_page(pages.chat(SHOPS[shop]))
            case ["messages"]:
                return as_json({"messages": self._chats.messages(shop, key)})
            case ["files", message_id, number] if number.isdecimal():
                return self._file(shop, key, message_id, int(number[:4]))
        return None

    def _said(self, shop: str, key: str, what: str, request: Request) -> Answer | None:
        if what == "pictures" and request.headers.get("content-type", "").startswith("image/"):
            return self._written(shop, self._chats.write(shop, key, request.query.get("name", ""), "", request.body))
        match what, request.json():
            case "messages", {"text": str(text), "name": str(name)}:
                return self._written(shop, self._chats.write(shop, key, name, text))
            case "read", {"number": int(number)} if 0 < number < 2**53:
                self._chats.read(shop, key, number)
            case "leave", _:
                self._chats.leave(shop, key)
            case _:
                raise NotPossible("There is no such call, or a field of it is missing.")
        return Answer()

    def _written(self, shop: str, key: str) -> Answer:
        secure = "; Secure" if self._channel.webhook_url.startswith("https:") else ""
        cookie = f"chat={key}; Path=/chat/{shop}; HttpOnly; SameSite=Strict; Max-Age=2592000{secure}"
        return Answer(headers={"set-cookie": cookie})

    def _file(self, shop: str, key: str, message_id: str, number: int) -> Answer | None:
        """A file that an agent sent. The desk's links expire, so each time a new one is asked for."""
        if not self._chats.holds(shop, key, message_id):
            return None
        url = self._channel.file_url(message_id, number)
        return Answer(HTTPStatus.FOUND, headers={"location": url}) if url else None
