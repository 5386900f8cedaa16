"""Whatever Telegram answers: what a connector returns is of its type, and has no token in it."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from aiogram.types import Update
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.messaging.outcomes import PermanentFailure, TemporaryFailure
from helpdesk.platform.outbound_http import AddressRefused, HttpResponse, NoResponse, NotReached
from helpdesk.providers.connector import Identity, Polled, ServiceReport, Subscription
from helpdesk.providers.models import Access
from helpdesk.providers.telegram.commands import commands_in
from helpdesk.providers.telegram.connector import TelegramConnector, allowed_updates
from helpdesk.providers.telegram.inbound import reports
from helpdesk.providers.telegram.inbound.parsing import KINDS
from infra.workbench.telegram import BotApi

TOKEN = "42:AAbb-cc_dd"
ACCESS = Access("https://api.telegram.org/", TOKEN)
HERE = Subscription("https://desk.example/webhooks/1", "secret", {"commands": "help - Ask", "channel_posts": True})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just(TOKEN),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.sampled_from(["url"]), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = ["ok", "result", "description", "parameters", "error_code"]
RESULT_NAMES = [
    *("url", "pending_update_count", "last_error_date", "last_error_message", "allowed_updates"),
    *("first_name", "username", "update_id"),
]
RESULTS = JSON | st.dictionaries(st.sampled_from(RESULT_NAMES), JSON) | st.lists(JSON)
ANSWERS = (
    JSON
    | st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, JSON))
    | st.builds(lambda result: {"ok": True, "result": result}, RESULTS)
)


class Http:
    def __init__(self, answer: HttpResponse | Exception) -> None:
        self.answer = answer

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        assert url.startswith(f"https://api.telegram.org/bot{TOKEN}/")
        assert headers["content-type"] == "application/json"
        json.loads(body)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def results(answer: HttpResponse | Exception) -> list[Any]:
    connector = TelegramConnector(Http(answer))
    return [
        connector.identify(ACCESS),
        connector.subscribe(ACCESS, HERE),
        connector.present(ACCESS, HERE.settings),
        connector.unsubscribe(ACCESS),
        connector.report(ACCESS, HERE, wanted=True),
        connector.report(ACCESS, HERE, wanted=False),
        connector.fetch(ACCESS, HERE.settings, 7, 5),
    ]


@given(status=st.integers(200, 599), body=ANSWERS.map(json.dumps).map(str.encode) | st.binary(max_size=40))
def test_any_answer_is_a_result_or_a_reason(status: int, body: bytes) -> None:
    for found in results(HttpResponse(status, {}, body)):
        assert found is None or isinstance(found, Identity | ServiceReport | PermanentFailure | TemporaryFailure | list)
        if isinstance(found, PermanentFailure | TemporaryFailure):
            assert found.reason
            assert TOKEN not in found.reason
        if isinstance(found, list):
            assert all(isinstance(each, Polled) and type(each.position) is int for each in found)


@pytest.mark.parametrize("error", [NotReached("down"), NoResponse("late"), AddressRefused("private")])
def test_no_answer_is_a_reason(error: Exception) -> None:
    for found in results(error):
        assert isinstance(found, PermanentFailure | TemporaryFailure)
        assert found.code == ("address_refused" if isinstance(error, AddressRefused) else "not_reached")


def test_every_call_has_parameters_that_telegram_publishes() -> None:
    api = BotApi(TOKEN)

    class Checked(Http):
        def post(self, url: str, headers: Mapping[str, str], body: bytes) -> HttpResponse:
            answer = api.request(url.removeprefix("https://api.telegram.org"), headers["content-type"], body)
            return HttpResponse(answer.status, {}, json.dumps(answer.body).encode())

    connector = TelegramConnector(Checked(NotReached("not used")))
    connector.identify(ACCESS)
    connector.subscribe(ACCESS, HERE)
    connector.present(ACCESS, HERE.settings)
    connector.unsubscribe(ACCESS)
    connector.report(ACCESS, HERE, wanted=True)
    connector.fetch(ACCESS, HERE.settings, 0, 5)
    connector.fetch(ACCESS, HERE.settings, 2**60, 5)
    assert api.refused == []
    assert [call.method for call in api.calls] == [
        *("getMe", "setWebhook", "setMyCommands", "deleteWebhook", "getWebhookInfo", "getUpdates", "getUpdates")
    ]


def test_the_kinds_of_updates_that_are_shown_are_asked_for() -> None:
    kinds = allowed_updates({"channel_posts": True})
    assert set(kinds) == {kind for kind, read in KINDS.items() if read is not reports.unused}
    assert set(kinds) < Update.model_fields.keys()
    assert len(kinds) == len(set(kinds))
    assert "channel_post" not in allowed_updates({})


COMMANDS = st.dictionaries(
    st.from_regex(r"[a-z0-9_]{1,32}", fullmatch=True),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=256),
    max_size=100,
)


@given(COMMANDS)
def test_commands_are_read_as_they_were_written(commands: dict[str, str]) -> None:
    text = "\n".join(f"{name} - {description}" for name, description in commands.items())
    found = commands_in(text)
    assert {each["command"]: each["description"] for each in found} == commands


@given(st.text())
def test_any_text_is_commands_or_says_why_not(text: str) -> None:
    try:
        found = commands_in(text)
    except ValueError as error:
        assert "One command a line" in str(error)  # noqa: PT017 - most texts are none
        return
    assert len(found) <= 100


def test_more_than_a_hundred_commands_are_rejected() -> None:
    with pytest.raises(ValueError, match="There are 101 commands"):
        commands_in("\n".join(f"c{number} - Does it" for number in range(101)))
