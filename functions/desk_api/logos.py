"""Serves the logos of channels. A browser asks for a picture without a token: the address is the permission."""

import base64
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from helpdesk.channels.logos import PATH, Logos
from helpdesk.platform.errors import HelpdeskError, NotFound
from helpdesk.platform.problems import problem

_HEADERS = {
    "cache-control": "public, max-age=31536000, immutable",
    # It is shown, whatever its bytes are: nothing in it runs, and nothing is loaded by it.
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
}


class PublishedLogos:
    def __init__(self, logos: Logos) -> None:
        self._logos = logos

    def response(self, event: Mapping[str, Any]) -> dict[str, Any] | None:
        """None if the request is for something else."""
        path: str = event.get("rawPath", "")
        if event.get("requestContext", {}).get("http", {}).get("method") != "GET" or not path.startswith(PATH):
            return None
        try:
            return self._picture(path.removeprefix(PATH))
        except HelpdeskError as error:
            refused = problem(error)
            return {**refused, "headers": {**refused["headers"], "cache-control": "no-store"}}

    def _picture(self, name: str) -> dict[str, Any]:
        picture = self._logos.read(name)
        if picture is None:
            raise NotFound("There is no such logo.", code="logo_not_found")
        return {
            "statusCode": int(HTTPStatus.OK),
            "headers": {**_HEADERS, "content-type": picture.content_type},
            "body": base64.b64encode(picture.content).decode(),
            "isBase64Encoded": True,
        }
