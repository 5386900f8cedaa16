"""Apps: integrations that register channels."""

import os
from argparse import ArgumentParser, Namespace

from helpdesk.channels.apps import AppRegistration, AppRepository
from helpdesk.platform.clock import utc_now
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.standard_webhooks import new_secret
from infra.provision.command import Command, visible_name
from infra.provision.stage import Stage


def registration(stage: Stage) -> AppRegistration:
    return AppRegistration(AppRepository(stage.directory), stage.box(), utc_now, new_ulid)


def register(stage: Stage, app_id: str, name: str) -> str:
    """The secret that signs every call between Kanaal and the app."""
    secret = new_secret(os.urandom(32))
    registration(stage).register(app_id, name, secret)
    return secret


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--id", required=True)
    parser.add_argument("--name", type=visible_name, required=True)


def _perform(stage: Stage, options: Namespace) -> None:
    print(f"app {options.id}\nsigning secret: {register(stage, options.id, options.name)}")


COMMAND = Command("app", "create an app: an integration that registers channels", _arguments, _perform)
