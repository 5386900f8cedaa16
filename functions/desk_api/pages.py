"""What the API publishes about itself: its description, and a page to read and try it."""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from helpdesk.people.principals import Principal
from helpdesk.platform.errors import NotAuthenticated
from helpdesk.platform.problems import problem
from helpdesk.platform.published import Published

# Nothing but the page's own script and style runs, nothing is loaded from elsewhere, and text never becomes markup.
_POLICY = (
    "default-src 'none'; connect-src 'self'; script-src {script}; style-src {style}; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


class PublishedPages:
    """Each is made on the first request for it, once in a process. The description is for callers who have a token:
    it is what a stranger's requests would make expensive."""

    def __init__(self, api_url: str) -> None:
        self._api_url = api_url

    def response(self, event: Mapping[str, Any]) -> dict[str, Any] | None:
        """None if the request is for something else."""
        context = event.get("requestContext", {})
        called = (context.get("http", {}).get("method"), event.get("rawPath"))
        if called == ("GET", "/v1/docs"):
            return self._page.response(event)
        if called != ("GET", "/v1/openapi.json"):
            return None
        try:
            Principal.of_event(event)
        except NotAuthenticated as error:
            return problem(error)
        return self._description.response(event)

    @cached_property
    def _description(self) -> Published:
        return Published.description("openapi.json", [self._api_url])

    @cached_property
    def _page(self) -> Published:
        return _page()


def _page() -> Published:
    # Comments and indentation are for whoever reads the file.
    text = re.sub(r"( // .*)?\n *", "\n", Path(__file__).with_name("page.html").read_text())
    headers = {
        "content-security-policy": _POLICY.format(script=_hash("script", text), style=_hash("style", text)),
        "referrer-policy": "no-referrer",
        "cache-control": "public, max-age=3600",
    }
    return Published("text/html; charset=utf-8", text, headers)


def _hash(element: str, text: str) -> str:
    """The source that allows the page's own element, and no other."""
    [inside] = re.findall(rf"<{element}>(.*?)</{element}>", text, re.DOTALL)
    return f"'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'"
