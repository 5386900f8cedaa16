"""A deployed stage, with your own AWS credentials."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import Database, Table
from helpdesk.platform.outbound_address import ports_of
from helpdesk.platform.outbound_http import GuardedPoster, HttpPoster
from helpdesk.platform.secrets import KmsSecretBox

_STACKS = ("Data", "Processing", "Api")


class Stage:
    """`outputs`: the outputs of the stacks, by name."""

    def __init__(self, session: Any, outputs: Mapping[str, str], **client: str) -> None:
        self.outputs = outputs
        self._create = cache(lambda service, **more: session.create_client(service, **client, **more))

    def client(self, service: str, **more: Any) -> Any:
        return self._create(service, **more)

    @property
    def directory(self) -> Table:
        return self.table("Directory")

    def table(self, name: str) -> Table:
        return Database(self.client("dynamodb")).table(self.outputs[f"{name}Table"])

    def box(self) -> KmsSecretBox:
        return KmsSecretBox(lambda: self.client("kms"), self.outputs["SecretsKeyId"])

    def http(self) -> HttpPoster:
        """As the stage's functions post."""
        is_local = self.outputs["WebhookUrl"].startswith("http://")
        return GuardedPoster(allow_loopback=is_local, ports=ports_of(self.outputs["DeliveryPorts"]))

    def desk_key(self) -> DeskKey:
        secret = self.client("secretsmanager").get_secret_value(SecretId=self.outputs["DeskKeyArn"])
        return DeskKey(secret["SecretString"])


def outputs_of(session: Any, stage: str) -> dict[str, str]:
    cloudformation = session.create_client("cloudformation")
    found: dict[str, str] = {}
    for stack in _STACKS:
        name = f"Kanaal-{stage}-{stack}"
        try:
            [described] = cloudformation.describe_stacks(StackName=name)["Stacks"]
        except (BotoCoreError, ClientError) as error:
            raise SystemExit(
                f"{name}: {error}\nIs the stage deployed, to the account and region of your credentials?"
            ) from error
        found |= {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}
    return found
