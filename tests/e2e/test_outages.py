"""B1: no reply is lost because a receiver was away, also if the desk was restarted in the meantime."""

import uuid

import pytest

from infra.local.stack import LocalStack
from tests.support.deployed_client import Desk, eventually
from tests.support.messaging_service import MessagingService


@pytest.mark.restarts
def test_b1_replies_outlive_an_outage_of_the_receiver_and_a_restart_of_the_desk(
    stack: LocalStack, desk: Desk, service: MessagingService
) -> None:
    """The waits are a fortieth of those on AWS: the probe comes after a second, and then every few seconds."""
    run = uuid.uuid4().hex[:8]
    conversations = [desk.open_conversation()["conversation_id"] for _ in range(4)]
    texts = {
        conversation: [f"{run} {at}.{number}" for number in range(3)] for at, conversation in enumerate(conversations)
    }

    def reply(conversation: str, text: str) -> str:
        message_id: str = desk.call("POST", f"/conversations/{conversation}/replies", {"text": text}).body["id"]
        return message_id

    def account() -> dict[str, object]:
        shown: dict[str, object] = desk.call("GET", f"/channel-accounts/{account_id}").body["delivery"]
        return shown

    def arrived() -> list[str]:
        found = [service.text(request) for request in service.received]
        return list(dict.fromkeys(text for text in found if text.startswith(run)))

    account_id = next(each["id"] for each in desk.description["accounts"] if each["kind"] == "custom")
    service.is_down = True
    try:
        messages = [reply(conversation, texts[conversation][0]) for conversation in conversations]
        failing = eventually(lambda: (shown := account())["state"] == "failing" and shown, seconds=60)
        assert failing["failing_since"]
        messages += [reply(conversation, text) for conversation in conversations for text in texts[conversation][1:]]
        eventually(lambda: account()["waiting_replies"] == len(messages), seconds=120)
        assert desk.message(messages[-1])["waits_for_account"] is True
        stack.emulator.stop()
        stack.emulator.start()
        assert eventually(lambda: account()["waiting_replies"], seconds=60) == len(messages)
    finally:
        service.is_down = False
    redriven = desk.call("POST", f"/channel-accounts/{account_id}/redrives")
    assert (redriven.status, redriven.body["state"]) == (202, "failing")
    eventually(lambda: len(arrived()) == len(messages), seconds=120)
    for conversation in conversations:
        assert [text for text in arrived() if text in texts[conversation]] == texts[conversation]
    assert eventually(lambda: account()["state"] == "healthy", seconds=60)
    assert {desk.message(message_id)["status"] for message_id in messages} == {"SENT"}
