"""Files among the parts of a message. Pure.

A part names its file by `fileId`; or it has the URL `source` from which the file is fetched; or the service's own name
of a file, `providerFile`, which only the service can fetch. In the last two cases the file's id is derived, so that
nothing else is written when the message is accepted: from the message and the part's position; or, for a file of a
service, from the account and the service's permanent name of it, so that it is fetched once.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from helpdesk.files import names
from helpdesk.files.models import OCTET_STREAM, File, FileFailure, FileSource, FileState, FileUsage
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest
from helpdesk.platform.queue_work import NoWork, read_work

Json = Mapping[str, Any]
FILE = "FILE"
LOGO = "logo"
"""The purpose of a file that is fetched as the logo of a channel."""
MAX_ATTACHMENTS = 50
"""Of one message, at every endpoint."""
MAX_ATTACHMENTS_OF_A_REQUEST = 100
"""Of all messages of one request: each may be a file that is fetched, and all accounts share the fetchers."""
MAX_URL = 8192
_NAMES = {
    FileUsage.IMAGE: "photo",
    FileUsage.AUDIO: "audio",
    FileUsage.VOICE_RECORDING: "voice message",
    FileUsage.STICKER: "sticker",
    FileUsage.VIDEO: "video",
}
"""Of a file that a service sends without a name: the name that its storage gives it says nothing."""
_TOO_LONG = FileFailure("address_too_long", f"The URL of the file has more than {MAX_URL:,} characters: not fetched.")


@frozen
class ProviderFile:
    """A file that a messaging service has, as an inbound message names it."""

    account_id: str
    id: str
    """What the service is asked for. It may differ each time."""
    unique_id: str
    """The same whenever the account receives the same file."""
    usage: FileUsage | None = None
    """None if it follows from the type that is found."""
    name: str | None = None
    content_type: str | None = None
    size: int | None = None
    duration_seconds: int | None = None
    width: int | None = None
    height: int | None = None
    unfetched: FileFailure | None = None
    """Why it cannot be fetched, if that is known already."""


@frozen
class Fetch:
    """A file to fetch, as the queue carries it: from a URL, or from the service of an account."""

    file_id: str
    url: str | None
    name: str | None
    """The sender's, cleaned; None if there is none."""
    message_at: str
    content_type: str | None = None
    usage: str | None = None
    app_id: str | None = None
    provider_file: str | None = None
    account_id: str | None = None
    purpose: str | None = None
    """`LOGO`; None for a file of a message."""


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
    if fetch.purpose not in {None, LOGO}:
        raise NoWork("the purpose of the file to fetch is unknown")
    source = (fetch.url,) if fetch.provider_file is None else (fetch.provider_file, fetch.account_id)
    if not all((fetch.file_id, fetch.message_at, *source)):
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


def by_provider(file: ProviderFile) -> dict[str, Any]:
    """The part for a file that is fetched later, by asking the service for it."""
    failure = file.unfetched
    given = {
        "providerFile": None if failure else file.id,
        "accountId": file.account_id,
        "name": given_name(file.name),
        "contentType": file.content_type,
        "size": file.size,
        "fileUsageType": file.usage.value if file.usage else None,
        "durationSeconds": file.duration_seconds,
        "width": file.width,
        "height": file.height,
        "unfetched": {"code": failure.code, "reason": failure.reason} if failure else None,
    }
    named = {"type": FILE, "uniqueId": file.unique_id}
    return named | {key: value for key, value in given.items() if value is not None}


def file_ids(message_id: str, parts: Sequence[Json]) -> list[str | None]:
    """The file id of each part; None for a part without a file."""
    return [_file_id(message_id, at, part) for at, part in enumerate(parts)]


def fetches(message_id: str, message_at: str, parts: Sequence[Json]) -> Iterator[Fetch]:
    """What has to be fetched for a message."""
    return (fetch for fetch, failure in _announced(message_id, message_at, parts) if failure is None)


def awaited_files(message_id: str, message_at: str, parts: Sequence[Json]) -> dict[str, File]:
    """The files of a message, by id: their state before the first attempt to fetch them."""
    announced = _announced(message_id, message_at, parts)
    return {fetch.file_id: awaited(fetch, failure) for fetch, failure in announced}


def awaited(fetch: Fetch, failure: FileFailure | None = None) -> File:
    """Its state before the first attempt to fetch it; with `failure`, it is never fetched."""
    content_type = fetch.content_type or OCTET_STREAM
    usage = FileUsage(fetch.usage) if fetch.usage else FileUsage.of_type(content_type)
    return File(
        id=fetch.file_id,
        name=fetch.name or (names.of_address(fetch.url) if fetch.url else _NAMES.get(usage)) or names.DEFAULT,
        content_type=content_type,
        size=0,
        usage=usage,
        state=FileState.FAILED if failure else FileState.PENDING,
        source=FileSource.PROVIDER if fetch.account_id else FileSource.URL,
        created_at=fetch.message_at,
        app_id=fetch.app_id,
        failure=failure,
    )


def fetched_id(message_id: str, position: int) -> str:
    return f"fil_{digest('file of a message', message_id, str(position))}"


def provider_file_id(account_id: str, unique_id: str) -> str:
    return f"fil_{digest('file of an account', account_id, unique_id)}"


def given_name(name: str | None) -> str | None:
    """What the `name` of a part or of an attachment becomes; None if it has none, or nothing of it can be seen."""
    return names.cleaned(name) if name else None


def shown_name(part: Json, file: File) -> str:
    """A file that was fetched from a URL has its complete name. Other files may be named in several messages, each with
    a name of its own."""
    given = None if "source" in part else given_name(part.get("name"))
    return names.complete(given, file.content_type) if given else file.name


def _announced(message_id: str, message_at: str, parts: Sequence[Json]) -> Iterator[tuple[Fetch, FileFailure | None]]:
    """The files that a message names and that are not here yet; with the reason, if one is never fetched."""
    for at, part in enumerate(parts):
        url = part.get("source")
        if url is None and "uniqueId" not in part:
            continue
        fetch = Fetch(
            file_id=str(_file_id(message_id, at, part)),
            url=url,
            name=given_name(part.get("name")),
            message_at=message_at,
            content_type=part.get("contentType"),
            usage=part.get("fileUsageType"),
            app_id=part.get("appId"),
            provider_file=part.get("providerFile"),
            account_id=part.get("accountId"),
        )
        yield fetch, _unfetched(part)


def _unfetched(part: Json) -> FileFailure | None:
    """Longer addresses than this would not fit into a queue's message."""
    if "unfetched" in part:
        return FileFailure(**part["unfetched"])
    return _TOO_LONG if len(part.get("source", "")) > MAX_URL else None


def _file_id(message_id: str, position: int, part: Json) -> str | None:
    if "uniqueId" in part:
        return provider_file_id(part["accountId"], part["uniqueId"])
    return fetched_id(message_id, position) if "source" in part else part.get("fileId")
