"""The logo of a channel: fetched once for each address, kept, and served to browsers under one address."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest

from helpdesk.platform.objects import Objects
from infra.workbench.engine import Backend
from tests.support.desk import DeskInProcess, queue_event
from tests.support.file_store import FileStore
from tests.support.files import allow
from tests.support.http_server import Respond, Server, in_turn, responding
from tests.support.integrator import Integrator
from tests.support.samples import OF_TYPE, PNG

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def desk(backend: Backend, store: FileStore) -> DeskInProcess:
    return DeskInProcess(backend, lambda: store.client, local=True)


def logo_of(desk: DeskInProcess, channel: str) -> str | None:
    """As the catalogue, the list of accounts and each account say it."""
    found: str | None = desk.call("GET", f"/v1/channels/{channel}")[1]["logo_url"]
    entries = desk.call("GET", "/v1/channels")[1]["channels"]
    assert [entry["logo_url"] for entry in entries if entry["id"] == channel] == [found]
    for account in desk.call("GET", "/v1/channel-accounts")[1]["accounts"]:
        expected = found if account["channel_id"] == channel else None
        assert account["logo_url"] == expected
        assert desk.call("GET", f"/v1/channel-accounts/{account['id']}")[1]["logo_url"] == expected
    return found


def opened(desk: DeskInProcess, address: str) -> tuple[int, dict[str, str], bytes]:
    """What a browser gets, which sends no token."""
    event = {"rawPath": address, "headers": {}, "requestContext": {"http": {"method": "GET", "path": address}}}
    response: dict[str, Any] = desk.api(event, None)
    body = base64.b64decode(response["body"]) if response.get("isBase64Encoded") else response["body"].encode()
    return response["statusCode"], response["headers"], body


def registered(desk: DeskInProcess, server: Server, path: str = "/logo.png") -> tuple[Integrator, str]:
    app = Integrator(desk)
    channel = app.register(channelLogoUrl=f"http://127.0.0.1:{server.port}{path}")
    app.connect(channel)
    return app, channel


@pytest.mark.parametrize("content_type", ["image/png", "image/jpeg", "image/gif", "image/webp"])
def test_a_logo_is_fetched_once_and_served_to_browsers_from_then_on(desk: DeskInProcess, content_type: str) -> None:
    picture = OF_TYPE[content_type]
    with Server(responding(200, picture, content_type=content_type)) as server:
        app, channel = registered(desk, server)
        assert logo_of(desk, channel) is None
        desk.settle()
        address = logo_of(desk, channel)
        # A change of something else does not fetch it again.
        app.done("PATCH", f"/{channel}", {"channelDescription": "Chat"})
        desk.settle()
    assert len(server.received) == 1
    assert address is not None
    assert logo_of(desk, channel) == address, "browsers keep it by its address"
    status, headers, body = opened(desk, address)
    assert (status, headers["content-type"], body) == (200, content_type, picture)
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    told = app.done("GET", f"/{channel}")["channelLogoUrl"]
    assert told == f"http://127.0.0.1:{server.port}/logo.png", "the app reads what it wrote"


def test_the_logo_is_in_each_response_with_the_account(desk: DeskInProcess) -> None:
    with Server(responding(200, PNG)) as server:
        _, channel = registered(desk, server)
        desk.settle()
    address = logo_of(desk, channel)
    [account] = [
        each for each in desk.call("GET", "/v1/channel-accounts")[1]["accounts"] if each["channel_id"] == channel
    ]
    path = f"/v1/channel-accounts/{account['id']}"
    status, changed = desk.call("PATCH", path, {"name": "Another name"})
    assert (status, changed["logo_url"]) == (200, address)
    status, connected = desk.call("POST", f"/v1/channels/{channel}/connections", {"name": "Second"})
    assert (status, connected["account"]["logo_url"]) == (201, address)
    status, deleted = desk.call("DELETE", path, query={"confirm": "Another name"})
    assert (status, deleted["logo_url"]) == (200, address)


@pytest.mark.parametrize(
    ("respond", "code"),
    [
        (responding(200, SVG, content_type="image/svg+xml"), "not_a_logo"),
        (responding(200, SVG, content_type="image/png"), "not_a_logo"),
        (responding(200, b"<html><img src=x onerror=alert(1)>", content_type="image/png"), "not_a_logo"),
        (responding(200, OF_TYPE["application/pdf"], content_type="image/png"), "not_a_logo"),
        (responding(200, PNG + bytes(256 * 1024), content_type="image/png"), "too_large"),
        (responding(200, b""), "empty"),
        (responding(403), "status_403"),
        (responding(302, location="http://169.254.169.254/latest/meta-data"), "address_refused"),
    ],
    ids=["SVG", "SVG as PNG", "page as PNG", "PDF as PNG", "too large", "empty", "forbidden", "redirect to metadata"],
)
def test_what_is_no_small_picture_is_not_kept(
    desk: DeskInProcess, store: FileStore, respond: Respond, code: str
) -> None:
    with Server(respond) as server:
        _, channel = registered(desk, server)
        fetch = settled_fetch(desk)
    assert logo_of(desk, channel) is None
    failed = desk.call("GET", f"/v1/files/{fetch['file_id']}")[1]
    assert (failed["state"], failed["failure"]["code"]) == ("FAILED", code)
    assert len(server.received) == 1
    assert store.keys() == []
    assert desk.files_dead_letters.messages == []


def settled_fetch(desk: DeskInProcess) -> dict[str, Any]:
    """What the fan-out queued for the fetcher, after the fetcher had it."""
    desk.fanout({"Records": desk.backend.directory_stream.batch()["Records"]})
    [queued] = desk.files_queue.messages
    fetch: dict[str, Any] = json.loads(queued.body)
    desk.files_queue.messages.clear()
    desk.fetcher(queue_event(queued.body))
    return fetch


def test_a_picture_of_exactly_the_limit_is_kept(desk: DeskInProcess) -> None:
    with Server(responding(200, PNG + bytes(256 * 1024 - len(PNG)))) as server:
        _, channel = registered(desk, server)
        desk.settle()
    assert logo_of(desk, channel) is not None


def test_a_slow_or_broken_host_is_asked_five_times_and_then_given_to_operators(desk: DeskInProcess) -> None:
    with Server(responding(503)) as server:
        _, channel = registered(desk, server)
        fetch = settled_fetch(desk)
        for count in range(2, 7):
            desk.fetcher(queue_event(json.dumps(fetch), received=count))
    assert len(server.received) == 5
    assert logo_of(desk, channel) is None
    assert desk.files_dead_letters.messages != []


def test_a_queue_that_delivers_twice_changes_nothing(desk: DeskInProcess, store: FileStore) -> None:
    with Server(responding(200, PNG)) as server:
        _, channel = registered(desk, server)
        fetch = settled_fetch(desk)
        address = logo_of(desk, channel)
        desk.fetcher(queue_event(json.dumps(fetch), message_id="2"))
        desk.fetcher(queue_event(json.dumps(fetch), received=2))
    assert len(server.received) == 1
    assert len(store.keys()) == 1
    assert logo_of(desk, channel) == address


def test_another_address_is_another_logo(desk: DeskInProcess) -> None:
    with Server(in_turn(responding(200, PNG), responding(404), responding(200, OF_TYPE["image/gif"]))) as server:
        app, channel = registered(desk, server)
        desk.settle()
        first = logo_of(desk, channel)
        assert first is not None
        app.done("PATCH", f"/{channel}", {"channelLogoUrl": f"http://127.0.0.1:{server.port}/gone.png"})
        desk.settle()
        assert logo_of(desk, channel) is None, "the logo before would be wrong"
        app.done("PATCH", f"/{channel}", {"channelLogoUrl": f"http://127.0.0.1:{server.port}/logo.gif"})
        desk.settle()
    third = logo_of(desk, channel)
    assert third not in {None, first}
    assert opened(desk, str(third))[1]["content-type"] == "image/gif"
    assert opened(desk, first)[2] == PNG, "a page that was opened before still shows the one it knows"


def test_the_same_address_again_is_fetched_only_after_it_was_removed(desk: DeskInProcess) -> None:
    with Server(responding(200, PNG)) as server:
        app, channel = registered(desk, server)
        desk.settle()
        first = logo_of(desk, channel)
        url = f"http://127.0.0.1:{server.port}/logo.png"
        app.done("PATCH", f"/{channel}", {"channelLogoUrl": url})
        desk.settle()
        assert len(server.received) == 1
        app.done("PATCH", f"/{channel}", {"channelLogoUrl": None})
        desk.settle()
        assert logo_of(desk, channel) is None
        app.done("PATCH", f"/{channel}", {"channelLogoUrl": url})
        desk.settle()
    assert len(server.received) == 2
    assert logo_of(desk, channel) not in {None, first}


def test_a_deleted_channel_fetches_nothing_and_its_tickets_keep_their_logo(desk: DeskInProcess) -> None:
    with Server(responding(200, PNG)) as server:
        app, channel = registered(desk, server)
        desk.settle()
        address = logo_of(desk, channel)
        app.done("DELETE", f"/{channel}")
        desk.settle()
    assert len(server.received) == 1
    accounts = desk.call("GET", "/v1/channel-accounts")[1]["accounts"]
    assert [each["logo_url"] for each in accounts if each["channel_id"] == channel] == [address]


def test_a_channel_without_a_logo_and_a_change_of_something_else_queue_nothing(desk: DeskInProcess) -> None:
    with Server(responding(200, PNG)) as server:
        app, channel = registered(desk, server)
        plain = app.register("Plain")
        desk.settle()
        app.done("PATCH", f"/{channel}", {"name": "Renamed"})
        app.done("PATCH", f"/{plain}", {"name": "Plain too"})
        desk.fanout({"Records": desk.backend.directory_stream.batch()["Records"]})
    assert desk.files_queue.messages == []


@pytest.mark.parametrize("setting", [True, False])
def test_the_setting_about_files_of_customers_is_not_about_logos(desk: DeskInProcess, setting: bool) -> None:
    allow(desk, allowed=setting)
    with Server(responding(200, PNG)) as server:
        _, channel = registered(desk, server)
        desk.settle()
    assert opened(desk, str(logo_of(desk, channel)))[0] == 200


@pytest.mark.parametrize(("tag", "is_shown"), [("NO_THREATS_FOUND", True), ("THREATS_FOUND", False), ("FAILED", False)])
def test_with_scanning_only_a_clean_logo_is_shown(backend: Backend, store: FileStore, tag: str, is_shown: bool) -> None:
    scanning = DeskInProcess(backend, lambda: store.client, malware_scan=True, local=True)
    with Server(responding(200, PNG)) as server:
        _, channel = registered(scanning, server)
        scanning.settle()
    assert logo_of(scanning, channel) is None, "it is being scanned"
    [key] = store.keys()
    store.tag(key, tag)
    address = logo_of(scanning, channel)
    assert (address is not None) is is_shown
    if address:
        assert opened(scanning, address)[0] == 200


def test_the_function_that_finds_keeps_the_result_of_a_scan_too(backend: Backend, store: FileStore) -> None:
    scanning = DeskInProcess(backend, lambda: store.client, malware_scan=True, local=True)
    app = Integrator(scanning)
    with Server(responding(200, PNG)) as server:
        account = app.connect(app.register(channelLogoUrl=f"http://127.0.0.1:{server.port}/logo.png"))
        scanning.settle()
    [key] = store.keys()
    store.tag(key, "NO_THREATS_FOUND")
    address = scanning.call("GET", f"/v1/channel-accounts/{account}")[1]["logo_url"]
    store.tag(key, "THREATS_FOUND")
    assert address
    assert scanning.call("GET", f"/v1/channel-accounts/{account}")[1]["logo_url"] == address


def test_the_catalogue_asks_for_a_few_results_of_scans(
    backend: Backend, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanning = DeskInProcess(backend, lambda: store.client, malware_scan=True, local=True)
    app = Integrator(scanning)
    with Server(responding(200, PNG)) as server:
        for at in range(7):
            app.register(f"Channel {at}", channelLogoUrl=f"http://127.0.0.1:{server.port}/{at}.png")
        scanning.settle()
    asked: list[str] = []
    tags = Objects.tags

    def counted(objects: Objects, key: str) -> Mapping[str, str]:
        asked.append(key)
        return tags(objects, key)

    monkeypatch.setattr(Objects, "tags", counted)
    keys = store.keys()
    for key in keys:
        store.tag(key, "NO_THREATS_FOUND")

    def shown() -> tuple[int, int]:
        asked.clear()
        entries = scanning.call("GET", "/v1/channels")[1]["channels"]
        return len(asked), sum(entry["logo_url"] is not None for entry in entries)

    assert [shown(), shown(), shown()] == [(5, 5), (2, 7), (0, 7)]


def test_only_an_address_that_the_desk_gave_out_is_answered(desk: DeskInProcess, store: FileStore) -> None:
    with Server(responding(200, PNG)) as server:
        _, channel = registered(desk, server)
        desk.settle()
    address = str(logo_of(desk, channel))
    name = address.removeprefix("/v1/logos/")
    first = "a" if name[0] != "a" else "b"
    last = "a" if name[-1] != "a" else "b"
    for wrong in (first + name[1:], name[:-1] + last, name[:26], name + "a", "", "../files", name.upper(), "a" * 42):
        status, headers, body = opened(desk, f"/v1/logos/{wrong}")
        assert (status, json.loads(body)["code"]) == (404, "logo_not_found")
        assert headers["cache-control"] == "no-store"
    assert opened(desk, address)[0] == 200
