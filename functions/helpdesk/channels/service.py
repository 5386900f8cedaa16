"""Use cases of registered channels. An app sees its own, and nobody else's."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from helpdesk.channels.models import Channel
from helpdesk.channels.repository import ChannelRepository
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.ids import NewId
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.text import camel

_ID = re.compile(r"[1-9][0-9]{0,9}")


class Channels:
    def __init__(self, repository: ChannelRepository, now: Clock, new_id: NewId) -> None:
        """`new_id`: a positive 32-bit number, as text."""
        self._repository = repository
        self._now = now
        self._new_id = new_id

    def get(self, app_id: str, channel_id: str) -> Channel:
        """Another app's channel is not there, as an archived one is not."""
        found = self._repository.get(channel_id, consistent=True) if _ID.fullmatch(channel_id) else None
        if found is None or found.app_id != app_id or found.archived_at is not None:
            raise NotFound(f"There is no channel {channel_id[:32]!r}.", code="channel_not_found")
        return found

    def get_recent(self, app_id: str, channel_id: str) -> Channel:
        """For what happens with every message: nobody is refused by memory alone."""
        found = self._repository.get_recent(channel_id) if _ID.fullmatch(channel_id) else None
        if found is None or found.app_id != app_id or found.archived_at is not None:
            return self.get(app_id, channel_id)
        return found

    def all(self, app_id: str) -> list[Channel]:
        return [channel for channel in self._repository.of_app(app_id) if channel.archived_at is None]

    def register(self, app_id: str, given: Mapping[str, Any]) -> Channel:
        """`given` has the fields of a channel that were said, `capabilities` among them as a mapping. The same name
        again is the same channel; raises Conflict where it differs in what was said."""

        def attempt() -> Channel | None:
            bare = Channel(self._new_id(), app_id, given["name"], Capabilities(), to_text(self._now()))
            channel = with_changes(bare, given)
            existing_id = self._repository.register(channel)
            if existing_id is None:
                return channel
            existing = self._repository.get(existing_id, consistent=True)
            if existing is not None and existing.archived_at is None and existing.name == given["name"]:
                return _same(existing, given)
            return None

        return until_written(attempt, "this channel")

    def change(self, app_id: str, channel_id: str, given: Mapping[str, Any]) -> Channel:
        """What was said takes the place of what was; capabilities one by one."""
        return self._decide(app_id, channel_id, lambda before: with_changes(before, given))

    def archive(self, app_id: str, channel_id: str) -> None:
        now = to_text(self._now())
        self._decide(app_id, channel_id, lambda before: replace(before, archived_at=now))

    def _decide(self, app_id: str, channel_id: str, decide: Callable[[Channel], Channel]) -> Channel:
        def attempt() -> Channel:
            before = self.get(app_id, channel_id)
            after = decide(before)
            if after == before:
                return before
            try:
                self._repository.change(before, after)
            except TransactionFailed as failure:
                _check_name(after, failure)
                raise
            return replace(after, version=before.version + 1)

        return until_written(attempt, "this channel")


def with_changes(channel: Channel, given: Mapping[str, Any]) -> Channel:
    capabilities = replace(channel.capabilities, **given.get("capabilities", {}))
    return replace(channel, **{**given, "capabilities": capabilities})


def _check_name(after: Channel, failure: TransactionFailed) -> None:
    """Raises Conflict where it was the new name that was taken."""
    if 1 in failure.failed and 0 not in failure.failed and after.archived_at is None:
        raise Conflict(
            f"Another channel of this app is called {after.name!r}.",
            code="name_taken",
            context={"differingFields": ["name"]},
        ) from failure


def _same(existing: Channel, given: Mapping[str, Any]) -> Channel:
    wanted = with_changes(existing, given)
    differing = [camel(name) for name in given if getattr(wanted, name) != getattr(existing, name)]
    if differing:
        raise Conflict(
            f"The channel {existing.name!r} is registered already, and differs in: {', '.join(differing)}. "
            f"Change it with PATCH, its id is {existing.id}.",
            code="channel_differs",
            context={"differingFields": differing, "id": [existing.id]},
        )
    return existing
