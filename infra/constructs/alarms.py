"""Alarms that publish to one topic, and the topic's e-mail subscription."""

from aws_cdk import Aws
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.constructs.nag import accept
from infra.deployment import Deployment


class Alarms(Construct):
    """One encrypted topic; `raise_when` adds an alarm to it."""

    def __init__(self, scope: Construct, name: str, *, deployment: Deployment) -> None:
        super().__init__(scope, name)
        key = kms.Key(
            self,
            "Key",
            description="Encrypts alarms on the way to their subscribers",
            enable_key_rotation=True,
            removal_policy=deployment.removal_policy,
        )
        cloudwatch_itself = iam.ServicePrincipal("cloudwatch.amazonaws.com")
        # with the key that AWS manages, CloudWatch could not publish
        key.grant(cloudwatch_itself, "kms:Decrypt", "kms:GenerateDataKey*")
        self.topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True)
        # a custom policy, such as TLS only, would replace the one that lets the account's alarms publish
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[cloudwatch_itself],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )
        self._action = actions.SnsAction(self.topic)
        self.all: list[cloudwatch.Alarm] = []
        if deployment.alarm_email:
            self._mail_to(deployment.alarm_email)

    def _mail_to(self, address: str) -> None:
        self.topic.add_subscription(subscriptions.EmailSubscription(address))
        accept(
            self.topic,
            {"Serverless-SNSRedrivePolicy": "An e-mail is a copy for a person: the alarm itself stays in CloudWatch."},
        )

    def raise_when(
        self,
        name: str,
        metric: cloudwatch.Metric,
        *,
        reaches: float,
        periods: int = 1,
        means: str,
    ) -> None:
        """Raises an alarm when the metric was at `reaches` or above for `periods` periods. Missing data counts as
        good."""
        alarm = metric.create_alarm(
            self,
            name,
            alarm_description=means,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=reaches,
            evaluation_periods=periods,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(self._action)
        alarm.add_ok_action(self._action)
        self.all.append(alarm)
