"""docs/openapi.json and docs/channel-api.openapi.json are what the code serves, and describe it. `make openapi` updates
them."""

import base64
import gzip
import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from channel_api.app import BASE_PATHS, DESCRIPTION
from channel_api.description.document import document
from desk_api.description import openapi_document
from desk_api.pages import PublishedPages
from tests.support.attachments import ATTACHMENTS
from tests.support.described import check_desk_response, check_example, committed
from tests.support.desk import DeskInProcess
from tests.support.gateway import event
from tests.support.integrator import Integrator

DOCUMENTS: dict[str, Any] = {
    "openapi.json": openapi_document,
    "channel-api.openapi.json": lambda: document(BASE_PATHS),
}
Json = dict[str, Any]


def generated(name: str) -> str:
    return json.dumps(DOCUMENTS[name](), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def described(name: str) -> Json:
    found: Json = json.loads(committed(name).read_text())
    return found


def operations(name: str) -> Iterator[tuple[str, str, Json]]:
    for path, item in described(name)["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_committed_document_is_what_the_code_serves(name: str) -> None:
    assert committed(name).read_text() == generated(name), f"run `make openapi` and commit docs/{name}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_change_has_no_defaults(name: str) -> None:
    """A generated client would send them, and so change what nobody asked it to change."""
    schemas = described(name)["components"]["schemas"]

    def defaults(schema: Any, place: str) -> Iterator[str]:
        if isinstance(schema, dict):
            if "$ref" in schema:
                name = schema["$ref"].rpartition("/")[2]
                yield from defaults(schemas[name], name)
            yield from (place for key in schema if key == "default" and place.rpartition(".")[2] != "properties")
            for key, inner in schema.items():
                yield from defaults(inner, f"{place}.{key}")
        elif isinstance(schema, list):
            for inner in schema:
                yield from defaults(inner, place)

    changes = [(path, operation) for method, path, operation in operations(name) if method == "patch"]
    assert changes
    for path, operation in changes:
        assert not list(defaults(operation["requestBody"]["content"], path))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_call_has_an_id_of_its_own_and_examples_that_fit(name: str) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(name)]
    assert len(set(ids)) == len(ids)
    assert not [each for each in ids if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", each)]
    whole = described(name)
    for _, path, operation in operations(name):
        if body := operation.get("requestBody"):
            media = body["content"]["application/json"]
            check_example(whole, media["schema"], media["example"])
        for status, response in operation["responses"].items():
            if status == "200" and "content" in response:
                assert response["content"]["application/json"]["examples"], path
    for schema_name, example in whole["components"]["examples"].items():
        check_example(whole, {"$ref": f"#/components/schemas/{schema_name}"}, example["value"])


def test_each_call_but_those_about_the_caller_needs_a_scope() -> None:
    free = [
        operation["operationId"]
        for _, _, operation in operations("openapi.json")
        if not re.search(r"Needs the scope `[a-z._]+`\.$", operation["description"])
    ]
    # Who follows the feed sees changes of what their scopes let them read.
    assert free == ["listChanges", "createLiveTicket", "getMe", "getMyAvailability", "signOutEverywhere"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_times_are_times(name: str) -> None:
    fields = [
        (f"{owner}.{field}", of)
        for owner, schema in described(name)["components"]["schemas"].items()
        for field, of in schema.get("properties", {}).items()
        if re.search(r"(_at|At|^at|[tT]imestamp)$", field) and field != "begin_at"  # a place in the feed
    ]
    assert len(fields) > 5
    assert not [field for field, of in fields if "date-time" not in json.dumps(of)]


def test_the_addresses_of_the_description_are_where_the_api_is_served(desk: DeskInProcess) -> None:
    assert described("openapi.json")["servers"] == [{"url": "/v1"}]
    assert not [path for _, path, _ in operations("openapi.json") if path.startswith("/v1")]
    address = "http://127.0.0.1:4566/_aws/execute-api/abc/v1"
    served = PublishedPages(address).response(event("GET", "/v1/openapi.json", "", {}, b"", desk.principal))
    assert json.loads(str(served and served["body"])) == described("openapi.json") | {"servers": [{"url": address}]}


def test_both_apis_serve_their_descriptions(desk: DeskInProcess) -> None:
    assert desk.call("GET", "/v1/openapi.json") == (200, described("openapi.json"))
    app = Integrator(desk)
    assert app.call("GET", DESCRIPTION, base="") == (200, described("channel-api.openapi.json"))
    packed = app.desk.channel_api(event("GET", DESCRIPTION, "", {"accept-encoding": "gzip"}, b"", app.principal), None)
    assert json.loads(gzip.decompress(base64.b64decode(packed["body"]))) == described("channel-api.openapi.json")
    known = {"if-none-match": packed["headers"]["etag"]}
    assert app.desk.channel_api(event("GET", DESCRIPTION, "", known, b"", app.principal), None)["statusCode"] == 304
    assert desk.call("POST", "/v1/openapi.json")[0] == 404
    assert desk.call("GET", "/v1/tickets")[0] == 200


def test_a_stranger_gets_no_description(desk: DeskInProcess) -> None:
    refused = desk.api(event("GET", "/v1/openapi.json", "", {}, b"", None), None)
    assert (refused["statusCode"], json.loads(refused["body"])["code"]) == (401, "not_authenticated")
    status, error = Integrator(desk).call("GET", DESCRIPTION, base="", principal=None)
    assert (status, error["category"]) == (401, "INVALID_AUTHENTICATION")


def page(desk: DeskInProcess, **headers: str) -> Json:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    found: Json = desk.api(event("GET", "/v1/docs", "", sent, b"", None), None)
    return found


def test_the_page_runs_nothing_but_its_own_script_and_is_kept_by_browsers(desk: DeskInProcess) -> None:
    response = page(desk)
    policy = response["headers"]["content-security-policy"]
    assert policy.startswith("default-src 'none'; connect-src 'self'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response["headers"]["cache-control"] == "public, max-age=3600"
    assert not re.search(r"localStorage|sessionStorage|cookie|indexedDB|innerHTML|https?:", response["body"])
    assert page(desk, if_none_match=response["headers"]["etag"])["statusCode"] == 304


# Dollars for a million: an HTTP API's request, a Lambda request, a GB-second on arm64, and a GB to the internet.
GATEWAY, REQUEST, GB_SECOND, GB_OUT = 1.00, 0.20, 13.3334, 0.09
MEMORY_GB, HEADERS = 0.5, 700


@pytest.mark.parametrize("accepted", ["gzip, deflate, br, zstd", "identity"])
def test_a_million_strangers_cost_less_than_two_dollars(desk: DeskInProcess, accepted: str) -> None:
    """The only thing that a stranger gets. A millisecond is more than the test below measures."""
    response = page(desk, accept_encoding=accepted)
    body = base64.b64decode(response["body"]) if response.get("isBase64Encoded") else response["body"].encode()
    out = (len(body) + HEADERS) / 1e9 * 1e6 * GB_OUT
    assert GATEWAY + REQUEST + 0.001 * MEMORY_GB * GB_SECOND + out < 2
    assert len(gzip.compress(body, 9) if accepted == "identity" else body) < 3_500


def test_descriptions_are_made_once(desk: DeskInProcess) -> None:
    """CPU of later requests: making the description takes twenty times as long."""

    def cpu(path: str) -> float:
        began = time.process_time()
        desk.api(event("GET", path, "", {"accept-encoding": "gzip"}, b"", desk.principal), None)
        return time.process_time() - began

    for path in ("/v1/openapi.json", "/v1/docs"):
        cpu(path)
        assert min(cpu(path) for _ in range(20)) < 0.05, path
    whole = desk.api(event("GET", "/v1/openapi.json", "", {"accept-encoding": "gzip"}, b"", desk.principal), None)
    assert len(base64.b64decode(whole["body"])) < 60_000, "the gateway and a page take it at once"


def test_what_the_desk_api_returns_is_as_described(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready()
    parts = [given for given, _ in ATTACHMENTS]
    parts += [{"type": "FILE", "url": "https://files.example/cat.png", "fileUsageType": "IMAGE"}]
    message = app.publish(channel, account, "Hello", attachments=parts, richText="<b>Hello</b>")
    conversation = message["conversationsThreadId"]
    ticket = "tkt_" + conversation.removeprefix("cnv_")
    desk.settle()
    paths = [
        *("/v1/tickets", f"/v1/tickets/{ticket}", "/v1/me", "/v1/users", "/v1/audit", "/v1/inboxes", "/v1/channels"),
        *("/v1/channel-accounts", f"/v1/channel-accounts/{account}", f"/v1/channel-accounts/{account}/composer"),
        *(f"/v1/conversations/{conversation}/timeline", f"/v1/conversations/{conversation}/composer"),
        *("/v1/settings/files", f"/v1/channels/{channel}", "/v1/channels/telegram", "/v1/tickets/tkt_nothing"),
    ]
    desk.call("PUT", f"/v1/tickets/{ticket}/owner", {"owner_id": "agent-1"})
    for path in paths:
        check_desk_response("GET", path, *desk.call("GET", path))
    replies = f"/v1/conversations/{conversation}/replies"
    for body in ({"text": "Hi"}, {}):
        check_desk_response("POST", replies, *desk.call("POST", replies, body))


if __name__ == "__main__":
    for each in DOCUMENTS:
        committed(each).write_text(generated(each))
