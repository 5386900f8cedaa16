"""Every failure raises an alarm."""

from typing import Any

import pytest

from tests.support.assembly import Assembly, many


def _watched(assembly: Assembly) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Alarms by (namespace, metric, dimension)."""
    found = {}
    for alarm in assembly.every("AWS::CloudWatch::Alarm"):
        metric = alarm.properties
        if "MetricName" in metric:
            of = ", ".join(dimension["Value"] for dimension in metric.get("Dimensions", ()))
            found[metric["Namespace"], metric["MetricName"], of] = metric
    return found


def _computed(assembly: Assembly, metric: str) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Alarms on an expression of this metric and others: with the metrics."""
    found = []
    for alarm in assembly.every("AWS::CloudWatch::Alarm"):
        stats = [part["MetricStat"]["Metric"] for part in alarm.properties.get("Metrics", ()) if "MetricStat" in part]
        if any(stat["MetricName"] == metric for stat in stats):
            found.append((alarm.properties, stats))
    return found


def _dimensions(metric: dict[str, Any]) -> dict[str, str]:
    return {dimension["Name"]: dimension["Value"] for dimension in metric["Dimensions"]}


def test_every_failed_or_throttled_function_raises_an_alarm(assembly: Assembly) -> None:
    watched = _watched(assembly)
    for name in assembly.functions().keys() - {"page"}:  # its failure is a failed deployment
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


def test_the_dashboard_shows_how_far_behind_its_stream_each_function_is(assembly: Assembly) -> None:
    [dashboard] = assembly.every("AWS::CloudWatch::Dashboard")
    mappings = [mapping.properties for mapping in assembly.mappings()]
    followers = {each["FunctionName"] for each in mappings if each["EventSourceArn"].endswith(".StreamArn")}
    assert len(followers) == 4
    for name in followers:
        assert f'"label":"{name} (ms)"' in str(dashboard.properties["DashboardBody"])


def test_server_errors_of_every_api_are_noticed(assembly: Assembly) -> None:
    watched = _watched(assembly)
    for api in assembly.every("AWS::ApiGatewayV2::Api"):
        of_sockets = api.properties["ProtocolType"] == "WEBSOCKET"
        named = ("IntegrationError", f"{api.name}, live") if of_sockets else ("5xx", api.name)
        assert watched["AWS/ApiGateway", *named]["Threshold"] == 1


@pytest.mark.parametrize(("metric", "service"), [("UnhandledUpdates", "webhook"), ("UnknownItems", "fanout")])
def test_what_our_code_does_not_know_raises_an_alarm(assembly: Assembly, metric: str, service: str) -> None:
    alarm = _watched(assembly)["Kanaal", metric, service]
    assert alarm["Dimensions"] == [{"Name": "service", "Value": service}]
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Sum", 1)


def test_a_flood_at_the_webhooks_raises_an_alarm(assembly: Assembly) -> None:
    [api] = [api for api in assembly.every("AWS::ApiGatewayV2::Api") if api.name == "webhooks"]
    alarm = _watched(assembly)["AWS/ApiGateway", "4xx", api.name]
    assert (alarm["Statistic"], alarm["Threshold"], alarm["Period"]) == ("Sum", 3000, 300)


def test_requests_above_the_limit_of_any_api_are_counted_and_raise_an_alarm(assembly: Assembly) -> None:
    stages = {stage.properties["ApiId"]: stage.properties for stage in assembly.every("AWS::ApiGatewayV2::Stage")}
    filters = {each.properties["LogGroupName"]: each.properties for each in assembly.every("AWS::Logs::MetricFilter")}
    for api in assembly.every("AWS::ApiGatewayV2::Api"):
        if api.properties["ProtocolType"] == "WEBSOCKET":
            continue  # it has no access log
        log = stages[api.name]["AccessLogSettings"]["DestinationArn"].rpartition(":")[2]
        counted = filters[log]
        assert counted["FilterPattern"] == '{ $.status = "429" }'
        [metric] = counted["MetricTransformations"]
        assert _watched(assembly)[metric["MetricNamespace"], metric["MetricName"], ""]["Threshold"] == 10


def test_a_stream_that_nobody_reads_raises_an_alarm(development: Assembly) -> None:
    mappings = {mapping.name: mapping.properties for mapping in development.mappings()}
    unread = _computed(development, "PolledEventCount")
    assert (
        len(unread)
        == len([name for name in mappings if name.startswith(("FanoutOf", "FeedOf", "NotifierOfFeed", "PusherOf"))])
        == 7
    )
    for alarm, metrics in unread:
        by_name = {metric["MetricName"]: _dimensions(metric) for metric in metrics}
        mapping, _, attribute = by_name["PolledEventCount"]["EventSourceMappingUUID"].rpartition(".")
        assert attribute == "Id"
        assert mappings[mapping]["MetricsConfig"] == {"Metrics": ["EventCount"]}
        written = by_name["ConsumedWriteCapacityUnits"]["TableName"]
        assert mappings[mapping]["EventSourceArn"] == f"{written}.StreamArn"
        # No data of the consumer is zero; one period is no proof.
        [expression] = [part["Expression"] for part in alarm["Metrics"] if "Expression" in part]
        assert expression == "IF(FILL(written, 0) > 0 AND FILL(polled, 0) == 0, 1, 0)"
        assert (alarm["DatapointsToAlarm"], alarm["EvaluationPeriods"]) == (2, 8)


def test_throttles_of_every_table_and_index_raise_an_alarm(development: Assembly) -> None:
    watched = {
        (metric["MetricName"], *sorted(_dimensions(metric).values()))
        for _, metrics in _computed(development, "WriteThrottleEvents")
        for metric in metrics
    }
    for table in development.every("AWS::DynamoDB::GlobalTable"):
        indexes = [index["IndexName"] for index in table.properties.get("GlobalSecondaryIndexes", ())]
        for name in ("ReadThrottleEvents", "WriteThrottleEvents"):
            assert (name, table.name) in watched
            for index in indexes:
                assert (name, *sorted((table.name, index))) in watched


def test_costs_are_watched_if_a_budget_is_given(production: Assembly, development: Assembly) -> None:
    [budget] = production.every("AWS::Budgets::Budget")
    assert budget.properties["Budget"]["BudgetLimit"] == {"Amount": 200, "Unit": "USD"}
    [topic] = production.every("AWS::SNS::Topic")
    for warning in budget.properties["NotificationsWithSubscribers"]:
        assert warning["Subscribers"] == [{"SubscriptionType": "SNS", "Address": topic.name}]
    kinds = [w["Notification"]["NotificationType"] for w in budget.properties["NotificationsWithSubscribers"]]
    assert kinds == ["ACTUAL", "FORECASTED"]
    assert development.every("AWS::Budgets::Budget") == []


def test_every_alarm_notifies_and_missing_data_is_ok_but_does_not_end_a_lag(assembly: Assembly) -> None:
    [topic] = assembly.every("AWS::SNS::Topic")
    for alarm in assembly.every("AWS::CloudWatch::Alarm"):
        assert alarm.properties["AlarmActions"] == [topic.name], alarm.name
        lag = alarm.properties.get("MetricName") == "IteratorAge"
        assert alarm.properties["TreatMissingData"] == ("ignore" if lag else "notBreaching"), alarm.name
        assert alarm.properties["ComparisonOperator"] == "GreaterThanOrEqualToThreshold", alarm.name
        assert len(alarm.properties["AlarmDescription"]) > 20, alarm.name


def test_alarms_are_encrypted_in_transit(assembly: Assembly) -> None:
    [topic] = assembly.every("AWS::SNS::Topic")
    [key] = [key for key in assembly.every("AWS::KMS::Key") if f"{key.name}.Arn" == topic.properties["KmsMasterKeyId"]]
    statements = key.properties["KeyPolicy"]["Statement"]
    [cloudwatch] = [s for s in statements if "cloudwatch.amazonaws.com" in many(s["Principal"].get("Service"))]
    assert {"kms:Decrypt", "kms:GenerateDataKey*"} <= set(cloudwatch["Action"])
    [policy] = assembly.every("AWS::SNS::TopicPolicy")
    denials = [s for s in policy.properties["PolicyDocument"]["Statement"] if s["Effect"] == "Deny"]
    assert [denial["Condition"] for denial in denials] == [{"Bool": {"aws:SecureTransport": "false"}}]


def test_cloudwatch_may_publish_alarms_and_a_budget_its_warnings(
    production: Assembly, development: Assembly, local: Assembly
) -> None:
    for assembly, services in (
        (production, ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"]),
        (development, ["cloudwatch.amazonaws.com"]),
        (local, ["cloudwatch.amazonaws.com"]),
    ):
        [policy] = assembly.every("AWS::SNS::TopicPolicy")
        [allowed] = [s for s in policy.properties["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
        assert (many(allowed["Principal"]["Service"]), allowed["Action"]) == (services, "sns:Publish")
        assert allowed["Condition"] == {"StringEquals": {"aws:SourceAccount": "AWS::AccountId"}}


def test_an_email_address_is_subscribed_if_one_is_given(production: Assembly, development: Assembly) -> None:
    [mail] = production.every("AWS::SNS::Subscription")
    assert (mail.properties["Protocol"], mail.properties["Endpoint"]) == ("email", "operations@example.com")
    assert development.every("AWS::SNS::Subscription") == []
