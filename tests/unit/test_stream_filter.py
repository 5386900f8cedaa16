import pytest

from infra.stream_filter import passes


def record(name="INSERT", keys="x", **image):
    values = {attribute: {"S": value} for attribute, value in image.items()}
    return {"eventName": name, "dynamodb": {"Keys": {"pk": {"S": "p"}, "sk": {"S": keys}}, "NewImage": values}}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (record(kind="message"), True),
        (record(kind="ticket"), True),
        (record(kind="event", type="status_changed"), True),
        (record(keys="audit#01"), True),
        (record(keys="availability#01"), True),
        (record(keys="now"), False),
        (record("MODIFY", kind="message"), False),
        (record("MODIFY", kind="message", album_added="7"), True),
        (record("MODIFY", kind="ticket", album_added="7"), False),
        (record("REMOVE", keys="audit#01"), False),
        (record(keys="channel", kind="channel", channel_logo_url="https://acme.example/logo.png"), True),
        (record("MODIFY", keys="channel", kind="channel", channel_logo_url="https://acme.example/logo.png"), True),
        (record("MODIFY", keys="channel", kind="channel"), False),
        (record("MODIFY", keys="x", kind="app", channel_logo_url="https://acme.example/logo.png"), False),
        (record(kind="event", type="properties_changed"), False),
        (record(kind="event", type="properties_changed", routing="waits"), True),
        (record(kind="event", type="message_edited"), False),
        (record(kind="event"), False),
        (record(kind="conversation"), False),
        (record(keys="account"), False),
        ({"eventName": "INSERT", "dynamodb": {"Keys": {"sk": {"S": "x"}}}}, False),
        ({"eventName": "INSERT", "dynamodb": {"NewImage": {"kind": {"N": "1"}}, "Keys": {}}}, False),
    ],
)
def test_a_record_passes_as_lambda_would_let_it(given, expected):
    assert passes(given) is expected
