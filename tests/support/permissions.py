"""What each function may call, and what the tests saw it call.

tests/infra compares PERMISSIONS with the roles of the templates. Integration tests and the simulation compare them with
the calls that a function makes: a call without its permission fails at once, and a permission that no call needed fails
a run of all tests with --all-permissions.
"""

from collections.abc import Callable, Iterator
from typing import Any

_STREAM = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"}
_CONSUME = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}

# In addition to its own log. A change here changes what a compromised function could do.
_DECIDE = {f"dynamodb:{name}" for name in ("GetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem")}
_LINK = {
    "Files.Arn": {"dynamodb:BatchGetItem", "dynamodb:UpdateItem"},
    "FileStore.Arn/files/*": {"s3:GetObject"},
}
_UPLOAD = {
    "Files.Arn": _LINK["Files.Arn"] | {"dynamodb:GetItem", "dynamodb:PutItem"},
    "FileStore.Arn/files/*": {"s3:GetObject", "s3:PutObject"},
    "FileStore.Arn/uploads/*": {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"},
}
PERMISSIONS: dict[str, dict[str, set[str]]] = {
    "webhook": {
        "Conversations.Arn": {
            "dynamodb:GetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:ConditionCheckItem",
        },
        "Contacts.Arn": {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"},
        "Directory.Arn": {"dynamodb:GetItem"},
        "SecretsKey.Arn": {"kms:Decrypt"},
    },
    "desk_api": {
        "Conversations.Arn": {
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:ConditionCheckItem",
        },
        "Conversations.Arn/index/tickets_by_activity": {"dynamodb:Query"},
        "Conversations.Arn/index/tickets_by_owner": {"dynamodb:Query"},
        "Contacts.Arn": {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem"},
        "Directory.Arn": {
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
        },
        "Directory.Arn/index/directory_by_kind": {"dynamodb:Query"},
        **_UPLOAD,
        "SecretsKey.Arn": {"kms:Encrypt", "kms:Decrypt"},
    },
    "channel_api": {
        "Conversations.Arn": _DECIDE | {"dynamodb:BatchGetItem"},
        "outbound.Arn": {"sqs:SendMessage"},
        "Contacts.Arn": {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"},
        "Directory.Arn": {
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
        },
        **_UPLOAD,
        "SecretsKey.Arn": {"kms:Decrypt"},
    },
    "authorizer": {"Directory.Arn": {"dynamodb:GetItem"}, "TokenHashKey.Arn": {"kms:VerifyMac"}},
    "fanout": {
        "Conversations.Arn": _DECIDE,
        "Conversations.Arn/index/tickets_by_activity": {"dynamodb:Query"},
        "Conversations.StreamArn": _STREAM,
        "Directory.Arn": {"dynamodb:GetItem"},
        "Directory.StreamArn": _STREAM,
        "routing.Arn": {"sqs:SendMessage"},
        "outbound.Arn": {"sqs:SendMessage"},
        "files.Arn": {"sqs:SendMessage"},
        "FanoutDeadLetters.Arn": {"sqs:SendMessage"},
    },
    "router": {
        "Conversations.Arn": _DECIDE,
        "routing.Arn": _CONSUME,
        "routing/DeadLetters.Arn": {"sqs:SendMessage"},
    },
    "sender": {
        "Conversations.Arn": {"dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:PutItem"},
        "Directory.Arn": {"dynamodb:GetItem", "dynamodb:UpdateItem"},
        "SecretsKey.Arn": {"kms:Decrypt"},
        "outbound.Arn": _CONSUME | {"sqs:ChangeMessageVisibility"},
        "outbound/DeadLetters.Arn": {"sqs:SendMessage"},
        **_LINK,
    },
    "fetcher": {
        "Files.Arn": {"dynamodb:GetItem", "dynamodb:PutItem"},
        "FileStore.Arn/files/*": {"s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject"},
        "files.Arn": _CONSUME | {"sqs:ChangeMessageVisibility"},
        "files/DeadLetters.Arn": {"sqs:SendMessage"},
    },
}

BY_LAMBDA = _STREAM | _CONSUME
"""Used by Lambda itself, which reads streams and queues with the function's role."""
NOT_CALLED_HERE = {
    ("authorizer", "dynamodb:GetItem", "Directory.Arn"),
    ("authorizer", "kms:VerifyMac", "TokenHashKey.Arn"),
}
"""Only called in e2e tests, where a permission that lacks is a failed call."""

Right = tuple[str, str]
"""An action (`dynamodb:GetItem`) and a resource, by its construct's path (`Conversations.Arn`)."""
USED: set[tuple[str, str, str]] = set()
"""Function, action and resource of each call in this process."""

_TABLES = {"conversations": "Conversations", "contacts": "Contacts", "directory": "Directory", "files": "Files"}
_IN_TRANSACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
_BATCHES = {"SendMessageBatch": "SendMessage"}


class Watched:
    """A client of DynamoDB for one function: each call needs the function's permissions."""

    def __init__(self, client: Any, function: str) -> None:
        self._client, self._function = client, function

    def __getattr__(self, name: str) -> Callable[..., Any]:
        operation = "".join(part.title() for part in name.split("_"))
        perform: Callable[..., Any] = getattr(self._client, name)

        def call(**request: Any) -> Any:
            use(self._function, "dynamodb", operation, request)
            return perform(**request)

        return call


def use(function: str, service: str, operation: str, request: dict[str, Any]) -> None:
    """Raises AssertionError if the function may not do this."""
    for action, resource in needed(service, operation, request):
        granted = next((name for name in PERMISSIONS[function] if _covers(name, resource)), None)
        assert granted is not None, f"{function} has no permission for {resource}: it called {operation}"
        assert action in PERMISSIONS[function][granted], f"{function} may not call {action} on {resource}"
        USED.add((function, action, granted))


def unused(used: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """The permissions that no call needed."""
    granted = {
        (function, action, resource)
        for function, resources in PERMISSIONS.items()
        for resource, actions in resources.items()
        for action in actions - BY_LAMBDA
    }
    return granted - used - NOT_CALLED_HERE


def _covers(granted: str, resource: str) -> bool:
    return granted == resource or (granted.endswith("*") and resource.startswith(granted[:-1]))


def needed(service: str, operation: str, request: dict[str, Any]) -> Iterator[Right]:
    """As IAM evaluates the call (docs.aws.amazon.com/service-authorization)."""
    if service == "dynamodb":
        yield from _of_tables(operation, request)
    elif service == "sqs":
        yield f"sqs:{_BATCHES.get(operation, operation)}", f"{request['QueueUrl']}.Arn"
    elif service == "s3":
        yield f"s3:{operation}", f"FileStore.Arn/{request['Key']}"
    elif service == "kms":
        yield f"kms:{operation}", "SecretsKey.Arn"


def _of_tables(operation: str, request: dict[str, Any]) -> Iterator[Right]:
    if operation == "TransactWriteItems":
        for item in request["TransactItems"]:
            for kind, action in item.items():
                yield f"dynamodb:{_IN_TRANSACTIONS[kind]}", _table(action["TableName"])
    elif operation == "BatchGetItem":
        for table in request["RequestItems"]:
            yield "dynamodb:BatchGetItem", _table(table)
    else:
        index = f"/index/{request['IndexName']}" if "IndexName" in request else ""
        yield f"dynamodb:{operation}", _table(request["TableName"]) + index


def _table(name: str) -> str:
    return f"{_TABLES[name]}.Arn"
