"""A stage retains its data unless it is a throwaway one, and the keys fit the access patterns."""

import json
from collections.abc import Callable

import pytest

from infra.workbench.tables import TABLES
from tests.support.assembly import Assembly, Resource

_STATEFUL = {"AWS::DynamoDB::GlobalTable", "AWS::KMS::Key", "AWS::Cognito::UserPool", "AWS::Logs::LogGroup"}
_STATEFUL |= {"AWS::S3::Bucket"}


@pytest.fixture(scope="session", params=["prod", "live", "dev"])
def protected(request: pytest.FixtureRequest, synthesise: Callable[..., Assembly], production: Assembly) -> Assembly:
    """Whatever a stage is called: it did not say that it is a throwaway one."""
    return production if request.param == "prod" else synthesise(stage=request.param)


def test_tables_and_users_are_protected(protected: Assembly) -> None:
    for table in protected.every("AWS::DynamoDB::GlobalTable"):
        [replica] = table.properties["Replicas"]
        assert replica["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True, table.name
        assert replica["DeletionProtectionEnabled"] is True, table.name
    [pool] = protected.every("AWS::Cognito::UserPool")
    assert pool.properties["DeletionProtection"] == "ACTIVE"


def test_what_was_stored_is_retained_with_the_stacks(protected: Assembly) -> None:
    stateful = [each for each in protected.every() if each.kind in _STATEFUL and each.name != "Page"]
    assert {resource.kind for resource in stateful} == _STATEFUL
    for resource in stateful:
        assert resource.body["DeletionPolicy"] == "Retain", resource.name
        assert resource.body["UpdateReplacePolicy"] == "Retain", resource.name


def test_no_stack_can_be_deleted_by_mistake(protected: Assembly, development: Assembly) -> None:
    for assembly, expected in ((protected, True), (development, False)):
        manifest = json.loads((assembly.folder / "manifest.json").read_text())
        stacks = [a for a in manifest["artifacts"].values() if a["type"] == "aws:cloudformation:stack"]
        assert len(stacks) == 4
        assert {stack["properties"].get("terminationProtection") for stack in stacks} == {expected}


def test_a_throwaway_stage_retains_nothing(development: Assembly, local: Assembly) -> None:
    for assembly in (development, local):
        retained = [r.name for r in assembly.every() if "Retain" in str(r.body.get("DeletionPolicy"))]
        assert retained == []
        for table in assembly.every("AWS::DynamoDB::GlobalTable"):
            assert table.properties["Replicas"][0]["DeletionProtectionEnabled"] is False


def test_tables_are_billed_per_request(assembly: Assembly) -> None:
    for table in assembly.every("AWS::DynamoDB::GlobalTable"):
        assert table.properties["BillingMode"] == "PAY_PER_REQUEST", table.name
        assert _key(table.properties) == {"HASH": ["pk"], "RANGE": ["sk"]}, table.name


def test_conversations_have_the_indexes_of_the_ticket_list(assembly: Assembly) -> None:
    table = assembly.named("Conversations", "AWS::DynamoDB::GlobalTable")
    assert _indexes(table) == {
        "tickets_by_account": ({"HASH": ["account_id", "state"], "RANGE": ["opened_at", "ticket_id"]}, "KEYS_ONLY"),
        "tickets_by_owner": ({"HASH": ["owner_id", "state"], "RANGE": ["owner_sort_at", "ticket_id"]}, "KEYS_ONLY"),
        "tickets_by_contact": ({"HASH": ["contact_id"], "RANGE": ["opened_at", "ticket_id"]}, "KEYS_ONLY"),
    }
    assert {item["AttributeType"] for item in table.properties["AttributeDefinitions"]} == {"S"}


def test_no_index_of_tickets_has_a_key_that_a_message_changes(assembly: Assembly) -> None:
    """An entry that moves costs two write units for each message."""
    indexes = _indexes(assembly.named("Conversations", "AWS::DynamoDB::GlobalTable"))
    keys = {key for schema, _ in indexes.values() for part in schema.values() for key in part}
    assert keys.isdisjoint({"last_activity_at", "last_sequence", "version", "waiting_since"})
    assert {projection for _, projection in indexes.values()} == {"KEYS_ONLY"}


def test_an_upgrade_keeps_the_index_that_the_version_before_reads(
    synthesise: Callable[..., Assembly], assembly: Assembly
) -> None:
    """DynamoDB creates or deletes one index in an update: each of the two deployments does one of both."""
    upgrading = synthesise(stage="upgrading", former_index=True)
    kept, now = (_indexes(of.named("Conversations", "AWS::DynamoDB::GlobalTable")) for of in (upgrading, assembly))
    assert set(kept) - set(now) == {"tickets_by_activity"}
    assert {name: kept[name] for name in now} == now
    assert kept["tickets_by_activity"] == (
        {"HASH": ["state", "account_id", "activity_shard"], "RANGE": ["last_activity_at", "ticket_id"]},
        "ALL",
    )
    for function in ("desk_api", "fanout", "worker"):
        allowed = str(upgrading.statements(upgrading.functions()[function]))
        assert "index/tickets_by_account" in allowed, function
        assert "index/tickets_by_activity" in allowed, function


def test_streams_have_what_their_followers_read(assembly: Assembly) -> None:
    """As the tables of the benchmark and of the tests have them. The contacts' has nothing personal."""
    views = {
        table.name: table.properties.get("StreamSpecification", {}).get("StreamViewType")
        for table in assembly.every("AWS::DynamoDB::GlobalTable")
    }
    assert views == {
        table["TableName"].title(): table.get("StreamSpecification", {}).get("StreamViewType") for table in TABLES
    }
    assert (views["Conversations"], views["Contacts"]) == ("NEW_AND_OLD_IMAGES", "NEW_IMAGE")


def test_contacts_have_the_indexes_of_their_lists(assembly: Assembly) -> None:
    assert _indexes(assembly.named("Contacts", "AWS::DynamoDB::GlobalTable")) == {
        "contacts_by_creation": ({"HASH": ["listed"], "RANGE": ["by_creation"]}, "KEYS_ONLY"),
        "contacts_by_name": ({"HASH": ["listed"], "RANGE": ["by_name"]}, "KEYS_ONLY"),
        "contacts_by_owner": ({"HASH": ["owner_id"], "RANGE": ["by_creation"]}, "KEYS_ONLY"),
    }


def test_the_directory_is_listed_by_kind(assembly: Assembly) -> None:
    table = assembly.named("Directory", "AWS::DynamoDB::GlobalTable")
    assert _indexes(table) == {"directory_by_kind": ({"HASH": ["kind"], "RANGE": ["pk"]}, "ALL")}


def test_expired_items_are_deleted(assembly: Assembly) -> None:
    ends = {t.name: t.properties.get("TimeToLiveSpecification") for t in assembly.every("AWS::DynamoDB::GlobalTable")}
    expiry = {"AttributeName": "expires_at", "Enabled": True}
    assert ends == {
        "Conversations": expiry,
        "Directory": {"AttributeName": "purge_at", "Enabled": True},
        "Contacts": None,
        "Feed": expiry,
        "Files": expiry,
        "Live": expiry,
    }


def test_keys(assembly: Assembly) -> None:
    keys = {key.name: key.properties for key in assembly.every("AWS::KMS::Key")}
    assert keys["SecretsKey"]["EnableKeyRotation"] is True
    assert keys["TokenHashKey"]["KeySpec"] == "HMAC_256"
    assert keys["TokenHashKey"]["KeyUsage"] == "GENERATE_VERIFY_MAC"


def test_people_are_invited_and_sign_in_by_mail(assembly: Assembly) -> None:
    [pool] = assembly.every("AWS::Cognito::UserPool")
    assert pool.properties["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool.properties["UsernameAttributes"] == ["email"]
    assert pool.properties["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12
    client = assembly.named("People/Pool/Client", "AWS::Cognito::UserPoolClient")
    assert client.properties["GenerateSecret"] is False
    assert client.properties["PreventUserExistenceErrors"] == "ENABLED"
    flows = {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}
    assert set(client.properties["ExplicitAuthFlows"]) == flows


def _key(schema: dict[str, list[dict[str, str]]]) -> dict[str, list[str]]:
    key: dict[str, list[str]] = {}
    for part in schema["KeySchema"]:
        key.setdefault(part["KeyType"], []).append(part["AttributeName"])
    return key


def _indexes(table: Resource) -> dict[str, tuple[dict[str, list[str]], str]]:
    indexes = table.properties["GlobalSecondaryIndexes"]
    return {index["IndexName"]: (_key(index), index["Projection"]["ProjectionType"]) for index in indexes}
