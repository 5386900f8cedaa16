"""M7: a contact's owner who is away hears of a message by e-mail, at most once, and the ticket says how it went."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ParamValidationError, ReadTimeoutError

from helpdesk.conversations.items import message_key
from helpdesk.conversations.models import Direction, Mail
from helpdesk.conversations.references import ConversationReference
from helpdesk.inboxes.limits import InboxLimitRepository
from helpdesk.messaging.messages import Sender
from helpdesk.people.actors import ActorKind
from helpdesk.routing.models import Trigger
from helpdesk.routing.work import RouteTicket, mail_of
from infra.workbench.people import change as change_person
from infra.workbench.tables import CONVERSATIONS, DIRECTORY
from tests.support.contacts import call
from tests.support.desk import DeskInProcess, queue_event
from tests.support.integrator import party
from tests.support.line import Line
from tests.support.routing import decisions, leaves, returns, ruled
from tests.support.ticket_work import done, patch, read

ADA = "agent-1"
MAIL = {"verifiedEmail": "cleo@example.com"}
TEXT = "My parcel <b>has not</b> arrived.\nWhere is it?"


@pytest.fixture
def away(desk: DeskInProcess) -> DeskInProcess:
    """Cleo's contact is known and is Ada's, who is away; tickets wait for her."""
    contact = read(desk, desk.accept(thread="first", sender=Sender("cleo", "Cleo")).ticket_id)["contact_id"]
    verified = {"type": "HS_EMAIL_ADDRESS", "value": "cleo@example.com", "verified": True}
    done(call(desk, "POST", f"/v1/contacts/{contact}/identifiers", verified))
    done(call(desk, "PATCH", f"/v1/contacts/{contact}", {"owner_id": ADA}))
    ruled(desk, automatic=True, assign_to="contact_owner", wait_for_owner=True)
    leaves(desk, ADA)
    return desk


def opened(desk: DeskInProcess, text: str = TEXT, thread: str = "t1") -> str:
    ticket: str = desk.accept(text, thread=thread, sender=Sender("cleo", "Cleo")).ticket_id
    desk.settle()
    return ticket


def mailed(desk: DeskInProcess, received: int = 1) -> str | None:
    """What the ticket says of the e-mail of its first decision, when the queue has given the newest work away."""
    body = desk.mails_queue.messages[-1].body
    answer = desk.mailer(queue_event(body, received=received))
    [*_, first] = decisions(desk, mail_of(body).ticket_id)
    assert bool(answer["batchItemFailures"]) is (first["mail"] == "waiting"), "what waits comes again, and nothing else"
    outcome: str | None = first["mail"]
    return outcome


def refused(code: str, status: int = 400) -> ClientError:
    response: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "SendEmail")


def test_the_owner_gets_what_was_written_with_a_link_to_the_ticket(away: DeskInProcess) -> None:
    ticket = opened(away)
    assert decisions(away, ticket)[0]["mail"] == "waiting"
    assert mailed(away) == "sent"
    [sent] = away.ses.sent
    content = sent["Content"]["Simple"]
    assert sent["FromEmailAddress"] == "desk@desk.example"
    assert sent["Destination"] == {"ToAddresses": [away.agent.email]}
    assert content["Subject"]["Data"] == "Cleo has written while you are away"
    text, html = (content["Body"][part]["Data"] for part in ("Text", "Html"))
    assert f"https://desk.example/tickets/{ticket}" in text
    assert "> My parcel <b>has not</b> arrived.\n> Where is it?" in text
    assert "&lt;b&gt;has not&lt;/b&gt; arrived.<br>Where is it?" in html
    assert "The ticket waits for you." in text
    assert {header["Name"]: header["Value"] for header in content["Headers"]}["Auto-Submitted"] == "auto-generated"
    assert "ReplyToAddresses" not in sent


def test_one_e_mail_for_each_time_that_the_customer_opens_the_ticket(away: DeskInProcess) -> None:
    done(away.call("PATCH", "/v1/settings", {"when_away": "return"}))
    ticket = opened(away)
    away.accept("And again", thread="t1", sender=Sender("cleo", "Cleo"))
    returns(away, ADA)
    leaves(away, ADA)
    assert read(away, ticket)["owner_id"] is None
    done(patch(away, ticket, status="closed"))
    away.settle()
    assert len(away.mails_queue.messages) == 1, "only a submission is written about, not what is routed again"
    away.accept("Still not here", thread="t1", sender=Sender("cleo", "Cleo"))
    away.settle()
    assert len(away.mails_queue.messages) == 2
    away.mailer(queue_event(away.mails_queue.messages[1].body))
    assert "> Still not here" in away.ses.sent[0]["Content"]["Simple"]["Body"]["Text"]["Data"]


def test_a_ticket_that_waits_for_nobody_is_written_about_each_time_too(away: DeskInProcess) -> None:
    ruled(away, automatic=True, assign_to="contact_owner")
    ticket = opened(away)
    done(patch(away, ticket, status="closed"))
    away.settle()
    away.accept("Still not here", thread="t1", sender=Sender("cleo", "Cleo"))
    away.settle()
    again = RouteTicket(ticket, Trigger.REOPENED).queued().body
    assert not away.router(queue_event(again, received=2))["batchItemFailures"]
    away.settle()
    assert len(away.mails_queue.messages) == 2
    assert [each["code"] for each in decisions(away, ticket)] == ["no_fallback", "no_fallback"]
    away.mailer(queue_event(away.mails_queue.messages[0].body))
    assert "others can answer it" in away.ses.sent[0]["Content"]["Simple"]["Body"]["Text"]["Data"]


def test_nobody_hears_by_e_mail_of_what_the_desk_wrote(desk: DeskInProcess) -> None:
    line = Line(desk)
    line.app.publish(line.channel, line.account, senders=[party(name="Cleo")], customerIdentity=MAIL)
    desk.settle()
    first = desk.call("GET", "/v1/tickets")[1]["tickets"][0]
    done(call(desk, "PATCH", f"/v1/contacts/{first['contact_id']}", {"owner_id": ADA}))
    ruled(desk, line.account, automatic=True, assign_to="contact_owner", wait_for_owner=True)
    leaves(desk, ADA)
    program = replace(desk.principal, kind=ActorKind.PROGRAM, id="token-1", on_behalf_of=ADA)
    ticket = line.started(as_=program)["ticket"]["id"]
    desk.settle()
    [decision] = decisions(desk, ticket)
    assert (decision["code"], decision["written_to"], decision["mail"]) == ("waits_for_owner", None, None)
    assert desk.mails_queue.messages == []
    dry = done(desk.call("POST", "/v1/routing/simulations", {"ticket_id": ticket}))
    assert dry["written_to"] == ADA, "as if the customer had opened it"


def test_only_the_customers_words_leave_the_desk(away: DeskInProcess) -> None:
    ticket = opened(away)
    table, reference = away.database.table(CONVERSATIONS), ConversationReference.from_ticket_id(ticket)
    table.write(table.changing(message_key(reference, 1), "attribute_exists(#pk)", {"direction": Direction.OUT}))
    assert mailed(away) == "sent"
    assert "> (no text)" in away.ses.sent[0]["Content"]["Simple"]["Body"]["Text"]["Data"]


def test_a_queue_message_that_comes_twice_writes_once(away: DeskInProcess) -> None:
    opened(away)
    assert [mailed(away), mailed(away, received=2)] == ["sent", "sent"]
    assert len(away.ses.sent) == 1


@pytest.mark.parametrize(
    "lost",
    [ReadTimeoutError(endpoint_url="https://email"), refused("InternalFailure", 500)],
    ids=["no answer", "an error of SES"],
)
def test_an_answer_that_is_lost_is_not_followed_by_a_second_e_mail(away: DeskInProcess, lost: Exception) -> None:
    away.ses.failures.append(lost)
    opened(away)
    assert [mailed(away), mailed(away, received=2)] == ["maybe_sent", "maybe_sent"]
    assert away.ses.sent == []


def test_what_was_claimed_by_somebody_who_stopped_is_left_to_nobody(away: DeskInProcess) -> None:
    opened(away)
    work = mail_of(away.mails_queue.messages[0].body)
    event = away.conversations.event(work.reference, work.position)
    assert event
    claims = [away.conversations.claim_mail(event, claim) for claim in ("first", "second", "first")]
    assert claims == [True, False, True], "of two, one sends; its call may be repeated"
    away.conversations.settle_mail(event, "second", Mail.SENT)
    assert mailed(away, received=2) == "maybe_sent"
    assert away.ses.sent == []


@pytest.mark.parametrize(
    "for_now",
    [refused("TooManyRequestsException", 429), EndpointConnectionError(endpoint_url="https://email")],
    ids=["throttled", "not reached"],
)
def test_what_was_not_sent_for_now_is_sent_later(away: DeskInProcess, for_now: Exception) -> None:
    away.ses.failures.append(for_now)
    opened(away)
    assert (mailed(away), away.mails_queue.shown_again) == ("waiting", [5])
    assert (mailed(away, received=2), len(away.ses.sent)) == ("sent", 1)


@pytest.mark.parametrize(
    "never", [refused("MessageRejected"), ParamValidationError(report="")], ids=["by SES", "before the call"]
)
def test_what_is_refused_is_shown_and_not_tried_again(away: DeskInProcess, never: Exception) -> None:
    away.ses.failures.append(never)
    opened(away)
    assert [mailed(away), mailed(away, received=2)] == ["failed", "failed"]
    assert away.ses.sent == []


def deactivated(desk: DeskInProcess, _ticket: str) -> None:
    change_person(desk.database.table(DIRECTORY), ADA, lambda user: replace(user, deactivated_at=user.created_at))


def closed(desk: DeskInProcess, ticket: str) -> None:
    done(patch(desk, ticket, status="closed"))


def kept_from_the_inbox(desk: DeskInProcess, ticket: str) -> None:
    limits = InboxLimitRepository(desk.database.table(DIRECTORY))
    limits.transact(limits.limiting(limits.get(), read(desk, ticket)["inbox_id"], ["tea_others"]))


@pytest.mark.parametrize("meanwhile", [deactivated, closed, kept_from_the_inbox])
def test_what_is_not_needed_any_more_when_it_is_sent_is_not_sent(
    away: DeskInProcess, meanwhile: Callable[[DeskInProcess, str], None]
) -> None:
    meanwhile(away, opened(away))
    assert (mailed(away), away.ses.sent) == ("not_needed", [])


def test_an_e_mail_that_is_late_says_whose_the_ticket_is_now(away: DeskInProcess) -> None:
    away.ses.failures.append(refused("TooManyRequestsException", 429))
    ticket = opened(away)
    assert mailed(away) == "waiting"
    done(patch(away, ticket, owner_id=ADA))
    assert mailed(away, received=2) == "sent"
    assert "The ticket is yours now." in away.ses.sent[0]["Content"]["Simple"]["Body"]["Text"]["Data"]


def test_of_what_was_erased_nothing_is_written(away: DeskInProcess) -> None:
    ticket = opened(away)
    path = f"/v1/contacts/{read(away, ticket)['contact_id']}/erasures"
    assert away.call("POST", path)[0] == 202
    away.settle()
    assert away.mailer(queue_event(away.mails_queue.messages[0].body))["batchItemFailures"] == []
    assert away.ses.sent == []


def test_a_desk_without_an_address_says_that_none_is_set_up(away: DeskInProcess) -> None:
    away.mailer = away.mailer_from(None)
    opened(away)
    assert (mailed(away), away.ses.sent) == ("not_set_up", [])


def test_the_settings_say_whether_owners_can_be_written_to(desk: DeskInProcess) -> None:
    assert done(desk.call("GET", "/v1/settings"))["sends_mail"] is False
    desk.api._context = {"desk": replace(desk.use_cases, sends_mail=True)}
    assert done(desk.call("GET", "/v1/settings"))["sends_mail"] is True
    assert done(desk.call("PATCH", "/v1/settings", {"undo_seconds": 5}))["sends_mail"] is True
    assert desk.call("PATCH", "/v1/settings", {"sends_mail": False})[0] == 400


@pytest.mark.parametrize("body", ["{}", '{"ticket_id": "tkt_x", "position": "00001#"}'])
def test_what_is_no_work_is_set_aside(desk: DeskInProcess, body: str) -> None:
    assert desk.mailer(queue_event(body))["batchItemFailures"] == []
    assert [each.body for each in desk.mails_dead_letters.messages] == [body]
