"""The file bucket, and the exact policy statements that give access to it."""

from collections.abc import Sequence
from typing import Any

from aws_cdk import Aws, CfnOutput, Duration, Fn, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct, IConstruct

from infra.constructs.nag import accept
from infra.deployment import Deployment

UPLOADS, FILES, EXPORTS, INDEX = "uploads", "files", "exports", "index"
"""The prefixes of uploads, of checked files, of exports of what there is of a person, and of the index."""

_PREFIXES = (UPLOADS, FILES, EXPORTS, INDEX)


def private_bucket(scope: Construct, deployment: Deployment, **more: Any) -> s3.Bucket:
    """Encrypted, TLS only, and nobody's but the account's."""
    return s3.Bucket(
        scope,
        "Bucket",
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=not deployment.is_local,
        versioned=False,
        **more,
    )


class Bucket(Construct):
    """Private, encrypted, TLS only. Uploads are deleted after a day; checked files are copied before. Exports
    are deleted after a week."""

    def __init__(self, scope: Construct, name: str, *, deployment: Deployment) -> None:
        super().__init__(scope, name)
        self._local_endpoint = deployment.local_endpoint
        self._bucket = private_bucket(
            self,
            deployment,
            removal_policy=deployment.removal_policy,
            lifecycle_rules=[
                s3.LifecycleRule(id="unfinished", abort_incomplete_multipart_upload_after=Duration.days(1)),
                s3.LifecycleRule(id="uploads", prefix=f"{UPLOADS}/", expiration=Duration.days(1)),
                s3.LifecycleRule(id="exports", prefix=f"{EXPORTS}/", expiration=Duration.days(7)),
            ],
            # Browsers post uploads and read links. The form and the link define what they may do.
            cors=[
                s3.CorsRule(
                    allowed_methods=[s3.HttpMethods.POST, s3.HttpMethods.GET], allowed_origins=["*"], max_age=3600
                )
            ],
        )
        accept(
            self,
            {
                "AwsSolutions-S1": "Each link is made by a function that logs who asked for it; the access log of S3 "
                "would be a second bucket that nobody reads."
            },
        )
        if deployment.is_local:
            accept(
                self,
                {"AwsSolutions-S10": "A local AWS uses HTTP on loopback: a TLS-only bucket would reject all requests."},
            )

        # A name of our own: cdk-nag identifies an accepted wildcard by its text.
        self._export = f"{Stack.of(self).stack_name}:FilesBucketArn"
        CfnOutput(Stack.of(self), "FilesBucketArn", value=self.arn, export_name=self._export)

    @property
    def name(self) -> str:
        return self._bucket.bucket_name

    @property
    def logical_id(self) -> str:
        made = self._bucket.node.default_child
        assert isinstance(made, s3.CfnBucket)
        return str(Stack.of(self).resolve(made.logical_id))

    @property
    def arn(self) -> str:
        return self._bucket.bucket_arn

    @property
    def origin(self) -> str:
        """Where the links to its files lead. A local AWS has the bucket's name in their paths instead. Composed of the
        name, which other stacks use anyway: with another export, no deployment could leave the workspace out."""
        return self._local_endpoint or f"https://{self.name}.s3.{Aws.REGION}.{Aws.URL_SUFFIX}"

    def allow(self, *operations: str, under: Sequence[str]) -> iam.PolicyStatement:
        """These operations (`GetObject`, …) on the objects under these prefixes, for a role of another stack."""
        return iam.PolicyStatement(
            actions=[f"s3:{operation}" for operation in operations],
            resources=[f"{Fn.import_value(self._export)}/{prefix}/*" for prefix in under],
        )

    def allow_listing(self, under: str) -> iam.PolicyStatement:
        """Of the objects under this prefix, for a role of another stack."""
        return iam.PolicyStatement(
            actions=["s3:ListBucket"],
            resources=[Fn.import_value(self._export)],
            conditions={"StringLike": {"s3:prefix": [f"{under}/*"]}},
        )

    def accept_access(self, construct: IConstruct) -> None:
        """Accepts, within this construct, permissions on all objects under a prefix."""
        reason = "Object names are known only at creation: permissions are given on a prefix of this bucket."
        accept(
            construct,
            {f"AwsSolutions-IAM5[Resource::{self._export}/{prefix}/*]": reason for prefix in _PREFIXES},
        )
