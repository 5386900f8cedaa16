"""What people give a name to needs a name that can be seen: accounts, channels, inboxes."""

from typing import Any

import pytest

from tests.support.administrator import CREDENTIAL_FIELDS, Administrator
from tests.support.desk import DeskInProcess
from tests.support.integrator import CAPABILITIES, OPAQUE, URL, Integrator

SHOWS_NOTHING = ["\u3164", "\u200b", "  ", "\u2800\u00ad", "\u202e\u2066"]
SEEN = ["\u3164x", "👩\u200d🚀", "。"]
Call = tuple[str, str, dict[str, Any]]


@pytest.fixture
def places(desk: DeskInProcess) -> dict[str, tuple[Any, Call]]:
    """Each call that takes a name: who makes it, and its method, path and body without the name."""
    app = Integrator(desk)
    channel, account = app.ready(name="Plain")
    connectable = app.register("With credentials", credentialFields=CREDENTIAL_FIELDS)
    admin = Administrator(desk)
    token, _ = admin.start_flow(
        app.register("By redirect", channelAccountConnectionRedirectUrl="https://acme.example/connect")
    )
    line = {"inboxId": "1", "authorized": True, "deliveryIdentifier": {"type": OPAQUE, "value": "second"}}
    return {
        "an inbox": (desk, ("POST", "/v1/inboxes", {})),
        "a connection": (
            desk,
            ("POST", f"/v1/channels/{connectable}/connections", {"credentials": {"api_key": "12345678"}}),
        ),
        "an account": (desk, ("PATCH", f"/v1/channel-accounts/{account}", {})),
        "a channel": (app, ("POST", "/", {"capabilities": CAPABILITIES, "webhookUrl": URL})),
        "a changed channel": (app, ("PATCH", f"/{channel}", {})),
        "an app's account": (app, ("POST", f"/{channel}/channel-accounts", line)),
        "an app's changed account": (app, ("PATCH", f"/{channel}/channel-accounts/{account}", {})),
        "a finished connection": (app, ("PATCH", f"/{channel}/channel-account-staging-tokens/{token}", {})),
    }


PLACES = (
    *("an inbox", "a connection", "an account", "a channel", "a changed channel"),
    *("an app's account", "an app's changed account", "a finished connection"),
)


@pytest.mark.parametrize("place", PLACES)
def test_a_name_that_shows_nothing_is_rejected(places: dict[str, tuple[Any, Call]], place: str) -> None:
    client, (method, path, body) = places[place]
    field = "accountName" if place == "a finished connection" else "name"
    for name in SHOWS_NOTHING:
        status, error = client.call(method, path, body | {field: name})
        assert (status, [*error["errors"][0].values()].count(field)) == (400, 1), (name, error)
        assert "can see" in str(error)


@pytest.mark.parametrize("place", ["an inbox", "an account", "a changed channel"])
def test_a_name_that_shows_something_is_stored_as_written(places: dict[str, tuple[Any, Call]], place: str) -> None:
    client, (method, path, body) = places[place]
    for name in SEEN:
        status, answer = client.call(method, path, body | {"name": name})
        assert (status in {200, 201}, answer["name"]) == (True, name), answer
