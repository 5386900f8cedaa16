"""An administrator who connects accounts through the desk API of a desk in one process."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.support.desk import DeskInProcess

CREDENTIAL_FIELDS = {
    "type": "object",
    "properties": {
        "api_key": {"type": "string", "title": "API key", "minLength": 8, "writeOnly": True},
        "region": {"type": "string", "enum": ["eu", "us"]},
    },
    "required": ["api_key"],
}
CONNECT_URL = "https://acme.example/connect?from=desk"
RETURN_URL = "https://desk.example/settings?tab=channels"


class Administrator:
    def __init__(self, desk: DeskInProcess) -> None:
        self.desk = desk

    def post(self, channel_id: str, *, key: str | None = None, **body: Any) -> tuple[int, Any]:
        """`key`: the Idempotency-Key."""
        headers, path = {"idempotency-key": key} if key else {}, f"/v1/channels/{channel_id}/connections"
        named = {} if "account_id" in body else {"name": "Line"}
        return self.desk.call("POST", path, named | body, headers=headers)

    def connected(self, channel_id: str, **body: Any) -> Any:
        status, response = self.post(channel_id, **body)
        assert status == 201, response
        return response

    def start_flow(self, channel_id: str, **body: Any) -> tuple[str, str]:
        """Starts a connect flow. Returns the staging token and the state."""
        status, response = self.post(channel_id, return_url=RETURN_URL, **body)
        assert status == 202, response
        return parameters(response["redirect_url"])["accountToken"], response["state"]

    def connection(self, state: str, **more: Any) -> tuple[int, Any]:
        return self.desk.call("GET", f"/v1/connections/{state}", **more)

    def accounts(self) -> set[str]:
        return {account["id"] for account in self.desk.call("GET", "/v1/channel-accounts")[1]["accounts"]}


def parameters(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))
