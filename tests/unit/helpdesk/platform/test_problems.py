import json

import pytest

from helpdesk.platform import errors
from helpdesk.platform.errors import FieldError, HelpdeskError, InvalidRequest, Unavailable
from helpdesk.platform.problems import problem


def test_a_problem_has_message_field_and_code():
    rejection = InvalidRequest(
        "data.message.id: Field required", fields=[FieldError("data.message.id", "Field required")]
    )
    response = problem(rejection)
    assert response["statusCode"] == 400
    assert response["headers"] == {"content-type": "application/problem+json"}
    assert json.loads(response["body"]) == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "code": "invalid_request",
        "detail": "data.message.id: Field required",
        "errors": [{"field": "data.message.id", "message": "Field required"}],
    }


def test_without_fields_there_is_no_list_of_them():
    assert "errors" not in json.loads(problem(errors.NotFound("There is no such ticket."))["body"])


def test_a_temporary_failure_has_retry_after():
    assert problem(Unavailable("Busy.", retry_after_seconds=7))["headers"]["retry-after"] == "7"


def test_a_rejection_may_have_its_own_code():
    assert json.loads(problem(errors.Conflict("No.", code="account_inactive"))["body"])["code"] == "account_inactive"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (HelpdeskError, 500),
        (errors.InvalidRequest, 400),
        (errors.NotAuthenticated, 401),
        (errors.Forbidden, 403),
        (errors.NotFound, 404),
        (errors.Conflict, 409),
        (errors.TooLarge, 413),
        (errors.Unavailable, 503),
    ],
)
def test_each_error_has_its_status(kind, status):
    response = problem(kind("No."))
    assert response["statusCode"] == json.loads(response["body"])["status"] == status
