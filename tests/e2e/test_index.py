"""The index on the deployed stack: it is there from the beginning, and the indexer publishes what has changed."""

import fcntl
import json
import os
import re
import uuid
from pathlib import Path
from typing import Any

import pytest

from helpdesk.index.models import Order, Phrase
from helpdesk.indexing.manifest import BUILDING, CURRENT
from helpdesk.indexing.snapshots import Snapshots
from helpdesk.indexing.tantivy_engine import Tantivy
from helpdesk.indexing.work import GROUP
from helpdesk.platform.clock import utc_now
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from infra.local.emulator import temporary_of
from infra.local.stack import LocalStack
from infra.provision.index import IndexOfStage
from infra.provision.seed import local_stage
from infra.provision.stage import Stage
from tests.support.deployed_client import Desk, eventually


def stage_of(desk: Desk) -> Stage:
    described = desk.description
    return local_stage(described["outputs"], described["region"], described["endpoint_url"])


def published(stage: Stage, folder: Path, word: str) -> int:
    """How many texts of the newest snapshot have the word."""
    objects = KeptObjects(lambda: stage.client("s3"), stage.outputs["FilesBucket"])
    opened = Snapshots(objects, Tantivy(), folder / new_ulid(), now=utc_now, new_id=new_ulid).load()
    assert opened, "the desk has an index from the beginning"
    return opened.index.texts(Phrase((word,), ("text",)), Order.NEWEST, skip=0, limit=5).count


def index_now(stage: Stage) -> None:
    """As the schedule does each hour."""
    stage.client("sqs").send_message(
        QueueUrl=stage.outputs["IndexQueueUrl"],
        MessageBody=json.dumps({"scheduled": True}),
        MessageGroupId=GROUP,
        MessageDeduplicationId=new_ulid(),
    )


def test_each_process_keeps_its_copy_of_the_index_in_a_folder_of_its_own_in_the_clone(
    desk: Desk, stack: LocalStack
) -> None:
    assert desk.call("GET", "/tickets").status == 200
    folders = [*temporary_of(stack.directory).glob("kanaal-index-*")]
    assert folders
    for folder in folders:
        opened = os.open(folder, os.O_RDONLY)
        with pytest.raises(BlockingIOError):  # a process that runs has it
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(opened)


def test_the_indexer_publishes_what_has_changed(desk: Desk, tmp_path: Path) -> None:
    stage, word = stage_of(desk), f"word{uuid.uuid4().hex}"
    desk.open_conversation(f"Where is my {word}?")

    def look() -> Any:
        index_now(stage)
        return published(stage, tmp_path, word) or None

    assert eventually(look, seconds=60) == 1


def test_an_index_is_built_again_beside_a_running_desk(desk: Desk, tmp_path: Path) -> None:
    stage, word = stage_of(desk), f"word{uuid.uuid4().hex}"
    desk.open_conversation(f"Here is my {word}")
    lines = list(IndexOfStage.of(stage, looks_every=0.2).rebuild(new_ulid()))
    assert "100%" in lines[-1]
    assert published(stage, tmp_path, word) == 1
    status = list(IndexOfStage.of(stage).status())
    assert status[0].startswith("index        generation")
    assert "usable       yes" in status
    assert re.search(r"^queue +\d+ waiting, \d+ in flight$", "\n".join(status), re.MULTILINE)
    keys = {each["Key"] for each in stage.client("s3").list_objects_v2(Bucket=stage.outputs["FilesBucket"])["Contents"]}
    assert CURRENT in keys
    assert BUILDING not in keys
