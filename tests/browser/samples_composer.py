"""What channels carry: one with everything, and a conversation in which one can reply."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import samples
from tests.browser import samples_conversation as thread
from tests.browser.desk import Answer, Call, RecordedDesk, problem
from tests.browser.site import FILES_ORIGIN, Asked

Json = dict[str, Any]

KINDS = ["BOLD", "ITALIC", "UNDERLINE", "STRIKETHROUGH", "LISTS", "BLOCKQUOTE", "HYPERLINK"]
EVERYTHING = [*KINDS, "FONT_STYLE", "TEXT_ALIGNMENT", "TEXT_COLOR", "BACKGROUND_COLOR", "FONT_SIZE"]
NO_FILES = {
    "types": [],
    "max_count": 0,
    "file_mime_types": [],
    "max_file_count": None,
    "max_file_size_bytes": None,
    "max_total_file_size_bytes": None,
}
FILES = {**NO_FILES, "types": ["FILE", "QUICK_REPLIES"], "max_count": 50}


def abilities(**changes: Any) -> Json:
    return thread.abilities(**{"rich_text": KINDS, "attachments": FILES, "max_text_length": 4096, **changes})


def first_message(**changes: Any) -> Json:
    carried = ("max_text_length", "rich_text", "inline_images", "attachments", "quick_replies", "recipients")
    can = {name: value for name, value in abilities().items() if name in carried}
    return {**can, "can_start": True, "obstacle": None, **changes}


def snippet(number: int, name: str, text: str, **changes: Any) -> Json:
    return {
        "id": f"snp_{number:05}",
        "name": name,
        "text": text,
        "rich_text": None,
        "shortcut": None,
        "folder": None,
        "created_at": samples.moment(),
        "version": 1,
        **changes,
    }


def snippets() -> list[Json]:
    return [
        snippet(1, "Greeting", "Hello {{contact.first_name|there}}!", shortcut="hi", folder="Everyday"),
        snippet(2, "Refund within 14 days", "You get your money back.", shortcut="refund", folder="Billing/Refunds"),
        snippet(3, "We call you", "We call {{contact.phone}}.", folder="Everyday"),
    ]


def library_entry(number: int, kind: str, title: str, **changes: Any) -> Json:
    nothing = ("url", "excerpt", "file_id", "quote_number", "amount", "currency", "valid_until")
    return {
        "id": f"lib_{number:05}",
        "kind": kind,
        "title": title,
        **dict.fromkeys(nothing),
        "created_at": samples.moment(),
        "version": 1,
        **changes,
    }


def library() -> list[Json]:
    return [
        library_entry(1, "document", "Price list 2027", file_id="fil_90001"),
        library_entry(2, "article", "How to return a parcel", url="https://help.example.com/returns"),
        library_entry(3, "meeting_link", "Half an hour with Ben", url="https://meet.example.com/ben"),
        library_entry(4, "quote", "New kitchen", quote_number="Q-17", amount="1250.00", currency="EUR"),
        library_entry(5, "video", "How to unpack a vase", url="https://video.example.com/vase"),
    ]


def previewed(text: str = "", rich_text: str | None = None, **changes: Any) -> Json:
    return {"text": text, "rich_text": rich_text, "attachments": [], "files": [], "lost": [], "refused": [], **changes}


class Writing:
    """A conversation of three messages, what its channel carries, and the replies that the desk has taken."""

    def __init__(self, desk: RecordedDesk, **changes: Any) -> None:
        self.desk, self.page = desk, desk.page
        self.abilities = abilities(**changes)
        self.entries = [
            thread.message(1, "My parcel has not arrived.", minutes_ago=90),
            thread.reply(2, "I am looking into it.", minutes_ago=80),
            thread.message(3, "Thank you! The number is 17.", minutes_ago=70),
        ]
        self.files: list[Json] = []
        self.uploads: list[str] = []
        desk.tickets[0] |= {
            "id": thread.TICKET,
            "conversation_id": thread.CONVERSATION,
            "subject": "My parcel has not arrived",
            "last_sequence": 3,
        }
        desk.on("GET", "/conversations/{id}/composer", lambda _: self.abilities)
        desk.on("GET", "/conversations/{id}/timeline", self._timeline)
        desk.on("POST", "/conversations/{id}/replies", self.take)
        desk.on("POST", "/conversations/{id}/typing", Answer(204))
        desk.on("POST", "/conversations/{id}/notes", self.note)
        desk.on("GET", "/inboxes", {"inboxes": [], "next_cursor": None})
        desk.on("POST", "/files", self._begin)
        desk.on("GET", "/files/{id}", self._file)
        desk.on("GET", "/files/{id}/content", _link)
        desk.elsewhere[FILES_ORIGIN] = self._store

    def open(self) -> Page:
        page = self.desk.open(f"/tickets/{thread.TICKET}")
        expect(page.get_by_role("heading", level=2, name="My parcel has not arrived")).to_be_visible()
        return page

    def take(self, call: Call) -> Answer:
        """As the desk does: the same key, the same reply."""
        key = call.headers["idempotency-key"]
        known = next((entry for entry in self.entries if entry["external_id"] == key), None)
        if known is None:
            parts = [self._part(each) for each in call.body["attachments"]]
            known = thread.reply(
                self.entries[-1]["sequence"] + 1,
                call.body["text"],
                status="QUEUED",
                minutes_ago=0,
                rich_text=call.body["rich_text"],
                in_reply_to=call.body["in_reply_to"] or self.entries[-1]["id"],
                parts=parts,
                external_id=key,
            )
            self.entries.append(known)
        return Answer(201, known)

    def note(self, call: Call) -> Answer:
        newest = max((entry["sequence"] for entry in self.entries if entry["type"] == "message"), default=0)
        parts = [self._part(each) for each in call.body["attachments"]]
        said = {name: call.body[name] for name in ("text", "rich_text", "mentions")}
        made = thread.note(len(self.entries), after=newest, minutes_ago=0, **said, files=parts, actor=thread.BEN)
        self.entries.append(made)
        return Answer(201, made)

    def replies(self, at_least: int = 1) -> list[Json]:
        """Once there are so many. Without the draft that went along, which depends on how fast one
        types."""
        sent = self.desk.sent("POST", "/conversations/{id}/replies", at_least)
        return [{name: value for name, value in call.body.items() if name != "draft"} for call in sent]

    def _part(self, attachment: Json) -> Json:
        if attachment["type"] != "FILE":
            return attachment
        file = next(each for each in self.files if each["id"] == attachment["file_id"])
        kept = ("name", "content_type", "size", "usage", "state", "scan")
        return {"type": "FILE", "file_id": file["id"], **{name: file[name] for name in kept}}

    def _timeline(self, call: Call) -> Json:
        start = int(call.query["cursor"]) if "cursor" in call.query else 0
        return {"entries": self.entries[start:], "older_cursor": None, "newer_cursor": str(len(self.entries))}

    def _begin(self, call: Call) -> Answer:
        kind = call.body["content_type"].split("/")[0].upper()
        file = {
            "id": f"fil_{len(self.files):05}",
            **call.body,
            "usage": kind if kind in {"IMAGE", "AUDIO", "VIDEO"} else "OTHER",
            "state": "PENDING",
            "failure": None,
            "scan": "NOT_SCANNED",
            "source": "upload",
            "created_at": samples.moment(),
        }
        self.files.append(file)
        form = {"url": f"{FILES_ORIGIN}/", "fields": {"key": file["id"]}, "expires_at": samples.moment(-15)}
        return Answer(201, {"file": file, "upload": form})

    def _file(self, call: Call) -> Json:
        file = next(each for each in self.files if each["id"] == call.path.split("/")[2])
        if file["state"] == "PENDING":
            file["state"] = "READY"
        return file

    def _store(self, asked: Asked) -> Answer:
        if asked.method != "POST":
            return Answer(200, thread.png(160, 120), {"content-type": "image/png"})
        self.uploads.append(asked.headers.get("authorization", ""))
        return Answer(204)


def _link(call: Call) -> Json:
    return {"url": f"{FILES_ORIGIN}/{call.path.split('/')[2]}", "expires_at": samples.moment(-5)}


class Drafts:
    """As the desk keeps them: whoever replaces one says which version."""

    def __init__(self, desk: RecordedDesk) -> None:
        self.own: Json | None = None
        self.others: list[Json] = []
        self.version = 0
        desk.on(
            "GET", "/conversations/{id}/drafts", lambda _: {"drafts": [*([self.own] if self.own else []), *self.others]}
        )
        desk.on("PUT", "/conversations/{id}/draft", self._put)
        desk.on("DELETE", "/conversations/{id}/draft", self._delete)

    def write(self, text: str, **changes: Json | str) -> None:
        """On another machine."""
        self.version += 1
        self.own = samples.desk_draft(text=text, version=self.version, **changes)

    def _mine(self) -> list[Json]:
        return [self.own] if self.own else []

    def _put(self, call: Call) -> Answer:
        known = call.headers.get("if-match")
        if known != (f'"{self.own["version"]}"' if self.own else None):
            return problem(412, "version_differs", "There is another version.")
        self.write(**call.body)
        assert self.own
        return Answer(200, self.own)

    def _delete(self, _: Call) -> Answer:
        self.own = None
        return Answer(204)
