"""What Paper Plane takes from the desk, from customers, from administrators and from strangers."""

import json
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from examples.paper_plane import pictures
from examples.paper_plane.exchange import Request
from helpdesk.platform import hubspot_signature

HOOK = "https://plane.example/webhooks/desk"
JSON = {"content-type": "application/json"}
PNG = b"\x89PNG\r\n\x1a\n and what follows"
BACK = "https://desk.example/settings?state=1"


def asked(web, method, target, body=b"", headers=JSON):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return web.answer(Request(method, target, headers, raw))


def written(web, text="Hello", name="Cleo", cookie=""):
    answer = asked(web, "POST", "/chat/bakery/messages", {"text": text, "name": name}, JSON | {"cookie": cookie})
    assert answer.status == 200, answer
    return answer.headers["set-cookie"].partition(";")[0]


def shown(web, cookie):
    return json.loads(asked(web, "GET", "/chat/bakery/messages", headers={"cookie": cookie}).body)["messages"]


def hooked(web, event, *, secret="whsec_new"):
    raw = json.dumps(event).encode()
    headers = hubspot_signature.headers(secret, "POST", HOOK, raw, datetime.now(UTC))
    return asked(web, "POST", "/webhooks/desk", raw, {name.lower(): value for name, value in headers.items()}).status


def reply(chat, text="Hi", message_id="msg_1", attachments=()):
    message = {
        "id": message_id,
        "text": text,
        "senders": [{"name": "Ada"}],
        "createdAt": "2026-11-22T09:00:00Z",
        "attachments": list(attachments),
    }
    return {
        "type": "OUTGOING_CHANNEL_MESSAGE_CREATED",
        "eventId": message_id,
        "channelIntegrationThreadIds": [chat],
        "message": message,
    }


@pytest.fixture
def tasks(store):
    """The statuses and readings that wait in the outbox, in their order."""

    def look():
        found = []
        with store.transaction() as state:
            while task := state.next_task(time.time() + 1):
                state.done(task["number"])
                found += [json.loads(task["body"])] if task["kind"] != "publish" else []
        return found

    return look


def test_a_reply_is_shown_once_and_delivered_then_read(web, tasks):
    cookie = written(web)
    [mine] = shown(web, cookie)
    assert [hooked(web, reply(mine["chat"])) for _ in range(3)] == [200, 200, 200]
    assert [(one["author"], one["text"]) for one in shown(web, cookie)] == [("Cleo", "Hello"), ("Ada", "Hi")]
    number = shown(web, cookie)[-1]["number"]
    for _ in range(2):
        asked(web, "POST", "/chat/bakery/read", {"number": number}, JSON | {"cookie": cookie})
    assert tasks() == [{"id": "msg_1", "statusType": "DELIVERED"}, {"id": "msg_1", "statusType": "READ"}]


def test_a_reply_to_who_has_left_fails_with_a_reason(web, tasks):
    cookie = written(web)
    [mine] = shown(web, cookie)
    asked(web, "POST", "/chat/bakery/leave", {}, JSON | {"cookie": cookie})
    assert shown(web, cookie) == []
    hooked(web, reply(mine["chat"]))
    hooked(web, reply("chat-unknown", message_id="msg_2"))
    reasons = {one["id"]: (one["statusType"], one["errorMessage"]) for one in tasks()}
    assert reasons["msg_1"] == ("FAILED", "The customer has left the chat.")
    assert reasons["msg_2"] == ("FAILED", "Paper Plane has no such chat.")
    assert written(web, cookie=cookie) != cookie


def test_an_account_event_has_the_account_read_again(web, tasks, channel, scripted):
    hooked(web, {"type": "CHANNEL_ACCOUNT_UPDATED", "eventId": "e1", "channelAccountId": "77"})
    assert tasks() == [{"id": "77"}]
    account = {"id": "77", "active": False, "authorized": True, "deliveryIdentifier": {"value": "bakery"}}
    scripted.will_answer(200, account)
    channel.refresh("77")
    closed = asked(web, "POST", "/chat/bakery/messages", {"text": "Hello", "name": ""})
    assert (closed.status, b"takes no messages" in closed.body) == (400, True)
    scripted.will_answer(404)
    channel.refresh("77")
    assert b"Bakery: closed" in asked(web, "GET", "/").body


def test_what_became_of_a_reply_is_told_by_its_id(web, outbox, scripted):
    hooked(web, reply("chat-unknown", message_id="msg/1"))
    hooked(web, {"type": "CHANNEL_ACCOUNT_PURGED", "eventId": "e2", "channelAccountId": "77"})
    for status in (200, 404):
        scripted.will_answer(status)
        assert outbox.step(time.time() + 1)
    told, read = scripted.asked
    assert (told.method, told.path.rpartition("/5/")[2]) == ("PATCH", "messages/msg%2F1")
    assert told.body == {"statusType": "FAILED", "errorMessage": "Paper Plane has no such chat."}
    assert (read.method, read.path.rpartition("/5/")[2]) == ("GET", "channel-accounts/77")
    assert b"Bakery: closed" in asked(web, "GET", "/").body


def test_an_event_of_a_kind_that_is_new_is_taken(web, tasks):
    assert (hooked(web, {"type": "SOMETHING_NEW", "eventId": "e1"}), tasks()) == (200, [])


def test_webhooks_with_a_bad_signature_are_401_and_change_nothing(web):
    cookie = written(web)
    event = reply(shown(web, cookie)[0]["chat"])
    assert hooked(web, event, secret="whsec_stranger") == 401
    assert asked(web, "POST", "/webhooks/desk", event).status == 401
    assert len(shown(web, cookie)) == 1
    assert hooked(web, event, secret="whsec_old") == 200


def test_nobody_reads_or_writes_in_anothers_chat(web):
    written(web)
    for cookie in ("", "chat=", "chat=guess", "chat=\x00;;=", "a/b=c"):
        assert shown(web, cookie) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 10_000,
        b'{"text": "\\ud800", "name": ""}',
        b"\xff",
        {"text": "a"},
        {"text": 1, "name": ""},
        {"text": " ", "name": ""},
        {"text": "a" * 4001, "name": ""},
        {"text": "a", "name": "b" * 81},
    ],
)
def test_what_is_no_message_is_400(web, body):
    assert asked(web, "POST", "/chat/bakery/messages", body).status == 400


def test_a_picture_is_published_by_its_address(web, outbox, scripted):
    answer = asked(web, "POST", "/chat/bakery/pictures?name=Cleo", PNG, {"content-type": "image/gif"})
    cookie = answer.headers["set-cookie"].partition(";")[0]
    scripted.will_answer(201)
    outbox.step(time.time() + 1)
    [attachment] = scripted.asked[0].body["attachments"]
    [file] = shown(web, cookie)[0]["files"]
    assert attachment == {
        "type": "FILE",
        "url": f"https://plane.example{file['url']}",
        "name": "picture.png",
        "fileUsageType": "IMAGE",
    }
    served = asked(web, "GET", file["url"])
    assert (served.status, served.content_type, served.body) == (200, "image/png", PNG)
    assert asked(web, "GET", "/pictures/guess").status == 404


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF", PNG + b" " * pictures.MAX_BYTES])
def test_what_is_no_picture_is_400(web, content):
    answer = asked(web, "POST", "/chat/bakery/pictures", content, {"content-type": "image/png"})
    assert answer.status == 400


def test_an_agents_file_is_asked_for_when_it_is_shown(web, scripted):
    cookie = written(web)
    file = {
        "type": "FILE",
        "fileId": "f1",
        "fileUsageType": "IMAGE",
        "name": "rye.png",
        "url": "https://s3.example/old",
    }
    hooked(web, reply(shown(web, cookie)[0]["chat"], attachments=[{"type": "LOCATION"}, file]))
    [shown_file] = shown(web, cookie)[-1]["files"]
    assert (shown_file["name"], shown_file["usage"]) == ("rye.png", "IMAGE")
    for url, status in (("https://s3.example/new?x=1", 302), ("javascript:alert(1)", 404)):
        scripted.will_answer(200, {"attachments": [{}, {"url": url}]})
        answer = asked(web, "GET", shown_file["url"], headers={"cookie": cookie})
        assert (answer.status, answer.headers.get("location", url)) == (status, url)
    scripted.will_answer(503)
    assert asked(web, "GET", shown_file["url"], headers={"cookie": cookie}).status == 502
    assert asked(web, "GET", shown_file["url"]).status == 404


@pytest.mark.parametrize("number", [0, -1, 2**64, 1.5, "1", None])
def test_what_is_no_number_is_400(web, number):
    assert asked(web, "POST", "/chat/bakery/read", {"number": number}).status == 400


def test_another_sites_form_cannot_write(web):
    body = {"text": "Hello", "name": ""}
    assert asked(web, "POST", "/chat/bakery/messages", body, {"content-type": "text/plain"}).status == 400


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(web):
    answer = asked(web, "POST", "/chat/bakery/messages", {"text": "Hello", "name": ""})
    for rule in ("Path=/chat/bakery", "HttpOnly", "SameSite=Strict", "Secure"):
        assert rule in answer.headers["set-cookie"].split("; ")


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/nothing"),
        ("GET", "/chat/nobody"),
        ("GET", "/chat/bakery/nothing"),
        ("GET", "/web/../settings.py"),
        ("GET", "/webhooks/desk"),
        ("POST", "/"),
    ],
)
def test_there_is_nothing_else(web, method, target):
    assert asked(web, method, target).status == 404


def test_the_pages_are_there(web):
    for target in ("/", "/chat/bakery", "/web/chat.js", "/web/style.css"):
        assert asked(web, "GET", target).status == 200


BICYCLES = {"id": "78", "active": True, "authorized": True, "deliveryIdentifier": {"value": "bicycles"}}


def begun(**more):
    begun = {"accountToken": "t1", "channelId": "5", "inboxId": "1", "portalId": "1", "redirectUrl": BACK}
    return urlencode(begun | more)


def test_connecting_ends_where_it_began(web, scripted):
    page = asked(web, "GET", f"/connect?{begun(portalId='<script>')}").body.decode()
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert '"bicycles"' in page
    assert '"bakery"' not in page
    scripted.will_answer(200)
    scripted.will_answer(200, {"results": [BICYCLES]})
    answer = asked(web, "POST", "/connect", begun(shop="bicycles", accountToken="../t 1").encode())
    assert (answer.status, answer.headers) == (303, {"location": BACK})
    call = scripted.asked[0]
    assert (call.method, call.path.rpartition("/5/")[2]) == ("PATCH", "channel-account-staging-tokens/..%2Ft%201")
    identifier = {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "bicycles"}
    assert call.body == {"accountName": "Bicycle repair", "deliveryIdentifier": identifier}
    assert b"/chat/bicycles" in asked(web, "GET", "/").body


@pytest.mark.parametrize(("status", "leads_back"), [(409, True), (404, False), (400, False), (503, False)])
def test_connected_already_is_connected_and_any_other_refusal_is_shown(web, scripted, status, leads_back):
    scripted.will_answer(status, {"message": "<i>no"})
    scripted.will_answer(200, {"results": [BICYCLES]})
    answer = asked(web, "POST", "/connect", begun(shop="bicycles").encode())
    assert answer.status == (303 if leads_back else 502)
    assert leads_back or b"&lt;i&gt;no" in answer.body


@pytest.mark.parametrize(
    "wrong",
    [
        {"channelId": "6"},
        {"accountToken": ""},
        {"redirectUrl": "https://evil.example/"},
        {"redirectUrl": "https://desk.example@evil.example/"},
        {"redirectUrl": "https://desk.example.evil.example/"},
        {"redirectUrl": "//evil.example"},
        {"redirectUrl": "javascript:alert(1)//https://desk.example"},
        {"redirectUrl": "https://desk.example/\r\nset-cookie: chat=x"},
        {"redirectUrl": "https://[::1"},
        {"shop": "nobody"},
    ],
)
def test_what_was_not_begun_at_the_desk_connects_nothing(web, scripted, wrong):
    answer = asked(web, "POST", "/connect", begun(**{"shop": "bicycles"} | wrong).encode())
    assert (answer.status, scripted.asked) == (400, [])


def test_when_all_shops_are_connected_there_is_nothing_to_choose(web, store):
    with store.transaction() as state:
        for number, shop in enumerate(("bicycles", "flowers")):
            state.put_account(str(number), shop, is_open=True)
    assert b"connected already" in asked(web, "GET", f"/connect?{begun()}").body
