"""Attachments of a message, as the channel contract writes them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from helpdesk.files.models import FileUsage, LinkedFile
from helpdesk.files.parts import FILE, awaited_files, file_ids, given_name, shown_name

Json = dict[str, Any]


def attachments(message_id: str, parts: Sequence[Json], files: Mapping[str, LinkedFile]) -> list[Json]:
    """`files` by id; files that were not fetched yet are not included."""
    awaited = awaited_files(message_id, "", parts)
    known = {**{file_id: LinkedFile(file) for file_id, file in awaited.items()}, **files}
    ids = file_ids(message_id, parts)
    return [_attachment(part, at, known.get(at or "")) for part, at in zip(parts, ids, strict=True)]


def _attachment(part: Json, file_id: str | None, linked: LinkedFile | None) -> Json:
    if file_id is None:
        return _without_empty_links(part)
    name = shown_name(part, linked.file) if linked else given_name(part.get("name"))
    shown = {"name": name, "url": linked.url if linked else None}
    if part["type"] == FILE:
        usage = part.get("fileUsageType") or (linked.file.usage if linked else FileUsage.OTHER)
        shown |= {"type": FILE, "fileId": file_id, "fileUsageType": FileUsage(usage).in_contract}
    else:
        # A number in the contract, which no id of ours is.
        shown = {"headerFileId" if key == "fileId" else key: value for key, value in part.items()} | shown
    return {key: value for key, value in shown.items() if value is not None}


def _without_empty_links(part: Json) -> Json:
    """A contact's link that must not be followed was left out, and the contract requires one."""
    profile = part.get("contactProfile")
    if not profile or "urls" not in profile:
        return dict(part)
    return {**part, "contactProfile": {**profile, "urls": [url for url in profile["urls"] if "url" in url]}}
