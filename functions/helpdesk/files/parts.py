"""Files among the parts of a message. Pure.

A part names its file by `fileId`, or has the URL `source` from which the file is fetched. Then the file's id is derived
from the message and the part's position, so that nothing else is written when the message is accepted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpdesk.files import names
from helpdesk.files.models import OCTET_STREAM, File, FileFailure, FileSource, FileState, FileUsage
from helpdesk.platform.ids import digest
from helpdesk.platform.queue_work import NoWork, read_work

Json = Mapping[str, Any]
FILE = "FILE"
MAX_ATTACHMENTS = 50
"""Of one message, at every endpoint."""
MAX_ATTACHMENTS_OF_A_REQUEST = 100
"""Of all messages of one request: each may be a file that is fetched, and all accounts share the fetchers."""
MAX_URL = 8192
_TOO_LONG = FileFailure("address_too_long", f"The URL of the file has more than {MAX_URL:,} characters: not fetched.")


@dataclass(frozen=True, slots=True)
class Fetch:
    """A file to fetch, as the queue carries it."""

    file_id: str
    url: str
    name: str | None
    """The sender's, cleaned; None if there is none."""
    message_at: str
    content_type: str | None = None
    usage: str | None = None
    app_id: str | None = None


def read_fetch(body: str) -> Fetch:
    """The file to fetch of a queue message. Raises NoWork."""
    work = read_work(body)
    if not all(isinstance(value, str | None) for value in work.values()):
        raise NoWork("a field of the file to fetch is not a string")
    try:
        fetch = Fetch(**work)
        awaited(fetch)
    except (TypeError, ValueError, AttributeError) as error:
        raise NoWork("it names no file to fetch") from error
    if not (fetch.file_id and fetch.url and fetch.message_at):
        raise NoWork("a field of the file to fetch is empty")
    return fetch


def by_url(
    url: str,
    *,
    name: str | None = None,
    content_type: str | None = None,
    usage: str | None = None,
    app_id: str | None = None,
) -> dict[str, Any]:
    """The part for a file that is fetched later."""
    given = {"name": given_name(name), "contentType": content_type, "fileUsageType": usage, "appId": app_id}
    return {"type": FILE, "source": url} | {key: value for key, value in given.items() if value is not None}


def file_ids(message_id: str, parts: Sequence[Json]) -> list[str | None]:
    """The file id of each part; None for a part without a file."""
    return [_file_id(message_id, at, part) for at, part in enumerate(parts)]


def fetches(message_id: str, message_at: str, parts: Sequence[Json]) -> Iterator[Fetch]:
    for at, part in enumerate(parts):
        if "source" in part:
            yield Fetch(
                file_id=fetched_id(message_id, at),
                url=part["source"],
                name=given_name(part.get("name")),
                message_at=message_at,
                content_type=part.get("contentType"),
                usage=part.get("fileUsageType"),
                app_id=part.get("appId"),
            )


def awaited(fetch: Fetch) -> File:
    """Its state before the first attempt to fetch it."""
    content_type = fetch.content_type or OCTET_STREAM
    failure = None if is_fetched(fetch) else _TOO_LONG
    return File(
        id=fetch.file_id,
        name=fetch.name or names.of_address(fetch.url) or names.DEFAULT,
        content_type=content_type,
        size=0,
        usage=FileUsage(fetch.usage) if fetch.usage else FileUsage.of_type(content_type),
        state=FileState.FAILED if failure else FileState.PENDING,
        source=FileSource.URL,
        created_at=fetch.message_at,
        app_id=fetch.app_id,
        failure=failure,
    )


def is_fetched(fetch: Fetch) -> bool:
    """Longer addresses than this would not fit into a queue's message."""
    return len(fetch.url) <= MAX_URL


def awaited_files(message_id: str, message_at: str, parts: Sequence[Json]) -> dict[str, File]:
    """The files of a message, by id: their state before the first attempt to fetch them."""
    return {fetch.file_id: awaited(fetch) for fetch in fetches(message_id, message_at, parts)}


def fetched_id(message_id: str, position: int) -> str:
    return f"fil_{digest('file of a message', message_id, str(position))}"


def given_name(name: str | None) -> str | None:
    """What the `name` of a part or of an attachment becomes; None if it has none, or nothing of it can be seen."""
    return names.cleaned(name) if name else None


def shown_name(part: Json, file: File) -> str:
    """A file that was fetched has its complete name; for one that was uploaded, the message may have another."""
    given = None if "source" in part else given_name(part.get("name"))
    return names.complete(given, file.content_type) if given else file.name


def _file_id(message_id: str, position: int, part: Json) -> str | None:
    return fetched_id(message_id, position) if "source" in part else part.get("fileId")
