"""The settings of a deployment, and the differences between deployments."""

from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App

from infra.deployment import Deployment, DeploymentError
from tests.support.assembly import Assembly


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for target in ("aws", "local"):
        for bundle in ("app", "authorizer", "find", "page"):
            (tmp_path / "build" / target / bundle).mkdir(parents=True)
    return tmp_path


def _deployment(root: Path, environ: dict[str, str] | None = None, **context: Any) -> Deployment:
    return Deployment.from_context(App(context=context).node, root=root, environ=environ or {})


def test_without_context_it_is_the_dev_stage_on_aws(checkout: Path) -> None:
    deployment = _deployment(checkout)
    assert (deployment.stage, deployment.is_local, deployment.is_protected) == ("dev", False, True)
    assert deployment.app_bundle == checkout / "build/aws/app"
    assert deployment.authorizer_bundle == checkout / "build/aws/authorizer"
    assert deployment.alarm_email is None
    assert deployment.malware_scan is False
    assert _deployment(checkout, malware_scan="true").malware_scan is True
    assert deployment.former_index is False
    assert _deployment(checkout, former_index="true").former_index is True


def test_a_local_deployment_uses_the_local_bundles_and_endpoint(checkout: Path) -> None:
    deployment = _deployment(checkout, {"AWS_ENDPOINT_URL": "http://127.0.0.1:4999"}, local="true")
    assert deployment.app_bundle == checkout / "build/local/app"
    assert deployment.local_endpoint == "http://127.0.0.1:4999"


@pytest.mark.parametrize("stage", ["prod", "production", "live", "dev"])
def test_a_stage_is_protected_unless_it_says_that_it_is_throwaway(checkout: Path, stage: str) -> None:
    assert _deployment(checkout, stage=stage).is_protected
    assert not _deployment(checkout, stage=stage, throwaway="true").is_protected
    assert not _deployment(checkout, stage=stage, local="true").is_protected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("concurrency", "many"),
        ("concurrency", "0"),
        ("monthly_budget", "-5"),
        ("delivery_ports", "https"),
        ("delivery_ports", "443;8443"),
        ("delivery_ports", "443,70000"),
    ],
)
def test_an_invalid_number_is_rejected_with_an_example(checkout: Path, name: str, value: str) -> None:
    with pytest.raises(DeploymentError, match=f"{name} .* example"):
        _deployment(checkout, **{name: value})


def test_ports_and_budget_come_from_the_context(checkout: Path) -> None:
    assert _deployment(checkout).delivery_ports == (443, 8443)
    deployment = _deployment(checkout, delivery_ports="443, 9443", monthly_budget="50")
    assert (deployment.delivery_ports, deployment.monthly_budget) == ((443, 9443), 50)


@pytest.mark.parametrize(
    ("limit", "webhook", "consumers"), [(None, 200, 50), ("1000", 200, 50), ("200", 40, 10), ("199", None, 10)]
)
def test_concurrency_is_shared_by_the_accounts_limit(
    checkout: Path, limit: str | None, webhook: int | None, consumers: int
) -> None:
    deployment = _deployment(checkout, **({"concurrency": limit} if limit else {}))
    assert deployment.reserved(0.2) == webhook
    assert deployment.concurrency.consumers(0.05, 50) == consumers


def test_an_endpoint_alone_makes_no_deployment_local(checkout: Path) -> None:
    assert not _deployment(checkout, {"AWS_ENDPOINT_URL": "http://127.0.0.1:4999"}).is_local


@pytest.mark.parametrize("stage", ["Prod", "eu-west", "1st", "x" * 17])
def test_an_invalid_stage_name_is_rejected(checkout: Path, stage: str) -> None:
    with pytest.raises(DeploymentError, match="lower-case"):
        _deployment(checkout, stage=stage)


def test_a_missing_bundle_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match=r"python -m infra\.bundle local"):
        _deployment(tmp_path, local="true")


def test_stacks_are_named_by_stage_and_part(production: Assembly) -> None:
    assert set(production.templates) == {
        f"Kanaal-prod-{part}" for part in ("Data", "Processing", "Api", "Observability")
    }


def test_synthesis_requires_no_account_and_no_network(assembly: Assembly) -> None:
    manifest = (assembly.folder / "manifest.json").read_text()
    assert "aws://unknown-account/unknown-region" in manifest
    assert '"missing"' not in manifest


_LOCAL_ONLY = {
    ("authorizer", "JWKS_URL"),
    ("channel_api", "ALLOW_LOOPBACK"),
    ("channel_api", "API_URL"),
    ("desk_api", "ALLOW_LOOPBACK"),
    ("desk_api", "API_URL"),
    ("mailer", "WORKSPACE_URL"),
    ("desk_api", "LIVE_URL"),
    ("desk_api", "WEBHOOK_URL"),
    ("live", "SOCKETS_URL"),
    *((function, "AWAY_AFTER_SECONDS") for function in ("live", "pusher")),
    ("pusher", "SOCKETS_URL"),
    ("fetcher", "ALLOW_LOOPBACK"),
    ("fetcher", "RETRY_BASE_SECONDS"),
    ("notifier", "ALLOW_LOOPBACK"),
    ("notifier", "RETRY_BASE_SECONDS"),
    ("sender", "ALLOW_LOOPBACK"),
    ("sender", "RETRY_BASE_SECONDS"),
}

_LOCAL_ADDRESSES = {
    "Page/Bucket/Policy",
    "Page/Distribution",
    "Page/Headers",
    "Page/SignedOutHeaders",
    "PageFiles/Default",
    "WorkspaceClient",
}
"""The page of a local AWS has other addresses, and no TLS."""


def test_a_local_deployment_is_the_same_as_on_aws(development: Assembly, local: Assembly) -> None:
    there = {resource.logical_id: resource for resource in development.every()}
    here = {resource.logical_id: resource for resource in local.every()}
    missing = [there[name] for name in there.keys() - here.keys()]
    # a local AWS has no alarms on expressions
    assert all("Metrics" in resource.properties for resource in missing if resource.kind == "AWS::CloudWatch::Alarm")
    assert {resource.kind for resource in missing} == {
        "AWS::SQS::QueuePolicy",
        "AWS::S3::BucketPolicy",
        "AWS::CloudWatch::Alarm",
        "AWS::Cognito::ManagedLoginBranding",
    }
    assert here.keys() - there.keys() == set()
    differences, different = set(), set()
    for logical_id, resource in here.items():
        ours, theirs = dict(resource.properties), dict(there[logical_id].properties)
        if resource.kind == "AWS::Lambda::Function":
            mine, other = ours.pop("Environment")["Variables"], theirs.pop("Environment")["Variables"]
            differences |= {
                (resource.name, name) for name in mine.keys() | other.keys() if mine.get(name) != other.get(name)
            }
            ours.pop("Architectures"), theirs.pop("Architectures")
        if ours != theirs:
            different.add(resource.name)
    assert (differences, different) == (_LOCAL_ONLY, _LOCAL_ADDRESSES)


@pytest.mark.parametrize("name", ["sender", "fetcher", "desk_api", "channel_api"])
def test_only_a_local_function_may_reach_the_machine_it_runs_on(
    production: Assembly, development: Assembly, name: str
) -> None:
    for assembly in (production, development):
        assert assembly.functions()[name].properties["Environment"]["Variables"]["ALLOW_LOOPBACK"] == "false"


def test_the_index_is_embedded_unless_the_context_names_the_other_engine(checkout: Path) -> None:
    assert _deployment(checkout).search == "embedded"
    assert _deployment(checkout, search="opensearch").search == "opensearch"
    with pytest.raises(DeploymentError, match="use embedded or opensearch"):
        _deployment(checkout, search="solr")
    with pytest.raises(DeploymentError, match="a local AWS has no OpenSearch"):
        _deployment(checkout, search="opensearch", local="true")
