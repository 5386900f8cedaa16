"""Follows what changes at a desk, prints it, and goes on where it ended.

DESK=http://127.0.0.1:4566/…/v1 TOKEN=kan_… python examples/follow_changes.py
"""

import json
import os
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

PLACE = Path("cursor.txt")


def get(path: str, **query: str) -> dict[str, Any]:
    authorization = {"authorization": f"Bearer {os.environ['TOKEN']}"}
    with urlopen(Request(f"{os.environ['DESK']}{path}?{urlencode(query)}", headers=authorization)) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
    return found


def follow(wait: int = 20) -> None:
    program = get("/me")["program"]  # what you do yourself is not news to you
    own = {"not_by": program["id"]} if program else {}
    cursor = PLACE.read_text() if PLACE.exists() else "latest"
    while True:
        try:
            page = get("/changes", after=cursor, wait=str(wait), **own)
        except HTTPError as error:
            if error.code != 410:
                raise  # 503: Retry-After says when
            cursor = json.load(error)["begin_at"]  # away for longer than seven days: read anew what you keep
            continue
        for change in page["changes"]:
            print(change["at"], change["type"], change["actor"], change["data"])
        cursor = page["next_cursor"]
        PLACE.write_text(cursor)  # after the work: a change that was not done with comes again
        if not (page["has_more"] or wait):
            return


if __name__ == "__main__":
    follow()
