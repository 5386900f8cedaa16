"""Third-party checks: cdk-nag in every synthesis, cfn-lint for every template."""

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_sqs as sqs
from cfnlint.config import ConfigMixIn
from cfnlint.runner import Runner

from infra.constructs.nag import accept
from infra.stacks.kanaal import add_checks
from tests.support.assembly import Assembly


@pytest.fixture(params=["production", "development", "local", "scanned"])
def checked(request: pytest.FixtureRequest) -> Assembly:
    """Every kind of deployment, including malware scanning."""
    created: Assembly = request.getfixturevalue(request.param)
    return created


def test_there_is_no_finding_that_was_not_accepted(checked: Assembly) -> None:
    report = json.loads((checked.folder / "validation-report.json").read_text())
    assert [plugin for plugin in report["pluginReports"] if plugin["violations"]] == []


def _app_with_a_bare_queue(folder: Path) -> tuple[App, sqs.Queue]:
    app = App(outdir=str(folder))
    queue = sqs.Queue(Stack(app, "Careless"), "Bare")
    add_checks(app)
    return app, queue


def _found(folder: Path) -> set[str]:
    report = json.loads((folder / "validation-report.json").read_text())
    return {violation["ruleName"] for plugin in report["pluginReports"] for violation in plugin["violations"]}


def test_a_finding_of_either_pack_stops_synthesis(tmp_path: Path) -> None:
    app, _ = _app_with_a_bare_queue(tmp_path)
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    assert _found(tmp_path) >= {"AwsSolutions-SQS3", "AwsSolutions-SQS4", "Serverless-SQSRedrivePolicy"}


def test_accepting_a_rule_accepts_only_that_rule(tmp_path: Path) -> None:
    app, queue = _app_with_a_bare_queue(tmp_path)
    accept(queue, {"AwsSolutions-SQS3": "For this test."})
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    assert "AwsSolutions-SQS3" not in _found(tmp_path)
    assert "AwsSolutions-SQS4" in _found(tmp_path)


def test_whatever_is_accepted_has_a_reason(assembly: Assembly) -> None:
    accepted = [
        (rule, reason)
        for path in assembly.folder.glob("*.metadata.json")
        for entries in json.loads(path.read_text()).values()
        for rule, reason in _accepted(entries)
    ]
    assert accepted
    for rule, reason in accepted:
        assert len(reason.split()) >= 8, (rule, reason)


def _accepted(entries: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        pair for entry in entries if entry["type"] == "aws:cdk:acknowledged-rules" for pair in entry["data"].items()
    ]


def test_cfn_lint_finds_nothing(checked: Assembly) -> None:
    templates = sorted(checked.folder.glob("*.template.json"))
    assert len(templates) == 4
    for template in templates:
        assert _lint(template) == []


def test_cfn_lint_finds_a_mistake(tmp_path: Path) -> None:
    template = tmp_path / "careless.template.json"
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeOut": 30}}
    template.write_text(json.dumps({"Resources": {"Queue": queue}}))
    assert [finding.partition(":")[0] for finding in _lint(template)] == ["[E3002"]


def _lint(template: Path) -> list[str]:
    """In this process, because each process of cfn-lint loads its rules and all resource schemas again."""
    # W3005: CDK names a dependency of a function on its role that a reference implies. It is harmless, and it is
    # CDK's to drop.
    config = ConfigMixIn(["--ignore-checks", "W3005", "--", str(template)])
    return [str(finding) for finding in Runner(config).run()]
