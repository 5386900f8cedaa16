"""Channel accounts of the providers."""

import getpass
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import replace

from helpdesk.accounts.ids import AccountIds
from helpdesk.accounts.making import AccountMaker, already_connected
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.plan import AccountPlan
from helpdesk.fields.definitions import secrets_among
from helpdesk.platform.clock import utc_now
from helpdesk.platform.outbound_address import AddressRule, ports_of
from helpdesk.providers.catalogue import PROVIDERS
from helpdesk.providers.credentials import checked_credentials
from infra.provision.command import OPERATOR, Command, visible_name
from infra.provision.stage import Stage


def connect(
    stage: Stage, kind: str, name: str, credentials: Mapping[str, str], delivery_url: str | None = None
) -> tuple[ChannelAccount, str]:
    """The account, and the secret that its webhooks are verified with. `delivery_url`: for a local deployment,
    replaces the service's own."""
    provider = PROVIDERS[kind]
    addresses = AddressRule(delivery_url is not None, ports_of(stage.outputs["DeliveryPorts"]))
    checked = checked_credentials(provider, credentials, addresses)
    maker = AccountMaker.on(stage.directory, stage.box(), utc_now, AccountIds(stage.desk_key()))
    account, secret = maker.of_provider(provider, AccountPlan(name), checked)
    account = replace(account, delivery_url=delivery_url or account.delivery_url)
    existing_id = maker.make(account, OPERATOR)
    if existing_id is not None:
        raise already_connected(account, existing_id)
    return account, secret


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--kind", choices=list(PROVIDERS), required=True)
    parser.add_argument("--name", type=visible_name, required=True)
    for name, kind in _credential_options().items():
        parser.add_argument(_option(name), help=f"for --kind {kind}; prompted for if omitted")


def _perform(stage: Stage, options: Namespace) -> None:
    account, secret = connect(stage, options.kind, options.name, _credentials(options))
    print(f"account {account.id}\nwebhook: {stage.outputs['WebhookUrl']}/{account.id}\nsecret:  {secret}")


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


def _credentials(options: Namespace) -> dict[str, str]:
    """The values of the provider's fields: from the option of the same name, else typed in; secrets are not echoed."""
    fields = PROVIDERS[options.kind].credential_fields
    for name, kind in _credential_options().items():
        if getattr(options, name) is not None and name not in fields["properties"]:
            raise SystemExit(f"{_option(name)} is for --kind {kind}. Leave it out.")
    hidden, found = secrets_among(fields), {}
    for name, field in fields["properties"].items():
        given: str | None = getattr(options, name, None)
        found[name] = given or (getpass.getpass if name in hidden else input)(f"{field['title']}: ")
    return found


COMMAND = Command("account", "a channel account", _arguments, _perform)
