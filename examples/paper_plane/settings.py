"""The desk's URLs, and the token and secrets that Paper Plane uses."""

import argparse
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_PRINTABLE = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Settings:
    channel_api_url: str
    token: str
    app_secrets: tuple[str, ...]
    """The secrets that the desk signs with: the newest one, and the previous one during a rotation."""
    inbox_id: str
    desk_origins: tuple[str, ...]
    """The origins to which the connect flow may redirect the browser."""
    port: int
    public_url: str | None
    """The URL under which the desk and browsers reach Paper Plane; by default, the loopback address."""
    database: Path


def load(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Settings:
    """Values come from the environment, or else from the stack file that `make run` writes. Secrets are not accepted as
    arguments: every user of a machine can read those."""
    parser = argparse.ArgumentParser(prog="python3 -m examples.paper_plane", description="A messaging service to try.")
    parser.add_argument(
        "--stack", type=Path, default=Path(".local/stack.json"), help="the stack file that `make run` writes"
    )
    parser.add_argument("--port", type=int, default=4580, help="port on 127.0.0.1; 0 chooses a free one")
    parser.add_argument(
        "--public-url", help="URL under which the desk reaches this server, such as https://chat.example.com"
    )
    parser.add_argument("--database", type=Path, help="SQLite file; by default, next to the stack file")
    options = parser.parse_args(arguments)
    stack: dict[str, Any] = json.loads(options.stack.read_text()) if options.stack.is_file() else {}

    def setting(name: str, default: str | None) -> str:
        value = environment.get(name, default)
        if not value:
            parser.error(f"{name} is not set in the environment, nor in {options.stack}. Is `make run` running?")
        return value

    return Settings(
        channel_api_url=setting("CHANNEL_API_URL", stack.get("channel_api_url")).rstrip("/"),
        token=setting("CHANNEL_API_TOKEN", stack.get("token")),
        app_secrets=tuple(setting("APP_SECRETS", stack.get("app", {}).get("secret")).split()),
        inbox_id=setting("INBOX_ID", stack.get("inbox_id")),
        desk_origins=tuple(origin(url) for url in setting("DESK_URLS", _desk_urls(stack)).split()),
        port=options.port,
        public_url=options.public_url,
        database=options.database or options.stack.with_name("paper_plane.sqlite3"),
    )


def _desk_urls(stack: Mapping[str, Any]) -> str:
    """An administrator comes from the workspace, or from a program of their own that uses the desk API."""
    return " ".join(stack[name] for name in ("workspace_url", "desk_api_url") if name in stack)


def origin(url: str) -> str:
    """Scheme, host and port, such as `https://desk.example.com`. Empty if `url` is not a web address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    usable = parts.scheme in {"http", "https"} and _PRINTABLE.fullmatch(url)
    return f"{parts.scheme}://{parts.netloc}".lower() if usable else ""
