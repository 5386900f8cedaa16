"""Through which other accounts a customer who is known by more than one address is reached."""

from typing import Any

from tests.support.agent import composer
from tests.support.desk import SECRET, DeskInProcess
from tests.support.integrator import Integrator
from tests.support.line import MAY

KNOWN: dict[str, Any] = {"customerIdentity": {"verifiedEmail": "cleo@example.com"}}


def test_a_verified_address_is_one_to_switch_to(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready()
    mail = app.register("Mail", capabilities=MAY | {"deliveryIdentifierTypes": ["HS_EMAIL_ADDRESS"]})
    mailing = app.connect(mail, None)
    conversation = app.publish(channel, account, **KNOWN)["conversationsThreadId"]
    switches = composer(desk, conversation)["switch_to"]
    assert [(switch["account_id"], switch["recipient"]["value"]) for switch in switches] == [
        (mailing, "cleo@example.com")
    ]


def test_who_switches_as_the_composer_says_writes_to_the_same_contact(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel = app.register(capabilities=MAY)
    first, _ = app.connect(channel), app.connect(channel, "second")
    met = app.publish(channel, first, **KNOWN)
    (one,) = composer(desk, met["conversationsThreadId"])["switch_to"]
    begun = {name: one[name] for name in ("account_id", "recipient", "contact_id")} | {"text": "Here"}
    status, answer = desk.call("POST", "/v1/conversations", begun)
    assert (status, f"V-{answer['conversation']['contact_id']}") == (201, met["createdBy"])


def test_beyond_a_hundred_accounts_one_may_still_switch(desk: DeskInProcess) -> None:
    mine = desk.accept(thread="t1")
    for number in range(102):
        desk.connections.connect("custom", f"Chat {number}", SECRET, {"delivery_url": "https://chat.example/hook"})
    others = [one for one in desk.beneath.accounts.all() if one.kind == "custom" and one.id != desk.custom.id]
    desk.accept(thread="t2", account=others[-1])
    assert [switch["account_id"] for switch in composer(desk, mine.conversation_id)["switch_to"]] == [others[-1].id]
