"""A bot that is connected on one machine: what `make run` starts fetches its updates."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from infra.local.emulator import REGION
from infra.local.stack import LocalStack
from infra.local.tools import ROOT
from infra.provision.accounts import connect
from infra.provision.seed import local_stage
from infra.workbench.telegram_server import serving
from tests.support.connected_bot import ConnectedBot
from tests.support.deployed_client import Desk, eventually

TOKEN = "4242:AA-polled"


@contextmanager
def polling(stack: LocalStack) -> Iterator[None]:
    command = [sys.executable, "-m", "infra.local.polling", stack.directory / "stack.json"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "functions")})
    try:
        yield
        assert process.poll() is None, "it runs until it is stopped"
    finally:
        process.terminate()
        process.wait(10)


def test_updates_of_a_bot_without_a_reachable_webhook_arrive(desk: Desk, stack: LocalStack) -> None:
    bot = ConnectedBot(TOKEN)
    message = {"message_id": 1, "date": 1, "chat": {"id": 99, "type": "private"}, "text": "Fetched, not delivered"}
    bot.updates = [{"update_id": 7, "message": message}]
    with serving(bot) as url:
        stage = local_stage(stack.description["outputs"], REGION, stack.endpoint)
        account, _ = connect(stage, "telegram", "Polled", {"bot_token": TOKEN}, delivery_url=url, subscribe=True)
        path = f"/channel-accounts/{account.id}"
        with polling(stack):
            [ticket] = eventually(lambda: desk.call("GET", f"/tickets?account_id={account.id}").body["tickets"])
            eventually(lambda: not bot.updates)
        assert ticket["subject"] == "Fetched, not delivered"
        assert desk.call("POST", f"{path}/reconnect").body["connection"]["state"] == "polled"
        health = desk.call("GET", f"{path}/health").body
        assert (health["status"], health["waiting"]) == ("ok", 0)
        disabled = desk.call("PATCH", path, {"active": False}).body
        assert disabled["connection"]["state"] == "disconnected"
    assert bot.refused == []
