"""The workspace's page: private files, one origin for page and API, no script that is not ours, and leaving it out."""

import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App

import app
from infra import bundle
from infra.constructs.page import _DEEP_LINKS
from infra.deployment import Deployment, DeploymentError, WorkspaceDomain
from infra.local import tools
from infra.local.progress import StopError, run
from tests.support.assembly import Assembly

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
OWN_DOMAIN = WorkspaceDomain("desk.example.com", CERTIFICATE)
OF_THE_PAGE = {
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::Function",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::Cognito::ManagedLoginBranding",
    "AWS::Cognito::UserPoolDomain",
    "Custom::Page",
}


@pytest.fixture(scope="session")
def own_domain(synthesise: Callable[..., Assembly]) -> Assembly:
    return synthesise(stage="own", throwaway=True, workspace_domain=OWN_DOMAIN)


@pytest.fixture(scope="session")
def without(synthesise: Callable[..., Assembly]) -> Assembly:
    return synthesise(stage="bare", throwaway=True, workspace=False)


def distribution(assembly: Assembly) -> dict[str, Any]:
    [found] = assembly.every("AWS::CloudFront::Distribution")
    config: dict[str, Any] = found.properties["DistributionConfig"]
    return config


def behaviors(assembly: Assembly) -> dict[str, dict[str, Any]]:
    config = distribution(assembly)
    return {"*": config["DefaultCacheBehavior"]} | {each["PathPattern"]: each for each in config["CacheBehaviors"]}


def headers(assembly: Assembly, name: str = "Headers") -> dict[str, Any]:
    policy = assembly.named(f"Page/{name}", "AWS::CloudFront::ResponseHeadersPolicy")
    config: dict[str, Any] = policy.properties["ResponseHeadersPolicyConfig"]
    return config


def content_security_policy(assembly: Assembly) -> dict[str, list[str]]:
    text = headers(assembly)["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    return {name: values for name, *values in (part.split() for part in text.split(";"))}


def client(assembly: Assembly) -> dict[str, Any]:
    return assembly.named("WorkspaceClient", "AWS::Cognito::UserPoolClient").properties


def page_address(assembly: Assembly) -> str:
    [(name, stack)] = [each for each in assembly.templates.items() if each[0].endswith("-Api")]
    return str(assembly._read(name, stack["Outputs"]["WorkspaceUrl"]["Value"]))


def test_only_the_distribution_reads_the_files(assembly: Assembly) -> None:
    bucket = assembly.named("Page", "AWS::S3::Bucket").properties
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert "WebsiteConfiguration" not in bucket
    policy = assembly.named("Page/Bucket/Policy", "AWS::S3::BucketPolicy").properties["PolicyDocument"]
    [allowed] = [statement for statement in policy["Statement"] if statement["Effect"] == "Allow"]
    assert (allowed["Principal"], allowed["Action"]) == ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    assert "distribution/" in allowed["Condition"]["StringEquals"]["AWS:SourceArn"]
    [control] = assembly.every("AWS::CloudFront::OriginAccessControl")
    assert control.properties["OriginAccessControlConfig"]["SigningBehavior"] == "always"
    [origin] = [each for each in distribution(assembly)["Origins"] if "S3OriginConfig" in each]
    assert origin["OriginAccessControlId"] == f"{control.name}.Id"


def test_on_aws_the_page_requires_tls(production: Assembly, own_domain: Assembly) -> None:
    for assembly in (production, own_domain):
        policy = assembly.named("Page/Bucket/Policy", "AWS::S3::BucketPolicy").properties["PolicyDocument"]
        [denied] = [statement for statement in policy["Statement"] if statement["Effect"] == "Deny"]
        assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        found = {path: each["ViewerProtocolPolicy"] for path, each in behaviors(assembly).items()}
        assert found == {"*": "redirect-to-https", "/v1/*": "https-only", "/signed-out": "redirect-to-https"}
        assert distribution(assembly)["HttpVersion"] == "http2and3"


def test_the_api_is_behind_the_same_address_and_never_cached(production: Assembly) -> None:
    api = behaviors(production)["/v1/*"]
    assert set(api["AllowedMethods"]) == {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}
    assert api["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "AWS's own: CachingDisabled"
    assert api["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac", "AllViewerExceptHostHeader"
    [origin] = [each for each in distribution(production)["Origins"] if "CustomOriginConfig" in each]
    assert origin["Id"] == api["TargetOriginId"]
    assert origin["DomainName"].startswith("desk.execute-api.AWS::Region.")
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"


def test_files_are_compressed_and_their_headers_are_set_here(assembly: Assembly) -> None:
    files = behaviors(assembly)["*"]
    assert files["Compress"] is True
    assert set(files.get("AllowedMethods", ["GET", "HEAD"])) == {"GET", "HEAD"}
    security = headers(assembly)["SecurityHeadersConfig"]
    assert security["FrameOptions"] == {"FrameOption": "DENY", "Override": True}
    assert security["ContentTypeOptions"] == {"Override": True}
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31_536_000
    assert security["ReferrerPolicy"]["ReferrerPolicy"] == "no-referrer"
    custom = {each["Header"]: each["Value"] for each in headers(assembly)["CustomHeadersConfig"]["Items"]}
    assert custom["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in custom["Permissions-Policy"]


def test_the_api_answers_over_tls_only_and_under_the_type_that_it_says(assembly: Assembly) -> None:
    security = headers(assembly, "ApiHeaders")["SecurityHeadersConfig"]
    assert set(security) == {"ContentTypeOptions", "StrictTransportSecurity"}, (
        "logos and /v1/docs bring their own policy"
    )
    assert security == {name: headers(assembly)["SecurityHeadersConfig"][name] for name in security}
    policy = assembly.named("Page/ApiHeaders", "AWS::CloudFront::ResponseHeadersPolicy")
    assert policy.name in behaviors(assembly)["/v1/*"]["ResponseHeadersPolicyId"]


def test_signing_out_leaves_nothing_in_the_cache_of_the_browser(assembly: Assembly) -> None:
    everywhere, there = headers(assembly), headers(assembly, "SignedOutHeaders")
    policy = assembly.named("Page/SignedOutHeaders", "AWS::CloudFront::ResponseHeadersPolicy")
    assert policy.name in behaviors(assembly)["/signed-out"]["ResponseHeadersPolicyId"]
    assert there["SecurityHeadersConfig"] == everywhere["SecurityHeadersConfig"]
    said = {each["Header"]: each["Value"] for each in there["CustomHeadersConfig"]["Items"]}
    usual = {each["Header"]: each["Value"] for each in everywhere["CustomHeadersConfig"]["Items"]}
    assert said == {**usual, "Clear-Site-Data": '"cache"'}


def test_the_page_runs_its_own_scripts_only(assembly: Assembly) -> None:
    policy = content_security_policy(assembly)
    assert policy["script-src"] == ["'self'"]
    for name in ("default-src", "base-uri", "frame-ancestors"):
        assert policy[name] == ["'none'"], name
    everywhere = [source for sources in policy.values() for source in sources]
    assert not {"*", "https:", "http:", "'unsafe-eval'"} & set(everywhere)
    assert [name for name, sources in policy.items() if "'unsafe-inline'" in sources] == ["style-src"]


def test_the_page_talks_to_the_files_the_sign_in_and_the_live_connection_only(production: Assembly) -> None:
    policy = content_security_policy(production)
    files = "https://FileStore.s3.AWS::Region.AWS::URLSuffix"
    assert policy["connect-src"][:2] == ["'self'", files]
    of_aws = (
        r"https://kanaal-.*\.auth\.AWS::Region\.amazoncognito\.com https://cognito-idp\.AWS::Region\.AWS::URLSuffix"
        r" wss://sockets\.execute-api\.AWS::Region\.AWS::URLSuffix"
    )
    assert re.fullmatch(of_aws, " ".join(policy["connect-src"][2:]))
    assert policy["img-src"] == ["'self'", "data:", "blob:", files]
    assert policy["media-src"] == ["'self'", "blob:", files]


def test_people_sign_in_with_a_code_and_proof_of_who_asked_for_it(assembly: Assembly) -> None:
    found = client(assembly)
    assert (found["AllowedOAuthFlows"], found["GenerateSecret"]) == (["code"], False)
    # Without a list, Cognito allows SRP, with the password. Renewing is OAuth's, and this flow has no trigger.
    assert found["ExplicitAuthFlows"] == ["ALLOW_CUSTOM_AUTH"]
    [pool] = assembly.every("AWS::Cognito::UserPool")
    assert "LambdaConfig" not in pool.properties
    assert found["EnableTokenRevocation"] is True
    assert found["RefreshTokenRotation"] == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}
    assert found["AccessTokenValidity"] == 15
    assert found["PreventUserExistenceErrors"] == "ENABLED"
    origin = page_address(assembly).removesuffix("/")
    assert (found["CallbackURLs"][0], found["LogoutURLs"][0]) == (f"{origin}/signed-in", f"{origin}/signed-out")


def test_an_access_token_changes_neither_the_address_nor_the_name(assembly: Assembly) -> None:
    """The page's tokens have the scope that signs out everywhere, which is Cognito's for changing oneself too."""
    clients = assembly.every("AWS::Cognito::UserPoolClient")
    assert [each.properties["WriteAttributes"] for each in clients] == [["locale"], ["locale"]]
    [pool] = assembly.every("AWS::Cognito::UserPool")
    assert pool.properties["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    assert pool.properties["AutoVerifiedAttributes"] == ["email"], "required by the line above"
    assert "Schema" not in pool.properties, "a required attribute would have to be in each client's list"


def test_on_aws_people_come_back_to_the_deployed_page_only(production: Assembly, local: Assembly) -> None:
    assert len(client(production)["CallbackURLs"]) == len(client(production)["LogoutURLs"]) == 1
    assert client(local)["CallbackURLs"][1:] == ["http://localhost:5173/signed-in"]


def test_both_clients_are_known_to_the_authorizer(assembly: Assembly) -> None:
    variables = assembly.functions()["authorizer"].properties["Environment"]["Variables"]
    of_programs, of_the_page = variables["USER_POOL_CLIENT_IDS"].split(",")
    assert of_programs.startswith("People/Pool/Client")
    assert of_the_page == "WorkspaceClient"


def test_only_a_local_page_is_served_without_tls(production: Assembly, local: Assembly) -> None:
    assert page_address(production).startswith("https://")
    assert re.fullmatch(r"http://.*\.cloudfront\.localhost:4566/", page_address(local))
    [origin] = [each for each in distribution(local)["Origins"] if "CustomOriginConfig" in each]
    assert (origin["DomainName"], origin["OriginPath"]) == ("127.0.0.1", "/_aws/execute-api/desk")


def test_a_domain_of_your_own_has_its_certificate_and_is_where_people_come_back_to(own_domain: Assembly) -> None:
    config = distribution(own_domain)
    assert config["Aliases"] == ["desk.example.com"]
    assert config["ViewerCertificate"]["AcmCertificateArn"] == CERTIFICATE
    assert config["ViewerCertificate"]["MinimumProtocolVersion"].startswith("TLSv1.2")
    assert client(own_domain)["CallbackURLs"] == ["https://desk.example.com/signed-in"]
    assert page_address(own_domain) == "https://desk.example.com/"
    [pool] = own_domain.every("AWS::Cognito::UserPool")
    assert (
        "https://desk.example.com/" in pool.properties["AdminCreateUserConfig"]["InviteMessageTemplate"]["EmailMessage"]
    )


def test_one_context_value_leaves_it_out(without: Assembly, development: Assembly) -> None:
    assert {each.kind for each in development.every()} >= OF_THE_PAGE
    assert {each.kind for each in without.every()} & OF_THE_PAGE == set()
    assert "page" not in without.functions()
    assert [bucket.name for bucket in without.every("AWS::S3::Bucket")] == ["FileStore"]
    variables = without.functions()["authorizer"].properties["Environment"]["Variables"]
    assert "," not in variables["USER_POOL_CLIENT_IDS"]
    assert not any("WorkspaceUrl" in template.get("Outputs", {}) for template in without.templates.values())


def test_a_stage_that_had_it_can_leave_it_out(without: Assembly, synthesise: Callable[..., Assembly]) -> None:
    """CloudFormation removes no export that another stack still uses, and the stack of the data is deployed first."""
    before = synthesise(stage="bare", throwaway=True)
    [data] = [name for name in before.templates if name.endswith("-Data")]
    exports = [
        {output["Export"]["Name"] for output in assembly.templates[data]["Outputs"].values() if "Export" in output}
        for assembly in (before, without)
    ]
    assert exports[0] == exports[1]


def test_a_deployment_hears_soon_of_a_page_that_could_not_be_brought(assembly: Assembly) -> None:
    [resource] = assembly.every("Custom::Page")
    assert resource.properties["ServiceTimeout"] == "300"
    assert set(resource.properties) == {"ServiceToken", "ServiceTimeout", "Config", "Version"}
    [bucket] = [each for each in assembly.every("AWS::S3::Bucket") if each.name == "Page"]
    assert bucket.body["DeletionPolicy"] == "Delete", "its files can be built again"


def test_a_page_is_brought_after_the_api_that_it_asks(assembly: Assembly) -> None:
    [resource] = assembly.every("Custom::Page")
    routes = [each for each in assembly.every("AWS::ApiGatewayV2::Route") if each.name.startswith("desk")]
    assert len(routes) >= 3
    for needed in (assembly.functions()["desk_api"], *routes):
        assert needed.logical_id in resource.body["DependsOn"], needed.name


@pytest.mark.parametrize(
    ("uri", "served"),
    [
        ("/", "/index.html"),
        ("/tickets", "/index.html"),
        ("/tickets/tkt_01", "/index.html"),
        ("/settings/me", "/index.html"),
        ("/signed-in", "/index.html"),
        ("/tickets/tkt_01.php", "/index.html"),
        ("/.env", "/index.html"),
        ("/assets/index-B_XUK7TG.js", "/assets/index-B_XUK7TG.js"),
        ("/config.json", "/config.json"),
        ("/favicon.svg", "/favicon.svg"),
    ],
)
def test_an_address_of_the_page_is_served_by_its_index(uri: str, served: str) -> None:
    program = f"{_DEEP_LINKS}; console.log(handler({{ request: {{ uri: {uri!r} }} }}).uri)"
    assert run(tools.NODE, "--eval", program, failed="", next_step="").strip() == served


def _given(root: Any, **context: Any) -> Deployment:
    return Deployment.from_context(App(context=context).node, root=root, environ={})


@pytest.fixture
def checkout(tmp_path: Any) -> Any:
    for name in ("app", "authorizer", "find"):
        (tmp_path / "build" / "aws" / name).mkdir(parents=True)
    return tmp_path


def test_a_page_that_was_not_built_stops_a_deployment_that_wants_one(checkout: Any) -> None:
    with pytest.raises(DeploymentError, match="page does not exist"):
        _given(checkout)
    assert _given(checkout, workspace="false").workspace is False
    assert _given(checkout, workspace=False).workspace is False


@pytest.mark.parametrize(
    ("context", "built"),
    [({}, [True]), ({"workspace": "false"}, [False]), ({"workspace": "no"}, []), ({"local": "true"}, [])],
)
def test_the_app_builds_the_page_only_for_a_deployment_that_has_it(
    monkeypatch: pytest.MonkeyPatch, context: dict[str, str], built: list[bool]
) -> None:
    asked: list[bool] = []

    def build(_: str, *, page: bool) -> None:
        asked.append(page)
        raise StopError("")

    monkeypatch.setattr(bundle, "build", build)
    monkeypatch.setattr(Deployment, "from_context", lambda *_, **__: sys.exit("built elsewhere"))
    monkeypatch.setattr(app, "App", lambda: App(context=context))
    with pytest.raises(SystemExit):
        app.main()
    assert asked == built


@pytest.mark.parametrize(
    ("context", "said"),
    [
        ({"workspace": "no"}, "use true or false"),
        ({"workspace_domain": "desk.example.com"}, "give both"),
        ({"workspace_certificate": CERTIFICATE}, "give both"),
        ({"workspace_domain": "https://desk.example.com", "workspace_certificate": CERTIFICATE}, "use a host name"),
        ({"workspace_domain": "desk", "workspace_certificate": CERTIFICATE}, "use a host name"),
        (
            {"workspace_domain": "d.example.com", "workspace_certificate": CERTIFICATE.replace("us-east", "eu-west")},
            "certificate in us-east-1",
        ),
        ({"workspace_domain": "d.example.com", "workspace_certificate": "arn:aws:iam::1:user/x"}, "us-east-1"),
    ],
)
def test_a_wrong_setting_says_what_to_give(checkout: Any, context: dict[str, Any], said: str) -> None:
    with pytest.raises(DeploymentError, match=said):
        _given(checkout, **context)
