"""The time to parse a request grows with its size, whatever a caller sends."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from pydantic import BaseModel, ValidationError

from helpdesk.contract.channels import AccountIn, ChannelIn
from helpdesk.contract.messages import ChangeIn, PublishIn
from helpdesk.platform.errors import HelpdeskError
from helpdesk.platform.validation import problems_of, refused
from helpdesk.providers.models import AccountContext
from helpdesk.providers.telegram.inbound import parsing as telegram
from helpdesk.providers.webhook import inbound as webhook
from helpdesk.replies.schemas import ReplyIn
from helpdesk.replies.starting_schemas import StartIn


def _model(model: type[BaseModel]) -> Callable[[bytes], object]:
    def parse(body: bytes) -> object:
        try:
            return model.model_validate_json(body)
        except ValidationError as error:
            raise refused(problems_of(error)) from error

    return parse


ACCOUNT = AccountContext("1")
PARSERS = {
    "webhook": lambda body: webhook.parse(body, ACCOUNT),
    "telegram": lambda body: telegram.parse(body, ACCOUNT),
    **{model.__name__: _model(model) for model in (PublishIn, ChangeIn, ChannelIn, AccountIn, ReplyIn, StartIn)},
}


def _list_of(piece: str) -> Callable[[int], str]:
    return lambda size: "[" + ",".join([piece] * (size // (len(piece) + 1))) + "]"


def _text_of(piece: str) -> Callable[[int], str]:
    return lambda size: '"' + piece * (size // len(piece.encode())) + '"'


# With the place of a value that is `size` bytes long.
SHAPES = {
    "nested lists": ("{}", lambda size: "[" * size),
    "nested objects": ("{}", lambda size: '{"a":' * (size // 5)),
    "a long number": ('{{"update_id":{}}}', lambda size: "9" * size),
    "a long fraction": ('{{"data":{}}}', lambda size: "0." + "9" * size),
    "many items": ('{{"data":{0},"senders":{0},"recipients":{0}}}', _list_of("1")),
    "many attachments": ('{{"attachments":{}}}', _list_of("{}")),
    "many capabilities": ('{{"capabilities":{{"richText":{}}}}}', _list_of('"X"')),
    "a long host": ('{{"attachments":[{{"type":"FILE","url":{}}}]}}', lambda size: f'"https://{"a." * (size // 2)}"'),
    "combining marks in an e-mail address": (
        '{{"customerIdentity":{{"verifiedEmail":{}}}}}',
        _text_of("\u0301\u0323"),
    ),
    "brackets in a phone number": ('{{"customerIdentity":{{"verifiedPhone":{}}}}}', _text_of("( ")),
    "combining marks in a name": (
        '{{"update_id":1,"message":{{"from":{{"id":1,"first_name":{0}}},"text":{0}}}}}',
        _text_of("\u0301\u0323"),
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("parser", PARSERS)
def test_twice_the_body_takes_about_twice_the_time(parser, shape):
    template, value = SHAPES[shape]

    def seconds(size: int) -> float:
        body, best = template.format(value(size)).encode(), 10.0
        for _ in range(2):
            began = time.process_time()
            with suppress(HelpdeskError):
                PARSERS[parser](body)
            best = min(best, time.process_time() - began)
        return best

    # A few milliseconds more are noise.
    assert seconds(60_000) < 3 * seconds(30_000) + 0.05
