"""The desk of these tests has a bucket."""

from collections.abc import Iterator

import pytest

from infra.workbench.engine import Backend
from tests.support.desk import DeskInProcess
from tests.support.file_store import FileStore, file_store


@pytest.fixture
def store() -> Iterator[FileStore]:
    with file_store() as created:
        yield created


@pytest.fixture
def desk(backend: Backend, store: FileStore) -> DeskInProcess:
    return DeskInProcess(backend, lambda: store.client)
