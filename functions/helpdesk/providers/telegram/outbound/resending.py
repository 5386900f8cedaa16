"""A file that the bot has sent before is named, not uploaded again (core.telegram.org/bots/api#sending-files). Pure.

Telegram's `file_id` of a file is for one bot, and for the form in which it was sent: a photo cannot be sent as a
document by it. So what is kept has both: `photo:AgAC…`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from helpdesk.providers.models import Json, Step
from helpdesk.providers.telegram.outbound.albums import is_album

_LONGEST = 512
_ATTACHED = "attach://"


def named(step: Step) -> Step:
    """The step without the files that Telegram has."""
    ids = {name: file_id for name, kind in _kinds(step).items() if (file_id := _known(step, name, kind))}
    files = {name: file for name, file in step.files.items() if name not in ids}
    if not is_album(step):
        return replace(step, parameters={**step.parameters, **ids}, files=files)
    media = [{**each, "media": ids.get(_name_of(each), each["media"])} for each in step.parameters["media"]]
    return replace(step, parameters={**step.parameters, "media": media}, files=files)


def uploaded(step: Step, result: Any) -> Iterator[tuple[str, str]]:
    """What Telegram calls the files that this step has uploaded, by their names in the step. Nothing checked the
    result."""
    messages = result if isinstance(result, list) else [result]
    for (name, kind), message in zip(_kinds(step).items(), messages, strict=False):
        file_id = _file_id(message.get(kind)) if isinstance(message, dict) else None
        if name in step.files and file_id:
            yield name, f"{kind}:{file_id}"


def _kinds(step: Step) -> Mapping[str, str]:
    """In the order of the messages that it sends."""
    if is_album(step):
        return {_name_of(each): each["type"] for each in step.parameters["media"]}
    return {name: name for name in step.files}


def _name_of(media: Json) -> str:
    return str(media["media"]).removeprefix(_ATTACHED)


def _known(step: Step, name: str, kind: str) -> str | None:
    known_as, _, file_id = (step.files[name].sent_as or "").partition(":")
    return file_id if known_as == kind else None


def _file_id(content: Any) -> str | None:
    """Of a photo, the last of its sizes is the largest."""
    sized = content[-1] if isinstance(content, list) and content else content
    file_id = sized.get("file_id") if isinstance(sized, dict) else None
    return file_id if isinstance(file_id, str) and 0 < len(file_id) <= _LONGEST else None
