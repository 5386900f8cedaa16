"""A reply within a channel's capabilities is never rejected; for n violations, n are named."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.content import support
from helpdesk.content.draft import Draft
from helpdesk.content.support import matches, violations
from helpdesk.messaging.addresses import DeliveryIdentifierType
from helpdesk.messaging.capabilities import AttachmentType, Capabilities, RichText
from helpdesk.messaging.messages import Sender
from helpdesk.platform.errors import Conflict, InvalidRequest
from helpdesk.providers.catalogue import PROVIDERS
from tests.support.rich_text import KINDS

IMAGE = '<img src="https://x.example/a.png">'
PHONE = DeliveryIdentifierType.HS_PHONE_NUMBER
EVERYTHING = Capabilities(
    delivery_identifier_types=tuple(DeliveryIdentifierType),
    rich_text=tuple(RichText),
    allow_inline_images=True,
    allow_multiple_recipients=True,
    outgoing_attachment_types=tuple(AttachmentType),
)


@dataclass(frozen=True)
class File:
    id: str
    name: str = "a.png"
    content_type: str = "image/png"
    size: int = 10
    usage: str = "IMAGE"


FILES = {"f1": File("f1"), "f2": File("f2", "b.pdf", "application/pdf", 20)}
TYPES = [kind for kind in AttachmentType if kind not in {AttachmentType.FILE, AttachmentType.UNSUPPORTED_CONTENT}]


def check(capabilities, draft, files):
    support.check(violations(capabilities, draft, files))


def part(kind):
    return {"type": str(kind)}


def file(file_id):
    return {"type": "FILE", "fileId": file_id}


@st.composite
def drafts(draw):
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), unique=True))
    html = "".join(KINDS[kind] for kind in kinds) + draw(st.sampled_from(["", IMAGE, "<p>x</p>"]))
    return Draft(
        draw(st.text(max_size=20)),
        html or None,
        tuple(draw(st.lists(st.sampled_from([part(kind) for kind in TYPES] + [file(file_id) for file_id in FILES])))),
        tuple(draw(st.lists(st.just(Sender("2", identifier_type=PHONE.value)), max_size=1))),
    )


def needed(draft):
    """The minimal capabilities that allow the draft."""
    reading = draft.reading
    sent = [FILES[part["fileId"]] for part in draft.parts if "fileId" in part]
    return Capabilities(
        delivery_identifier_types=(PHONE,) if draft.also_to else (),
        rich_text=tuple(reading.kinds) if reading else (),
        allow_inline_images=bool(reading and reading.images),
        allow_multiple_recipients=bool(draft.also_to),
        outgoing_attachment_types=tuple({AttachmentType(part["type"]) for part in draft.parts}),
        allowed_file_attachment_mime_types=tuple({file.content_type for file in sent}),
        max_file_attachment_count=len(sent),
        max_file_attachment_size_bytes=max((file.size for file in sent), default=0),
        max_total_file_attachment_size_bytes=sum(file.size for file in sent),
        max_text_length=len(draft.text) or 1,
    )


@given(drafts())
def test_a_draft_within_the_capabilities_is_never_rejected(draft):
    check(needed(draft), draft, FILES)


def shortened(capabilities, draft):
    """Each capability that the draft uses, removed; with the number of violations."""
    reading = draft.reading
    files = [FILES[part["fileId"]] for part in draft.parts if "fileId" in part]
    largest = max((file.size for file in files), default=0)
    yield "allowOutgoingMessages", {"allow_outgoing_messages": False}, 1
    yield "richText", {"rich_text": ()}, len(reading.kinds) if reading else 0
    yield "allowInlineImages", {"allow_inline_images": False}, int(bool(reading and reading.images))
    yield "outgoingAttachmentTypes", {"outgoing_attachment_types": ()}, len(draft.parts)
    yield "allowedFileAttachmentMimeTypes", {"allowed_file_attachment_mime_types": ("text/*",)}, len(files)
    yield "maxFileAttachmentCount", {"max_file_attachment_count": max(len(files) - 1, 0)}, int(bool(files))
    above = sum(file.size == largest for file in files)
    yield "maxFileAttachmentSizeBytes", {"max_file_attachment_size_bytes": max(largest - 1, 0)}, above
    total = capabilities.max_total_file_attachment_size_bytes
    yield "maxTotalFileAttachmentSizeBytes", {"max_total_file_attachment_size_bytes": max(total - 1, 0)}, int(total > 0)
    if len(draft.text) > 1:
        yield "maxTextLength", {"max_text_length": len(draft.text) - 1}, 1
    yield "allowMultipleRecipients", {"allow_multiple_recipients": False}, len(draft.also_to)
    yield "deliveryIdentifierTypes", {"delivery_identifier_types": ()}, len(draft.also_to)


@given(drafts(), st.data())
def test_all_n_violations_are_named(draft, data):
    enough = needed(draft)
    possible = list(shortened(enough, draft))
    removed = data.draw(st.lists(st.sampled_from(possible), unique_by=lambda item: item[0]))
    less = replace(enough, **{name: value for _, change, _ in removed for name, value in change.items()})
    found = [violation.capability for violation in violations(less, draft, FILES)]
    assert sorted(found) == sorted(name for name, _, times in removed for _ in range(times))


@pytest.mark.parametrize("kind", RichText)
def test_each_kind_of_rich_text_is_rejected_by_name(kind):
    [only] = violations(replace(EVERYTHING, rich_text=tuple(set(RichText) - {kind})), Draft("x", KINDS[kind]), {})
    assert (only.field, only.capability) == ("rich_text", "richText")
    assert kind.value in only.message


@pytest.mark.parametrize("kind", AttachmentType)
def test_each_type_of_attachment_is_rejected_by_its_position(kind):
    parts = (part(AttachmentType.LOCATION), file("f1") if kind == AttachmentType.FILE else part(kind))
    less = replace(EVERYTHING, outgoing_attachment_types=tuple(set(AttachmentType) - {kind}))
    assert violations(EVERYTHING, Draft("x", None, parts), FILES) == []
    found = violations(less, Draft("x", None, parts[1:]), FILES)
    assert [(violation.field, violation.capability) for violation in found] == [
        ("attachments[0]", "outgoingAttachmentTypes")
    ]


@pytest.mark.parametrize(
    ("limit", "draft", "most", "field"),
    [
        ("max_text_length", Draft("x" * 7), 7, "text"),
        ("max_file_attachment_count", Draft("", None, (file("f1"), file("f2"))), 2, "attachments"),
        ("max_file_attachment_size_bytes", Draft("", None, (file("f1"), file("f2"))), 20, "attachments[1]"),
        ("max_total_file_attachment_size_bytes", Draft("", None, (file("f1"), file("f2"))), 30, "attachments"),
    ],
)
def test_limits_hold_at_their_boundary(limit, draft, most, field):
    assert violations(replace(EVERYTHING, **{limit: most}), draft, FILES) == []
    [only] = violations(replace(EVERYTHING, **{limit: most - 1}), draft, FILES)
    assert only.field == field
    assert str(most) in only.message
    assert str(most - 1) in only.message


@pytest.mark.parametrize(
    ("content_type", "allowed", "matched"),
    [
        ("image/png", "image/*", True),
        ("image/png", "image/png", True),
        ("IMAGE/PNG", "image/png", True),
        ("text/plain; charset=utf-8", "text/plain", True),
        ("image/jpeg", "image/jpg", True),
        ("image/jpeg", "IMAGE/PJPEG", True),
        ("image/jpg", "image/jpeg", True),
        ("audio/mpeg", "audio/mp3", True),
        ("application/zip", "application/x-zip-compressed", True),
        ("imagery/png", "image/*", False),
        ("image/png", "image/pn", False),
        ("video/mp4", "image/*", False),
    ],
)
def test_a_mime_type_is_matched_by_any_of_its_names_or_by_all_its_subtypes(content_type, allowed, matched):
    assert matches(content_type, allowed) is matched


@pytest.mark.parametrize(
    ("capabilities", "draft", "kind", "code"),
    [
        (replace(EVERYTHING, allow_outgoing_messages=False), Draft("x"), Conflict, "receive_only"),
        (replace(EVERYTHING, max_text_length=1), Draft("xx"), InvalidRequest, "text_too_long"),
        (Capabilities(), Draft("x", "<b>x</b>"), InvalidRequest, "not_carried"),
        (Capabilities(allow_outgoing_messages=False), Draft("x", "<b>x</b>"), InvalidRequest, "not_carried"),
    ],
)
def test_a_rejection_has_one_code(capabilities, draft, kind, code):
    with pytest.raises(kind) as rejection:
        check(capabilities, draft, {})
    assert rejection.value.code == code


@pytest.mark.parametrize(
    ("kind", "most", "unsupported"),
    [
        ("telegram", 40_000, ["allowInlineImages"]),
        ("custom", 60_000, ["richText", "allowInlineImages", "outgoingAttachmentTypes"]),
    ],
)
def test_built_in_channels_support_text_up_to_a_length(kind, most, unsupported):
    can = PROVIDERS[kind].capabilities
    check(can, Draft("x" * most), {})
    with pytest.raises(InvalidRequest, match=f"at most {most} characters; the text has {most + 1}"):
        check(can, Draft("x" * (most + 1)), {})
    with pytest.raises(InvalidRequest) as rejection:
        check(can, Draft("x", "<b>x</b>" + IMAGE, (part("LOCATION"),)), {})
    named = [invalid.capability for invalid in rejection.value.fields]
    assert named == unsupported


@pytest.mark.parametrize("kind", PROVIDERS)
def test_every_channel_has_capabilities(kind):
    assert PROVIDERS[kind].capabilities.allow_outgoing_messages
