"""An HTTP API: throttled, with an access log, and no route without an explicit caller."""

import json
from dataclasses import dataclass

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.constructs.function import Function
from infra.constructs.nag import accept
from infra.deployment import Deployment

# All quoted, so that a line stays JSON whatever a variable contains. No headers, no query: they can identify people.
_ACCESS_LOG = {
    "time": "$context.requestTimeEpoch",
    "request_id": "$context.requestId",
    "route": "$context.routeKey",
    "status": "$context.status",
    "latency_ms": "$context.responseLatency",
    "function_latency_ms": "$context.integrationLatency",
    "function_error": "$context.integrationErrorMessage",
    "authorizer_error": "$context.authorizer.error",
    "source_ip": "$context.identity.sourceIp",
    "response_bytes": "$context.responseLength",
}


@dataclass(frozen=True)
class Limit:
    """Requests in a second, on average and at once; more get 429."""

    rate: int
    burst: int


class HttpApi(Construct):
    """Routes to functions on one stage, whose limit applies to each route without one of its own."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        deployment: Deployment,
        description: str,
        limit: Limit,
    ) -> None:
        super().__init__(scope, name)
        self.api = apigateway.HttpApi(
            self,
            "Api",
            api_name=f"{Stack.of(self).stack_name}-{name}",
            description=description,
            create_default_stage=False,
        )
        self.log = logs.LogGroup(
            self, "AccessLog", retention=logs.RetentionDays.ONE_MONTH, removal_policy=deployment.removal_policy
        )
        self._limits: dict[str, dict[str, int]] = {}
        self._stage = apigateway.CfnStage(
            self,
            "Stage",
            api_id=self.api.api_id,
            stage_name="$default",
            auto_deploy=True,
            default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=limit.rate, throttling_burst_limit=limit.burst
            ),
            access_log_settings=apigateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=_arn_of(self.log), format=json.dumps(_ACCESS_LOG)
            ),
        )

    def count_throttled(self, namespace: str) -> cloudwatch.Metric:
        """The requests that got 429. API Gateway counts them among all 4xx, so they are counted in the access log."""
        counted = logs.MetricFilter(
            self,
            "Throttled",
            log_group=self.log,
            filter_pattern=logs.FilterPattern.string_value("$.status", "=", "429"),
            metric_namespace=namespace,
            metric_name=f"{self.node.id}-429",
        )
        return counted.metric(statistic="Sum")

    @property
    def url(self) -> str:
        """Without a slash at the end."""
        return self.api.api_endpoint

    def route(
        self, method: apigateway.HttpMethod, path: str, function: Function, authorizer: apigateway.IHttpRouteAuthorizer
    ) -> None:
        """Callers that the authorizer accepts reach the function."""
        self._add(method, path, function, authorizer)

    def open_route(
        self,
        method: apigateway.HttpMethod,
        path: str,
        function: Function,
        *,
        because: str,
        limit: Limit | None = None,
    ) -> None:
        """Every caller reaches the function; the reason is stored with the route."""
        route = self._add(method, path, function, apigateway.HttpNoneAuthorizer())
        if limit:
            self._limit(route, f"{method.value} {path}", limit)
        accept(route, {"AwsSolutions-APIG4": because})

    def _limit(self, route: apigateway.HttpRoute, key: str, limit: Limit) -> None:
        self._limits[key] = {"ThrottlingRateLimit": limit.rate, "ThrottlingBurstLimit": limit.burst}
        self._stage.route_settings = self._limits
        # the stage can only limit a route that exists
        self._stage.node.add_dependency(route)

    def _add(
        self, method: apigateway.HttpMethod, path: str, function: Function, authorizer: apigateway.IHttpRouteAuthorizer
    ) -> apigateway.HttpRoute:
        [route] = self.api.add_routes(
            path=path,
            methods=[method],
            integration=integrations.HttpLambdaIntegration(function.name, function.function),
            authorizer=authorizer,
        )
        return route


def _arn_of(log: logs.LogGroup) -> str:
    """The ARN of the log group: the one that CloudFormation returns ends with `:*`, which API Gateway rejects."""
    return Stack.of(log).format_arn(
        service="logs", resource="log-group", resource_name=log.log_group_name, arn_format=ArnFormat.COLON_RESOURCE_NAME
    )
