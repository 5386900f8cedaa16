"""A Bot API for tests: checks each call against the method's published parameters, keeps it, and answers.

The parameters are those of aiogram, which generates its models from Telegram's documentation. In one process, `BotApi`
is enough; infra.workbench.telegram_server puts an HTTP server in front of it.
"""

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from typing import Any
from urllib.parse import urlsplit

from aiogram import methods
from aiogram.types import BufferedInputFile
from pydantic import ValidationError

from infra.workbench.telegram_files import SentFiles

_ATTACHED = "attach://"
_LONGEST = {"text": 4096, "caption": 1024}
_MOST_BUTTONS, _DATA_BYTES = 100, 64
Json = dict[str, Any]


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


@dataclass(frozen=True)
class Call:
    method: str
    parameters: Json
    files: Mapping[str, Upload] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    status: int
    body: Json


class NoAnswer(Exception):
    """Telegram does not respond to this call, which it has received."""


def result(value: Any) -> Answer:
    return Answer(200, {"ok": True, "result": value})


def rejection(status: int, description: str, **parameters: Any) -> Answer:
    body: Json = {"ok": False, "error_code": status, "description": description}
    return Answer(status, body | ({"parameters": parameters} if parameters else {}))


DONE = result(True)  # noqa: FBT003 - as JSON has it
TOO_MANY = rejection(429, "Too Many Requests: retry after 7", retry_after=7)
BLOCKED = rejection(403, "Forbidden: bot was blocked by the user")
BAD_PHOTO = rejection(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")


class BotApi:
    def __init__(self, token: str) -> None:
        self.token = token
        self.calls: list[Call] = []
        """Those that it accepted, and those to which it gave a scripted answer."""
        self.refused: list[str] = []
        """Why calls were malformed: a test that ends with any has found an error."""
        self.files: dict[str, Upload] = {}
        """By their `file_id`: what customers have sent."""
        self.sent_files = SentFiles()
        self.chats: dict[int, dict[int, Json]] = {}
        """By chat and number: the messages that exist."""
        self.results: dict[str, Callable[[Json], Answer]] = {
            "deleteMessages": self._delete,
            "editMessageCaption": self._edit,
            "editMessageText": self._edit,
            "getFile": self._file,
            "getMe": self._me,
        }
        """Answers of methods that send nothing; any other one's is True."""
        self._scripted: deque[Answer | NoAnswer] = deque()
        self._next_id = 100

    def answer_next(self, *answers: Answer | NoAnswer) -> None:
        """To the next calls, instead of its own answers."""
        self._scripted.extend(answers)

    def called(self, method: str) -> list[Json]:
        return [call.parameters for call in self.calls if call.method == method]

    def request(self, path: str, content_type: str, body: bytes) -> Answer:
        """A POST. Raises NoAnswer."""
        token, _, method = path.removeprefix("/bot").partition("/")
        if token != self.token:
            return rejection(401, "Unauthorized")
        call = _read(method, content_type, body)
        if problem := _problem(call):
            self.refused.append(f"{method}: {problem}")
            return rejection(400, f"Bad Request: {problem}")
        self.calls.append(call)
        if self._scripted:
            scripted = self._scripted.popleft()
            if isinstance(scripted, NoAnswer):
                raise scripted
            return scripted
        return self._answer(call)

    def download(self, path: str) -> bytes | None:
        """A GET of a file that getFile has named."""
        file = self.files.get(path.removeprefix(f"/file/bot{self.token}/files/"))
        return file.content if file else None

    def _answer(self, call: Call) -> Answer:
        if call.method.startswith("send") and call.method != "sendChatAction":
            contents = call.parameters.get("media", [call.parameters])
            if not all(self.sent_files.knows(call.method, each) for each in contents):
                return rejection(400, "Bad Request: wrong file identifier/HTTP URL specified")
            sent = [self._message(call, each) for each in contents]
            return result(sent if call.method == "sendMediaGroup" else sent[0])
        special = self.results.get(call.method)
        return special(call.parameters) if special else DONE

    def _message(self, call: Call, content: Json) -> Json:
        chat_id = int(call.parameters["chat_id"])
        self._next_id += 1
        kept: Json = {name: content[name] for name in _LONGEST if name in content}
        message: Json = {"message_id": self._next_id, "date": 1, "chat": {"id": chat_id, "type": "private"}, **kept}
        message |= self.sent_files.shown(call.method, content)
        self.chats.setdefault(chat_id, {})[self._next_id] = message
        return message

    def _edit(self, parameters: Json) -> Answer:
        message = self.chats.get(parameters["chat_id"], {}).get(parameters["message_id"])
        if message is None:
            return rejection(400, "Bad Request: message to edit not found")
        changed: Json = {name: parameters[name] for name in _LONGEST if name in parameters}
        if changed.items() <= message.items():
            return rejection(400, "Bad Request: message is not modified")
        message.update(changed)
        return result(message)

    def _delete(self, parameters: Json) -> Answer:
        for number in parameters["message_ids"]:
            self.chats.get(parameters["chat_id"], {}).pop(number, None)
        return DONE

    def _file(self, parameters: Json) -> Answer:
        file_id = parameters["file_id"]
        if file_id not in self.files:
            return rejection(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = len(self.files[file_id].content)
        return result(
            {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": f"files/{file_id}"}
        )

    def _me(self, _parameters: Json) -> Answer:
        number = int(self.token.partition(":")[0])
        return result({"id": number, "is_bot": True, "first_name": "Support", "username": "support_bot"})


def _read(method: str, content_type: str, body: bytes) -> Call:
    if not content_type.startswith("multipart/form-data"):
        return Call(method, json.loads(body) if body else {})
    form = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=HTTP)
    parameters: Json = {}
    files: dict[str, Upload] = {}
    for part in form.iter_parts():
        content: Any = part.get_payload(decode=True)
        name, file_name = str(part.get_param("name", header="content-disposition")), part.get_filename()
        if file_name is None:
            parameters[name] = content.decode() if name in _LONGEST else _value(content.decode())
        else:
            files[name] = Upload(file_name, content)
    return Call(method, parameters, files)


def _value(text: str) -> Any:
    """In a form, what is no text is JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _problem(call: Call) -> str | None:
    model: Any = getattr(methods, call.method[:1].upper() + call.method[1:], None)
    if model is None:
        return "there is no such method"
    attached = {file for file in call.files if file not in model.model_fields}
    if unknown := call.parameters.keys() - model.model_fields.keys():
        return f"there are no parameters {sorted(unknown)}"
    if attached != set(_attachments(call.parameters)):
        return f"the attached files are {sorted(attached)}"
    uploads = {
        name: BufferedInputFile(file.content, file.name) for name, file in call.files.items() if name not in attached
    }
    try:
        model.model_validate({**call.parameters, **uploads})
    except ValidationError as error:
        return str(error)
    return _too_long(call.parameters) or _bad_button(call.parameters)


def _bad_button(parameters: Json) -> str | None:
    """core.telegram.org/bots/api#inlinekeyboardbutton, and what Telegram answers beyond it."""
    rows = parameters.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > _MOST_BUTTONS:
        return "REPLY_MARKUP_TOO_LONG"
    for button in buttons:
        if not button["text"].strip():
            return "can't parse inline keyboard button: text must be non-empty"
        if "url" in button and "." not in (urlsplit(button["url"]).hostname or ""):
            return "BUTTON_URL_INVALID"
        if not 0 < len(button.get("callback_data", "x").encode()) <= _DATA_BYTES:
            return "BUTTON_DATA_INVALID"
    return None


def _attachments(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(_ATTACHED):
        yield value.removeprefix(_ATTACHED)
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _attachments(inner)


def _too_long(parameters: Json) -> str | None:
    for part in (parameters, *parameters.get("media", [])):
        for name, most in _LONGEST.items():
            if len(str(part.get(name, "")).encode("utf-16-le")) // 2 > most:
                return f"{name} is too long"
    return None
