"""The routes of a customer's chat page. Whoever has the chat's cookie is its customer."""

from http import HTTPStatus

from examples.paper_plane import pages
from examples.paper_plane.channel import SHOPS, Channel
from examples.paper_plane.chats import Chats
from examples.paper_plane.exchange import BadRequest, Request, Response, as_json, as_page


class ChatRoutes:
    def __init__(self, chats: Chats, channel: Channel) -> None:
        self._chats = chats
        self._channel = channel

    def respond(self, request: Request) -> Response | None:
        shop, _, path = request.path.removeprefix("/chat/").partition("/")
        if shop not in SHOPS:
            return None
        respond = self._get if request.method == "GET" else self._post
        return respond(shop, request.cookie("chat"), path, request)

    def _get(self, shop: str, key: str, path: str, _request: Request) -> Response | None:
        match path.split("/"):
            case [""]:
                return as_page(pages.chat(SHOPS[shop]))
            case ["messages"]:
                return as_json({"messages": self._chats.messages(shop, key)})
            case ["files", message_id, number] if number.isdecimal():
                return self._file(shop, key, message_id, int(number[:4]))
        return None

    def _post(self, shop: str, key: str, path: str, request: Request) -> Response:
        if path == "pictures" and request.headers.get("content-type", "").startswith("image/"):
            return self._with_cookie(
                shop, self._chats.write(shop, key, request.query.get("name", ""), "", request.body)
            )
        match path, request.json():
            case "messages", {"text": str(text), "name": str(name), "answers": str(answers)}:
                return self._with_cookie(shop, self._chats.write(shop, key, name, text, answers=answers))
            case "messages", {"text": str(text), "name": str(name)}:
                return self._with_cookie(shop, self._chats.write(shop, key, name, text))
            case "read", {"number": int(number)} if 0 < number < 2**53:
                self._chats.read(shop, key, number)
            case "leave", _:
                self._chats.leave(shop, key)
            case _:
                raise BadRequest("There is no such endpoint, or the body lacks a valid field.")
        return Response()

    def _with_cookie(self, shop: str, key: str) -> Response:
        secure = "; Secure" if self._channel.webhook_url.startswith("https:") else ""
        cookie = f"chat={key}; Path=/chat/{shop}; HttpOnly; SameSite=Strict; Max-Age=2592000{secure}"
        return Response(headers={"set-cookie": cookie})

    def _file(self, shop: str, key: str, message_id: str, number: int) -> Response | None:
        """Redirects to a file that an agent sent. The desk's links expire, so each request gets a new one."""
        if not self._chats.has_message(shop, key, message_id):
            return None
        url = self._channel.file_url(message_id, number)
        return Response(HTTPStatus.FOUND, headers={"location": url}) if url else None
