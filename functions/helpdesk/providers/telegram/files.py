"""Where a file of Telegram is: getFile (core.telegram.org/bots/api#getfile)."""

import json
from typing import Any
from urllib.parse import quote

from helpdesk.files.locating import NotLocated
from helpdesk.platform.outbound_http import AddressRefused, HttpPoster, HttpResponse, NoResponse, NotReached

_LONGEST_PATH = 1024
_LONGEST_WAIT = 15 * 60
_UNAUTHORIZED = NotLocated(
    "bot_unauthorized",
    "Telegram no longer accepts the bot's token. Ask an administrator to replace it, and the customer to send the file "
    "again.",
)
# What Telegram says in `description`, in lower case: it has one status for all of them.
_REFUSALS = {
    "too big": NotLocated(
        "too_large_for_bots",
        "Telegram lets bots fetch at most 20 MB. Ask the customer for a link, or to send it in another way.",
    ),
    "temporarily unavailable": NotLocated(
        "file_unavailable",
        "Telegram does not give the file to this bot: it belongs to another bot, or is not available right now. Ask "
        "the customer to send it again.",
        retryable=True,
    ),
}
_UNKNOWN = NotLocated(
    "unknown_file", "Telegram does not know the file: it may belong to another bot. Ask the customer to send it again."
)


class TelegramFiles:
    def __init__(self, http: HttpPoster) -> None:
        self._http = http

    def locate(self, provider_file: str, address: str, credentials: str | None) -> str | NotLocated:
        """The URLs contain the bot's token, and so does the result. Reasons contain nothing that Telegram answered."""
        if not credentials:
            return NotLocated("no_credentials", "The bot's token is missing. Ask an administrator to enter it.")
        base, body = address.rstrip("/"), json.dumps({"file_id": provider_file}).encode()
        try:
            response = self._http.post(f"{base}/bot{credentials}/getFile", {"content-type": "application/json"}, body)
        except AddressRefused:
            return NotLocated("address_refused", "The URL of Telegram's API is not allowed.")
        except (NotReached, NoResponse):
            return NotLocated("not_reached", "Telegram could not be reached.", retryable=True)
        path = _path(response)
        return f"{base}/file/bot{credentials}/{path}" if isinstance(path, str) else path


def _path(response: HttpResponse) -> str | NotLocated:
    answer = _parsed(response.body)
    if not answer.get("ok"):
        return _refusal(response.status, answer)
    result = answer.get("result")
    path = result.get("file_path") if isinstance(result, dict) else None
    if not isinstance(path, str) or not _is_relative(path):
        return NotLocated("no_path", "Telegram did not say where the file is. Ask the customer to send it again.")
    return quote(path, safe="/", errors="replace")


def _is_relative(path: str) -> bool:
    return 0 < len(path) <= _LONGEST_PATH and all(part not in {"", ".", ".."} for part in path.split("/"))


def _refusal(status: int, answer: dict[str, Any]) -> NotLocated:
    if status in {401, 403, 404} and answer:
        return _UNAUTHORIZED
    if 400 <= status < 500 and status != 429 and answer:
        description = str(answer.get("description", "")).lower()
        return next((refusal for said, refusal in _REFUSALS.items() if said in description), _UNKNOWN)
    # Telegram is busy, or what answered is not Telegram's API.
    reason = f"Telegram responded with status {status}."
    return NotLocated(f"status_{status}", reason, retryable=True, retry_after_seconds=_wait(answer))


def _wait(answer: dict[str, Any]) -> int | None:
    parameters = answer.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return min(seconds, _LONGEST_WAIT) if isinstance(seconds, int) and seconds > 0 else None


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
