"""Schedules that tell a queue or a function something, once or again and again, and the roles with which they do."""

import json
from collections.abc import Mapping, Sequence

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct, IConstruct

from infra.constructs.nag import accept
from infra.constructs.queue import DeadLetterQueue, Queue
from infra.deployment import Deployment


def _role(scope: Construct) -> iam.Role:
    """For schedules of this AWS account only: another one could have the service use it."""
    own = {"StringEquals": {"aws:SourceAccount": Stack.of(scope).account}}
    return iam.Role(scope, "Role", assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com", conditions=own))


class Recurring(Construct):
    """Sends the same message to a queue or a function, again and again."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        every: Duration,
        arn: str,
        allowed: iam.PolicyStatement,
        message: Mapping[str, object],
        group: str | None = None,
    ) -> None:
        """`allowed`: to send it to that `arn`. `group`: of the message, in a FIFO queue."""
        super().__init__(scope, name)
        role = _role(self)
        role.add_to_policy(allowed)
        target = scheduler.CfnSchedule.TargetProperty(
            arn=arn,
            role_arn=role.role_arn,
            input=json.dumps(message),
            sqs_parameters=scheduler.CfnSchedule.SqsParametersProperty(message_group_id=group) if group else None,
        )
        scheduler.CfnSchedule(
            self,
            "Schedule",
            schedule_expression=f"rate({every.to_hours():g} hours)",
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=target,
        )


class Schedules(Construct):
    def __init__(self, scope: Construct, name: str, *, deployment: Deployment, queues: Sequence[Queue]) -> None:
        super().__init__(scope, name)
        # A FIFO queue cannot have the dead letters of a schedule.
        self.dead_letters = DeadLetterQueue(self, "DeadLetters", deployment=deployment, source="scheduled")
        self.group = f"Kanaal-{deployment.stage}-replies"
        scheduler.CfnScheduleGroup(self, "Group", name=self.group)
        self._role = _role(self)
        for destination in (*queues, self.dead_letters):
            self._role.add_to_policy(destination.allow("SendMessage"))

    def settings(self, *queues: Queue) -> dict[str, str]:
        """Of a function that creates schedules, for these queues."""
        return {
            "SCHEDULE_GROUP": self.group,
            "SCHEDULE_ROLE_ARN": self._role.role_arn,
            "SCHEDULED_DEAD_LETTER_QUEUE_ARN": self.dead_letters.arn,
            **{f"{queue.node.id.upper()}_QUEUE_ARN": queue.arn for queue in queues},
        }

    def allow(self, *operations: str) -> iam.PolicyStatement:
        """These operations (`CreateSchedule`, …) on the schedules of the group."""
        every = Stack.of(self).format_arn(
            service="scheduler",
            resource="schedule",
            resource_name=f"{self.group}/*",
            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
        )
        return iam.PolicyStatement(actions=[f"scheduler:{operation}" for operation in operations], resources=[every])

    def accept_access(self, construct: IConstruct) -> None:
        """Accepts, within this construct, permissions on all schedules of the group."""
        every = f"arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/{self.group}/*"
        reason = (
            "Schedules are created for messages and people: permissions are given on their group, which has no others."
        )
        accept(construct, {f"AwsSolutions-IAM5[Resource::{every}]": reason})

    def allow_passing_role(self) -> iam.PolicyStatement:
        """Whoever creates a schedule gives it this role, and no other."""
        return iam.PolicyStatement(
            actions=["iam:PassRole"],
            resources=[self._role.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}},
        )
