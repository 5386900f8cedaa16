"""The other accounts through which a customer with several addresses can be reached."""

from typing import Any

from tests.support.agent import composer
from tests.support.desk import SECRET, DeskInProcess
from tests.support.integrator import Integrator
from tests.support.line import CAN_START

KNOWN: dict[str, Any] = {"customerIdentity": {"verifiedEmail": "cleo@example.com"}}


def test_a_verified_address_can_be_switched_to(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready()
    mail = app.register("Mail", capabilities=CAN_START | {"deliveryIdentifierTypes": ["HS_EMAIL_ADDRESS"]})
    mailing = app.connect(mail, None)
    conversation = app.publish(channel, account, **KNOWN)["conversationsThreadId"]
    switches = composer(desk, conversation)["switch_to"]
    assert [(switch["account_id"], switch["recipient"]["value"]) for switch in switches] == [
        (mailing, "cleo@example.com")
    ]


def test_switching_as_the_composer_offers_keeps_the_contact(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel = app.register(capabilities=CAN_START)
    first, _ = app.connect(channel), app.connect(channel, "second")
    published = app.publish(channel, first, **KNOWN)
    (option,) = composer(desk, published["conversationsThreadId"])["switch_to"]
    body = {name: option[name] for name in ("account_id", "recipient", "contact_id")} | {"text": "Here"}
    status, response = desk.call("POST", "/v1/conversations", body)
    assert (status, f"V-{response['conversation']['contact_id']}") == (201, published["createdBy"])


def test_switching_works_with_more_than_a_hundred_accounts(desk: DeskInProcess) -> None:
    mine = desk.accept(thread="t1")
    for number in range(102):
        desk.connections.connect("custom", f"Chat {number}", SECRET, {"delivery_url": "https://chat.example/hook"})
    others = [
        account
        for account in desk.use_cases.accounts.first()[0]
        if account.kind == "custom" and account.id != desk.custom.id
    ]
    desk.accept(thread="t2", account=others[-1])
    assert [switch["account_id"] for switch in composer(desk, mine.conversation_id)["switch_to"]] == [others[-1].id]
