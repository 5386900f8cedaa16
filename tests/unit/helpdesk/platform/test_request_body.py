"""The body of a request as the gateway hands it over."""

import base64

import pytest

from helpdesk.platform.errors import InvalidRequest, TooLarge
from helpdesk.platform.request_body import MAX_BYTES, raw_body, readable_json


def test_what_is_encoded_is_decoded() -> None:
    assert raw_body({"body": base64.b64encode(b"\xff\x00").decode(), "isBase64Encoded": True}) == b"\xff\x00"
    assert raw_body({"body": "é"}) == "é".encode()
    assert raw_body({}) == b""


def test_what_is_not_base64_is_refused() -> None:
    with pytest.raises(InvalidRequest) as refused:
        raw_body({"body": "a", "isBase64Encoded": True})
    assert refused.value.code == "malformed_body"


@pytest.mark.parametrize("hint", ["", "Upload files."])
def test_what_is_too_large_is_refused_with_what_helps(hint: str) -> None:
    with pytest.raises(TooLarge) as refused:
        raw_body({"body": "a" * (MAX_BYTES + 1)}, hint=hint)
    assert refused.value.message.endswith(hint or f"the limit is {MAX_BYTES}.")


def test_half_of_a_surrogate_pair_becomes_the_replacement_character() -> None:
    assert readable_json(b'\xef\xbb\xbf{"a": "\\ud83d"}') == '{"a": "�"}'.encode()
    assert readable_json(b'{"a": "\\ud83d\\ude00"}') == '{"a": "😀"}'.encode()
    assert readable_json(b"{}") == b"{}"


@pytest.mark.parametrize("body", [b'{"a": "\\ud83d"', b"[" * 100_000 + b'"\\ud83d"'])
def test_what_is_not_json_is_left_to_its_parser(body: bytes) -> None:
    assert readable_json(body) == body
