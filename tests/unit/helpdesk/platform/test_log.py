import pytest

from helpdesk.platform.log import loggable


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/v1/tickets", "/v1/tickets"),
        ("/v1/channels/7/connections", "/v1/channels/7/connections"),
        ("/v1/connections/the-state", "/v1/connections/-"),
        (
            "/conversations/v3/x/7/channel-account-staging-tokens/t/more",
            "/conversations/v3/x/7/channel-account-staging-tokens/-/more",
        ),
    ],
)
def test_tokens_in_paths_are_not_logged(path, logged):
    assert loggable(path) == logged
