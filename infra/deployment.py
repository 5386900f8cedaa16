"""The settings of a deployment of Kanaal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aws_cdk import RemovalPolicy
from constructs import Node

_STAGE = re.compile(r"[a-z][a-z0-9]{0,15}")


class DeploymentError(RuntimeError):
    """The context or the bundles do not fit a deployment. Says what to do."""


@dataclass(frozen=True)
class Deployment:
    """A stage, its bundles, and where it runs."""

    stage: str
    app_bundle: Path
    authorizer_bundle: Path
    portal_id: str = "1"
    alarm_email: str | None = None
    malware_scan: bool = False
    """Whether GuardDuty scans every file for malware."""
    local_endpoint: str | None = None
    """The URL of the local AWS; None on AWS itself."""

    def __post_init__(self) -> None:
        if not _STAGE.fullmatch(self.stage):
            raise DeploymentError(f"stage {self.stage!r}: use up to 16 lower-case letters and digits, a letter first")
        for bundle in (self.app_bundle, self.authorizer_bundle):
            if not bundle.is_dir():
                raise DeploymentError(
                    f"{bundle} does not exist: `python -m infra.bundle {bundle.parent.name}` builds it"
                )

    @classmethod
    def from_context(cls, node: Node, *, root: Path, environ: Mapping[str, str]) -> "Deployment":
        local = node.try_get_context("local") == "true"
        bundles = root / "build" / ("local" if local else "aws")
        endpoint = environ.get("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
        return cls(
            stage=node.try_get_context("stage") or "dev",
            app_bundle=bundles / "app",
            authorizer_bundle=bundles / "authorizer",
            portal_id=str(node.try_get_context("portal_id") or cls.portal_id),
            alarm_email=node.try_get_context("alarm_email"),
            malware_scan=node.try_get_context("malware_scan") == "true",
            local_endpoint=endpoint if local else None,
        )

    @property
    def is_local(self) -> bool:
        return self.local_endpoint is not None

    @property
    def is_production(self) -> bool:
        return self.stage == "prod"

    @property
    def removal_policy(self) -> RemovalPolicy:
        """Production retains its data when its stack is deleted; any other stage leaves nothing behind."""
        return RemovalPolicy.RETAIN if self.is_production else RemovalPolicy.DESTROY
