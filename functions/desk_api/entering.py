"""Who calls a route, and with what."""

from collections.abc import Sequence
from typing import cast

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.errors import FieldError, InvalidRequest


def entering(router: Router, scope: Scope | None, parameters: Sequence[str] = ()) -> Principal:
    """The caller, who has the scope; None: every caller. Raises NotAuthenticated, Forbidden, and InvalidRequest for a
    query parameter that is not among `parameters`, because ignoring a misspelt filter would return everything."""
    event = cast("APIGatewayProxyEventV2", router.current_event)
    principal = Principal.of_event(event.raw_event)
    if scope is not None:
        principal.require(scope)
    unknown = sorted(set(event.query_string_parameters) - set(parameters))
    if unknown:
        fields = [FieldError(name[:64], "This parameter does not exist.") for name in unknown]
        raise InvalidRequest.among(fields)
    return principal
