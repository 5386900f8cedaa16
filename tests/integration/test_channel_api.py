"""The channel API: registering and connecting according to the contract, end to end in one process."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from helpdesk.contract.channels import AccountIn, ChannelIn
from helpdesk.people.principals import Principal
from tests.support.desk import DeskInProcess
from tests.support.integrator import BASE, CAPABILITIES, OPAQUE, SCOPES, Integrator

BASES = (
    BASE,
    "/conversations/v3/custom-channels",
    "/conversations/custom-channels/v3",
    "/conversations/custom-channels/2025-09",
    "/conversations/custom-channels/2026-09",
)


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("slash", ["", "/"])
def test_a_channel_is_registered_read_changed_and_archived(app: Integrator, base: str, slash: str) -> None:
    given = {"name": "Chat", "capabilities": CAPABILITIES, "webhookUrl": "https://acme.example/hook", "unknown": 7}
    query = {"hapikey": "x", "appId": "7"}
    status, created = app.call("POST", slash, given, base=base, query=query)
    assert status == 201
    assert 0 < int(created["id"]) < 2**31
    assert created["capabilities"].items() >= CAPABILITIES.items()
    assert (created["webhookUrl"], created["channelAccountConnectionRedirectUrl"]) == (
        "https://acme.example/hook",
        None,
    )
    assert not {"channelDescription", "channelLogoUrl"} & set(created), "what has no value is absent"
    assert datetime.fromisoformat(created["createdAt"]).tzinfo
    assert app.call("GET", f"/{created['id']}{slash}", base=base, query=query) == (200, created)
    assert app.call("GET", slash, base=base, query=query) == (200, {"results": [created], "total": 1})
    change = {"channelDescription": "Talk", "webhookUrl": None, "capabilities": {"allowOutgoingMessages": False}}
    changed = app.done("PATCH", f"/{created['id']}", change, base=base)
    expected = created | {"channelDescription": "Talk"}
    del expected["webhookUrl"]
    expected["capabilities"] = created["capabilities"] | {"allowOutgoingMessages": False}
    assert changed == expected == app.done("GET", f"/{created['id']}")
    assert app.call("DELETE", f"/{created['id']}", base=base) == (204, None)
    for method in ("GET", "DELETE"):
        assert app.call(method, f"/{created['id']}", base=base)[0] == 404
    assert app.done("GET", slash, base=base)["results"] == []


@pytest.mark.parametrize("base", ["/conversations/custom-channels", "/conversations/custom-channels/2026-030"])
def test_another_base_path_does_not_exist(app: Integrator, base: str) -> None:
    status, error = app.call("GET", "/", base=base)
    assert (status, error["context"]["code"]) == (404, ["no_such_route"])


def test_the_same_name_is_the_same_channel_and_differences_are_named(app: Integrator) -> None:
    first = app.register()
    assert app.register() == first
    status, error = app.call("POST", "/", {"name": "Chat", "capabilities": {}, "webhookUrl": "https://other.example/"})
    assert (status, error["category"], error["context"]["differingFields"]) == (409, "CONFLICT", ["webhookUrl"])
    assert error["context"]["id"] == [first]
    other = {"name": "Chat", "capabilities": {"richText": []}}
    assert app.call("POST", "/", other)[1]["context"]["differingFields"] == ["capabilities"]


def test_the_name_of_an_archived_or_renamed_channel_can_be_reused(app: Integrator) -> None:
    first = app.register()
    app.done("DELETE", f"/{first}")
    second = app.register()
    assert second != first
    app.done("PATCH", f"/{second}", {"name": "Talk"})
    third = app.register()
    assert third not in {first, second}
    status, error = app.call("PATCH", f"/{third}", {"name": "Talk"})
    assert (status, error["context"]["differingFields"]) == (409, ["name"])
    assert app.register("Talk") == second


@pytest.mark.both_backends
def test_ten_concurrent_registrations_get_one_channel(app: Integrator) -> None:
    channels = app.desk.channel_use_cases.channels
    given = ChannelIn.model_validate({"name": "Chat", "capabilities": CAPABILITIES}).given()
    with ThreadPoolExecutor(10) as pool:
        created = list(pool.map(lambda _: channels.register(app.app_id, given).id, range(10)))
    assert len(set(created)) == 1
    assert app.done("GET", "")["total"] == 1


@pytest.mark.both_backends
def test_ten_concurrent_connections_get_one_account(app: Integrator) -> None:
    channel, use = app.register(), app.desk.channel_use_cases
    account = {"inboxId": "1", "name": "Line", "authorized": True, "deliveryIdentifier": {"type": OPAQUE, "value": "a"}}
    given, found = AccountIn.model_validate(account).given(), use.channels.get(app.app_id, channel)
    with ThreadPoolExecutor(10) as pool:
        created = list(pool.map(lambda _: use.accounts.connect(found, given, app.principal.actor()).id, range(10)))
    assert len(set(created)) == 1
    assert app.done("GET", f"/{channel}/channel-accounts")["total"] == 1


def test_every_invalid_capability_is_in_one_response(app: Integrator) -> None:
    wrong = {"threadingModel": "MAIL", "richText": ["BOLD", "BLINK"], "maxFileAttachmentCount": -1, "more": "fine"}
    wrong |= {"allowInlineImages": "yes", "allowedFileAttachmentMimeTypes": ["image"]}
    status, error = app.call("POST", "", {"name": "Chat", "capabilities": CAPABILITIES | wrong})
    assert (status, error["subCategory"]) == (400, "CustomChannelsError.INVALID_CHANNEL_CAPABILITY_VALUES")
    assert sorted(error["context"]["capabilityKeysAndValues"]) == [
        '"allowInlineImages": "yes"',
        '"allowedFileAttachmentMimeTypes": ["image"]',
        '"maxFileAttachmentCount": -1',
        '"richText": ["BOLD", "BLINK"]',
        '"threadingModel": "MAIL"',
    ]
    messages = {field["in"]: field["message"] for field in error["errors"]}
    assert messages["capabilities.threadingModel"] == ("This must be 'INTEGRATION_THREAD_ID' or 'DELIVERY_IDENTIFIER'.")
    assert messages["capabilities.richText[1]"].startswith("This must be 'HYPERLINK', 'TEXT_ALIGNMENT',")


@pytest.mark.parametrize(
    ("typo", "meant"),
    [("allowEdit", "allowEdits"), ("maxfileattachmentcount", "maxFileAttachmentCount"), ("rich_text", "richText")],
)
def test_a_misspelt_capability_is_refused(app: Integrator, typo: str, meant: str) -> None:
    channel = app.register()
    for method, path, body in (("POST", "/", {"name": "Other"}), ("PATCH", f"/{channel}", {})):
        status, error = app.call(method, path, body | {"capabilities": {typo: 7}})
        assert (status, error["subCategory"]) == (400, "CustomChannelsError.INVALID_CHANNEL_CAPABILITY_VALUES")
        assert error["context"]["capabilityKeysAndValues"] == [f'"{typo}": 7']
        [field] = error["errors"]
        assert field["in"] == f"capabilities.{typo}"
        assert field["message"] == f"This field does not exist. Did you mean {meant}?"


def test_a_capability_of_another_service_is_named_in_the_answer_and_not_stored(app: Integrator) -> None:
    capabilities = CAPABILITIES | {"supportsCarrierPigeons": True}
    created = app.done("POST", "/", {"name": "Chat", "capabilities": capabilities})
    assert created.pop("ignoredCapabilities") == ["supportsCarrierPigeons"]
    assert app.done("GET", f"/{created['id']}") == created
    changed = app.done("PATCH", f"/{created['id']}", {"capabilities": capabilities})
    assert changed.pop("ignoredCapabilities") == ["supportsCarrierPigeons"]
    assert changed == created


@pytest.mark.parametrize(
    ("method", "path", "body", "typo"),
    [
        ("POST", "/", {"name": "Chat", "capabilities": {}, "webhookURL": "https://x.example"}, "webhookURL"),
        ("PATCH", "/{channel}", {"channelDescripton": "x"}, "channelDescripton"),
        ("POST", "/{channel}/channel-accounts", {"inbox_id": "1", "name": "x", "authorized": True}, "inbox_id"),
        ("POST", "/{channel}/messages", {"integrationThreadID": "t1"}, "integrationThreadID"),
    ],
)
def test_a_misspelt_field_is_refused(app: Integrator, method: str, path: str, body: Any, typo: str) -> None:
    channel, account = app.ready()
    if path.endswith("messages"):
        body = {name: value for name, value in app.message(account).items() if name != "integrationThreadId"} | body
    status, error = app.call(method, path.format(channel=channel), body)
    assert (status, error["errors"][0]["in"]) == (400, typo)
    assert "Did you mean" in error["errors"][0]["message"]


@pytest.mark.parametrize("also", ["capabilties", "webhookURL", "Name"])
def test_a_name_that_is_almost_one_of_ours_is_ignored_beside_the_right_one(app: Integrator, also: str) -> None:
    """Clients of the contract send more fields than are documented, and the right field says what counts."""
    body = {"name": "Chat", "capabilities": CAPABILITIES, "webhookUrl": "https://x.example/hook"}
    created = app.done("POST", "/", body | {also: {"richText": ["LISTS"]}})
    assert also not in created
    assert app.done("POST", "/", body) == created


def test_an_account_is_connected_read_and_changed(app: Integrator) -> None:
    channel, account = app.ready()
    status, found = app.call("GET", f"/{channel}/channel-accounts/{account}")
    assert status == 200
    assert datetime.fromisoformat(found.pop("createdAt")).tzinfo
    assert found == {
        "id": account,
        "channelId": channel,
        "inboxId": "1",
        "name": "Acme line",
        "deliveryIdentifier": {"type": OPAQUE, "value": "acme-line"},
        "active": True,
        "authorized": True,
        "archived": False,
    }
    path = f"/{channel}/channel-accounts/{account}"
    assert app.done("PATCH", path, {"authorized": False})["authorized"] is False
    assert app.done("PATCH", path, {"name": "Line", "inboxId": "9"})["name"] == "Line"
    status, error = app.call("PATCH", path, {"inboxId": "9"})
    assert (status, error["subCategory"]) == (400, "CustomChannelsError.EMPTY_UPDATE_REQUEST_BODY")
    assert app.call("PATCH", f"/{channel}", {})[1]["subCategory"] == error["subCategory"]
    assert app.call("GET", path, query={"archived": "true"})[0] == 404
    assert account in [listed["id"] for listed in app.desk.call("GET", "/v1/channel-accounts")[1]["accounts"]]
    url = {"delivery_url": "https://elsewhere.example/"}
    assert app.desk.call("PUT", f"/v1/channel-accounts/{account}/delivery-url", url)[0] == 409


def test_the_same_identifier_is_the_same_account_and_differences_are_named(app: Integrator) -> None:
    channel, account = app.ready()
    assert app.connect(channel) == account
    body = {"inboxId": 1, "name": "Other", "authorized": False}
    identified = body | {"deliveryIdentifier": {"type": OPAQUE, "value": "acme-line"}}
    status, error = app.call("POST", f"/{channel}/channel-accounts", identified)
    assert (status, error["context"]["differingFields"]) == (409, ["name", "authorized"])
    assert app.connect(app.register("Other")) != account
    assert len({app.connect(channel, None) for _ in range(2)}) == 2, "without an identifier there is no natural key"


@pytest.mark.parametrize(
    ("kind", "spelling", "other"),
    [
        ("HS_EMAIL_ADDRESS", "Desk.X@Example.COM", "desk.x@example.com"),
        ("HS_EMAIL_ADDRESS", "desk@xn--mnchen-3ya.de", "Desk@münchen.de"),
        ("HS_PHONE_NUMBER", "+31 20 123 4567", "0031201234567"),
    ],
)
def test_two_spellings_of_an_identifier_connect_one_account(
    desk: DeskInProcess, kind: str, spelling: str, other: str
) -> None:
    app = Integrator(desk)
    channel = app.register(capabilities=CAPABILITIES | {"deliveryIdentifierTypes": [kind]})
    first = app.connect(channel, deliveryIdentifier={"type": kind, "value": spelling})
    assert app.connect(channel, deliveryIdentifier={"type": kind, "value": other}) == first


def test_lists_page_filter_and_sort(app: Integrator) -> None:
    channel = app.register()
    created = [app.connect(channel, f"line-{number}", name=f"{9 - number}") for number in range(5)]
    seen: list[str] = []
    query: dict[str, Any] = {"limit": "2"}
    while True:
        page = app.done("GET", f"/{channel}/channel-accounts", query=query)
        assert page["total"] == 5
        seen += [result["id"] for result in page["results"]]
        if "paging" not in page:
            break
        query["after"] = page["paging"]["next"]["after"]
    assert seen == created
    by_name = app.done("GET", f"/{channel}/channel-accounts", query={"sort[]": "-name", "defaultPageLength": "3"})
    assert [result["name"] for result in by_name["results"]] == ["9", "8", "7"]
    filters = {"deliveryIdentifierType[]": [OPAQUE], "deliveryIdentifierValue[]": ["line-1", "line-3"]}
    found = app.done("GET", f"/{channel}/channel-accounts", query=filters)
    assert [result["id"] for result in found["results"]] == [created[1], created[3]]
    assert app.done("GET", f"/{channel}/channel-accounts", query={"archived": "true"})["results"] == []
    for wrong in ({"limit": "x"}, {"limit": "0"}, {"sort": "secret"}, {"after": "rubbish"}, {"archived": "perhaps"}):
        status, error = app.call("GET", f"/{channel}/channel-accounts", query=wrong)
        assert (status, [field["in"] for field in error["errors"]]) == (400, list(wrong))


@pytest.mark.parametrize("sort", ["createdAt", "-createdAt", "name", "-id"])
def test_a_page_leads_back_to_the_previous_one(app: Integrator, sort: str) -> None:
    channel = app.register()
    for number in range(5):
        app.connect(channel, f"line-{number}", name=f"{9 - number}")

    def page(**query: str) -> tuple[list[str], dict[str, Any]]:
        found = app.done("GET", f"/{channel}/channel-accounts", query={"limit": "2", "sort": sort, **query})
        return [result["id"] for result in found["results"]], found.get("paging", {})

    first, paging = page()
    assert set(paging) == {"next"}
    _, paging = page(after=paging["next"]["after"])
    assert set(paging) == {"next", "prev"}
    assert page(before=paging["prev"]["before"])[0] == first
    third, last = page(after=paging["next"]["after"])
    assert (len(third), last) == (1, {}), "the last page has no paging"
    both = {"after": "x", "before": "y"}
    assert app.call("GET", f"/{channel}/channel-accounts", query=both)[1]["errors"][0]["in"] == "before"
    wrong = {"before": paging["prev"]["before"], "sort": "id"}
    assert app.call("GET", f"/{channel}/channel-accounts", query=wrong)[1]["errors"][0]["in"] == "before"


def test_two_apps_share_no_channel_even_where_names_and_ids_are_the_same(desk: DeskInProcess, app: Integrator) -> None:
    other = Integrator(desk, "other")
    channel, account = app.ready()
    theirs = other.ready()
    assert theirs[0] != channel
    message = app.publish(channel, account)["id"]
    paths = (f"/{channel}", f"/{channel}/channel-accounts", f"/{channel}/channel-accounts/{account}")
    for path in (*paths, f"/{channel}/messages/{message}"):
        assert other.call("GET", path)[0] == 404, path
        assert app.call("GET", path)[0] == 200, path
    assert other.call("PATCH", f"/{channel}", {"name": "Mine"})[0] == 404
    assert other.call("DELETE", f"/{channel}")[0] == 404
    assert other.call("POST", f"/{channel}/messages", other.message(account))[0] == 404
    assert other.call("POST", f"/{theirs[0]}/messages", other.message(account))[0] == 400
    assert other.call("GET", f"/{theirs[0]}/channel-accounts/{account}")[0] == 404
    assert other.call("GET", f"/{theirs[0]}/messages/{message}")[0] == 404
    assert other.call("PATCH", f"/{theirs[0]}/messages/{message}", {"statusType": "READ"})[0] == 404


def test_unknown_forbidden_and_app_less_callers_get_different_errors(app: Integrator) -> None:
    channel = app.register()
    reader = replace(app.principal, scopes=frozenset({"conversations.custom_channels.read"}))
    without_app = replace(app.principal, app_id=None, scopes=SCOPES)
    cases: list[tuple[Principal | None, str, int, str]] = [
        (None, "GET", 401, "INVALID_AUTHENTICATION"),
        (reader, "DELETE", 403, "MISSING_SCOPES"),
        (replace(app.principal, scopes=frozenset()), "GET", 403, "MISSING_SCOPES"),
        (without_app, "GET", 403, "MISSING_SCOPES"),
    ]
    for principal, method, status, category in cases:
        response_status, error = app.call(method, f"/{channel}", principal=principal)
        assert (response_status, error["status"], error["category"]) == (status, "error", category)
        UUID(error["correlationId"])
    assert app.call("GET", f"/{channel}", principal=reader)[0] == 200


@pytest.mark.parametrize("channel_id", ["0", "-1", "x", "2147483648", "9" * 30, "%00", "1" * 300])
def test_an_invalid_channel_id_is_404(app: Integrator, channel_id: str) -> None:
    status, error = app.call("GET", f"/{channel_id}")
    assert (status, error["category"]) == (404, "OBJECT_NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"capabilities": {}}, "name"),
        ({"name": "", "capabilities": {}}, "name"),
        ({"name": "x" * 257, "capabilities": {}}, "name"),
        ({"name": "x"}, "capabilities"),
        ({"name": "x", "capabilities": []}, "capabilities"),
        ({"name": "x", "capabilities": {}, "webhookUrl": "ftp://x"}, "webhookUrl"),
        ({"name": "x", "capabilities": {}, "webhookUrl": "https://u:p@x"}, "webhookUrl"),
        ({"name": "x", "capabilities": {}, "webhookUrl": "https://[x"}, "webhookUrl"),
        ({"name": "x", "capabilities": {}, "webhookUrl": "https://x.example:22/"}, "webhookUrl"),
        ({"name": "x", "capabilities": {}, "webhookUrl": "http://x.example/"}, "webhookUrl"),
        ({"name": "x", "capabilities": {}, "credentialCheckUrl": "https://x.example:6379/"}, "credentialCheckUrl"),
        ({"name": "x", "capabilities": {}, "channelLogoUrl": "https://x:99999/"}, "channelLogoUrl"),
        ([], "body"),
        ('{"name": ', None),
        ("", None),
        ("\udcff", None),
        ("[" * 5000, None),
    ],
)
def test_a_malformed_body_is_400_and_says_where(app: Integrator, body: object, field: str | None) -> None:
    status, error = app.call("POST", "", body)
    assert (status, error["category"]) == (400, "VALIDATION_ERROR")
    if field:
        assert error["errors"][0]["in"] == field
    else:
        assert "line" in error["message"], error
        assert {"line", "column"} <= set(error["context"])


def test_an_unknown_inbox_is_rejected_by_name(app: Integrator) -> None:
    channel = app.register()
    status, error = app.call("POST", f"/{channel}/channel-accounts", {"inboxId": "77", "name": "x", "authorized": True})
    assert (status, error["errors"][0]["in"]) == (400, "inboxId")


def test_an_unknown_route_is_404_in_the_contracts_format(app: Integrator) -> None:
    for method, path in (("PUT", "/1"), ("GET", "/1/nothing"), ("DELETE", "/1/messages/2")):
        status, error = app.call(method, path)
        assert (status, error["category"]) == (404, "OBJECT_NOT_FOUND")
