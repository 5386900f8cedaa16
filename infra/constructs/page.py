"""The workspace's page: its files in a private bucket, served by CloudFront together with the desk API.

Page and API have one origin, so the browser needs no permission to call the API from the page (no CORS).
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from aws_cdk import Aws, Duration, Fn, RemovalPolicy
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.constructs.bucket import private_bucket
from infra.constructs.content_security import Sources
from infra.constructs.http_api import HttpApi
from infra.constructs.nag import accept
from infra.deployment import Deployment

_TLS_ONLY = cloudfront.ResponseHeadersStrictTransportSecurity(
    access_control_max_age=Duration.days(365), include_subdomains=True, override=True
)
_NO_SNIFFING = cloudfront.ResponseHeadersContentTypeOptions(override=True)
# The build's files are in one folder, or at the top. All else is an address that the page's own router reads.
_DEEP_LINKS = """\
function handler(event) {
  var request = event.request;
  if (!/^\\/(assets\\/.+|[a-z-]+\\.(html|json|svg))$/.test(request.uri)) request.uri = '/index.html';
  return request;
}
"""
# Nothing that a browser could give to a page, but that this page does not use.
_PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


class Page(Construct):
    """Files that somebody else puts into the bucket, under an address on which `/v1/*` is the desk API."""

    def __init__(
        self, scope: Construct, name: str, *, deployment: Deployment, desk_api: HttpApi, sources: Sources
    ) -> None:
        super().__init__(scope, name)
        self._deployment = deployment
        self._bucket = private_bucket(
            self,
            deployment,
            # Each file in it can be built again; a deployment without the workspace empties it first.
            removal_policy=RemovalPolicy.DESTROY,
        )
        deep_links = cloudfront.Function(
            self,
            "DeepLinks",
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            code=cloudfront.FunctionCode.from_inline(_DEEP_LINKS),
        )
        bucket = origins.S3BucketOrigin.with_origin_access_control(self._bucket)

        def files(name: str, **custom: str) -> cloudfront.BehaviorOptions:
            return cloudfront.BehaviorOptions(
                origin=bucket,
                compress=True,
                viewer_protocol_policy=self._protocols(cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS),
                cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
                response_headers_policy=self._headers(name, sources, custom),
                function_associations=[
                    cloudfront.FunctionAssociation(
                        event_type=cloudfront.FunctionEventType.VIEWER_REQUEST, function=deep_links
                    )
                ],
            )

        api = cloudfront.BehaviorOptions(
            origin=self._api_origin(desk_api),
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            viewer_protocol_policy=self._protocols(cloudfront.ViewerProtocolPolicy.HTTPS_ONLY),
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            response_headers_policy=cloudfront.ResponseHeadersPolicy(
                self,
                "ApiHeaders",
                security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                    content_type_options=_NO_SNIFFING, strict_transport_security=_TLS_ONLY
                ),
            ),
            # All of them: without a cache, this is how Authorization gets through.
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        )
        domain = deployment.workspace_domain
        self._distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"Kanaal {deployment.stage}: the workspace",
            default_root_object="index.html",
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            default_behavior=files("Headers"),
            additional_behaviors={
                "/v1/*": api,
                # Each sign-out ends there: what the API said stays on no computer that others use as well.
                "/signed-out": files("SignedOutHeaders", **{"Clear-Site-Data": '"cache"'}),
            },
            domain_names=[domain.name] if domain else None,
            certificate=acm.Certificate.from_certificate_arn(self, "Certificate", domain.certificate_arn)
            if domain
            else None,
        )
        self._accept()

    @property
    def origin(self) -> str:
        """Without a slash at the end."""
        domain = self._deployment.workspace_domain
        host = domain.name if domain else self._distribution.distribution_domain_name
        here = self._deployment.local_endpoint
        if here is None:
            return f"https://{host}"
        # A local AWS serves distributions at its own port. Browsers look up *.localhost without a name server.
        label = Fn.select(0, Fn.split(".", self._distribution.distribution_domain_name))
        return f"http://{label}.cloudfront.localhost:{urlsplit(here).port}"

    @property
    def bucket_name(self) -> str:
        return self._bucket.bucket_name

    def allow_publishing(self) -> Sequence[iam.PolicyStatement]:
        """The permissions to replace its files, and to see which there are."""
        return [
            iam.PolicyStatement(actions=["s3:ListBucket"], resources=[self._bucket.bucket_arn]),
            iam.PolicyStatement(
                actions=["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                resources=[self._bucket.arn_for_objects("*")],
            ),
        ]

    def accept_publishing(self, construct: Construct) -> None:
        """Accepts, within this construct, permissions on all files of the page."""
        made = self._bucket.node.default_child
        assert isinstance(made, s3.CfnBucket)
        wildcard = f"<{self._bucket.stack.resolve(made.logical_id)}.Arn>/*"
        accept(
            construct,
            {f"AwsSolutions-IAM5[Resource::{wildcard}]": "The bucket has the page's files only, named by the build."},
        )

    def _headers(self, name: str, sources: Sources, more: Mapping[str, str]) -> cloudfront.ResponseHeadersPolicy:
        custom = {"Permissions-Policy": _PERMISSIONS, "Cross-Origin-Opener-Policy": "same-origin", **more}
        return cloudfront.ResponseHeadersPolicy(
            self,
            name,
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=sources.policy, override=True
                ),
                content_type_options=_NO_SNIFFING,
                frame_options=cloudfront.ResponseHeadersFrameOptions(
                    frame_option=cloudfront.HeadersFrameOption.DENY, override=True
                ),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
                ),
                strict_transport_security=_TLS_ONLY,
            ),
            custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(
                custom_headers=[
                    cloudfront.ResponseCustomHeader(header=header, value=value, override=True)
                    for header, value in custom.items()
                ]
            ),
        )

    def _api_origin(self, api: HttpApi) -> origins.HttpOrigin:
        """A local AWS does not answer itself under AWS's host names."""
        if here := self._deployment.local_endpoint:
            there = urlsplit(here)
            return origins.HttpOrigin(
                str(there.hostname),
                http_port=there.port,
                protocol_policy=cloudfront.OriginProtocolPolicy.HTTP_ONLY,
                origin_path=f"/_aws/execute-api/{api.api.api_id}",
            )
        return origins.HttpOrigin(
            f"{api.api.api_id}.execute-api.{Aws.REGION}.{Aws.URL_SUFFIX}",
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
        )

    def _protocols(self, on_aws: cloudfront.ViewerProtocolPolicy) -> cloudfront.ViewerProtocolPolicy:
        return cloudfront.ViewerProtocolPolicy.ALLOW_ALL if self._deployment.is_local else on_aws

    def _accept(self) -> None:
        accept(
            self,
            {
                "AwsSolutions-S1": "Everybody may read the files in it: they contain no data and no secret.",
                "AwsSolutions-CFR1": "People who work at the desk may be anywhere; they sign in.",
                "AwsSolutions-CFR2": "It serves public files, and an API that limits requests and knows its callers.",
                "AwsSolutions-CFR3": "The API behind it has an access log; who read public files is of no interest.",
            },
        )
        if self._deployment.workspace_domain is None:
            accept(
                self._distribution,
                {
                    "AwsSolutions-CFR4": "The certificate of cloudfront.net allows older TLS, whatever is configured. "
                    "A domain of your own gets TLS 1.2 and later: docs/operations.md."
                },
            )
        if self._deployment.is_local:
            accept(
                self,
                {
                    "AwsSolutions-S10": "A local AWS uses HTTP on loopback: a TLS-only bucket would reject all.",
                    "AwsSolutions-CFR4": "A local AWS uses HTTP on loopback, where nobody can listen to it.",
                    "AwsSolutions-CFR5": "A local AWS uses HTTP on loopback, where nobody can listen to it.",
                },
            )
