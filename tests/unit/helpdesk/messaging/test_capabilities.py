"""Capabilities are accepted unchanged, or rejected with exactly the invalid keys."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.channels import items
from helpdesk.channels.models import Channel
from helpdesk.contract.channels import capabilities_from, channel_out
from helpdesk.messaging.addresses import DeliveryIdentifierType
from helpdesk.messaging.capabilities import AttachmentType, Capabilities, RichText, ThreadingModel
from helpdesk.platform.attributes import from_attributes, to_attributes
from helpdesk.platform.errors import InvalidRequest
from tests.support.strategies import any_json


def some(kind):
    return st.lists(st.sampled_from(kind), unique=True)


GOOD = {
    "deliveryIdentifierTypes": st.lists(st.sampled_from(DeliveryIdentifierType), min_size=1, unique=True),
    "richText": some(RichText),
    "threadingModel": st.sampled_from(ThreadingModel),
    "allowInlineImages": st.booleans(),
    "allowOutgoingMessages": st.booleans(),
    "allowConversationStart": st.booleans(),
    "allowMultipleRecipients": st.booleans(),
    "outgoingAttachmentTypes": some(AttachmentType),
    "allowedFileAttachmentMimeTypes": some(["image/*", "application/pdf", "application/vnd.ms-excel"]),
    "maxFileAttachmentCount": st.integers(0, 2**53 - 1),
    "maxFileAttachmentSizeBytes": st.integers(0, 2**53 - 1),
    "maxTotalFileAttachmentSizeBytes": st.integers(0, 2**53 - 1),
    "maxTextLength": st.integers(1, 60_000),
    "allowReactions": st.booleans(),
    "allowEdits": st.booleans(),
    "allowDeletes": st.booleans(),
}
valid_capabilities = st.fixed_dictionaries({}, optional=GOOD)
BAD = [-1, 2**53, 1.5, "1", "NOTHING", ["NOTHING"], [[]], {}]


@given(valid_capabilities)
def test_capabilities_survive_the_table_and_the_response(given_capabilities):
    capabilities = Capabilities(**capabilities_from(json.loads(json.dumps(given_capabilities))))
    channel = Channel("1", "acme", "Chat", capabilities, "2026-11-22T09:00:00.000000Z")
    assert items.channel_from(from_attributes(to_attributes(items.channel_item(channel)))) == channel
    assert channel_out(channel)["capabilities"].items() >= given_capabilities.items()


@given(valid_capabilities, st.dictionaries(st.sampled_from(sorted(GOOD)), st.sampled_from(BAD), min_size=1))
def test_exactly_the_invalid_keys_are_named(good, bad):
    with pytest.raises(InvalidRequest) as rejection:
        capabilities_from(good | bad)
    pairs = rejection.value.context["capabilityKeysAndValues"]
    assert sorted(pairs) == sorted(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in bad.items())


@given(st.dictionaries(st.sampled_from(sorted(GOOD)) | st.text(), any_json, max_size=5))
def test_no_json_value_causes_a_server_error(anything):
    with suppress(InvalidRequest):
        Capabilities(**capabilities_from(anything))
