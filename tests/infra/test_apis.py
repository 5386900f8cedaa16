"""Only the intended routes are public, and every route has limits."""

import json
import re

from desk_api.routes import account_details, finding
from infra.find_routes import FIND_ROUTES, is_found
from tests.support.assembly import Assembly, many

SOCKETS = {"$connect", "$default", "$disconnect"}
"""The function admits connections itself."""
OPEN = {*SOCKETS, "POST /webhooks/{accountId}", "GET /v1/docs", "GET /v1/logos/{logo}"}


def test_only_these_routes_are_open(assembly: Assembly) -> None:
    routes = {route.properties["RouteKey"]: route.properties for route in assembly.every("AWS::ApiGatewayV2::Route")}
    assert {key for key, route in routes.items() if route["AuthorizationType"] == "NONE"} == OPEN
    guarded = {key: route for key, route in routes.items() if key not in OPEN}
    found = {f"{method} {path}" for method, path in FIND_ROUTES}
    assert set(guarded) == {"ANY /v1/{proxy+}", "ANY /conversations/{proxy+}", *found}
    authorizer_of = {
        resource.properties["ApiId"]: resource.name for resource in assembly.every("AWS::ApiGatewayV2::Authorizer")
    }
    for key, route in guarded.items():
        assert route["AuthorizationType"] == "CUSTOM", key
        assert route["AuthorizerId"] == authorizer_of[route["ApiId"]], key


def test_the_authorizer_identifies_callers_by_the_authorization_header(assembly: Assembly) -> None:
    found = assembly.every("AWS::ApiGatewayV2::Authorizer")
    assert len(found) == 2
    for authorizer in found:
        assert authorizer.properties["AuthorizerType"] == "REQUEST"
        assert authorizer.properties["IdentitySource"] == ["$request.header.Authorization"]
        assert authorizer.properties["EnableSimpleResponses"] is True
        assert 0 < authorizer.properties["AuthorizerResultTtlInSeconds"] <= 60
        assert "authorizer.Arn" in authorizer.properties["AuthorizerUri"]


def test_every_api_has_one_stage_with_limits_and_an_access_log(assembly: Assembly) -> None:
    stages = assembly.every("AWS::ApiGatewayV2::Stage")
    apis = assembly.every("AWS::ApiGatewayV2::Api")
    assert {stage.properties["ApiId"] for stage in stages} == {api.name for api in apis}
    for stage in stages:
        limits = stage.properties["DefaultRouteSettings"]
        assert 0 < limits["ThrottlingRateLimit"] <= 1000, stage.name
        assert limits["ThrottlingRateLimit"] <= limits["ThrottlingBurstLimit"] <= 5000, stage.name
        if stage.properties["ApiId"] == "sockets":
            continue  # its function logs each message: see infra/constructs/websocket_api.py
        log = stage.properties["AccessLogSettings"]
        assert "requestId" in json.loads(log["Format"])["request_id"]
        assert not log["DestinationArn"].endswith("*")


def test_a_few_requests_a_second_reach_an_open_route_that_checks_nobody(assembly: Assembly) -> None:
    limited = {}
    for stage in assembly.every("AWS::ApiGatewayV2::Stage"):
        for key, limits in stage.properties.get("RouteSettings", {}).items():
            limited[key] = (limits["ThrottlingRateLimit"], limits["ThrottlingBurstLimit"])
            [route] = [r for r in assembly.every("AWS::ApiGatewayV2::Route") if r.properties["RouteKey"] == key]
            assert route.properties["ApiId"] == stage.properties["ApiId"]
            assert route.logical_id in stage.body["DependsOn"], "a stage cannot limit a route that does not exist yet"
    assert limited == {"GET /v1/docs": (5, 10), "GET /v1/logos/{logo}": (50, 100)}


def test_access_logs_contain_no_personal_data(assembly: Assembly) -> None:
    stages = [each.properties for each in assembly.every("AWS::ApiGatewayV2::Stage")]
    logs = [each["AccessLogSettings"] for each in stages if "AccessLogSettings" in each]
    assert len(logs) == 3
    for log in logs:
        written = log["Format"]
        for private in ("authorization", "header", "queryString", "userAgent", "$context.path"):
            assert private not in written


def test_a_gateway_may_call_a_function_by_its_own_routes_alone(assembly: Assembly) -> None:
    permissions = [permission.properties for permission in assembly.every("AWS::Lambda::Permission")]
    of_gateways = [each for each in permissions if each["Principal"] == "apigateway.amazonaws.com"]
    assert of_gateways
    for permission in of_gateways:
        assert ":execute-api:" in permission["SourceArn"]


def test_nothing_else_may_call_a_function_but_the_schedule_that_does_so_each_day(assembly: Assembly) -> None:
    permissions = [permission.properties for permission in assembly.every("AWS::Lambda::Permission")]
    assert {each["Principal"] for each in permissions} == {"apigateway.amazonaws.com"}
    calling = {
        (role, resource)
        for policy in assembly.every("AWS::IAM::Policy")
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if "lambda:InvokeFunction" in many(statement["Action"])
        for role in policy.properties["Roles"]
        for resource in many(statement["Resource"])
    }
    assert calling == {("FeedDaily/Role", "feed.Arn")}


def test_tokens_are_checked_against_the_pool_that_issues_them(production: Assembly, local: Assembly) -> None:
    on_aws = production.functions()["authorizer"].properties["Environment"]["Variables"]
    issuer = "https://cognito-idp.AWS::Region.AWS::URLSuffix/People/Pool"
    assert on_aws["USER_POOL_ISSUER"] == issuer
    assert on_aws["JWKS_URL"] == f"{issuer}/.well-known/jwks.json"
    here = local.functions()["authorizer"].properties["Environment"]["Variables"]
    assert here["USER_POOL_ISSUER"] == issuer
    assert here["JWKS_URL"] == "http://127.0.0.1:4566/People/Pool/.well-known/jwks.json"


def test_addresses_are_published(assembly: Assembly) -> None:
    outputs = {name for template in assembly.templates.values() for name in template.get("Outputs", ())}
    assert {name for name in outputs if not name.startswith("Exports")} == {
        "WorkspaceUrl",
        "SignInDomain",
        "WebhookUrl",
        "DeskApiUrl",
        "ChannelApiUrl",
        "FeedDeadLetterQueueUrl",
        "LiveUrl",
        "PusherDeadLetterQueueUrl",
        "UserPoolId",
        "UserPoolClientId",
        "ConversationsTable",
        "ContactsTable",
        "DirectoryTable",
        "SecretsKeyId",
        "TokenHashKeyId",
        "DeskKeyArn",
        "DeliveryPorts",
        "SearchEngine",
        "OutboundQueueUrl",
        "OutboundDeadLetterQueueUrl",
        "RoutingQueueUrl",
        "RoutingDeadLetterQueueUrl",
        "FanoutDeadLetterQueueUrl",
        "FeedTable",
        "FilesTable",
        "FilesBucket",
        "FilesBucketArn",
        "FilesQueueUrl",
        "ScheduledDeadLetterQueueUrl",
        "FilesDeadLetterQueueUrl",
        "JobsQueueUrl",
        "JobsDeadLetterQueueUrl",
        "MailsDeadLetterQueueUrl",
        "MailsQueueUrl",
        "IndexQueueUrl",
        "IndexDeadLetterQueueUrl",
        "WebhooksQueueUrl",
        "WebhooksDeadLetterQueueUrl",
        "NotifierDeadLetterQueueUrl",
    }


def test_the_function_that_finds_serves_exactly_the_routes_that_reach_it() -> None:
    served = {
        (method, re.sub(r"<(\w+)>", r"{\1}", path))
        for routes in (finding, account_details)
        for path, methods, *_ in routes.router._routes
        for method in methods
    }
    assert served == set(FIND_ROUTES)
    assert is_found("GET", "/v1/views/mine/tickets")
    assert not is_found("GET", "/v1/views/mine")
    assert not is_found("DELETE", "/v1/search")
