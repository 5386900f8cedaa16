"""The bucket that CloudFront serves the page from.

Files under assets/ have their content's hash in their names: browsers keep them for a year, and a tab that was opened
before a deployment still finds its own, for thirty days. The others have the same names in each build, so browsers
ask for them each time; the first of them, index.html, is replaced last, when everything that it names is there.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from helpdesk.platform.clock import Clock, to_text

KEPT = timedelta(days=30)
"""How long a file stays after a deployment that does not need it."""
CONFIG, INDEX, SUPERSEDED = "config.json", "index.html", "superseded.json"
_ASSETS = "assets/"
_FOREVER, _ASK = "public, max-age=31536000, immutable", "no-cache"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


class PageBucket:
    def __init__(self, s3: Any, name: str, now: Clock) -> None:
        self._s3 = s3
        self._name = name
        self._now = now

    def publish(self, folder: Path, config: str) -> None:
        """Repeating it changes nothing. If it fails halfway, the page before is still complete."""
        files = {str(file.relative_to(folder)): file for file in folder.rglob("*") if file.is_file()}
        if INDEX not in files:
            raise FileNotFoundError(f"The page that was built has no {INDEX}.")
        index = files.pop(INDEX)
        for key in sorted(files):
            self._put(key, files[key].read_bytes())
        self._put(CONFIG, config.encode())
        self._put(INDEX, index.read_bytes())
        self._remove_old(current={*files, CONFIG, INDEX, SUPERSEDED})

    def empty(self) -> None:
        for key in self._keys():
            self._delete(key)

    def _remove_old(self, current: set[str]) -> None:
        """Remembers since when a file has not been needed: S3 knows only since when it exists."""
        now = self._now()
        known = self._superseded()
        since = {key: known.get(key, to_text(now)) for key in self._keys() if key not in current}
        expired = [key for key, at in since.items() if at < to_text(now - KEPT)]
        self._put(SUPERSEDED, json.dumps({key: at for key, at in since.items() if key not in expired}).encode())
        for key in expired:
            self._delete(key)

    def _superseded(self) -> dict[str, str]:
        try:
            body = self._s3.get_object(Bucket=self._name, Key=SUPERSEDED)["Body"]
        except self._s3.exceptions.NoSuchKey:
            return {}
        known: dict[str, str] = json.loads(body.read())
        return known

    def _put(self, key: str, content: bytes) -> None:
        self._s3.put_object(
            Bucket=self._name,
            Key=key,
            Body=content,
            ContentType=_type_of(key),
            CacheControl=_FOREVER if key.startswith(_ASSETS) else _ASK,
        )

    def _delete(self, key: str) -> None:
        self._s3.delete_object(Bucket=self._name, Key=key)

    def _keys(self) -> Iterator[str]:
        for part in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._name):
            yield from (each["Key"] for each in part.get("Contents", []))


def _type_of(key: str) -> str:
    """Browsers are told not to guess it."""
    ending = Path(key).suffix
    if ending not in TYPES:
        raise ValueError(f"{key}: add the content type of {ending or 'such files'} to functions/page/bucket.py.")
    return TYPES[ending]
