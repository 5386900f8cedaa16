"""A DynamoDB table and the exact policy statements that give access to it."""

from collections.abc import Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.deployment import Deployment


def text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)


def number(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.NUMBER)


def table_names(*tables: "Table") -> dict[str, str]:
    """The environment of a function that uses these tables."""
    return {f"{table.node.id.upper()}_TABLE": table.name for table in tables}


class Table(Construct):
    """On demand, with keys `pk` and `sk`. Except in a throwaway stage, recoverable to the second and protected
    against deletion."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        deployment: Deployment,
        indexes: Sequence[dynamodb.GlobalSecondaryIndexPropsV2] = (),
        time_to_live: str | None = None,
        stream: dynamodb.StreamViewType | None = None,
    ) -> None:
        super().__init__(scope, name)
        self._indexes = [index.index_name for index in indexes]
        self._table = dynamodb.TableV2(
            self,
            "Table",
            partition_key=text("pk"),
            sort_key=text("sk"),
            billing=dynamodb.Billing.on_demand(),
            global_secondary_indexes=list(indexes),
            time_to_live_attribute=time_to_live,
            dynamo_stream=stream,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=deployment.is_protected
            ),
            deletion_protection=deployment.is_protected,
            removal_policy=deployment.removal_policy,
        )

    @property
    def name(self) -> str:
        return self._table.table_name

    @property
    def stream_arn(self) -> str:
        arn = self._table.table_stream_arn
        if arn is None:
            raise ValueError(f"{self.node.path} has no stream")
        return arn

    def written(self) -> cloudwatch.Metric:
        """The write units that were used."""
        return self._table.metric_consumed_write_capacity_units(statistic="Sum")

    def throttled(self) -> list[cloudwatch.Metric]:
        """The requests that DynamoDB rejected because of too much traffic, on the table and on each index."""
        return [
            self._table.metric(name, statistic="Sum", dimensions_map=on)
            for name in ("ReadThrottleEvents", "WriteThrottleEvents")
            for on in (
                {"TableName": self.name},
                *({"TableName": self.name, "GlobalSecondaryIndexName": index} for index in self._indexes),
            )
        ]

    def allow(self, *operations: str, partitions: Sequence[str] = ()) -> iam.PolicyStatement:
        """These operations (`GetItem`, `Query`, …) on the table itself, not on its indexes; only on these `partitions`
        (`parked#*`), or on all."""
        statement = self._statement(operations, [self._table.table_arn])
        if partitions:
            statement.add_condition("ForAllValues:StringLike", {"dynamodb:LeadingKeys": list(partitions)})
        return statement

    def allow_query(self, *indexes: str) -> iam.PolicyStatement:
        """`Query` on these indexes."""
        return self._statement(["Query"], [f"{self._table.table_arn}/index/{index}" for index in indexes])

    def allow_reading_stream(self) -> iam.PolicyStatement:
        return self._statement(["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"], [self.stream_arn])

    @staticmethod
    def _statement(operations: Sequence[str], resources: Sequence[str]) -> iam.PolicyStatement:
        return iam.PolicyStatement(actions=[f"dynamodb:{name}" for name in operations], resources=list(resources))
