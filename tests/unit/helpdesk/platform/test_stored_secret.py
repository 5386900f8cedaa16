from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.stored_secret import LIVE_AT_MOST, StoredSecret, live, succeed


def at(minute: int) -> str:
    return f"2026-11-22T{minute // 60:02d}:{minute % 60:02d}:00.000000Z"


def secret(number: int) -> StoredSecret:
    return StoredSecret(str(number), b"", at(number))


def rotated(overlaps: list[int]) -> tuple[StoredSecret, ...]:
    """Rotated each minute, with these overlaps in minutes."""
    secrets: tuple[StoredSecret, ...] = (secret(0),)
    for number, overlap in enumerate(overlaps, 1):
        secrets = succeed(secrets, secret(number), at(number + overlap))
    return secrets


def test_a_repeated_rotation_keeps_the_secret_in_use():
    assert [secret.id for secret in live(rotated([60, 60]), at(3))] == ["2", "1", "0"]
    assert [secret.id for secret in live(rotated([60, 60, 60]), at(4))] == ["3", "2", "1"]


def test_without_an_overlap_all_previous_secrets_end_immediately():
    assert [secret.id for secret in live(rotated([60, 60, 0]), at(3))] == ["3"]


@given(st.lists(st.integers(min_value=0, max_value=100), max_size=12), st.integers(min_value=0, max_value=200))
def test_the_newest_secret_is_live_and_others_only_during_their_overlap(overlaps, after):
    now = at(len(overlaps) + after)
    secrets = live(rotated(overlaps), now)
    assert secrets[0].id == str(len(overlaps))
    assert len(secrets) <= LIVE_AT_MOST
    for secret in secrets[1:]:
        assert now < at(int(secret.id) + 1 + overlaps[int(secret.id)])
