"""A conversation with every kind of message, as the API describes it."""

import struct
import zlib
from typing import Any

from tests.browser.samples import CLEO, ME, WHAT_THE_DESK_WRITES, moment

Json = dict[str, Any]

THREAD = "qel4acioq5e2eljfx5cgtavtva"
CONVERSATION = f"cnv_{THREAD}_2"
TICKET = f"tkt_{THREAD}_2"
PREVIOUS_TICKET = f"tkt_{THREAD}_1"
NEXT_TICKET = f"tkt_{THREAD}_3"
ADA = {"id": "con_00000", "kind": "contact", "name": "Ada Lovelace", "on_behalf_of": None, "through": None}
BEN = {"id": ME, "kind": "person", "name": "Ben Ito", "on_behalf_of": None, "through": None}
CLEO_MARTIN = {"id": CLEO, "kind": "person", "name": "Cleo Martin", "on_behalf_of": None, "through": None}
ROUTER = {"id": "router", "kind": "system", "name": "Router", "on_behalf_of": None, "through": None}


USAGES = {"image": "IMAGE", "video": "VIDEO", "audio": "AUDIO"}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAYBE = "Telegram did not respond in time: the message may have arrived. Check before you send it again."


def message_id(sequence: int) -> str:
    return f"msg_{THREAD}_2_{sequence}"


def message(sequence: int, text: str = "", *, minutes_ago: float = 60, **changes: Any) -> Json:
    """From the customer."""
    return {
        "type": "message",
        "id": message_id(sequence),
        "conversation_id": CONVERSATION,
        "sequence": sequence,
        "direction": "in",
        "content": "text",
        "text": text,
        "rich_text": None,
        "actor": ADA,
        "created_at": moment(minutes_ago),
        "sent_at": None,
        "external_id": f"m-{sequence}",
        "in_reply_to": None,
        "in_reply_to_external_id": None,
        "refers_to": None,
        "refers_to_external_id": None,
        "parts": [],
        "recipients": [],
        "label": None,
        "raw": None,
        "status": None,
        "status_at": None,
        "attempts": 0,
        "due_at": None,
        "next_attempt_at": None,
        "can_be_cancelled": False,
        "cancelled_by": None,
        "failure": None,
        "waits_for_account": False,
        **changes,
    }


def reply(sequence: int, text: str = "", *, status: str = "SENT", minutes_ago: float = 60, **changes: Any) -> Json:
    return message(
        sequence,
        text,
        minutes_ago=minutes_ago,
        **{
            "direction": "out",
            "actor": BEN,
            "status": status,
            "status_at": moment(minutes_ago),
            "attempts": 1,
            **changes,
        },
    )


def note(number: int, text: str, after: int, *, minutes_ago: float = 60, **changes: Any) -> Json:
    """For the desk alone."""
    return {
        "type": "note",
        "id": f"nte_{number:05}",
        "conversation_id": CONVERSATION,
        "after_sequence": after,
        "actor": CLEO_MARTIN,
        "created_at": moment(minutes_ago),
        "text": text,
        "rich_text": None,
        "files": [],
        "mentions": [],
        "version": 1,
        "edited_at": None,
        "deleted_at": None,
        **changes,
    }


def change(sequence: int, kind: str, of: int, text: str = "", *, out: bool = False, **changes: Any) -> Json:
    make = reply if out else message
    return make(sequence, text, content=kind, refers_to=message_id(of), **changes)


def event(number: int, kind: str, after: int, *, minutes_ago: float = 60, actor: Json = BEN, **details: Any) -> Json:
    return {
        "type": "event",
        "id": f"evt_{number:05}",
        "event": kind,
        "after_sequence": after,
        "actor": actor,
        "created_at": moment(minutes_ago),
        "details": {"from" if name == "from_" else name: value for name, value in details.items()},
    }


def file(number: int, name: str, content_type: str, **changes: Any) -> Json:
    return {
        "type": "FILE",
        "file_id": f"fil_{number:05}",
        "name": name,
        "content_type": content_type,
        "size": 48_213,
        "usage": USAGES.get(content_type.partition("/")[0], "OTHER"),
        "state": "READY",
        "scan": "CLEAN",
        **changes,
    }


def every_kind() -> list[Json]:
    """A day's conversation: about three screens."""
    choices = [
        {"value": "tomorrow", "value_type": "TEXT", "label": "Tomorrow"},
        {"value": "friday", "value_type": "TEXT", "label": "Friday"},
        {"value": "https://shop.example.com/pickup", "value_type": "URL", "label": "I pick it up"},
    ]
    return [
        event(
            1,
            "routed",
            0,
            minutes_ago=1500,
            actor=ROUTER,
            decision="unassigned",
            code="assignment_off",
            reason="Automatic assignment is disabled for this channel account.",
        ),
        message(1, "My parcel has not arrived. It should have been here on Tuesday.", minutes_ago=1500),
        message(2, "The number is at https://track.example.com/p/17?x=1.", minutes_ago=1499),
        event(2, "owner_changed", 2, minutes_ago=1480, from_=None, to=ME),
        reply(3, "Hello Ada, I am looking into it.", status="READ", minutes_ago=1478),
        message(4, "Thank you!", minutes_ago=1477),
        change(5, "reaction_added", 3, "❤️", minutes_ago=1477),
        reply(
            6,
            "It is on its way",
            rich_text="<p>It is <b>on its way</b>:</p><ul><li>left Utrecht</li><li>arrives tomorrow</li></ul>",
            status="DELIVERED",
            minutes_ago=1470,
        ),
        message(
            7,
            "The vase is broken. I attached pictures.",
            minutes_ago=180,
            parts=[
                file(1, "vase.png", "image/png", width=800, height=600),
                file(2, "box.png", "image/png", width=600, height=800),
            ],
        ),
        message(
            8,
            "",
            minutes_ago=178,
            parts=[file(3, "note.ogg", "audio/ogg", usage="VOICE_RECORDING", duration_seconds=42)],
            label="Voice message",
        ),
        message(
            9,
            "",
            minutes_ago=177,
            parts=[file(4, "sticker.webp", "image/webp", usage="STICKER", width=256, height=256)],
            label="Sticker",
        ),
        message(
            10,
            "",
            minutes_ago=176,
            parts=[
                file(5, "invoice 2026-11.pdf", "application/pdf", size=1_403_112),
                file(6, "photos.zip", "application/zip", state="PENDING", size=None),
                file(7, "video.exe", "application/octet-stream", scan="PENDING"),
                file(
                    8,
                    "letter.docx",
                    DOCX,
                    state="FAILED",
                    failure={"code": "not_reached", "reason": "The server does not respond."},
                ),
                file(9, "free.exe", "application/octet-stream", scan="INFECTED"),
            ],
        ),
        message(
            11,
            "",
            minutes_ago=170,
            label="Location",
            parts=[
                {
                    "type": "LOCATION",
                    "latitude": 52.0907,
                    "longitude": 5.1214,
                    "name": "Dom Tower",
                    "address": "Domplein 9, Utrecht",
                    "shared_until": moment(-30),
                    "position_at": moment(2),
                }
            ],
        ),
        message(
            12,
            "",
            minutes_ago=169,
            label="Contact",
            parts=[
                {
                    "type": "CONTACT",
                    "contact_profile": {
                        "name": {"first_name": "Charles", "last_name": "Babbage"},
                        "org": {"company": "Engines Ltd", "title": "Engineer"},
                        "phones": [{"phone": "+31 30 123 4567", "type": "CELL"}],
                        "emails": [{"email": "charles@example.com"}],
                        "urls": [{"url": "https://engines.example.com"}],
                        "addresses": [],
                    },
                }
            ],
        ),
        reply(
            13,
            "When should it come?",
            status="SENT",
            minutes_ago=165,
            parts=[
                {
                    "type": "QUICK_REPLIES",
                    "quick_replies": choices,
                    "allow_user_input": True,
                    "allow_multi_select": False,
                }
            ],
        ),
        message(14, "friday", minutes_ago=164, in_reply_to=message_id(13)),
        reply(15, "Friday it is, between 9 and 12.", status="SENT", minutes_ago=160),
        change(16, "edited", 15, "Friday it is, between 9 and 13.", out=True, minutes_ago=159),
        message(17, "Wrong chat, sorry", minutes_ago=150),
        change(18, "deleted", 17, minutes_ago=149),
        event(3, "status_changed", 18, minutes_ago=140, from_="open", to="closed"),
        message(19, "One more thing: can I keep the vase?", minutes_ago=30),
        event(4, "status_changed", 19, minutes_ago=30, actor=ADA, from_="closed", to="open", message_id=message_id(19)),
        reply(
            20,
            "Yes, keep it.",
            status="FAILED",
            minutes_ago=25,
            failure={"code": "status_500", "reason": "The channel's server answered with 500."},
        ),
        reply(21, "Yes, of course.", status="FAILED", minutes_ago=20, failure={"code": "maybe_sent", "reason": MAYBE}),
        reply(
            22,
            "About the first one: I have found it.",
            status="QUEUED",
            attempts=3,
            minutes_ago=10,
            in_reply_to=message_id(1),
            actor=CLEO_MARTIN,
            failure={"code": "not_reached", "reason": "The server does not respond."},
        ),
        message(23, "Great, thank you so much", minutes_ago=4),
        message(
            24, "", content="unsupported", label="Poll", raw='{"update_id": 190322, "poll": {"id": "5"}}', minutes_ago=3
        ),
    ]


def timeline(entries: list[Json], *, older: str | None = None) -> Json:
    return {"entries": entries, "older_cursor": older, "newer_cursor": "newer"}


def abilities(**changes: Any) -> Json:
    """What the composer may do: everything."""
    return {
        "can_reply": True,
        "customer": {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "ada-17"},
        "obstacle": None,
        "max_text_length": 60_000,
        "rich_text": ["BOLD", "ITALIC", "HYPERLINK", "LISTS"],
        "inline_images": False,
        "attachments": {
            "types": ["FILE"],
            "max_count": 50,
            "file_mime_types": [],
            "max_file_count": None,
            "max_file_size_bytes": None,
            "max_total_file_size_bytes": None,
        },
        "quick_replies": True,
        "reply_to": {"allowed": True, "newest": message_id(23)},
        "recipients": {"several": False, "identifier_types": ["CHANNEL_SPECIFIC_OPAQUE_ID"]},
        "changes": {"reactions": True, "allowed_reactions": [], "edits": True, "deletes": True},
        "switch_to": [],
        **changes,
    }


def contact() -> Json:
    """Ada, with what she said and what somebody has verified."""

    def identifier(kind: str, value: str | None, **changes: Any) -> Json:
        return {
            "type": kind,
            "value": value,
            "verified": False,
            "verified_by": None,
            "verified_at": None,
            "verifier": None,
            "id": None,
            "account_id": None,
            **changes,
        }

    verified = {"verified": True, "verified_by": "Web shop", "verified_at": moment(900), "verifier": "app"}
    return {
        "id": ADA["id"],
        "name": "Ada Lovelace",
        "account_id": "6919636285649001",
        "identifiers": [
            identifier("CHANNEL_SPECIFIC_OPAQUE_ID", "ada-17", account_id="6919636285649001"),
            identifier("HS_EMAIL_ADDRESS", "ada@example.com", **verified),
            identifier("VISITOR_TOKEN", None, **verified),
            identifier("HS_PHONE_NUMBER", "+31301234567"),
        ],
        "created_at": moment(50_000),
        **WHAT_THE_DESK_WRITES,
    }


def ticket_contact() -> Json:
    """The same contact, as a ticket has it."""
    verified = {"verified_at": moment(900), "verified_by": "Web shop"}
    return {
        "id": ADA["id"],
        "account_id": "6919636285649001",
        "identifier": "ada-17",
        "name": "Ada Lovelace",
        "email": "ada@example.com",
        "phone": "+31301234567",
        "created_at": moment(50_000),
        "identities": [
            {"kind": "email", "value": "ada@example.com", **verified},
            {"kind": "visitor_token", "value": None, **verified},
        ],
    }


def png(width: int, height: int) -> bytes:
    """A picture with a slope of colours."""
    rows = b"".join(
        b"\0" + bytes(c for x in range(width) for c in (90 + 120 * x // width, 110 + 90 * y // height, 150))
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
