import json

import pytest

from examples.paper_plane.settings import load

STACK = {
    "channel_api_url": "http://127.0.0.1:4566/c/",
    "workspace_url": "http://d1.cloudfront.localhost:4566/",
    "desk_api_url": "http://127.0.0.1:4566/d/v1",
    "token": "kan_1",
    "app": {"secret": "whsec_1"},
    "inbox_id": "1",
}


def test_the_environment_overrides_the_stack_file(tmp_path):
    stack = tmp_path / "stack.json"
    stack.write_text(json.dumps(STACK))
    settings = load(["--stack", str(stack)], {"APP_SECRETS": "whsec_2 whsec_1"})
    assert (settings.channel_api_url, settings.token) == ("http://127.0.0.1:4566/c", "kan_1")
    assert settings.app_secrets == ("whsec_2", "whsec_1")
    assert settings.desk_origins == ("http://d1.cloudfront.localhost:4566", "http://127.0.0.1:4566")
    assert settings.database == tmp_path / "paper_plane.sqlite3"


def test_a_missing_setting_is_named(tmp_path, capsys):
    with pytest.raises(SystemExit):
        load(["--stack", str(tmp_path / "none")], {"CHANNEL_API_URL": "https://x.example"})
    assert "CHANNEL_API_TOKEN is not set" in capsys.readouterr().err
