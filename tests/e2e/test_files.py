"""Files on the deployed stack: S3's own checks of a form, the fetcher, and public links."""

import uuid
from typing import Any

import urllib3

from tests.support.deployed_client import Desk, eventually
from tests.support.http_server import Server, responding
from tests.support.samples import OF_TYPE, PNG

CLIENT = urllib3.PoolManager()


def post(upload: dict[str, Any], content: bytes, **changed: str) -> int:
    """As a browser submits a form."""
    fields = {**upload["fields"], **changed, "file": ("a.png", content)}
    return CLIENT.request("POST", upload["url"], fields=fields).status


def start_upload(desk: Desk, content: bytes = PNG) -> Any:
    body = {"name": "Grüße.png", "content_type": "image/png", "size": len(content)}
    created = desk.call("POST", "/files", body)
    assert created.status == 201, created
    return created.body


def channel_with_account(desk: Desk) -> tuple[str, str]:
    created = desk.channel_api("POST", "/", {"name": f"Files {uuid.uuid4()}", "capabilities": {}})
    assert created.status == 201, created
    account = {"inboxId": desk.description["inbox_id"], "name": "Loft", "authorized": True}
    connected = desk.channel_api("POST", f"/{created.body['id']}/channel-accounts", account)
    return created.body["id"], connected.body["id"]


def test_a_form_accepts_only_the_file_it_was_signed_for(desk: Desk) -> None:
    upload = start_upload(desk)["upload"]
    assert post(upload, PNG + b"!") == 400
    assert post(upload, PNG[:-1]) == 400
    assert post(upload, PNG, key="files/mine") == 403
    assert post(upload, PNG, **{"Content-Type": "text/html"}) == 403
    assert post(upload, PNG, **{"x-amz-signature": "0" * 64}) == 403
    assert post(upload, PNG, tagging="<Tagging/>") == 403
    assert post(upload, PNG) == 204


def test_an_upload_is_served_by_a_link_that_names_and_types_it(desk: Desk) -> None:
    created = start_upload(desk)
    path = f"/files/{created['file']['id']}"
    assert desk.call("GET", f"{path}/content").body["code"] == "file_pending"
    assert post(created["upload"], PNG) == 204
    ready = desk.call("GET", path)
    assert (ready.status, ready.body["state"], ready.body["scan"]) == (200, "READY", "NOT_SCANNED")
    token = f"Bearer {desk.description['token']}"
    url = desk.description["desk_api_url"] + path + "/content"
    redirect = CLIENT.request("GET", url, headers={"authorization": token}, redirect=False)
    assert redirect.status == 302
    served = CLIENT.request("GET", redirect.headers["location"])
    assert (served.status, served.data, served.headers["content-type"]) == (200, PNG, "image/png")
    expected = "inline; filename=\"Gr__e.png\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.png"
    assert served.headers["content-disposition"] == expected
    assert CLIENT.request("GET", redirect.headers["location"].replace("png", "exe")).status == 403
    assert CLIENT.request("GET", redirect.headers["location"].partition("?")[0]).status == 403


def test_a_file_of_a_message_is_fetched_and_shown(desk: Desk) -> None:
    large = OF_TYPE["video/mp4"] + bytes(7 * 1024 * 1024)
    channel, account = channel_with_account(desk)
    with Server(responding(200, large, content_type="image/png")) as server:
        url = f"http://127.0.0.1:{server.port}/clip.mp4"
        private_url = "http://169.254.169.254/latest/meta-data"
        message = {
            "channelAccountId": account,
            "messageDirection": "INCOMING",
            "senders": [{"deliveryIdentifier": {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "cleo"}}],
            "text": "",
            "attachments": [{"type": "FILE", "url": url}, {"type": "FILE", "url": private_url}],
        }
        published = desk.channel_api("POST", f"/{channel}/messages", message)
        assert published.status == 201, published

        def settled() -> Any:
            [entry, *_] = desk.timeline(published.body["conversationsThreadId"])
            return all(part["state"] != "PENDING" for part in entry["parts"]) and entry["parts"]

        video, rejected = eventually(settled)
    assert (video["state"], video["content_type"], video["size"]) == ("READY", "video/mp4", len(large))
    assert (rejected["state"], rejected["failure"]["code"]) == ("FAILED", "address_refused")
    shown = desk.channel_api("GET", f"/{channel}/messages/{published.body['id']}").body["attachments"]
    assert shown[0]["fileId"] == video["file_id"]
    assert "url" not in shown[1]
    assert CLIENT.request("GET", shown[0]["url"]).data == large


def test_an_app_publishes_its_upload(desk: Desk) -> None:
    channel, account = channel_with_account(desk)
    body = {"name": "a.png", "contentType": "image/png", "size": len(PNG)}
    created = desk.channel_api("POST", f"/{channel}/files", body).body
    message = {
        "channelAccountId": account,
        "messageDirection": "INCOMING",
        "senders": [{"deliveryIdentifier": {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "cleo"}}],
        "text": "",
        "attachments": [{"type": "FILE", "fileId": created["id"]}],
    }
    rejected = desk.channel_api("POST", f"/{channel}/messages", message)
    assert (rejected.status, rejected.body["errors"][0]["in"]) == (400, "attachments[0].fileId")
    assert post(created["upload"], PNG) == 204
    published = desk.channel_api("POST", f"/{channel}/messages", message)
    assert published.status == 201, published
    [file] = published.body["attachments"]
    assert (file["fileId"], file["fileUsageType"], file["name"]) == (created["id"], "IMAGE", "a.png")
    assert CLIENT.request("GET", file["url"]).data == PNG
