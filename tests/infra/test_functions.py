"""Every function has its own role, log and limits, and exactly the variables and permissions that it uses."""

import dataclasses
import importlib
import re
from collections.abc import Callable

import pytest

from desk_api.root import CALL_SECONDS
from helpdesk.accounts.subscriptions import AGAIN_WITHIN_SECONDS
from helpdesk.platform.outbound_http import UPLOAD_SECONDS
from infra.deployment import Concurrency
from tests.support.assembly import Assembly, many
from tests.support.permissions import PERMISSIONS

_EVERYWHERE = {
    "STAGE",
    "POWERTOOLS_SERVICE_NAME",
    "POWERTOOLS_METRICS_NAMESPACE",
    "LOG_LEVEL",
    "PYDANTIC_DISABLE_PLUGINS",
}


def test_each_function_has_exactly_the_permissions_it_uses(assembly: Assembly) -> None:
    for name, function in assembly.functions().items():
        allowed: dict[str, set[str]] = {}
        for statement in assembly.statements(function):
            assert statement["Effect"] == "Allow"
            for resource in many(statement["Resource"]):
                allowed.setdefault(resource, set()).update(many(statement["Action"]))
        log = function.properties["LoggingConfig"]["LogGroup"]
        assert allowed.pop(f"{log}.Arn") == {"logs:CreateLogStream", "logs:PutLogEvents"}, name
        assert allowed == PERMISSIONS[name], name


def _known(resource: str) -> str:
    """Object keys vary, and names of schedules, so a policy names their prefix, or what has nothing else."""
    varying = (
        *("FileStore.Arn/", "Page.Arn/", "Schedules.Arn/"),
        *(f"sockets.Arn/live/{method}/@connections/" for method in ("POST", "DELETE")),
    )
    return resource.removesuffix("/*") if resource.startswith(varying) else resource


def test_only_webhook_and_sender_open_every_secret(assembly: Assembly) -> None:
    both, accounts = ["account/*", "app/*"], ["account/*"]
    of_accounts = {"channel_api": accounts, "fetcher": accounts}
    opened = {"desk_api": both, "webhook": None, "sender": None, "notifier": ["webhook_subscription/*"]} | of_accounts
    found: dict[str, list[str] | None] = {}
    for name, function in assembly.functions().items():
        for statement in assembly.statements(function):
            if "kms:Decrypt" in many(statement["Action"]):
                condition = statement.get("Condition", {}).get("StringLikeIfExists", {})
                found[name] = condition.get("kms:EncryptionContext:owner")
    assert found == opened


def test_webhook_fanout_and_sender_cannot_be_starved(production: Assembly, development: Assembly) -> None:
    reserved = {
        name: function.properties["ReservedConcurrentExecutions"]
        for name, function in production.functions().items()
        if "ReservedConcurrentExecutions" in function.properties
    }
    assert reserved == {"webhook": 200, "fanout": 100, "sender": 50}
    assert not any("ReservedConcurrentExecutions" in f.properties for f in development.functions().values())


def test_a_small_account_reserves_nothing_and_its_queues_start_few_executions(
    synthesise: Callable[..., Assembly],
) -> None:
    small = synthesise(stage="small", concurrency=Concurrency(10))
    assert not any("ReservedConcurrentExecutions" in f.properties for f in small.functions().values())
    started = [m.properties["ScalingConfig"] for m in small.mappings() if "ScalingConfig" in m.properties]
    assert started == [{"MaximumConcurrency": 2}] * 7


def test_no_policy_contains_a_wildcard(assembly: Assembly) -> None:
    for policy in assembly.every("AWS::IAM::Policy"):
        for statement in policy.properties["PolicyDocument"]["Statement"]:
            wild = [text for key in ("Action", "Resource") for text in many(statement[key]) if "*" in _known(text)]
            assert not wild, policy.name
            assert "NotAction" not in statement
            assert "NotResource" not in statement


def test_each_function_has_its_own_role_without_managed_policies(assembly: Assembly) -> None:
    roles = [function.properties["Role"] for function in assembly.functions().values()]
    assert len(set(roles)) == len(roles)
    for role in assembly.every("AWS::IAM::Role"):
        assert "ManagedPolicyArns" not in role.properties, role.name
        [trust] = role.properties["AssumeRolePolicyDocument"]["Statement"]
        service = "scheduler" if role.name in {"Schedules/Role", "IndexRegularly/Role", "FeedDaily/Role"} else "lambda"
        assert trust["Principal"] == {"Service": f"{service}.amazonaws.com"}, role.name


def test_a_schedule_may_only_send_to_its_queues_and_its_dead_letter_queue(assembly: Assembly) -> None:
    role = assembly.named("Schedules/Role", "AWS::IAM::Role")
    policies = [each for each in assembly.every("AWS::IAM::Policy") if "Schedules/Role" in each.properties["Roles"]]
    statements = [each for policy in policies for each in policy.properties["PolicyDocument"]["Statement"]]
    assert {resource for each in statements for resource in many(each["Resource"])} == {
        "outbound.Arn",
        "routing.Arn",
        "Schedules/DeadLetters.Arn",
    }
    assert {action for each in statements for action in many(each["Action"])} == {"sqs:SendMessage"}
    [trust] = role.properties["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": "AWS::AccountId"}}


def test_only_the_schedules_role_is_passed_on_and_only_to_the_scheduler(assembly: Assembly) -> None:
    passing = {
        name: statement
        for name, function in assembly.functions().items()
        for statement in assembly.statements(function)
        if "iam:PassRole" in many(statement["Action"])
    }
    assert set(passing) == {"fanout", "live"}
    for statement in passing.values():
        assert statement["Resource"] == "Schedules/Role.Arn"
        assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}


def test_each_function_has_its_own_log_with_a_retention(assembly: Assembly) -> None:
    logs = [function.properties["LoggingConfig"] for function in assembly.functions().values()]
    assert all(log["LogFormat"] == "JSON" for log in logs)
    assert len({log["LogGroup"] for log in logs}) == len(logs)
    retention = {
        group.logical_id: group.properties.get("RetentionInDays") for group in assembly.every("AWS::Logs::LogGroup")
    }
    assert all(retention.values()), retention


_OF_THE_INDEX = {"find", "indexer"}
"""What they do is arithmetic."""


def test_each_function_has_limits(assembly: Assembly) -> None:
    for name, function in assembly.functions().items():
        assert function.properties["Runtime"] == "python3.13", name
        most = 1769 if name in _OF_THE_INDEX else 1024 if name == "pusher" else 512
        assert 128 < function.properties["MemorySize"] <= most, name
        assert 3 < function.properties["Timeout"] <= {"fetcher": 120, "indexer": 600}.get(name, 60), name


def test_aws_runs_functions_on_arm(production: Assembly, development: Assembly) -> None:
    for assembly in (production, development):
        assert all(f.properties["Architectures"] == ["arm64"] for f in assembly.functions().values())


def test_an_upload_ends_before_the_sender(assembly: Assembly) -> None:
    assert assembly.functions()["sender"].properties["Timeout"] >= UPLOAD_SECONDS + 5


def test_a_gateways_timeout_is_longer_than_its_functions(assembly: Assembly) -> None:
    for integration in assembly.every("AWS::ApiGatewayV2::Integration"):
        function = re.split(r"functions/|\.Arn", integration.properties["IntegrationUri"])[-2]
        limit = integration.properties.get("TimeoutInMillis", 30_000)
        assert assembly.functions()[function].properties["Timeout"] * 1000 < limit


def test_the_calls_that_connect_an_account_fit_into_the_functions_time(assembly: Assembly) -> None:
    """A credential check, and two calls that ask the service to deliver; if somebody changes the account in the
    meantime, two calls more."""
    first, again = 3 * CALL_SECONDS, CALL_SECONDS + AGAIN_WITHIN_SECONDS + 2 * CALL_SECONDS
    assert max(first, again) + 2 <= assembly.functions()["desk_api"].properties["Timeout"]


@pytest.mark.parametrize("name", sorted(PERMISSIONS))
def test_a_function_has_exactly_the_variables_of_its_settings(assembly: Assembly, name: str) -> None:
    settings = importlib.import_module(f"{name}.settings").Settings
    variables = assembly.functions()[name].properties["Environment"]["Variables"]
    assert set(variables) - _EVERYWHERE == {field.name.upper() for field in dataclasses.fields(settings)}
    assert set(variables) >= _EVERYWHERE
    assert variables["POWERTOOLS_SERVICE_NAME"] == name
    assert variables["POWERTOOLS_METRICS_NAMESPACE"] == "Kanaal"


@pytest.mark.parametrize("name", sorted(PERMISSIONS))
def test_the_entry_point_exists(assembly: Assembly, name: str) -> None:
    module, _, attribute = assembly.functions()[name].properties["Handler"].rpartition(".")
    assert module == f"{name}.handler"
    found = importlib.util.find_spec(module)
    assert found
    assert attribute == "handler"


def test_the_desks_key_is_in_no_template_and_only_where_ids_and_cursors_are_made(assembly: Assembly) -> None:
    functions = assembly.functions()
    keys = {name: each.properties["Environment"]["Variables"].get("DESK_KEY") for name, each in functions.items()}
    having = {name for name, key in keys.items() if key}
    assert having == {"webhook", "desk_api", "find", "channel_api", "notifier", "live", "pusher"}
    for key in filter(None, keys.values()):
        assert key.startswith("{{resolve:secretsmanager:")
        assert key.endswith(":SecretString:::}}")
    [secret] = assembly.every("AWS::SecretsManager::Secret")
    assert "SecretString" not in secret.properties
    assert secret.properties["GenerateSecretString"]["PasswordLength"] == 64
