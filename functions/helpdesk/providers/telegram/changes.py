"""Edits, deletions and reactions as calls of the Bot API (core.telegram.org/bots/api#updating-messages). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from helpdesk.messaging.formatted_text import FormattedText, parts
from helpdesk.messaging.messages import ContentKind
from helpdesk.messaging.outcomes import PermanentFailure
from helpdesk.platform.text import plain_emoji
from helpdesk.providers.models import ChangedMessage, Json, OutgoingMessage, Step
from helpdesk.providers.telegram import entities
from helpdesk.providers.telegram.addresses import place_of
from helpdesk.providers.telegram.albums import has_caption, takes_caption
from helpdesk.providers.telegram.keyboards import keyboard
from helpdesk.providers.telegram.rendering import at_place, content_steps, written

_UNKNOWN = PermanentFailure(
    "message_unknown", "Telegram's number of the changed message is not known, or belongs to a former group."
)
_NO_TEXT = PermanentFailure(
    "nothing_to_edit", "The message, or what it should become, has no text. Delete the message, and send a new one."
)

_NO_REACTION = PermanentFailure("not_carried", "Telegram does not let a bot react in the chats of a business.")


def change_steps(outgoing: OutgoingMessage) -> Sequence[Step] | PermanentFailure:
    changed, place = outgoing.changed, place_of(outgoing.thread_key)
    if changed is None or not changed.external_ids:
        return _UNKNOWN
    numbers = [int(number) for number in changed.external_ids]
    match outgoing.kind:
        case ContentKind.DELETED:
            return [_deletion(place, numbers)]
        case ContentKind.EDITED:
            return _edit(outgoing, changed, numbers, place)
    if "business_connection_id" in place:
        return _NO_REACTION
    added = outgoing.kind is ContentKind.REACTION_ADDED
    # A bot has one reaction to a message.
    reaction = [{"type": "emoji", "emoji": plain_emoji(outgoing.content.text)}] if added else []
    wanted = {"chat_id": place["chat_id"], "message_id": numbers[0], "reaction": reaction}
    return [Step("setMessageReaction", wanted)]


def _deletion(place: Json, numbers: Sequence[int]) -> Step:
    if "business_connection_id" in place:
        wanted = {"business_connection_id": place["business_connection_id"], "message_ids": list(numbers)}
        return Step("deleteBusinessMessages", wanted)
    return Step("deleteMessages", {"chat_id": place["chat_id"], "message_ids": list(numbers)})


@dataclass(frozen=True, slots=True)
class _Place:
    """A message of Telegram that has text of ours."""

    number: int
    is_caption: bool


def _edit(
    outgoing: OutgoingMessage, changed: ChangedMessage, numbers: Sequence[int], place: Json
) -> Sequence[Step] | PermanentFailure:
    """The new text takes the places of the old one. What is left over is deleted; what does not fit is sent as a new
    message."""
    places = list(_places(changed, numbers))
    # Its headers and buttons stay.
    text = written(replace(outgoing.content, parts=changed.content.parts))
    limit = entities.CAPTION if places and places[0].is_caption else entities.TEXT
    new = list(parts(text, limit, entities.units))
    if not (places and new):
        return _NO_TEXT
    steps = [_edited(at, part, place) for at, part in zip(places, new, strict=False)]
    steps[-1] = replace(
        steps[-1], parameters={**steps[-1].parameters, **keyboard(changed.content.parts, changed.content.message_id)}
    )
    steps += [at_place(Step("sendMessage", entities.as_text(part)), place) for part in new[len(places) :]]
    left = [at.number for at in places[len(new) :]]
    return [*steps, _deletion(place, left)] if left else steps


def _edited(at: _Place, text: FormattedText, place: Json) -> Step:
    where = {name: value for name, value in place.items() if name in {"chat_id", "business_connection_id"}}
    where |= {"message_id": at.number}
    if at.is_caption:
        return Step("editMessageCaption", {**where, **entities.as_caption(text)})
    return Step("editMessageText", {**where, **entities.as_text(text)})


def _places(changed: ChangedMessage, numbers: Sequence[int]) -> Iterator[_Place]:
    left, without_text = list(numbers), None
    found = False
    for step in content_steps(changed.content):
        own, left = left[: step.messages], left[step.messages :]
        if not own:
            break
        if step.method == "sendMessage" or has_caption(step):
            found = True
            yield _Place(own[0], is_caption=step.method != "sendMessage")
        elif without_text is None and takes_caption(step):
            without_text = _Place(own[0], is_caption=True)
    if without_text and not found:
        yield without_text
