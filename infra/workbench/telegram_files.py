"""The files that a bot has sent: it may send each again by its `file_id`, in the same form."""

from typing import Any

_FORMS = {"photo", "video", "animation", "audio", "voice", "document", "sticker"}
Json = dict[str, Any]


class SentFiles:
    def __init__(self) -> None:
        self.ids: list[str] = []
        """`photo-3`"""

    def knows(self, method: str, content: Json) -> bool:
        """Whether the bot may send this: an upload, no file at all, or a file that it has sent in this form."""
        form = _form(method, content)
        file_id = _file_id(form, content)
        return file_id is None or (file_id in self.ids and file_id.startswith(f"{form}-"))

    def shown(self, method: str, content: Json) -> Json:
        """As the message has it, once it is sent: a photo has sizes."""
        form = _form(method, content)
        if form not in _FORMS:
            return {}
        file_id = _file_id(form, content)
        if file_id is None:
            file_id = f"{form}-{len(self.ids)}"
            self.ids.append(file_id)
        file = {"file_id": file_id, "file_unique_id": file_id}
        return {form: [{**file, "file_id": f"{file_id}-small"}, file] if form == "photo" else file}


def _form(method: str, content: Json) -> str:
    return str(content.get("type") or method.removeprefix("send").lower())


def _file_id(form: str, content: Json) -> str | None:
    """None if it is uploaded, or no file."""
    given = content.get("media", content.get(form)) if form in _FORMS else None
    return given if isinstance(given, str) and not given.startswith("attach://") else None
