"""Where a file of Telegram is: getFile (core.telegram.org/bots/api#getfile)."""

from urllib.parse import quote

from helpdesk.files.locating import NotLocated
from helpdesk.messaging.outcomes import TemporaryFailure
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.providers.models import Access, Step
from helpdesk.providers.telegram.answers import Answer
from helpdesk.providers.telegram.bot_api import BotApi
from helpdesk.providers.telegram.values import TOO_LARGE

_LONGEST_PATH = 1024
_LONGEST_WAIT = 15 * 60
_UNAUTHORIZED = NotLocated(
    "bot_unauthorized",
    "Telegram no longer accepts the bot's token. Ask an administrator to replace it, and the customer to send the file "
    "again.",
)
# What Telegram says in `description`, in lower case: it has one status for all of them.
_REFUSALS = {
    "too big": NotLocated(TOO_LARGE.code, TOO_LARGE.reason, is_lasting=TOO_LARGE.is_lasting),
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
        self._api = BotApi(http)

    def locate(self, provider_file: str, access: Access) -> str | NotLocated:
        """The URL contains the bot's token. Reasons contain nothing that Telegram answered."""
        answer = self._api.call(access, Step("getFile", {"file_id": provider_file}), repeatable=True)
        if not isinstance(answer, Answer):
            return NotLocated(answer.code, answer.reason, retryable=isinstance(answer, TemporaryFailure))
        path = _path(answer) if answer.is_ok else _refusal(answer)
        return (
            path
            if isinstance(path, NotLocated)
            else f"{str(access.address).rstrip('/')}/file/bot{access.credentials}/{path}"
        )


def _path(answer: Answer) -> str | NotLocated:
    path = answer.result.get("file_path") if isinstance(answer.result, dict) else None
    if not isinstance(path, str) or not _is_relative(path):
        return NotLocated("no_path", "Telegram did not say where the file is. Ask the customer to send it again.")
    return quote(path, safe="/", errors="replace")


def _is_relative(path: str) -> bool:
    return 0 < len(path) <= _LONGEST_PATH and all(part not in {"", ".", ".."} for part in path.split("/"))


def _refusal(answer: Answer) -> NotLocated:
    if answer.status in {401, 403, 404} and answer.is_readable:
        return _UNAUTHORIZED
    if 400 <= answer.status < 500 and answer.status != 429 and answer.is_readable:
        said = answer.said.lower()
        return next((refusal for reason, refusal in _REFUSALS.items() if reason in said), _UNKNOWN)
    # Telegram is busy, or what answered is not Telegram's API.
    wait = min(answer.retry_after, _LONGEST_WAIT) if answer.retry_after else None
    reason = f"Telegram responded with status {answer.status}."
    return NotLocated(f"status_{answer.status}", reason, retryable=True, retry_after_seconds=wait)
