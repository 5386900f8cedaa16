"""What the fan-out could not process, and its dead letters name, on the streams of Amazon's engine."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from helpdesk.feed.models import BEGIN
from helpdesk.feed.repository import FeedRepository
from infra.provision.stream_letters import StreamLetters, report
from infra.workbench.engine import CREDENTIALS, session
from infra.workbench.tables import CONVERSATIONS, FEED
from tests.support.backends import JAVA_IS_MISSING, with_sdk
from tests.support.desk import DeskInProcess

OUTPUTS = {
    "FanoutDeadLetterQueueUrl": "https://sqs/fanout-dead-letters",
    "FeedDeadLetterQueueUrl": "https://sqs/feed-dead-letters",
}
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:fanout"


@dataclass
class FakeSqs:
    letters: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def receive_message(self, **request: Any) -> dict[str, Any]:
        assert request["QueueUrl"] in OUTPUTS.values()
        visible = [name for name in self.letters if name not in self.hidden][: request["MaxNumberOfMessages"]]
        self.hidden.update(visible)
        messages = [{"Body": self.letters[name], "ReceiptHandle": name} for name in visible]
        return {"Messages": messages} if messages else {}

    def delete_message(self, **request: Any) -> None:
        del self.letters[request["ReceiptHandle"]]


@dataclass
class FakeLambda:
    function: Callable[[dict[str, Any]], None]
    error: str | None = None

    def invoke(self, **request: Any) -> dict[str, Any]:
        assert request["FunctionName"] == FUNCTION
        if self.error:
            return {"FunctionError": "Unhandled", "Payload": io.BytesIO(self.error.encode())}
        self.function(json.loads(request["Payload"]))
        return {"Payload": io.BytesIO(b"null")}


class World:
    """A desk whose table has a stream, which its fan-out does not see."""

    def __init__(self, desk: DeskInProcess) -> None:
        self.desk, self.sqs, self.functions = desk, FakeSqs(), FakeLambda(desk.fanout)
        client: Any = desk.backend.client
        specification = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        described = client.update_table(TableName=CONVERSATIONS, StreamSpecification=specification)
        self.arn = described["TableDescription"]["LatestStreamArn"]
        key = client._request_signer._credentials.access_key  # which names the test's own database
        more: dict[str, Any] = {**CREDENTIALS, "aws_access_key_id": key, "endpoint_url": client.meta.endpoint_url}
        self.streams: Any = session().create_client("dynamodbstreams", **more)
        self.letters = StreamLetters("fanout", self.sqs, self.streams, self.functions, OUTPUTS)

    def of_feed(self) -> StreamLetters:
        return StreamLetters("feed", self.sqs, self.streams, FakeLambda(self.desk.feed), OUTPUTS)

    def shard(self) -> str:
        [shard] = self.streams.describe_stream(StreamArn=self.arn)["StreamDescription"]["Shards"]
        shard_id: str = shard["ShardId"]
        return shard_id

    def written(self) -> list[dict[str, Any]]:
        iterator = self.streams.get_shard_iterator(
            StreamArn=self.arn, ShardId=self.shard(), ShardIteratorType="TRIM_HORIZON"
        )
        records: list[dict[str, Any]] = self.streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
        return records

    def letter(self, first: str, last: str, **more: str) -> None:
        """As Lambda sends it to the destination of a failed batch."""
        batch = {
            "shardId": self.shard(),
            "startSequenceNumber": first,
            "endSequenceNumber": last,
            "approximateArrivalOfFirstRecord": "2026-11-22T09:00:00Z",
            "approximateArrivalOfLastRecord": "2026-11-22T09:00:00Z",
            "batchSize": 1,
            "streamArn": self.arn,
        }
        context = {"requestId": "1", "functionArn": FUNCTION, "condition": "RetryAttemptsExhausted"}
        body = {"requestContext": context, "version": "1.0", "DDBStreamBatchInfo": batch | more}
        self.sqs.letters[f"letter-{len(self.sqs.letters)}"] = json.dumps(body)


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if JAVA_IS_MISSING:
        pytest.skip("moto has no streams, DynamoDB Local needs Java 17")
    with with_sdk(request.getfixturevalue("engine_endpoint")) as backend:
        yield World(DeskInProcess(backend))


def sequences(records: list[dict[str, Any]]) -> list[str]:
    return [record["dynamodb"]["SequenceNumber"] for record in records]


def test_a_dead_letter_is_processed_and_deleted(world: World) -> None:
    world.desk.accept("Hello")
    found = sequences(world.written())
    world.letter(found[0], found[-1])
    [result] = list(world.letters.take_in())
    assert (result.done, result.outcome) == (True, "taken in again, records: 2"), "the message and its ticket"
    assert CONVERSATIONS in result.letter
    assert not world.sqs.letters
    assert [json.loads(queued.body).keys() for queued in world.desk.routing_queue.messages] == [{"ticket_id"}]


def test_what_the_feed_could_not_process_is_in_it_once(world: World) -> None:
    """With what its own filter lets pass, whose images and times are as Lambda would give them."""
    accepted = world.desk.accept("Hello")
    world.desk.call("POST", f"/v1/conversations/{accepted.conversation_id}/notes", {"text": "She has called."})
    found = sequences(world.written())
    for _ in range(2):
        world.letter(found[0], found[-1])
    assert [result.done for result in world.of_feed().take_in()] == [True, True]
    changes, _ = FeedRepository(world.desk.database.table(FEED)).after(BEGIN, limit=100)
    types = sorted(change.type.value for _, change in changes)
    assert types == ["message.received", "note.added", "ticket.created"]
    assert not world.sqs.letters


def test_only_the_records_of_the_letter_are_processed(world: World) -> None:
    accepted = [world.desk.accept(f"Hello {number}", thread=f"t{number}") for number in range(3)]
    records = world.written()
    of_second = [
        record["dynamodb"]["SequenceNumber"]
        for record in records
        if record["dynamodb"]["Keys"]["pk"]["S"] == accepted[1].conversation_id.removeprefix("cnv_").rpartition("_")[0]
    ]
    world.letter(of_second[0], of_second[-1])
    assert [result.done for result in world.letters.take_in()] == [True]
    [queued] = world.desk.routing_queue.messages
    assert json.loads(queued.body) == {"ticket_id": accepted[1].ticket_id}


def test_taking_in_twice_sends_a_reply_once(world: World) -> None:
    conversation = world.desk.accept("Hello").conversation_id
    status, reply = world.desk.call("POST", f"/v1/conversations/{conversation}/replies", {"text": "Hi"})
    assert status == 201
    found = sequences(world.written())
    for _ in range(2):
        world.letter(found[0], found[-1])
    assert [result.done for result in world.letters.take_in()] == [True, True]
    world.desk.settle()
    sent = world.desk.call("GET", f"/v1/conversations/{conversation}/timeline")[1]["entries"]
    assert [(entry["status"], entry["attempts"]) for entry in sent if entry["id"] == reply["id"]] == [("SENT", 1)]
    assert len(world.desk.http.posted) == 1


def test_records_that_are_gone_stay_as_a_letter_that_says_what_to_do(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.desk.accept("Hello")
    [first, *_, last] = sequences(world.written())
    world.letter(first, last, streamArn=f"{world.arn}0")
    world.letter(first, last)
    with pytest.raises(SystemExit, match="1 of 2 dead letters are left"):
        report("fanout", world.letters.take_in())
    said = capsys.readouterr().out
    assert "keeps them for 24 hours" in said
    assert "docs/operations.md" in said
    assert len(world.sqs.letters) == 1


def test_a_stream_that_ends_too_early_deletes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.provision.stream_letters._READS", 3)
    world.desk.accept("Hello")
    [first, *_, last] = sequences(world.written())
    world.letter(first, str(int(last) + 1))
    [result] = world.letters.take_in()
    assert (result.done, "ends before" in result.outcome) == (False, True)


def test_a_letter_stays_while_the_fanout_fails(world: World) -> None:
    world.desk.accept("Hello")
    [first, *_, last] = sequences(world.written())
    world.letter(first, last)
    world.functions.error = '{"errorMessage": "out of luck"}'
    [result] = world.letters.take_in()
    assert (result.done, "out of luck" in result.outcome) == (False, True)
    world.functions.error = None
    world.sqs.hidden.clear()
    assert [result.done for result in world.letters.take_in()] == [True]


@pytest.mark.parametrize("body", ["{}", "[]", "null", "not JSON", '{"DDBStreamBatchInfo": {"shardId": "1"}}'])
def test_another_message_stays_and_is_named(world: World, body: str) -> None:
    world.sqs.letters["letter"] = body
    [result] = world.letters.take_in()
    assert (result.done, result.letter, "not understood" in result.outcome) == (False, body, True)


def test_an_empty_queue_says_so(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    report("fanout", world.letters.take_in())
    assert "no dead letters" in capsys.readouterr().out
