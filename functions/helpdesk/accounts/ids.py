"""Ids of channel accounts: they are in the URLs of webhooks, so strangers must not be able to make one up. Pure."""

import os
import re
from collections.abc import Callable

from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.frozen import frozen

_PURPOSE = "account"
_ID = re.compile(r"([1-8][0-9]{9})([0-9]{6})")


@frozen
class AccountIds:
    """Sixteen digits, below 2^53: JavaScript reads the numbers in the channel contract's paths. Ten are random, six
    depend on them and on the desk's key."""

    key: DeskKey

    def new(self, random: Callable[[int], bytes] | None = None) -> str:
        head = str(10**9 + int.from_bytes((random or os.urandom)(8), "big") % (8 * 10**9))
        return head + self._tail(head)

    def may_exist(self, account_id: str) -> bool:
        """Whether a desk with this key made the id; one in a million others passes too."""
        match = _ID.fullmatch(account_id)
        return match is not None and match[2] == self._tail(match[1])

    def _tail(self, head: str) -> str:
        return f"{int.from_bytes(self.key.tag(_PURPOSE, head.encode())[:8], 'big') % 10**6:06d}"
