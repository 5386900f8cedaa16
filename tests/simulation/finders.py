"""Whoever asks for views, counts and words while the index follows; and what a look at the tables says of them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode

from helpdesk.people.principals import Principal
from helpdesk.tickets.models import Ticket
from tests.simulation.faults import Death
from tests.simulation.replay import Replay
from tests.simulation.watchers import Invoke
from tests.support.gateway import event

_ASKS = 2
_LIMIT = 50
_LONGEST = 200
"""Letters of a text: more is filling."""
_IN_THE_END = 2
"""Texts that are looked for."""


def in_views(ticket: Ticket, user_id: str) -> Mapping[str, bool]:
    is_open, is_free = ticket.state.value == "open", ticket.owner_id is None
    return {
        "unassigned": is_open and is_free,
        "mine": is_open and ticket.owner_id == user_id,
        "all_open": is_open,
        "my_teams_unassigned": False,
        "waiting": ticket.in_category.value == "waiting",
        "my_mentions": is_open and user_id in ticket.mentions,
        "failed_replies": ticket.reply_state.value == "failed",
        "closed": not is_open,
    }


@dataclass
class Finder:
    principal: Principal
    """Of no team."""
    sees: Callable[[Ticket], bool]
    replay: Replay
    invoke: Invoke
    wrong: list[str] = field(default_factory=list)
    _is_quiet: bool = False

    def begin(self) -> None:
        random = Random(f"{self.principal.id} asks {self.replay.world.seed}")
        for _ in range(_ASKS):
            self.replay.world.later(random.random() * self.replay.lasts, self._ask)

    def _ask(self) -> None:
        """Anything, while everything moves."""
        random = self.replay.world.random
        told, said = self.replay.told, self.replay.said
        # Whoever sees some tickets only does not find a message before the index knows its ticket.
        wanted = sorted(text_id for text_id in told & said.keys() if said[text_id][0] in told)
        if wanted and random.random() < 0.7:
            return self._seek(random.choice(wanted))
        view = random.choice(["unassigned", "all_open", "closed"])
        return self._get(f"/v1/views/{view}/tickets", self._without_what_is_erased())

    def _seek(self, text_id: str) -> None:
        """By its words: it is found if the feed has told of it before, and it is still so after."""
        ticket_id, said = self.replay.said[text_id]
        erased = set(self.replay.gone)
        if not any(letter.isalnum() for letter in said):
            return

        def answered(found: dict[str, Any]) -> None:
            ids = [hit["message_id"] or hit["note_id"] for hit in found["hits"]]
            if seen := erased & {*ids, *(hit["ticket"]["id"] for hit in found["hits"])}:
                self.wrong.append(f"{seen} was found, and is erased")
            is_same = self.replay.texts().get(text_id) == said
            if is_same and text_id not in ids and ticket_id in self._seen():
                self.wrong.append(f"{text_id} was not found by {said!r}: {ids}")

        self._get("/v1/search", answered, q=f'"{" ".join(said[:_LONGEST].split())}"', limit=_LIMIT)

    def _seen(self) -> set[str]:
        return {ticket.id for ticket in self.replay.tickets() if self.sees(ticket)}

    def _without_what_is_erased(self) -> Callable[[dict[str, Any]], None]:
        erased = set(self.replay.gone)

        def answered(found: dict[str, Any]) -> None:
            ids = [ticket["id"] for ticket in found["tickets"]]
            if erased.intersection(ids) or len(set(ids)) < len(ids):
                self.wrong.append(f"{ids} were listed, and {erased} are erased")

        return answered

    def _get(self, path: str, answered: Callable[[dict[str, Any]], None], **query: Any) -> None:
        def done(result: Any) -> None:
            failed = result is Death or isinstance(result, Exception)
            if not failed and result["statusCode"] == 200:
                answered(json.loads(result["body"]))
            elif self._is_quiet or (not failed and result["statusCode"] < 500):
                self.wrong.append(f"{path} {query} was answered with {result}")

        self.invoke("find", event("GET", path, urlencode(query), {}, b"", self.principal), done)

    # When everything is quiet.

    def looks_at_the_end(self) -> None:
        """At all counts, some lists, and the words of some texts."""
        self._is_quiet = True
        tickets = [ticket for ticket in self.replay.tickets() if self.sees(ticket)]
        wanted = {view: set[str]() for view in in_views(tickets[0], "")} if tickets else {}
        for ticket in tickets:
            for view, is_in in in_views(ticket, self.principal.id).items():
                wanted[view] |= {ticket.id} if is_in else set()
        self._get("/v1/view-counts", lambda found: self._counts(found, wanted))
        for view in ("all_open", self.replay.world.random.choice(sorted(wanted or ["closed"]))):
            self._list(view, wanted.get(view, set()))
        texts = sorted(self.replay.texts())
        for text_id in self.replay.world.random.sample(texts, min(_IN_THE_END, len(texts))):
            self._seek(text_id)
        for text_id in sorted(self.replay.gone & self.replay.said.keys())[:1]:
            self._seek(text_id)

    def _counts(self, found: dict[str, Any], wanted: Mapping[str, set[str]]) -> None:
        counts = {each["view_id"]: each["count"] for each in found["counts"]}
        if any(counts[view] != len(ids) for view, ids in wanted.items()):
            self.wrong.append(f"{self.principal.id} counts {counts}, and there is {wanted}")

    def _list(self, view: str, wanted: set[str]) -> None:
        def answered(found: dict[str, Any]) -> None:
            ids = [ticket["id"] for ticket in found["tickets"]]
            if set(ids) != wanted or len(ids) != len(wanted) or found["count"] != len(wanted):
                self.wrong.append(
                    f"{self.principal.id} finds {ids} ({found['count']}) in {view}, and there is {wanted}"
                )

        self._get(f"/v1/views/{view}/tickets", answered, limit=_LIMIT)
