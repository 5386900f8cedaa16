"""What changed about an account, derived by comparing it before and after. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from helpdesk.accounts.models import ChannelAccount, ConnectionState
from helpdesk.audit.models import AuditType, Change

SECRET = frozenset({"signing_secrets", "credentials", "former_credentials"})
"""The event says that they changed, but never contains their values."""
_TYPES = {
    "signing_secrets": AuditType.SECRET_ROTATED,
    "credentials": AuditType.CREDENTIALS_REPLACED,
    "former_credentials": AuditType.CREDENTIALS_REPLACED,
    "inbox_id": AuditType.MOVED,
    "connection": AuditType.CONNECTION_CHANGED,
    "handle": AuditType.CONNECTION_CHANGED,
}


def actions(before: ChannelAccount, after: ChannelAccount) -> Mapping[AuditType, Mapping[str, Change]]:
    """Each type of audit event, with the fields that changed. Deleting an account is one event, whatever else it
    changes. That the service is asked because of another change is no event: its answer will be one."""
    found: dict[AuditType, dict[str, Change]] = {}
    changed = list(_changed(before, after))
    if changed != ["connection"] and after.connection and after.connection.state is ConnectionState.PENDING:
        changed = [name for name in changed if name != "connection"]
    for name in changed:
        kind = AuditType.DELETED if after.archived_at != before.archived_at else _type_of(name, after)
        details = found.setdefault(kind, {})
        if name not in SECRET:
            details[name] = Change(_plain(getattr(before, name)), _plain(getattr(after, name)))
    return found


def _changed(before: ChannelAccount, after: ChannelAccount) -> Iterator[str]:
    for field in fields(ChannelAccount):
        if field.name != "version" and not _same(getattr(before, field.name), getattr(after, field.name)):
            yield field.name


def _same(value: Any, other: Any) -> bool:
    """Compares as JSON does: in Python, 1 equals True."""
    if isinstance(value, Mapping) and isinstance(other, Mapping):
        return value.keys() == other.keys() and all(_same(value[name], other[name]) for name in value)
    return isinstance(value, bool) is isinstance(other, bool) and bool(value == other)


def _type_of(name: str, after: ChannelAccount) -> AuditType:
    if name == "active":
        return AuditType.SWITCHED_ON if after.active else AuditType.SWITCHED_OFF
    return _TYPES.get(name, AuditType.UPDATED)


def _plain(value: Any) -> Any:
    """As JSON has it. Who asks the service of a connection is for the desk itself."""
    if not is_dataclass(value) or isinstance(value, type):
        return value
    return {name: found for name, found in asdict(value).items() if name != "asking"}
