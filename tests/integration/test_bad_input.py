"""Unusual and hostile input: rejected with a helpful message or accepted unchanged; never a 5xx."""

import json
from typing import Any

import pytest

from tests.support.desk import DeskInProcess
from tests.support.integrator import CAPABILITIES, Integrator, party

Ready = tuple[Integrator, str, str]


@pytest.fixture
def ready(desk: DeskInProcess) -> Ready:
    app = Integrator(desk)
    return app, *app.ready()


def rejection(ready: Ready, raw: str | bytes) -> Any:
    """The response to a message that is sent as written."""
    app, channel, _ = ready
    status, error = app.call("POST", f"/{channel}/messages", raw)
    assert status == 400, error
    return error


def written(ready: Ready, **more: Any) -> str:
    return json.dumps(ready[0].message(ready[2], **more))


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.example/logo.png",
        "https://127.0.0.1/logo.png",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://10.0.0.1:8080/",
        "https://169.254.169.254/latest/meta-data/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fd00::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[64:ff9b::a00:1]/",
        "https://localhost/",
        "https://desk.localhost./",
        "https://intranet/",
        "https://acme.example:9000/logo.png",
        "https://db.internal/",
    ],
)
def test_a_logo_url_that_would_not_be_fetched_is_rejected(ready: Ready, url: str) -> None:
    app, channel, _ = ready
    for method, path in (("POST", "/"), ("PATCH", f"/{channel}")):
        status, error = app.call(method, path, {"name": "N", "capabilities": {}, "channelLogoUrl": url})
        assert (status, error["errors"][0]["in"]) == (400, "channelLogoUrl")


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1\\.example.com/x.png", "https://169.254.169.%32%35%34/latest", "https://foo.%6cocalhost/x.png"],
)
def test_a_host_that_browsers_parse_differently_is_rejected(ready: Ready, url: str) -> None:
    app, channel, _ = ready
    status, error = app.call("PATCH", f"/{channel}", {"channelLogoUrl": url})
    assert (status, error["errors"][0]["in"]) == (400, "channelLogoUrl")


def test_more_than_an_items_limit_is_413_and_never_5xx(ready: Ready) -> None:
    app, channel, account = ready
    head = app.message(account, richText="<a>x</a>" * 2800)
    crowded = {"type": "CONTACT", "contactProfile": {"addresses": [{}] * 101}}
    assert app.call("POST", f"/{channel}/messages", head | {"attachments": [crowded]})[0] == 400
    status, _ = app.call("POST", f"/{channel}/messages", head | {"attachments": []})
    assert status == 201


def test_deeply_nested_formatting_is_rejected(ready: Ready) -> None:
    app, channel, account = ready
    for opened in ("<b a=i>", "<b a=</b>", '<b a="></b>">', "<b><!--</b>-->", "<b><title></b></title>", "<b></i>"):
        html = "<p>" + opened * 800 + "</p>" + "<p>x" * 800
        assert app.call("POST", f"/{channel}/messages", app.message(account, richText=html))[0] == 400
    status, error = app.call("POST", f"/{channel}/messages", app.message(account, richText=html))
    assert (status, error["errors"][0]["in"]) == (400, "richText")


def test_nulls_in_a_contact_card_and_numbers_as_ids_are_accepted(ready: Ready) -> None:
    app, channel, account = ready
    profile = {"name": None, "emails": None, "phones": None, "addresses": None, "urls": None}
    body = app.message(account, attachments=[{"type": "CONTACT", "contactProfile": profile}])
    body |= {"integrationThreadId": 42, "integrationIdempotencyId": 7}
    assert app.call("POST", f"/{channel}/messages", body)[0] == 201
    assert app.call("GET", f"/{channel}/channel-accounts", query={"archived": "False"})[0] == 200


@pytest.mark.parametrize("url", ["https://acme.example/l.png", "https://8.8.8.8/l.png", "https://[2606:4700::1111]/"])
def test_a_public_logo_url_is_stored_as_written(ready: Ready, url: str) -> None:
    app, channel, _ = ready
    assert app.done("PATCH", f"/{channel}", {"channelLogoUrl": url})["channelLogoUrl"] == url


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<script>x()</script>Hi", "Hi"),
        ('<p onclick="x()" onmouseover=x()>Hi</p>', "<p>Hi</p>"),
        ('<a href="javascript:x()">Hi</a>', '<a rel="noopener noreferrer">Hi</a>'),
        ('<a href=" JaVa\tScRiPt:x()">Hi</a>', '<a rel="noopener noreferrer">Hi</a>'),
        ('<a href="data:text/html,x">Hi</a>', '<a rel="noopener noreferrer">Hi</a>'),
        ("<svg><script>x()</script></svg><iframe src=https://x></iframe>Hi", "Hi"),
        ('<img src=x onerror="x()">Hi', "Hi"),
        ("<style>*{}</style><form><input></form>Hi", "Hi"),
        ("<b><i>Hi", "<b><i>Hi</i></b>"),
    ],
)
def test_active_html_is_sanitised(ready: Ready, html: str, left: str) -> None:
    app, channel, account = ready
    assert app.publish(channel, account, "Hi", richText=html)["richText"] == left


@pytest.mark.parametrize("number", [2**53 + 1, 2**63, 10**30, -1, 0])
def test_an_id_beyond_53_bits_is_text_and_does_not_exist(ready: Ready, number: int) -> None:
    app, channel, _ = ready
    error = rejection(ready, written(ready, channelAccountId=number))
    assert error["errors"][0]["in"] == "channelAccountId"
    assert repr(str(number)) in error["message"], "not rounded"
    for path in (f"/{number}", f"/{channel}/channel-accounts/{number}", f"/{channel}/messages/{number}"):
        assert app.call("GET", path)[0] == 404


def test_u_0000_is_stored_in_texts_and_ids_and_is_no_part_of_a_name(ready: Ready) -> None:
    app, channel, account = ready
    body = {"senders": [party("cl\0eo", name="C\0")], "integrationThreadId": "t\0", "integrationIdempotencyId": "m\0"}
    message = app.publish(channel, account, "a\0b", **body)
    assert message["text"] == "a\0b"
    assert app.publish(channel, account, "again", **body)["id"] == message["id"]
    assert app.done("GET", f"/{channel}/messages/{message['id']}") == message
    assert app.register("Ch\0at") == channel


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "0000-01-01T00:00:00Z"])
def test_a_timestamp_at_the_end_of_the_calendar_is_rejected(ready: Ready, moment: str) -> None:
    assert rejection(ready, written(ready, timestamp=moment))["errors"][0]["in"] == "timestamp"


def test_a_timestamp_in_the_year_9999_is_stored_and_does_not_affect_order(ready: Ready) -> None:
    app, channel, account = ready
    late = app.publish(channel, account, timestamp="9999-06-01T00:00:00Z")
    assert late["createdAt"] == "9999-06-01T00:00:00.000000Z"
    after = app.publish(channel, account, "next")
    entries = app.desk.call("GET", f"/v1/conversations/{late['conversationsThreadId']}/timeline")[1]["entries"]
    assert [entry["id"] for entry in entries if entry["type"] == "message"] == [late["id"], after["id"]]


def test_a_text_of_300_kb_is_rejected_with_the_limit(ready: Ready) -> None:
    app, channel, account = ready
    status, error = app.call("POST", f"/{channel}/messages", app.message(account, "x" * 300_000))
    assert (status, error["category"]) == (413, "VALIDATION_ERROR")
    assert "262144" in error["message"]


def test_a_message_within_the_limits_is_never_truncated(ready: Ready) -> None:
    app, channel, account = ready
    text = "x" * 250_000 + "end"
    message = app.publish(channel, account, text)
    assert (message["text"] == text, message["truncationStatus"]) == (True, "NOT_TRUNCATED")


def test_51_attachments_are_too_many(ready: Ready) -> None:
    app, channel, account = ready
    attachment = {"type": "UNSUPPORTED_CONTENT"}
    assert rejection(ready, written(ready, attachments=[attachment] * 51))["errors"][0]["in"] == "attachments"
    assert len(app.publish(channel, account, attachments=[attachment] * 50)["attachments"]) == 50


def test_two_apps_that_share_ids_share_nothing(desk: DeskInProcess, ready: Ready) -> None:
    app, channel, account = ready
    other = Integrator(desk, "other")
    theirs = other.ready()
    same = {"integrationIdempotencyId": "m1", "integrationThreadId": "t1", "senders": [party("cleo")]}
    ours, others = app.publish(channel, account, "ours", **same), other.publish(*theirs, "theirs", **same)
    assert (ours["text"], others["text"]) == ("ours", "theirs")
    for name in ("id", "conversationsThreadId", "createdBy"):
        assert ours[name] != others[name]


def test_a_token_of_another_app_finds_nothing(desk: DeskInProcess, ready: Ready) -> None:
    app, channel, account = ready
    message = app.publish(channel, account)["id"]
    other = Integrator(desk, "other")
    for method, path, body in (
        ("GET", f"/{channel}", None),
        ("PATCH", f"/{channel}", {"name": "Mine"}),
        ("DELETE", f"/{channel}", None),
        ("POST", f"/{channel}/channel-accounts", {"inboxId": "1", "name": "x", "authorized": True}),
        ("PATCH", f"/{channel}/channel-accounts/{account}", {"authorized": False}),
        ("POST", f"/{channel}/messages", other.message(account)),
        ("PATCH", f"/{channel}/messages/{message}", {"statusType": "READ"}),
    ):
        status, error = other.call(method, path, body)
        assert (status, error["category"]) == (404, "OBJECT_NOT_FOUND"), (method, path)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe\x00",
        b'{"text": "\xc3\x28"}',
        "[" * 100_000,
        '{"text": ' * 1_000,
        '{"text": 1' + "0" * 5_000 + "}",
        '{"text": NaN}',
        "{'text': 'x'}",
        '{"text": "x"} {}',
        '{"text": "a\nb"}',
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_malformed_json_is_400_and_says_where(ready: Ready, raw: str | bytes) -> None:
    error = rejection(ready, raw)
    if error["errors"]:  # valid JSON with an invalid value
        assert error["errors"][0]["in"]
    else:
        assert error["context"]["code"] == ["malformed_json"]
        assert {"line", "column"} <= set(error["context"])


@pytest.mark.parametrize(
    ("written_as", "text"), [("\\ud800", "\ufffd"), ("\\uDFFFa", "\ufffda"), ("\\ud83d\\ude00", "\U0001f600")]
)
def test_half_a_surrogate_pair_is_replaced_and_a_byte_order_mark_skipped(
    ready: Ready, written_as: str, text: str
) -> None:
    app, channel, _ = ready
    raw = "\ufeff" + written(ready, text="TEXT").replace("TEXT", written_as)
    status, message = app.call("POST", f"/{channel}/messages", raw)
    assert (status, message["text"]) == (201, text)


def test_deep_nesting_in_free_fields_is_ignored_or_rejected(ready: Ready) -> None:
    app, channel, account = ready
    deep = json.dumps(app.message(account))[:-1] + ', "more": ' + "[" * 150 + "]" * 150 + "}"
    assert app.call("POST", f"/{channel}/messages", deep)[0] == 201
    changed = app.done("PATCH", f"/{channel}", {"capabilities": CAPABILITIES | {"more": {"a": [{}] * 100}}})
    assert changed["ignoredCapabilities"] == ["more"]
    error = app.call("PATCH", f"/{channel}", {"capabilities": {"richText": json.loads("[" * 100 + "]" * 100)}})[1]
    assert error["errors"][0]["in"] == "capabilities.richText[0]"


def test_the_last_of_duplicate_keys_counts(ready: Ready) -> None:
    app, channel, _ = ready
    twice = written(ready, text="first")[:-1] + ', "text": "second"}'
    assert app.call("POST", f"/{channel}/messages", twice)[1]["text"] == "second"


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1E+999999999", "Infinity", "NaN"])
def test_an_invalid_number_is_rejected(ready: Ready, number: str) -> None:
    place = f'{{"type": "LOCATION", "latitude": {number}, "longitude": 0}}'
    raw = written(ready)[:-1] + f', "attachments": [{place}]}}'
    error = rejection(ready, raw)
    assert "malformed" in error["message"] or error["errors"][0]["in"].startswith("attachments[0]")
    app, channel, _ = ready
    body = f'{{"capabilities": {{"maxFileAttachmentCount": {number}}}}}'
    assert app.call("PATCH", f"/{channel}", body)[0] == 400


def test_additional_parameters_of_hubspots_clients_are_ignored(ready: Ready) -> None:
    app, channel, account = ready
    sender = party(name="Cleo", senderField="FROM", actorId="V-7")
    more = {"recipients": [party("acme-line", recipientField="TO")], "subject": "Hello", "client": {}, "archived": True}
    message = app.publish(channel, account, senders=[sender], **more)
    assert message["senders"] == [{"actorId": message["createdBy"], "name": "Cleo", **party()}]
    assert (message["archived"], "subject" in message) == (False, False)
