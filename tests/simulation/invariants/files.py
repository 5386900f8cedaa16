"""Every file is fetched, or says why not."""

from collections.abc import Iterator
from datetime import datetime

from helpdesk.files.models import FileState
from helpdesk.files.parts import fetches
from tests.simulation.end import End


def every_file_is_fetched_or_failed(end: End) -> Iterator[str]:
    known = {file.id: file for file in end.files}
    for message in end.messages:
        for fetch in fetches(message.id, message.created_at, message.parts):
            file = known.get(fetch.file_id)
            if file is None or file.state is FileState.PENDING:
                yield f"{fetch.file_id} of {message.id} is still awaited"
            elif file.state is FileState.FAILED and file.failure is None:
                yield f"{file.id} failed without a reason"
            elif file.state is FileState.READY and file.object_key not in end.desk.objects.stored:
                yield f"{file.id} is ready, and its bytes are nowhere"


def every_object_is_named(end: End) -> Iterator[str]:
    named = {file.object_key for file in end.files}
    for key in sorted(end.desk.objects.stored):
        if key not in named:
            yield f"no file names the object {key}"


def a_file_is_not_fetched_again(end: End) -> Iterator[str]:
    """By an attempt that began after the file was ready, whatever number of messages name it."""
    named = [fetch for message in end.messages for fetch in fetches(message.id, message.created_at, message.parts)]
    files = {fetch.url or f"files/{fetch.provider_file}": fetch.file_id for fetch in named}
    ready: dict[str, datetime] = {}
    for change in end.desk.files.all:
        if change.item["state"]["S"] == FileState.READY:
            ready.setdefault(change.item["id"]["S"], change.at)
    for fetched in end.desk.receivers.fetched:
        file_id = next(found for source, found in files.items() if fetched.url.endswith(source))
        if file_id in ready and fetched.began > ready[file_id]:
            yield f"{fetched.url} was fetched again at {fetched.began}"


ALL = (
    a_file_is_not_fetched_again,
    every_file_is_fetched_or_failed,
    every_object_is_named,
)
