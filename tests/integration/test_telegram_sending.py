"""What the desk sends to Telegram, through the functions themselves: the calls that a Bot API accepts, in their order,
each once."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from helpdesk.files.service import MessageFiles
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.objects import Objects
from infra.workbench.telegram import BAD_PHOTO, BLOCKED, TOO_MANY, NoAnswer, rejection
from tests.support.agent import entries, reply
from tests.support.desk import queue_event
from tests.support.samples import PNG
from tests.support.telegram_chat import CLEO, Telegram, file, received, wait

MOVED = rejection(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1005)


def test_a_formatted_reply_has_entities(telegram: Telegram) -> None:
    conversation = telegram.writes()
    telegram.says(conversation, "", rich_text="<p>It is <b>here</b> 😀</p>")
    assert telegram.settle(conversation)["status"] == "SENT"
    [sent] = telegram.api.called("sendMessage")
    assert (sent["text"], sent["entities"]) == ("It is here 😀", [{"type": "bold", "offset": 6, "length": 4}])
    assert sent["reply_parameters"]["message_id"] == 41


def test_a_long_text_is_sent_in_parts_in_order_and_a_second_apart(telegram: Telegram) -> None:
    conversation = telegram.writes()
    began = telegram.desk.clock.now
    telegram.says(conversation, "\n\n".join(f"{number} " + "x" * 3000 for number in range(3)))
    shown = telegram.settle(conversation)
    assert [sent["text"][0] for sent in telegram.api.called("sendMessage")] == ["0", "1", "2"]
    assert (shown["status"], shown["external_id"]) == ("SENT", "101")
    assert (telegram.desk.clock.now - began).total_seconds() >= 2


def test_after_a_part_that_is_rejected_no_other_is_sent(telegram: Telegram) -> None:
    conversation = telegram.writes()
    telegram.says(conversation, "a " * 3000)
    telegram.api.answer_next(rejection(400, "Bad Request: first"))
    assert telegram.settle(conversation)["failure"]["reason"].endswith("Bad Request: first")
    assert len(telegram.api.calls) == 1


def test_a_part_that_fails_is_repeated_and_the_others_are_not(telegram: Telegram) -> None:
    conversation = telegram.writes()
    message = telegram.says(conversation, "b " * 3000)
    work = json.dumps({"message_id": message["id"]})
    wait(telegram)
    assert received(telegram, work) == 1, "the first part is sent"
    telegram.api.answer_next(rejection(502, "Bad Gateway"))
    wait(telegram)
    assert received(telegram, work) >= 2, "the second is not"
    telegram.desk.clock.forward(minutes=1)
    assert received(telegram, work) is None
    assert [sent["text"][0] for sent in telegram.api.called("sendMessage")] == ["b", "b", "b"]
    assert entries(telegram.desk, conversation)[-1]["status"] == "SENT"


def test_a_part_whose_response_is_lost_is_not_repeated(telegram: Telegram) -> None:
    conversation = telegram.writes()
    work = json.dumps({"message_id": telegram.says(conversation, "a " * 3000)["id"]})
    assert received(telegram, work) == 1
    telegram.api.answer_next(NoAnswer())
    wait(telegram)
    assert received(telegram, work) is None
    shown = entries(telegram.desk, conversation)[-1]
    assert (shown["status"], shown["failure"]["code"]) == ("FAILED", "maybe_sent")
    assert shown["failure"]["reason"].startswith("Part 2 of 2, after the others were sent: ")
    assert (shown["external_id"], len(telegram.api.calls)) == ("101", 2)


def test_a_picture_is_streamed_from_the_store_with_its_caption(telegram: Telegram) -> None:
    conversation = telegram.writes()
    telegram.says(conversation, "A cat", attachments=[file(telegram.upload())])
    assert telegram.settle(conversation)["status"] == "SENT"
    [call] = telegram.api.calls
    assert (call.method, call.parameters["caption"]) == ("sendPhoto", "A cat")
    assert (call.files["photo"].name, call.files["photo"].content) == ("cat.png", PNG)


def test_pictures_are_an_album_and_other_files_follow(telegram: Telegram) -> None:
    conversation = telegram.writes()
    ids = [telegram.upload(), telegram.upload(), telegram.upload(b"text", "notes.txt", "text/plain")]
    message = telegram.says(conversation, "All", attachments=[file(each) for each in ids])
    assert telegram.settle(conversation)["status"] == "SENT"
    assert telegram.methods() == ["sendMediaGroup", "sendDocument"]
    telegram.change(message["id"], "delete")
    telegram.settle(conversation)
    assert telegram.api.called("deleteMessages") == [{"chat_id": 7, "message_ids": [101, 102, 103]}]


def test_the_parts_of_two_replies_keep_their_order(telegram: Telegram) -> None:
    conversation = telegram.writes()
    for letter in "abc":
        telegram.says(conversation, f"{letter} " * 5000)
    telegram.settle(conversation)
    assert [sent["text"][0] for sent in telegram.api.called("sendMessage")] == list("aaabbbccc")


def test_a_photo_that_telegram_refuses_is_sent_as_a_document(telegram: Telegram) -> None:
    conversation = telegram.writes()
    telegram.says(conversation, "A strip", attachments=[file(telegram.upload())])
    telegram.api.answer_next(BAD_PHOTO)
    assert telegram.settle(conversation)["status"] == "SENT"
    assert telegram.methods() == ["sendPhoto", "sendDocument"]
    assert telegram.api.called("sendDocument")[0]["caption"] == "A strip"


def test_each_receive_makes_one_call(telegram: Telegram) -> None:
    conversation = telegram.writes(chat=-5)
    message = telegram.says(conversation, "A strip", attachments=[file(telegram.upload())])
    work = json.dumps({"message_id": message["id"]})
    telegram.api.answer_next(MOVED, BAD_PHOTO)
    for calls in (1, 2):
        assert received(telegram, work) == 1
        assert len(telegram.api.calls) == calls
        wait(telegram)
    assert received(telegram, work) is None
    chats = [call.parameters["chat_id"] for call in telegram.api.calls]
    assert (chats, telegram.methods()) == ([-5, -1005, -1005], ["sendPhoto", "sendPhoto", "sendDocument"])
    assert entries(telegram.desk, conversation)[-1]["attempts"] == 1


def test_a_reply_whose_files_are_deleted_in_the_middle_sends_no_part_twice(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = telegram.writes()
    ids = [telegram.upload(), telegram.upload(b"text", "notes.txt", "text/plain")]
    message = telegram.says(conversation, "All", attachments=[file(each) for each in ids])
    work = json.dumps({"message_id": message["id"]})
    assert received(telegram, work) == 1
    monkeypatch.setattr(MessageFiles, "sent", lambda *_: {})
    wait(telegram)
    assert received(telegram, work) is None
    shown = entries(telegram.desk, conversation)[-1]
    assert (shown["failure"]["code"], len(telegram.api.calls)) == ("content_changed", 1)


def test_a_file_that_cannot_be_read_now_is_sent_later(telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = telegram.writes()
    message = telegram.says(conversation, "A cat", attachments=[file(telegram.upload())])
    work = json.dumps({"message_id": message["id"]})

    def broken(*_: object) -> Iterator[bytes]:
        yield b"half"
        raise Unavailable("S3")

    with monkeypatch.context() as patched:
        patched.setattr(Objects, "chunks", broken)
        assert received(telegram, work) is not None
    assert entries(telegram.desk, conversation)[-1]["failure"]["code"] == "file_not_read"
    telegram.desk.clock.forward(minutes=1)
    assert received(telegram, work) is None
    assert telegram.methods() == ["sendPhoto"]


def test_a_place_a_card_and_buttons_have_their_own_form(telegram: Telegram) -> None:
    conversation = telegram.writes()
    place = {"type": "LOCATION", "latitude": 52.3667, "longitude": 4.8945, "name": "The shop"}
    card = {"type": "CONTACT", "contact_profile": {"name": {"first_name": "Ada"}, "phones": [{"phone": "+3120"}]}}
    buttons = {"type": "QUICK_REPLIES", "quick_replies": [{"value": "yes", "value_type": "TEXT", "label": "Yes"}]}
    telegram.says(conversation, "Coming?", attachments=[place, card, buttons])
    assert telegram.settle(conversation)["status"] == "SENT"
    assert telegram.methods() == ["sendVenue", "sendContact", "sendMessage"]
    [sent] = telegram.api.called("sendMessage")
    asked = f"{conversation.replace('cnv_', 'msg_')}_2"
    assert sent["reply_markup"] == {"inline_keyboard": [[{"text": "Yes", "callback_data": f"{asked}/0"}]]}


def test_a_reply_is_edited_and_deleted(telegram: Telegram) -> None:
    conversation = telegram.writes()
    message = telegram.says(conversation, "Helo")
    telegram.settle(conversation)
    assert telegram.change(message["id"], "edit", text="Hello")[0] == 201
    edit = telegram.settle(conversation)
    assert (edit["status"], edit["external_id"]) == ("SENT", None), "the number belongs to the message that is edited"
    assert telegram.api.chats[7][101]["text"] == "Hello"
    telegram.change(message["id"], "edit", text="Hello")
    assert telegram.settle(conversation)["status"] == "SENT", "an edit that changes nothing is no failure"
    assert telegram.change(message["id"], "delete")[0] == 201
    assert telegram.settle(conversation)["status"] == "SENT"
    assert telegram.api.chats[7] == {}


def test_edits_of_a_long_text_are_shown_whole_and_deleted_whole(telegram: Telegram) -> None:
    conversation = telegram.writes()
    message = telegram.says(conversation, "short")
    telegram.settle(conversation)
    for text in ("a " * 3500, "b " * 3500, "tiny", "c " * 3500):
        assert telegram.change(message["id"], "edit", text=text)[0] == 201
        edit = telegram.settle(conversation)
        assert (edit["status"], edit["external_id"]) == ("SENT", None)
        shown = " ".join(each["text"] for each in telegram.api.chats[7].values())
        assert shown.split() == text.split()
    assert telegram.change(message["id"], "delete")[0] == 201
    assert telegram.settle(conversation)["status"] == "SENT"
    assert telegram.api.chats[7] == {}


def test_an_edit_that_was_interrupted_is_repeated(telegram: Telegram) -> None:
    conversation = telegram.writes()
    message = telegram.says(conversation, "Helo")
    telegram.settle(conversation)
    telegram.change(message["id"], "edit", text="Hello")
    telegram.desk.settle = lambda: None  # type: ignore[method-assign]
    work = json.dumps({"message_id": entries(telegram.desk, conversation)[-1]["id"]})
    telegram.api.answer_next(NoAnswer())
    wait(telegram)
    assert received(telegram, work) is not None
    telegram.desk.clock.forward(minutes=1)
    assert received(telegram, work) is None
    assert telegram.api.chats[7][101]["text"] == "Hello"


def test_what_arrived_of_a_reply_that_failed_can_be_deleted(telegram: Telegram) -> None:
    conversation = telegram.writes()
    message = telegram.says(conversation, "a " * 3000)
    work = json.dumps({"message_id": message["id"]})
    assert received(telegram, work) == 1
    telegram.api.answer_next(rejection(400, "Bad Request: no"))
    wait(telegram)
    assert received(telegram, work) is None
    assert telegram.change(message["id"], "edit", text="b")[1]["code"] == "not_delivered"
    assert telegram.change(message["id"], "delete")[0] == 201
    telegram.settle(conversation)
    assert telegram.api.chats[7] == {}


def test_a_reply_of_which_nothing_arrived_cannot_be_deleted(telegram: Telegram) -> None:
    conversation = telegram.writes()
    message = telegram.says(conversation)
    telegram.api.answer_next(rejection(400, "Bad Request: no"))
    telegram.settle(conversation)
    assert telegram.change(message["id"], "delete")[1]["code"] == "not_delivered"


def test_a_change_that_can_never_be_sent_is_refused_before_it_is_stored(telegram: Telegram) -> None:
    conversation = telegram.writes()
    place = {"type": "LOCATION", "latitude": 52.3667, "longitude": 4.8945}
    message = telegram.says(conversation, "", attachments=[place])
    telegram.settle(conversation)
    status, problem = telegram.change(message["id"], "edit", text="There")
    assert (status, problem["code"]) == (409, "nothing_to_edit")
    assert len(entries(telegram.desk, conversation)) == 2
    assert telegram.change(message["id"], "delete")[0] == 201


def test_a_reaction_that_was_replaced_is_not_removed(telegram: Telegram) -> None:
    conversation = telegram.writes()
    question = entries(telegram.desk, conversation)[0]["id"]
    for kind, reaction in (("reaction_added", "👍"), ("reaction_added", "🔥"), ("reaction_removed", "👍")):
        assert telegram.change(question, kind, reaction=reaction)[0] == 201
        assert telegram.settle(conversation)["status"] == "SENT"
    shown = [call["reaction"][0]["emoji"] for call in telegram.api.called("setMessageReaction")]
    assert shown == ["👍", "🔥"]


def test_a_reaction_goes_to_the_customers_message(telegram: Telegram) -> None:
    conversation = telegram.writes()
    question = entries(telegram.desk, conversation)[0]["id"]
    assert telegram.change(question, "reaction_added", reaction="❤️")[0] == 201
    telegram.settle(conversation)
    assert telegram.change(question, "reaction_removed", reaction="❤")[0] == 201
    telegram.settle(conversation)
    hearts = [call["reaction"] for call in telegram.api.called("setMessageReaction")]
    assert hearts == [[{"type": "emoji", "emoji": "❤"}], []]


def test_a_reaction_that_telegram_does_not_have_is_refused(telegram: Telegram) -> None:
    question = entries(telegram.desk, telegram.writes())[0]["id"]
    status, problem = telegram.change(question, "reaction_added", reaction="🦖")
    assert (status, problem["code"]) == (400, "unknown_reaction")
    assert (problem["errors"][0]["field"], problem["errors"][0]["capability"]) == ("reaction", "allowedReactions")


@pytest.mark.parametrize(
    ("more", "capability"),
    [
        ({"text": "x" * 40_001}, "maxTextLength"),
        ({"rich_text": '<p style="color: red">x</p>'}, "richText"),
        ({"attachments": [{"type": "SOCIAL_MEDIA_METADATA", "social_metadata": {"media_type": "LINK"}}]}, "outgoing"),
    ],
)
def test_what_telegram_cannot_carry_is_refused_before_it_is_stored(
    telegram: Telegram, more: dict[str, Any], capability: str
) -> None:
    conversation = telegram.writes()
    status, problem = reply(telegram.desk, conversation, **({"text": "x"} | more))
    assert status == 400
    assert problem["errors"][0]["capability"].startswith(capability)
    assert len(entries(telegram.desk, conversation)) == 1


def test_replies_that_wait_while_the_token_is_revoked_fail_with_the_reason(telegram: Telegram) -> None:
    conversation = telegram.writes()
    telegram.says(conversation)
    telegram.api.token = "123:another"
    shown = telegram.settle(conversation)
    assert (shown["status"], shown["failure"]["code"]) == ("FAILED", "bot_unauthorized")


def test_a_customer_who_blocked_the_bot_is_named_as_the_reason(telegram: Telegram) -> None:
    conversation = telegram.writes()
    telegram.says(conversation)
    telegram.api.answer_next(BLOCKED)
    assert telegram.settle(conversation)["failure"]["code"] == "blocked"
    composer = telegram.desk.call("GET", f"/v1/conversations/{conversation}/composer")[1]
    assert (composer["can_reply"], composer["obstacle"]["code"]) == (False, "blocked")
    assert reply(telegram.desk, conversation, "x")[1]["code"] == "blocked"
    telegram.writes("I am back", date=int(telegram.desk.clock.now.timestamp()) + 1)
    assert telegram.desk.call("GET", f"/v1/conversations/{conversation}/composer")[1]["can_reply"]


def test_a_customer_who_is_back_within_the_second_can_be_written_to(telegram: Telegram) -> None:
    """Telegram's times have no fractions of a second."""
    conversation, desk = telegram.writes(), telegram.desk
    telegram.says(conversation)
    telegram.api.answer_next(BLOCKED)
    telegram.settle(conversation)
    at, member = int(desk.clock.now.timestamp()), {"user": CLEO, "status": "member"}
    chat = {"chat": {"id": 7, "type": "private"}, "from": CLEO, "date": at}
    update = {"update_id": 99, "my_chat_member": {**chat, "old_chat_member": member, "new_chat_member": member}}
    assert desk.post(desk.telegram, update)[0] == 200
    assert reply(desk, conversation, "Welcome back")[0] == 201


def test_a_file_follows_a_group_into_its_supergroup(telegram: Telegram) -> None:
    conversation = telegram.writes(chat=-5)
    telegram.says(conversation, "A cat", attachments=[file(telegram.upload())])
    telegram.api.answer_next(MOVED)
    assert telegram.settle(conversation)["status"] == "SENT"
    assert [call.parameters["chat_id"] for call in telegram.api.calls] == [-5, -1005]


def test_a_change_does_not_follow_a_group_whose_numbers_begin_anew(telegram: Telegram) -> None:
    conversation = telegram.writes(chat=-5)
    message = telegram.says(conversation)
    telegram.settle(conversation)
    telegram.change(message["id"], "delete")
    telegram.api.answer_next(MOVED)
    assert telegram.settle(conversation)["failure"]["code"] == "message_unknown"
    assert len(telegram.api.called("deleteMessages")) == 1


def test_what_is_sent_after_a_group_moved_belongs_to_its_supergroup(telegram: Telegram) -> None:
    conversation = telegram.writes(chat=-5)
    split, later = telegram.says(conversation, "a " * 5000), telegram.says(conversation, "b " * 3000)
    works = [json.dumps({"message_id": each["id"]}) for each in (split, later)]
    assert received(telegram, works[0]) == 1
    telegram.api.answer_next(MOVED)
    for _ in range(3):
        wait(telegram)
        telegram.desk.sender(queue_event(works[0]))
    for _ in range(2):
        wait(telegram)
        telegram.desk.sender(queue_event(works[1]))
    telegram.desk.settle()
    assert [call.parameters["chat_id"] for call in telegram.api.calls] == [-5, -5, *[-1005] * 4], "not twice"
    status, problem = telegram.change(split["id"], "delete")
    assert (status, problem["code"]) == (409, "message_unknown"), "its first part is in the former group"
    number = int(entries(telegram.desk, conversation)[-1]["external_id"])
    telegram.writes("About this", chat=-1005, reply_to_message={"message_id": number})
    assert entries(telegram.desk, conversation)[-1]["in_reply_to"] == later["id"]
    assert telegram.change(later["id"], "edit", text="Short")[0] == 201
    assert telegram.settle(conversation)["status"] == "SENT"
    assert telegram.change(later["id"], "delete")[0] == 201
    assert telegram.settle(conversation)["status"] == "SENT"
    assert [each["text"][0] for each in telegram.api.chats[-1005].values()] == ["a", "a"]


def test_a_group_that_moved_while_a_reply_was_sent_stays_one_conversation(telegram: Telegram) -> None:
    conversation = telegram.writes(chat=-5)
    telegram.says(conversation)
    telegram.api.answer_next(MOVED)
    telegram.settle(conversation)
    assert telegram.writes(chat=-1005) == conversation
    message = {"message_id": 90, "from": CLEO, "chat": {"id": -5, "type": "group"}, "date": 1}
    update = {"update_id": 90, "message": message | {"migrate_to_chat_id": -1005}}
    assert telegram.desk.post(telegram.desk.telegram, update)[0] == 200
    timeline = telegram.desk.call("GET", f"/v1/conversations/{conversation}/timeline")[1]["entries"]
    reported = [entry["details"]["text"] for entry in timeline if entry.get("event") == "reported"]
    assert reported == ["The group became a supergroup"]


def typing(telegram: Telegram, conversation: str) -> tuple[int, Any]:
    return telegram.desk.call("POST", f"/v1/conversations/{conversation}/typing")


def test_the_customer_sees_that_an_agent_writes(telegram: Telegram) -> None:
    first, second = telegram.writes(chat=7), telegram.writes(chat=8)
    assert [typing(telegram, each) for each in (first, first, second)] == [(204, None)] * 3
    shown = [{"chat_id": chat, "action": "typing"} for chat in (7, 8)]
    assert telegram.api.called("sendChatAction") == shown, "not again while it is shown"
    assert telegram.api.refused == []


def test_where_a_message_may_not_be_sent_now_typing_is_not_shown(telegram: Telegram) -> None:
    first, second, third = (telegram.writes(chat=chat) for chat in (7, 8, 9))
    work = json.dumps({"message_id": telegram.says(first)["id"]})
    telegram.desk.clock.now = telegram.desk.clock.now.replace(microsecond=0)
    assert received(telegram, work) is None
    assert [typing(telegram, each) for each in (first, second)] == [(204, None)] * 2
    assert [call["chat_id"] for call in telegram.api.called("sendChatAction")] == [8], "7 has had its message"
    wait(telegram)
    telegram.api.answer_next(TOO_MANY)
    assert received(telegram, json.dumps({"message_id": telegram.says(second)["id"]})) is not None
    assert typing(telegram, third) == (204, None)
    assert len(telegram.api.called("sendChatAction")) == 1, "the bot pauses"


def test_whether_the_customer_sees_it_is_not_known(telegram: Telegram) -> None:
    conversation = telegram.writes()
    telegram.api.answer_next(BLOCKED)
    assert typing(telegram, conversation) == (204, None)


def test_a_channel_that_cannot_show_it_is_not_called(telegram: Telegram) -> None:
    conversation = telegram.desk.accept().conversation_id
    assert typing(telegram, conversation) == (204, None)
    assert telegram.api.calls == []


def test_where_no_reply_can_be_sent_nobody_writes(telegram: Telegram) -> None:
    conversation, account = telegram.writes(), telegram.desk.telegram.id
    assert typing(telegram, f"cnv_{'a' * 26}_1")[0] == 404
    assert telegram.desk.call("PATCH", f"/v1/channel-accounts/{account}", {"active": False})[0] == 200
    status, problem = typing(telegram, conversation)
    assert (status, problem["code"]) == (409, "account_inactive")
    assert telegram.api.calls == []
