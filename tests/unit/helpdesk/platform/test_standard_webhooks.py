"""The reference library of Standard Webhooks is the oracle: we accept its signatures, and it accepts ours."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from helpdesk.platform.standard_webhooks import headers, is_genuine, new_secret, signature
from tests.support.strategies import any_text

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SECRET = new_secret(b"a secret of twenty-four b")
OTHER = new_secret(b"another one, also of them")
BODY = '{"type": "message.created", "data": {"text": "Grüße 😀"}}'.encode()

secrets = st.binary(min_size=24, max_size=64).map(new_secret)
ids = st.text(min_size=1, max_size=40)
bodies = st.text(max_size=200)


def signed_by_the_reference(secret: str, message_id: str, body: str, at: datetime = NOW) -> dict[str, str]:
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body),
    }


def signed() -> dict[str, str]:
    return headers([SECRET], "msg_1", NOW, BODY)


def test_the_vector_of_the_specification():
    ours = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )
    assert ours == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(secrets, ids, bodies)
def test_signatures_of_the_reference_library_are_accepted(secret, message_id, body):
    received = signed_by_the_reference(secret, message_id, body)
    assert is_genuine(received, body.encode(), [secret], NOW)


@given(st.lists(secrets, min_size=1, max_size=3), st.uuids().map(str), bodies)
def test_our_signatures_are_accepted_by_the_reference_library(live, message_id, body):
    ours = headers(live, message_id, datetime.now(UTC), body.encode())
    for secret in live:
        Webhook(secret).verify(body, ours, json_parse=False)


@given(st.data())
def test_one_flipped_bit_anywhere_is_rejected(data):
    received, body = signed(), bytearray(BODY)
    part = data.draw(st.sampled_from([*received, "body"]))
    target = body if part == "body" else bytearray(received[part], "latin-1")
    target[data.draw(st.integers(0, len(target) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    if part != "body":
        received[part] = target.decode("latin-1")
    assert not is_genuine(received, bytes(body), [SECRET], NOW)


def test_the_unchanged_request_is_accepted():
    assert is_genuine(signed(), BODY, [SECRET], NOW)


@pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
def test_a_timestamp_within_five_minutes_is_fresh(seconds):
    assert is_genuine(signed(), BODY, [SECRET], NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-301, 301, 86_400, -86_400])
def test_a_timestamp_beyond_five_minutes_is_stale(seconds):
    assert not is_genuine(signed(), BODY, [SECRET], NOW + timedelta(seconds=seconds))


def test_each_live_secret_verifies_and_no_other_does():
    assert is_genuine(signed(), BODY, [OTHER, SECRET], NOW)
    assert is_genuine(signed(), BODY, [SECRET, OTHER], NOW)
    assert not is_genuine(signed(), BODY, [OTHER], NOW)
    assert not is_genuine(signed(), BODY, [], NOW)


def test_one_valid_signature_among_wrong_ones_is_sufficient():
    received = signed()
    for offered in (f"v1,AAAA {received['webhook-signature']}", f"{received['webhook-signature']} v1a,BBBB v2,CCCC"):
        assert is_genuine(received | {"webhook-signature": offered}, BODY, [SECRET], NOW)


def test_a_signature_of_another_version_is_not_accepted():
    received = signed()
    for version in ("v1a", "v2", "", "V1"):
        offered = version + received["webhook-signature"].removeprefix("v1")
        assert not is_genuine(received | {"webhook-signature": offered}, BODY, [SECRET], NOW)


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_each_header_is_required(missing):
    received = signed()
    del received[missing]
    assert not is_genuine(received, BODY, [SECRET], NOW)


def test_an_empty_id_is_rejected_despite_a_valid_signature():
    assert not is_genuine(headers([SECRET], "", NOW, BODY), BODY, [SECRET], NOW)


def test_a_signature_with_an_empty_key_is_rejected():
    """An account without a secret must not accept signatures with an empty key."""
    stamp = str(int(NOW.timestamp()))
    forged = {"webhook-id": "m", "webhook-timestamp": stamp, "webhook-signature": signature("whsec_", "m", stamp, BODY)}
    assert not is_genuine(forged, BODY, [SECRET], NOW)


@pytest.mark.parametrize("stamp", ["", "now", "-1795338000", "1795338000.0", " 1795338000", "१७९५", "9" * 40, "1e9"])
def test_a_timestamp_that_is_not_an_integer_is_rejected_despite_a_valid_signature(stamp):
    received = {
        "webhook-id": "m",
        "webhook-timestamp": stamp,
        "webhook-signature": signature(SECRET, "m", stamp, BODY),
    }
    assert not is_genuine(received, BODY, [SECRET], datetime.fromtimestamp(1795338000, UTC))


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(signed(), any_text)), st.binary())
def test_garbage_is_rejected_without_an_exception(received, body):
    assert not is_genuine(received, body, [SECRET, OTHER], NOW)


@given(any_text)
def test_garbage_next_to_a_valid_signature_is_rejected_without_an_exception(garbage):
    received = signed() | {"webhook-id": garbage}
    assert is_genuine(received, BODY, [SECRET], NOW) == (garbage == "msg_1")


@pytest.mark.parametrize("secret", ["whsec_not base64!", "whsec_A", "geheim-ü"])
def test_a_malformed_stored_secret_verifies_nothing_and_does_not_affect_others(secret):
    assert not is_genuine(signed(), BODY, [secret], NOW)
    assert is_genuine(signed(), BODY, [secret, SECRET], NOW)


@pytest.mark.parametrize("size", [0, 23, 65])
def test_a_secret_has_24_to_64_bytes(size):
    with pytest.raises(ValueError, match="24 to 64"):
        new_secret(b"x" * size)


@given(st.binary(min_size=24, max_size=64))
def test_a_new_secret_contains_its_bytes(raw):
    assert base64.b64decode(new_secret(raw).removeprefix("whsec_")) == raw
