"""What each function's role allows, read from the synthesised template."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.support.assembly import Assembly, many

_TABLES = {"conversations": "Conversations", "contacts": "Contacts", "directory": "Directory", "files": "Files"}
_IN_TRANSACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
_BATCHES = {"SendMessageBatch": "SendMessage"}

Right = tuple[str, str]
"""An action (`dynamodb:GetItem`) and a resource, by its construct's path (`Conversations.Arn`)."""


@dataclass(frozen=True)
class Roles:
    rights: dict[str, frozenset[Right]]
    """By function."""

    @classmethod
    def of(cls, assembly: Assembly) -> "Roles":
        return cls(
            {
                name: frozenset(
                    (action, resource)
                    for statement in assembly.statements(function)
                    for action in many(statement["Action"])
                    for resource in many(statement["Resource"])
                )
                for name, function in assembly.functions().items()
            }
        )

    def missing(self, function: str, service: str, operation: str, request: dict[str, Any]) -> list[Right]:
        """The rights that the call needs and the role lacks."""
        return [right for right in needed(service, operation, request) if not self._allows(function, right)]

    def _allows(self, function: str, right: Right) -> bool:
        action, resource = right
        return any(
            action == allowed and (resource == granted or (granted.endswith("*") and resource.startswith(granted[:-1])))
            for allowed, granted in self.rights[function]
        )


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
