"""What `make run` prints when Kanaal is running: URLs, sign-in data, and three commands to try."""

import json
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from helpdesk.providers.catalogue import PROVIDERS


def guide(stack: dict[str, Any], file: Path, seconds: float) -> str:
    accounts = stack.get("accounts", [])
    lines = [
        "",
        f"Kanaal is running ({seconds:.0f} s).",
        "",
        f"  workspace  {stack['workspace_url']}",
        *(f"  {role:<10} {stack[role]['email']}  {stack[role]['password']}" for role in ("admin", "agent")),
        "",
        "  Sign in there. To be a customer as well, start the example channel in another terminal, and write:",
        "  python3 -m examples.paper_plane",
        "",
        f"  webhooks   {stack['webhook_url']}/{{account id}}",
        f"  desk API   {stack['desk_api_url']}",
        f"  channels   {stack['channel_api_url']}/conversations/v3/custom-channels",
        f"  API docs   {stack['desk_api_url']}/docs (enter the token of {_short(file)})",
        *(f"  account    {a['kind']:<10} {a['id']}" for a in accounts),
        "",
        "  Files are served without a malware scan here (PUT /v1/settings/files decides): docs/files.md",
        "",
        f"  All of this, with the token and the secrets, as JSON: {_short(file)}",
        f"  The complete log: {_short(Path(stack['log_file']))}",
        "",
        *(line for account in accounts for line in _send(account)),
        "  # list tickets",
        f"  curl -sw '\\n' {shlex.quote(stack['desk_api_url'] + '/tickets')} -H {_bearer(stack)}",
        "",
        "  # reply: put in a ticket's conversation_id; the log below shows when examples/receiver.py received it",
        f"  curl -sw '\\n' {stack['desk_api_url']}/conversations/CONVERSATION_ID/replies -H {_bearer(stack)} \\",
        f"    -H 'Content-Type: application/json' -H \"Idempotency-Key: $RANDOM\" -d {shlex.quote(_REPLY)}",
        "",
        "Ctrl-C stops it. The log follows.",
        "",
    ]
    return "\n".join(lines)


_REPLY = json.dumps({"text": "We are on our way."})


def _send(account: dict[str, Any]) -> list[str]:
    """How to send a message to the account, if that takes one command."""
    if account["kind"] not in _SENT_BY:
        return []
    header, body = _SENT_BY[account["kind"]](account["secret"])
    return [
        f"  # send a message, as {PROVIDERS[account['kind']].name} does",
        f"  curl -siw '\\n' {account['webhook_url']} -H 'Content-Type: application/json' \\",
        f"    -H {shlex.quote(header)} \\",
        f"    -d {shlex.quote(json.dumps(body))}",
        "",
    ]


def _telegram(secret: str) -> tuple[str, dict[str, Any]]:
    update = {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 1790000000,
            "chat": {"id": 42, "type": "private", "first_name": "Ada"},
            "from": {"id": 42, "is_bot": False, "first_name": "Ada"},
            "text": "My parcel has not arrived.",
        },
    }
    return f"X-Telegram-Bot-Api-Secret-Token: {secret}", update


_SENT_BY: Mapping[str, Callable[[str], tuple[str, dict[str, Any]]]] = {"telegram": _telegram}
"""The header that authenticates a request with the account's secret, and a body. A signed request takes a program."""


def _bearer(stack: dict[str, Any]) -> str:
    return shlex.quote(f"Authorization: Bearer {stack['token']}")


def _short(file: Path) -> str:
    return str(file.relative_to(Path.cwd())) if file.is_relative_to(Path.cwd()) else str(file)
