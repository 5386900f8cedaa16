from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from helpdesk.platform import secrets
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.secrets import KmsSecretBox, Undecryptable, open_all
from helpdesk.platform.stored_secret import StoredSecret


@dataclass
class FakeKms:
    """Encrypts by reversing, and binds the ciphertext to the context as KMS does."""

    error: Exception | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)

    def encrypt(self, **request):
        self.requests.append(request)
        return {"CiphertextBlob": request["EncryptionContext"]["owner"].encode() + b"|" + request["Plaintext"][::-1]}

    def decrypt(self, **request):
        self.requests.append(request)
        owner, _, sealed = request["CiphertextBlob"].partition(b"|")
        if self.error or owner.decode() != request["EncryptionContext"]["owner"]:
            raise self.error or ClientError({"Error": {"Code": "InvalidCiphertextException"}}, "Decrypt")
        return {"Plaintext": sealed[::-1]}


class Watch:
    time = 1000.0

    def __call__(self):
        return self.time


@pytest.fixture
def kms():
    return FakeKms()


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def box(kms, watch):
    return KmsSecretBox(lambda: kms, "key", watch)


def test_an_encrypted_secret_can_be_decrypted_by_its_owner(box, kms):
    assert box.open(box.seal(b"hush", "account/1"), "account/1") == b"hush"
    assert kms.requests[0] == {"KeyId": "key", "Plaintext": b"hush", "EncryptionContext": {"owner": "account/1"}}
    assert kms.requests[1]["KeyId"] == "key"
    assert kms.requests[1]["EncryptionContext"] == {"owner": "account/1"}


def test_a_cached_secret_cannot_be_decrypted_for_another_owner(box):
    sealed = box.seal(b"hush", "account/1")
    box.open(sealed, "account/1")
    with pytest.raises(Unavailable):
        box.open(sealed, "account/2")


def test_opening_it_again_makes_no_call(box, kms, watch):
    sealed = box.seal(b"hush", "a")
    box.open(sealed, "a")
    watch.time += 299
    requests_before = len(kms.requests)
    assert box.open(sealed, "a") == b"hush"
    assert len(kms.requests) == requests_before


def test_after_five_minutes_kms_is_called_again(box, kms, watch):
    sealed = box.seal(b"hush", "a")
    box.open(sealed, "a")
    watch.time += 301
    requests_before = len(kms.requests)
    assert box.open(sealed, "a") == b"hush"
    assert len(kms.requests) == requests_before + 1


def test_the_cache_has_a_limit(box, kms, monkeypatch):
    monkeypatch.setattr(secrets, "_KEEP_AT_MOST", 2)
    first, second, third = (box.seal(name, "a") for name in (b"1", b"2", b"3"))
    for sealed in (first, second, third):
        box.open(sealed, "a")
    requests_before = len(kms.requests)
    box.open(second, "a")
    box.open(third, "a")
    assert len(kms.requests) == requests_before
    box.open(first, "a")
    assert len(kms.requests) == requests_before + 1


@pytest.mark.parametrize(
    "error",
    [ClientError({"Error": {"Code": "ThrottlingException"}}, "Decrypt"), EndpointConnectionError(endpoint_url="kms")],
)
def test_a_failure_of_kms_is_temporary_and_not_cached(box, kms, error):
    sealed = box.seal(b"hush", "a")
    kms.error = error
    with pytest.raises(Unavailable):
        box.open(sealed, "a")
    kms.error = None
    assert box.open(sealed, "a") == b"hush"


def test_the_client_is_created_once_on_first_use(kms):
    created = []
    box = KmsSecretBox(lambda: created.append(1) or kms, "key")
    assert created == []
    box.open(box.seal(b"hush", "a"), "a")
    assert created == [1]


def stored(name: str, sealed: bytes) -> StoredSecret:
    return StoredSecret(name, sealed, "2026-11-22T09:00:00.000000Z")


def test_a_secret_that_kms_cannot_decrypt_is_skipped_and_logged(box, caplog):
    secrets = [stored("1", b"another|damaged"), stored("2", box.seal(b"hush", "account/1"))]
    assert open_all(box, secrets, "account/1") == ("hush",)
    assert "the secret 1 of account/1 cannot be decrypted" in caplog.text


def test_if_no_secret_can_be_decrypted_the_sender_is_asked_to_retry(box):
    with pytest.raises(Undecryptable):
        open_all(box, [stored("1", b"another|damaged")], "account/1")
    assert open_all(box, [], "account/1") == ()


def test_a_failure_of_kms_skips_no_secret(box, kms):
    sealed = box.seal(b"hush", "a")
    kms.error = ClientError({"Error": {"Code": "ThrottlingException"}}, "Decrypt")
    with pytest.raises(Unavailable):
        open_all(box, [stored("1", sealed)], "a")
