"""What each function may call, and what the tests saw it call.

tests/infra compares PERMISSIONS with the roles of the templates. Integration tests and the simulation compare them with
the calls that a function makes: a call without its permission fails at once, and a permission that no call needed fails
a run of all tests with --all-permissions.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from helpdesk.platform.queues import QueueMessage
from helpdesk.platform.secrets import SecretBox
from helpdesk.platform.sockets import Outcome
from tests.support.fakes import FakeQueue, FakeSockets

_STREAM = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"}
_CONSUME = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
_CONSUMERS = {
    "router": "routing",
    "sender": "outbound",
    "fetcher": "files",
    "worker": "jobs",
    "mailer": "mails",
    "notifier": "webhooks",
    "indexer": "index",
}
_FOLLOWED = {
    "fanout": ("Conversations", "Directory"),
    "feed": ("Conversations", "Contacts", "Directory"),
    "notifier": ("Feed",),
}

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
_SCHEDULING = {"Schedules.Arn/*": {"scheduler:CreateSchedule"}, "Schedules/Role.Arn": {"iam:PassRole"}}
_CONNECTIONS = {
    f"sockets.Arn/live/{method}/@connections/*": {"execute-api:ManageConnections"} for method in ("POST", "DELETE")
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
        "Directory.Arn": {"dynamodb:GetItem", "dynamodb:Query"},
        "SecretsKey.Arn": {"kms:Decrypt"},
    },
    "desk_api": {
        "Conversations.Arn": {
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:ConditionCheckItem",
        },
        "Conversations.Arn/index/tickets_by_account": {"dynamodb:Query"},
        "Conversations.Arn/index/tickets_by_contact": {"dynamodb:Query"},
        "Contacts.Arn": {
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
        },
        "Contacts.Arn/index/contacts_by_creation": {"dynamodb:Query"},
        "Contacts.Arn/index/contacts_by_name": {"dynamodb:Query"},
        "Contacts.Arn/index/contacts_by_owner": {"dynamodb:Query"},
        "Directory.Arn": {
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
        },
        "Directory.Arn/index/directory_by_kind": {"dynamodb:Query"},
        "Feed.Arn": {"dynamodb:GetItem", "dynamodb:Query"},
        "Live.Arn": {"dynamodb:PutItem"},
        **_UPLOAD,
        "FileStore.Arn/exports/*": {"s3:GetObject"},
        "SecretsKey.Arn": {"kms:Encrypt", "kms:Decrypt"},
        "outbound.Arn": {"sqs:SendMessage", "sqs:ChangeMessageVisibility"},
        "webhooks.Arn": {"sqs:SendMessage"},
        "Schedules.Arn/*": {"scheduler:DeleteSchedule"},
        "TokenHashKey.Arn": {"kms:GenerateMac"},
        "People/Pool.Arn": {
            "cognito-idp:AdminCreateUser",
            "cognito-idp:AdminGetUser",
            "cognito-idp:AdminUpdateUserAttributes",
            "cognito-idp:AdminDisableUser",
            "cognito-idp:AdminEnableUser",
            "cognito-idp:AdminUserGlobalSignOut",
        },
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
    "authorizer": {
        "Directory.Arn": {"dynamodb:GetItem", "dynamodb:UpdateItem"},
        "TokenHashKey.Arn": {"kms:VerifyMac"},
    },
    "fanout": {
        "Conversations.Arn": _DECIDE | {"dynamodb:BatchGetItem", "dynamodb:DeleteItem"},
        "Conversations.Arn/index/tickets_by_account": {"dynamodb:Query"},
        "Conversations.StreamArn": _STREAM,
        "Directory.Arn": {"dynamodb:GetItem", "dynamodb:Query"},
        "Directory.StreamArn": _STREAM,
        "routing.Arn": {"sqs:SendMessage"},
        "outbound.Arn": {"sqs:SendMessage"},
        "files.Arn": {"sqs:SendMessage"},
        "jobs.Arn": {"sqs:SendMessage"},
        "mails.Arn": {"sqs:SendMessage"},
        "FanoutDeadLetters.Arn": {"sqs:SendMessage"},
        **_SCHEDULING,
    },
    "feed": {
        "Feed.Arn": {"dynamodb:Query", "dynamodb:PutItem"},
        "Conversations.StreamArn": _STREAM,
        "Contacts.StreamArn": _STREAM,
        "Directory.StreamArn": _STREAM,
        "FeedDeadLetters.Arn": {"sqs:SendMessage"},
        "index.Arn": {"sqs:SendMessage"},
    },
    "indexer": {
        "Feed.Arn": {"dynamodb:Query"},
        "Conversations.Arn": {"dynamodb:BatchGetItem", "dynamodb:Scan"},
        "Contacts.Arn": {"dynamodb:Query"},
        "Directory.Arn": {"dynamodb:BatchGetItem", "dynamodb:Query"},
        "FileStore.Arn": {"s3:ListBucket"},
        "FileStore.Arn/index/*": {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"},
        "index.Arn": _CONSUME | {"sqs:SendMessage", "sqs:ChangeMessageVisibility"},
        "index/DeadLetters.Arn": {"sqs:SendMessage"},
    },
    "find": {
        "Feed.Arn": {"dynamodb:Query"},
        "Conversations.Arn": {"dynamodb:BatchGetItem", "dynamodb:Query"},
        "Contacts.Arn": {"dynamodb:Query"},
        "Directory.Arn": {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"},
        "FileStore.Arn/index/*": {"s3:GetObject"},
        "index.Arn": {"sqs:SendMessage"},
        **_LINK,
    },
    "router": {
        "Conversations.Arn": _DECIDE | {"dynamodb:BatchGetItem", "dynamodb:DeleteItem"},
        "Conversations.Arn/index/tickets_by_owner": {"dynamodb:Query"},
        "Directory.Arn": {"dynamodb:GetItem", "dynamodb:PutItem"},
        "Directory.Arn/index/directory_by_kind": {"dynamodb:Query"},
        "Contacts.Arn": {"dynamodb:GetItem", "dynamodb:Query"},
        "Live.Arn": {"dynamodb:GetItem", "dynamodb:ConditionCheckItem"},
        "routing.Arn": _CONSUME | {"sqs:SendMessage"},
        "routing/DeadLetters.Arn": {"sqs:SendMessage"},
    },
    "sender": {
        "Conversations.Arn": _DECIDE | {"dynamodb:DeleteItem"},
        "Directory.Arn": {"dynamodb:GetItem", "dynamodb:UpdateItem"},
        "SecretsKey.Arn": {"kms:Decrypt"},
        "outbound.Arn": _CONSUME | {"sqs:ChangeMessageVisibility", "sqs:SendMessage"},
        "outbound/DeadLetters.Arn": {"sqs:SendMessage"},
        **_LINK,
    },
    "fetcher": {
        "Directory.Arn": {"dynamodb:GetItem"},
        "SecretsKey.Arn": {"kms:Decrypt"},
        "Files.Arn": {"dynamodb:GetItem", "dynamodb:PutItem"},
        "FileStore.Arn/files/*": {"s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject"},
        "files.Arn": _CONSUME | {"sqs:ChangeMessageVisibility"},
        "files/DeadLetters.Arn": {"sqs:SendMessage"},
    },
    "worker": {
        "Conversations.Arn": _DECIDE | {"dynamodb:BatchGetItem", "dynamodb:DeleteItem"},
        "Conversations.Arn/index/tickets_by_account": {"dynamodb:Query"},
        "Conversations.Arn/index/tickets_by_contact": {"dynamodb:Query"},
        "Contacts.Arn": {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:DeleteItem"},
        "Files.Arn": {"dynamodb:BatchGetItem", "dynamodb:PutItem"},
        "FileStore.Arn/files/*": {"s3:DeleteObject"},
        "FileStore.Arn/uploads/*": {"s3:DeleteObject"},
        "FileStore.Arn/exports/*": {"s3:DeleteObject", "s3:PutObject", "s3:AbortMultipartUpload"},
        "Directory.Arn": {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"},
        "Directory.Arn/index/directory_by_kind": {"dynamodb:Query"},
        "jobs.Arn": _CONSUME | {"sqs:SendMessage", "sqs:ChangeMessageVisibility"},
        "jobs/DeadLetters.Arn": {"sqs:SendMessage"},
    },
    "mailer": {
        "Conversations.Arn": {"dynamodb:GetItem", "dynamodb:UpdateItem"},
        "Directory.Arn": {"dynamodb:GetItem"},
        "mails.Arn": _CONSUME | {"sqs:ChangeMessageVisibility"},
        "mails/DeadLetters.Arn": {"sqs:SendMessage"},
    },
    "live": {
        "Conversations.Arn": {"dynamodb:GetItem"},
        "Directory.Arn": {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"},
        "Feed.Arn": {"dynamodb:Query"},
        "Live.Arn": {f"dynamodb:{name}" for name in ("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")},
        "routing.Arn": {"sqs:SendMessage"},
        **_SCHEDULING,
        **_CONNECTIONS,
    },
    "pusher": {
        "Conversations.Arn": {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"},
        "Contacts.Arn": {"dynamodb:Query"},
        "Directory.Arn": {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"},
        "Feed.StreamArn": _STREAM,
        "Live.Arn": {f"dynamodb:{name}" for name in ("GetItem", "Query", "UpdateItem", "DeleteItem")},
        "PusherDeadLetters.Arn": {"sqs:SendMessage"},
        "routing.Arn": {"sqs:SendMessage"},
        **_CONNECTIONS,
    },
    "notifier": {
        "Conversations.Arn": {"dynamodb:BatchGetItem", "dynamodb:PutItem"},
        "Directory.Arn": {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"},
        "Feed.Arn": {"dynamodb:GetItem", "dynamodb:Query"},
        "Feed.StreamArn": _STREAM,
        "SecretsKey.Arn": {"kms:Decrypt"},
        "webhooks.Arn": _CONSUME | {"sqs:ChangeMessageVisibility", "sqs:SendMessage"},
        "webhooks/DeadLetters.Arn": {"sqs:SendMessage"},
        "NotifierDeadLetters.Arn": {"sqs:SendMessage"},
    },
    "page": {
        "Page.Arn": {"s3:ListBucket"},
        "Page.Arn/*": {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"},
    },
}
_COLLECTION = {"Search/Collection.Arn": {"aoss:APIAccessAll"}}
WITH_OPENSEARCH = {
    "indexer": {**PERMISSIONS["indexer"], **_COLLECTION},
    # It does not follow the feed.
    "find": {name: may for name, may in PERMISSIONS["find"].items() if name != "Feed.Arn"} | _COLLECTION,
}
"""Of a deployment whose index is there. What they may do to its indexes is in policies of the collection."""

BY_LAMBDA = {
    *(
        (function, action, f"{table}.StreamArn")
        for function, tables in _FOLLOWED.items()
        for table in tables
        for action in _STREAM
    ),
    *(("pusher", action, "Feed.StreamArn") for action in _STREAM),
    ("pusher", "sqs:SendMessage", "PusherDeadLetters.Arn"),
    *((name, action, f"{queue}.Arn") for name, queue in _CONSUMERS.items() for action in _CONSUME),
    *((function, "sqs:SendMessage", f"{function.title()}DeadLetters.Arn") for function in _FOLLOWED),
}
"""Used by Lambda itself, which reads streams and queues, and reports failed batches, with the function's role."""
NOT_CALLED_HERE = {
    ("authorizer", "dynamodb:GetItem", "Directory.Arn"),
    ("authorizer", "dynamodb:UpdateItem", "Directory.Arn"),
    ("authorizer", "kms:VerifyMac", "TokenHashKey.Arn"),
    ("desk_api", "kms:GenerateMac", "TokenHashKey.Arn"),
    *(("page", action, resource) for resource, actions in PERMISSIONS["page"].items() for action in actions),
}
"""Only called in e2e tests, where a missing permission is a failed call."""
SCANNED = "s3:GetObjectTagging"
"""Added to s3:GetObject where files are scanned for malware: the result is a tag of the object."""

Right = tuple[str, str]
"""An action (`dynamodb:GetItem`) and a resource, by its construct's path (`Conversations.Arn`)."""
USED: set[tuple[str, str, str]] = set()
"""Function, action and resource of each call in this process."""

_TABLES = {name: name.title() for name in ("conversations", "contacts", "directory", "files", "feed", "live")}
_IN_TRANSACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
_BATCHES = {"SendMessageBatch": "SendMessage"}


class Watched:
    """A client of DynamoDB or S3 for one function: each call needs the function's permissions."""

    def __init__(self, client: Any, function: str, service: str = "dynamodb") -> None:
        self._client, self._function, self._service = client, function, service

    def __getattr__(self, name: str) -> Callable[..., Any]:
        operation = "".join(part.title() for part in name.split("_"))
        perform: Callable[..., Any] = getattr(self._client, name)

        def call(*bound: Any, **request: Any) -> Any:
            use(self._function, self._service, operation, request | dict(zip(_SIGNED, bound, strict=False)))
            return perform(*bound, **request)

        return call


@dataclass
class WatchedBox:
    """As Watched, for secrets."""

    box: SecretBox
    function: str

    def seal(self, plain: bytes, owner: str) -> bytes:
        use(self.function, "kms", "Encrypt", {})
        return self.box.seal(plain, owner)

    def open(self, sealed: bytes, owner: str) -> bytes:
        use(self.function, "kms", "Decrypt", {})
        return self.box.open(sealed, owner)


@dataclass
class WatchedQueue:
    """As Watched, for a queue."""

    queue: FakeQueue
    function: str
    name: str

    def send(self, messages: Sequence[QueueMessage]) -> None:
        if messages:
            use(self.function, "sqs", "SendMessageBatch", {"QueueUrl": self.name})
        self.queue.send(messages)

    def show_again_after(self, receipt_handle: str, seconds: int) -> None:
        use(self.function, "sqs", "ChangeMessageVisibility", {"QueueUrl": self.name})
        self.queue.show_again_after(receipt_handle, seconds)

    def show_now(self, receipt_handle: str) -> None:
        use(self.function, "sqs", "ChangeMessageVisibility", {"QueueUrl": self.name})
        self.queue.show_now(receipt_handle)


@dataclass
class WatchedSockets:
    """As Watched, for connections."""

    sockets: FakeSockets
    function: str

    def send(self, connection_id: str, text: str) -> Outcome:
        use(self.function, "execute-api", "POST", {"ConnectionId": connection_id})
        return self.sockets.send(connection_id, text)

    def close(self, connection_id: str) -> None:
        use(self.function, "execute-api", "DELETE", {"ConnectionId": connection_id})
        self.sockets.close(connection_id)


def use(function: str, service: str, operation: str, request: dict[str, Any]) -> None:
    """Raises AssertionError if the function may not do this."""
    for action, resource in needed(service, operation, request):
        if action == SCANNED:
            action = "s3:GetObject"  # noqa: PLW2901 - granted together
        granted = [name for name in PERMISSIONS[function] if covers(name, resource)]
        assert granted, f"{function} has no permission for {resource}: it called {operation}"
        allowing = [name for name in granted if action in PERMISSIONS[function][name]]
        assert allowing, f"{function} may not call {action} on {resource}"
        USED.add((function, action, allowing[0]))


def unused(used: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """The permissions that no call needed."""
    granted = {
        (function, action, resource)
        for function, resources in PERMISSIONS.items()
        for resource, actions in resources.items()
        for action in actions
    }
    return granted - used - BY_LAMBDA - NOT_CALLED_HERE


def covers(granted: str, resource: str) -> bool:
    return granted == resource or (granted.endswith("*") and resource.startswith(granted[:-1]))


def needed(service: str, operation: str, request: dict[str, Any]) -> Iterator[Right]:
    """As IAM evaluates the call (docs.aws.amazon.com/service-authorization)."""
    if service == "dynamodb":
        yield from _of_tables(operation, request)
    elif service == "sqs":
        yield f"sqs:{_BATCHES.get(operation, operation)}", f"{request['QueueUrl']}.Arn"
    elif service == "s3":
        yield from _of_objects(operation, request)
    elif service == "scheduler":
        yield f"scheduler:{operation}", f"Schedules.Arn/{request['Name']}"
        if operation == "CreateSchedule":
            yield "iam:PassRole", "Schedules/Role.Arn"
    elif service == "cognito-idp":
        yield f"cognito-idp:{operation}", "People/Pool.Arn"
    elif service == "execute-api":
        yield "execute-api:ManageConnections", f"sockets.Arn/live/{operation}/@connections/{request['ConnectionId']}"
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


_OBJECT_ACTIONS = {
    "HeadObject": "GetObject",
    "GeneratePresignedUrl": "GetObject",
    "GeneratePresignedPost": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "CompleteMultipartUpload": "PutObject",
}
_SIGNED = ("Bucket", "Key")
"""What the SDK takes by position to sign a form."""


def _of_objects(operation: str, request: dict[str, Any]) -> Iterator[Right]:
    """Whoever uses what a function has signed, has its permissions."""
    if operation == "ListObjectsV2":
        yield "s3:ListBucket", "FileStore.Arn"
        return
    if operation == "DeleteObjects":
        yield from (("s3:DeleteObject", f"FileStore.Arn/{each['Key']}") for each in request["Delete"]["Objects"])
        return
    key = request["Params"]["Key"] if operation == "GeneratePresignedUrl" else request["Key"]
    yield f"s3:{_OBJECT_ACTIONS.get(operation, operation)}", f"FileStore.Arn/{key}"
    if "CopySource" in request:
        yield "s3:GetObject", f"FileStore.Arn/{request['CopySource']['Key']}"


def _table(name: str) -> str:
    return f"{_TABLES[name]}.Arn"
