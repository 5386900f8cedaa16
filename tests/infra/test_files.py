"""The bucket of files: private, with expiring uploads; and GuardDuty, if enabled."""

from tests.support.assembly import Assembly, Resource, many


def bucket(assembly: Assembly) -> Resource:
    return assembly.named("FileStore", "AWS::S3::Bucket")


def test_access_from_outside_requires_a_signature(assembly: Assembly) -> None:
    settings = bucket(assembly).properties
    assert set(settings["PublicAccessBlockConfiguration"].values()) == {True}
    assert settings["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    [rule] = settings["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert "VersioningConfiguration" not in settings


def test_on_aws_it_requires_tls(production: Assembly, development: Assembly) -> None:
    for assembly in (production, development):
        policy = assembly.named("FileStore/Bucket/Policy", "AWS::S3::BucketPolicy")
        [statement] = policy.properties["PolicyDocument"]["Statement"]
        assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_unfinished_and_unused_uploads_expire_and_exports_too(assembly: Assembly) -> None:
    unfinished, uploads, exports = bucket(assembly).properties["LifecycleConfiguration"]["Rules"]
    assert unfinished["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert (uploads["Prefix"], uploads["ExpirationInDays"]) == ("uploads/", 1)
    assert (exports["Prefix"], exports["ExpirationInDays"]) == ("exports/", 7)


def test_a_browser_may_post_and_read_what_is_signed(assembly: Assembly) -> None:
    [rule] = bucket(assembly).properties["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == ["POST", "GET"]


def test_guardduty_scans_and_tags_the_served_objects(scanned: Assembly, development: Assembly) -> None:
    assert development.every("AWS::GuardDuty::MalwareProtectionPlan") == []
    [plan] = scanned.every("AWS::GuardDuty::MalwareProtectionPlan")
    assert plan.properties["ProtectedResource"]["S3Bucket"]["ObjectPrefixes"] == ["files/"]
    assert plan.properties["Actions"] == {"Tagging": {"Status": "ENABLED"}}
    [role] = [role for role in scanned.every("AWS::IAM::Role") if f"{role.name}.Arn" == plan.properties["Role"]]
    [trust] = role.properties["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "malware-protection-plan.guardduty.amazonaws.com"}


def test_serving_functions_read_scan_tags_and_none_writes_them(scanned: Assembly) -> None:
    for name, function in scanned.functions().items():
        actions = {action for statement in scanned.statements(function) for action in many(statement["Action"])}
        assert "s3:PutObjectTagging" not in actions
        environment = function.properties["Environment"]["Variables"]
        assert ("s3:GetObjectTagging" in actions) is (name in {"desk_api", "find", "channel_api", "sender"})
        assert environment.get("MALWARE_SCAN", "true") == "true"
