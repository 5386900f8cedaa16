"""Every failure raises an alarm."""

from typing import Any

from tests.support.assembly import Assembly


def _watched(assembly: Assembly) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Alarms by (namespace, metric, dimension)."""
    found = {}
    for alarm in assembly.every("AWS::CloudWatch::Alarm"):
        metric = alarm.properties
        of = ", ".join(dimension["Value"] for dimension in metric["Dimensions"])
        found[metric["Namespace"], metric["MetricName"], of] = metric
    return found


def test_every_failed_or_throttled_function_raises_an_alarm(assembly: Assembly) -> None:
    watched = _watched(assembly)
    for name in assembly.functions():
        assert watched["AWS/Lambda", "Errors", name]["Threshold"] == 1
        assert watched["AWS/Lambda", "Throttles", name]["Threshold"] == 1


def test_every_dead_letter_raises_an_alarm(assembly: Assembly) -> None:
    watched = _watched(assembly)
    dead = assembly.dead_letter_queues()
    assert dead
    for queue in dead:
        alarm = watched["AWS/SQS", "ApproximateNumberOfMessagesVisible", f"{queue}.QueueName"]
        assert alarm["Threshold"] == 1
        assert alarm["EvaluationPeriods"] == 1


def test_work_that_waits_too_long_raises_an_alarm(assembly: Assembly) -> None:
    watched = _watched(assembly)
    dead = assembly.dead_letter_queues()
    for queue in assembly.every("AWS::SQS::Queue"):
        if queue.name not in dead:
            age = watched["AWS/SQS", "ApproximateAgeOfOldestMessage", f"{queue.name}.QueueName"]
            # longer than a message takes to reach its last receive
            assert age["Threshold"] + age["EvaluationPeriods"] * age["Period"] > queue.properties["VisibilityTimeout"]
    for mapping in assembly.mappings():
        if mapping.properties["EventSourceArn"].endswith(".StreamArn"):
            lag = watched["AWS/Lambda", "IteratorAge", mapping.properties["FunctionName"]]
            assert lag["Statistic"] == "Maximum"
            assert lag["Threshold"] <= 60_000


def test_server_errors_of_every_api_are_noticed(assembly: Assembly) -> None:
    watched = _watched(assembly)
    for api in assembly.every("AWS::ApiGatewayV2::Api"):
        assert watched["AWS/ApiGateway", "5xx", api.name]["Threshold"] == 1


def test_an_unhandled_update_raises_an_alarm(assembly: Assembly) -> None:
    alarm = _watched(assembly)["Kanaal", "UnhandledUpdates", "webhook"]
    assert alarm["Dimensions"] == [{"Name": "service", "Value": "webhook"}]
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Sum", 1)


def test_every_alarm_notifies_and_missing_data_is_ok(assembly: Assembly) -> None:
    [topic] = assembly.every("AWS::SNS::Topic")
    for alarm in assembly.every("AWS::CloudWatch::Alarm"):
        assert alarm.properties["AlarmActions"] == [topic.name], alarm.name
        assert alarm.properties["TreatMissingData"] == "notBreaching", alarm.name
        assert alarm.properties["ComparisonOperator"] == "GreaterThanOrEqualToThreshold", alarm.name
        assert len(alarm.properties["AlarmDescription"]) > 20, alarm.name


def test_alarms_are_encrypted_in_transit(assembly: Assembly) -> None:
    [topic] = assembly.every("AWS::SNS::Topic")
    [key] = [key for key in assembly.every("AWS::KMS::Key") if f"{key.name}.Arn" == topic.properties["KmsMasterKeyId"]]
    statements = key.properties["KeyPolicy"]["Statement"]
    [cloudwatch] = [s for s in statements if s["Principal"] == {"Service": "cloudwatch.amazonaws.com"}]
    assert {"kms:Decrypt", "kms:GenerateDataKey*"} <= set(cloudwatch["Action"])
    [policy] = assembly.every("AWS::SNS::TopicPolicy")
    denials = [s for s in policy.properties["PolicyDocument"]["Statement"] if s["Effect"] == "Deny"]
    assert [denial["Condition"] for denial in denials] == [{"Bool": {"aws:SecureTransport": "false"}}]


def test_cloudwatch_may_publish_alarms(assembly: Assembly) -> None:
    [policy] = assembly.every("AWS::SNS::TopicPolicy")
    allowed = [s for s in policy.properties["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
    assert [(statement["Principal"], statement["Action"]) for statement in allowed] == [
        ({"Service": "cloudwatch.amazonaws.com"}, "sns:Publish")
    ]


def test_an_email_address_is_subscribed_if_one_is_given(production: Assembly, development: Assembly) -> None:
    [mail] = production.every("AWS::SNS::Subscription")
    assert (mail.properties["Protocol"], mail.properties["Endpoint"]) == ("email", "operations@example.com")
    assert development.every("AWS::SNS::Subscription") == []
