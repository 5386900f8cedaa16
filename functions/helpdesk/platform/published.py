"""What a function publishes as it is: made and compressed once in a process, not sent to callers that have it."""

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from helpdesk.platform.tags import names, tag_of

_COMPRESSED = "gzip"


class Published:
    """A response to GET."""

    def __init__(self, content_type: str, text: str, headers: Mapping[str, str]) -> None:
        raw = text.encode()
        self._text = text
        self._packed = gzip.compress(raw, 9, mtime=0)
        self._encoded = base64.b64encode(self._packed).decode()
        # Weak, because it names both forms.
        self._tag = tag_of(raw)
        self._kept = {"etag": self._tag, "vary": "accept-encoding", **headers}
        self._headers = {"content-type": content_type, "x-content-type-options": "nosniff", **self._kept}

    @classmethod
    def description(cls, name: str, servers: Sequence[str]) -> Self:
        """An OpenAPI document from docs/, with the addresses where it is served."""
        document = json.loads(_described(name).read_text())
        document["servers"] = [{"url": server} for server in servers]
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        return cls("application/json", text, {"cache-control": "private, max-age=300"})

    def answer(self, event: Mapping[str, Any]) -> tuple[int, dict[str, str], str | bytes]:
        """Status, headers and body."""
        headers = event.get("headers") or {}
        if names(headers.get("if-none-match", ""), self._tag):
            return 304, self._kept, ""
        if not _accepts(headers.get("accept-encoding", "")):
            return 200, self._headers, self._text
        return 200, {**self._headers, "content-encoding": _COMPRESSED}, self._packed

    def response(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """In the gateway's format."""
        status, headers, body = self.answer(event)
        given = {"statusCode": status, "headers": headers}
        return given | ({"body": body} if isinstance(body, str) else {"body": self._encoded, "isBase64Encoded": True})


def _described(name: str) -> Path:
    """In the repository and in the bundle, docs/ is beside a folder that this module is in."""
    return next(file for parent in Path(__file__).parents if (file := parent / "docs" / name).is_file())


def _accepts(given: str) -> bool:
    """Whether Accept-Encoding allows it: `gzip`, `*`, and neither with the weight 0."""
    weights: dict[str, bool] = {}
    for entry in given.lower().split(","):
        coding, *parameters = (part.strip() for part in entry.split(";"))
        weights[coding] = not any(_is_zero(parameter) for parameter in parameters)
    return weights.get(_COMPRESSED, weights.get("*", False))


def _is_zero(parameter: str) -> bool:
    name, _, weight = parameter.partition("=")
    return name.strip() == "q" and weight.strip().rstrip("0") in {"", "0."}
