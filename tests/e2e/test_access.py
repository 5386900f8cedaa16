"""Authentication and authorisation on the deployed stack, and the errors of rejected requests."""

import gzip
import json
import urllib.request
import uuid

import pytest

from infra.local.stack import LocalStack
from tests.support.deployed_client import Desk, custom_event, eventually, http


def logged(stack: LocalStack, desk: Desk) -> str:
    """Everything that the functions and the local AWS have logged."""
    logs = desk.aws("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    events = [event for group in groups for event in logs.filter_log_events(logGroupName=group)["events"]]
    return "\n".join([*(event["message"] for event in events), stack.emulator.log_file.read_text()])


def wait_until_logged(stack: LocalStack, desk: Desk, text: str) -> None:
    """By the webhook function. A line that comes late is collected by the local AWS with the function's next call."""

    def look() -> bool:
        desk.open_conversation()
        return text in logged(stack, desk)

    eventually(look)


@pytest.mark.parametrize("kind", ["AccessToken", "IdToken"])
def test_people_sign_in_with_the_user_pool(desk: Desk, kind: str) -> None:
    token = desk.tokens_of("agent")[kind]
    assert desk.call("GET", "/tickets", token=token).status == 200
    header, payload, signature = token.split(".")
    forged = f"{header}.{payload}.{signature[:-4]}AAAA"
    assert desk.call("GET", "/tickets", token=forged).status == 401


def test_an_agent_is_the_actor_of_their_changes_and_no_administrator(stack: LocalStack, desk: Desk) -> None:
    accepted = desk.open_conversation()
    token = desk.tokens_of("agent")["AccessToken"]
    agent_id = stack.description["agent"]["id"]
    path = f"/tickets/{accepted['ticket_id']}/owner"
    assert desk.call("PUT", path, {"owner_id": agent_id}, token=token).body["owner_id"] == agent_id
    events = [entry for entry in desk.timeline(accepted["conversation_id"]) if entry["type"] == "event"]
    assert {"owner_changed"} == {event["event"] for event in events if event["actor"]["id"] == agent_id}
    mine = desk.call("GET", f"/tickets?owner_id={agent_id}", token=token).body["tickets"]
    assert accepted["ticket_id"] in [ticket["id"] for ticket in mine]
    account = desk.accounts["custom"]
    url = {"delivery_url": account["delivery_url"]}
    rejected = desk.call("PUT", f"/channel-accounts/{account['id']}/delivery-url", url, token=token)
    assert (rejected.status, rejected.body["code"]) == (403, "missing_scope")


def test_a_missing_or_invalid_token_is_401(desk: Desk) -> None:
    assert desk.call("GET", "/tickets", token="").status == 401
    rejected = desk.call("GET", "/tickets", token=desk.description["token"][:-1] + "!")
    assert (rejected.status, rejected.body["code"]) == (401, "not_authenticated")
    assert rejected.headers["content-type"] == "application/problem+json"


def test_a_wrong_signature_and_an_unknown_account_get_the_same_response(desk: Desk) -> None:
    event = custom_event("x", thread=uuid.uuid4().hex)
    wrong = desk.send_custom(event, secret="whsec_" + "A" * 32)
    unknown = http("POST", desk.description["webhook_url"] + "/999", event)
    telegram = desk.send_telegram({"update_id": 1}, secret="wrong")
    assert (wrong.status, wrong.body) == (401, unknown.body) == (telegram.status, telegram.body)


def test_invalid_input_is_rejected_with_details(desk: Desk) -> None:
    missing = custom_event("x", thread="t")
    del missing["data"]["message"]["id"]
    rejected = desk.send_custom(missing)
    assert (rejected.status, rejected.body["errors"][0]["field"]) == (400, "data.message.id")
    assert desk.send_custom(custom_event("x" * 300_000, thread="t")).status == 413
    assert desk.call("GET", "/tickets?cursor=rubbish").body["code"] == "bad_cursor"
    assert desk.call("GET", "/tickets/tkt_nothing").status == 404
    assert desk.call("GET", "/nothing").status == 404


def test_a_telegram_update_that_is_not_understood_is_stored_and_counted(stack: LocalStack, desk: Desk) -> None:
    marker = uuid.uuid4().hex
    assert desk.send_telegram({"update_id": 77, "poll": {"id": marker}}).status == 200
    assert desk.send_telegram({"message": marker}).status == 200
    account_id = desk.accounts["telegram"]["id"]
    items = desk.aws("dynamodb").query(
        TableName=stack.description["outputs"]["ConversationsTable"],
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"unhandled#{account_id}"}},
    )["Items"]
    assert len([item for item in items if marker in item["raw"]["S"]]) == 2
    wait_until_logged(stack, desk, "UnhandledUpdates")


def test_the_descriptions_are_for_callers_who_have_a_token_and_say_where_they_are_served(desk: Desk) -> None:
    address, title = desk.description["desk_api_url"], "Kanaal desk API"
    document = desk.call("GET", "/openapi.json").body
    assert (document["info"]["title"], document["servers"]) == (title, [{"url": address}])
    assert desk.call("GET", "/openapi.json", token="").status == 401
    request = urllib.request.Request(
        address + "/openapi.json",
        headers={"authorization": f"Bearer {desk.description['token']}", "accept-encoding": "gzip"},
    )
    with urllib.request.urlopen(request, timeout=20) as response:
        assert json.loads(gzip.decompress(response.read())) == document
    channels = desk.description["channel_api_url"]
    token = {"authorization": f"Bearer {desk.description['token']}"}
    for server in http("GET", f"{channels}/conversations/openapi.json", headers=token).body["servers"]:
        assert http("GET", f"{server['url']}/", headers=token).status == 200


def test_no_secret_is_in_the_log(stack: LocalStack, desk: Desk) -> None:
    accepted = desk.open_conversation()
    wait_until_logged(stack, desk, accepted["id"])
    log = logged(stack, desk)
    secrets = [account["secret"] for account in desk.accounts.values()]
    secrets += [desk.description["token"], desk.description["app"]["secret"]]
    assert not [secret for secret in secrets if secret in log]
