"""What a ticket shows of its conversation: name, preview, direction, the customer."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.conversations.references import ConversationReference
from helpdesk.intake.notices import Notices
from helpdesk.messaging.messages import InboundNotice
from helpdesk.messaging.messages import Sender as Person
from helpdesk.platform.ids import new_ulid
from tests.support.agent import entries, reply
from tests.support.desk import DeskInProcess, custom_event, custom_message
from tests.support.integrator import CAPABILITIES, Integrator, party, timeline

PICTURE = {"type": "FILE", "url": "https://files.example/a.png", "fileUsageType": "IMAGE"}


def the_ticket(desk: DeskInProcess) -> Any:
    desk.settle()
    [ticket] = desk.call("GET", "/v1/tickets")[1]["tickets"]
    return ticket


def test_the_words_of_rich_text_are_the_text(app: Integrator) -> None:
    channel, account = app.ready()
    message = app.publish(channel, account, "", richText='<p>See <a href="https://a.example/x">this</a></p><p>Now</p>')
    words = "See this (https://a.example/x)\nNow"
    assert (message["text"], timeline(app, message)[0]["text"]) == (words, words)
    assert the_ticket(app.desk)["subject"] == "See this (https://a.example/x) Now"


@pytest.mark.parametrize(
    ("attachment", "subject"),
    [
        (PICTURE, "Photo"),
        (PICTURE | {"name": "holiday.png"}, "holiday.png"),
        (PICTURE | {"name": "holiday\u202egpj.exe"}, "holidaygpj.exe"),
        (PICTURE | {"name": "\u3164", "fileUsageType": "VOICE_RECORDING"}, "Voice message"),
        ({"type": "FILE", "url": "https://files.example/x/rechnung%20mai.pdf?sig=1"}, "rechnung mai.pdf"),
        ({"type": "FILE", "url": "https://files.example/%E2%80%AEfdp.exe"}, "fdp.exe"),
        ({"type": "FILE", "url": "https://files.example/"}, "File"),
        ({"type": "LOCATION", "latitude": 1, "longitude": 2}, "Location"),
        ({"type": "LOCATION", "latitude": 1, "longitude": 2, "name": "Dam"}, "Dam"),
        ({"type": "LOCATION", "latitude": 1, "longitude": 2, "name": "\u2066D\u200bam\u2069"}, "Dam"),
        ({"type": "CONTACT", "contactProfile": {"name": {"firstName": "Ada", "lastName": "L"}}}, "Ada L"),
        ({"type": "CONTACT", "contactProfile": {"phones": [{"phone": "+31"}]}}, "+31"),
        ({"type": "CONTACT", "contactProfile": {"emails": [{"email": "a@b.c"}]}}, "a@b.c"),
        ({"type": "CONTACT", "contactProfile": {}}, "Contact"),
        ({"type": "QUICK_REPLIES", "quickReplies": []}, "Quick replies"),
        ({"type": "MESSAGE_HEADER", "text": "Order 7"}, "Order 7"),
        ({"type": "SOCIAL_MEDIA_METADATA", "socialMetadata": {"mediaType": "POLL", "mediaTitle": "Poll"}}, "Poll"),
        ({"type": "SOCIAL_MEDIA_METADATA", "socialMetadata": {"mediaType": "POLL"}}, "Post"),
        ({"type": "UNSUPPORTED_CONTENT"}, "Unsupported content"),
    ],
)
def test_a_message_without_words_says_what_came(app: Integrator, attachment: dict[str, Any], subject: str) -> None:
    channel, account = app.ready()
    app.publish(channel, account, " ", attachments=[attachment])
    ticket = the_ticket(app.desk)
    assert (ticket["subject"], ticket["preview"]) == (subject, subject)
    app.publish(channel, account, "What is this?")
    assert the_ticket(app.desk)["subject"] == "What is this?"


def test_several_files_are_all_named(app: Integrator) -> None:
    channel, account = app.ready()
    app.publish(channel, account, "", attachments=[PICTURE | {"name": name} for name in ("a.png", "b.png")])
    assert the_ticket(app.desk)["subject"] == "a.png, b.png"


@pytest.mark.parametrize(
    ("attachment", "subject"),
    [
        ({"url": "https://files.example/rechnung%20mai.pdf"}, "rechnung mai.pdf"),
        ({"url": "https://files.example/a.jpg"}, "a.jpg"),
        ({"url": "https://files.example/a.jpg", "filename": "beach.jpg"}, "beach.jpg"),
    ],
)
def test_a_file_has_one_name_everywhere(desk: DeskInProcess, attachment: dict[str, Any], subject: str) -> None:
    status, response = desk.post(desk.custom, custom_event(custom_message("", attachments=[attachment])))
    assert status == 200, response
    ticket = the_ticket(desk)
    [part] = entries(desk, ticket["conversation_id"])[0]["parts"]
    assert (ticket["subject"], ticket["preview"], part["name"]) == (subject, subject, subject)


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u3164\u2800"])
def test_a_message_without_anything_to_see_is_rejected(app: Integrator, text: str) -> None:
    channel, account = app.ready()
    for more in ({}, {"richText": "<b></b>"}, {"richText": "<p>\u200b</p>"}):
        status, error = app.call("POST", f"/{channel}/messages", app.message(account, text, **more))
        assert (status, error["errors"][0]["in"]) == (400, "text")


def test_a_name_without_anything_to_see_is_the_identifier(app: Integrator) -> None:
    channel, account = app.ready()
    app.publish(channel, account, senders=[party("cleo", name="\u3164")])
    assert the_ticket(app.desk)["contact_name"] == "cleo"


def test_preview_and_direction_follow_messages_not_reactions(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready(capabilities=CAPABILITIES | {"allowReactions": True, "allowEdits": True})
    message = app.publish(channel, account, "Thanks")
    sent = reply(desk, message["conversationsThreadId"], "Welcome")[1]
    shown = ("subject", "preview", "last_direction", "last_activity_at")
    before = {name: the_ticket(desk)[name] for name in shown}
    assert (before["preview"], before["last_direction"]) == ("Welcome", "out")
    for kind in ("REACTION_ADDED", "REACTION_REMOVED"):
        desk.clock.forward(seconds=1)
        app.done("POST", f"/{channel}/messages/{sent['id']}/changes", {"changeType": kind, "reaction": "👍"})
        assert {name: the_ticket(desk)[name] for name in shown} == before
    assert the_ticket(desk)["last_sequence"] == 4
    desk.call("POST", f"/v1/messages/{sent['id']}/changes", {"type": "edit", "text": "You are welcome"})
    assert {name: the_ticket(desk)[name] for name in shown} == before
    change = {"changeType": "EDIT", "text": "Thanks, but"}
    app.done("POST", f"/{channel}/messages/{message['id']}/changes", change)
    ticket = the_ticket(desk)
    assert (ticket["preview"], ticket["last_direction"]) == ("Thanks, but", "in")


def test_what_becomes_known_of_a_customer_later_fills_what_was_empty(desk: DeskInProcess) -> None:
    first = custom_message(message="m1") | {"sender": {"id": "customer"}}
    desk.post(desk.custom, custom_event(first))
    assert the_ticket(desk)["contact_name"] == "customer"
    later = {"id": "customer", "name": "Cleo", "email": "cleo@example.com"}
    desk.post(desk.custom, custom_event(custom_message(message="m2") | {"sender": later}))
    desk.post(desk.custom, custom_event(custom_message(message="m3") | {"sender": later | {"phone": "+31"}}))
    desk.post(desk.custom, custom_event(custom_message(message="m4") | {"sender": later | {"name": "Other"}}))
    ticket = desk.call("GET", f"/v1/tickets/{the_ticket(desk)['id']}")[1]
    assert ticket["contact_name"] == "Cleo"
    known = ticket["contact"]
    assert (known["name"], known["email"], known["phone"]) == ("Cleo", "cleo@example.com", "+31")


def test_a_visitor_who_is_known_by_a_token_can_say_their_name_later(app: Integrator) -> None:
    channel, account = app.ready()
    visitor = {"customerIdentity": {"visitorToken": "3f6c0d9e52b84a7f"}}
    for name in (None, None, "Cleo"):
        app.publish(channel, account, senders=[party("browser", name=name)], **visitor)
    ticket = app.desk.call("GET", f"/v1/tickets/{the_ticket(app.desk)['id']}")[1]
    assert (ticket["contact_name"], ticket["contact"]["name"]) == ("Cleo", "Cleo")


def test_a_name_from_one_channel_does_not_reach_the_contact_of_another(desk: DeskInProcess) -> None:
    visitor = {"customerIdentity": {"verifiedEmail": "cleo@example.com"}}
    shop, chat = Integrator(desk), Integrator(desk, "other")
    places = [each.ready() for each in (shop, chat)]
    first = shop.publish(*places[0], senders=[party("one")], **visitor)
    for name in (None, "Cleo"):
        second = chat.publish(*places[1], senders=[party("two", name=name)], **visitor)
    assert first["createdBy"] == second["createdBy"]
    desk.settle()
    contacts = [
        desk.call("GET", f"/v1/tickets/{ticket['id']}")[1]["contact"]
        for ticket in desk.call("GET", "/v1/tickets")[1]["tickets"]
    ]
    assert [contact["name"] for contact in contacts] == [None, None]


def test_a_name_that_comes_with_another_thread_fills_the_contact(desk: DeskInProcess) -> None:
    desk.post(desk.custom, custom_event(custom_message(message="m1") | {"sender": {"id": "customer"}}))
    desk.post(desk.custom, custom_event(custom_message(message="m2", thread="t2")))
    desk.post(desk.custom, custom_event(custom_message(message="m3", thread="t3") | {"sender": {"id": "customer"}}))
    desk.settle()
    tickets = desk.call("GET", "/v1/tickets")[1]["tickets"]
    assert [ticket["contact_name"] for ticket in tickets] == ["Cleo", "Cleo", "customer"]
    contact = desk.call("GET", f"/v1/tickets/{tickets[-1]['id']}")[1]["contact"]
    assert contact["name"] == "Cleo"


@pytest.mark.parametrize(
    ("thread", "shown"), [("t1", ["Ada", "customer"]), ("t2", ["Ada", "Ada"]), ("t3", ["Ada", "Ada", "customer"])]
)
def test_the_first_name_of_a_customer_is_the_one_that_is_shown(
    desk: DeskInProcess, thread: str, shown: list[str]
) -> None:
    desk.accept(sender=Person("customer"), thread="t2")
    desk.accept(sender=Person("customer", "Ada"), thread="t1")
    desk.accept(sender=Person("customer", "Bob"), thread=thread)
    desk.settle()
    tickets = desk.call("GET", "/v1/tickets")[1]["tickets"]
    assert sorted(ticket["contact_name"] for ticket in tickets) == shown
    assert desk.call("GET", f"/v1/tickets/{tickets[0]['id']}")[1]["contact"]["name"] == "Ada"


def test_messages_that_complete_a_customer_at_the_same_time_complete_each_other(desk: DeskInProcess) -> None:
    """One was on its way with the conversation as it was before the other."""
    accepted = desk.accept(sender=Person("customer"))
    reference = ConversationReference.from_conversation_id(accepted.conversation_id)
    stale = desk.conversations.conversation(reference)
    assert stale
    desk.accept(sender=Person("customer", "Ada", "ada@example.com"))
    desk.acceptance.join(desk.custom, desk.inbound(sender=Person("customer", "Bob", phone="+31")), stale)
    current = desk.conversations.conversation(reference)
    assert current
    assert current.recipient == Person("customer", "Ada", "ada@example.com", "+31")


def test_a_move_keeps_what_became_known_meanwhile(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = desk.accept(sender=Person("customer"))
    reference = ConversationReference.from_conversation_id(accepted.conversation_id)
    stale = desk.conversations.head_of_thread(reference.thread)
    desk.accept(sender=Person("customer", "Ada"))
    found = desk.conversations.head_of_thread(reference.thread)
    assert stale
    assert found
    outdated = replace(stale, newest_sequence=found.newest_sequence)
    notices = Notices(desk.conversations, desk.clock, new_ulid)
    with monkeypatch.context() as patched:
        patched.setattr(desk.conversations, "head_of_thread", lambda _: outdated)
        assert notices.take(desk.custom, InboundNotice("n1", "t1", "Moved", "{}", moved_to="t9"))
    current = desk.conversations.conversation(reference)
    assert current
    assert (current.recipient.name, current.thread_key, current.moved_after) == ("Ada", "t9", 2)


def test_another_authors_name_that_comes_later_fills_the_contact(desk: DeskInProcess) -> None:
    desk.post(desk.custom, custom_event(custom_message(message="m1")))
    for at, sender in enumerate(({"id": "otto"}, {"id": "otto", "name": "Otto", "phone": "+49"})):
        desk.post(desk.custom, custom_event(custom_message(message=f"n{at}") | {"sender": sender}))
    desk.post(desk.custom, custom_event(custom_message(message="m5", thread="t5") | {"sender": {"id": "otto"}}))
    desk.settle()
    [otto] = [each for each in desk.call("GET", "/v1/tickets")[1]["tickets"] if each["contact_name"] == "Otto"]
    assert desk.call("GET", f"/v1/tickets/{otto['id']}")[1]["contact"]["phone"] == "+49"


def test_what_a_message_answers_is_our_id(desk: DeskInProcess) -> None:
    _, first = desk.post(desk.custom, custom_event(custom_message(message="m1")))
    desk.post(desk.custom, custom_event(custom_message(message="m2", reply_to="m1")))
    desk.post(desk.custom, custom_event(custom_message(message="m3", reply_to="m9")))
    said = entries(desk, first["messages"][0]["conversation_id"])
    assert [entry["in_reply_to"] for entry in said] == [None, first["messages"][0]["id"], None]


def test_an_attachment_with_an_address_that_is_too_long_is_shown_as_failed(desk: DeskInProcess) -> None:
    files = [{"url": "https://files.example/".ljust(length, "x"), "filename": "a.png"} for length in (8192, 8193)]
    _, response = desk.post(desk.custom, custom_event(custom_message(attachments=files)))
    [entry] = entries(desk, response["messages"][0]["conversation_id"])
    short, long = entry["parts"]
    assert (short["state"], short["failure"]) == ("PENDING", None)
    assert (long["state"], long["failure"]["code"]) == ("FAILED", "address_too_long")
    assert long["source_url"] == files[1]["url"]
    while any(records := desk.backend.stream.batch()["Records"]):
        desk.fanout({"Records": records})
    assert len(desk.files_queue.messages) == 1


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("HS_PHONE_NUMBER", "+31201234567", "0031 20 123 4567"),
        ("HS_EMAIL_ADDRESS", "Cleo@Example.com", "cleo@example.com"),
    ],
)
def test_two_spellings_of_one_address_are_one_conversation(
    desk: DeskInProcess, kind: str, one: str, other: str
) -> None:
    app = Integrator(desk)
    capabilities = CAPABILITIES | {"threadingModel": "DELIVERY_IDENTIFIER", "deliveryIdentifierTypes": [kind]}
    channel, account = app.ready(capabilities=capabilities)
    first, second = (
        app.publish(channel, account, senders=[{"deliveryIdentifier": {"type": kind, "value": value}}])
        for value in (one, other)
    )
    assert first["conversationsThreadId"] == second["conversationsThreadId"]
    assert first["senders"][0]["actorId"] == second["senders"][0]["actorId"]
    written = [each["senders"][0]["deliveryIdentifier"]["value"] for each in (first, second)]
    assert written == [one, other]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("HS_PHONE_NUMBER", "not a phone"), ("HS_PHONE_NUMBER", "0201234567"), ("HS_EMAIL_ADDRESS", "cleo")],
)
def test_an_address_that_is_none_is_rejected(app: Integrator, kind: str, value: str) -> None:
    channel, account = app.ready()
    address = {"type": kind, "value": value}
    for direction, field in (("INCOMING", "senders"), ("OUTGOING", "recipients")):
        body = app.message(account, messageDirection=direction, **{field: [{"deliveryIdentifier": address}]})
        status, error = app.call("POST", f"/{channel}/messages", body)
        assert (status, error["errors"][0]["in"]) == (400, f"{field}[0].deliveryIdentifier.value")
    body = {"inboxId": "1", "name": "Line", "authorized": True, "deliveryIdentifier": address}
    status, error = app.call("POST", f"/{channel}/channel-accounts", body)
    assert (status, error["errors"][0]["in"]) == (400, "deliveryIdentifier.value")


def test_an_account_is_connected_once_whatever_the_spelling_of_its_number(app: Integrator) -> None:
    channel = app.register()
    bodies = [
        {
            "inboxId": "1",
            "name": "Line",
            "authorized": True,
            "deliveryIdentifier": {"type": "HS_PHONE_NUMBER", "value": value},
        }
        for value in ("+31201234567", "0031201234567")
    ]
    answers = [app.call("POST", f"/{channel}/channel-accounts", body) for body in bodies]
    assert len({str(answer[1].get("id")) for answer in answers} - {"None"}) == 1
    query = {"deliveryIdentifierValue": "+31 20 123 4567"}
    assert app.done("GET", f"/{channel}/channel-accounts", query=query)["total"] == 1
