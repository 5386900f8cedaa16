"""M17: the export and the erasure of one person on the deployed stack, with the functions' own permissions. A marker is
in the tables, in the bucket and in a dead letter, and afterwards nowhere."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import urllib3

from tests.support.deployed_client import Desk, custom_event, eventually


def done(desk: Desk, method: str, path: str, body: Any = None) -> Any:
    answer = desk.call(method, path, body)
    assert answer.status in {200, 201, 202}, answer
    return answer.body


def everything(desk: Desk) -> Iterator[str]:
    """All items of all tables, all objects of all buckets, all messages of all queues."""
    tables, s3, sqs = desk.aws("dynamodb"), desk.aws("s3"), desk.aws("sqs")
    for table in tables.list_tables()["TableNames"]:
        for page in tables.get_paginator("scan").paginate(TableName=table):
            yield from (f"{table}: {item}" for item in page["Items"])
    for bucket in s3.list_buckets()["Buckets"]:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"]):
            for each in page.get("Contents", []):
                if each["Key"].partition("/")[0] in {"files", "uploads", "exports"}:
                    body = s3.get_object(Bucket=bucket["Name"], Key=each["Key"])["Body"].read()
                    yield f"{each['Key']}: {body.decode(errors='replace')}"
    for url in sqs.list_queues().get("QueueUrls", []):
        while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=3).get("Messages"):
            yield from (f"{url}: {message['Body']}" for message in found)


def places(desk: Desk, mark: str) -> list[str]:
    return [each for each in everything(desk) if mark in each]


def asks(desk: Desk, mark: str) -> list[dict[str, str]]:
    """The same message each time."""
    event = custom_event(f"{mark} asks", thread=mark, message=mark)
    event["data"]["sender"] = {"id": f"id-{mark}", "name": mark, "email": f"{mark}@x.example"}
    answer = desk.send_custom(event)
    assert answer.status == 200, answer
    stored: list[dict[str, str]] = answer.body["messages"]
    return stored


def planted(desk: Desk, mark: str) -> str:
    """The contact of somebody whose messages, notes, drafts, files and unreadable events are there."""
    accepted = asks(desk, mark)[0]
    path, ticket = f"/conversations/{accepted['conversation_id']}", f"/tickets/{accepted['ticket_id']}"
    file = {"type": "FILE", "file_id": desk.upload(f"Of {mark}".encode(), f"{mark}.txt", "text/plain")}
    done(desk, "POST", f"{path}/replies", {"text": f"Dear {mark}"})
    done(desk, "POST", f"{path}/notes", {"text": f"{mark} called", "attachments": [file]})
    done(desk, "PUT", f"{path}/draft", {"text": f"{mark}, we"})
    done(desk, "PATCH", ticket, {"name": f"About {mark}"})
    contact: str = eventually(lambda: done(desk, "GET", ticket)["contact_id"])
    noted = {"type": "HS_EMAIL_ADDRESS", "value": f"{mark}@work.example", "verified": True}
    done(desk, "POST", f"/contacts/{contact}/identifiers", noted)
    done(desk, "POST", f"/contacts/{contact}/merges", {"contact_id": on_telegram(desk, mark)})
    return contact


def on_telegram(desk: Desk, mark: str) -> str:
    """The same person's other contact, with an update of theirs that nobody could read."""
    number = uuid.uuid4().int % 10**9
    person = {"id": number, "is_bot": False, "first_name": mark}
    message = {"message_id": 1, "date": 1790000000, "chat": {"id": number, "type": "private"}, "from": person}
    accepted = desk.send_telegram({"update_id": number, "message": message | {"text": f"{mark} again"}})
    unread = {"update_id": number + 1, "thing_of_the_future": {"question": mark, "user": person}}
    assert desk.send_telegram(unread).status == 200
    ticket = f"/tickets/{accepted.body['messages'][0]['ticket_id']}"
    contact: str = done(desk, "GET", ticket)["contact_id"]
    return contact


def job_of(desk: Desk, contact: str, kind: str) -> Any:
    """The job, when it is done."""
    job = done(desk, "POST", f"/contacts/{contact}/{kind}")

    def look() -> Any:
        found = done(desk, "GET", f"/jobs/{job['id']}")
        return found if found["state"] == "done" else None

    return eventually(look, seconds=240)


def test_a_person_is_exported_and_then_erased_and_is_nowhere_m17(desk: Desk) -> None:
    mark = f"Zeppelin{uuid.uuid4().hex[:12]}"
    contact = planted(desk, mark)
    bystander = desk.open_conversation("Somebody else")
    exported = job_of(desk, contact, "exports")
    assert exported["report"] == {"contacts": 2, "conversations": 2, "files": 1}
    downloaded = urllib3.request("GET", exported["file"]["url"])
    assert (downloaded.status, downloaded.headers["content-type"]) == (200, "application/json")
    written = json.dumps(json.loads(downloaded.data))
    for text in (
        f"{mark} asks",
        f"Dear {mark}",
        f"{mark} called",
        f"{mark}, we",
        f"{mark}.txt",
        "question",
        f"{mark} again",
    ):
        assert text in written, text
    signed, _, _ = exported["file"]["url"].partition("?")
    assert urllib3.request("GET", signed).status == 403, "only the link opens it"
    assert len({each.partition(":")[0].partition("/")[0] for each in places(desk, mark)}) >= 4, "tables and objects"

    erased = job_of(desk, contact, "erasures")
    assert (erased["failure_count"], erased["report"]["contacts"], erased["report"]["files"]) == (0, 2, 1)
    assert {"conversations", "messages", "notes", "drafts", "unhandled"} <= erased["report"].keys()
    assert places(desk, mark) == []
    assert asks(desk, mark) == [], "its service sends it again"
    assert places(desk, mark) == []
    assert urllib3.request("GET", exported["file"]["url"]).status == 404
    assert desk.call("GET", f"/contacts/{contact}").body["code"] == "contact_not_found"
    assert desk.call("POST", f"/contacts/{contact}/erasures").status == 404
    assert done(desk, "GET", f"/tickets/{bystander['ticket_id']}")["contact"]["name"] == "Cleo"
