"""Telegram chats as an agent sees them: what opens a ticket, what is an event, where replies go."""

import json
from typing import Any

import pytest

from helpdesk.conversations.moving import move
from helpdesk.conversations.repository import ConversationRepository
from tests.support.agent import reply
from tests.support.desk import DeskInProcess

NIA = {"id": 7, "is_bot": False, "first_name": "Nia"}
PRIVATE = {"id": 7, "type": "private"}
GROUP = {"id": -5, "type": "group", "title": "Friends"}
SUPERGROUP = {"id": -1005, "type": "supergroup", "title": "Friends"}


class Chat:
    """Posts updates to the desk's bot."""

    def __init__(self, desk: DeskInProcess) -> None:
        self.desk, self.updates = desk, 0

    def update(self, kind: str = "message", chat: dict[str, Any] = PRIVATE, **more: Any) -> list[dict[str, str]]:
        self.updates += 1
        message = {"message_id": self.updates, "from": NIA, "chat": chat, "date": 1454119029} | more
        status, response = self.desk.post(self.desk.telegram, {"update_id": self.updates, kind: message})
        assert status == 200
        self.desk.settle()
        messages: list[dict[str, str]] = response["messages"]
        return messages

    def says(self, text: str, chat: dict[str, Any] = PRIVATE, **more: Any) -> dict[str, str]:
        [accepted] = self.update(chat=chat, text=text, **more)
        return accepted

    def tickets(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.desk.call("GET", "/v1/tickets", query={"status": "open"})[1]["tickets"]
        return found

    def entries(self, conversation: str) -> list[dict[str, Any]]:
        path = f"/v1/conversations/{conversation}/timeline"
        found: list[dict[str, Any]] = self.desk.call("GET", path)[1]["entries"]
        return found

    def newest(self, conversation: str) -> dict[str, Any]:
        """The newest message: events of the ticket may follow it."""
        return [entry for entry in self.entries(conversation) if entry["type"] == "message"][-1]

    def sent(self) -> list[dict[str, Any]]:
        return [json.loads(body) for url, _, body in self.desk.http.posted if "telegram" in url]


@pytest.fixture
def chat(desk: DeskInProcess) -> Chat:
    return Chat(desk)


def test_what_happens_in_a_group_is_an_event_and_opens_nothing(chat: Chat) -> None:
    assert chat.update(chat=GROUP, new_chat_members=[NIA]) == []
    assert chat.tickets() == []
    accepted = chat.says("Hello", GROUP)
    chat.desk.call("PUT", f"/v1/tickets/{accepted['ticket_id']}/status", {"status": "closed"})
    for _ in range(2):  # the second time as a repeat
        chat.update(chat=GROUP, message_id=90, left_chat_member=NIA)
    assert chat.tickets() == []
    [event] = [entry for entry in chat.entries(accepted["conversation_id"]) if entry.get("event") == "reported"]
    assert event["details"]["text"] == "Nia left the chat"
    assert json.loads(event["details"]["raw"])["message"]["left_chat_member"] == NIA
    assert event["actor"] == {"kind": "system", "id": "telegram", "name": "Bot", "on_behalf_of": None, "through": None}


def test_positions_of_a_live_location_open_nothing(chat: Chat) -> None:
    place = {"latitude": 52.3, "longitude": 4.9, "live_period": 900}
    [accepted] = chat.update(location=place)
    assert chat.tickets()[0]["subject"] == "Live location for 15 minutes"
    chat.desk.call("PUT", f"/v1/tickets/{accepted['ticket_id']}/status", {"status": "closed"})
    for second in range(3):
        assert chat.update("edited_message", message_id=1, location=place | {"latitude": 52.4}, edit_date=second) == []
    assert chat.tickets() == []
    assert len(chat.entries(accepted["conversation_id"])) <= 3


def test_an_edit_that_changes_nothing_opens_nothing(chat: Chat) -> None:
    accepted = chat.says("See https://x.example", message_id=1)
    chat.desk.call("PUT", f"/v1/tickets/{accepted['ticket_id']}/status", {"status": "closed"})
    preview = {"url": "https://x.example"}
    unchanged = {"message_id": 1, "text": "See https://x.example", "edit_date": 2, "link_preview_options": preview}
    assert chat.update("edited_message", **unchanged) == [accepted]
    assert chat.tickets() == []
    [edit] = chat.update("edited_message", **unchanged | {"text": "See x.example"})
    assert edit != accepted
    assert len(chat.tickets()) == 1
    # Back to the first words: that is a change again.
    [back] = chat.update("edited_message", **unchanged)
    said = [entry["text"] for entry in chat.entries(accepted["conversation_id"]) if entry["type"] == "message"]
    assert said == ["See https://x.example", "See x.example", "See https://x.example"]
    assert back not in (edit, accepted)


def test_an_edit_that_arrives_again_is_the_same_edit(chat: Chat) -> None:
    accepted = chat.says("Helo", message_id=1)
    edit = {"message_id": 1, "from": NIA, "chat": PRIVATE, "date": 1454119029, "edit_date": 2, "text": "Hello"}
    answers = [chat.desk.post(chat.desk.telegram, {"update_id": 50, "edited_message": edit}) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][1]["messages"] != [accepted]


@pytest.mark.parametrize("first", ["migrate_to_chat_id", "migrate_from_chat_id"])
def test_a_group_that_becomes_a_supergroup_stays_one_conversation(chat: Chat, first: str) -> None:
    before = chat.says("Hello", GROUP)
    moves = {
        "migrate_to_chat_id": {"chat": GROUP, "migrate_to_chat_id": SUPERGROUP["id"]},
        "migrate_from_chat_id": {"chat": SUPERGROUP, "migrate_from_chat_id": GROUP["id"]},
    }
    for name in sorted(moves, key=lambda name: name != first):
        assert chat.update(**moves[name]) == []
    after = chat.says("Still here", SUPERGROUP)
    assert after["conversation_id"] == before["conversation_id"]
    reply(chat.desk, before["conversation_id"], "Yes", in_reply_to=before["id"])
    reply(chat.desk, before["conversation_id"], "Indeed", in_reply_to=after["id"])
    chat.desk.settle()
    # The first message has a number of the group, which may be another message in the supergroup.
    assert [(sent["chat_id"], "reply_parameters" in sent) for sent in chat.sent()] == [(-1005, False), (-1005, True)]
    assert len(chat.tickets()) == 1
    reported = [entry for entry in chat.entries(before["conversation_id"]) if entry.get("event") == "reported"]
    assert [event["details"]["text"] for event in reported] == ["The group became a supergroup"]


def test_an_id_of_the_group_is_no_id_of_the_supergroup(chat: Chat) -> None:
    before = chat.says("Hello", GROUP)
    reply(chat.desk, before["conversation_id"], "Hi")
    chat.desk.settle()
    sent = int(chat.newest(before["conversation_id"])["external_id"])
    chat.update(chat=GROUP, migrate_to_chat_id=SUPERGROUP["id"])
    chat.says("about somebody else", SUPERGROUP, reply_to_message={"message_id": sent})
    assert chat.newest(before["conversation_id"])["in_reply_to"] is None


def test_a_later_conversation_of_a_supergroup_has_its_address(chat: Chat) -> None:
    before = chat.says("Hello", GROUP)
    chat.update(chat=GROUP, migrate_to_chat_id=SUPERGROUP["id"])
    chat.desk.call("PUT", f"/v1/tickets/{before['ticket_id']}/status", {"status": "closed"})
    chat.desk.clock.forward(days=30)
    after = chat.says("Something else", SUPERGROUP)
    assert after["conversation_id"] == before["conversation_id"].removesuffix("_1") + "_2"
    reply(chat.desk, after["conversation_id"], "Yes")
    chat.desk.settle()
    [sent] = chat.sent()
    assert (sent["chat_id"], "reply_parameters" in sent) == (-1005, True)


def test_a_supergroup_that_wrote_before_its_move_was_known_joins_the_groups_conversation(chat: Chat) -> None:
    before = chat.says("Hello", GROUP)
    early = chat.says("Already here", SUPERGROUP)
    assert early["conversation_id"] != before["conversation_id"]
    chat.update(chat=SUPERGROUP, migrate_from_chat_id=GROUP["id"])
    assert chat.says("And now", SUPERGROUP)["conversation_id"] == before["conversation_id"]


def test_a_second_move_of_a_group_changes_nothing_and_is_kept_raw(chat: Chat) -> None:
    before = chat.says("Hello", GROUP)
    chat.update(chat=GROUP, migrate_to_chat_id=SUPERGROUP["id"])
    chat.update(chat=GROUP, migrate_to_chat_id=-1006)
    reply(chat.desk, before["conversation_id"], "Yes")
    chat.desk.settle()
    assert [sent["chat_id"] for sent in chat.sent()] == [-1005]
    path = f"/v1/channel-accounts/{chat.desk.telegram.id}/unhandled-updates"
    assert len(chat.desk.call("GET", path)[1]["updates"]) == 1


def test_a_move_that_a_reply_finds_out_while_it_is_reported_is_reported(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = chat.says("Hello", GROUP)
    read, once = ConversationRepository.head_of_thread, iter([True])

    def head_of_thread(repository: ConversationRepository, thread: str) -> Any:
        found = read(repository, thread)
        if found and next(once, False):
            assert move(repository, found.conversation, str(SUPERGROUP["id"]))
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(ConversationRepository, "head_of_thread", head_of_thread)
        chat.update(chat=GROUP, migrate_to_chat_id=SUPERGROUP["id"])
    assert [entry.get("event") for entry in chat.entries(before["conversation_id"])][-1] == "reported"
    assert chat.desk.call("GET", f"/v1/channel-accounts/{chat.desk.telegram.id}/unhandled-updates")[1]["updates"] == []


def test_a_conversation_can_move_twice(chat: Chat) -> None:
    before = chat.says("Hello", GROUP)
    chat.update(chat=GROUP, migrate_to_chat_id=SUPERGROUP["id"])
    chat.update(chat=SUPERGROUP, migrate_to_chat_id=-1006)
    for group in (GROUP, SUPERGROUP, SUPERGROUP | {"id": -1006}):
        assert chat.says("Still here", group)["conversation_id"] == before["conversation_id"]


def test_a_supergroup_of_an_unknown_group_is_a_new_conversation(chat: Chat) -> None:
    chat.update(chat=SUPERGROUP, migrate_from_chat_id=GROUP["id"])
    assert chat.tickets() == []
    chat.says("Hello", SUPERGROUP)
    assert len(chat.tickets()) == 1


def test_anonymous_administrators_of_two_groups_are_two_contacts(chat: Chat) -> None:
    stand_in = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    other = GROUP | {"id": -6, "title": "Others"}
    for group in (GROUP, other):
        chat.says("Hello", group, **{"from": stand_in, "sender_chat": group})
    assert {ticket["contact_name"] for ticket in chat.tickets()} == {"Friends", "Others"}
    assert len({ticket["contact_id"] for ticket in chat.tickets()}) == 2


def test_references_are_our_ids(chat: Chat) -> None:
    first = chat.says("Hello", message_id=1)
    conversation = first["conversation_id"]
    reply(chat.desk, conversation, "Hi")
    chat.desk.settle()
    ours = chat.newest(conversation)
    chat.says("about my own", reply_to_message={"message_id": 1})
    chat.says("about yours", reply_to_message={"message_id": int(ours["external_id"])})
    chat.says("about nothing that we know", reply_to_message={"message_id": 4711})
    chat.update("edited_message", message_id=1, text="Hello!", edit_date=2)
    answers = [entry for entry in chat.entries(conversation) if entry["type"] == "message"][2:]
    assert [(entry["in_reply_to"], entry["refers_to"]) for entry in answers] == [
        (first["id"], None),
        (ours["id"], None),
        (None, None),
        (None, first["id"]),
    ]


def test_the_first_words_that_say_something_name_the_ticket(chat: Chat) -> None:
    chat.says("/start")
    assert chat.tickets()[0]["subject"] == "/start"
    chat.update(photo=[{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}])
    assert [(ticket["subject"], ticket["preview"]) for ticket in chat.tickets()] == [("/start", "Photo")]
    chat.says("\u3164")
    assert [(ticket["subject"], ticket["preview"]) for ticket in chat.tickets()] == [("/start", "(no visible text)")]
    chat.says("Where is my order?")
    chat.says("Hello?")
    assert [(ticket["subject"], ticket["preview"]) for ticket in chat.tickets()] == [("Where is my order?", "Hello?")]


def test_words_that_open_a_closed_ticket_name_it(chat: Chat) -> None:
    ticket = chat.says("/start")["ticket_id"]
    chat.desk.call("PUT", f"/v1/tickets/{ticket}/status", {"status": "closed"})
    chat.says("Where is my order?")
    assert [(ticket["subject"], ticket["status"]) for ticket in chat.tickets()] == [("Where is my order?", "open")]


FILE = {"file_id": "f", "file_unique_id": "u"}
FIRST = {
    "Photo": {"photo": [FILE | {"width": 1, "height": 1}]},
    "invoice.pdf": {"document": FILE | {"file_name": "invoice.pdf"}},
    "Dam": {"venue": {"title": "Dam", "address": "Dam 1"}, "location": {"latitude": 1, "longitude": 2}},
    "Ada": {"contact": {"phone_number": "+31", "first_name": "Ada"}},
    "Look at this": {"photo": [FILE | {"width": 1, "height": 1}], "caption": "Look at this"},
    "Nia": {"text": "\u200b\u3164"},
}


@pytest.mark.parametrize("subject", FIRST)
def test_a_ticket_says_what_came_first(chat: Chat, subject: str) -> None:
    chat.update(**FIRST[subject])
    assert [ticket["subject"] for ticket in chat.tickets()] == [subject]


def test_a_customer_without_a_visible_name_is_shown_by_the_identifier(chat: Chat) -> None:
    chat.says("Hello", **{"from": NIA | {"first_name": "\u3164"}})
    assert [ticket["contact_name"] for ticket in chat.tickets()] == ["7"]


def test_a_name_that_comes_later_is_shown(chat: Chat) -> None:
    accepted = chat.says("Hello", **{"from": NIA | {"first_name": "\u3164"}})
    chat.says("My name was empty")
    assert [ticket["contact_name"] for ticket in chat.tickets()] == ["Nia"]
    ticket = chat.desk.call("GET", f"/v1/tickets/{accepted['ticket_id']}")[1]
    assert ticket["contact"]["name"] == "Nia"


def test_what_is_not_shown_can_be_read_raw(chat: Chat) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Otto"}
    accepted = chat.says("Look", forward_origin=origin)
    [entry, *_] = chat.entries(accepted["conversation_id"])
    assert entry["parts"] == [{"type": "MESSAGE_HEADER", "text": "Forwarded from Otto"}]
    assert json.loads(entry["raw"])["message"]["forward_origin"] == origin
    assert chat.tickets()[0]["subject"] == "Look"


def test_what_is_in_no_conversation_can_be_read_raw(chat: Chat) -> None:
    chat.update(chat=GROUP, new_chat_members=[NIA])
    chat.update("edited_message", location={"latitude": 1, "longitude": 2}, edit_date=2)
    chat.update("poll", id="1")
    path, found, cursor = f"/v1/channel-accounts/{chat.desk.telegram.id}/unhandled-updates", [], None
    while cursor or not found:
        query = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        status, page = chat.desk.call("GET", path, query=query)
        assert (status, len(page["updates"]) <= 1) == (200, True)
        found, cursor = found + page["updates"], page["next_cursor"]
    assert {update["reason"] for update in found} == {
        "no person wrote it, and there is no conversation",
        "a position of a live location that is not known",
        "the state of a poll",
    }
    assert {json.loads(update["raw"])["update_id"] for update in found} == {1, 2, 3}
    assert chat.desk.call("GET", path, query={"cursor": "x"})[1]["code"] == "bad_cursor"
    other = f"/v1/channel-accounts/{chat.desk.custom.id}/unhandled-updates"
    assert chat.desk.call("GET", other)[1] == {"updates": [], "next_cursor": None}
    assert chat.desk.call("GET", "/v1/channel-accounts/1/unhandled-updates")[0] == 404


def test_a_large_update_that_nobody_wrote_is_stored(chat: Chat) -> None:
    chat.says("Hello", GROUP)
    pinned = {"message_id": 1, "date": 1, "chat": GROUP, "text": '"' * 110_000}
    assert chat.update(chat=GROUP, pinned_message=pinned) == []


def test_reports_keep_their_order_and_what_happens_after_them_comes_after_them(chat: Chat) -> None:
    accepted = chat.says("Hello", GROUP)
    for number in range(6):
        chat.update(chat=GROUP, message_id=50 + number, new_chat_title=f"Title {number}")
    path = f"/v1/conversations/{accepted['conversation_id']}/timeline"
    seen = chat.desk.call("GET", path)[1]
    reported = [entry["details"]["text"] for entry in seen["entries"] if entry.get("event") == "reported"]
    assert reported == sorted(reported)
    assert len(reported) == 6
    chat.desk.call("PUT", f"/v1/tickets/{accepted['ticket_id']}/status", {"status": "closed"})
    later = chat.desk.call("GET", path, query={"cursor": seen["newer_cursor"]})[1]["entries"]
    assert [entry["event"] for entry in later] == ["status_changed"]


def _migrates(chat: Chat, from_: dict[str, Any], to: dict[str, Any]) -> None:
    assert chat.update(chat=from_, migrate_to_chat_id=to["id"]) == []


def test_a_report_that_a_group_moved_to_itself_changes_nothing_and_is_kept_raw(chat: Chat) -> None:
    before = chat.says("Hello", GROUP)
    _migrates(chat, GROUP, GROUP)
    assert chat.says("Still here", GROUP)["conversation_id"] == before["conversation_id"]
    assert not [entry for entry in chat.entries(before["conversation_id"]) if entry.get("event") == "reported"]
    path = f"/v1/channel-accounts/{chat.desk.telegram.id}/unhandled-updates"
    assert len(chat.desk.call("GET", path)[1]["updates"]) == 1


def test_a_conversation_can_move_back_to_where_it_began(chat: Chat) -> None:
    before = chat.says("Hello", GROUP)
    _migrates(chat, GROUP, SUPERGROUP)
    _migrates(chat, SUPERGROUP, GROUP)
    for group in (GROUP, SUPERGROUP):
        assert chat.says("Still here", group)["conversation_id"] == before["conversation_id"]
    reply(chat.desk, before["conversation_id"], "Yes")
    chat.desk.settle()
    assert [sent["chat_id"] for sent in chat.sent()] == [GROUP["id"]]


def test_a_move_into_a_thread_that_goes_on_elsewhere_is_followed_from_both(chat: Chat) -> None:
    others = SUPERGROUP | {"id": -1006}
    first, early = chat.says("Hello", GROUP), chat.says("Already here", SUPERGROUP)
    _migrates(chat, SUPERGROUP, others)
    _migrates(chat, GROUP, SUPERGROUP)
    said = [chat.says("Still here", group)["conversation_id"] for group in (GROUP, SUPERGROUP, others)]
    assert said == [first["conversation_id"], first["conversation_id"], first["conversation_id"]]
    assert early["conversation_id"] not in said
