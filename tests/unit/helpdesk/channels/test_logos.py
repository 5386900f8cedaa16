"""When the logo of a channel is fetched, and what its copy is called."""

import json
from dataclasses import replace

import pytest

from helpdesk.channels.following import LogoFollower
from helpdesk.channels.items import CHANNEL, channel_from, channel_item
from helpdesk.channels.models import Channel, Logo
from helpdesk.files.parts import Fetch, read_fetch
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.platform.queue_work import NoWork
from helpdesk.platform.stream import Inserted, changed
from tests.support.fakes import FakeQueue

NOW = "2026-11-26T12:00:00.000000Z"
URL = "https://acme.example/logo.png"
REGISTERED = Channel("7", "acme", "Chat", Capabilities(), NOW, channel_logo_url=URL, logo=Logo(1, NOW))


def queued(*channels: tuple[str, Channel]) -> list[Fetch]:
    queue = FakeQueue()
    follower = LogoFollower(queue)
    count = follower.follow([Inserted(kind, channel) for kind, channel in channels])
    found = [read_fetch(message.body) for message in queue.messages]
    assert count == len(found)
    return found


def test_a_new_channel_and_a_new_address_are_fetched_each_as_a_file_of_its_own() -> None:
    other = replace(REGISTERED, version=4, channel_logo_url=f"{URL}?2", logo=Logo(4, NOW))
    first, second = queued((CHANNEL, REGISTERED), (changed(CHANNEL), other))
    assert (first.url, second.url) == (URL, f"{URL}?2")
    assert (first.purpose, first.message_at, first.usage) == ("logo", NOW, "IMAGE")
    assert first.file_id == REGISTERED.logo_file_id != second.file_id == other.logo_file_id


@pytest.mark.parametrize(
    "channel",
    [
        replace(REGISTERED, version=2),
        replace(REGISTERED, version=2, archived_at=NOW),
        replace(REGISTERED, channel_logo_url=None, logo=None),
        # From before the desk kept logos.
        replace(REGISTERED, logo=None),
    ],
    ids=["something else changed", "deleted", "no logo", "from before"],
)
def test_another_change_fetches_nothing(channel: Channel) -> None:
    assert queued((CHANNEL, channel), (changed(CHANNEL), channel)) == []


def test_it_is_stored_with_the_channel_and_absent_from_earlier_items() -> None:
    assert channel_from(channel_item(REGISTERED)) == REGISTERED
    item = {name: value for name, value in channel_item(REGISTERED).items() if name != "logo"}
    assert channel_from(item).logo_file_id is None


def test_work_for_an_unknown_purpose_is_set_aside() -> None:
    [fetch] = queued((CHANNEL, REGISTERED))
    body = {"file_id": fetch.file_id, "url": URL, "name": None, "message_at": NOW, "purpose": "poster"}
    with pytest.raises(NoWork, match="purpose"):
        read_fetch(json.dumps(body))
