"""The endpoints: webhooks for messaging services, the desk API for agents and API clients, the channel API for
integrations, and the workspace: the page in which people use the desk API."""

from collections.abc import Sequence

from aws_cdk import CustomResource, Duration, FileSystem
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra import stream_filter
from infra.constructs.bucket import EXPORTS, INDEX
from infra.constructs.consumers import QueueConsumer, StreamConsumer
from infra.constructs.content_security import Sources
from infra.constructs.function import Function
from infra.constructs.http_api import HttpApi, Limit
from infra.constructs.mail import Mail
from infra.constructs.page import Page
from infra.constructs.queue import DeadLetterQueue, Queue
from infra.constructs.search_collection import READS
from infra.constructs.websocket_api import WebSocketApi
from infra.deployment import Deployment
from infra.find_routes import FIND_ROUTES
from infra.stacks.base import KanaalStack
from infra.stacks.data import DataStack
from infra.stacks.processing import MAILER_TIMEOUT, ProcessingStack

_GET, _POST, _ANY = apigateway.HttpMethod.GET, apigateway.HttpMethod.POST, apigateway.HttpMethod.ANY

_WEBHOOK_SHARE, _MAILER_SHARE = 0.2, 0.02
_FOR_STRANGERS = Limit(rate=5, burst=10)
"""Each request costs a function's time, and anybody can send it."""


_FOR_PICTURES = Limit(rate=50, burst=100)
"""A page may show many channels at once. Browsers keep each picture."""


class ApiStack(KanaalStack):
    def __init__(self, scope: Construct, deployment: Deployment, data: DataStack, processing: ProcessingStack) -> None:
        super().__init__(scope, "Api", deployment, description="Kanaal: its APIs and the workspace")
        self._data = data
        self._outbound, self._schedules = processing.outbound, processing.schedules
        self._webhooks = processing.webhooks
        data.bucket.accept_access(self)
        processing.schedules.accept_access(self)
        self._tables = {
            "CONVERSATIONS_TABLE": data.conversations.name,
            "CONTACTS_TABLE": data.contacts.name,
            "DIRECTORY_TABLE": data.directory.name,
        }
        # CloudFormation reads it at each deployment: it is in no template, and a cold start needs no call for it.
        self._key = {"DESK_KEY": data.desk_key.secret_value.unsafe_unwrap()}
        self.webhook = self._make_webhook()
        self.webhook.reserve(deployment.reserved(_WEBHOOK_SHARE))
        self.webhook_api = self._make_webhook_api()
        self.webhook_url = f"{self.webhook_api.url}/webhooks"
        self.desk_api = HttpApi(
            self,
            "desk",
            deployment=self.deployment,
            description="Agents, administrators and API clients",
            limit=Limit(rate=200, burst=400),
        )
        self.channel_api = HttpApi(
            self,
            "channels",
            deployment=self.deployment,
            description="Integrations: HubSpot's custom-channels contract",
            limit=Limit(rate=500, burst=1000),
        )
        self.live_api = WebSocketApi(
            self,
            "sockets",
            deployment=self.deployment,
            description="What happens at the desk, as it happens",
            limit=Limit(rate=500, burst=1000),
        )
        clients, page_files, page_url = [data.people.client], None, ""
        if deployment.workspace:
            client, page_files, page_url = self._make_workspace()
            clients.append(client)
        self.authorizer = self._make_authorizer(clients)
        # A function knows where it is served, so its API exists first.
        self.desk = self._make_desk()
        self.find = self._make_find()
        self.channel = self._make_channel()
        # It writes where the page is, so it is made here.
        self.mail = Mail(self, "Mail", deployment=deployment)
        self.mailer = self._make_mailer(processing.mails, page_url)
        self.pusher_dead_letters = DeadLetterQueue(self, "PusherDeadLetters", deployment=deployment, source="pusher")
        self.live, self.pusher = self._make_live(), self._make_pusher()
        self._route_desk_api()
        self._route_channel_api()
        if page_files:
            # The new page asks for what only the new API knows.
            page_files.node.add_dependency(self.desk, self.desk_api)
        self.publish(
            WebhookUrl=self.webhook_url,
            DeskApiUrl=f"{self.desk_api.url}/v1",
            ChannelApiUrl=self.channel_api.url,
            LiveUrl=self.live_api.url,
            PusherDeadLetterQueueUrl=self.pusher_dead_letters.url,
        )

    @property
    def functions(self) -> list[Function]:
        return [self.webhook, self.desk, self.find, self.channel, self.authorizer, self.mailer, self.live, self.pusher]

    @property
    def apis(self) -> list[HttpApi]:
        return [self.webhook_api, self.desk_api, self.channel_api]

    @property
    def dead_letter_queues(self) -> list[DeadLetterQueue]:
        return [self.pusher_dead_letters]

    def _reachable(self, api: HttpApi, path: str) -> str:
        """The URL that also works next to a local AWS: the API's own host name does not resolve."""
        here = self.deployment.local_endpoint
        return f"{here}/_aws/execute-api/{api.api.api_id}{path}" if here else f"{api.url}{path}"

    def _make_webhook_api(self) -> HttpApi:
        api = HttpApi(
            self,
            "webhooks",
            deployment=self.deployment,
            description="Messaging services deliver here",
            limit=Limit(rate=500, burst=1000),
        )
        api.open_route(
            _POST,
            "/webhooks/{accountId}",
            self.webhook,
            because="Each messaging service signs in its own way, over the raw body: the function verifies it "
            "against the account's secrets before it reads anything else.",
        )
        return api

    def _route_desk_api(self) -> None:
        known = self._known_caller("KnownCaller")
        self.desk_api.route(_ANY, "/v1/{proxy+}", self.desk, known)
        for method, path in FIND_ROUTES:
            self.desk_api.route(apigateway.HttpMethod(method), path, self.find, known)
        self.desk_api.open_route(
            _GET,
            "/v1/docs",
            self.desk,
            limit=_FOR_STRANGERS,
            because="A browser opens the page without a header. It contains no data.",
        )

        self.desk_api.open_route(
            _GET,
            "/v1/logos/{logo}",
            self.desk,
            limit=_FOR_PICTURES,
            because="A browser asks for a picture without a header. The address of each logo is marked with the desk's "
            "key: the function reads nothing for another one.",
        )

    def _route_channel_api(self) -> None:
        self.channel_api.route(_ANY, "/conversations/{proxy+}", self.channel, self._known_caller("KnownApp"))

    def _known_caller(self, name: str) -> authorizers.HttpLambdaAuthorizer:
        """Belongs to one API."""
        return authorizers.HttpLambdaAuthorizer(
            name,
            self.authorizer.function,
            response_types=[authorizers.HttpLambdaResponseType.SIMPLE],
            identity_source=["$request.header.Authorization"],
            # how long a revoked token may still be accepted
            results_cache_ttl=Duration.seconds(60),
        )

    def _make_workspace(self) -> tuple[cognito.UserPoolClient, CustomResource, str]:
        """Returns the client with which people sign in, the page's files and its address, which is part of the client,
        and the authorizer knows the client: so they are created in this order."""
        people, files = self._data.people, self._data.bucket.origin
        page = Page(
            self,
            "Page",
            deployment=self.deployment,
            desk_api=self.desk_api,
            sources=Sources(
                files=files, sign_in=people.sign_in_url, user_pool=people.api_url, live=self.live_api.origin
            ),
        )
        client = people.workspace_client(self, page.origin)
        function = self._make_page_function(page)
        built = self.deployment.page_bundle / "files"
        version = FileSystem.fingerprint(str(built))
        config = {
            "client_id": client.user_pool_client_id,
            "sign_in_url": people.sign_in_url,
            "user_pool_url": people.api_url,
            "api_url": "/v1",
            "version": version,
        }
        resource = CustomResource(
            self,
            "PageFiles",
            resource_type="Custom::Page",
            service_token=function.function.function_arn,
            # CloudFormation would wait an hour for a function that cannot say how it went
            service_timeout=Duration.minutes(5),
            properties={"Config": self.to_json_string(config), "Version": version},
        )
        resource.node.add_dependency(page, function)
        self.publish(WorkspaceUrl=f"{page.origin}/")
        return client, resource, page.origin

    def _make_page_function(self, page: Page) -> Function:
        function = Function(
            self,
            "page",
            deployment=self.deployment,
            description="Brings the files of the workspace into its bucket, at each deployment",
            bundle=self.deployment.page_bundle,
            memory_mb=512,
            timeout=Duration.seconds(60),
            environment={"PAGE_BUCKET": page.bucket_name},
            allow=page.allow_publishing(),
        )
        page.accept_publishing(function)
        return function

    def _make_webhook(self) -> Function:
        return Function(
            self,
            "webhook",
            deployment=self.deployment,
            description="Verifies, normalises and commits what messaging services deliver",
            memory_mb=256,
            # if a table hangs, we respond with 503 before the gateway responds with 504
            timeout=Duration.seconds(28),
            environment={**self._tables, **self._key, "SECRETS_KEY_ID": self._data.secrets_key.key_id},
            allow=[
                self._data.conversations.allow("GetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem"),
                self._data.contacts.allow("GetItem", "PutItem", "UpdateItem"),
                self._data.directory.allow("GetItem", "Query"),
                iam.PolicyStatement(actions=["kms:Decrypt"], resources=[self._data.secrets_key.key_arn]),
            ],
        )

    def _make_mailer(self, mails: Queue, page_url: str) -> Function:
        function = Function(
            self,
            "mailer",
            deployment=self.deployment,
            description="Writes e-mails to people of the desk who are away",
            memory_mb=256,
            timeout=MAILER_TIMEOUT,
            environment={
                "CONVERSATIONS_TABLE": self._data.conversations.name,
                "DIRECTORY_TABLE": self._data.directory.name,
                "MAILS_QUEUE_URL": mails.url,
                "MAILS_DEAD_LETTER_QUEUE_URL": mails.dead_letters.url,
                "MAIL_FROM": self.mail.sender,
                "WORKSPACE_URL": page_url,
            },
            allow=[
                self._data.conversations.allow("GetItem", "UpdateItem"),
                self._data.directory.allow("GetItem"),
                mails.allow("ChangeMessageVisibility"),
                mails.dead_letters.allow("SendMessage"),
                *self.mail.allow_sending(),
            ],
        )
        # One e-mail per batch: a slow one must not have others received again.
        concurrency = self.deployment.concurrency.consumers(_MAILER_SHARE, at_most=5)
        QueueConsumer(self, "MailerOfMails", function=function, queue=mails, batch_size=1, max_concurrency=concurrency)
        return function

    def _make_live(self) -> Function:
        function = Function(
            self,
            "live",
            deployment=self.deployment,
            description="Admits live connections, and keeps what they watch",
            memory_mb=512,
            # if a table hangs, the client is told so before the gateway gives up
            timeout=Duration.seconds(28),
            environment={
                "CONVERSATIONS_TABLE": self._data.conversations.name,
                "DIRECTORY_TABLE": self._data.directory.name,
                "FEED_TABLE": self._data.feed.name,
                **self._live_settings,
            },
            allow=[
                self._data.conversations.allow("GetItem"),
                self._data.directory.allow("GetItem", "BatchGetItem", "Query"),
                self._data.feed.allow("Query"),
                self._data.live.allow("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"),
            ],
        )
        self.live_api.allow_writing(function)
        self.live_api.serve(
            function,
            because="A browser cannot send a header when it connects. The function admits whoever offers a ticket that "
            "is good once and for 30 seconds, and nobody else gets a connection.",
        )
        return function

    def _make_pusher(self) -> Function:
        function = Function(
            self,
            "pusher",
            deployment=self.deployment,
            description="Pushes what is new in the feed to those who watch it",
            # to sign a request for each connection is CPU time, and CPU comes with memory
            memory_mb=1024,
            timeout=Duration.seconds(60),
            environment={
                "CONVERSATIONS_TABLE": self._data.conversations.name,
                "CONTACTS_TABLE": self._data.contacts.name,
                "DIRECTORY_TABLE": self._data.directory.name,
                **self._live_settings,
            },
            allow=[
                self._data.conversations.allow("GetItem", "BatchGetItem"),
                self._data.contacts.allow("Query"),
                self._data.directory.allow("GetItem", "BatchGetItem", "Query"),
                self._data.live.allow("GetItem", "Query", "UpdateItem", "DeleteItem"),
            ],
        )
        self.live_api.allow_writing(function)
        self.stream_consumers = [
            StreamConsumer(
                self,
                "PusherOfFeed",
                function=function,
                table=self._data.feed,
                patterns=stream_filter.OF_FEED,
                failures=self.pusher_dead_letters,
            )
        ]
        return function

    @property
    def _live_settings(self) -> dict[str, str]:
        return {"LIVE_TABLE": self._data.live.name, "SOCKETS_URL": self.live_api.management_url, **self._key}

    def _make_desk(self) -> Function:
        return Function(
            self,
            "desk_api",
            deployment=self.deployment,
            description="Serves agents, administrators and API clients",
            memory_mb=512,
            # to connect an account takes up to three calls of its service, of 7 s each
            timeout=Duration.seconds(28),
            environment={
                **self._tables,
                **self._key,
                "SECRETS_KEY_ID": self._data.secrets_key.key_id,
                "OUTBOUND_QUEUE_URL": self._outbound.url,
                "WEBHOOKS_QUEUE_URL": self._webhooks.url,
                "SCHEDULE_GROUP": self._schedules.group,
                "WEBHOOK_URL": self._reachable(self.webhook_api, "/webhooks"),
                "API_URL": self._reachable(self.desk_api, "/v1"),
                "PORTAL_ID": self.deployment.portal_id,
                # Only a local deployment may send replies to its own machine.
                "ALLOW_LOOPBACK": "true" if self.deployment.is_local else "false",
                "DELIVERY_PORTS": self.deployment.ports_setting,
                "TOKEN_HASH_KEY_ID": self._data.token_hash_key.key_id,
                "FEED_TABLE": self._data.feed.name,
                "SENDS_MAIL": "true" if self.deployment.mail_from else "false",
                "USER_POOL_ID": self._data.people.pool.user_pool_id,
                "LIVE_TABLE": self._data.live.name,
                "LIVE_URL": self.live_api.url,
                **self._data.file_settings,
            },
            allow=[
                *self._data.allow_linking(),
                *self._data.allow_uploading(),
                self._data.people.allow_administration(),
                iam.PolicyStatement(actions=["kms:GenerateMac"], resources=[self._data.token_hash_key.key_arn]),
                self._data.bucket.allow("GetObject", under=[EXPORTS]),
                self._data.conversations.allow(
                    "GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem"
                ),
                self._data.conversations.allow("DeleteItem", partitions=["parked#*", "waiting"]),
                self._data.conversations.allow_query("tickets_by_activity", "tickets_by_contact"),
                # For replays of webhooks, and for replies that are tried now.
                self._outbound.allow("SendMessage", "ChangeMessageVisibility"),
                self._webhooks.allow("SendMessage"),
                self._schedules.allow("DeleteSchedule"),
                self._data.contacts.allow("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"),
                self._data.contacts.allow_query("contacts_by_creation", "contacts_by_name", "contacts_by_owner"),
                self._data.directory.allow("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem"),
                self._data.directory.allow("DeleteItem", partitions=["views", "views#*", "webhook_subscriptions"]),
                self._data.directory.allow_query("directory_by_kind"),
                self._data.feed.allow("GetItem", "Query"),
                self._data.live.allow("PutItem", partitions=["live_ticket#*"]),
                iam.PolicyStatement(actions=["kms:Encrypt"], resources=[self._data.secrets_key.key_arn]),
                # Credential checks of a channel are signed like its webhooks.
                # The services of accounts are asked with their credentials, and given their signing secrets.
                self._data.allow_opening("account/*", "app/*"),
            ],
        )

    def _make_find(self) -> Function:
        search = self._data.search
        # What it reads to catch up with the feed, where nobody else writes the index for it.
        follows = [] if search else [self._data.feed.allow("Query"), self._data.contacts.allow("Query")]
        function = Function(
            self,
            "find",
            deployment=self.deployment,
            description="Finds tickets and texts, with an index of its own that follows the desk",
            # A processor of its own: what it does is arithmetic.
            memory_mb=1769,
            # The index of a large desk is loaded by a cold start.
            timeout=Duration.seconds(28),
            storage_mb=2048,
            bundle=self.deployment.find_bundle,
            environment={
                **self._tables,
                **self._key,
                **self._data.file_settings,
                **self._data.search_settings,
                "FEED_TABLE": self._data.feed.name,
            },
            allow=[
                *self._data.allow_linking(),
                self._data.bucket.allow("GetObject", under=[INDEX]),
                *follows,
                self._data.conversations.allow("BatchGetItem"),
                self._data.directory.allow("GetItem", "BatchGetItem", "Query"),
            ],
        )
        if search:
            search.let(function, do=READS)
        return function

    def _make_channel(self) -> Function:
        return Function(
            self,
            "channel_api",
            deployment=self.deployment,
            description="Serves integrations: channels, accounts, messages, statuses",
            memory_mb=512,
            timeout=Duration.seconds(15),
            environment={
                **self._tables,
                **self._key,
                **self._data.file_settings,
                "SECRETS_KEY_ID": self._data.secrets_key.key_id,
                "OUTBOUND_QUEUE_URL": self._outbound.url,
                "ALLOW_LOOPBACK": "true" if self.deployment.is_local else "false",
                "DELIVERY_PORTS": self.deployment.ports_setting,
                "API_URL": self._reachable(self.channel_api, ""),
            },
            allow=[
                *self._data.allow_linking(),
                *self._data.allow_uploading(),
                self._data.conversations.allow(
                    "GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem"
                ),
                # For replays of webhooks.
                self._outbound.allow("SendMessage"),
                self._data.contacts.allow("GetItem", "PutItem", "UpdateItem"),
                self._data.directory.allow("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem"),
                # An app reads the credentials of its own channels' accounts.
                self._data.allow_opening("account/*"),
            ],
        )

    def _make_authorizer(self, clients: Sequence[cognito.UserPoolClient]) -> Function:
        return Function(
            self,
            "authorizer",
            deployment=self.deployment,
            description="Authenticates callers of the desk API and the channel API",
            bundle=self.deployment.authorizer_bundle,
            memory_mb=256,
            timeout=Duration.seconds(10),
            environment={
                "DIRECTORY_TABLE": self._data.directory.name,
                "TOKEN_HASH_KEY_ID": self._data.token_hash_key.key_id,
                "USER_POOL_CLIENT_IDS": ",".join(client.user_pool_client_id for client in clients),
                "USER_POOL_ISSUER": self._data.people.issuer,
                "JWKS_URL": self._data.people.key_set_url,
            },
            allow=[
                self._data.directory.allow("GetItem"),
                # When a token was used last.
                self._data.directory.allow("UpdateItem", partitions=["token#*"]),
                iam.PolicyStatement(actions=["kms:VerifyMac"], resources=[self._data.token_hash_key.key_arn]),
            ],
        )
