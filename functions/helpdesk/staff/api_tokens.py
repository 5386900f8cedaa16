"""API tokens: made by administrators, shown once, revoked for ever."""

from collections.abc import Sequence

from helpdesk.audit.models import AuditType, Change, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder
from helpdesk.people.callers import Callers
from helpdesk.people.principals import Principal
from helpdesk.people.tokens import ApiToken, TokenRepository, Tokens
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest, new_ulid
from helpdesk.staff.grants import Grants


@frozen
class WantedToken:
    name: str
    scopes: Sequence[str]
    owner_id: str | None = None
    """None: the caller."""
    expires_at: str | None = None


class ApiTokens:
    def __init__(
        self,
        repository: TokenRepository,
        tokens: Tokens,
        callers: Callers,
        grants: Grants,
        audit: AuditRecorder,
        now: Clock,
    ) -> None:
        self._repository = repository
        self._tokens = tokens
        self._callers = callers
        self._grants = grants
        self._audit = audit
        self._now = now

    def all(self) -> list[ApiToken]:
        """Newest first, also those that are no longer valid."""
        return sorted(self._repository.all(), key=lambda token: (token.created_at, token.id), reverse=True)

    def create(self, wanted: WantedToken, caller: Principal, *, idempotency_key: str | None) -> tuple[ApiToken, str]:
        """With its text, which cannot be read again: whoever has lost it revokes it, and creates another. Raises
        Conflict for a key that was used."""
        owner_id = wanted.owner_id or caller.user_id
        self._check(wanted, owner_id, caller)
        token_id = digest("token", caller.id, idempotency_key) if idempotency_key else new_ulid()
        token, text = self._tokens.made(token_id, wanted.name, owner_id, wanted.scopes, expires_at=wanted.expires_at)
        details = {"name": Change(None, token.name), "scopes": Change(None, list(token.scopes))}
        recording = self._audit.recording(AuditType.TOKEN_CREATED, caller.actor(), _subject(token_id), details=details)
        try:
            self._repository.transact(self._repository.creating(token), *recording)
        except TransactionFailed as failure:
            raise Conflict(
                "A token was created with this Idempotency-Key, and its text was shown then. If you do not have it, "
                "revoke that token, and create another one with a new key.",
                code="token_was_shown",
                context={"token_id": [token_id]},
            ) from failure
        return token, text

    def revoke(self, token_id: str, caller: Principal) -> None:
        """Everywhere within a minute: for so long, the gateway remembers callers. Again is a no-op."""
        token = self._repository.get(token_id)
        if token is None:
            raise NotFound(f"There is no API token {token_id[:64]!r}.", code="api_token_not_found")
        if token.revoked_at is not None:
            return
        if token.owner_id != caller.user_id:
            self._grants.check_token(caller, token.scopes, self._callers.find(token.owner_id))
        recording = self._audit.recording(
            AuditType.TOKEN_REVOKED, caller.actor(), _subject(token_id), details={"name": Change(token.name, None)}
        )
        try:
            self._repository.transact(self._repository.revoking(token_id, to_text(self._now())), *recording)
        except TransactionFailed:
            return  # somebody else was faster

    def _check(self, wanted: WantedToken, owner_id: str, caller: Principal) -> None:
        owner = self._callers.find(owner_id)
        if owner is None:
            message = f"There is no active user {owner_id[:64]!r}. GET /v1/users lists them."
            raise InvalidRequest.at("owner_id", message, code="unknown_agent")
        if wanted.expires_at is not None and wanted.expires_at <= to_text(self._now()):
            raise InvalidRequest.at("expires_at", "This time has passed.", code="in_the_past")
        beyond = [
            FieldError(f"scopes[{at}]", f"The role {owner.role.name!r} of the owner does not have {scope!r}.")
            for at, scope in enumerate(wanted.scopes)
            if scope not in owner.role.scopes
        ]
        if beyond:
            raise InvalidRequest.among(beyond, code="beyond_the_owner")
        self._grants.check_token(caller, wanted.scopes, owner)


def _subject(token_id: str) -> Subject:
    return Subject(SubjectKind.TOKEN, token_id)
