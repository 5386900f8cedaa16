"""A draft is sanitised and complete; one set of models reads attachments in both formats."""

from dataclasses import dataclass

import pytest
from pydantic import TypeAdapter, ValidationError

from helpdesk.content.attachments import AttachmentIn, as_part
from helpdesk.content.composed import Attachment
from helpdesk.content.draft import Draft, draft
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.text import snake, with_keys

DESK, CONTRACT = TypeAdapter(Attachment), TypeAdapter(AttachmentIn)
LOCATION = {"type": "LOCATION", "latitude": 52.1, "longitude": 5.0, "name": "Here", "url": "https://x.example"}
CONTACT = {
    "type": "CONTACT",
    "contact_profile": {
        "name": {"first_name": "Nia", "last_name": "B"},
        "org": {"company": "Acme"},
        "emails": [{"email": "n@x.example", "type": "WORK"}],
        "phones": [{"phone": "1", "type": "CELL"}],
        "addresses": [{"city": "Utrecht", "country_code": "NL", "type": "HOME"}],
        "urls": [{"url": "https://x.example"}],
    },
}
QUICK = {
    "type": "QUICK_REPLIES",
    "quick_replies": [{"value": "yes", "value_type": "TEXT", "label": "Yes"}],
    "allow_user_input": False,
    "allow_multi_select": True,
}
HEADER = {"type": "MESSAGE_HEADER", "text": "Your order"}
SOCIAL = {"type": "SOCIAL_MEDIA_METADATA", "social_metadata": {"media_type": "LINK", "media_url": "https://x.example"}}
FILE = {"type": "FILE", "file_id": "f1"}


def composed(*given):
    return [DESK.validate_python(attachment) for attachment in given]


@pytest.mark.parametrize("given", [LOCATION, CONTACT, QUICK, HEADER, SOCIAL], ids=lambda part: part["type"])
def test_the_desks_spelling_is_the_contracts_with_other_names(given):
    stored = as_part(DESK.validate_python(given))
    assert with_keys(stored, snake) == given
    assert as_part(CONTRACT.validate_python(stored)) == stored


@pytest.mark.parametrize(
    "wrong",
    [
        with_keys(CONTACT, lambda name: {"contact_profile": "contactProfile"}.get(name, name)),
        LOCATION | {"latitude": 91},
        LOCATION | {"latitude": float("nan")},
        LOCATION | {"altitude": 7},
        CONTACT | {"contact_profile": {"name": {"firstName": "Nia"}}},
        QUICK | {"quick_replies": []},
        QUICK | {"quick_replies": [{"value": "", "value_type": "TEXT"}]},
        QUICK | {"quick_replies": [{"value": "x", "value_type": "CALL"}]},
        {"type": "MESSAGE_HEADER"},
        {"type": "UNSUPPORTED_CONTENT"},
        {"type": "FILE"},
        {"type": "FILE", "fileId": "f1"},
        FILE | {"usage": "SONG"},
        {},
    ],
)
def test_an_unknown_or_missing_field_is_rejected(wrong):
    with pytest.raises(ValidationError):
        DESK.validate_python(wrong)


@pytest.mark.parametrize(
    "link", ["javascript:x()", " java\nscript:x()", "JAVASCRIPT:x", "data:text/html,x", "file:///x"]
)
def test_a_link_with_a_forbidden_scheme_is_removed(link):
    assert "url" not in as_part(DESK.validate_python(LOCATION | {"url": link}))
    urls = {"type": "CONTACT", "contactProfile": {"urls": [{"url": link, "type": "WORK"}]}}
    assert as_part(CONTRACT.validate_python(urls))["contactProfile"]["urls"] == [{"type": "WORK"}]
    social = {"type": "SOCIAL_MEDIA_METADATA", "socialMetadata": {"mediaType": "GIF", "thumbnailUrl": link}}
    assert as_part(CONTRACT.validate_python(social))["socialMetadata"] == {"mediaType": "GIF"}
    quick = {"type": "QUICK_REPLIES", "quick_replies": [{"value": link, "value_type": "URL"}]}
    assert as_part(DESK.validate_python(quick))["quickReplies"] == [{"value": link, "valueType": "TEXT"}]


@pytest.mark.parametrize("link", ["https://x.example", "http://x", "mailto:a@b", "tel:1", "www.x.example", "/x"])
def test_other_links_stay(link):
    assert as_part(DESK.validate_python(LOCATION | {"url": link}))["url"] == link


def quick(value: str, value_type: str = "TEXT", **more: str) -> dict[str, object]:
    return {"type": "QUICK_REPLIES", "quick_replies": [{"value": value, "value_type": value_type, **more}]}


@pytest.mark.parametrize(
    "wrong",
    [
        *(
            quick(url, "URL")
            for url in ("https://", "http://localhost/x", "https://x", "x.example", "/x", "https://a b.c")
        ),
        *(
            quick(url, "URL")
            for url in ("http://127.0.0.1/", "https://ada@x.example", "https://[x", "mailto:", "tel: ")
        ),
        quick(" "),
        quick("\u3164"),
        quick("yes", label=" "),
        quick("https://x.example", "URL", label="\u200b"),
    ],
    ids=lambda wrong: repr(wrong["quick_replies"]),
)
def test_a_quick_reply_that_nobody_could_press_is_refused(wrong):
    with pytest.raises(ValidationError):
        DESK.validate_python(wrong)


@pytest.mark.parametrize(
    "right",
    [
        *(quick(url, "URL") for url in ("https://x.example", "http://x.example:8080/a?b#c", "mailto:a@b", "tel:+3120")),
        quick("yes"),
        quick(" ", label="Yes"),
    ],
    ids=lambda right: repr(right["quick_replies"]),
)
def test_other_quick_replies_stay(right):
    assert with_keys(as_part(DESK.validate_python(right)), snake)["quick_replies"] == right["quick_replies"]


@pytest.mark.parametrize(("counts", "allowed"), [((100,), True), ((99, 1), True), ((100, 1), False), ((51, 50), False)])
def test_a_message_offers_at_most_a_hundred_quick_replies(counts, allowed):
    offered = [{"value": "x", "value_type": "TEXT"}]
    parts = [{"type": "QUICK_REPLIES", "quick_replies": offered * each} for each in counts]
    if allowed:
        assert len(draft("", None, composed(*parts)).parts) == len(counts)
        return
    with pytest.raises(InvalidRequest) as refused:
        draft("", None, composed(*parts))
    assert refused.value.code == "too_many_quick_replies"


def test_without_a_text_the_text_is_derived_from_the_rich_text():
    assert draft("", "<p>Hi <b>you</b></p><script>x()</script>") == Draft("Hi you", "<p>Hi <b>you</b></p>")
    assert draft("Hello", "<b>Hi</b>").text == "Hello"
    assert draft("", None, composed(LOCATION)).text == ""
    assert draft("", '<img src="https://x.example/a.png">').reading.images


@pytest.mark.parametrize(("text", "html"), [("", None), (" \n", ""), ("", "<p></p>"), ("", "<script>x()</script>")])
def test_a_draft_must_have_content(text, html):
    with pytest.raises(InvalidRequest) as rejection:
        draft(text, html)
    assert rejection.value.fields[0].field == "text"


def test_a_reply_fits_into_one_item_of_the_table():
    composed_draft = draft("😀" * 60_000, None, composed(HEADER))
    assert len(composed_draft.text) == 60_000
    with pytest.raises(InvalidRequest) as rejection:
        draft("😀" * 60_000, "<p>" + "x" * 90_000 + "</p>")
    assert rejection.value.code == "reply_too_large"
    with pytest.raises(InvalidRequest):
        draft("x", None, composed(*[HEADER | {"text": "😀" * 4096}] * 20))


@dataclass(frozen=True)
class File:
    id: str
    name: str
    content_type: str
    size: int
    usage: str


def test_a_file_is_sent_with_its_own_name_and_usage_unless_others_are_given():
    composed_draft = draft("", None, composed(FILE, FILE | {"usage": "STICKER"}, HEADER | {"file_id": "f1"}, LOCATION))
    assert list(composed_draft.file_ids) == [
        "attachments[0].file_id",
        "attachments[1].file_id",
        "attachments[2].file_id",
    ]
    named = composed_draft.with_files({"f1": File("f1", "a.png", "image/png", 7, "IMAGE")})
    assert [(part.get("name"), part.get("fileUsageType")) for part in named.parts] == [
        ("a.png", "IMAGE"),
        ("a.png", "STICKER"),
        (None, None),
        ("Here", None),
    ]
    assert composed_draft.matches(named), "a repeat is recognised before the files are looked up"
    assert not draft("", None, composed(FILE)).matches(named)
    assert not draft("", None, composed(LOCATION, FILE, FILE, FILE)).matches(named)


def test_every_unknown_file_is_named():
    composed_draft = draft("x", None, composed(FILE, LOCATION, HEADER | {"file_id": "f2"}))
    with pytest.raises(InvalidRequest) as rejection:
        composed_draft.with_files({})
    assert rejection.value.code == "unknown_file"
    assert [invalid.field for invalid in rejection.value.fields] == ["attachments[0].file_id", "attachments[2].file_id"]
    assert "'f2'" in rejection.value.fields[1].message
