"""What an administrator asks of an account. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class OpenConversations(StrEnum):
    """What becomes of an account's open tickets when it moves to another inbox."""

    MOVE = "move"
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class AccountPatch:
    values: Mapping[str, Any]
    """Fields of the account that were said."""
    open_conversations: OpenConversations | None = None
    version: int | None = None
    """The one that was read; None to change the account as it stands."""
