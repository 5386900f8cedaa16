"""Users as items of the table `directory`: `pk = agent#{id}`, `sk = agent`, as the first version called them.

That version knows the roles `admin` and `agent` only, and reads every item: a role that it does not know is an agent
there, and `role_id` says which one it is.
"""

from typing import Any

from helpdesk.people.models import BuiltIn, User
from helpdesk.people.roster import UNLIMITED
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.records import dump, load

KIND = "agent"
FORMER = "former_agent"
_ADMIN = "admin"
_RENAMED = ("role_id", "has_service_seat")


def user_key(user_id: str) -> Key:
    return Key(f"agent#{user_id}", "agent")


def user_attributes(user: User) -> Item:
    is_admin, is_agent = (user.role_id == role for role in (BuiltIn.ADMINISTRATOR, BuiltIn.AGENT))
    stored = dump(user, *_RENAMED)
    return stored | {
        "kind": KIND if user.removed_at is None else FORMER,
        "role": _ADMIN if is_admin else BuiltIn.AGENT.value,
        "role_id": None if is_admin or is_agent else user.role_id,
        "seat": user.has_service_seat,
        "capacity": None if user.capacity == UNLIMITED else stored["capacity"],
    }


def user_of(item: Item) -> User:
    role = str(item.get("role_id") or item["role"])
    known: dict[str, Any] = {
        "role_id": BuiltIn.ADMINISTRATOR.value if role == _ADMIN else role,
        "has_service_seat": item.get("seat", True),
    }
    return load(User, item, **known)
