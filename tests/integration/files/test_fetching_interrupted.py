"""A fetch that stops in the middle leaves neither a wrong state nor an object."""

from unittest.mock import patch

import pytest

from helpdesk.files.repository import FileRepository
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.objects import Objects
from tests.support.desk import DeskInProcess
from tests.support.file_store import FileStore
from tests.support.files import again, fetched, timeline
from tests.support.http_server import Server, in_turn, responding
from tests.support.samples import PNG


def test_a_failure_on_our_side_does_not_count_as_an_attempt(desk: DeskInProcess, store: FileStore) -> None:
    with Server(responding(200, PNG)) as server:
        with patch.object(Objects, "write", side_effect=Unavailable("out of reach")):
            app, message, part = fetched(desk, f"http://127.0.0.1:{server.port}/a.png")
        assert (part["state"], part["failure"], desk.files_queue.shown_again) == ("PENDING", None, [5])
        again(desk, part)
    stored = desk.files.get(part["file_id"])
    assert stored is not None
    assert (stored.state, stored.attempts) == ("READY", 1)
    assert timeline(app, message)[0]["parts"][0]["state"] == "READY"


def test_the_slower_of_two_attempts_leaves_no_object(desk: DeskInProcess, store: FileStore) -> None:
    with Server(responding(200, PNG)) as server:
        *_, part = fetched(desk, f"http://127.0.0.1:{server.port}/a.png")
        with patch.object(FileRepository, "get", return_value=None):
            again(desk, part, message_id="another")
            again(desk, part)
        before = desk.files.get(part["file_id"])
        assert before is not None
        assert store.keys() == [before.object_key]
    assert len(server.received) == 3


def test_what_a_fetcher_stored_before_it_stopped_is_deleted(desk: DeskInProcess, store: FileStore) -> None:
    """Three functions stop between storing the file and recording it: the first two do so at once, the third after the
    file was recorded by another message of the queue."""
    with Server(responding(200, PNG)) as server:
        with patch.object(FileRepository, "settle", side_effect=KeyboardInterrupt):
            with pytest.raises(KeyboardInterrupt):
                fetched(desk, f"http://127.0.0.1:{server.port}/a.png")
            [key] = store.keys()
            part = {"file_id": key.split("/")[1], "source_url": f"http://127.0.0.1:{server.port}/a.png"}
            with pytest.raises(KeyboardInterrupt):
                again(desk, part, received=2)
            assert len(store.keys()) == 2
            with pytest.raises(KeyboardInterrupt):
                again(desk, part, message_id="another")
        again(desk, part, received=3)
        file = desk.files.get(part["file_id"])
        assert file is not None
        assert file.attempts == 1
        assert set(store.keys()) == {file.object_key, f"files/{file.id}/another-1"}
        again(desk, part, message_id="another", received=2)
        assert store.keys() == [file.object_key]
    assert len(server.received) == 4


def test_an_object_is_swept_when_its_file_fails_in_the_end(desk: DeskInProcess, store: FileStore) -> None:
    with Server(in_turn(responding(200, PNG), responding(410))) as server:
        with (
            patch.object(FileRepository, "settle", side_effect=KeyboardInterrupt),
            pytest.raises(KeyboardInterrupt),
        ):
            fetched(desk, f"http://127.0.0.1:{server.port}/a.png")
        [key] = store.keys()
        again(desk, {"file_id": key.split("/")[1], "source_url": f"http://127.0.0.1:{server.port}/"}, received=2)
    assert store.keys() == []
