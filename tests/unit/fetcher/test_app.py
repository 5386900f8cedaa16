from fetcher.app import Fetcher
from helpdesk.platform.queues import QueueMessage
from tests.support.fakes import FakeQueue
from tests.support.log import FakeLog


def test_what_is_no_work_goes_to_the_dead_letters_at_once():
    dead, log = FakeQueue(), FakeLog()
    record = {"messageId": "q1", "receiptHandle": "r", "body": "{}", "attributes": {"ApproximateReceiveCount": "1"}}
    assert Fetcher(None, FakeQueue(), dead, log)({"Records": [record]}) == {"batchItemFailures": []}
    assert dead.messages == [QueueMessage("{}")]
    assert [(event, values["queue_message_id"]) for event, values in log.lines] == [("no work", "q1")]
