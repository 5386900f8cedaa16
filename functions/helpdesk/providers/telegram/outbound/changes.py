"""Edits, deletions and reactions as calls of the Bot API (core.telegram.org/bots/api#updating-messages). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from helpdesk.messaging.formatted_text import FormattedText, parts
from helpdesk.messaging.messages import ContentKind
from helpdesk.messaging.outcomes import PermanentFailure, TextPart
from helpdesk.platform.text import plain_emoji
from helpdesk.providers.models import ChangedMessage, Json, OutgoingContent, OutgoingMessage, Step, WantedChange
from helpdesk.providers.telegram.addresses import place_of
from helpdesk.providers.telegram.outbound import entities
from helpdesk.providers.telegram.outbound.albums import has_caption, takes_caption
from helpdesk.providers.telegram.outbound.keyboards import keyboard
from helpdesk.providers.telegram.outbound.rendering import at_place, content_steps, written

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
    match outgoing.kind:
        case ContentKind.DELETED:
            return [_deletion(place, changed.external_ids)]
        case ContentKind.EDITED:
            return _edit(outgoing, changed, place)
    if _is_of_a_business(outgoing.thread_key):
        return _NO_REACTION
    return _reaction(outgoing, changed, place["chat_id"])


def refusal(wanted: WantedChange) -> PermanentFailure | None:
    if wanted.kind is ContentKind.EDITED:
        # Its files have a size and a type that this need not know.
        captioned = any("fileId" in part and part.get("fileUsageType") != "STICKER" for part in wanted.parts)
        steps = content_steps(OutgoingContent(wanted.text, parts=wanted.parts))
        return None if captioned or any(step.method == "sendMessage" for step in steps) else _NO_TEXT
    is_reaction = wanted.kind is not ContentKind.DELETED
    return _NO_REACTION if is_reaction and _is_of_a_business(wanted.thread_key) else None


def _is_of_a_business(thread_key: str) -> bool:
    return "business_connection_id" in place_of(thread_key)


def _reaction(outgoing: OutgoingMessage, changed: ChangedMessage, chat_id: int) -> Sequence[Step]:
    """A bot has one reaction to a message: a new one replaces it."""
    emoji = plain_emoji(outgoing.content.text)
    added = outgoing.kind is ContentKind.REACTION_ADDED
    if not added and changed.reaction != emoji:
        return []
    wanted = {
        "chat_id": chat_id,
        "message_id": int(changed.external_ids[0]),
        "reaction": [{"type": "emoji", "emoji": emoji}] if added else [],
    }
    leaves = replace(changed, reaction=emoji if added else None)
    return [Step("setMessageReaction", wanted, is_repeatable=True, leaves=leaves)]


def _deletion(place: Json, ids: Sequence[str], leaves: ChangedMessage | None = None) -> Step:
    numbers = [int(each) for each in ids]
    if business := place.get("business_connection_id"):
        wanted = {"business_connection_id": business, "message_ids": numbers}
        return Step("deleteBusinessMessages", wanted, is_repeatable=True, leaves=leaves)
    wanted = {"chat_id": place["chat_id"], "message_ids": numbers}
    return Step("deleteMessages", wanted, is_repeatable=True, leaves=leaves)


def _edit(outgoing: OutgoingMessage, changed: ChangedMessage, place: Json) -> Sequence[Step] | PermanentFailure:
    """The new text takes the places of the newest one. What is left over is deleted; what does not fit is sent as a new
    message, and is a part of the edited one from then on."""
    texts = changed.texts or tuple(_texts(changed))
    # Its headers and buttons stay.
    text = written(replace(outgoing.content, parts=changed.content.parts))
    limit = entities.CAPTION if texts and texts[0].is_caption else entities.TEXT
    new = list(parts(text, limit, entities.units))
    if not (texts and new):
        return _NO_TEXT
    known, kept, left = replace(changed, texts=texts), texts[: len(new)], texts[len(new) :]
    steps = [_edited(at, part, place) for at, part in zip(kept, new, strict=False)]
    for part in new[len(kept) :]:
        sent = Step("sendMessage", entities.as_text(part), leaves=known)
        steps.append(at_place(sent, place))
    buttons = keyboard(changed.content.parts, changed.content.message_id)
    steps[-1] = replace(steps[-1], parameters={**steps[-1].parameters, **buttons})
    if not left:
        return steps
    gone = [each.id for each in left]
    ids = tuple(each for each in changed.external_ids if each not in gone)
    return [*steps, _deletion(place, gone, replace(known, external_ids=ids, texts=kept))]


def _edited(at: TextPart, text: FormattedText, place: Json) -> Step:
    where = {name: value for name, value in place.items() if name in {"chat_id", "business_connection_id"}}
    where |= {"message_id": int(at.id)}
    if at.is_caption:
        return Step("editMessageCaption", {**where, **entities.as_caption(text)}, is_repeatable=True)
    return Step("editMessageText", {**where, **entities.as_text(text)}, is_repeatable=True)


def _texts(changed: ChangedMessage) -> Iterator[TextPart]:
    """As the message was sent."""
    left, without_text = list(changed.external_ids), None
    found = False
    for step in content_steps(changed.content):
        own, left = left[: step.messages], left[step.messages :]
        if not own:
            break
        if step.method == "sendMessage" or has_caption(step):
            found = True
            yield TextPart(own[0], is_caption=step.method != "sendMessage")
        elif without_text is None and takes_caption(step):
            without_text = TextPart(own[0], is_caption=True)
    if without_text and not found:
        yield without_text
