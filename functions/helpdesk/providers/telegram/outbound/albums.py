"""Which method of the Bot API sends a file, and which files are sent together as an album (Bot API 10.3;
core.telegram.org/bots/api#sendmediagroup). Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from helpdesk.files.models import FileUsage
from helpdesk.providers.models import OutgoingFile, Step

_PHOTO_BYTES = 10_000_000
_ALBUM = 10
_ALBUM_BYTES = 50_000_000
"""As much as one file may have: an upload of more takes longer than a sender has."""
_PHOTOS = {"image/jpeg", "image/png", "image/webp", "image/bmp"}
_STICKERS = {"image/webp", "video/webm", "application/gzip", "application/x-tgsticker"}
_VOICE = {"audio/ogg", "audio/mpeg", "audio/mp4"}
_AUDIO = {"audio/mpeg", "audio/mp4"}
_ALBUMS = {"photo": "pictures", "video": "pictures", "document": "documents", "audio": "audio"}
"""What Telegram shows together."""
_REFUSED_PHOTO = ("PHOTO_", "IMAGE_PROCESS_FAILED", "WEBPAGE_MEDIA_EMPTY")
DOCUMENT = "document"


def kind_of(file: OutgoingFile) -> str:
    """`photo`: the method is `sendPhoto`, its parameter `photo`. Whatever Telegram would not show is a document."""
    content_type = file.content_type
    if file.usage is FileUsage.STICKER and content_type in _STICKERS:
        return "sticker"
    if file.usage is FileUsage.VOICE_RECORDING and content_type in _VOICE:
        return "voice"
    if content_type in _PHOTOS:
        return "photo" if file.size <= _PHOTO_BYTES else DOCUMENT
    if content_type in _AUDIO:
        return "audio"
    return {"image/gif": "animation", "video/mp4": "video"}.get(content_type, DOCUMENT)


def steps_for(files: Sequence[OutgoingFile]) -> Iterator[Step]:
    """In the order of the files; those that Telegram shows together are one step."""
    kinds = [(kind_of(file), file) for file in files]
    for album, run in groupby(kinds, key=lambda each: _ALBUMS.get(each[0])):
        for together in _uploads(run) if album else ([each] for each in run):
            yield _alone(*together[0]) if len(together) == 1 else _album(together)


def _uploads(members: Iterable[tuple[str, OutgoingFile]]) -> Iterator[list[tuple[str, OutgoingFile]]]:
    together: list[tuple[str, OutgoingFile]] = []
    for kind, file in members:
        has_room = sum(each.size for _, each in together) + file.size <= _ALBUM_BYTES
        if together and not (has_room and len(together) < _ALBUM):
            yield together
            together = []
        together.append((kind, file))
    yield together


def _alone(kind: str, file: OutgoingFile) -> Step:
    return Step(f"send{kind.capitalize()}", {}, {kind: file})


def _album(members: Sequence[tuple[str, OutgoingFile]]) -> Step:
    media = [{"type": kind, "media": f"attach://file{at}"} for at, (kind, _) in enumerate(members)]
    files = {f"file{at}": file for at, (_, file) in enumerate(members)}
    return Step("sendMediaGroup", {"media": media}, files, messages=len(members))


def is_album(step: Step) -> bool:
    return "media" in step.parameters


def takes_caption(step: Step) -> bool:
    return bool(step.files) and step.method != "sendSticker"


def with_caption(step: Step, caption: Mapping[str, Any]) -> Step:
    if not is_album(step):
        return replace(step, parameters={**step.parameters, **caption})
    first, *others = step.parameters["media"]
    return replace(step, parameters={**step.parameters, "media": [{**first, **caption}, *others]})


def has_caption(step: Step) -> bool:
    return "caption" in (step.parameters["media"][0] if is_album(step) else step.parameters)


def is_refused_photo(description: str) -> bool:
    """Telegram looks at a photo's sides only when it has it."""
    return any(reason in description for reason in _REFUSED_PHOTO)


def as_documents(step: Step) -> Step | None:
    """The same files as they are, if there is a photo among them: documents have any size and any sides."""
    if "photo" in step.files:
        return replace(step, method="sendDocument", files={DOCUMENT: step.files["photo"]})
    if is_album(step) and any(each["type"] == "photo" for each in step.parameters["media"]):
        media = [{**each, "type": DOCUMENT} for each in step.parameters["media"]]
        return replace(step, parameters={**step.parameters, "media": media})
    return None
