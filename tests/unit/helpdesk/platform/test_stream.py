from helpdesk.platform.stream import Inserted, inserted, of_kind

READERS = {"letter": lambda item: item["name"], "audit#": lambda item: item["sk"]}


def record(event: str, name: str, **image: str) -> dict:
    values = {"kind": "letter", "name": name} | image
    return {"eventName": event, "dynamodb": {"NewImage": {key: {"S": value} for key, value in values.items()}}}


def test_only_new_items_are_read_in_their_order():
    removed = {"eventName": "REMOVE", "dynamodb": {"Keys": {}}}
    event = {"Records": [record("INSERT", "a"), record("MODIFY", "b"), removed, record("INSERT", "c")]}
    assert list(inserted(event, READERS)) == [Inserted("letter", "a"), Inserted("letter", "c")]


def test_records_of_other_kinds_are_ignored():
    event = {"Records": [record("INSERT", "a", kind="of a later version"), record("INSERT", "b")]}
    assert list(inserted(event, READERS)) == [Inserted("letter", "b")]


def test_an_item_without_a_kind_is_known_by_its_sort_key():
    image = {"sk": {"S": "audit#01"}}
    assert list(inserted({"Records": [{"eventName": "INSERT", "dynamodb": {"NewImage": image}}]}, READERS)) == [
        Inserted("audit#", "audit#01")
    ]
    image = {"sk": {"S": "letter#7"}}
    assert list(inserted({"Records": [{"eventName": "INSERT", "dynamodb": {"NewImage": image}}]}, READERS)) == []


def test_a_follower_gets_the_records_of_its_kind():
    assert of_kind("letter", [Inserted("letter", "a"), Inserted("audit", "b"), Inserted("letter", "c")]) == ["a", "c"]
