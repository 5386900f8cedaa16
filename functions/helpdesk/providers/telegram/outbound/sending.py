"""Sends through Telegram's Bot API (core.telegram.org/bots/api#available-methods)."""

from collections.abc import Sequence

from helpdesk.messaging.outcomes import ChatMoved, FormRefused, Outcome, PermanentFailure, Sent
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.providers.models import Access, Chat, OutgoingMessage, Pace, Step, WantedChange
from helpdesk.providers.telegram.addresses import moved, place_of
from helpdesk.providers.telegram.answers import Answer, outcome
from helpdesk.providers.telegram.bot_api import BotApi
from helpdesk.providers.telegram.outbound.albums import is_refused_photo
from helpdesk.providers.telegram.outbound.changes import change_steps, refusal
from helpdesk.providers.telegram.outbound.rendering import message_steps
from helpdesk.providers.telegram.outbound.resending import named, uploaded

_BAD_REQUEST = 400
_TYPING = {"chat_id", "message_thread_id", "business_connection_id"}


class TelegramOutbound:
    idempotent = False  # the Bot API has no idempotency key
    # core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    pace: Pace | None = Pace(a_second=30, a_minute_in_a_group=20)

    def __init__(self, http: HttpPoster) -> None:
        self._api = BotApi(http)

    def steps(self, outgoing: OutgoingMessage) -> Sequence[Step] | PermanentFailure:
        return change_steps(outgoing) if outgoing.kind.is_change else message_steps(outgoing)

    def perform(self, outgoing: OutgoingMessage, step: Step) -> Outcome | ChatMoved | FormRefused:
        sent = named(step)
        answer = self._api.call(outgoing.access, sent, repeatable=step.is_repeatable)
        if not isinstance(answer, Answer):
            return answer
        # The group became a supergroup, and its own update has not told us yet.
        there = moved(outgoing.thread_key, answer.moved_to) if answer.moved_to else outgoing.thread_key
        if there != outgoing.thread_key:
            return ChatMoved(there)
        if step.other_form and is_refused_photo(answer.said):
            return FormRefused()
        found, by_name = outcome(answer), step.files.keys() - sent.files.keys()
        if by_name and isinstance(found, PermanentFailure) and answer.status == _BAD_REQUEST:
            # It may be the names that Telegram does not take. If it is not, the upload shows what it is.
            for name in by_name:
                step.files[name].remember(None)
            return FormRefused(is_remembered=True)
        for name, known_as in uploaded(sent, answer.result):
            sent.files[name].remember(known_as)
        # An edit returns the message that it changed, which has its number already.
        return Sent(None) if isinstance(found, Sent) and not step.method.startswith("send") else found

    def refusal(self, wanted: WantedChange) -> PermanentFailure | None:
        return refusal(wanted)

    def chat(self, thread_key: str) -> Chat:
        chat_id = place_of(thread_key)["chat_id"]
        return Chat(str(chat_id), is_group=chat_id < 0)

    def acknowledge(self, access: Access, press: str) -> None:
        """Otherwise the button goes on showing that it waits."""
        self._api.call(access, Step("answerCallbackQuery", {"callback_query_id": press}), repeatable=True)

    def show_typing(self, access: Access, thread_key: str) -> None:
        place = {name: value for name, value in place_of(thread_key).items() if name in _TYPING}
        self._api.call(access, Step("sendChatAction", {**place, "action": "typing"}), repeatable=True)
