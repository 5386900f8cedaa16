"""The desk's functions, each built by its own root, in the schedule instead of AWS."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import channel_api.root
import desk_api.root
import fanout.root
import fetcher.root
import mailer.root
import router.root
import sender.root
import webhook.root
import worker.root
from channel_api.settings import Settings as ChannelApiSettings
from desk_api.settings import Settings as DeskApiSettings
from fanout.settings import Settings as FanoutSettings
from fetcher.settings import Settings as FetcherSettings
from helpdesk.platform.clock import Clock
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.objects import Objects
from helpdesk.platform.queues import SqsQueue
from helpdesk.platform.schedules import Destination, Schedules
from helpdesk.platform.ses import Emails
from helpdesk.staff.user_pool import UserPool
from infra.workbench.environment import DESK_KEY
from infra.workbench.tables import BUCKET, CONTACTS, CONVERSATIONS, DIRECTORY, FEED, FILES, LIVE
from mailer.settings import Settings as MailerSettings
from router.settings import Settings as RouterSettings
from sender.settings import Settings as SenderSettings
from tests.simulation.queues import Queue
from tests.simulation.services import Bucket, Mail, Scheduler
from tests.support.token_hash import FakeTokenHash
from tests.support.user_pool import FakeUserPool
from webhook.settings import Settings as WebhookSettings
from worker.settings import Settings as WorkerSettings

_TABLES = {
    "conversations_table": CONVERSATIONS,
    "contacts_table": CONTACTS,
    "directory_table": DIRECTORY,
    "secrets_key_id": "key",
    "desk_key": DESK_KEY,
}
_FILES: Mapping[str, Any] = {"files_table": FILES, "files_bucket": BUCKET, "malware_scan": False}
_CALLS: Mapping[str, Any] = {"allow_loopback": False, "delivery_ports": "443,8443"}


@dataclass
class Functions:
    http: Any
    """Posts and downloads."""
    objects: Bucket
    queues: Mapping[str, Queue]
    dead_letters: Mapping[str, Queue]
    scheduler: Scheduler
    mail: Mail
    now: Clock

    def build(self, name: str, database: Database, box: Any) -> Any:
        build: Any = getattr(self, f"_{name}")
        return build(database, box)

    def _webhook(self, database: Database, box: Any) -> Any:
        return webhook.root.build(WebhookSettings(**_TABLES), database=database, box=box, now=self.now)

    def _channel_api(self, database: Database, box: Any) -> Any:
        settings = ChannelApiSettings(**_TABLES, **_FILES, **_CALLS, outbound_queue_url="outbound")
        return channel_api.root.build(
            settings, database=database, box=box, objects=_no_objects(), outbound=self._queue("outbound"), now=self.now
        )

    def _desk_api(self, database: Database, box: Any) -> Any:
        url = "https://desk.example/webhooks"
        settings = DeskApiSettings(
            **_TABLES,
            **_FILES,
            **_CALLS,
            outbound_queue_url="outbound",
            schedule_group="replies",
            webhook_url=url,
            portal_id=1,
            user_pool_id="pool",
            token_hash_key_id="key",
            sends_mail=True,
            feed_table=FEED,
            live_table=LIVE,
            live_url="wss://live.example/live",
            webhooks_queue_url="webhooks",
        )
        return desk_api.root.build(
            settings,
            database=database,
            box=box,
            http=self.http,
            objects=_no_objects(),
            outbound=self._queue("outbound"),
            webhooks=_no_queue(),
            schedules=self._schedules(),
            user_pool=UserPool(FakeUserPool, "pool"),
            hashing=FakeTokenHash(),
            now=self.now,
        )

    def _fanout(self, database: Database, _box: Any) -> Any:
        return fanout.root.build(
            FanoutSettings(
                *(
                    CONVERSATIONS,
                    DIRECTORY,
                    "routing",
                    "outbound",
                    "files",
                    "replies",
                    "role",
                    "queue",
                    "dead",
                    "jobs",
                    "routing",
                    "mails",
                )
            ),
            database=database,
            routing=self._queue("routing"),
            outbound=self._queue("outbound"),
            files=self._queue("files"),
            schedules=self._schedules(),
            jobs=self._queue("jobs"),
            mails=self._queue("mails"),
            now=self.now,
        )

    def _router(self, database: Database, _box: Any) -> Any:
        return router.root.build(
            RouterSettings(CONVERSATIONS, DIRECTORY, CONTACTS, "routing", "dead", LIVE),
            database=database,
            queue=self._queue("routing"),
            dead_letters=self._dead_letters("routing"),
            now=self.now,
        )

    def _sender(self, database: Database, box: Any) -> Any:
        settings = SenderSettings(
            CONVERSATIONS, DIRECTORY, "key", "outbound", "dead", 2.0, **_CALLS, **_FILES, portal_id=1
        )
        return sender.root.build(
            settings,
            database=database,
            box=box,
            http=self.http,
            objects=_no_objects(),
            queue=self._queue("outbound"),
            dead_letters=self._dead_letters("outbound"),
            now=self.now,
        )

    def _fetcher(self, database: Database, box: Any) -> Any:
        settings = FetcherSettings(
            DIRECTORY,
            "key",
            FILES,
            BUCKET,
            "files",
            "dead",
            2.0,
            allow_loopback=True,
            delivery_ports="443",
            malware_scan=False,
        )
        return fetcher.root.build(
            settings,
            database=database,
            box=box,
            http=self.http,
            downloader=self.http,
            objects=Objects(lambda: self.objects, BUCKET),
            queue=self._queue("files"),
            dead_letters=self._dead_letters("files"),
            now=self.now,
        )

    def _schedules(self) -> Schedules:
        return Schedules(lambda: self.scheduler, "replies", Destination("outbound", "scheduled", "Schedules/Role"))

    def _worker(self, database: Database, _box: Any) -> Any:
        return worker.root.build(
            WorkerSettings(CONVERSATIONS, CONTACTS, DIRECTORY, FILES, BUCKET, "jobs", "dead"),
            database=database,
            objects=_no_objects(),
            queue=self._queue("jobs"),
            dead_letters=self._dead_letters("jobs"),
            now=self.now,
        )

    def _mailer(self, database: Database, _box: Any) -> Any:
        settings = MailerSettings(
            CONVERSATIONS, DIRECTORY, "mails", "dead", "desk@desk.example", "https://desk.example"
        )
        return mailer.root.build(
            settings,
            database=database,
            emails=Emails(lambda: self.mail, settings.mail_from),
            queue=self._queue("mails"),
            dead_letters=self._dead_letters("mails"),
        )

    def _queue(self, name: str) -> SqsQueue:
        return _sqs(self.queues[name])

    def _dead_letters(self, name: str) -> SqsQueue:
        return _sqs(self.dead_letters[name])


def _sqs(queue: Queue) -> SqsQueue:
    return SqsQueue(lambda: queue, queue.name)


def _no_queue() -> SqsQueue:
    return SqsQueue(_no_client, "webhooks")


def _no_objects() -> Objects:
    return Objects(_no_client, BUCKET)


def _no_client() -> Any:
    raise AssertionError("nothing here reads or writes an object")
