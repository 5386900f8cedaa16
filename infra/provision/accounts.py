"""Channel accounts of the providers."""

import getpass
from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from collections.abc import Mapping
from typing import Any

from helpdesk.accounts.ids import AccountIds
from helpdesk.accounts.making import AccountMaker
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.plan import AccountPlan
from helpdesk.connecting.credential_checker import checked_by_service
from helpdesk.connecting.new_accounts import NewAccounts
from helpdesk.fields.definitions import secrets_among
from helpdesk.platform.clock import utc_now
from helpdesk.platform.outbound_address import AddressRule, ports_of
from helpdesk.providers.catalogue import PROVIDERS
from helpdesk.providers.connectors import connectors
from infra.provision.command import OPERATOR, Command, visible_name
from infra.provision.stage import Stage
from infra.provision.subscriptions import subscriptions_of

Values = Mapping[str, Any]


def connect(
    stage: Stage, kind: str, name: str, credentials: Values, delivery_url: str | None = None, *, subscribe: bool = False
) -> tuple[ChannelAccount, str]:
    """The account, and the secret that its webhooks are verified with. `delivery_url`: for a local deployment,
    replaces the service's own. `subscribe`: the service is asked to deliver, where the desk can ask it."""
    provider, services = PROVIDERS[kind], connectors(stage.http()) if subscribe else {}
    addresses = AddressRule(delivery_url is not None, ports_of(stage.outputs["DeliveryPorts"]))
    checked = checked_by_service(provider, credentials, services, addresses, delivery_url)
    checked.check.require()
    maker = AccountMaker.on(stage.directory, stage.box(), utc_now, AccountIds(stage.desk_key()))
    new_accounts = NewAccounts(maker, subscriptions_of(stage, services))
    account, secret = new_accounts.of_provider(provider, AccountPlan(name), checked, delivery_url)
    return new_accounts.store(account, OPERATOR, checked.failure), secret


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--kind", choices=list(PROVIDERS), required=True)
    parser.add_argument("--name", type=visible_name, required=True)
    parser.add_argument("--no-webhook", action="store_true", help="do not ask the service to deliver to this desk")
    for name, kind in _credential_options().items():
        field = PROVIDERS[kind].credential_fields["properties"][name]
        if field["type"] == "boolean":
            parser.add_argument(_option(name), action=BooleanOptionalAction, help=f"for --kind {kind}")
        else:
            prompted = "; prompted for if omitted" if _is_required(kind, name) else ""
            parser.add_argument(_option(name), help=f"for --kind {kind}{prompted}")


def _perform(stage: Stage, options: Namespace) -> None:
    account, secret = connect(
        stage, options.kind, options.name, _credentials(options), subscribe=not options.no_webhook
    )
    print(f"account {account.id}\nwebhook: {stage.outputs['WebhookUrl']}/{account.id}\nsecret:  {secret}")
    if account.connection:
        print(" ".join(filter(None, (f"connection: {account.connection.state}", account.connection.reason))))


def _credential_options() -> dict[str, str]:
    """The name of each credential field that is not secret, and its provider."""
    return {
        name: provider.id
        for provider in PROVIDERS.values()
        for name in provider.credential_fields["properties"]
        if name not in secrets_among(provider.credential_fields)
    }


def _option(field: str) -> str:
    return f"--{field.replace('_', '-')}"


def _is_required(kind: str, field: str) -> bool:
    return field in PROVIDERS[kind].credential_fields.get("required", ())


def _credentials(options: Namespace) -> dict[str, Any]:
    """The values of the provider's fields: from the option of the same name; else, if required, typed in. Secrets are
    not echoed."""
    fields = PROVIDERS[options.kind].credential_fields
    for name, kind in _credential_options().items():
        if getattr(options, name) is not None and name not in fields["properties"]:
            raise SystemExit(f"{_option(name)} is for --kind {kind}. Leave it out.")
    hidden, found = secrets_among(fields), {}
    for name, field in fields["properties"].items():
        given = getattr(options, name, None)
        if given is not None or _is_required(options.kind, name):
            found[name] = (
                given if given is not None else (getpass.getpass if name in hidden else input)(f"{field['title']}: ")
            )
    return found


COMMAND = Command("account", "a channel account", _arguments, _perform)
