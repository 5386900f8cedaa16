"""The bucket of files, and the exact statements that give access to it."""

from collections.abc import Sequence

from aws_cdk import CfnOutput, Duration, Fn, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct, IConstruct

from infra.constructs.nag import accept
from infra.deployment import Deployment

UPLOADS, FILES = "uploads", "files"
"""Where clients post to, and where what was looked at lies."""


class Bucket(Construct):
    """Private, encrypted, over TLS. What is posted is forgotten after a day, unless somebody has looked at it."""

    def __init__(self, scope: Construct, name: str, *, deployment: Deployment) -> None:
        super().__init__(scope, name)
        self._bucket = s3.Bucket(
            self,
            "Bucket",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=not deployment.is_local,
            versioned=False,
            removal_policy=deployment.removal_policy,
            lifecycle_rules=[
                s3.LifecycleRule(id="unfinished", abort_incomplete_multipart_upload_after=Duration.days(1)),
                s3.LifecycleRule(id="uploads", prefix=f"{UPLOADS}/", expiration=Duration.days(1)),
            ],
            # A browser posts an upload and reads what a link serves. What it may do is in the form and in the link.
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
                self, {"AwsSolutions-S10": "A local AWS speaks HTTP, on loopback: a TLS-only bucket would refuse all."}
            )

        # By a name of our own choice: cdk-nag knows an accepted wildcard by what it is written as.
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

    def allow(self, *operations: str, under: Sequence[str]) -> iam.PolicyStatement:
        """These operations (`GetObject`, …) on the objects under these prefixes, for a role of another stack."""
        return iam.PolicyStatement(
            actions=[f"s3:{operation}" for operation in operations],
            resources=[f"{Fn.import_value(self._export)}/{prefix}/*" for prefix in under],
        )

    def accept_access(self, construct: IConstruct) -> None:
        """Within this construct, roles may have rights on all objects under a prefix."""
        reason = "An object's name is known when it is made: rights on objects are rights on a prefix of this bucket."
        accept(
            construct,
            {f"AwsSolutions-IAM5[Resource::{self._export}/{prefix}/*]": reason for prefix in (UPLOADS, FILES)},
        )
