"""A receiver that is down: its replies wait, cost nothing, and follow in order when it works again."""

from datetime import timedelta
from typing import Any

import pytest

from helpdesk.delivery.parked import ParkedRepository
from helpdesk.platform.clock import to_text
from helpdesk.platform.outbound_http import HttpResponse
from infra.workbench.tables import CONVERSATIONS
from tests.support.desk import DeskInProcess
from tests.support.outage import Outage

UP = HttpResponse(200, {}, b"{}")
DOWN = HttpResponse(503, {}, b"")


@pytest.fixture
def outage(desk: DeskInProcess) -> Outage:
    return Outage(desk)


def parked(outage: Outage) -> int:
    table = outage.desk.database.table(CONVERSATIONS)
    return len(ParkedRepository(table).first(outage.desk.custom.id, 100))


def change(outage: Outage, **fields: Any) -> None:
    assert outage.desk.call("PATCH", f"/v1/channel-accounts/{outage.desk.custom.id}", fields)[0] == 200


def test_a_reply_outlives_a_weekend_and_its_conversation_keeps_its_order(outage: Outage) -> None:
    [conversation] = outage.conversations(1)
    for number in range(3):
        outage.reply(conversation, f"r{number}")
    outage.run(hours=60)
    [first, *others] = outage.shown(conversation)
    assert (first["status"], first["failure"]["code"], first["waits_for_account"]) == ("QUEUED", "not_reached", False)
    assert first["next_attempt_at"] > outage.desk.clock.now.isoformat()
    assert all(other["attempts"] == 0 for other in others)
    assert 60 < outage.tried < 120
    outage.is_over()
    outage.run(hours=2)
    assert outage.texts == ["r0", "r1", "r2"]
    assert [(shown["status"], shown["next_attempt_at"]) for shown in outage.shown(conversation)] == [("SENT", None)] * 3


def test_one_conversation_that_fails_opens_nothing(outage: Outage) -> None:
    failing, *others = outage.conversations(4)
    outage.answer = lambda event: DOWN if event["message"]["text"] == "no" else UP
    outage.reply(failing, "no")
    outage.run(hours=5)
    for conversation in others:
        outage.reply(conversation, "yes")
    outage.run(minutes=1)
    assert len(outage.arrived) == 3
    # It may have been tried once more since.
    assert outage.account["delivery"]["next_probe_at"] is None


@pytest.mark.parametrize("answer", [HttpResponse(422, {}, b""), HttpResponse(429, {"retry-after": "60"}, b"")])
def test_what_is_not_the_receivers_fault_opens_nothing(outage: Outage, answer: HttpResponse) -> None:
    outage.answer = lambda _: answer
    for conversation in outage.conversations(5):
        outage.reply(conversation)
    outage.run(hours=1)
    assert outage.account["delivery"]["state"] == "healthy"


def test_a_receiver_that_flaps_opens_nothing(outage: Outage) -> None:
    answers = [DOWN, UP, DOWN, UP, DOWN, DOWN, UP, DOWN, DOWN, UP] * 5
    outage.answer = lambda _: answers.pop(0) if answers else UP
    for number, conversation in enumerate(outage.conversations(12)):
        outage.reply(conversation, f"r{number}")
        outage.run(seconds=1)
    outage.run(hours=3)
    assert len(outage.texts) == 12
    assert outage.account["delivery"]["state"] == "healthy"


def test_while_a_receiver_fails_only_a_probe_is_tried(outage: Outage) -> None:
    outage.open()
    others = [outage.desk.accept(thread=f"other{number}").conversation_id for number in range(5)]
    before = outage.tried
    for conversation in others:
        outage.reply(conversation, "waits")
    outage.run(seconds=20)
    assert outage.tried == before
    [shown] = outage.shown(others[0])
    assert (shown["status"], shown["waits_for_account"], shown["attempts"]) == ("QUEUED", True, 0)
    outage.run(hours=10)
    assert 100 < outage.tried - before < 250, "a probe every five minutes, at most"
    delivery = outage.account["delivery"]
    assert (delivery["state"], delivery["waiting_replies"]) == ("failing", 8)
    assert delivery["failing_since"] < delivery["next_probe_at"]


def test_when_a_probe_gets_through_everything_follows_in_order(outage: Outage) -> None:
    conversations = outage.open()
    for number in range(4):
        for at, conversation in enumerate(conversations):
            outage.reply(conversation, f"{at}.{number}")
    outage.run(hours=3)
    outage.is_over()
    for at, conversation in enumerate(conversations):
        outage.reply(conversation, f"{at}.new")
    outage.run(minutes=6)
    assert len(outage.texts) == len(outage.arrived) == 18
    for at, _ in enumerate(conversations):
        own = [text for text in outage.texts if text.startswith((f"{at}.", f"r{at}"))]
        assert own == [f"r{at}", *(f"{at}.{number}" for number in range(4)), f"{at}.new"]
    assert (outage.account["delivery"]["state"], parked(outage)) == ("healthy", 0)
    outage.reply(conversations[0], "afterwards")
    outage.run(seconds=1)
    assert outage.texts[-1] == "afterwards"


def test_a_receiver_that_fails_again_while_it_gets_the_rest(outage: Outage) -> None:
    conversations = outage.open()
    for number in range(40):
        outage.reply(conversations[number % 3], f"{number % 3}.{number:02}")
    outage.run(minutes=1)
    answers = [UP] * 7 + [DOWN] * 12
    outage.answer = lambda _: answers.pop(0) if answers else UP
    outage.run(hours=1)
    assert len(outage.texts) == 43
    for at in range(3):
        own = [text for text in outage.texts if text.startswith(f"{at}.")]
        assert own == sorted(own)
    assert (outage.account["delivery"]["state"], parked(outage)) == ("healthy", 0)


def test_what_waits_for_its_whole_time_fails_with_a_reason_and_is_a_dead_letter(outage: Outage) -> None:
    change(outage, retry_hours=2)
    conversations = outage.open()
    waiting = [outage.reply(conversation, "waits")["id"] for conversation in conversations]
    outage.run(hours=1)
    late = outage.reply(conversations[0], "late")["id"]
    outage.run(hours=1.5)
    shown = {entry["id"]: entry for conversation in conversations for entry in outage.shown(conversation)}
    assert {shown[message_id]["failure"]["code"] for message_id in waiting} == {"receiver_unavailable"}
    assert "2 hours" in shown[waiting[0]]["failure"]["reason"]
    assert (shown[late]["status"], shown[late]["waits_for_account"]) == ("QUEUED", True)
    letters = [letter.body for letter in outage.desk.dead_letters.messages]
    assert all(any(message_id in letter for letter in letters) for message_id in waiting)
    ticket_id = "tkt_" + conversations[1].removeprefix("cnv_")
    assert outage.desk.call("GET", f"/v1/tickets/{ticket_id}")[1]["reply_state"] == "failed"
    outage.run(hours=2)
    assert parked(outage) == 0
    assert outage.account["delivery"]["state"] == "healthy", "nothing is known until the next reply"


@pytest.mark.parametrize("how", ["disabled", "deleted"])
def test_what_waits_for_an_account_that_can_send_no_more_fails_soon(outage: Outage, how: str) -> None:
    conversations = outage.open()
    outage.reply(conversations[0], "waits")
    outage.run(seconds=40)
    path = f"/v1/channel-accounts/{outage.desk.custom.id}"
    if how == "deleted":
        assert outage.desk.call("DELETE", path, query={"confirm": "Chat"})[0] == 200
    else:
        change(outage, active=False)
    outage.run(minutes=6)
    code = "account_deleted" if how == "deleted" else "account_inactive"
    for conversation in conversations:
        assert {entry["failure"]["code"] for entry in outage.shown(conversation)} == {code}
    assert (parked(outage), outage.account["delivery"]["waiting_replies"]) == (0, 0)


def test_an_administrator_has_the_receiver_tried_now(outage: Outage) -> None:
    outage.open()
    outage.run(hours=3)
    outage.is_over()
    path = f"/v1/channel-accounts/{outage.desk.custom.id}/redrives"
    status, shown = outage.desk.call("POST", path)
    assert (status, shown["state"], shown["waiting_replies"]) == (202, "failing", 3)
    outage.run(seconds=10)
    assert sorted(outage.texts) == ["r0", "r1", "r2"]
    outage.run(minutes=10)
    assert len(outage.arrived) == 3, "the former probe has ended"
    assert outage.desk.call("POST", path) == (202, outage.account["delivery"])
    trail = outage.desk.call("GET", "/v1/audit")[1]["events"]
    assert [event["type"] for event in trail].count("channel_account.redriven") == 1


def test_a_redrive_needs_an_administrator(outage: Outage) -> None:
    agent = outage.desk.add_agent("Grace")
    path = f"/v1/channel-accounts/{outage.desk.custom.id}/redrives"
    assert outage.desk.call("POST", path, principal=agent)[0] == 403
    assert outage.desk.call("POST", "/v1/channel-accounts/7/redrives")[0] == 404


def test_an_agent_sends_a_tickets_failed_replies_again_in_order(outage: Outage) -> None:
    change(outage, retry_hours=1)
    [conversation] = outage.conversations(1)
    ids = [outage.reply(conversation, f"r{number}")["id"] for number in range(3)]
    outage.run(hours=4)
    assert {entry["status"] for entry in outage.shown(conversation)} == {"FAILED"}
    outage.is_over()
    path = f"/v1/tickets/tkt_{conversation.removeprefix('cnv_')}/redrives"
    agent = outage.desk.add_agent("Grace")
    status, shown = outage.desk.call("POST", path, principal=agent)
    assert (status, shown) == (202, {"redriven_ids": ids, "left_out_ids": [], "waiting_ids": []})
    assert outage.desk.call("POST", path, principal=agent)[0] == 202
    outage.run(minutes=1)
    assert outage.texts == ["r0", "r1", "r2"]
    assert len(outage.arrived) == 3
    assert {entry["status"] for entry in outage.shown(conversation)} == {"SENT"}
    ticket = outage.desk.call("GET", path.removesuffix("/redrives"))[1]
    assert ticket["reply_state"] == "none"
    assert outage.desk.call("POST", path)[1] == {"redriven_ids": [], "left_out_ids": [], "waiting_ids": []}


def test_a_redriven_reply_has_its_whole_time_again(outage: Outage) -> None:
    change(outage, retry_hours=1)
    [conversation] = outage.conversations(1)
    outage.reply(conversation)
    outage.run(hours=4)
    outage.desk.call("POST", f"/v1/tickets/tkt_{conversation.removeprefix('cnv_')}/redrives")
    outage.run(minutes=50)
    assert outage.shown(conversation)[0]["status"] == "QUEUED"
    outage.run(minutes=20)
    assert outage.shown(conversation)[0]["status"] == "FAILED"


def test_a_ticket_without_a_conversation_is_not_redriven(outage: Outage) -> None:
    assert outage.desk.call("POST", f"/v1/tickets/tkt_{'a' * 26}_1/redrives")[0] == 404


@pytest.mark.parametrize(("rate", "seconds"), [(0.5, 2), (2, 0.5), (10, 0.1)])
def test_an_accounts_rate_holds_for_normal_work_and_for_the_rush(outage: Outage, rate: float, seconds: float) -> None:
    change(outage, sends_per_second=rate)
    conversations = outage.open()
    for number in range(20):
        outage.reply(outage.desk.accept(thread=f"more{number}").conversation_id, f"more{number}")
    outage.run(minutes=1)
    outage.is_over()
    outage.run(minutes=20)
    assert len(outage.texts) == 23
    window = timedelta(seconds=max(1, 1 / rate))
    for start in outage.at:
        inside = [at for at in outage.at if start <= at < start + window]
        assert len(inside) <= 2 * max(1, int(rate)), "two windows, at most"
    assert outage.at[-1] - outage.at[0] >= timedelta(seconds=seconds * (len(outage.at) - 2 * max(1, rate)) / 2)
    assert conversations


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"sends_per_second": 0}, "sends_per_second"),
        ({"sends_per_second": 101}, "sends_per_second"),
        ({"sends_per_second": "fast"}, "sends_per_second"),
        ({"retry_hours": 0}, "retry_hours"),
        ({"retry_hours": 169}, "retry_hours"),
        ({"retry_hours": None}, "retry_hours"),
    ],
)
def test_a_rate_or_time_that_cannot_be_is_refused(outage: Outage, fields: dict[str, Any], field: str) -> None:
    status, problem = outage.desk.call("PATCH", f"/v1/channel-accounts/{outage.desk.custom.id}", fields)
    assert (status, problem["errors"][0]["field"]) == (400, field)


def test_a_rate_is_set_and_taken_away(outage: Outage) -> None:
    change(outage, sends_per_second=2.5, retry_hours=168)
    assert (outage.account["sends_per_second"], outage.account["retry_hours"]) == (2.5, 168)
    change(outage, sends_per_second=None)
    assert outage.account["sends_per_second"] is None


def test_a_lost_probe_is_replaced_by_the_next_reply_that_waits(outage: Outage) -> None:
    conversations = outage.open()
    outage._queue.clear()  # what an operator's purge would do
    outage.run(hours=1)
    outage.is_over()
    outage.reply(conversations[0], "finds it")
    outage.run(minutes=1)
    assert "finds it" in outage.texts
    assert outage.account["delivery"]["state"] == "healthy"


def test_a_message_that_is_handed_over_late_does_not_overtake_what_waited(outage: Outage) -> None:
    """It is in the queue while those before it wait elsewhere, and is received when the outage is over."""
    [conversation, *_] = outage.open()
    outage.reply(conversation, "waits")
    outage.run(seconds=5)
    outage.reply(conversation, "late")
    outage.desk.fanout({"Records": outage.desk.backend.stream.batch()["Records"]})
    [late] = outage.desk.outbound_queue.messages
    outage.desk.outbound_queue.messages.clear()
    outage.delays(late, minutes=9)
    outage.is_over()
    outage.run(minutes=8)
    assert outage.account["delivery"]["state"] == "healthy"
    assert "waits" not in outage.texts, "it is behind the late one"
    outage.run(minutes=2)
    assert [text for text in outage.texts if text in {"r0", "waits", "late"}] == ["r0", "waits", "late"]


def poison(text: str) -> Any:
    """A receiver that works again, but for one message."""
    return lambda event: DOWN if event["message"]["text"] == text else UP


def test_a_reply_that_always_fails_keeps_no_other_conversation_waiting(outage: Outage) -> None:
    first, *_ = outage.open()
    outage.answer = poison("r0")
    outage.run(minutes=15)
    assert outage.texts == ["r1", "r2"]
    assert parked(outage) == 0
    [waits] = outage.shown(first)
    assert (waits["status"], waits["waits_for_account"]) == ("QUEUED", False)
    new = outage.desk.accept(thread="new").conversation_id
    outage.reply(new, "new")
    outage.run(seconds=1)
    assert outage.texts[-1] == "new", "it did not open the circuit again"


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_receiver_that_is_set_up_wrongly_is_not_healthy(outage: Outage, status: int) -> None:
    outage.answer = lambda _: HttpResponse(status, {}, b"")
    outage.reply(*outage.conversations(1))
    outage.run(seconds=1)
    delivery = outage.account["delivery"]
    assert (delivery["state"], delivery["waiting_replies"], delivery["next_probe_at"]) == ("failing", 1, None)


def test_a_redrive_tries_now_what_waits_for_its_own_next_attempt(outage: Outage) -> None:
    conversation, other = outage.conversations(2)
    for number in range(2):
        outage.reply(conversation, f"r{number}")
    outage.reply(other, "other")
    outage.run(hours=5)
    outage.is_over()
    before = outage.shown(conversation)[0]["next_attempt_at"]
    assert before > outage.desk.clock.now.isoformat()
    path = f"/v1/channel-accounts/{outage.desk.custom.id}/redrives"
    assert outage.desk.call("POST", path)[1]["waiting_replies"] == 2
    outage.run(seconds=1)
    assert sorted(outage.texts) == ["other", "r0", "r1"]
    assert outage.texts.index("r0") < outage.texts.index("r1")
    assert outage.account["delivery"]["state"] == "healthy"


@pytest.mark.parametrize("what", ["message", "ticket"])
def test_an_agent_tries_now_a_reply_that_waits(outage: Outage, what: str) -> None:
    [conversation] = outage.conversations(1)
    replies = [outage.reply(conversation, f"r{number}")["id"] for number in range(2)]
    outage.run(hours=5)
    outage.is_over()
    ticket = f"/v1/tickets/tkt_{conversation.removeprefix('cnv_')}"
    assert outage.desk.call("GET", ticket)[1]["reply_state"] == "queued"
    if what == "message":
        status, tried = outage.desk.call("POST", f"/v1/messages/{replies[0]}/retries", {})
        assert (status, tried["status"], tried["next_attempt_at"]) == (200, "QUEUED", to_text(outage.desk.clock.now))
    else:
        assert outage.desk.call("POST", f"{ticket}/redrives")[1]["waiting_ids"] == replies
    outage.run(seconds=1)
    assert outage.texts == ["r0", "r1"]
    assert outage.desk.call("GET", ticket)[1]["reply_state"] == "none"


def test_to_try_now_twice_is_one_attempt(outage: Outage) -> None:
    [conversation] = outage.conversations(1)
    message = outage.reply(conversation)["id"]
    outage.run(hours=5)
    for _ in range(2):
        assert outage.desk.call("POST", f"/v1/messages/{message}/retries", {})[0] == 200
    before = outage.tried
    outage.run(seconds=1)
    assert outage.tried == before + 1


def test_a_reply_that_waits_for_the_receiver_is_shown_in_the_list(outage: Outage) -> None:
    conversations = outage.open()
    outage.reply(conversations[0], "later")
    outage.run(minutes=1)
    states = [ticket["reply_state"] for ticket in outage.desk.call("GET", "/v1/tickets")[1]["tickets"]]
    assert states == ["queued"] * 3
    outage.is_over()
    outage.run(minutes=10)
    assert {ticket["reply_state"] for ticket in outage.desk.call("GET", "/v1/tickets")[1]["tickets"]} == {"none"}


def test_a_receiver_of_which_nothing_is_tried_any_more_is_healthy(outage: Outage) -> None:
    given_up, cancelled = outage.conversations(2)
    change(outage, retry_hours=1)
    outage.reply(given_up)
    outage.run(hours=2)
    message = outage.reply(cancelled)["id"]
    outage.run(seconds=1)
    assert outage.account["delivery"]["waiting_replies"] == 1
    assert outage.desk.call("DELETE", f"/v1/messages/{message}")[0] == 200
    assert outage.account["delivery"]["state"] == "healthy"


def test_a_redrive_is_in_the_audit_trail_also_if_only_one_conversation_fails(outage: Outage) -> None:
    outage.reply(*outage.conversations(1))
    outage.run(seconds=1)
    outage.desk.call("POST", f"/v1/channel-accounts/{outage.desk.custom.id}/redrives")
    trail = outage.desk.call("GET", "/v1/audit")[1]["events"]
    assert [event["type"] for event in trail].count("channel_account.redriven") == 1


def test_what_waits_behind_a_cancelled_reply_follows_at_once(outage: Outage) -> None:
    [conversation] = outage.conversations(1)
    blocks, _ = (outage.reply(conversation, text)["id"] for text in ("blocks", "behind"))
    outage.run(hours=5)
    outage.is_over()
    assert outage.desk.call("DELETE", f"/v1/messages/{blocks}", query={"even_if_it_may_have_arrived": "true"})[0] == 200
    outage.run(seconds=1)
    assert outage.texts == ["behind"]


def test_to_try_now_what_waits_behind_another_reply_tries_that(outage: Outage) -> None:
    [conversation] = outage.conversations(1)
    _, behind = (outage.reply(conversation, text)["id"] for text in ("first", "behind"))
    outage.run(hours=5)
    outage.is_over()
    assert outage.desk.call("POST", f"/v1/messages/{behind}/retries", {})[0] == 200
    outage.run(seconds=1)
    assert outage.texts == ["first", "behind"]


def test_a_deleted_account_has_nothing_to_redrive(outage: Outage) -> None:
    account = outage.account
    path = f"/v1/channel-accounts/{account['id']}"
    assert outage.desk.call("DELETE", path, query={"confirm": account["name"]})[0] == 200
    status, problem = outage.desk.call("POST", f"{path}/redrives")
    assert (status, problem["code"]) == (409, "account_deleted")


def test_a_cancelled_reply_does_not_count_as_waiting(outage: Outage) -> None:
    conversations = outage.open()
    message = outage.reply(conversations[0], "waits")["id"]
    outage.run(seconds=20)
    waiting = outage.account["delivery"]["waiting_replies"]
    assert outage.desk.call("DELETE", f"/v1/messages/{message}")[0] == 200
    assert (outage.account["delivery"]["waiting_replies"], parked(outage)) == (waiting - 1, waiting - 1)
    outage.is_over()
    outage.run(minutes=10)
    assert (outage.account["delivery"]["state"], sorted(outage.texts)) == ("healthy", ["r0", "r1", "r2"])
