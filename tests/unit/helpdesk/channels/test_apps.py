from dataclasses import dataclass, field

import pytest

from helpdesk.channels.apps import App, AppRegistration, AppSecrets
from helpdesk.platform.dynamodb import ConditionFailed
from helpdesk.platform.errors import Conflict, InvalidRequest
from helpdesk.platform.stored_secret import StoredSecret
from infra.workbench.box import FakeBox
from tests.support.examples import NOW
from tests.support.fakes import FakeClock

LATER = "2026-11-22T10:00:00.000000Z"


@dataclass
class FakeRepository:
    apps: dict[str, App] = field(default_factory=dict)

    def get(self, app_id):
        return self.apps.get(app_id)

    def create(self, app):
        if app.id in self.apps:
            raise ConditionFailed(None)
        self.apps[app.id] = app


@pytest.fixture
def apps():
    return FakeRepository()


@pytest.fixture
def registration(apps):
    return AppRegistration(apps, FakeBox(), FakeClock(), lambda: "id")


def test_an_apps_secret_is_encrypted_for_it_alone(apps, registration):
    app = registration.register("acme", "Acme", "whsec_x")
    assert app.signing_secrets[0].sealed == b"app/acme|whsec_x"
    assert AppSecrets(apps, FakeBox()).live("acme", NOW) == ("whsec_x",)
    assert AppSecrets(apps, FakeBox()).live("nobody", NOW) == ()


def test_an_id_is_used_once(registration):
    registration.register("acme", "Acme", "x")
    with pytest.raises(Conflict, match="acme"):
        registration.register("acme", "Another", "y")


@pytest.mark.parametrize("app_id", ["", "Acme", "a b", "-a", "a" * 64, "a/b", "a#b"])
def test_an_id_can_be_used_in_a_url(registration, app_id):
    with pytest.raises(InvalidRequest):
        registration.register(app_id, "Acme", "x")


def test_two_secrets_are_live_during_a_rotation(apps):
    old = StoredSecret("old", b"app/acme|old", NOW, expires_at=LATER)
    apps.create(App("acme", "Acme", (StoredSecret("new", b"app/acme|new", NOW), old), NOW))
    secrets = AppSecrets(apps, FakeBox())
    assert secrets.live("acme", NOW) == ("new", "old")
    assert secrets.live("acme", LATER) == ("new",)
