"""Alarms that publish to one topic, and the topic's e-mail subscription."""

from aws_cdk import Aws
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk.aws_budgets import CfnBudget
from constructs import Construct

from infra.constructs.nag import accept
from infra.deployment import Deployment

_BUDGET_WARNINGS = (("ACTUAL", 80), ("FORECASTED", 100))


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
        self._key = key
        self.topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True)
        self._let_publish("cloudwatch.amazonaws.com")
        if deployment.monthly_budget:
            self._watch_costs(deployment.monthly_budget)
        self._action = actions.SnsAction(self.topic)
        self.all: list[cloudwatch.Alarm] = []
        if deployment.alarm_email:
            self._mail_to(deployment.alarm_email)

    def _let_publish(self, service: str) -> None:
        principal = iam.ServicePrincipal(service)
        # with the key that AWS manages, the service could not publish
        self._key.grant(principal, "kms:Decrypt", "kms:GenerateDataKey*")
        # a custom policy, such as TLS only, would replace the one that lets the account's alarms publish
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[principal],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )

    def _watch_costs(self, dollars: int) -> None:
        """Of the whole AWS account: costs of one application can be told apart only if its tags are activated."""
        self._let_publish("budgets.amazonaws.com")
        to_topic = CfnBudget.SubscriberProperty(subscription_type="SNS", address=self.topic.topic_arn)
        budget = CfnBudget(
            self,
            "Budget",
            budget=CfnBudget.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=CfnBudget.SpendProperty(amount=dollars, unit="USD"),
            ),
            notifications_with_subscribers=[
                CfnBudget.NotificationWithSubscribersProperty(
                    notification=CfnBudget.NotificationProperty(
                        notification_type=kind,
                        comparison_operator="GREATER_THAN",
                        threshold=percent,
                        threshold_type="PERCENTAGE",
                    ),
                    subscribers=[to_topic],
                )
                for kind, percent in _BUDGET_WARNINGS
            ],
        )
        # AWS checks at creation whether it may publish
        budget.node.add_dependency(self.topic)

    def _mail_to(self, address: str) -> None:
        self.topic.add_subscription(subscriptions.EmailSubscription(address))
        accept(
            self.topic,
            {"Serverless-SNSRedrivePolicy": "An e-mail is a copy for a person: the alarm itself stays in CloudWatch."},
        )

    def raise_when(
        self,
        name: str,
        metric: cloudwatch.IMetric,
        *,
        reaches: float,
        periods: int = 1,
        of: int | None = None,
        missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
        means: str,
    ) -> None:
        """Raises an alarm when the metric was at `reaches` or above for `periods` of the last `of` periods.
        `missing`: what a period without data counts as. Good, by default: most metrics exist only while something
        happens."""
        alarm = cloudwatch.Alarm(
            self,
            name,
            metric=metric,
            alarm_description=means,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=reaches,
            evaluation_periods=of or periods,
            datapoints_to_alarm=periods if of else None,
            treat_missing_data=missing,
        )
        alarm.add_alarm_action(self._action)
        alarm.add_ok_action(self._action)
        self.all.append(alarm)
