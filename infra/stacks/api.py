"""The endpoints: webhooks for messaging services, the desk API for agents and API clients, the channel API for
integrations, and the workspace: the page in which people use the desk API."""

from aws_cdk import CustomResource, Duration, FileSystem
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.constructs.content_security import Sources
from infra.constructs.function import Function
from infra.constructs.http_api import HttpApi, Limit
from infra.constructs.mail import Mail
from infra.constructs.page import Page
from infra.constructs.websocket_api import WebSocketApi
from infra.deployment import Deployment
from infra.find_routes import FIND_ROUTES
from infra.stacks.api_functions import (
    make_authorizer,
    make_channel,
    make_desk,
    make_find,
    make_webhook,
)
from infra.stacks.base import KanaalStack
from infra.stacks.data import DataStack
from infra.stacks.live_functions import make_live, make_pusher
from infra.stacks.parts import Parts
from infra.stacks.processing import ProcessingStack
from infra.stacks.queue_functions import make_mailer

_GET, _POST, _ANY = apigateway.HttpMethod.GET, apigateway.HttpMethod.POST, apigateway.HttpMethod.ANY

_WEBHOOK_SHARE = 0.2
_FOR_STRANGERS = Limit(rate=5, burst=10)
"""Each request costs a function's time, and anybody can send it."""


_FOR_PICTURES = Limit(rate=50, burst=100)
"""A page may show many channels at once. Browsers keep each picture."""


class ApiStack(KanaalStack):
    def __init__(self, scope: Construct, deployment: Deployment, data: DataStack, processing: ProcessingStack) -> None:
        super().__init__(scope, "Api", deployment, description="Kanaal: its APIs and the workspace")
        self._data = data
        data.bucket.accept_access(self)
        processing.schedules.accept_access(self)
        parts = Parts(self, data, processing.queues, processing.schedules)
        self.webhook = make_webhook(parts)
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
        self.authorizer = make_authorizer(parts, clients)
        # A function knows where it is served, so its API exists first.
        self.desk = make_desk(
            parts,
            webhook_url=self._reachable(self.webhook_api, "/webhooks"),
            api_url=self._reachable(self.desk_api, "/v1"),
            live_url=self.live_api.url,
        )
        self.find = make_find(parts)
        self.channel = make_channel(parts, api_url=self._reachable(self.channel_api, ""))
        # It writes where the page is, so it is made here.
        self.mail = Mail(self, "Mail", deployment=deployment)
        self.mailer = make_mailer(parts, self.mail, page_url)
        self.live = make_live(parts, self.live_api)
        self.pusher = make_pusher(parts, self.live_api)
        self.stream_consumers = parts.stream_consumers
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
        )

    @property
    def functions(self) -> list[Function]:
        return [self.webhook, self.desk, self.find, self.channel, self.authorizer, self.mailer, self.live, self.pusher]

    @property
    def apis(self) -> list[HttpApi]:
        return [self.webhook_api, self.desk_api, self.channel_api]

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
