"""Authenticates callers: an API token of the desk, or a person signed in with the user pool.

Invalid credentials pass without a principal, and desk_api returns 401: a Lambda authorizer of an HTTP API can only
reject with 403, and a client must be able to distinguish "sign in again" from "not allowed". docs/decisions/0004.
"""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from authorizer.people import People
from helpdesk.people.callers import Callers
from helpdesk.people.principals import Principal
from helpdesk.people.tokens import PREFIX, Tokens


class Authorizer:
    def __init__(self, tokens: Tokens, callers: Callers, people: People, log: Logger) -> None:
        self._tokens = tokens
        self._callers = callers
        self._people = people
        self._log = log

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        scheme, _, credentials = (event.get("identitySource") or [""])[0].partition(" ")
        principal = self._principal(credentials.strip()) if scheme.lower() == "bearer" else None
        self._log.info("authorizer", principal=principal.id if principal else None)
        return {"isAuthorized": True, "context": principal.to_context() if principal else {}}

    def _principal(self, credentials: str) -> Principal | None:
        if not credentials.startswith(PREFIX):
            return self._people.find(credentials)
        token = self._tokens.find(credentials)
        # A token acts for its owner: when the owner has left, it is not valid.
        owner = self._callers.find(token.owner_id) if token else None
        if token is None or owner is None:
            return None
        self._tokens.note_use(token)
        return owner.program(token)
