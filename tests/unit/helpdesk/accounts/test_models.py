from tests.support.examples import NOW, account, sealed

BEFORE, AFTER = "2026-11-22T08:59:59.999999Z", "2026-11-22T09:00:00.000001Z"


def test_two_secrets_are_live_until_the_older_one_expires():
    changing = account(signing_secrets=(sealed("new"), sealed("old", expires_at=AFTER)))
    assert [secret.id for secret in changing.live_signing_secrets(NOW)] == ["new", "old"]
    assert [secret.id for secret in changing.live_signing_secrets(AFTER)] == ["new"]


def test_an_expired_secret_is_not_live():
    assert account(signing_secrets=(sealed("old", expires_at=BEFORE),)).live_signing_secrets(NOW) == ()


def test_secrets_are_sealed_for_their_own_account():
    assert account(id="7").secret_owner != account(id="8").secret_owner
