"""The tables of the integration tests are the tables of the deployment."""

from typing import Any

import pytest

from infra.workbench.tables import TABLES
from tests.support.assembly import Assembly


@pytest.mark.parametrize("expected", TABLES, ids=lambda table: table["TableName"])
def test_the_tests_tables_are_the_deployments(production: Assembly, expected: dict[str, Any]) -> None:
    deployed = production.named(expected["TableName"].capitalize(), "AWS::DynamoDB::GlobalTable").properties
    for part in ("KeySchema", "GlobalSecondaryIndexes"):
        assert _sorted(deployed.get(part, [])) == _sorted(expected.get(part, [])), part
    stream = deployed.get("StreamSpecification", {}).get("StreamViewType")
    assert stream == expected.get("StreamSpecification", {}).get("StreamViewType")
    assert _sorted(deployed["AttributeDefinitions"]) == _sorted(expected["AttributeDefinitions"])


def _sorted(parts: list[dict[str, Any]]) -> list[str]:
    return sorted(str(sorted(part.items())) for part in parts)
