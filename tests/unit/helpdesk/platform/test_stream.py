from helpdesk.platform.stream import inserted_items


def record(kind: str, name: str) -> dict:
    return {"eventName": kind, "dynamodb": {"NewImage": {"name": {"S": name}}}}


def test_only_new_items_are_given_in_their_order():
    removed = {"eventName": "REMOVE", "dynamodb": {"Keys": {}}}
    event = {"Records": [record("INSERT", "a"), record("MODIFY", "b"), removed, record("INSERT", "c")]}
    assert list(inserted_items(event)) == [{"name": "a"}, {"name": "c"}]
