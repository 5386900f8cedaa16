"""Requests from the desk, customers, administrators and strangers."""

import json
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from examples.paper_plane import pictures
from examples.paper_plane.exchange import Request
from helpdesk.platform import hubspot_signature

WEBHOOK_URL = "https://plane.example/webhooks/desk"
JSON = {"content-type": "application/json"}
PNG = b"\x89PNG\r\n\x1a\n and what follows"
RETURN_URL = "https://desk.example/settings?state=1"


def call(web, method, target, body=b"", headers=JSON):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return web.respond(Request(method, target, headers, raw))


def write(web, text="Hello", name="Cleo", cookie=""):
    response = call(web, "POST", "/chat/bakery/messages", {"text": text, "name": name}, JSON | {"cookie": cookie})
    assert response.status == 200, response
    return response.headers["set-cookie"].partition(";")[0]


def messages(web, cookie):
    return json.loads(call(web, "GET", "/chat/bakery/messages", headers={"cookie": cookie}).body)["messages"]


def receive(web, event, *, secret="whsec_new"):
    raw = json.dumps(event).encode()
    headers = hubspot_signature.headers(secret, "POST", WEBHOOK_URL, raw, datetime.now(UTC))
    return call(web, "POST", "/webhooks/desk", raw, {name.lower(): value for name, value in headers.items()}).status


def reply(chat, text="Hi", message_id="msg_1", attachments=(), **more):
    message = {
        "id": message_id,
        "text": text,
        "senders": [{"name": "Ada"}],
        "createdAt": "2026-11-22T09:00:00Z",
        "attachments": list(attachments),
        **more,
    }
    return {
        "type": "OUTGOING_CHANNEL_MESSAGE_CREATED",
        "eventId": message_id,
        "channelIntegrationThreadIds": [chat],
        "message": message,
    }


@pytest.fixture
def tasks(store):
    """Takes the queued status reports and account updates out of the outbox, in order."""

    def take():
        found = []
        with store.transaction() as state:
            while task := state.next_task(time.time() + 1):
                state.delete_task(task["number"])
                found += [json.loads(task["body"])] if task["kind"] != "publish" else []
        return found

    return take


def test_a_reply_is_shown_once_and_delivered_then_read(web, tasks):
    cookie = write(web)
    [mine] = messages(web, cookie)
    assert [receive(web, reply(mine["chat"])) for _ in range(3)] == [200, 200, 200]
    assert [(message["author"], message["text"]) for message in messages(web, cookie)] == [
        ("Cleo", "Hello"),
        ("Ada", "Hi"),
    ]
    number = messages(web, cookie)[-1]["number"]
    for _ in range(2):
        call(web, "POST", "/chat/bakery/read", {"number": number}, JSON | {"cookie": cookie})
    assert tasks() == [{"id": "msg_1", "statusType": "DELIVERED"}, {"id": "msg_1", "statusType": "READ"}]


def test_a_reply_to_a_customer_who_has_left_fails_with_a_reason(web, tasks):
    cookie = write(web)
    [mine] = messages(web, cookie)
    call(web, "POST", "/chat/bakery/leave", {}, JSON | {"cookie": cookie})
    assert messages(web, cookie) == []
    receive(web, reply(mine["chat"]))
    receive(web, reply("chat-unknown", message_id="msg_2"))
    reasons = {task["id"]: (task["statusType"], task["errorMessage"]) for task in tasks()}
    assert reasons["msg_1"] == ("FAILED", "The customer has left the chat.")
    assert reasons["msg_2"] == ("FAILED", "Paper Plane has no such chat.")
    assert write(web, cookie=cookie) != cookie


def test_an_account_event_causes_the_account_to_be_read_again(web, tasks, channel, scripted):
    receive(web, {"type": "CHANNEL_ACCOUNT_UPDATED", "eventId": "e1", "channelAccountId": "77"})
    assert tasks() == [{"id": "77"}]
    account = {"id": "77", "active": False, "authorized": True, "deliveryIdentifier": {"value": "bakery"}}
    scripted.will_respond(200, account)
    channel.refresh("77")
    closed = call(web, "POST", "/chat/bakery/messages", {"text": "Hello", "name": ""})
    assert (closed.status, b"does not accept messages" in closed.body) == (400, True)
    scripted.will_respond(404)
    channel.refresh("77")
    assert b"Bakery: closed" in call(web, "GET", "/").body


def test_the_status_of_a_reply_is_reported_by_its_id(web, outbox, scripted):
    receive(web, reply("chat-unknown", message_id="msg/1"))
    receive(web, {"type": "CHANNEL_ACCOUNT_PURGED", "eventId": "e2", "channelAccountId": "77"})
    for status in (200, 404):
        scripted.will_respond(status)
        assert outbox.step(time.time() + 1)
    report, read = scripted.requests
    assert (report.method, report.path.rpartition("/5/")[2]) == ("PATCH", "messages/msg%2F1")
    assert report.body == {"statusType": "FAILED", "errorMessage": "Paper Plane has no such chat."}
    assert (read.method, read.path.rpartition("/5/")[2]) == ("GET", "channel-accounts/77")
    assert b"Bakery: closed" in call(web, "GET", "/").body


def test_an_event_of_an_unknown_type_is_accepted_and_ignored(web, tasks):
    assert (receive(web, {"type": "SOMETHING_NEW", "eventId": "e1"}), tasks()) == (200, [])


def test_a_webhook_with_a_bad_signature_is_401_and_changes_nothing(web):
    cookie = write(web)
    event = reply(messages(web, cookie)[0]["chat"])
    assert receive(web, event, secret="whsec_stranger") == 401
    assert call(web, "POST", "/webhooks/desk", event).status == 401
    assert len(messages(web, cookie)) == 1
    assert receive(web, event, secret="whsec_old") == 200


def test_nobody_reads_another_customers_chat(web):
    write(web)
    for cookie in ("", "chat=", "chat=guess", "chat=\x00;;=", "a/b=c"):
        assert messages(web, cookie) == []


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
def test_an_invalid_message_is_400(web, body):
    assert call(web, "POST", "/chat/bakery/messages", body).status == 400


def test_a_picture_is_published_by_its_url(web, outbox, scripted):
    response = call(web, "POST", "/chat/bakery/pictures?name=Cleo", PNG, {"content-type": "image/gif"})
    cookie = response.headers["set-cookie"].partition(";")[0]
    scripted.will_respond(201)
    outbox.step(time.time() + 1)
    [attachment] = scripted.requests[0].body["attachments"]
    [file] = messages(web, cookie)[0]["files"]
    assert attachment == {
        "type": "FILE",
        "url": f"https://plane.example{file['url']}",
        "name": "picture.png",
        "fileUsageType": "IMAGE",
    }
    served = call(web, "GET", file["url"])
    assert (served.status, served.content_type, served.body) == (200, "image/png", PNG)
    assert call(web, "GET", "/pictures/guess").status == 404


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF", PNG + b" " * pictures.MAX_BYTES])
def test_an_invalid_picture_is_400(web, content):
    response = call(web, "POST", "/chat/bakery/pictures", content, {"content-type": "image/png"})
    assert response.status == 400


def test_each_request_for_an_agents_file_gets_a_new_link(web, scripted):
    cookie = write(web)
    file = {
        "type": "FILE",
        "fileId": "f1",
        "fileUsageType": "IMAGE",
        "name": "rye.png",
        "url": "https://s3.example/old",
    }
    receive(web, reply(messages(web, cookie)[0]["chat"], attachments=[{"type": "LOCATION"}, file]))
    [shown_file] = messages(web, cookie)[-1]["files"]
    assert (shown_file["name"], shown_file["usage"]) == ("rye.png", "IMAGE")
    for url, status in (("https://s3.example/new?x=1", 302), ("javascript:alert(1)", 404)):
        scripted.will_respond(200, {"attachments": [{}, {"url": url}]})
        response = call(web, "GET", shown_file["url"], headers={"cookie": cookie})
        assert (response.status, response.headers.get("location", url)) == (status, url)
    scripted.will_respond(503)
    assert call(web, "GET", shown_file["url"], headers={"cookie": cookie}).status == 502
    assert call(web, "GET", shown_file["url"]).status == 404


QUICK_REPLIES = {
    "type": "QUICK_REPLIES",
    "quickReplies": [
        {"value": "rye", "valueType": "TEXT", "label": "Rye"},
        {"value": "https://bakery.example/", "valueType": "URL"},
    ],
}


def test_a_reply_is_stored_with_its_formatting_its_choices_and_what_it_answers(web):
    cookie = write(web)
    [mine] = messages(web, cookie)
    html = {"richText": "<b>Which</b> one?", "inReplyToIntegrationId": mine["id"]}
    receive(web, reply(mine["chat"], "Which one?", attachments=[QUICK_REPLIES], **html))
    shown = messages(web, cookie)[-1]
    assert (shown["text"], shown["html"], shown["answers"]) == ("Which one?", "<b>Which</b> one?", mine["id"])
    assert shown["choices"] == [
        {"value": "rye", "label": "Rye", "is_link": False},
        {"value": "https://bakery.example/", "label": "https://bakery.example/", "is_link": True},
    ]


def test_a_choice_is_published_as_the_answer_to_the_message_that_offered_it(web, outbox, scripted):
    cookie = write(web)
    receive(web, reply(messages(web, cookie)[0]["chat"], attachments=[QUICK_REPLIES]))
    body = {"text": "rye", "name": "Cleo", "answers": "msg_1"}
    assert call(web, "POST", "/chat/bakery/messages", body, JSON | {"cookie": cookie}).status == 200
    stranger = write(web)
    assert call(web, "POST", "/chat/bakery/messages", body, JSON | {"cookie": stranger}).status == 400
    for _ in range(4):
        scripted.will_respond(201)
        outbox.step(time.time() + 1)
    published = [request.body for request in scripted.requests if request.method == "POST"]
    assert [(message["text"], message.get("inReplyToId")) for message in published if message["text"] == "rye"] == [
        ("rye", "msg_1")
    ]


@pytest.mark.parametrize("number", [0, -1, 2**64, 1.5, "1", None])
def test_an_invalid_number_is_400(web, number):
    assert call(web, "POST", "/chat/bakery/read", {"number": number}).status == 400


def test_the_form_of_another_site_cannot_write(web):
    body = {"text": "Hello", "name": ""}
    assert call(web, "POST", "/chat/bakery/messages", body, {"content-type": "text/plain"}).status == 400


def test_the_cookie_is_not_available_to_scripts_or_other_sites(web):
    response = call(web, "POST", "/chat/bakery/messages", {"text": "Hello", "name": ""})
    for rule in ("Path=/chat/bakery", "HttpOnly", "SameSite=Strict", "Secure"):
        assert rule in response.headers["set-cookie"].split("; ")


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
def test_any_other_route_is_404(web, method, target):
    assert call(web, method, target).status == 404


def test_the_pages_are_served(web):
    for target in ("/", "/chat/bakery", "/web/chat.js", "/web/style.css"):
        assert call(web, "GET", target).status == 200


BICYCLES = {"id": "78", "active": True, "authorized": True, "deliveryIdentifier": {"value": "bicycles"}}


def connect_query(**more):
    query = {"accountToken": "t1", "channelId": "5", "inboxId": "1", "portalId": "1", "redirectUrl": RETURN_URL}
    return urlencode(query | more)


def test_the_connect_flow_redirects_back_to_the_desk(web, scripted):
    page = call(web, "GET", f"/connect?{connect_query(portalId='<script>')}").body.decode()
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert '"bicycles"' in page
    assert '"bakery"' not in page
    scripted.will_respond(200)
    scripted.will_respond(200, {"results": [BICYCLES]})
    response = call(web, "POST", "/connect", connect_query(shop="bicycles", accountToken="../t 1").encode())
    assert (response.status, response.headers) == (303, {"location": RETURN_URL})
    request = scripted.requests[0]
    assert (request.method, request.path.rpartition("/5/")[2]) == ("PATCH", "channel-account-staging-tokens/..%2Ft%201")
    identifier = {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "bicycles"}
    assert request.body == {"accountName": "Bicycle repair", "deliveryIdentifier": identifier}
    assert b"/chat/bicycles" in call(web, "GET", "/").body


@pytest.mark.parametrize(("status", "connected"), [(409, True), (404, False), (400, False), (503, False)])
def test_an_existing_connection_is_a_success_and_any_other_rejection_is_shown(web, scripted, status, connected):
    scripted.will_respond(status, {"message": "<i>no"})
    scripted.will_respond(200, {"results": [BICYCLES]})
    response = call(web, "POST", "/connect", connect_query(shop="bicycles").encode())
    assert response.status == (303 if connected else 502)
    assert connected or b"&lt;i&gt;no" in response.body


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
def test_a_connection_that_was_not_started_at_the_desk_is_400(web, scripted, wrong):
    response = call(web, "POST", "/connect", connect_query(**{"shop": "bicycles"} | wrong).encode())
    assert (response.status, scripted.requests) == (400, [])


def test_the_page_says_when_all_shops_are_connected(web, store):
    with store.transaction() as state:
        for number, shop in enumerate(("bicycles", "flowers")):
            state.put_account(str(number), shop, is_open=True)
    assert b"already connected" in call(web, "GET", f"/connect?{connect_query()}").body
