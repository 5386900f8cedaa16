"""Content of a Telegram message that is shown as words: polls, checklists, games, invoices. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from helpdesk.messaging.messages import Json
from helpdesk.platform.text import visible
from helpdesk.providers.telegram.inbound import media
from helpdesk.providers.telegram.inbound.formatting import escaped
from helpdesk.providers.telegram.inbound.money import money
from helpdesk.providers.telegram.inbound.shown import Shown
from helpdesk.providers.telegram.values import has_only, integer, name_of, number, words

_MOST_WINNERS = 100
_OF_A_POLL = (
    *("id", "question", "description", "options", "type", "total_voter_count", "is_closed", "is_anonymous"),
    *("allows_multiple_answers", "allows_revoting", "members_only"),
)


def poll(content: Json) -> Shown:
    options = [words(option["text"]) for option in content["options"]]
    whole = has_only(content, *_OF_A_POLL) and all(
        has_only(option, "persistent_id", "text", "voter_count") and not option.get("voter_count")
        for option in content["options"]
    )
    return _listed(words(content["question"]), words(content.get("description") or ""), options, whole=whole)


def checklist(content: Json) -> Shown:
    tasks = [f"{'☑' if task.get('completion_date') else '☐'} {words(task['text'])}" for task in content["tasks"]]
    fields = ("title", "tasks", "others_can_add_tasks", "others_can_mark_tasks_as_done")
    whole = has_only(content, *fields) and all(
        has_only(task, "id", "text", "completion_date", "completed_by_user", "completed_by_chat")
        for task in content["tasks"]
    )
    return _listed(words(content["title"]), "", tasks, whole=whole, bullet="")


def dice(content: Json) -> Shown:
    text = f"{words(content['emoji'])} {number(content['value'])}"
    return Shown(text, is_whole=has_only(content, "emoji", "value"))


def game(content: Json, account_id: str) -> Shown:
    text = _lines(words(content["title"]), words(content["description"]), words(content.get("text") or ""))
    picture = media.photo(content["photo"], account_id)
    return Shown(text, parts=picture.parts, is_whole=has_only(content, "title", "description", "photo", "text"))


def invoice(content: Json) -> Shown:
    price = money(content["total_amount"], content["currency"])
    text = _lines(words(content["title"]), words(content["description"]), price)
    return Shown(text, is_whole=not content.get("start_parameter"))


def giveaway(content: Json) -> Shown:
    chats = ", ".join(name_of(chat) or "a chat" for chat in content["chats"])
    winners = number(content["winner_count"])
    drawn = f"{winners} {'winner' if winners == 1 else 'winners'} will be drawn on {_day(content)}"
    return Shown(_lines(f"Giveaway of {chats}", _prize(content), drawn), is_whole=False)


def giveaway_winners(content: Json) -> Shown:
    winners = ", ".join(name_of(person) or "somebody" for person in content["winners"][:_MOST_WINNERS])
    title = f"Giveaway of {name_of(content['chat']) or 'a chat'}, drawn on {_day(content)}"
    return Shown(_lines(title, _prize(content), f"Winners: {winners}"), is_whole=False)


def users(content: Json) -> Shown:
    """People whom the sender chose for the bot. Older updates have their numbers only."""
    people = content.get("users") or [{"user_id": content["user_id"]}]
    return Shown("\n".join(_person(person) for person in people), is_whole=False)


def chat(content: Json) -> Shown:
    return Shown(_person({"user_id": content["chat_id"], **content}), is_whole=False)


def web_app_data(content: Json) -> Shown:
    """The label has the button."""
    text = words(content["data"])
    return Shown(text, is_shown=visible(text) is not None, is_whole=has_only(content, "data", "button_text"))


def _person(person: Json) -> str:
    name, username = name_of({**person, "username": None}), person.get("username")
    known = f"@{words(username)}" if username else str(integer(person["user_id"]))
    return f"{name} ({known})" if name else known


def _prize(content: Json) -> str:
    months, stars = content.get("premium_subscription_month_count"), content.get("prize_star_count")
    premium = f"Telegram Premium for {number(months)} months" if months else ""
    prizes = (words(content.get("prize_description") or ""), premium, money(stars, "XTR") if stars else "")
    return ", ".join(filter(None, prizes))


def _day(content: Json) -> str:
    return datetime.fromtimestamp(number(content["winners_selection_date"]), UTC).strftime("%Y-%m-%d")


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if visible(line))


def _listed(title: str, description: str, items: Sequence[str], *, whole: bool, bullet: str = "- ") -> Shown:
    text = _lines(title, description, *(bullet + item for item in items))
    paragraphs = [f"<p><strong>{escaped(title)}</strong></p>"]
    paragraphs += [f"<p>{escaped(description)}</p>"] if description else []
    listed = "".join(f"<li>{escaped(item)}</li>" for item in items)
    return Shown(text, "".join(paragraphs) + f"<ul>{listed}</ul>", is_whole=whole)


def paid_media(content: Json) -> Shown:
    """What was offered, because nobody at the desk has paid for it."""
    offered = "; ".join(map(_offered, content["paid_media"]))
    label = f"Paid media for {money(content['star_count'], 'XTR')}: {offered}"
    return Shown(label=label, is_shown=False, is_whole=False)


def _offered(each: Json) -> str:
    """`video, 640 by 480, 12 s`"""
    kind = words(each["type"])
    about: Any = each.get(kind) if kind in {"video", "live_photo"} else each
    size = f"{number(about['width'])} by {number(about['height'])}" if "width" in about and "height" in about else ""
    length = f"{number(about['duration'])} s" if about.get("duration") else ""
    return ", ".join(filter(None, ("media" if kind == "preview" else kind.replace("_", " "), size, length)))
