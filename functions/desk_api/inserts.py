"""The part of the composition root that defines what agents insert into a message."""

from collections.abc import Sequence

from desk_api.shared import Shared
from helpdesk.accounts.outgoing import OutgoingRule
from helpdesk.audit.recording import AuditRecorder
from helpdesk.inserts import models, placeholders
from helpdesk.inserts.models import LibraryEntry, Snippet
from helpdesk.inserts.repository import InsertRepository
from helpdesk.inserts.service import LIBRARY, SNIPPETS, Inserts
from helpdesk.platform.errors import FieldError
from helpdesk.platform.ids import new_ulid
from helpdesk.replies.inserting import Inserter, Sources
from helpdesk.replies.outgoing import ContentRules


def build_inserts(shared: Shared) -> tuple[Inserts[Snippet], Inserts[LibraryEntry], Inserter]:
    audit, files = AuditRecorder.on(shared.directory, shared.now), shared.files.files

    def snippet_flaws(snippet: Snippet) -> Sequence[FieldError]:
        field, content = ("rich_text", snippet.rich_text) if snippet.rich_text else ("text", snippet.text)
        own = shared.rules.fresh().properties
        return list(placeholders.flaws(field, content, own))

    def entry_flaws(entry: LibraryEntry) -> Sequence[FieldError]:
        found = list(models.flaws(entry))
        if entry.file_id and not files.usable([entry.file_id]):
            found.append(FieldError("file_id", f"The file {entry.file_id!r} does not exist or cannot be sent."))
        return found

    repository = InsertRepository.of_snippets(shared.directory)
    snippets = Inserts(repository, audit, SNIPPETS, snippet_flaws, shared.now, new_ulid)
    entries = InsertRepository.of_library(shared.directory)
    library = Inserts(entries, audit, LIBRARY, entry_flaws, shared.now, new_ulid)
    rules = ContentRules(shared.accounts, OutgoingRule(shared.channels), files)
    sources = Sources(snippets, library, shared.deciding, shared.contacts, shared.rules, files)
    return snippets, library, Inserter(shared.conversations, rules, sources)
