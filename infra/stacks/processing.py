"""Follow-up work of commits: the stream's fan-out, routing, sending, fetching, jobs."""

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from constructs import Construct

from helpdesk.search.work import GROUP as INDEX_GROUP
from infra import stream_filter
from infra.constructs.bucket import EXPORTS, FILES, INDEX, UPLOADS
from infra.constructs.consumers import QueueConsumer, StreamConsumer
from infra.constructs.daily import each_day
from infra.constructs.function import Function
from infra.constructs.queue import DeadLetterQueue, Queue
from infra.constructs.schedules import Recurring, Schedules
from infra.constructs.search_collection import WRITES
from infra.deployment import Deployment
from infra.stacks.base import KanaalStack
from infra.stacks.data import DataStack

# A run is 10 s, and ends with the request that was begun, of 15 s at most.
_NOTIFIER_TIMEOUT = Duration.seconds(30)
_ROUTER_TIMEOUT = Duration.seconds(30)
_SENDER_TIMEOUT = Duration.seconds(30)
# The fetcher gives a download 90 s.
_FETCHER_TIMEOUT = Duration.seconds(120)
# A turn of a job is 10 s, and ends with the piece that was begun.
_WORKER_TIMEOUT = Duration.seconds(60)
# A turn of a build is two minutes; publishing it can take as long again, and merging what it wrote.
_INDEXER_TIMEOUT = Duration.minutes(10)
# SES gets 10 s to answer.
MAILER_TIMEOUT = Duration.seconds(30)
_RECEIVES = 5
# Of the concurrent executions of the AWS account. A table's stream starts one for each of its shards.
_FANOUT_SHARE, _SENDER_SHARE, _OTHERS_SHARE = 0.1, 0.05, 0.02
# Reads a ticket, changes it, and writes its event in one transaction.
_DECIDING = ("GetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem")
# With a ticket that gets an owner, its place among those that wait is deleted.
_WAITING = ["waiting"]
# What an erasure deletes: whole conversations, whose partitions are named by hashes of 26 characters, and what is kept
# beside them. No claim, no counter, and nothing that waits for a receiver.
_PERSONAL = ["?" * 26, "drafts#*", "unhandled#*", "deliveries#*", *_WAITING]
# The fetcher counts its own five attempts on the file, and stops by itself. Receives that failed on our side are not
# attempts: this many, at most 15 minutes apart, last for a day.
_COUNTED_RECEIVES = 100
# The sender stops by the time, after a week at most: two attempts an hour, its turns, and receives that failed on our
# side. SQS allows no more.
_PATIENT_RECEIVES = 1000


class ProcessingStack(KanaalStack):
    def __init__(self, scope: Construct, deployment: Deployment, data: DataStack) -> None:
        super().__init__(scope, "Processing", deployment, description="Kanaal: what follows from commits")
        self._data = data
        data.bucket.accept_access(self)
        self.routing = Queue(
            self,
            "routing",
            deployment=deployment,
            consumer_timeout=_ROUTER_TIMEOUT,
            patience=Duration.minutes(5),
            max_receives=_RECEIVES,
        )
        self.outbound = Queue(
            self,
            "outbound",
            deployment=deployment,
            consumer_timeout=_SENDER_TIMEOUT,
            # a reply is tried for three days, unless its account says otherwise; that alone is no alarm
            patience=Duration.hours(73),
            max_receives=_PATIENT_RECEIVES,
            fifo=True,
        )
        self.files = Queue(
            self,
            "files",
            deployment=deployment,
            consumer_timeout=_FETCHER_TIMEOUT,
            patience=Duration.minutes(30),
            max_receives=_COUNTED_RECEIVES,
        )
        self.schedules = Schedules(self, "Schedules", deployment=deployment, queues=[self.outbound, self.routing])
        self.schedules.accept_access(self)
        self.jobs = Queue(
            self,
            "jobs",
            deployment=deployment,
            consumer_timeout=_WORKER_TIMEOUT,
            patience=Duration.minutes(15),
            max_receives=_COUNTED_RECEIVES,
            # so that no two processes work on one job
            fifo=True,
        )
        self.mails = Queue(
            self,
            "mails",
            deployment=deployment,
            consumer_timeout=MAILER_TIMEOUT,
            patience=Duration.minutes(30),
            max_receives=_COUNTED_RECEIVES,
        )
        self.webhooks = Queue(
            self,
            "webhooks",
            deployment=deployment,
            consumer_timeout=_NOTIFIER_TIMEOUT,
            # a receiver is waited for, for three days; that alone is no alarm
            patience=Duration.hours(73),
            max_receives=_PATIENT_RECEIVES,
            # so that what a receiver is told is in order
            fifo=True,
        )
        self.index = Queue(
            self,
            "index",
            deployment=deployment,
            consumer_timeout=_INDEXER_TIMEOUT,
            # a message that somebody received who then ended comes again after an hour
            patience=Duration.hours(2),
            max_receives=_COUNTED_RECEIVES,
            # the messages are one group, so that there is one writer
            fifo=True,
        )
        self.fanout_dead_letters = DeadLetterQueue(self, "FanoutDeadLetters", deployment=deployment, source="fanout")
        self.feed_dead_letters = DeadLetterQueue(self, "FeedDeadLetters", deployment=deployment, source="feed")
        self.notifier_dead_letters = DeadLetterQueue(
            self, "NotifierDeadLetters", deployment=deployment, source="notifier"
        )
        self.fanout = self._make_fanout()
        self.feed = self._make_feed()
        self.router = self._make_router()
        self.sender = self._make_sender()
        self.fanout.reserve(deployment.reserved(_FANOUT_SHARE))
        self.sender.reserve(deployment.reserved(_SENDER_SHARE))
        self.fetcher = self._make_fetcher()
        self.worker = self._make_worker()
        self.notifier = self._make_notifier()
        self.indexer = self._make_indexer()
        self.publish(
            RoutingQueueUrl=self.routing.url,
            OutboundQueueUrl=self.outbound.url,
            OutboundDeadLetterQueueUrl=self.outbound.dead_letters.url,
            RoutingDeadLetterQueueUrl=self.routing.dead_letters.url,
            FanoutDeadLetterQueueUrl=self.fanout_dead_letters.url,
            FeedDeadLetterQueueUrl=self.feed_dead_letters.url,
            FilesQueueUrl=self.files.url,
            FilesDeadLetterQueueUrl=self.files.dead_letters.url,
            ScheduledDeadLetterQueueUrl=self.schedules.dead_letters.url,
            JobsQueueUrl=self.jobs.url,
            JobsDeadLetterQueueUrl=self.jobs.dead_letters.url,
            WebhooksQueueUrl=self.webhooks.url,
            WebhooksDeadLetterQueueUrl=self.webhooks.dead_letters.url,
            NotifierDeadLetterQueueUrl=self.notifier_dead_letters.url,
            MailsQueueUrl=self.mails.url,
            MailsDeadLetterQueueUrl=self.mails.dead_letters.url,
            IndexQueueUrl=self.index.url,
            IndexDeadLetterQueueUrl=self.index.dead_letters.url,
        )

    @property
    def functions(self) -> list[Function]:
        return [
            self.fanout,
            self.feed,
            self.router,
            self.sender,
            self.fetcher,
            self.worker,
            self.notifier,
            self.indexer,
        ]

    @property
    def queues(self) -> list[Queue]:
        return [self.routing, self.outbound, self.files, self.jobs, self.mails, self.webhooks, self.index]

    @property
    def dead_letter_queues(self) -> list[DeadLetterQueue]:
        of_queues = (queue.dead_letters for queue in self.queues)
        return [
            *of_queues,
            self.fanout_dead_letters,
            self.feed_dead_letters,
            self.notifier_dead_letters,
            self.schedules.dead_letters,
        ]

    def _make_fanout(self) -> Function:
        function = Function(
            self,
            "fanout",
            deployment=self.deployment,
            description="Turns committed changes into work: routing, sending, fetching, jobs",
            memory_mb=256,
            timeout=Duration.seconds(60),
            environment={
                "CONVERSATIONS_TABLE": self._data.conversations.name,
                "DIRECTORY_TABLE": self._data.directory.name,
                "ROUTING_QUEUE_URL": self.routing.url,
                "OUTBOUND_QUEUE_URL": self.outbound.url,
                "FILES_QUEUE_URL": self.files.url,
                **self.schedules.settings,
                "JOBS_QUEUE_URL": self.jobs.url,
                "MAILS_QUEUE_URL": self.mails.url,
            },
            allow=[
                self._data.conversations.allow(*_DECIDING),
                self._data.conversations.allow("DeleteItem", partitions=_WAITING),
                self._data.conversations.allow_query("tickets_by_activity"),
                self._data.directory.allow("GetItem", "Query"),
                self.routing.allow("SendMessage"),
                self.outbound.allow("SendMessage"),
                self.files.allow("SendMessage"),
                self.schedules.allow("CreateSchedule"),
                self.schedules.allow_passing_role(),
                self.jobs.allow("SendMessage"),
                self.mails.allow("SendMessage"),
            ],
        )
        of_conversations = StreamConsumer(
            self,
            "FanoutOfConversations",
            function=function,
            table=self._data.conversations,
            patterns=stream_filter.OF_CONVERSATIONS,
            failures=self.fanout_dead_letters,
        )
        of_directory = StreamConsumer(
            self,
            "FanoutOfDirectory",
            function=function,
            table=self._data.directory,
            patterns=stream_filter.OF_DIRECTORY,
            failures=self.fanout_dead_letters,
        )
        self.stream_consumers = [of_conversations, of_directory]
        return function

    def _make_feed(self) -> Function:
        function = Function(
            self,
            "feed",
            deployment=self.deployment,
            description="Writes every change into the change feed, once and in order",
            memory_mb=256,
            timeout=Duration.seconds(60),
            environment={
                "FEED_TABLE": self._data.feed.name,
                "INDEX_QUEUE_URL": self.index.url,
                "SEARCH_ENGINE": self.deployment.search,
            },
            allow=[self._data.feed.allow("Query", "PutItem"), self.index.allow("SendMessage")],
        )
        each_day(self, "FeedDaily", function)
        sources = {
            "Conversations": (self._data.conversations, stream_filter.FEED_OF_CONVERSATIONS),
            "Contacts": (self._data.contacts, stream_filter.FEED_OF_CONTACTS),
            "Directory": (self._data.directory, stream_filter.FEED_OF_DIRECTORY),
        }
        self.stream_consumers += [
            StreamConsumer(
                self,
                f"FeedOf{name}",
                function=function,
                table=table,
                patterns=patterns,
                failures=self.feed_dead_letters,
                # one item of the feed for each batch: a second's changes together cost what one costs
                batch_size=1000,
                window_seconds=1,
            )
            for name, (table, patterns) in sources.items()
        ]
        return function

    def _make_router(self) -> Function:
        function = Function(
            self,
            "router",
            deployment=self.deployment,
            description="Finds owners for tickets, and follows working hours",
            memory_mb=256,
            timeout=_ROUTER_TIMEOUT,
            environment={
                "CONVERSATIONS_TABLE": self._data.conversations.name,
                "DIRECTORY_TABLE": self._data.directory.name,
                "CONTACTS_TABLE": self._data.contacts.name,
                "ROUTING_QUEUE_URL": self.routing.url,
                "ROUTING_DEAD_LETTER_QUEUE_URL": self.routing.dead_letters.url,
            },
            allow=[
                self._data.conversations.allow(*_DECIDING, "BatchGetItem"),
                self._data.conversations.allow("DeleteItem", partitions=_WAITING),
                self._data.conversations.allow_query("tickets_by_owner"),
                self._data.directory.allow("GetItem"),
                self._data.directory.allow("PutItem", partitions=["availability#*"]),
                self._data.directory.allow_query("directory_by_kind"),
                self._data.contacts.allow("GetItem", "Query"),
                self.routing.allow("SendMessage"),
                self.routing.dead_letters.allow("SendMessage"),
            ],
        )
        self._consume("RouterOfRouting", function, self.routing, batch_size=10, share=_OTHERS_SHARE, at_most=5)
        return function

    def _make_sender(self) -> Function:
        function = Function(
            self,
            "sender",
            deployment=self.deployment,
            description="Delivers replies to messaging services",
            memory_mb=256,
            timeout=_SENDER_TIMEOUT,
            environment={
                "CONVERSATIONS_TABLE": self._data.conversations.name,
                "DIRECTORY_TABLE": self._data.directory.name,
                "SECRETS_KEY_ID": self._data.secrets_key.key_id,
                "OUTBOUND_QUEUE_URL": self.outbound.url,
                "OUTBOUND_DEAD_LETTER_QUEUE_URL": self.outbound.dead_letters.url,
                "PORTAL_ID": self.deployment.portal_id,
                # Only a local deployment may send to its own machine, and may retry immediately.
                "ALLOW_LOOPBACK": "true" if self.deployment.is_local else "false",
                "DELIVERY_PORTS": self.deployment.ports_setting,
                "RETRY_BASE_SECONDS": "0.05" if self.deployment.is_local else "2",
                **self._data.file_settings,
            },
            allow=[
                *self._data.allow_linking(),
                self._data.conversations.allow("GetItem", "Query", "UpdateItem", "PutItem", "ConditionCheckItem"),
                self._data.conversations.allow("DeleteItem", partitions=["parked#*"]),
                self._data.directory.allow("GetItem", "UpdateItem"),
                iam.PolicyStatement(actions=["kms:Decrypt"], resources=[self._data.secrets_key.key_arn]),
                self.outbound.allow("ChangeMessageVisibility", "SendMessage"),
                self.outbound.dead_letters.allow("SendMessage"),
            ],
        )
        # One message per batch: a failed one must not keep others of its conversation in flight.
        self._consume("SenderOfOutbound", function, self.outbound, batch_size=1, share=_SENDER_SHARE, at_most=50)
        return function

    def _make_fetcher(self) -> Function:
        function = Function(
            self,
            "fetcher",
            deployment=self.deployment,
            description="Fetches the files that messages name",
            memory_mb=512,
            timeout=_FETCHER_TIMEOUT,
            environment={
                "DIRECTORY_TABLE": self._data.directory.name,
                "SECRETS_KEY_ID": self._data.secrets_key.key_id,
                **self._data.file_settings,
                "FILES_QUEUE_URL": self.files.url,
                "FILES_DEAD_LETTER_QUEUE_URL": self.files.dead_letters.url,
                # Only a local deployment may fetch from its own machine, and may retry immediately.
                "ALLOW_LOOPBACK": "true" if self.deployment.is_local else "false",
                "DELIVERY_PORTS": self.deployment.ports_setting,
                "RETRY_BASE_SECONDS": "0.05" if self.deployment.is_local else "2",
            },
            allow=[
                self._data.directory.allow("GetItem"),
                self._data.allow_opening("account/*"),
                self._data.files.allow("GetItem", "PutItem"),
                self._data.bucket.allow("PutObject", "AbortMultipartUpload", "DeleteObject", under=[FILES]),
                self.files.allow("ChangeMessageVisibility"),
                self.files.dead_letters.allow("SendMessage"),
            ],
        )
        # One file per batch: a slow one must not make others wait.
        self._consume("FetcherOfFiles", function, self.files, batch_size=1, share=_OTHERS_SHARE, at_most=20)
        return function

    def _make_worker(self) -> Function:
        function = Function(
            self,
            "worker",
            deployment=self.deployment,
            description="Works on jobs, such as changes of many tickets, in turns",
            memory_mb=256,
            timeout=_WORKER_TIMEOUT,
            environment={
                "CONVERSATIONS_TABLE": self._data.conversations.name,
                "CONTACTS_TABLE": self._data.contacts.name,
                "DIRECTORY_TABLE": self._data.directory.name,
                "FILES_TABLE": self._data.files.name,
                "FILES_BUCKET": self._data.bucket.name,
                "JOBS_QUEUE_URL": self.jobs.url,
                "JOBS_DEAD_LETTER_QUEUE_URL": self.jobs.dead_letters.url,
            },
            allow=[
                self._data.conversations.allow(*_DECIDING),
                self._data.conversations.allow("DeleteItem", partitions=_PERSONAL),
                self._data.conversations.allow_query("tickets_by_activity", "tickets_by_contact"),
                self._data.contacts.allow("GetItem", "Query", "DeleteItem"),
                self._data.files.allow("BatchGetItem", "PutItem"),
                self._data.bucket.allow("DeleteObject", under=[UPLOADS, FILES, EXPORTS]),
                self._data.bucket.allow("PutObject", "AbortMultipartUpload", under=[EXPORTS]),
                self._data.directory.allow("GetItem", "Query", "PutItem", "UpdateItem"),
                self._data.directory.allow_query("directory_by_kind"),
                self.jobs.allow("SendMessage", "ChangeMessageVisibility"),
                self.jobs.dead_letters.allow("SendMessage"),
            ],
        )
        # One job per batch: each has a turn of its own.
        self._consume("WorkerOfJobs", function, self.jobs, batch_size=1, share=_OTHERS_SHARE, at_most=10)
        return function

    def _make_notifier(self) -> Function:
        function = Function(
            self,
            "notifier",
            deployment=self.deployment,
            description="Tells webhook subscriptions what changes",
            memory_mb=256,
            timeout=_NOTIFIER_TIMEOUT,
            environment={
                "CONVERSATIONS_TABLE": self._data.conversations.name,
                "DIRECTORY_TABLE": self._data.directory.name,
                "FEED_TABLE": self._data.feed.name,
                "SECRETS_KEY_ID": self._data.secrets_key.key_id,
                "DESK_KEY": self._data.desk_key.secret_value.unsafe_unwrap(),
                "WEBHOOKS_QUEUE_URL": self.webhooks.url,
                "WEBHOOKS_DEAD_LETTER_QUEUE_URL": self.webhooks.dead_letters.url,
                # Only a local deployment may send to its own machine, and may retry immediately.
                "ALLOW_LOOPBACK": "true" if self.deployment.is_local else "false",
                "DELIVERY_PORTS": self.deployment.ports_setting,
                "RETRY_BASE_SECONDS": "0.05" if self.deployment.is_local else "2",
            },
            allow=[
                self._data.conversations.allow("BatchGetItem"),
                self._data.conversations.allow("PutItem", partitions=["deliveries#*"]),
                self._data.directory.allow("GetItem", "Query"),
                self._data.directory.allow(
                    "PutItem", "UpdateItem", partitions=["webhook_subscriptions", "webhook_subscription#*", "audit"]
                ),
                self._data.feed.allow("GetItem", "Query"),
                self._data.allow_opening("webhook_subscription/*"),
                self.webhooks.allow("SendMessage", "ChangeMessageVisibility"),
                self.webhooks.dead_letters.allow("SendMessage"),
            ],
        )
        self.stream_consumers.append(
            StreamConsumer(
                self,
                "NotifierOfFeed",
                function=function,
                table=self._data.feed,
                patterns=stream_filter.OF_FEED,
                failures=self.notifier_dead_letters,
            )
        )
        # One message per batch: each is a run of its own. Slow receivers take few places.
        self._consume("NotifierOfWebhooks", function, self.webhooks, batch_size=1, share=_OTHERS_SHARE, at_most=20)
        return function

    def _make_indexer(self) -> Function:
        function = Function(
            self,
            "indexer",
            deployment=self.deployment,
            description="Writes the index: follows the change feed, or reads the tables",
            # A processor of its own: most of its work is arithmetic.
            memory_mb=1769,
            timeout=_INDEXER_TIMEOUT,
            storage_mb=2048,
            bundle=self.deployment.find_bundle,
            environment={
                "CONVERSATIONS_TABLE": self._data.conversations.name,
                "CONTACTS_TABLE": self._data.contacts.name,
                "DIRECTORY_TABLE": self._data.directory.name,
                "FEED_TABLE": self._data.feed.name,
                "FILES_BUCKET": self._data.bucket.name,
                **self._data.search_settings,
                "INDEX_QUEUE_URL": self.index.url,
                "INDEX_DEAD_LETTER_QUEUE_URL": self.index.dead_letters.url,
            },
            allow=[
                self._data.feed.allow("Query"),
                self._data.conversations.allow("BatchGetItem", "Scan"),
                self._data.contacts.allow("Query"),
                self._data.directory.allow("BatchGetItem", "Query"),
                self._data.bucket.allow("GetObject", "PutObject", "DeleteObject", under=[INDEX]),
                self._data.bucket.allow_listing(INDEX),
                self.index.allow("SendMessage", "ChangeMessageVisibility"),
                self.index.dead_letters.allow("SendMessage"),
            ],
        )
        if self._data.search:
            self._data.search.let(function, do=WRITES)
        self._consume("IndexerOfIndex", function, self.index, batch_size=1, share=_OTHERS_SHARE, at_most=2)
        # Where little happens, the feed announces nothing for long; and files that nobody needs have to go. With
        # OpenSearch each entry is announced, and each question wakes it, for ten minutes at least.
        Recurring(
            self,
            "IndexRegularly",
            queue=self.index,
            every=Duration.days(1) if self._data.search else Duration.hours(1),
            message={"scheduled": True},
            group=INDEX_GROUP,
        )
        return function

    def _consume(
        self, name: str, function: Function, queue: Queue, *, batch_size: int, share: float, at_most: int
    ) -> None:
        """A burst of messages must not use the concurrency that the APIs need, in a small account too."""
        concurrency = self.deployment.concurrency.consumers(share, at_most)
        QueueConsumer(self, name, function=function, queue=queue, batch_size=batch_size, max_concurrency=concurrency)
