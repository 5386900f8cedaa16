"""What happens once a day."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra.constructs.function import Function
from infra.constructs.nag import accept


def each_day(scope: Construct, name: str, function: Function) -> None:
    """Calls the function with the event of the rule."""
    rule = events.Rule(
        scope,
        name,
        schedule=events.Schedule.rate(Duration.days(1)),
        targets=[targets.LambdaFunction(function.function, retry_attempts=3)],
    )
    accept(rule, {"Serverless-EventBusDLQ": "The next day does the same; an error of the function raises an alarm."})
