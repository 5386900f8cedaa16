"""The tables of the deployment; tests/infra checks that the template has the same ones."""

from typing import Any

CONVERSATIONS, CONTACTS, DIRECTORY, FILES, FEED = "conversations", "contacts", "directory", "files", "feed"
LIVE = "live"
BUCKET = "bucket"


def _attribute(name: str) -> dict[str, str]:
    return {"AttributeName": name, "AttributeType": "S"}


def _index(name: str, partition: list[str], sort: list[str], projection: str) -> dict[str, Any]:
    keys = [{"AttributeName": key, "KeyType": "HASH"} for key in partition]
    keys += [{"AttributeName": key, "KeyType": "RANGE"} for key in sort]
    return {"IndexName": name, "KeySchema": keys, "Projection": {"ProjectionType": projection}}


def _table(name: str, indexes: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    keys = {"pk", "sk"} | {key["AttributeName"] for index in indexes for key in index["KeySchema"]}
    table = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [_attribute(key) for key in sorted(keys)],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        **more,
    }
    return table | ({"GlobalSecondaryIndexes": indexes} if indexes else {})


TABLES = [
    _table(
        CONVERSATIONS,
        [
            _index("tickets_by_account", ["account_id", "state"], ["opened_at", "ticket_id"], "KEYS_ONLY"),
            _index("tickets_by_owner", ["owner_id", "state"], ["owner_sort_at", "ticket_id"], "KEYS_ONLY"),
            _index("tickets_by_contact", ["contact_id"], ["opened_at", "ticket_id"], "KEYS_ONLY"),
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    ),
    _table(
        CONTACTS,
        [
            _index("contacts_by_creation", ["listed"], ["by_creation"], "KEYS_ONLY"),
            _index("contacts_by_name", ["listed"], ["by_name"], "KEYS_ONLY"),
            _index("contacts_by_owner", ["owner_id"], ["by_creation"], "KEYS_ONLY"),
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    ),
    _table(FILES, []),
    _table(FEED, [], StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}),
    _table(LIVE, []),
    _table(
        DIRECTORY,
        [_index("directory_by_kind", ["kind"], ["pk"], "ALL")],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    ),
]
