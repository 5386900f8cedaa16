import hashlib
import hmac
from dataclasses import dataclass, replace

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.people.tokens import ApiToken, TokenHash, Tokens
from helpdesk.platform.errors import Unavailable
from tests.support.fakes import FakeClock
from tests.support.strategies import any_text


class FakeTokens(dict):
    def create(self, token: ApiToken) -> None:
        self[token.id] = token


@dataclass
class FakeKms:
    """A keyed hash, as KMS creates and compares it."""

    error: Exception | None = None

    def generate_mac(self, **request):
        assert request["MacAlgorithm"] == "HMAC_SHA_256"
        return {"Mac": hmac.new(request["KeyId"].encode(), request["Message"], hashlib.sha256).digest()}

    def verify_mac(self, **request):
        if self.error:
            raise self.error
        if self.generate_mac(**request)["Mac"] != request["Mac"]:
            raise ClientError({"Error": {"Code": "KMSInvalidMacException"}}, "VerifyMac")


repository = FakeTokens()
kms = FakeKms()


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def tokens(clock):
    repository.clear()
    kms.error = None
    return Tokens(repository, TokenHash(kms, "key"), clock)


@pytest.fixture
def text(tokens):
    return tokens.issue("Robot", "agent-1", ["tickets.read"], lambda: "01" * 13)


def test_an_issued_token_is_found_by_its_text(tokens, text):
    assert text.startswith("kan_" + "01" * 13 + "_")
    found = tokens.find(text)
    assert (found.name, found.owner_id, found.scopes) == ("Robot", "agent-1", ("tickets.read",))


def test_the_secret_is_not_stored(tokens, text):
    assert text[-43:] not in repr(repository)
    assert tokens.issue("Robot", "agent-1", [], lambda: "02" * 13)[-43:] != text[-43:]


@given(st.data())
def test_one_changed_character_anywhere_is_another_token(data):
    repository.clear()
    tokens = Tokens(repository, TokenHash(FakeKms(), "key"), FakeClock())
    text = tokens.issue("Robot", "agent-1", [], lambda: "01" * 13, random=lambda size: b"\x55" * size)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters().filter(lambda character: character != text[at]))
    assert tokens.find(text[:at] + other + text[at + 1 :]) is None


@given(any_text | st.text(max_size=60).map("kan_{}".format))
def test_garbage_is_not_a_token_and_makes_no_lookup(garbage):
    assert Tokens(None, None, FakeClock()).find(garbage) is None


@pytest.mark.parametrize("wrap", ["{}\n", " {}", "{}x", "{}="])
def test_a_token_with_extra_characters_is_invalid(tokens, text, wrap):
    assert tokens.find(wrap.format(text)) is None


def test_a_token_expires(tokens, text, clock):
    [token] = repository.values()
    repository[token.id] = replace(token, expires_at="2026-11-22T10:00:00.000000Z")
    assert tokens.find(text)
    clock.forward(hours=1)
    assert tokens.find(text) is None


def test_a_revoked_token_is_not_found(tokens, text):
    [token] = repository.values()
    repository[token.id] = replace(token, revoked_at="2026-11-22T08:00:00.000000Z")
    assert tokens.find(text) is None


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "ThrottlingException"}}, "VerifyMac"),
        EndpointConnectionError(endpoint_url="kms"),
    ],
)
def test_a_failure_of_kms_is_not_a_wrong_token(tokens, text, error):
    kms.error = error
    with pytest.raises(Unavailable):
        tokens.find(text)
