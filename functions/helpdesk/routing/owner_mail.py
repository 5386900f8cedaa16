"""What the owner of a contact reads who is away while the contact writes. Pure.

An e-mail leaves the desk: nobody can erase it, and others may read it on its way. So it has what an agent needs to
decide whether this can wait, and no more: a name, and the beginning of what was written. docs/decisions/0054.
"""

from enum import Enum
from html import escape
from typing import Self

from helpdesk.platform.email import Email
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.models import Ticket

_LONGEST_NAME, _LONGEST_TEXT = 80, 500
_NOBODY_KNOWN = "Somebody without a name"


class Whose(Enum):
    """Whose the ticket is when the e-mail is sent, as it says it."""

    WAITS = "The ticket waits for you."
    YOURS = "The ticket is yours now."
    OTHERS = "The ticket does not wait for you: others can answer it."

    @classmethod
    def of(cls, ticket: Ticket, user_id: str) -> Self:
        if ticket.owner_id == user_id:
            return cls.YOURS
        return cls.WAITS if ticket.waits_for == user_id else cls.OTHERS


@frozen
class Submission:
    ticket_id: str
    contact: str
    """Their name, if it is known."""
    account: str
    text: str
    """What the customer wrote; empty if it was no text."""
    whose: Whose


def written(to: str, submission: Submission, workspace_url: str) -> Email:
    """`workspace_url`: empty if there is no page to link to."""
    who, account = _line(submission.contact) or _NOBODY_KNOWN, _line(submission.account)
    begins = f"{who} has written on {account}, while you are away. You look after this contact."
    text = _shortened(submission.text.strip(), _LONGEST_TEXT) or "(no text)"
    link = f"{workspace_url.rstrip('/')}/tickets/{submission.ticket_id}" if workspace_url else ""
    there = link or f"In the desk, it is {submission.ticket_id}."
    ends = "This e-mail was sent by the help desk. Please do not answer it: answer in the desk."
    shown = escape(text).replace("\n", "<br>")
    paragraphs = [
        escape(begins),
        escape(submission.whose.value),
        f'<a href="{escape(link)}">Open the ticket</a>' if link else escape(there),
        escape(ends),
    ]
    first, *others = (f"<p>{each}</p>" for each in paragraphs)
    return Email(
        to=to,
        subject=f"{who} has written while you are away",
        text="\n\n".join([begins, _quoted(text), submission.whose.value, there, ends]) + "\n",
        html=f"{first}<blockquote>{shown}</blockquote>{''.join(others)}",
    )


def _line(text: str) -> str:
    """In one line: a subject with a line break is refused."""
    return _shortened(" ".join(text.split()), _LONGEST_NAME)


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())
