"""A desk with a thousand accounts: no request makes a call for each of them, or reads more than a bounded number."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from helpdesk.accounts import repository, service
from helpdesk.channels import items
from helpdesk.platform.attributes import Item, to_attributes
from infra.workbench.tables import DIRECTORY
from tests.support.agent import composer
from tests.support.backends import heard
from tests.support.desk import DeskInProcess
from tests.support.integrator import OPAQUE, Integrator

pytestmark = pytest.mark.engine

MANY = 1000


@dataclass(frozen=True)
class Busy:
    """One channel with a thousand accounts beside the desk's own two."""

    desk: DeskInProcess
    app: Integrator
    channel: str

    @contextmanager
    def counted(self) -> Iterator[Counter[str]]:
        calls: Counter[str] = Counter()
        with heard(self.desk.backend.client) as found:
            yield calls
        calls.update(operation for operation, _ in found)


@pytest.fixture
def busy(desk: DeskInProcess) -> Busy:
    app = Integrator(desk)
    channel, first = app.ready()
    pattern = desk.use_cases.accounts.get(first)
    written: list[Item] = []
    for number in range(MANY - 1):
        assert pattern.delivery_identifier is not None
        account = replace(
            pattern,
            id=str(10**15 + number),
            name=f"Line {number:04}",
            created_at=f"2026-11-22T10:{number // 60:02}:{number % 60:02}.000Z",
            delivery_identifier=replace(pattern.delivery_identifier, value=f"line-{number}"),
        )
        written.append(repository._item(account) | repository._key(account.id).attributes())
        identifier = repository._identifier_key(account)
        assert identifier is not None
        written.append({"owner": account.id} | identifier.key.attributes())
        member = items.account_of_channel(channel, account.id)
        written.append(repository._listed(account) | member.attributes())
    for at in range(0, len(written), 25):
        requests = [{"PutRequest": {"Item": to_attributes(item)}} for item in written[at : at + 25]]
        left = desk.database._client.batch_write_item(RequestItems={DIRECTORY: requests})  # type: ignore[dict-item]
        assert not left["UnprocessedItems"]
    return Busy(desk, app, channel)


def test_an_app_pages_through_a_thousand_accounts_in_two_calls_each(busy: Busy) -> None:
    path, found, after = f"/{busy.channel}/channel-accounts", [], {}
    for sort in ("createdAt", "-name", "id"):
        found, after = [], {}
        while True:
            with busy.counted() as calls:
                page = busy.app.done("GET", path, query={"sort": sort, **after})
            assert calls == {"GetItem": 1, "Query": 1, "BatchGetItem": 1}, "the channel, its list, the page"
            assert page["total"] == MANY
            found += [account["id"] for account in page["results"]]
            if "paging" not in page:
                break
            after = {"after": page["paging"]["next"]["after"]}
        assert len(found) == len(set(found)) == MANY


def test_an_app_finds_one_account_among_them(busy: Busy) -> None:
    query = {"deliveryIdentifierType": OPAQUE, "deliveryIdentifierValue": "line-777"}
    with busy.counted() as calls:
        page = busy.app.done("GET", f"/{busy.channel}/channel-accounts", query=query)
    assert ([account["name"] for account in page["results"]], page["total"]) == (["Line 0777"], 1)
    assert calls.total() <= 3


def test_the_list_follows_a_new_name_and_a_deletion(busy: Busy) -> None:
    path, account_id = f"/{busy.channel}/channel-accounts", str(10**15 + 500)
    busy.app.done("PATCH", f"{path}/{account_id}", {"name": "Zulu"})
    assert busy.app.done("GET", path, query={"sort": "-name", "limit": "1"})["results"][0]["id"] == account_id
    busy.desk.call("DELETE", f"/v1/channel-accounts/{account_id}", query={"confirm": "Zulu"})
    assert busy.app.done("GET", path, query={"limit": "1"})["total"] == MANY - 1
    archived = busy.app.done("GET", path, query={"archived": "true"})
    assert ([account["id"] for account in archived["results"]], archived["total"]) == ([account_id], 1)


LISTS = {
    "/v1/channel-accounts": 2,  # the accounts, and their channels because of the logos
    "/v1/channels": 4,
    "/v1/channels/telegram": 3,
    "/v1/inboxes": 2,  # the inboxes, and the teams of the help desk's
    "/v1/users": 3,  # the users, their availability, their open tickets
    "/v1/tickets": 110,
    "/v1/tickets?owner_id=none": 110,
    "/v1/tickets?status=closed": 110,
    "/v1/tickets?account_id=1000000000000777": 3,
    "/v1/tickets?owner_id=agent-1": 4,
}
"""The most calls that each makes."""


def test_no_list_of_the_desk_reads_every_account(busy: Busy) -> None:
    made = {address: calls_for(busy, address) for address in LISTS}
    assert {address: calls for address, calls in made.items() if calls.total() > LISTS[address]} == {}


def calls_for(busy: Busy, address: str) -> Counter[str]:
    path, _, query = address.partition("?")
    name, _, value = query.partition("=")
    with busy.counted() as calls:
        assert busy.desk.call("GET", path, query={name: value} if name else {})[0] == 200
    return calls


def test_the_composer_looks_at_a_bounded_number_of_accounts(busy: Busy) -> None:
    conversation = busy.app.publish(busy.channel, str(10**15))["conversationsThreadId"]
    other = busy.app.publish(busy.channel, str(10**15 + 1))
    with busy.counted() as calls:
        switches = composer(busy.desk, conversation)["switch_to"]
    assert [switch["account_id"] for switch in switches] == [str(10**15 + 1)], other
    assert calls.total() <= 20, calls


def test_moving_an_account_reads_no_other(busy: Busy) -> None:
    account_id = str(10**15)
    busy.app.publish(busy.channel, account_id)
    busy.desk.settle()
    inbox = busy.desk.call("POST", "/v1/inboxes", {"name": "Sales"})[1]["id"]
    with busy.counted() as calls:
        body = {"inbox_id": inbox, "open_conversations": "move"}
        assert busy.desk.call("PATCH", f"/v1/channel-accounts/{account_id}", body)[0] == 200
        busy.desk.settle()
    [ticket] = busy.desk.call("GET", "/v1/tickets", query={"account_id": account_id})[1]["tickets"]
    assert ticket["inbox_id"] == inbox
    assert calls.total() <= 40, calls


def test_a_catalogue_that_looked_at_some_accounts_says_so(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    def channels() -> dict[str, Any]:
        return {channel["id"]: channel for channel in desk.call("GET", "/v1/channels")[1]["channels"]}

    everything = channels()
    assert [everything[kind]["accounts"] for kind in ("custom", "telegram")] == [1, 1]
    assert not any(channel["accounts_incomplete"] for channel in everything.values())
    monkeypatch.setattr(service, "AT_ONCE", 1)
    some = channels()
    assert sum(channel["accounts"] for channel in some.values()) == 1
    assert all(channel["accounts_incomplete"] for channel in some.values())
