"""Who may read a file, how it is shown, and what an administrator decides."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from helpdesk.files.repository import FileSettings, FileSettingsRepository
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.dynamodb import ConditionFailed
from infra.workbench.tables import DIRECTORY
from tests.support.desk import DeskInProcess
from tests.support.file_store import FileStore
from tests.support.files import allow, served, uploaded
from tests.support.samples import OF_TYPE


def test_unscanned_files_are_served_if_an_administrator_allows_it(desk: DeskInProcess, store: FileStore) -> None:
    file = uploaded(desk, store, OF_TYPE["application/pdf"], content_type="application/pdf", name="ü.pdf")
    assert desk.call("GET", "/v1/settings/files") == (200, {"serve_unscanned": False})
    status, problem = served(desk, file["id"])
    assert (status, problem["code"]) == (403, "file_not_scanned")
    assert "administrator" in problem["detail"]
    agent = Principal(desk.principal.kind, "agent-1", "Ada", frozenset(Scope) - {Scope.CHANNELS_WRITE})
    assert desk.call("PUT", "/v1/settings/files", {"serve_unscanned": True}, principal=agent)[0] == 403
    allow(desk)
    allow(desk)
    status, link = served(desk, file["id"])
    assert (status, set(link)) == (200, {"url", "expires_at"})
    query = {name: value for name, [value] in parse_qs(urlsplit(link["url"]).query).items()}
    assert query["X-Amz-Expires"] == "300"
    assert query["response-content-type"] == "application/octet-stream"
    assert query["response-content-disposition"] == "attachment; filename=\"_.pdf\"; filename*=UTF-8''%C3%BC.pdf"
    allow(desk, allowed=False)
    assert served(desk, file["id"])[0] == 403


def test_an_image_is_served_inline(desk: DeskInProcess, store: FileStore) -> None:
    allow(desk)
    file = uploaded(desk, store)
    response = desk.api(
        {
            "version": "2.0",
            "rawPath": f"/v1/files/{file['id']}/content",
            "headers": {},
            "requestContext": {
                "http": {"method": "GET", "path": f"/v1/files/{file['id']}/content"},
                "stage": "$default",
                "authorizer": {"lambda": desk.principal.to_context()},
            },
        },
        None,
    )
    assert response["statusCode"] == 302
    location = response["headers"]["location"]
    assert location == json.loads(response["body"])["url"]
    assert "response-content-type=image%2Fpng" in location
    assert "response-content-disposition=inline" in location
    svg = uploaded(desk, store, OF_TYPE["image/svg+xml"], content_type="image/svg+xml")
    assert "octet-stream" in served(desk, svg["id"])[1]["url"]


def test_of_two_concurrent_decisions_one_is_a_conflict(desk: DeskInProcess) -> None:
    repository = FileSettingsRepository(desk.database.table(DIRECTORY))
    repository.put(FileSettings(serve_unscanned=True, version=1))
    with pytest.raises(ConditionFailed):
        repository.put(FileSettings(serve_unscanned=False, version=1))
    get = FileSettingsRepository.get
    try:
        FileSettingsRepository.get = lambda _self: FileSettings(version=0)  # type: ignore[method-assign]
        assert desk.call("PUT", "/v1/settings/files", {"serve_unscanned": False})[1]["code"] == "conflict"
    finally:
        FileSettingsRepository.get = get  # type: ignore[method-assign]


def test_files_require_scopes_and_unknown_ones_are_404(desk: DeskInProcess) -> None:
    without_scopes = Principal(desk.principal.kind, "agent-1", "Ada", frozenset())
    for method, path, body in (
        ("GET", "/v1/files/fil_1", None),
        ("GET", "/v1/files/fil_1/content", None),
        ("POST", "/v1/files", {"name": "a", "content_type": "a/b", "size": 1}),
        ("GET", "/v1/settings/files", None),
    ):
        assert desk.call(method, path, body, principal=without_scopes)[0] == 403
    assert desk.call("GET", "/v1/files/fil_1")[1]["code"] == "file_not_found"
    assert desk.call("GET", "/v1/files/fil_1/content")[0] == 404
