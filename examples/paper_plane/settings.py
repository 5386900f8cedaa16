"""Where the desk is, and what Paper Plane proves itself with."""

import argparse
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_VISIBLE = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Settings:
    channel_api_url: str
    token: str
    app_secrets: tuple[str, ...]
    """What the desk signs with: the newest one, and the one before while secrets are being rotated."""
    inbox_id: str
    desk_origins: tuple[str, ...]
    """Where the browser may be sent back to after connecting."""
    port: int
    public_url: str | None
    """Where the desk and browsers reach Paper Plane; this machine's loopback where left out."""
    database: Path


def load(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Settings:
    """The environment says it, or else the stack file that `make run` writes. Secrets are never arguments: every
    user of a machine can read those."""
    parser = argparse.ArgumentParser(prog="python3 -m examples.paper_plane", description="A messaging service to try.")
    parser.add_argument("--stack", type=Path, default=Path(".local/stack.json"), help="what `make run` has written")
    parser.add_argument("--port", type=int, default=4580, help="on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--public-url", help="where the desk reaches this server: https://chat.example.com")
    parser.add_argument("--database", type=Path, help="a SQLite file; beside the stack file where left out")
    asked = parser.parse_args(arguments)
    stack: dict[str, Any] = json.loads(asked.stack.read_text()) if asked.stack.is_file() else {}

    def said(name: str, otherwise: str | None) -> str:
        value = environment.get(name, otherwise)
        if not value:
            parser.error(f"{name} is not set, and {asked.stack} does not say it. Is `make run` running?")
        return value

    return Settings(
        channel_api_url=said("CHANNEL_API_URL", stack.get("channel_api_url")).rstrip("/"),
        token=said("CHANNEL_API_TOKEN", stack.get("token")),
        app_secrets=tuple(said("APP_SECRETS", stack.get("app", {}).get("secret")).split()),
        inbox_id=said("INBOX_ID", stack.get("inbox_id")),
        desk_origins=tuple(origin(one) for one in said("DESK_URLS", stack.get("desk_api_url")).split()),
        port=asked.port,
        public_url=asked.public_url,
        database=asked.database or asked.stack.with_name("paper_plane.sqlite3"),
    )


def origin(url: str) -> str:
    """Scheme, host and port: `https://desk.example.com`. Empty for what is no web address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    usable = parts.scheme in {"http", "https"} and _VISIBLE.fullmatch(url)
    return f"{parts.scheme}://{parts.netloc}".lower() if usable else ""
