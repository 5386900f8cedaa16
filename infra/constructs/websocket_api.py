"""A WebSocket API: throttled, all of whose routes reach one function, which also admits each connection."""

from typing import cast

from aws_cdk import CfnElement, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.constructs.function import Function
from infra.constructs.http_api import Limit
from infra.constructs.nag import accept
from infra.deployment import Deployment

STAGE = "live"
_ROUTES = ("$connect", "$default", "$disconnect")


class WebSocketApi(Construct):
    """Its stage is a part of its address: the API to write to connections needs one with a name."""

    def __init__(self, scope: Construct, name: str, *, deployment: Deployment, description: str, limit: Limit) -> None:
        super().__init__(scope, name)
        self._deployment = deployment
        self.api = apigateway.WebSocketApi(
            self, "Api", api_name=f"{Stack.of(self).stack_name}-{name}", description=description
        )
        apigateway.CfnStage(
            self,
            "Stage",
            api_id=self.api.api_id,
            stage_name=STAGE,
            auto_deploy=True,
            default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=limit.rate, throttling_burst_limit=limit.burst
            ),
        )
        reason = (
            "An access log of a WebSocket API needs a role that is set once for all APIs of the AWS account, so it is "
            "not this stack's to set. The function logs each connection and each message; what is refused before it is "
            "in the API's metrics."
        )
        accept(self, {"AwsSolutions-APIG1": reason, "Serverless-APIGWAccessLogging": reason})

    @property
    def origin(self) -> str:
        """Whom a page talks to."""
        here = self._deployment.local_endpoint
        return here.replace("http", "ws", 1) if here else f"wss://{self._host}"

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"{self.origin}{self._path}"

    @property
    def management_url(self) -> str:
        """Where functions write to connections."""
        return f"{self._deployment.local_endpoint or f'https://{self._host}'}{self._path}"

    @property
    def _host(self) -> str:
        stack = Stack.of(self)
        return f"{self.api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"

    @property
    def _path(self) -> str:
        return f"/_aws/execute-api/{self.api.api_id}/{STAGE}" if self._deployment.is_local else f"/{STAGE}"

    def serve(self, function: Function, *, because: str) -> None:
        """Every route reaches the function; the reason why nobody checks callers before it is stored with them."""
        for key in _ROUTES:
            route = self.api.add_route(
                key, integration=integrations.WebSocketLambdaIntegration(function.name + key, function.function)
            )
            accept(route, {"AwsSolutions-APIG4": because})

    def allow_writing(self, function: Function) -> None:
        """To write to its connections, and to end them."""
        stack = Stack.of(self)
        reason = "API Gateway names connections when they are made: permissions are given on those of this stage."
        for method in ("POST", "DELETE"):
            connections = f"{STAGE}/{method}/@connections/*"
            arn = stack.format_arn(service="execute-api", resource=self.api.api_id, resource_name=connections)
            function.allow(iam.PolicyStatement(actions=["execute-api:ManageConnections"], resources=[arn]))
            named = stack.get_logical_id(cast("CfnElement", self.api.node.default_child))
            every = f"arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<{named}>/{connections}"
            accept(function, {f"AwsSolutions-IAM5[Resource::{every}]": reason})

    def count(self, name: str) -> cloudwatch.Metric:
        """`ConnectCount`, `MessageCount`, `IntegrationError`, `ClientError`, `ExecutionError`."""
        return cloudwatch.Metric(
            namespace="AWS/ApiGateway",
            metric_name=name,
            dimensions_map={"ApiId": self.api.api_id, "Stage": STAGE},
            statistic="Sum",
        )
