"""New signing secrets, of a channel account or of an app."""

import os
from argparse import ArgumentParser, Namespace
from datetime import timedelta

from helpdesk.accounts.rotation import Rotated, SecretRotator
from helpdesk.accounts.secrets import Sealer
from helpdesk.audit.models import AuditType, Subject
from helpdesk.audit.recording import AuditRecorder
from helpdesk.platform.clock import to_text, utc_now
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.standard_webhooks import new_secret
from helpdesk.providers.connectors import connectors
from infra.provision.apps import registration
from infra.provision.command import OPERATOR, Command, not_negative
from infra.provision.stage import Stage
from infra.provision.subscriptions import subscriptions_of


def rotate_account(stage: Stage, account_id: str, overlap: timedelta) -> Rotated:
    """The new signing secret; and when the previous ones end."""
    rotator = SecretRotator(
        Sealer(stage.box(), utc_now, new_ulid), subscriptions_of(stage, connectors(stage.http())), utc_now
    )
    return rotator.rotate(account_id, overlap, OPERATOR)


def rotate_app(stage: Stage, app_id: str, overlap: timedelta) -> Rotated:
    secret, ends = new_secret(os.urandom(32)), to_text(utc_now() + overlap)
    audit = AuditRecorder.on(stage.directory, utc_now)
    recording = audit.recording(AuditType.APP_SECRET_ROTATED, OPERATOR, Subject.app(app_id))
    registration(stage).rotate(app_id, secret, overlap, recording)
    return Rotated(secret, ends, connection=None)


def _arguments(parser: ArgumentParser) -> None:
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--account")
    whose.add_argument("--app")
    parser.add_argument("--hours", type=not_negative, default=24, help="how long the previous secret stays valid")


def _perform(stage: Stage, options: Namespace) -> None:
    overlap = timedelta(hours=options.hours)
    if options.account is not None:
        rotated = rotate_account(stage, options.account, overlap)
    else:
        rotated = rotate_app(stage, options.app, overlap)
    print(f"{rotated.secret}\nprevious secrets are valid until {rotated.previous_expires_at}")
    if rotated.connection:
        print(" ".join(filter(None, (f"connection: {rotated.connection.state}", rotated.connection.reason))))


COMMAND = Command("rotate", "rotate the signing secret of a channel account or an app", _arguments, _perform)
