"""No work is lost and none is retried forever: queues, dead-letter queues, and the functions that consume them."""

import json

from helpdesk.channels.models import NOTIFIED_TYPES
from helpdesk.conversations.models import EventType
from infra.provision import stream_letters
from infra.provision.dead_letters import QUEUES, SCHEDULED
from tests.support.assembly import Assembly


def test_every_queue_is_or_has_a_dead_letter_queue(assembly: Assembly) -> None:
    dead = assembly.dead_letter_queues()
    for queue in assembly.every("AWS::SQS::Queue"):
        redrive = queue.properties.get("RedrivePolicy")
        if queue.name in dead:
            assert redrive is None, f"{queue.name} would move dead letters on"
        else:
            assert redrive, queue.name
            assert 1 < redrive["maxReceiveCount"] <= (1000 if queue.name in {"outbound", "webhooks"} else 100), (
                queue.name
            )


def test_the_dead_letters_of_every_queue_can_be_redriven(assembly: Assembly) -> None:
    outputs = {name for template in assembly.templates.values() for name in template.get("Outputs", ())}
    named = {*QUEUES.values(), SCHEDULED.title(), *map(str.title, stream_letters.QUEUES)}
    assert {f"{name}DeadLetterQueueUrl" for name in named} == {
        name for name in outputs if name.endswith("DeadLetterQueueUrl")
    }
    assert len(named) == len(assembly.dead_letter_queues())
    assert {f"{name}QueueUrl" for name in QUEUES.values()} <= outputs


def test_a_reply_can_be_received_as_often_and_for_as_long_as_it_is_tried(assembly: Assembly) -> None:
    """A week is the longest time of an account: with two attempts an hour, and as many receives for other reasons."""
    [outbound] = [queue for queue in assembly.every("AWS::SQS::Queue") if queue.name == "outbound"]
    assert outbound.properties["RedrivePolicy"]["maxReceiveCount"] >= 2 * 2 * 168
    assert outbound.properties["MessageRetentionPeriod"] > 168 * 3600


def test_dead_letters_are_retained_for_sqss_maximum(assembly: Assembly) -> None:
    for queue in assembly.every("AWS::SQS::Queue"):
        assert queue.properties["MessageRetentionPeriod"] == 14 * 24 * 3600, queue.name


def test_a_fifo_queue_has_fifo_dead_letters_and_names_its_messages(assembly: Assembly) -> None:
    queues = {queue.name: queue.properties for queue in assembly.every("AWS::SQS::Queue")}
    for name, properties in queues.items():
        if redrive := properties.get("RedrivePolicy"):
            dead_letters = queues[redrive["deadLetterTargetArn"].removesuffix(".Arn")]
            assert dead_letters.get("FifoQueue") == properties.get("FifoQueue"), name
    by_content = [name for name, properties in queues.items() if properties.get("ContentBasedDeduplication")]
    assert by_content == ["outbound", "jobs", "webhooks", "index"], (
        "the scheduler demands it; whoever else sends there names each message"
    )
    assert queues["outbound"]["FifoQueue"] is True


def test_a_message_stays_hidden_for_six_times_its_consumers_timeout(assembly: Assembly) -> None:
    """That of the index a little longer than it: while one is hidden whose consumer has died, all others wait."""
    queues = {queue.name: queue for queue in assembly.every("AWS::SQS::Queue")}
    consumed = {}
    for mapping in assembly.mappings():
        source = mapping.properties["EventSourceArn"].removesuffix(".Arn")
        if source in queues:
            function = assembly.functions()[mapping.properties["FunctionName"]]
            hidden = queues[source].properties["VisibilityTimeout"]
            timeout = function.properties["Timeout"]
            assert (hidden >= 6 * timeout) if source != "index" else (timeout < hidden < 1.2 * timeout), source
            consumed[source] = function.name
    assert consumed == {
        "routing": "router",
        "outbound": "sender",
        "files": "fetcher",
        "jobs": "worker",
        "mails": "mailer",
        "webhooks": "notifier",
        "index": "indexer",
    }


def test_every_event_source_is_bounded(assembly: Assembly) -> None:
    for mapping in assembly.mappings():
        settings = mapping.properties
        assert settings["FunctionResponseTypes"] == ["ReportBatchItemFailures"], mapping.name
        assert settings["BatchSize"] >= 1, mapping.name
        if settings["EventSourceArn"].endswith(".StreamArn"):
            assert 0 < settings["MaximumRetryAttempts"] <= 10_000, mapping.name
            assert settings["MaximumRecordAgeInSeconds"] <= 12 * 3600, mapping.name
            assert 0 < settings["MaximumRecordAgeInSeconds"] <= 6 * 3600, mapping.name
            assert settings["BisectBatchOnFunctionError"] is True, mapping.name
            assert settings["DestinationConfig"]["OnFailure"]["Destination"], mapping.name
        else:
            assert settings["ScalingConfig"]["MaximumConcurrency"] >= 2, mapping.name


def test_replies_are_sent_one_at_a_time(assembly: Assembly) -> None:
    [sender] = [mapping for mapping in assembly.mappings() if mapping.properties["FunctionName"] == "sender"]
    assert sender.properties["BatchSize"] == 1


def test_the_fanout_gets_only_what_it_acts_on(assembly: Assembly) -> None:
    fanouts = [mapping for mapping in assembly.mappings() if mapping.properties["FunctionName"] == "fanout"]
    patterns = {}
    for fanout in fanouts:
        assert fanout.properties["StartingPosition"] == "TRIM_HORIZON"
        filters = fanout.properties["FilterCriteria"]["Filters"]
        patterns[fanout.properties["EventSourceArn"]] = [json.loads(filter_["Pattern"]) for filter_ in filters]
    assert patterns == {
        "Conversations.StreamArn": [
            {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"kind": {"S": ["message", "ticket", "probe"]}}}},
            {
                "eventName": ["INSERT"],
                "dynamodb": {
                    "NewImage": {
                        "kind": {"S": ["event"]},
                        "type": {"S": [*NOTIFIED_TYPES, EventType.RETRIED, EventType.CANCELLED]},
                    }
                },
            },
            {
                "eventName": ["INSERT"],
                "dynamodb": {"NewImage": {"kind": {"S": ["event"]}, "mail": {"S": ["waiting"]}}},
            },
            {
                "eventName": ["INSERT"],
                "dynamodb": {"NewImage": {"kind": {"S": ["event"]}, "routing": {"S": ["waits"]}}},
            },
            {
                "eventName": ["MODIFY"],
                "dynamodb": {"NewImage": {"kind": {"S": ["message"]}, "album_added": {"S": [{"exists": True}]}}},
            },
        ],
        "Directory.StreamArn": [
            {
                "eventName": ["INSERT"],
                "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "audit#"}, {"prefix": "availability#"}]}}},
            },
            {"eventName": ["INSERT"], "dynamodb": {"Keys": {"sk": {"S": ["job"]}}}},
            {
                "eventName": ["INSERT", "MODIFY"],
                "dynamodb": {"NewImage": {"kind": {"S": ["channel"]}, "channel_logo_url": {"S": [{"exists": True}]}}},
            },
        ],
    }


def test_the_feed_gets_every_change_that_it_says_something_about(assembly: Assembly) -> None:
    items = {"kind": {"S": ["message", "ticket", "note"]}}
    feeds = {
        mapping.properties["EventSourceArn"]: mapping.properties
        for mapping in assembly.mappings()
        if mapping.properties["FunctionName"] == "feed"
    }
    patterns = {
        source: [json.loads(each["Pattern"]) for each in settings["FilterCriteria"]["Filters"]]
        for source, settings in feeds.items()
    }
    assert patterns == {
        "Conversations.StreamArn": [
            {"dynamodb": {"NewImage": items}},
            {"eventName": ["REMOVE"], "dynamodb": {"OldImage": items}},
            {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"kind": {"S": ["event"]}}}},
        ],
        "Contacts.StreamArn": [
            {"dynamodb": {"Keys": {"sk": {"S": ["contact"]}}}},
            # a contact that loses an identifier says so itself
            {"eventName": ["INSERT", "MODIFY"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "identity#"}]}}}},
        ],
        "Directory.StreamArn": [
            {
                "eventName": ["INSERT"],
                "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "audit#"}, {"prefix": "availability#"}]}}},
            },
        ],
    }
    for settings in feeds.values():
        assert (settings["BatchSize"], settings["MaximumBatchingWindowInSeconds"]) == (1000, 1)
        assert settings.get("ParallelizationFactor", 1) == 1, "a change must not overtake one of its conversation"
        assert settings["StartingPosition"] == "TRIM_HORIZON"


def test_each_day_has_an_entry_in_the_feed(assembly: Assembly) -> None:
    """So that there is always one, and the numbers never begin again: the table deletes what is old."""
    schedule = assembly.named("FeedDaily/Schedule", "AWS::Scheduler::Schedule").properties
    assert schedule["ScheduleExpression"] == "rate(24 hours)"
    assert schedule["Target"]["Arn"] == "feed.Arn"
    assert "Records" not in json.loads(schedule["Target"]["Input"])


def test_queues_on_aws_are_encrypted_and_require_tls(production: Assembly, development: Assembly) -> None:
    for assembly in (production, development):
        guarded = set()
        for policy in assembly.every("AWS::SQS::QueuePolicy"):
            [statement] = policy.properties["PolicyDocument"]["Statement"]
            assert statement["Effect"] == "Deny"
            assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
            guarded.update(policy.properties["Queues"])
        queues = assembly.every("AWS::SQS::Queue")
        assert guarded == {queue.name for queue in queues}
        assert all(queue.properties["SqsManagedSseEnabled"] for queue in queues)
