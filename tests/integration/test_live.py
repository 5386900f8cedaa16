"""The live connection: whoever has a ticket is connected, and is told what happens to what they watch."""

import json

import pytest

from tests.support.desk import DeskInProcess
from tests.support.feed import written
from tests.support.live import Live, topic


@pytest.fixture
def live(desk: DeskInProcess) -> Live:
    return Live(desk)


@pytest.mark.both_backends
def test_a_ticket_is_good_once_and_for_thirty_seconds(desk: DeskInProcess, live: Live) -> None:
    ticket = live.ticket()
    assert live.open(f"kanaal.live,{ticket}")[1]["statusCode"] == 200
    assert live.open(f"kanaal.live,{ticket}")[1] == {"statusCode": 403}
    late = live.ticket()
    desk.clock.forward(seconds=31)
    assert live.open(f"kanaal.live, {late}")[1] == {"statusCode": 403}
    stored = json.dumps(desk.backend.client.scan(TableName="live")["Items"], default=str)
    assert ticket not in stored
    assert ticket.partition("_")[2] not in stored


def test_the_same_handshake_again_is_the_same_connection(live: Live) -> None:
    offered = {"headers": {"sec-websocket-protocol": f"kanaal.live, {live.ticket()}"}}
    answers = [live.happens("c0=", "CONNECT", **offered) for _ in range(2)]
    assert [answer["statusCode"] for answer in answers] == [200, 200]
    assert live.stored() == {("connection#c0=", "connection")}


@pytest.mark.parametrize("offered", ["", "kanaal.live", "kanaal.live, x", "{ticket}", "kanaal.live, {other}, {ticket}"])
def test_a_stranger_gets_no_connection(live: Live, offered: str) -> None:
    ticket = live.ticket()
    other = ticket[:-1] + ("a" if ticket[-1] != "a" else "b")
    assert live.open(offered.format(ticket=ticket, other=other))[1] == {"statusCode": 403}
    assert live.open(f"kanaal.live, {other}")[1] == {"statusCode": 403}
    assert live.happens("c0=", "CONNECT", headers=None) == {"statusCode": 403}
    assert live.stored() == set()


@pytest.mark.both_backends
def test_whoever_watches_a_ticket_is_told_what_the_feed_says_of_it(desk: DeskInProcess, live: Live) -> None:
    name = topic(desk)
    watching, elsewhere = live.connected(), live.connected()
    assert set(watching.watch(name)) == {"type", "topic", "cursor", "present"}
    assert watching.watch(name)["topic"] == name, "twice is once"
    elsewhere.watch(topic(desk, thread="t2"))
    live.push()
    watching.events(), elsewhere.events()
    before = len(written(desk))
    desk.accept("And another thing")
    desk.settle()
    live.push()
    told = watching.events()
    assert [event.pop("topics") for event in told] == [[name]] * len(told)
    page = desk.call("GET", "/v1/changes", query={"limit": "200"})[1]["changes"]
    assert told == page[before:]
    assert "message.received" in {event["type"] for event in told}
    assert elsewhere.events() == []


def test_a_client_that_was_away_goes_on_without_a_gap_or_a_duplicate(desk: DeskInProcess, live: Live) -> None:
    name = topic(desk)
    live.push()
    first = live.connected()
    position = first.watch(name)["cursor"]
    desk.accept("one")
    live.push()
    seen = [event["cursor"] for event in first.events()]
    position = seen[-1] if seen else position
    first.leave()
    desk.accept("two")
    live.push()
    desk.accept("three")
    desk.fill_feed()
    again = live.connected()
    again.watch(name)
    missed = desk.call("GET", "/v1/changes", query={"after": position})[1]["changes"]
    desk.accept("four")
    live.push()
    seen += dict.fromkeys([*(each["cursor"] for each in missed), *(each["cursor"] for each in again.events())])
    every = desk.call("GET", "/v1/changes", query={"limit": "200"})[1]["changes"]
    mine = [each["cursor"] for each in every if f"ticket:{each['data'].get('ticket_id')}" == name]
    assert seen == mine[-len(seen) :]
    assert len([each for each in every if each["type"] == "message.received" and each["cursor"] in seen]) == 4
