"""Every call of the contract: its path, its request and its response."""

from collections.abc import Sequence
from typing import Any

from channel_api.description.answers import (
    AccountCredentialsList,
    Channel,
    ChannelAccount,
    ChannelAccountPage,
    ChannelPage,
    FinishedConnection,
    Message,
    NewFile,
    StoredFile,
    WebhookDelivery,
    WebhookDeliveryPage,
)
from helpdesk.contract.channels import AccountChangeIn, AccountIn, ChannelChangeIn, ChannelIn
from helpdesk.contract.connections import StagingTokenIn
from helpdesk.contract.messages import ChangeIn, PublishIn, StatusIn, UploadIn
from helpdesk.delivery.models import Result
from helpdesk.messaging.addresses import DeliveryIdentifierType
from helpdesk.people.principals import Scope
from helpdesk.platform.frozen import frozen

Json = dict[str, Any]
_READ, _WRITE = Scope.CUSTOM_CHANNELS_READ, Scope.CUSTOM_CHANNELS_WRITE


@frozen
class Operation:
    method: str
    path: str
    name: str
    summary: str
    scope: Scope
    answer: Any = None
    body: Any = None
    query: Sequence[Json] = ()
    conflicts: bool = False
    ends: bool = False
    """Whether it can respond that its object is permanently gone."""
    later: bool = False
    """Whether the work is done after the response."""

    @property
    def status(self) -> int:
        if self.answer is None:
            return 204
        if self.later:
            return 202
        return 201 if self.method == "post" else 200


def _parameter(name: str, schema: Json, description: str) -> Json:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _many(schema: Json) -> Json:
    return {"type": "array", "items": schema}


_TEXT: Json = {"type": "string", "minLength": 1, "maxLength": 4096}
_COUNT: Json = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
_SORTS = ["createdAt", "-createdAt", "name", "-name", "id", "-id"]
_PAGING = (
    _parameter("limit", _COUNT, "Results per page; more than 100 is treated as 100."),
    _parameter("defaultPageLength", _COUNT, "The same as `limit`, used if `limit` is missing."),
    _parameter("after", _TEXT, "`paging.next.after` of the previous page."),
    _parameter("before", _TEXT, "`paging.prev.before` of the next page; not together with `after`."),
    _parameter("sort", _many({"type": "string", "enum": _SORTS}), "The last one is used. `sort[]` is the same."),
)
_ARCHIVED = _parameter("archived", {"type": "boolean", "default": False}, "Return disconnected accounts.")
_TYPES = _many({"type": "string", "enum": [kind.value for kind in DeliveryIdentifierType]})
_IDENTIFIERS = (
    _parameter("deliveryIdentifierType", _TYPES, "Any of these values; with or without `[]`."),
    _parameter("deliveryIdentifierValue", _many(_TEXT), "Any of these values; with or without `[]`."),
)
_RESULT = _parameter("result", {"type": "string", "enum": list(Result)}, "Only attempts with this result.")
_CHANNEL, _ACCOUNTS = "/{channelId}", "/{channelId}/channel-accounts"
_ACCOUNT, _MESSAGES = _ACCOUNTS + "/{channelAccountId}", "/{channelId}/messages"
_MESSAGE = _MESSAGES + "/{messageId}"
_CREDENTIALS = _ACCOUNT + "/credentials"
_CONNECTION = "/{channelId}/channel-account-staging-tokens/{accountToken}"
_FILES, _DELIVERIES = "/{channelId}/files", "/{channelId}/deliveries"
_DELIVERY = _DELIVERIES + "/{deliveryId}"
# Parameters with the same name in every path.
PATH_PARAMETERS: dict[str, Json] = {
    "channelId": {"type": "integer", "format": "int32", "minimum": 1},
    "channelAccountId": {"type": "integer", "format": "int64", "minimum": 1},
    "accountToken": {"type": "string", "minLength": 1, "maxLength": 256},
    "messageId": {"type": "string", "minLength": 1, "maxLength": 128},
    "deliveryId": {"type": "string", "minLength": 1, "maxLength": 128},
    "fileId": {"type": "string", "minLength": 1, "maxLength": 128},
}
OPERATIONS = (
    Operation("get", "/", "listChannels", "List the app's channels", _READ, ChannelPage, query=_PAGING),
    Operation("post", "/", "registerChannel", "Register a channel", _WRITE, Channel, ChannelIn, conflicts=True),
    Operation("get", _CHANNEL, "getChannel", "Read a channel", _READ, Channel),
    Operation("patch", _CHANNEL, "changeChannel", "Change a channel", _WRITE, Channel, ChannelChangeIn, conflicts=True),
    Operation("delete", _CHANNEL, "archiveChannel", "Archive a channel", _WRITE),
    Operation(
        "get",
        _ACCOUNTS,
        "listAccounts",
        "List a channel's accounts",
        _READ,
        ChannelAccountPage,
        query=(*_PAGING, _ARCHIVED, *_IDENTIFIERS),
    ),
    Operation(
        "post", _ACCOUNTS, "connectAccount", "Connect an account", _WRITE, ChannelAccount, AccountIn, conflicts=True
    ),
    Operation("get", _ACCOUNT, "getAccount", "Read a channel account", _READ, ChannelAccount, query=(_ARCHIVED,)),
    Operation(
        "patch",
        _ACCOUNT,
        "changeAccount",
        "Rename or authorize a channel account",
        _WRITE,
        ChannelAccount,
        AccountChangeIn,
        conflicts=True,
    ),
    Operation("get", _CREDENTIALS, "readCredentials", "Read an account's credentials", _WRITE, AccountCredentialsList),
    Operation(
        "patch",
        _CONNECTION,
        "finishConnection",
        "Finish a connection that an administrator started",
        _WRITE,
        FinishedConnection,
        StagingTokenIn,
        conflicts=True,
    ),
    Operation(
        "post",
        _MESSAGES,
        "publishMessage",
        "Publish a message",
        _WRITE,
        Message,
        PublishIn,
        conflicts=True,
        ends=True,
    ),
    Operation("get", _MESSAGE, "getMessage", "Read a message", _READ, Message),
    Operation(
        "post",
        _MESSAGE + "/changes",
        "changeMessage",
        "Report an edit, a deletion or a reaction",
        _WRITE,
        Message,
        ChangeIn,
        conflicts=True,
        ends=True,
    ),
    Operation("post", _FILES, "beginUpload", "Start a file upload", _WRITE, NewFile, UploadIn),
    Operation("get", _FILES + "/{fileId}", "getFile", "Read a file's metadata", _READ, StoredFile),
    Operation(
        "get",
        _DELIVERIES,
        "listDeliveries",
        "List attempts to post webhooks, newest first",
        _READ,
        WebhookDeliveryPage,
        query=(*_PAGING[:3], _RESULT),
    ),
    Operation("get", _DELIVERY, "getDelivery", "Read one attempt", _READ, WebhookDelivery),
    Operation(
        "post",
        _DELIVERY + "/replay",
        "replayDelivery",
        "Replay a webhook",
        _WRITE,
        WebhookDelivery,
        later=True,
    ),
    Operation("patch", _MESSAGE, "setStatus", "Report the delivery status of a message", _WRITE, Message, StatusIn),
)
