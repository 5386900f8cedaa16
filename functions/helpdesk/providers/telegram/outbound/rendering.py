"""An outgoing message as calls of the Bot API, in their order (Bot API 10.3). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from helpdesk.messaging.formatted_text import Format, FormattedText, Span, parts
from helpdesk.messaging.outcomes import PermanentFailure
from helpdesk.providers.models import Json, OutgoingContent, OutgoingMessage, Step
from helpdesk.providers.telegram.addresses import place_of
from helpdesk.providers.telegram.outbound import entities
from helpdesk.providers.telegram.outbound.albums import as_documents, is_album, steps_for, takes_caption, with_caption
from helpdesk.providers.telegram.outbound.keyboards import keyboard, other_links
from helpdesk.providers.telegram.outbound.places_and_cards import contact, contact_as_text, location

_POINTING = "👇"
"""A keyboard needs a text above it."""
_NOTHING = PermanentFailure("nothing_to_send", "The files of this message no longer exist: nothing is left to send.")


def message_steps(outgoing: OutgoingMessage) -> Sequence[Step] | PermanentFailure:
    steps = content_steps(outgoing.content)
    if not steps:
        return _NOTHING
    place, reply = place_of(outgoing.thread_key), _reply(outgoing.reply_to)
    placed = [at_place(step, place | (reply if at == 0 else {})) for at, step in enumerate(steps)]
    return [replace(step, other_form=as_documents(step)) for step in placed]


def at_place(step: Step, place: Json) -> Step:
    return replace(step, parameters={**place, **step.parameters})


def content_steps(content: OutgoingContent) -> list[Step]:
    """Files, places and cards first, then the text; a short text is the caption of the first file."""
    steps, text, buttons = list(_attached(content)), written(content), keyboard(content.parts, content.message_id)
    at = _captioned(steps, text, buttons)
    if at is not None:
        steps[at] = with_caption(steps[at], entities.as_caption(text) | buttons)
        return steps
    if not text.text and buttons:
        text = FormattedText(_POINTING)
    steps += text_steps(text)
    if buttons:
        steps[-1] = replace(steps[-1], parameters={**steps[-1].parameters, **buttons})
    return steps


def text_steps(text: FormattedText) -> list[Step]:
    return [Step("sendMessage", entities.as_text(part)) for part in text_parts(text)]


def text_parts(text: FormattedText) -> Iterator[FormattedText]:
    return parts(text, entities.TEXT, entities.units)


def _captioned(steps: Sequence[Step], text: FormattedText, buttons: Json) -> int | None:
    """The step that gets the text as its caption. An album has no keyboard."""
    if entities.length(text.text) > entities.CAPTION or not (text.text or buttons):
        return None
    fits = (at for at, step in enumerate(steps) if takes_caption(step) and not (buttons and is_album(step)))
    return next(fits, None)


def _attached(content: OutgoingContent) -> Iterator[Step]:
    yield from steps_for([content.files[at] for at in sorted(content.files)])
    for part in content.parts:
        if part["type"] == "LOCATION":
            yield location(part)
        elif part["type"] == "CONTACT" and (card := contact(part)):
            yield card


def written(content: OutgoingContent) -> FormattedText:
    """Headers, the text, and what has no other form in Telegram."""
    text = formatted(content)
    for line in _further_lines(content.parts):
        text = FormattedText(line).after(text)
    headers = [part["text"] for part in content.parts if part["type"] == "MESSAGE_HEADER" and part.get("text")]
    for header in reversed(headers):
        text = text.after(FormattedText(header, (Span(0, len(header), Format.BOLD),)))
    return text


def formatted(content: OutgoingContent) -> FormattedText:
    if content.rich_text is None:
        return FormattedText(content.text).part(0, len(content.text))
    # Only formatted messages pay for the parser of HTML.
    from helpdesk.messaging.rich_text_reading import read  # noqa: PLC0415

    return read(content.rich_text, entities.is_link)


def _further_lines(found: Sequence[Json]) -> Iterator[str]:
    for part in found:
        if part["type"] == "CONTACT" and contact(part) is None:
            yield contact_as_text(part)
        elif part["type"] == "LOCATION" and part.get("url"):
            yield part["url"]
    yield from other_links(found)


def _reply(reply_to: str | None) -> dict[str, Any]:
    if not reply_to or reply_to == "0":
        return {}
    # The customer may have deleted the message that is answered: the reply must arrive anyway.
    return {"reply_parameters": {"message_id": int(reply_to), "allow_sending_without_reply": True}}
