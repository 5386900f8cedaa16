"""A deployment whose index is on OpenSearch Serverless: a collection, and exactly what a function may do to it."""

import importlib
import json
from collections.abc import Callable
from dataclasses import fields

import pytest

from tests.support.assembly import Assembly, Resource, many
from tests.support.permissions import PERMISSIONS, WITH_OPENSEARCH


@pytest.fixture(scope="module")
def assembly(synthesise: Callable[..., Assembly]) -> Assembly:
    return synthesise(stage="large", search="opensearch")


def _only(assembly: Assembly, kind: str) -> Resource:
    [found] = assembly.every(f"AWS::OpenSearchServerless::{kind}")
    return found


def test_it_costs_nothing_while_it_sleeps_and_has_a_bound(assembly: Assembly) -> None:
    group = _only(assembly, "CollectionGroup").properties
    assert group["Generation"] == "NEXTGEN"
    assert group["CapacityLimits"] == {"MaxIndexingCapacityInOcu": 8, "MaxSearchCapacityInOcu": 8}
    collection = _only(assembly, "Collection")
    assert (collection.properties["Type"], collection.properties["CollectionGroupName"]) == ("SEARCH", "kanaal-large")
    needs = set(collection.body["DependsOn"])
    policies = assembly.every("AWS::OpenSearchServerless::SecurityPolicy")
    assert needs >= {policy.logical_id for policy in policies}


def test_it_is_encrypted_and_reached_by_its_api_only(assembly: Assembly) -> None:
    policies = {
        policy.properties["Type"]: json.loads(policy.properties["Policy"])
        for policy in assembly.every("AWS::OpenSearchServerless::SecurityPolicy")
    }
    own = [{"ResourceType": "collection", "Resource": ["collection/kanaal-large"]}]
    assert policies == {
        "encryption": {"Rules": own, "AWSOwnedKey": True},
        "network": [{"Rules": own, "AllowFromPublic": True}],
    }


@pytest.mark.parametrize(
    ("name", "does"),
    [
        ("find", {"ReadDocument"}),
        ("indexer", {"CreateIndex", "DescribeIndex", "DeleteIndex", "ReadDocument", "WriteDocument"}),
    ],
)
def test_a_function_may_do_this_to_our_indexes(assembly: Assembly, name: str, does: set[str]) -> None:
    access = assembly.named(f"{name}/SearchAccess", "AWS::OpenSearchServerless::AccessPolicy").properties
    [policy] = json.loads(access["Policy"])
    [rule] = policy["Rules"]
    assert (rule["ResourceType"], rule["Resource"]) == ("index", ["index/kanaal-large/desk-v*"])
    assert set(rule["Permission"]) == {f"aoss:{each}" for each in does}
    assert policy["Principal"] == [f"{name}/Role.Arn"]


def test_nobody_else_reaches_it(assembly: Assembly) -> None:
    assert len(assembly.every("AWS::OpenSearchServerless::AccessPolicy")) == 2
    for name, function in assembly.functions().items():
        allowed: dict[str, set[str]] = {}
        for statement in assembly.statements(function):
            for resource in many(statement["Resource"]):
                allowed.setdefault(resource, set()).update(many(statement["Action"]))
        allowed.pop(f"{function.properties['LoggingConfig']['LogGroup']}.Arn")
        assert allowed == (PERMISSIONS | WITH_OPENSEARCH)[name], name


def test_the_functions_of_the_index_know_where_it_is(assembly: Assembly) -> None:
    for name in ("find", "indexer", "feed"):
        variables = assembly.functions()[name].properties["Environment"]["Variables"]
        assert variables["SEARCH_ENGINE"] == "opensearch"
        has = {field.name for field in fields(importlib.import_module(f"{name}.settings").Settings)}
        if "opensearch_endpoint" in has:
            assert variables["OPENSEARCH_ENDPOINT"] == "Search/Collection.CollectionEndpoint"


def test_it_may_sleep_at_night(assembly: Assembly, production: Assembly) -> None:
    """Whoever asks it wakes it."""
    often = [
        each.named("IndexRegularly/Schedule", "AWS::Scheduler::Schedule").properties["ScheduleExpression"]
        for each in (assembly, production)
    ]
    assert often == ["rate(24 hours)", "rate(1 hours)"]


def test_its_failures_raise_an_alarm(assembly: Assembly) -> None:
    [alarm] = [
        each.properties
        for each in assembly.every("AWS::CloudWatch::Alarm")
        if each.properties.get("Namespace") == "AWS/AOSS"
    ]
    assert (alarm["MetricName"], alarm["Threshold"], alarm["Statistic"]) == ("5xx", 1, "Sum")
    dimensions = {each["Name"]: each["Value"] for each in alarm["Dimensions"]}
    assert dimensions["CollectionName"] == "kanaal-large"
    assert dimensions.keys() == {"ClientId", "CollectionId", "CollectionName"}


def test_names_fit_the_longest_stage() -> None:
    longest = f"kanaal-{'s' * 16}"
    assert len(longest) <= 28  # of a collection
    assert len(f"{longest}-indexer") <= 32  # of a policy


def test_a_desk_with_the_embedded_index_has_none_of_it(production: Assembly) -> None:
    assert "aoss" not in json.dumps(production.templates).lower()
    assert "OpenSearchServerless" not in json.dumps(production.templates)
