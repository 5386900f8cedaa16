"""Jobs in the table `directory`: `pk = job#{id}`.

`job`                the job with its progress
`asked`              what is to be done; it never changes
`ids#{page}`         the ids that it is about, 100 a page
`failure#{number}`   in the order in which they happened

All are deleted 30 days after the job was created.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from helpdesk.jobs.models import Failure, Job, JobKind
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import NEW, Table, TransactionFailed, Write
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT, dump, load, member

IDS_A_PAGE = 100
JOB = "job"


@frozen
class _Asked:
    of: Annotated[Mapping[str, Any], AS_TEXT]


class JobRepository:
    def __init__(self, directory: Table) -> None:
        self._table = directory

    def creating(self, job: Job, asked: Mapping[str, Any], ids: Sequence[str] = ()) -> list[Write]:
        """For the transaction that causes the job. They fail if the job exists."""
        pages = [ids[at : at + IDS_A_PAGE] for at in range(0, len(ids), IDS_A_PAGE)]
        return [
            self._putting(job, JOB, _item(job)),
            self._putting(job, "asked", dump(_Asked(asked))),
            *(self._putting(job, _page(number), {"ids": list(page)}) for number, page in enumerate(pages)),
        ]

    def get(self, job_id: str) -> Job | None:
        item = self._table.get(_key(job_id, JOB), consistent=True)
        return job_from(item) if item else None

    def asked(self, job_id: str) -> Mapping[str, Any]:
        item = self._table.get(_key(job_id, "asked"), consistent=True)
        return load(_Asked, item).of if item else {}

    def ids(self, job_id: str, page: int) -> list[str]:
        item = self._table.get(_key(job_id, _page(page)), consistent=True)
        return item["ids"] if item else []

    def failures(self, job: Job, *, start: int, limit: int) -> list[Failure]:
        """From that number."""
        values = {"pk": _key(job.id, JOB).pk, "first": _failure(start), "last": _failure(job.failure_count)}
        if start >= job.failure_count:
            return []
        page = self._table.query("#pk = :pk AND #sk BETWEEN :first AND :last", values, limit=limit, consistent=True)
        return [load(Failure, item) for item in page.items]

    def advancing(self, after: Job, failures: Sequence[Failure] = ()) -> list[Write]:
        """The next version of a job, with its newest failures. They fail if somebody else has advanced the job."""
        return [
            self._putting(after, JOB, _item(after), "#version = :known", {"known": after.version - 1}),
            *(
                self._putting(after, _failure(number), dump(failure))
                for number, failure in enumerate(failures, after.failure_count - len(failures))
            ),
        ]

    def advance(self, after: Job, failures: Sequence[Failure] = (), also: Sequence[Write] = ()) -> None:
        """Raises Unavailable if somebody else has advanced the job, or the condition of a write in `also` fails."""
        try:
            self._table.transact([*self.advancing(after, failures), *also])
        except TransactionFailed as failure:
            raise Unavailable("The job, or what it is about, has changed. Look again.") from failure

    def create(self, job: Job, asked: Mapping[str, Any], ids: Sequence[str]) -> None:
        """Raises TransactionFailed if it exists."""
        self._table.transact(self.creating(job, asked, ids))

    def _putting(self, job: Job, name: str, item: Item, condition: str = NEW, values: Item | None = None) -> Write:
        ends = {"purge_at": int(job.purged_at.timestamp())}
        return self._table.putting(_key(job.id, name), item | ends, condition, values)


def job_from(item: Item) -> Job:
    return load(Job, item, id=item["pk"].partition("#")[2], kind=member(JobKind, item["work"]))


def _item(job: Job) -> Item:
    """Its kind has another name: no index lists jobs."""
    return dump(job, "id", "kind") | {"work": job.kind.value}


def _key(job_id: str, name: str) -> Key:
    return Key(f"job#{job_id}", name)


def _page(number: int) -> str:
    return f"ids#{number:03}"


def _failure(number: int) -> str:
    return f"failure#{number:07}"


READERS = {JOB: job_from}
