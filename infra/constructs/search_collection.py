"""An OpenSearch Serverless collection for desks that outgrow the embedded index, and who may use it."""

import json
from collections.abc import Sequence

from aws_cdk import Aws, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_opensearchserverless as aoss
from constructs import Construct

from helpdesk.indexing.manifest import SERVED
from infra.constructs.function import Function
from infra.deployment import Deployment

_INDEXES = f"{SERVED}*"
READS = ("aoss:ReadDocument",)
WRITES = ("aoss:CreateIndex", "aoss:DescribeIndex", "aoss:DeleteIndex", *READS, "aoss:WriteDocument")
"""An index is built beside the one that is used, which is deleted later."""
_MOST_UNITS = 8
"""Of indexing, and of searching: a bound of the costs. OpenSearch Serverless begins with none, and has none while
nobody asks."""


class SearchCollection(Construct):
    """Of the generation that costs nothing while it sleeps. It can be made anew from the tables: no stage
    retains it."""

    def __init__(self, scope: Construct, name: str, *, deployment: Deployment) -> None:
        super().__init__(scope, name)
        self.collection_name = f"kanaal-{deployment.stage}"
        own = {"ResourceType": "collection", "Resource": [f"collection/{self.collection_name}"]}
        group = aoss.CfnCollectionGroup(
            self,
            "Group",
            name=self.collection_name,
            description="Kanaal: sleeps when nobody has searched for ten minutes",
            generation="NEXTGEN",
            standby_replicas="ENABLED",
            # The least is none, unless one is named.
            capacity_limits=aoss.CfnCollectionGroup.CapacityLimitsProperty(
                max_indexing_capacity_in_ocu=_MOST_UNITS, max_search_capacity_in_ocu=_MOST_UNITS
            ),
        )
        self._collection = aoss.CfnCollection(
            self,
            "Collection",
            name=self.collection_name,
            description="Kanaal: the index of tickets and messages",
            type="SEARCH",
            collection_group_name=group.name,
            standby_replicas="ENABLED",
        )
        # AWS refuses a collection whose name no policy knows.
        self._collection.node.add_dependency(
            group,
            # The key of AWS, as for the tables.
            self._policy("encryption", {"Rules": [own], "AWSOwnedKey": True}),
            # The functions are in no VPC. Whoever reaches it needs a signature and the policy of its data; nobody gets
            # the dashboards.
            self._policy("network", [{"Rules": [own], "AllowFromPublic": True}]),
        )

    @property
    def endpoint(self) -> str:
        return self._collection.attr_collection_endpoint

    def let(self, function: Function, *, do: Sequence[str]) -> None:
        """Two permissions are needed: to call the collection, and to do this to our indexes."""
        function.allow(iam.PolicyStatement(actions=["aoss:APIAccessAll"], resources=[self._collection.attr_arn]))
        role = function.function.role
        assert role, "each function has a role of its own"
        rule = {
            "ResourceType": "index",
            "Resource": [f"index/{self.collection_name}/{_INDEXES}"],
            "Permission": list(do),
        }
        aoss.CfnAccessPolicy(
            function,
            "SearchAccess",
            name=f"{self.collection_name}-{function.name}",
            type="data",
            policy=Stack.of(function).to_json_string([{"Rules": [rule], "Principal": [role.role_arn]}]),
        )

    def failures(self) -> cloudwatch.Metric:
        """Requests that the service answered with an error of its own."""
        return cloudwatch.Metric(
            namespace="AWS/AOSS",
            metric_name="5xx",
            dimensions_map={
                "ClientId": Aws.ACCOUNT_ID,
                "CollectionId": self._collection.attr_id,
                "CollectionName": self.collection_name,
            },
            statistic="Sum",
        )

    def _policy(self, kind: str, policy: object) -> aoss.CfnSecurityPolicy:
        return aoss.CfnSecurityPolicy(
            self,
            kind.title(),
            name=self.collection_name,
            type=kind,
            policy=json.dumps(policy, separators=(",", ":")),
        )
