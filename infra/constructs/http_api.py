"""An HTTP API: throttled, with an access log, and no route without an explicit caller."""

import json

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
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


class HttpApi(Construct):
    """Routes to functions on one stage, whose limits apply per route."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        deployment: Deployment,
        description: str,
        rate: int,
        burst: int,
    ) -> None:
        super().__init__(scope, name)
        self.api = apigateway.HttpApi(
            self,
            "Api",
            api_name=f"{Stack.of(self).stack_name}-{name}",
            description=description,
            create_default_stage=False,
        )
        log = logs.LogGroup(
            self, "AccessLog", retention=logs.RetentionDays.ONE_MONTH, removal_policy=deployment.removal_policy
        )
        apigateway.CfnStage(
            self,
            "Stage",
            api_id=self.api.api_id,
            stage_name="$default",
            auto_deploy=True,
            default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=rate, throttling_burst_limit=burst
            ),
            access_log_settings=apigateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=_arn_of(log), format=json.dumps(_ACCESS_LOG)
            ),
        )

    @property
    def url(self) -> str:
        """Without a slash at the end."""
        return self.api.api_endpoint

    def route(
        self, method: apigateway.HttpMethod, path: str, function: Function, authorizer: apigateway.IHttpRouteAuthorizer
    ) -> None:
        """Callers that the authorizer accepts reach the function."""
        self._add(method, path, function, authorizer)

    def open_route(self, method: apigateway.HttpMethod, path: str, function: Function, *, because: str) -> None:
        """Every caller reaches the function; the reason is stored with the route."""
        route = self._add(method, path, function, apigateway.HttpNoneAuthorizer())
        accept(route, {"AwsSolutions-APIG4": because})

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
