"""Whether the index can be used, and what its indexer has before it, in words for whoever runs the desk."""

from dataclasses import dataclass
from typing import Any, Self

from helpdesk.indexing.manifest import FOLDER, Manifest, SnapshotNewer, SnapshotUnusable
from helpdesk.platform.kept_objects import KeptObjects

_ATTRIBUTES = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "VisibilityTimeout")
_NOT_BEGUN = "The rebuild has not begun yet"
_GOES_ON = "This goes on waiting; Ctrl-C ends that, and not the rebuild."
_NEXT = "Lists, counts and search answer 503. The indexer builds it again by itself; `index rebuild` asks for it now."


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages of the index queue. All are one group: while one is in flight, the others wait."""

    visible: int
    in_flight: int
    hidden_seconds: int
    """After so long, one that was received and not finished is received again."""

    @classmethod
    def of(cls, sqs: Any, url: str) -> Self:
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(_ATTRIBUTES))["Attributes"]
        return cls(*(int(found[name]) for name in _ATTRIBUTES))

    def __str__(self) -> str:
        return f"{self.visible} waiting, {self.in_flight} in flight"

    @property
    def comes_again(self) -> str:
        return f"comes again after {duration(self.hidden_seconds)}"

    @property
    def why_not_begun(self) -> str:
        if self.in_flight:
            return (
                f"{_NOT_BEGUN}: {self} in the index queue. The indexer does one at a time. If it died over it, that "
                f"one {self.comes_again}, and all others wait for it. The log of indexer says more. {_GOES_ON}"
            )
        if self.visible:
            return (
                f"{_NOT_BEGUN}: {self} in the index queue. Nobody receives them: is the trigger of indexer enabled, "
                f"and does its log say that it starts? {_GOES_ON}"
            )
        return (
            f"{_NOT_BEGUN}, and no message is in the index queue: indexer has received it. Read its log; if it gave "
            f"up, `redrive --queue index` has it tried again. {_GOES_ON}"
        )


def trouble(objects: KeptObjects, manifest: bytes, engine: str) -> str:
    """Why nobody can use what is published, and what to do; empty if it can be used. No file is read."""
    try:
        named = Manifest.read(manifest, engine).files.values()
    except SnapshotNewer as newer:
        return newer.message
    except SnapshotUnusable as unusable:
        return f"{unusable.message} {_NEXT}"
    there = {each.key for each in objects.listed(f"{FOLDER}f/")} if named else set()
    missing = sorted(file.id for file in named if file.key not in there)
    some = ", ".join(missing[:3])
    return f"{len(missing)} of its {len(named)} files not in the bucket ({some}). {_NEXT}" if missing else ""


def duration(seconds: float) -> str:
    """In whole minutes, rounded up."""
    minutes = max(1, -(-int(seconds) // 60))
    return f"{minutes:,} minute{'s' * (minutes > 1)}"
