"""Updates that are no messages: changes of messages, and what happens in a chat. Pure."""

from collections.abc import Iterator, Mapping

from helpdesk.messaging.messages import ContentKind, InboundBatch, InboundMessage, Json, Reachability
from helpdesk.platform.text import storable
from helpdesk.providers.telegram.addresses import person, thread_key
from helpdesk.providers.telegram.inbound.updates import Update, moment
from helpdesk.providers.telegram.values import integer, name_of, number, words

_MOST_CHANGES = 100
_REACTION = 64


def deleted(update: Update) -> InboundBatch:
    """Telegram does not say who deleted them."""
    content, thread = update.content, thread_key(update.content)
    numbers = [str(integer(each)) for each in content["message_ids"]]
    if not 0 < len(numbers) <= _MOST_CHANGES:
        raise ValueError("Telegram deletes 1 to 100 messages at once")
    return InboundBatch(messages=tuple(_deleted(update, content, thread, each) for each in dict.fromkeys(numbers)))


def _deleted(update: Update, content: Json, thread: str, external_id: str) -> InboundMessage:
    return InboundMessage(
        key=f"{thread}/{external_id}/deleted",
        thread_key=thread,
        sender=person(content["chat"]),
        kind=ContentKind.DELETED,
        text="",
        external_id=external_id,
        refers_to_external_id=external_id,
        refers_to_key=f"{thread}/{external_id}",
        kept_instead=update.unhandled("a message that is not known was deleted"),
    )


def reactions(update: Update) -> InboundBatch:
    """What was taken back, then what was added. An update does not name the topic of a forum."""
    content = update.content
    before, after = _reactions(content["old_reaction"]), _reactions(content["new_reaction"])
    changes = [(ContentKind.REACTION_REMOVED, each) for each in before if each not in after]
    changes += [(ContentKind.REACTION_ADDED, each) for each in after if each not in before]
    if not changes:
        return update.kept("reactions that changed nothing")
    thread, external_id = thread_key(content), str(integer(content["message_id"]))
    kept_instead = update.unhandled("a reaction to a message that is not known")
    who = person(content.get("user") or content.get("actor_chat") or content["chat"])
    return InboundBatch(
        messages=tuple(
            InboundMessage(
                key=f"{thread}/{external_id}/reaction/{update.id}/{at}",
                thread_key=thread,
                sender=who,
                kind=kind,
                text=text,
                external_id=external_id,
                sent_at=moment(content["date"]),
                refers_to_external_id=external_id,
                refers_to_key=f"{thread}/{external_id}",
                kept_instead=kept_instead,
            )
            for at, (kind, text) in enumerate(changes)
        )
    )


def _reactions(given: list[Json]) -> list[str]:
    return [_reaction(each) for each in given]


def _reaction(given: Json) -> str:
    kind = given["type"]
    if kind == "emoji":
        return words(given["emoji"])[:_REACTION]
    return {"custom_emoji": "custom emoji", "paid": "⭐"}.get(kind) or words(kind)[:_REACTION]


def reaction_counts(update: Update) -> InboundBatch:
    content, thread = update.content, thread_key(update.content)
    counts = [f"{_reaction(each['type'])} {number(each['total_count'])}" for each in content["reactions"]]
    text = f"Reactions to a message: {', '.join(counts) or 'none'}"
    return update.notice(f"{thread}/counts/{update.id}", thread, text)


_WRITES = {"creator", "administrator", "member"}


def membership(update: Update) -> InboundBatch:
    """Whether the bot may write. In a private chat: whether the customer has blocked it."""
    content, thread = update.content, thread_key(update.content)
    member, is_private = content["new_chat_member"], content["chat"].get("type") == "private"
    status = words(member["status"])
    writes = status in _WRITES or (status == "restricted" and _may_write(member))
    text, obstacle = _SAID[is_private, writes]
    if not is_private and status == "restricted" and not writes:
        text = "The bot may not write in the chat"
    since = Reachability(moment(content["date"]), None if writes else obstacle)
    return update.notice(f"{thread}/member/{update.id}", thread, text, since)


def _may_write(member: Json) -> bool:
    return member.get("is_member") is True and member.get("can_send_messages") is True


_UNTIL = "Nothing can be sent until"
_SAID: Mapping[tuple[bool, bool], tuple[str, str]] = {
    (True, True): ("The customer unblocked the bot", ""),
    (True, False): (
        "The customer blocked the bot",
        f"The customer has blocked the bot. {_UNTIL} they write again or unblock it.",
    ),
    (False, True): ("The bot is a member of the chat", ""),
    (False, False): (
        "The bot was removed from the chat",
        f"The bot was removed from the chat, or may not write there. {_UNTIL} it is added again.",
    ),
}


def connection(update: Update) -> InboundBatch:
    """In the chat of the bot with the owner of the account."""
    content = update.content
    owner, thread = name_of(content.get("user")) or "The owner", str(integer(content["user_chat_id"]))
    text = "connected the bot to their account" if content["is_enabled"] is True else "disconnected the bot"
    return update.notice(f"connection/{update.id}", thread, f"{owner} {text}")


def vote(update: Update) -> InboundBatch:
    """Telegram does not say in which chat: the voter's own is where they write to the desk."""
    content = update.content
    voter = person(content.get("user") or content["voter_chat"])
    chosen = ", ".join(str(1 + number(each)) for each in content["option_ids"])
    text = f"Voted in a poll: answer {chosen}" if chosen else "Took back a vote in a poll"
    name = voter.name or "Somebody"
    return update.notice(f"vote/{update.id}", voter.identifier, f"{name}: {text}")


UNUSED: Mapping[str, str] = {
    "chat_boost": "a boost of a chat",
    "chat_join_request": "somebody asks to join a chat",
    "chat_member": "a change of a member of a chat",
    "chosen_inline_result": "a choice in the bot's inline mode",
    "guest_message": "a message to the bot in a chat of which it is no member",
    "inline_query": "a search in the bot's inline mode",
    "managed_bot": "a change of a bot that this one manages",
    "poll": "the state of a poll",
    "pre_checkout_query": "a payment to confirm: the desk sells nothing",
    "purchased_paid_media": "a purchase of paid media",
    "removed_chat_boost": "a boost of a chat that ended",
    "shipping_query": "a question about shipping: the desk sells nothing",
    "stopped_message_generation": "the user stopped the generation of a message",
    "subscription": "a change of a subscription",
}
"""Why no conversation has them."""


def unused(update: Update) -> InboundBatch:
    return update.kept(UNUSED[update.kind])


def unknown(fields: Json) -> Iterator[str]:
    """The fields of an update of a later version."""
    return (storable(name)[:64] for name in sorted(fields.keys() - {"update_id"}))
