"""Use cases of registered channels. An app sees only its own."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from helpdesk.channels.models import Channel, Logo
from helpdesk.channels.repository import ChannelRepository
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.ids import NewId
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.outbound_address import AddressRule
from helpdesk.platform.text import camel

_CALLED = ("webhook_url", "credential_check_url")
_LOGO = "channel_logo_url"
_ID = re.compile(r"[1-9][0-9]{0,9}")


class Channels:
    def __init__(self, repository: ChannelRepository, addresses: AddressRule, now: Clock, new_id: NewId) -> None:
        """`new_id`: a positive 32-bit number, as text."""
        self._repository = repository
        self._addresses = addresses
        self._now = now
        self._new_id = new_id

    def get(self, app_id: str, channel_id: str) -> Channel:
        """Another app's channel is NotFound, like an archived one."""
        found = self._repository.get(channel_id, consistent=True) if _ID.fullmatch(channel_id) else None
        if found is None or found.app_id != app_id or found.archived_at is not None:
            raise NotFound(f"There is no channel {channel_id[:32]!r}.", code="channel_not_found")
        return found

    def get_recent(self, app_id: str, channel_id: str) -> Channel:
        """For calls that happen with every message: a cached value never causes a rejection."""
        found = self._repository.get_recent(channel_id) if _ID.fullmatch(channel_id) else None
        if found is None or found.app_id != app_id or found.archived_at is not None:
            return self.get(app_id, channel_id)
        return found

    def all(self, app_id: str) -> list[Channel]:
        return [channel for channel in self._repository.of_app(app_id) if channel.archived_at is None]

    def register(self, app_id: str, given: Mapping[str, Any]) -> Channel:
        """`given` contains the fields of the request, with `capabilities` as a mapping. The same name again returns the
        same channel. Raises Conflict if the request has different values, InvalidRequest for a URL that is never
        called."""
        self._check_urls(given)

        def attempt() -> Channel | None:
            bare = Channel(self._new_id(), app_id, given["name"], Capabilities(), to_text(self._now()))
            channel = _with_logo(bare, with_changes(bare, given), bare.version, bare.created_at)
            existing_id = self._repository.register(channel)
            if existing_id is None:
                return channel
            existing = self._repository.get(existing_id, consistent=True)
            if existing is not None and existing.archived_at is None and existing.name == given["name"]:
                return _same(existing, given)
            return None

        return until_written(attempt, "this channel")

    def change(self, app_id: str, channel_id: str, given: Mapping[str, Any]) -> Channel:
        """The fields of the request replace the existing ones; capabilities one by one. Raises InvalidRequest
        for a URL that is never called."""
        self._check_urls(given)
        now = to_text(self._now())

        def decide(before: Channel) -> Channel:
            return _with_logo(before, with_changes(before, given), before.version + 1, now)

        return self._decide(app_id, channel_id, decide)

    def archive(self, app_id: str, channel_id: str) -> None:
        now = to_text(self._now())
        self._decide(app_id, channel_id, lambda before: replace(before, archived_at=now))

    def _check_urls(self, given: Mapping[str, Any]) -> None:
        for name in _CALLED:
            if given.get(name) is not None:
                self._addresses.check(camel(name), given[name])
        if given.get(_LOGO) is not None:
            self._addresses.check_public(camel(_LOGO), given[_LOGO])

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


def _with_logo(before: Channel, after: Channel, version: int, now: str) -> Channel:
    """Another address is another logo, which has to be fetched."""
    if after.channel_logo_url == before.channel_logo_url:
        return after
    return replace(after, logo=Logo(version, now) if after.channel_logo_url else None)


def _check_name(after: Channel, failure: TransactionFailed) -> None:
    """Raises Conflict if the new name was taken."""
    if 1 in failure.failed and 0 not in failure.failed and after.archived_at is None:
        raise Conflict(
            f"Another channel of this app has the name {after.name!r}.",
            code="name_taken",
            context={"differingFields": ["name"]},
        ) from failure


def _same(existing: Channel, given: Mapping[str, Any]) -> Channel:
    wanted = with_changes(existing, given)
    differing = [camel(name) for name in given if getattr(wanted, name) != getattr(existing, name)]
    if differing:
        raise Conflict(
            f"The channel {existing.name!r} is already registered and differs in: {', '.join(differing)}. "
            f"Change it with PATCH; its id is {existing.id}.",
            code="channel_differs",
            context={"differingFields": differing, "id": [existing.id]},
        )
    return existing
