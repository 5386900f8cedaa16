import json

import pytest

from helpdesk.platform import response_size
from helpdesk.platform.response_size import fitted


@pytest.mark.parametrize(("method", "calls"), [("GET", 2), ("POST", 1), ("PATCH", 1)])
def test_only_what_reads_is_called_again(monkeypatch, method, calls):
    monkeypatch.setattr(response_size, "MAX_BYTES", 500)
    monkeypatch.setattr(response_size, "_CERTAINLY_FITS", 100)
    called = []

    def answer(event):
        called.append(event)
        limit = int((event.get("queryStringParameters") or {}).get("limit", 10))
        return {"statusCode": 200, "body": json.dumps({"entries": ["x" * 80] * limit})}

    fitted(answer, {"requestContext": {"http": {"method": method}}})
    assert len(called) == calls
