"""What a search finds at the recorded desk."""

from tests.browser import samples
from tests.browser import samples_conversation as thread
from tests.browser.desk import Call, Json, RecordedDesk
from tests.browser.samples_channels import channels

NOTE = "nte_00001"


def pieces(text: str) -> list[Json]:
    """`a *marked* word`."""
    found = [{"text": part, "marked": place % 2 == 1} for place, part in enumerate(text.split("*"))]
    return [piece for piece in found if piece["text"]]


def hit(ticket: Json, excerpt: str, *, kind: str = "message", found_in: str = "text", minutes_ago: float = 5) -> Json:
    return {
        "type": kind,
        "ticket": ticket,
        "message_id": f"msg_{ticket['number']}_1_{ticket['last_sequence']}" if kind == "message" else None,
        "note_id": f"nte_{ticket['number']}" if kind == "note" else None,
        "at": samples.moment(minutes_ago),
        "found_in": found_in,
        "excerpt": pieces(excerpt),
        "score": 0.0,
    }


class Searching:
    """What was asked is in `asked`; `hits` can be changed. So many come in an answer as `page_size` says."""

    def __init__(self, desk: RecordedDesk) -> None:
        self.desk = desk
        self.asked: list[Json] = []
        self.page_size = 25
        self.hits = of_every_kind(desk)
        self.count: int | None = -1
        """Of all, unless it is something else."""
        desk.on("POST", "/search", self.find)
        desk.on("GET", "/channels", {"channels": channels(), "next_cursor": None})

    def find(self, call: Call) -> Json:
        self.asked.append(call.body)
        start = int(call.body.get("cursor") or 0)
        end = start + self.page_size
        return {
            "hits": self.hits[start:end],
            "count": len(self.hits) if self.count == -1 else self.count,
            "next_cursor": str(end) if end < len(self.hits) else None,
        }


def of_every_kind(desk: RecordedDesk) -> list[Json]:
    here = {"id": thread.TICKET, "conversation_id": thread.CONVERSATION}
    ada = {**desk.tickets[0], **here, "name": "The vase is broken"}
    closed = {"status": "closed", "status_id": "closed", "status_category": "closed"}
    first = hit(ada, "Hello! My parcel is here, but the *vase* is *broken*.")
    first["message_id"] = thread.message_id(1)
    said = hit(ada, "They had a *broken vase* in May too: send a new one without asking.", kind="note", minutes_ago=60)
    said["note_id"] = NOTE
    return [
        first,
        said,
        hit(desk.tickets[1], "*broken vase*.jpg", found_in="file", minutes_ago=3000),
        hit(desk.tickets[2] | closed, "The *vase* is *broken*. I attached a picture.", minutes_ago=4000),
        hit(desk.tickets[3], "*Broken Vase* Collectors' Club", kind="ticket", found_in="contact", minutes_ago=9000),
        hit(desk.tickets[9], "*Vase broken* again", kind="ticket", found_in="name", minutes_ago=90_000),
    ]
