"""A Lambda function with the settings of all functions here: its own role, its own log, no implicit defaults."""

import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

from aws_cdk import Duration, Size
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.constructs.nag import accept
from infra.deployment import Deployment

_NOT_THE_NEWEST = "Python 3.13 is what everything is tested with, and Lambda supports it until the middle of 2029."


class Function(Construct):
    """The entry point `<name>/handler.py` of a bundle. Its role has `allow` and the permission to write its own log."""

    def __init__(  # noqa: PLR0913 - what a function has
        self,
        scope: Construct,
        name: str,
        *,
        deployment: Deployment,
        description: str,
        memory_mb: int,
        timeout: Duration,
        environment: Mapping[str, str],
        allow: Sequence[iam.PolicyStatement],
        bundle: Path | None = None,
        storage_mb: int | None = None,
    ) -> None:
        """`storage_mb`: of files that a process keeps while it lives; None: 512, as everybody has."""
        super().__init__(scope, name)
        self.name = name
        self.timeout = timeout
        log = logs.LogGroup(
            self, "Log", retention=logs.RetentionDays.ONE_MONTH, removal_policy=deployment.removal_policy
        )
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        self.function = lambda_.Function(
            self,
            "Function",
            description=description,
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=_architecture(deployment),
            handler=f"{name}.handler.handler",
            code=lambda_.Code.from_asset(str(bundle or deployment.app_bundle)),
            memory_size=memory_mb,
            timeout=timeout,
            ephemeral_storage_size=Size.mebibytes(storage_mb) if storage_mb else None,
            role=role,
            environment={
                "STAGE": deployment.stage,
                "POWERTOOLS_SERVICE_NAME": name,
                "POWERTOOLS_METRICS_NAMESPACE": "Kanaal",
                "LOG_LEVEL": "INFO",
                # We use none; pydantic would search the metadata of every package for them, in each cold start.
                "PYDANTIC_DISABLE_PLUGINS": "__all__",
                **environment,
            },
            log_group=log,
            logging_format=lambda_.LoggingFormat.JSON,
            # START, END and REPORT of each invocation would cost more to store than the invocation itself
            system_log_level_v2=lambda_.SystemLogLevel.WARN,
            # No X-Ray: each unit of work writes one log event with the ids that correlate it, and the X-Ray SDK
            # ends in February 2027. If you need traces for a day, enable them on the function.
            tracing=lambda_.Tracing.DISABLED,
        )
        self.allow(
            iam.PolicyStatement(actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[log.log_group_arn]),
            *allow,
        )
        accept(
            self,
            {
                "AwsSolutions-L1": _NOT_THE_NEWEST,
                "Serverless-LambdaLatestVersion": _NOT_THE_NEWEST,
                "Serverless-LambdaDLQ": "No event of it can be lost: a gateway or CloudFormation waits for it, or an "
                "event source mapping with bounded retries and a dead-letter queue of its own.",
                "Serverless-LambdaTracing": "Correlated wide log events instead of traces; see the comment above.",
            },
        )

    def reserve(self, executions: int | None) -> None:
        """That many concurrent executions are this function's alone, and are its limit."""
        made = self.function.node.default_child
        assert isinstance(made, lambda_.CfnFunction)
        made.reserved_concurrent_executions = executions

    def allow_calling(self) -> iam.PolicyStatement:
        return iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[self.function.function_arn])

    def allow(self, *statements: iam.PolicyStatement) -> None:
        for statement in statements:
            self.function.add_to_role_policy(statement)


def _architecture(deployment: Deployment) -> lambda_.Architecture:
    """arm64 costs a fifth less. A local AWS runs functions on this machine, whatever its architecture."""
    on_arm = not deployment.is_local or platform.machine().lower() in {"arm64", "aarch64"}
    return lambda_.Architecture.ARM_64 if on_arm else lambda_.Architecture.X86_64
