"""People: tokens of the Cognito user pool (OpenID Connect; RS256), checked against the pool's published keys."""

from collections.abc import Iterable
from typing import Any

import jwt
from jwt import PyJWKClient

from helpdesk.people.callers import Callers
from helpdesk.people.models import User
from helpdesk.people.principals import Principal
from helpdesk.platform.clock import from_text
from helpdesk.platform.errors import Unavailable

_LEEWAY_SECONDS = 10
_MAX_TOKEN_CHARACTERS = 8192


class People:
    def __init__(self, keys: PyJWKClient, issuer: str, client_ids: Iterable[str], callers: Callers) -> None:
        self._keys = keys
        self._issuer = issuer
        self._client_ids = tuple(client_ids)  # no set: a claim can be any JSON
        self._callers = callers

    def find(self, token: str) -> Principal | None:
        """The user of a live access or ID token of one of this pool's clients; None for anything else."""
        claims = self._claims(token) if len(token) <= _MAX_TOKEN_CHARACTERS else None
        caller = self._callers.find(claims["sub"]) if claims else None
        if claims is None or caller is None or _is_signed_out(caller.user, claims["iat"]):
            return None
        return caller.person()

    def _claims(self, token: str) -> dict[str, Any] | None:
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            # Access tokens carry client_id and no audience; ID tokens carry it as their audience.
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self._issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "sub", "token_use"], "verify_aud": False},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise Unavailable("The user pool's keys are not available.") from error
        except jwt.PyJWTError:
            return None
        client = {"access": claims.get("client_id"), "id": claims.get("aud")}.get(claims["token_use"])
        return claims if client in self._client_ids else None


def _is_signed_out(user: User, issued_at: float) -> bool:
    """A token says in whole seconds when it was issued."""
    return user.signed_out_at is not None and issued_at <= from_text(user.signed_out_at).timestamp()
