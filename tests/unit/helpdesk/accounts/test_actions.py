"""The audit events of a change: by field; of secrets only that they changed, never their values."""

import json
from dataclasses import fields, replace
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.accounts.actions import SECRET, actions
from helpdesk.accounts.models import ChannelAccount, WhenDisabled
from helpdesk.accounts.routing_rules import AssignTo, RoutingRule
from helpdesk.audit.models import AuditType, Change
from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.platform.stored_secret import StoredSecret

ACCOUNT = ChannelAccount("7", "custom", "Chat", "2026-11-22T09:00:00.000000Z", (), "https://chat.example")
HUSH = StoredSecret("s", b"hush", "2026-11-22T09:00:00.000000Z")
OTHER = {
    "name": "Other",
    "signing_secrets": (HUSH,),
    "credentials": HUSH,
    "former_credentials": (HUSH,),
    "active": False,
    "when_off": WhenDisabled.STOP,
    "authorized": False,
    "inbox_id": "2",
    "archived_at": "2026-11-22T10:00:00.000000Z",
    "delivery_identifier": DeliveryIdentifier(DeliveryIdentifierType.HS_PHONE_NUMBER, "+31"),
    "ticket_properties": {"priority": "high"},
    "routing": RoutingRule(True, AssignTo.USERS_AND_TEAMS, ("agent-1",)),
    "reopen_hours": 1,
    "version": 9,
}


def test_every_field_with_secrets_is_marked_as_secret():
    hints = get_type_hints(ChannelAccount)
    assert {field.name for field in fields(ChannelAccount) if "StoredSecret" in str(hints[field.name])} == SECRET


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("name", AuditType.UPDATED),
        ("authorized", AuditType.UPDATED),
        ("active", AuditType.SWITCHED_OFF),
        ("inbox_id", AuditType.MOVED),
        ("signing_secrets", AuditType.SECRET_ROTATED),
        ("credentials", AuditType.CREDENTIALS_REPLACED),
        ("former_credentials", AuditType.CREDENTIALS_REPLACED),
        ("archived_at", AuditType.DELETED),
    ],
)
def test_a_field_belongs_to_one_kind_of_act(field, kind):
    assert list(actions(ACCOUNT, replace(ACCOUNT, **{field: OTHER[field]}))) == [kind]


def test_enabling_and_disabling_are_different_audit_events():
    off = replace(ACCOUNT, active=False)
    assert actions(off, ACCOUNT) == {AuditType.SWITCHED_ON: {"active": Change(False, True)}}


@pytest.mark.parametrize(("was", "becomes"), [(1, True), (True, 1), (0, False), (1.0, True)])
def test_a_number_is_not_a_boolean(was, becomes):
    before, after = (replace(ACCOUNT, ticket_properties={"vip": value}) for value in (was, becomes))
    [change] = actions(before, after)[AuditType.UPDATED].values()
    assert (change.before, change.after) == ({"vip": was}, {"vip": becomes})
    assert actions(before, replace(before, ticket_properties={"vip": was})) == {}


def test_side_effects_of_a_deletion_are_no_separate_events():
    before = replace(ACCOUNT, **{name: OTHER[name] for name in SECRET})
    archived = replace(
        before, archived_at="2026-11-22T10:00:00.000000Z", **{name: getattr(ACCOUNT, name) for name in SECRET}
    )
    assert actions(before, archived) == {
        AuditType.DELETED: {"archived_at": Change(None, "2026-11-22T10:00:00.000000Z")}
    }


@given(st.sets(st.sampled_from(sorted(OTHER))))
def test_each_changed_field_is_recorded_once_as_json_without_secrets(names):
    actions_found = actions(ACCOUNT, replace(ACCOUNT, **{name: OTHER[name] for name in names}))
    details = [(name, change) for changes in actions_found.values() for name, change in changes.items()]
    assert sorted(name for name, _ in details) == sorted(names - SECRET - {"version"})
    text = json.dumps([[change.before, change.after] for _, change in details])
    assert "hush" not in text
    assert bool(actions_found) == bool(names - {"version"})
