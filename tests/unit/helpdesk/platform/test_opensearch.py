import hashlib

import pytest
from urllib3.exceptions import HTTPError

from helpdesk.platform import aws
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.opensearch import OpenSearchRefused, signed_for_serverless
from tests.support.opensearch import SILENCE, Answer, Time, between, index_at

_ASLEEP, _BUSY, _FAILED = Answer(503, b"<html>"), Answer(429), Answer(500)
_ANSWER = Answer.of(200, {"count": 3})


@pytest.mark.parametrize(
    ("first", "says", "retry_after"),
    [
        (_ASLEEP, "wakes up", 15),
        (SILENCE, "wakes up", 15),
        (_BUSY, "busy", 2),
        (_FAILED, "failed", 2),
    ],
)
def test_who_is_patient_gets_the_answer_and_nobody_waits_for_ever(
    first: Answer | HTTPError, says: str, retry_after: int
) -> None:
    time = Time()
    index = index_at("http://127.0.0.1:1", "desk", time, patience_seconds=12)
    server = between(index)
    answers = [first, first, _ANSWER]
    server.answers = lambda _path, _body: answers.pop(0)
    assert index.count({"match_all": {}}) == 3
    assert len(server.asked) == 3

    server.answers = lambda _path, _body: first
    begun = time.now()
    with pytest.raises(Unavailable, match=says) as refused:
        index.count({"match_all": {}})
    assert refused.value.retry_after_seconds == retry_after
    assert time.now() - begun < 12
    assert len(server.asked) < 15


def test_a_server_that_is_not_there_is_unavailable() -> None:
    index = index_at("http://127.0.0.1:1", "desk", patience_seconds=0)
    with pytest.raises(Unavailable) as refused:
        index.search({})
    assert refused.value.cause


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer.of(400, {"error": {"type": "parsing_exception", "reason": "x" * 900}}), "400 parsing_exception: x"),
        (Answer.of(403, {"status": 403, "error": "Forbidden"}), "403 unknown: Forbidden"),
        (Answer.of(403, {"message": "no permission"}), "403 unknown: no permission"),
        (Answer(404, b"[]"), "404 unknown"),
        (Answer(413, b"<html>"), "413 unknown"),
    ],
)
def test_what_is_refused_is_not_tried_again(answer: Answer, says: str) -> None:
    index = index_at("http://127.0.0.1:1", "desk")
    server = between(index)
    server.answers = lambda _path, _body: answer
    with pytest.raises(OpenSearchRefused, match=says) as refused:
        index.create({})
    assert len(str(refused.value)) < 400
    assert len(server.asked) == 1


def test_a_request_is_signed_for_the_service_with_the_hash_of_its_body(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ACCESS_KEY_ID", "AKIDEXAMPLE"), ("SECRET_ACCESS_KEY", "secret"), ("SESSION_TOKEN", "token")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setattr(aws, "_session", None)
    sign = signed_for_serverless()
    headers = sign("POST", "https://x.eu-central-1.aoss.amazonaws.com/desk/_search", b"{}", {"Content-Type": "a/b"})
    assert headers["Content-Type"] == "a/b"
    assert headers["X-Amz-Content-SHA256"] == hashlib.sha256(b"{}").hexdigest()
    assert headers["X-Amz-Security-Token"] == "token"
    assert "/eu-central-1/aoss/aws4_request, " in headers["Authorization"]
    # The service refuses a request whose length is signed.
    assert (
        "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token"
        in (headers["Authorization"])
    )
