"""A change as everybody gets it: by `GET /v1/changes`, and at the address of a webhook subscription. Pure."""

from typing import Any

from helpdesk.feed.models import Change


def shown(cursor: str | None, change: Change) -> dict[str, Any]:
    conversation = change.conversation
    return {
        "cursor": cursor,
        "type": str(change.type),
        "at": change.at,
        "actor": actor_of(change.actor),
        "conversation_id": conversation.conversation_id if conversation else None,
        "sequence": change.sequence,
        "data": dict(change.ids),
    }


def actor_of(actor: str) -> dict[str, str]:
    kind, _, id_ = actor.partition(":")
    return {"kind": kind, "id": id_}
