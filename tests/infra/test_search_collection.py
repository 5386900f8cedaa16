"""A collection of OpenSearch Serverless, and exactly what a function may do to it."""

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Duration

from infra.constructs.function import Function
from infra.constructs.search_collection import READS, WRITES, SearchCollection
from infra.deployment import Deployment
from infra.stacks.base import KanaalStack
from tests.support.assembly import Assembly, Resource, many


@pytest.fixture(scope="module")
def assembly(bundles: Path, context: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    built = {f"{name}_bundle": bundles / name for name in ("app", "authorizer", "find", "page")}
    output = tmp_path_factory.mktemp("search")
    app = App(outdir=str(output), context=context)
    deployment = Deployment(stage="prod", **built)
    collection = SearchCollection(KanaalStack(app, "Data", deployment, description=""), "Search", deployment=deployment)
    functions = KanaalStack(app, "Processing", deployment, description="")
    for name, does in (("indexer", WRITES), ("find", READS)):
        function = Function(
            functions,
            name,
            deployment=deployment,
            description="",
            memory_mb=256,
            timeout=Duration.seconds(30),
            environment=collection.settings,
            allow=[],
        )
        collection.let(function, do=does)
    app.synth()
    return Assembly.load(output)


def _only(assembly: Assembly, kind: str) -> Resource:
    [found] = assembly.every(f"AWS::OpenSearchServerless::{kind}")
    return found


def test_it_costs_nothing_while_it_sleeps_and_has_a_bound(assembly: Assembly) -> None:
    group = _only(assembly, "CollectionGroup").properties
    assert group["Generation"] == "NEXTGEN"
    assert group["CapacityLimits"] == {"MaxIndexingCapacityInOcu": 8, "MaxSearchCapacityInOcu": 8}
    collection = _only(assembly, "Collection")
    assert (collection.properties["Type"], collection.properties["CollectionGroupName"]) == ("SEARCH", "kanaal-prod")
    needs = set(collection.body["DependsOn"])
    policies = assembly.every("AWS::OpenSearchServerless::SecurityPolicy")
    assert needs >= {policy.logical_id for policy in policies}


def test_it_is_encrypted_and_reached_by_its_api_only(assembly: Assembly) -> None:
    policies = {
        policy.properties["Type"]: json.loads(policy.properties["Policy"])
        for policy in assembly.every("AWS::OpenSearchServerless::SecurityPolicy")
    }
    own = [{"ResourceType": "collection", "Resource": ["collection/kanaal-prod"]}]
    assert policies == {
        "encryption": {"Rules": own, "AWSOwnedKey": True},
        "network": [{"Rules": own, "AllowFromPublic": True}],
    }


@pytest.mark.parametrize(
    ("name", "does"),
    [
        ("find", {"aoss:ReadDocument"}),
        ("indexer", {"aoss:CreateIndex", "aoss:ReadDocument", "aoss:WriteDocument"}),
    ],
)
def test_a_function_may_do_this_to_one_index(assembly: Assembly, name: str, does: set[str]) -> None:
    access = assembly.named(f"{name}/SearchAccess", "AWS::OpenSearchServerless::AccessPolicy").properties
    [policy] = json.loads(access["Policy"])
    [rule] = policy["Rules"]
    assert (rule["ResourceType"], rule["Resource"]) == ("index", ["index/kanaal-prod/desk-1"])
    assert set(rule["Permission"]) == does
    assert policy["Principal"] == [f"{name}/Role.Arn"]
    function = assembly.functions()[name]
    statements = [each for each in assembly.statements(function) if "aoss" in str(each["Action"])]
    assert [many(each["Action"]) for each in statements] == [["aoss:APIAccessAll"]]
    assert [many(each["Resource"]) for each in statements] == [["Search/Collection.Arn"]]
    settings = function.properties["Environment"]["Variables"]
    assert settings["SEARCH_ENGINE"] == "opensearch"
    assert settings["OPENSEARCH_ENDPOINT"] == "Search/Collection.CollectionEndpoint"


def test_names_fit_the_longest_stage() -> None:
    longest = f"kanaal-{'s' * 16}"
    assert len(longest) <= 28  # of a collection
    assert len(f"{longest}-indexer") <= 32  # of a policy


def test_a_desk_with_the_embedded_index_has_none_of_it(production: Assembly) -> None:
    assert "aoss" not in json.dumps(production.templates).lower()
    assert "OpenSearchServerless" not in json.dumps(production.templates)
