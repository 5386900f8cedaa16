"""Documents of the library."""

from tests.support.agent import reply
from tests.support.desk import DeskInProcess
from tests.support.files import FileStore, uploaded
from tests.support.inserts import conversation, made, preview


def test_a_document_is_a_file_where_the_channel_carries_files(desk: DeskInProcess, store: FileStore) -> None:
    file = uploaded(desk, store)
    document = {"kind": "document", "title": "Price list", "file_id": file["id"]}
    entry = made(desk, document, "library")
    thread, _ = conversation(desk, outgoingAttachmentTypes=["FILE"])
    shown = preview(desk, thread, entry_id=entry["id"])[1]
    [attached] = shown["files"]
    assert (attached["file_id"], attached["name"]) == (file["id"], file["name"])
    status, sent = reply(desk, thread, shown["text"], rich_text=shown["rich_text"], attachments=shown["attachments"])
    assert (status, sent["parts"][0]["file_id"]) == (201, file["id"]), sent


def test_without_files_a_document_is_a_link_or_nothing(desk: DeskInProcess, store: FileStore) -> None:
    file = uploaded(desk, store)
    document = {"kind": "document", "title": "Price list", "file_id": file["id"]}
    entry = made(desk, document, "library")
    linked = made(desk, {**document, "url": "https://shop.example/prices.pdf"}, "library")
    thread, _ = conversation(desk, outgoingAttachmentTypes=[], richText=[])
    status, problem = preview(desk, thread, entry_id=entry["id"])
    assert (status, problem["code"]) == (409, "not_carried")
    shown = preview(desk, thread, entry_id=linked["id"])[1]
    assert shown["text"] == "Price list (https://shop.example/prices.pdf)"
    assert shown["lost"][0]["capability"] == "outgoingAttachmentTypes"
