"""All that the desk has of one person, as one file in JSON."""

import json
from collections.abc import Mapping
from typing import Any

from helpdesk.contacts.service import ContactService
from helpdesk.jobs.models import Job
from helpdesk.jobs.repository import JobRepository
from helpdesk.platform.attributes import Item
from helpdesk.platform.clock import Clock
from helpdesk.platform.errors import NotFound
from helpdesk.platform.records import plain
from helpdesk.privacy.files import PersonalFiles
from helpdesk.privacy.footprint import Footprint, files_of

_HIDDEN = {"pk", "sk", "queue_handle", "activity_shard", "owner_sort_at", "by_name", "by_creation", "listed", "asked"}


class Export:
    """The work on such a job: one piece, which is written again if it is cut off."""

    def __init__(
        self, footprint: Footprint, contacts: ContactService, files: PersonalFiles, jobs: JobRepository, now: Clock
    ) -> None:
        self._footprint = footprint
        self._contacts = contacts
        self._files = files
        self._jobs = jobs
        self._now = now

    def step(self, job: Job, asked: Mapping[str, Any]) -> Job:
        report: dict[str, int] = {}
        try:
            contact = self._contacts.current(asked["contact_id"])
        except NotFound:  # it was erased meanwhile
            return self._finished(job, report)
        content = self._content(contact.group, report)
        written = json.dumps(content, ensure_ascii=False, indent=1, default=str).encode()
        self._files.write_export(asked["contact_id"], job.id, written)
        done = self._finished(job, report)
        if self._contacts.find(contact.id) is None:  # an erasure that began since may not have seen the file
            self._files.delete_export(asked["contact_id"], job.id)
        return done

    def _content(self, group: tuple[str, ...], report: dict[str, int]) -> dict[str, Any]:
        people = [found for member in group if (found := self._footprint.contact(member))]
        said = [value for contact, _ in people for value in (contact.identifier, contact.email, contact.phone)]
        values = [value for value in said if value]
        conversations, named = [], list[str]()
        for reference in self._footprint.all_conversations(group):
            items = [*self._footprint.all_items(reference), *self._footprint.drafts(reference)]
            named += [each for item in items if item["kind"] in {"message", "note", "draft"} for each in files_of(item)]
            conversations.append({"id": reference.conversation_id, "items": [_shown(item) for item in items]})
        accounts = sorted({contact.account_id for contact, _ in people if contact.account_id})
        raw = [item for account_id in accounts for item in self._footprint.unhandled(account_id, values)]
        files = self._files.known(named)
        report |= {"contacts": len(people), "conversations": len(conversations), "files": len(files)}
        return {
            "contacts": [
                {**plain(contact), "identities": [_shown(item) for item in items]} for contact, items in people
            ],
            "conversations": conversations,
            "files": [plain(file) for file in files],
            "unhandled_updates": [_shown(item) for item in raw],
        }

    def _finished(self, job: Job, report: Mapping[str, int]) -> Job:
        after = job.advanced(report.get("conversations", 0), report=report).finished(self._now())
        self._jobs.advance(after)
        return after


def _shown(item: Item) -> dict[str, Any]:
    """What is stored, without keys and places in lists. What is stored as JSON is shown as it."""
    return {name: _opened(value) for name, value in item.items() if name not in _HIDDEN and value is not None}


def _opened(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
