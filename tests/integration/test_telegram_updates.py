"""What Telegram reports beside single messages: albums, places that move, changes, presses, and who can be reached."""

import itertools
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform.outbound_http import NotReached
from tests.support.agent import reply
from tests.support.desk import DeskInProcess

NIA = {"id": 7, "is_bot": False, "first_name": "Nia"}
OTTO = {"id": 8, "is_bot": False, "first_name": "Otto"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Nia"}
GROUP = {"id": -5, "type": "supergroup", "title": "Friends"}
START = 1_795_000_000


class Bot:
    """Posts updates to the desk's bot."""

    def __init__(self, desk: DeskInProcess) -> None:
        self.desk, self.numbers = desk, itertools.count(1)

    def update(self, kind: str, content: dict[str, Any], *, settle: bool = True) -> list[dict[str, str]]:
        body = {"update_id": next(self.numbers), kind: content}
        status, response = self.desk.post(self.desk.telegram, body)
        assert status == 200, response
        if settle:
            self.desk.settle()
        messages: list[dict[str, str]] = response["messages"]
        return messages

    def message(self, number: int, kind: str = "message", *, settle: bool = True, **more: Any) -> list[dict[str, str]]:
        about = {"message_id": number, "from": NIA, "chat": PRIVATE, "date": START + number}
        return self.update(kind, about | more, settle=settle)

    def says(self, number: int, text: str = "Hello", **more: Any) -> str:
        [accepted] = self.message(number, text=text, **more)
        return accepted["conversation_id"]

    def entries(self, conversation: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.desk.call("GET", f"/v1/conversations/{conversation}/timeline")[1]["entries"]
        return found

    def messages(self, conversation: str) -> list[dict[str, Any]]:
        return [entry for entry in self.entries(conversation) if entry["type"] == "message"]

    def reports(self, conversation: str) -> list[str]:
        return [entry["details"]["text"] for entry in self.entries(conversation) if entry.get("event") == "reported"]

    def kept(self) -> list[str]:
        path = f"/v1/channel-accounts/{self.desk.telegram.id}/unhandled-updates"
        return sorted(update["reason"] for update in self.desk.call("GET", path)[1]["updates"])

    def tickets(self, status: str = "open") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.desk.call("GET", "/v1/tickets", query={"status": status})[1]["tickets"]
        return found

    def close(self) -> None:
        for ticket in self.tickets():
            self.desk.call("PUT", f"/v1/tickets/{ticket['id']}/status", {"status": "closed"})

    def answers(self, conversation: str, text: str = "Hi") -> str:
        """The agent's reply: Telegram's number of it."""
        reply(self.desk, conversation, text)
        self.desk.settle()
        return str(self.messages(conversation)[-1]["external_id"])

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [json.loads(body) for url, _, body in self.desk.http.posted if url.endswith(f"/{method}")]


@pytest.fixture
def bot(desk: DeskInProcess) -> Bot:
    return Bot(desk)


def photo(number: int, **more: Any) -> dict[str, Any]:
    size = {"file_id": f"f{number}", "file_unique_id": f"u{number}", "width": 90, "height": 60}
    return {"photo": [size], "media_group_id": "900"} | more


def meanwhile(bot: Bot, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """It happens after the next message has read the end of its thread."""
    head, once = ConversationRepository.head_of_thread, iter([True])

    def head_of_thread(repository: ConversationRepository, thread: str) -> Any:
        found = head(repository, thread)
        if next(once, False):
            happens()
        return found

    monkeypatch.setattr(ConversationRepository, "head_of_thread", head_of_thread)


def album(bot: Bot, numbers: Sequence[int], **caption: Any) -> list[dict[str, str]]:
    accepted = []
    for number in numbers:
        accepted += bot.message(number, **photo(number, **(caption if number == min(numbers) else {})))
    return accepted


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1, 2, 3, 1)])
def test_an_album_is_one_message_however_its_updates_arrive(bot: Bot, order: tuple[int, ...]) -> None:
    accepted = album(
        bot, order, caption="The broken one", caption_entities=[{"type": "bold", "offset": 4, "length": 6}]
    )
    assert len({each["id"] for each in accepted}) == 1
    [shown] = bot.messages(accepted[0]["conversation_id"])
    assert (shown["text"], shown["rich_text"]) == ("The broken one", "The <strong>broken</strong> one")
    assert [part["width"] for part in shown["parts"]] == [90, 90, 90]
    assert len({part["file_id"] for part in shown["parts"]}) == 3
    assert (shown["label"], shown["raw"]) == ("Photo (3)", None)
    assert [(each["subject"], each["preview"]) for each in bot.tickets()] == [("The broken one", "The broken one")]
    fetched = [call["file_id"] for call in bot.calls("getFile")]
    assert sorted(set(fetched)) == ["f1", "f2", "f3"]


def test_an_album_without_words_says_how_many_there_are(bot: Bot) -> None:
    album(bot, (4, 5))
    assert [each["preview"] for each in bot.tickets()] == ["Photo (2)"]


def test_an_album_whose_last_member_never_comes_is_shown_and_answered(bot: Bot) -> None:
    [accepted] = album(bot, (1,))
    assert bot.answers(accepted["conversation_id"])
    assert bot.calls("sendMessage")[0]["reply_parameters"]["message_id"] == 1


def test_a_member_that_comes_much_later_joins_its_album_and_opens_nothing(bot: Bot) -> None:
    [accepted] = album(bot, (1,))
    bot.says(2, "Are you there?")
    bot.close()
    bot.desk.clock.forward(hours=100)
    assert album(bot, (3,)) == [accepted]
    assert bot.tickets() == []
    first, second = bot.messages(accepted["conversation_id"])
    assert (len(first["parts"]), second["text"]) == (2, "Are you there?")
    assert [each["preview"] for each in bot.tickets("closed")] == ["Are you there?"]


def test_two_first_members_at_once_are_one_album(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one finds no conversation, and then loses."""
    meanwhile(bot, monkeypatch, lambda: bot.message(1, settle=False, **photo(1)))
    [accepted] = bot.message(2, **photo(2))
    [shown] = bot.messages(accepted["conversation_id"])
    assert len(shown["parts"]) == 2


def test_an_album_without_room_leaves_the_rest_as_messages(bot: Bot) -> None:
    accepted = album(bot, range(1, 24))
    assert len({each["id"] for each in accepted}) == 4
    assert album(bot, (22,)) == [accepted[21]]
    assert [len(each["parts"]) for each in bot.messages(accepted[0]["conversation_id"])] == [20, 1, 1, 1]


def test_edits_of_and_replies_to_a_member_name_the_album(bot: Bot) -> None:
    [accepted, _] = album(bot, (1, 2), caption="Old")
    conversation = accepted["conversation_id"]
    assert bot.message(1, "edited_message", edit_date=START, **photo(1, caption="Old")) == [accepted]
    assert bot.message(2, "edited_message", edit_date=START, **photo(2)) == [accepted]
    bot.message(1, "edited_message", edit_date=START + 9, **photo(1, caption="New"))
    bot.says(3, "This one", reply_to_message={"message_id": 2, "chat": PRIVATE, "date": START, **photo(2)})
    _, edit, answer = bot.messages(conversation)
    assert (edit["content"], edit["text"], edit["refers_to"]) == ("edited", "New", accepted["id"])
    assert answer["in_reply_to"] == accepted["id"]


PLACE = {"latitude": 52.3, "longitude": 4.9, "live_period": 900}


def test_a_live_location_is_one_entry_that_moves(bot: Bot) -> None:
    [accepted] = bot.message(1, location=PLACE)
    conversation = accepted["conversation_id"]
    bot.close()

    def moved(seconds: int, **place: float) -> None:
        edit = {"edit_date": START + seconds, "date": START, "location": place}
        assert bot.message(1, "edited_message", **edit) == []

    moved(20, **PLACE | {"latitude": 52.5})
    moved(10, **PLACE | {"latitude": 52.4})  # late
    [shown] = bot.messages(conversation)
    assert shown["parts"] == [
        {
            "type": "LOCATION",
            "latitude": 52.5,
            "longitude": 4.9,
            "position_at": "2026-11-18T11:07:00.000000Z",
            "shared_until": "2026-11-18T11:21:40.000000Z",
        }
    ]
    moved(30, latitude=52.6, longitude=5)
    [shown] = bot.messages(conversation)
    [part] = shown["parts"]
    assert (part["latitude"], part["shared_until"]) == (52.6, part["position_at"])
    assert (bot.tickets(), bot.kept()) == ([], [])


def test_a_live_location_is_found_behind_other_messages(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another message took the position after the claimed one."""
    conversation = bot.says(1)
    meanwhile(bot, monkeypatch, lambda: bot.says(2))
    bot.message(3, location=PLACE)
    edit = {"edit_date": START + 20, "location": PLACE | {"longitude": 9.5}}
    assert bot.message(3, "edited_message", **edit) == []
    assert bot.messages(conversation)[-1]["parts"][0]["longitude"] == 9.5


def test_a_position_of_something_unknown_is_kept(bot: Bot) -> None:
    bot.message(1, "edited_message", edit_date=START, location=PLACE)
    assert bot.kept() == ["a position of a live location that is not known"]
    assert bot.tickets() == []


BUSINESS: dict[str, Any] = {"business_connection_id": "biz"}


def deleted(bot: Bot, *numbers: int) -> list[dict[str, str]]:
    return bot.update("deleted_business_messages", BUSINESS | {"chat": PRIVATE, "message_ids": list(numbers)})


def test_deletions_refer_to_messages_of_both_sides(bot: Bot) -> None:
    conversation = bot.says(1, **BUSINESS)
    ours = int(bot.answers(conversation))
    bot.message(2, **photo(2), **BUSINESS)
    bot.message(3, **photo(3), **BUSINESS)
    bot.close()
    for _ in range(2):
        assert len(deleted(bot, 1, ours, 3, 4711)) == 3
    first, reply_, album_, *deletions = bot.messages(conversation)
    assert [each["content"] for each in deletions] == ["deleted"] * 3
    assert [each["refers_to"] for each in deletions] == [first["id"], reply_["id"], album_["id"]]
    assert [each["direction"] for each in deletions] == ["in", "out", "in"]
    assert deletions[1]["actor"]["kind"] == "system"
    assert (set(bot.kept()), bot.tickets()) == ({"a message that is not known was deleted"}, [])


def reacted(bot: Bot, number: int, before: list[Any], after: list[Any], **who: Any) -> list[dict[str, str]]:
    reaction = {"chat": GROUP, "message_id": number, "date": START, "old_reaction": before, "new_reaction": after}
    return bot.update("message_reaction", reaction | (who or {"user": OTTO}))


def test_reactions_are_what_was_added_and_what_was_taken_back(bot: Bot) -> None:
    heart, fire = {"type": "emoji", "emoji": "❤"}, {"type": "emoji", "emoji": "🔥"}
    conversation = bot.says(1, chat=GROUP)
    ours = int(bot.answers(conversation))
    bot.close()
    reacted(bot, 1, [], [heart])
    reacted(bot, 1, [heart], [fire, {"type": "custom_emoji", "custom_emoji_id": "5"}])
    reacted(bot, ours, [], [{"type": "paid"}], actor_chat=GROUP)
    first, reply_, *reactions = bot.messages(conversation)
    assert [(each["content"], each["text"]) for each in reactions] == [
        ("reaction_added", "❤"),
        ("reaction_removed", "❤"),
        ("reaction_added", "🔥"),
        ("reaction_added", "custom emoji"),
        ("reaction_added", "⭐"),
    ]
    assert {each["refers_to"] for each in reactions[:4]} == {first["id"]}
    assert (reactions[4]["refers_to"], reactions[4]["actor"]["name"]) == (reply_["id"], "Friends")
    assert reactions[0]["actor"]["name"] == "Otto"
    assert bot.tickets() == []


def test_a_reaction_to_something_unknown_is_kept_once(bot: Bot) -> None:
    bot.says(1, chat=GROUP)
    thumbs = [{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "👎"}]
    assert reacted(bot, 99, [], thumbs) == []
    assert bot.kept() == ["a reaction to a message that is not known"]


def test_counts_of_reactions_are_reported(bot: Bot) -> None:
    conversation = bot.says(1, chat=GROUP)
    counts = [{"type": {"type": "emoji", "emoji": "👍"}, "total_count": 3}]
    bot.update("message_reaction_count", {"chat": GROUP, "message_id": 1, "date": START, "reactions": counts})
    assert bot.reports(conversation) == ["Reactions to a message: 👍 3"]


def test_a_change_of_one_member_of_an_album_says_which(bot: Bot) -> None:
    conversation, business = "", {"business_connection_id": "biz"}
    for number in (1, 2, 3):
        [accepted] = bot.message(number, "business_message", **photo(number, **business))
        conversation = accepted["conversation_id"]
    bot.update("deleted_business_messages", {**business, "chat": PRIVATE, "message_ids": [2]})
    for text in ("Now with words", "Now with words", "Better words"):
        bot.message(3, "edited_business_message", **photo(3, **business), caption=text, edit_date=START + 9)
    album_id, deleted, *edits = bot.messages(conversation)
    assert album_id["label"] == "Photo (3)"
    assert (deleted["content"], deleted["text"], deleted["label"]) == ("deleted", "", "Photo (2 of 3)")
    assert [(edit["text"], edit["label"]) for edit in edits] == [
        ("Now with words", "Photo (3 of 3)"),
        ("Better words", "Photo (3 of 3)"),
    ]
    assert {each["refers_to"] for each in (deleted, *edits)} == {album_id["id"]}


def test_a_hundred_deletions_of_unknown_messages_look_back_once(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    business = {"business_connection_id": "biz"}
    bot.message(1, "business_message", text="Hello", **business)
    entries = ConversationRepository.entries
    looked: list[Any] = []

    def counted(repository: ConversationRepository, *found: Any, **more: Any) -> Any:
        looked.append(more)
        return entries(repository, *found, **more)

    monkeypatch.setattr(ConversationRepository, "entries", counted)
    numbers = list(range(2, 102))
    bot.update("deleted_business_messages", {**business, "chat": PRIVATE, "message_ids": numbers}, settle=False)
    assert len(looked) == 1
    assert bot.kept() == ["a message that is not known was deleted"]


def press(bot: Bot, press_id: str, number: int, data: str = "yes", **more: Any) -> list[dict[str, str]]:
    keyboard = [[{"text": "Yes, please", "callback_data": "yes"}, {"text": "See", "url": "https://x.example"}]]
    message = {"message_id": number, "chat": PRIVATE, "date": START, "reply_markup": {"inline_keyboard": keyboard}}
    query = {"id": press_id, "from": NIA, "chat_instance": "1", "data": data, "message": message | more}
    return bot.update("callback_query", query)


def test_the_press_of_a_button_is_the_customers_answer(bot: Bot) -> None:
    conversation = bot.says(1)
    ours = int(bot.answers(conversation, "Shall we?"))
    bot.close()
    [accepted] = press(bot, "4382bfdwdsb323b2d9", ours)
    assert press(bot, "4382bfdwdsb323b2d9", ours) == [accepted]
    press(bot, "second", ours)
    press(bot, "third", ours, reply_markup=None, date=0)
    _, asked, answer, again, old = bot.messages(conversation)
    assert (answer["text"], answer["content"], answer["direction"]) == ("Yes, please", "text", "in")
    assert [each["in_reply_to"] for each in (answer, again, old)] == [asked["id"]] * 3
    assert (again["text"], old["text"]) == ("Yes, please", "yes")
    assert "callback_query" in answer["raw"], "the value of the button is not shown"
    assert len(bot.tickets()) == 1
    presses = [call["callback_query_id"] for call in bot.calls("answerCallbackQuery")]
    assert presses == ["4382bfdwdsb323b2d9", "second", "third"]


BUTTONS = [
    {"value": "yes", "value_type": "TEXT", "label": "Yes, please"},
    {"value": "https://x.example", "value_type": "URL", "label": "See"},
    {
        "value": "a value that is much longer than the 64 bytes that Telegram has",
        "value_type": "TEXT",
        "label": "Mañana",
    },
    {"value": "No", "value_type": "TEXT"},
]


def asks(bot: Bot, conversation: str) -> list[str]:
    """The agent offers quick replies: what their buttons contain."""
    offered = {"type": "QUICK_REPLIES", "quick_replies": BUTTONS, "allow_user_input": True}
    body = {"text": "When?", "attachments": [offered]}
    status, answer = bot.desk.call("POST", f"/v1/conversations/{conversation}/replies", body)
    assert status == 201, answer
    bot.desk.settle()
    rows = bot.calls("sendMessage")[-1]["reply_markup"]["inline_keyboard"]
    return [button["callback_data"] for [button] in rows if "callback_data" in button]


TOPIC: dict[str, Any] = {"chat": GROUP, "message_thread_id": 9, "is_topic_message": True}
BUSINESS: dict[str, Any] = {"business_connection_id": "biz", "chat": PRIVATE}
DIRECT: dict[str, Any] = {"chat": GROUP, "direct_messages_topic": {"topic_id": 3}}


@pytest.mark.parametrize("place", [{"chat": PRIVATE}, {"chat": GROUP}, TOPIC, BUSINESS, DIRECT])
def test_the_press_of_an_old_button_is_in_its_conversation_with_its_label(bot: Bot, place: dict[str, Any]) -> None:
    """Telegram has the message no longer: it sends its number and the chat."""
    kind = "business_message" if "business_connection_id" in place else "message"
    [accepted] = bot.message(1, kind, text="Hello", **place)
    conversation = accepted["conversation_id"]
    contents, asked = asks(bot, conversation), bot.messages(conversation)[1]
    for number in range(2, 60):
        bot.message(number, kind, text=f"{number}", **place, settle=False)
    for press_id, data in enumerate(contents):
        gone = {"message_id": int(asked["external_id"]), "chat": place["chat"], "date": 0}
        query = {"id": str(press_id), "from": NIA, "chat_instance": "1", "data": data, "message": gone}
        [answer] = bot.update("callback_query", query)
        assert answer["conversation_id"] == conversation
    found = bot.desk.call("GET", f"/v1/conversations/{conversation}/timeline", query={"limit": "100"})[1]["entries"]
    answers = [entry for entry in found if entry.get("in_reply_to") == asked["id"]]
    assert [answer["text"] for answer in answers] == ["Yes, please", "Mañana", "No"]
    assert len(bot.tickets()) == 1


def test_a_button_of_elsewhere_or_that_is_made_up_is_shown_as_it_came(bot: Bot) -> None:
    elsewhere = asks(bot, bot.says(1, chat=GROUP))
    conversation = bot.says(1)
    own = asks(bot, conversation)[0].partition("/")[0]
    customers = bot.messages(conversation)[0]["id"]
    for data in (elsewhere[0], f"{own}/4", f"{own}/99999", f"{customers}/0", "msg_" + "a" * 26 + "_1_1/0"):
        press(bot, data, 900, data)
        assert bot.messages(conversation)[-1]["text"] == data
    assert len(bot.tickets()) == 2


def test_a_press_that_cannot_be_acknowledged_fails_nothing(bot: Bot) -> None:
    conversation = bot.says(1)
    bot.desk.http.responses = [NotReached("away")]
    press(bot, "1", 1)
    assert bot.messages(conversation)[-1]["text"] == "Yes, please"
    assert bot.desk.dead_letters.messages == []


def test_a_press_outside_of_chats_is_kept(bot: Bot) -> None:
    bot.update("callback_query", {"id": "1", "from": NIA, "chat_instance": "1", "inline_message_id": "5", "data": "x"})
    assert bot.kept() == ["a press of a button that is in no chat, or starts a game"]


def member(bot: Bot, status: str, seconds: int, chat: dict[str, Any] = PRIVATE, **more: Any) -> None:
    before, after = {"user": NIA, "status": "member"}, {"user": NIA, "status": status} | more
    content = {"chat": chat, "from": NIA, "date": START + seconds, "old_chat_member": before, "new_chat_member": after}
    bot.update("my_chat_member", content)


def composer(bot: Bot, conversation: str) -> dict[str, Any]:
    found: dict[str, Any] = bot.desk.call("GET", f"/v1/conversations/{conversation}/composer")[1]
    return found


def refusal(bot: Bot, conversation: str) -> tuple[int, str | None]:
    status, answer = bot.desk.call("POST", f"/v1/conversations/{conversation}/replies", {"text": "Hi"})
    return status, answer.get("code")


def test_a_customer_who_blocks_the_bot_cannot_be_written_to_until_they_are_back(bot: Bot) -> None:
    conversation = bot.says(1)
    member(bot, "kicked", 10)
    obstacle = composer(bot, conversation)["obstacle"]
    assert (obstacle["code"], "blocked the bot" in obstacle["reason"]) == ("blocked", True)
    assert refusal(bot, conversation) == (409, "blocked")
    bot.says(5, "from before they blocked it")
    assert refusal(bot, conversation) == (409, "blocked")
    member(bot, "member", 20)
    assert composer(bot, conversation)["can_reply"] is True
    member(bot, "kicked", 15)  # late
    assert refusal(bot, conversation)[0] == 201
    assert bot.reports(conversation) == [
        "The customer blocked the bot",
        "The customer unblocked the bot",
        "The customer blocked the bot",
    ]


def test_a_press_that_arrives_late_shows_nothing(bot: Bot) -> None:
    """A press has no time: the customer may have blocked the bot after it."""
    conversation = bot.says(1)
    number = int(bot.answers(conversation))
    member(bot, "kicked", 10)
    press(bot, "late", number)
    assert bot.messages(conversation)[-1]["text"] == "Yes, please"
    assert refusal(bot, conversation) == (409, "blocked")


def test_a_message_shows_that_the_customer_is_back(bot: Bot) -> None:
    conversation = bot.says(1)
    member(bot, "kicked", 10)
    bot.says(20, "It was a mistake")
    assert refusal(bot, conversation)[0] == 201
    member(bot, "kicked", 15)  # late
    assert refusal(bot, conversation)[0] == 201


def test_a_report_that_is_older_than_the_newest_message_blocks_nothing(bot: Bot) -> None:
    conversation = bot.says(20)
    member(bot, "kicked", 15)
    assert composer(bot, conversation)["can_reply"] is True
    assert refusal(bot, conversation)[0] == 201
    member(bot, "kicked", 25)
    assert refusal(bot, conversation) == (409, "blocked")


def test_who_has_blocked_the_bot_is_known_in_the_next_conversation(bot: Bot) -> None:
    """A message from before that comes late, when the conversation has ended."""
    first = bot.says(1)
    member(bot, "kicked", 10)
    bot.close()
    bot.desk.clock.forward(hours=100)
    second = bot.says(5)
    assert second != first
    assert refusal(bot, second) == (409, "blocked")
    bot.says(20)
    assert refusal(bot, second)[0] == 201


def test_who_has_come_back_can_be_written_to_in_the_next_conversation(bot: Bot) -> None:
    first = bot.says(20)
    member(bot, "kicked", 10)
    bot.close()
    bot.desk.clock.forward(hours=100)
    second = bot.says(5)
    assert second != first
    assert refusal(bot, second)[0] == 201


@pytest.mark.parametrize(
    ("status", "rights", "code", "report"),
    [
        ("left", {}, 409, "The bot was removed from the chat"),
        ("restricted", {"is_member": True, "can_send_messages": False}, 409, "The bot may not write in the chat"),
        ("restricted", {"is_member": True, "can_send_messages": True}, 201, "The bot is a member of the chat"),
        ("administrator", {}, 201, "The bot is a member of the chat"),
    ],
)
def test_in_a_group_the_bot_can_be_removed(bot: Bot, status: str, rights: Any, code: int, report: str) -> None:
    conversation = bot.says(1, chat=GROUP)
    member(bot, status, 10, GROUP, **rights)
    assert refusal(bot, conversation)[0] == code
    assert bot.reports(conversation) == [report]


def test_a_chat_without_a_conversation_keeps_who_left_it(bot: Bot) -> None:
    member(bot, "kicked", 10)
    assert bot.kept() == ["no person wrote it, and there is no conversation"]


def test_what_the_owner_answers_with_the_app_is_theirs(bot: Bot) -> None:
    owner = BUSINESS | {"from": OTTO}
    bot.message(1, "business_message", text="I write first", **owner)
    assert (bot.kept(), bot.tickets()) == (["written by the account's owner"], [])
    [accepted] = bot.message(2, "business_message", text="Hello", **BUSINESS)
    conversation = accepted["conversation_id"]
    bot.close()
    for _ in range(2):
        bot.message(3, "business_message", text="How can I help?", **owner)
    bot.message(3, "edited_business_message", text="How can we help?", edit_date=START + 5, **owner)
    bot.message(4, "business_message", text="Like this", reply_to_message={"message_id": 3}, **BUSINESS)
    _, answer, edit, question = bot.messages(conversation)
    assert (answer["direction"], answer["status"], answer["text"]) == ("out", "SENT", "How can I help?")
    assert {key: answer["actor"][key] for key in ("kind", "id", "name")} == {
        "kind": "colleague",
        "id": "8",
        "name": "Otto",
    }
    assert (edit["direction"], edit["refers_to"]) == ("out", answer["id"])
    assert question["in_reply_to"] == answer["id"]
    assert bot.calls("sendMessage") == []
    assert len(deleted(bot, 3)) == 1
    assert bot.messages(conversation)[-1]["refers_to"] == answer["id"]


def test_what_the_owner_answers_opens_nothing_that_is_closed(bot: Bot) -> None:
    conversation = bot.says(1, **BUSINESS)
    bot.close()
    bot.desk.clock.forward(hours=100)
    bot.message(2, "business_message", text="One more thing", **BUSINESS, **{"from": OTTO})
    assert [each["text"] for each in bot.messages(conversation)] == ["Hello", "One more thing"]
    assert bot.tickets() == []


def test_a_reply_of_the_desk_that_comes_back_is_not_shown_twice(bot: Bot) -> None:
    conversation = bot.says(1, **BUSINESS)
    ours = int(bot.answers(conversation))
    echo = BUSINESS | {"from": OTTO, "sender_business_bot": {"id": 123, "is_bot": True, "first_name": "Bot"}}
    bot.message(ours, "business_message", text="Hi", **echo)
    assert len(bot.messages(conversation)) == 2


def test_administrators_answer_in_the_direct_messages_of_a_channel(bot: Bot) -> None:
    direct = {"chat": GROUP | {"is_direct_messages": True}, "direct_messages_topic": {"topic_id": 3}}
    conversation = bot.says(1, **direct)
    bot.message(2, text="We are", sender_chat={"id": -9, "type": "channel", "title": "News"}, **direct)
    answer = bot.messages(conversation)[-1]
    assert (answer["direction"], answer["actor"]["kind"], answer["actor"]["name"]) == ("out", "colleague", "News")


def test_connections_and_votes_are_reported_where_there_is_a_chat(bot: Bot) -> None:
    connected = {"id": "biz", "user": NIA, "user_chat_id": 7, "date": START, "is_enabled": True}
    vote = {"poll_id": "1", "user": NIA, "option_ids": [0, 2], "option_persistent_ids": ["a", "b"]}
    for _ in range(2):
        bot.update("business_connection", connected)
        bot.update("poll_answer", vote)
        conversation = bot.says(next(bot.numbers))
    bot.update("poll_answer", vote | {"option_ids": []})
    assert bot.reports(conversation) == [
        "Nia connected the bot to their account",
        "Nia: Voted in a poll: answer 1, 3",
        "Nia: Took back a vote in a poll",
    ]
    assert len(bot.kept()) == 2


def test_posts_of_a_channel_are_messages(bot: Bot) -> None:
    channel = {"id": -9, "type": "channel", "title": "News"}
    post = {"message_id": 1, "sender_chat": channel, "chat": channel, "date": START, "text": "News"}
    [accepted] = bot.update("channel_post", post)
    bot.update("edited_channel_post", post | {"text": "No news", "edit_date": START + 1})
    first, edit = bot.messages(accepted["conversation_id"])
    assert (first["actor"]["name"], edit["refers_to"]) == ("News", first["id"])


def test_a_payment_says_how_much(bot: Bot) -> None:
    conversation = bot.says(1)
    paid = {"currency": "EUR", "total_amount": 1250, "invoice_payload": "x"}
    bot.message(2, successful_payment=paid)
    bot.message(3, refunded_payment=paid | {"currency": "XTR"})
    assert bot.reports(conversation) == ["A payment was made: 12.50 EUR", "A payment was refunded: 1250 Telegram Stars"]
