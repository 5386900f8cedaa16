"""The settings of a deployment of Kanaal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aws_cdk import RemovalPolicy
from constructs import Node

_DELIVERY_PORTS = (443, 8443)
_FEWEST_CONSUMERS = 2
_SMALLEST_TO_RESERVE_FROM = 200
"""AWS keeps 100 executions unreserved, for all functions that reserve none. Shares add up to less than half."""
_STAGE = re.compile(r"[a-z][a-z0-9]{0,15}")
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}")
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_CERTIFICATE = re.compile(r"arn:aws[a-z-]*:acm:(?P<region>[a-z0-9-]+):[0-9]{12}:certificate/[a-z0-9-]+")
INVITATION_DAYS = 3
"""How long the password of an invitation is valid."""
EMBEDDED, OPENSEARCH = "embedded", "opensearch"
_OF_CLOUDFRONT = "us-east-1"


class DeploymentError(RuntimeError):
    """The context or the bundles do not fit a deployment. Says what to do."""


@dataclass(frozen=True)
class Concurrency:
    """How the functions share the concurrent executions of the AWS account."""

    limit: int = 1000
    """What AWS allows the account: 1,000 by default, 10 in many new accounts."""

    def reserved(self, share: float) -> int | None:
        """None for an account from which nothing can be reserved."""
        number = round(self.limit * share)
        return number if self.limit >= _SMALLEST_TO_RESERVE_FROM else None

    def consumers(self, share: float, at_most: int) -> int:
        """How many executions a queue may start at once: two at least, which is what SQS requires."""
        return max(_FEWEST_CONSUMERS, min(at_most, round(self.limit * share)))


@dataclass(frozen=True)
class WorkspaceDomain:
    """A domain of your own, and its certificate in AWS Certificate Manager."""

    name: str
    certificate_arn: str

    def __post_init__(self) -> None:
        if not _DOMAIN.fullmatch(self.name):
            raise DeploymentError(f"workspace_domain {self.name!r}: use a host name, for example desk.example.com")
        found = _CERTIFICATE.fullmatch(self.certificate_arn)
        if found is None or found["region"] != _OF_CLOUDFRONT:
            raise DeploymentError(
                f"workspace_certificate {self.certificate_arn!r}: use the ARN of a certificate in {_OF_CLOUDFRONT}, "
                "the region where CloudFront looks for certificates, for example "
                f"arn:aws:acm:{_OF_CLOUDFRONT}:123456789012:certificate/…"
            )


@dataclass(frozen=True)
class Deployment:
    """A stage, its bundles, and where it runs."""

    stage: str
    app_bundle: Path
    authorizer_bundle: Path
    page_bundle: Path
    find_bundle: Path
    """With the engine of the index."""
    workspace: bool = True
    """Whether people get the page in which they work."""
    workspace_domain: WorkspaceDomain | None = None
    """None: the page is served under a name that CloudFront chooses."""
    portal_id: str = "1"
    alarm_email: str | None = None
    malware_scan: bool = False
    """Whether GuardDuty scans every file for malware."""
    mail_from: str | None = None
    """The address from which the desk writes to its people; None: it writes to nobody."""
    mail_identity: bool = True
    """Whether the domain of that address becomes an identity of SES here; else the AWS account has it already."""
    search: str = EMBEDDED
    """The engine of the index: `embedded`, or `opensearch` for large desks."""
    former_index: bool = False
    """Whether the tickets keep the index of an earlier version, while a stage is upgraded."""
    throwaway: bool = False
    """Whether deleting the stage deletes its data. A stage that does not say so is protected, whatever its name."""
    concurrency: Concurrency = Concurrency()
    monthly_budget: int | None = None
    """The costs of the AWS account in a month, in US dollars, at which somebody should be notified."""
    delivery_ports: tuple[int, ...] = _DELIVERY_PORTS
    """The ports of other people's servers that functions may connect to."""
    local_endpoint: str | None = None
    """The URL of the local AWS; None on AWS itself."""

    def __post_init__(self) -> None:
        if not _STAGE.fullmatch(self.stage):
            raise DeploymentError(f"stage {self.stage!r}: use up to 16 lower-case letters and digits, a letter first")
        if self.search not in {EMBEDDED, OPENSEARCH}:
            raise DeploymentError(
                f"search {self.search!r}: use {EMBEDDED} or {OPENSEARCH}, for example --context search={OPENSEARCH}"
            )
        if self.search == OPENSEARCH and self.is_local:
            raise DeploymentError(
                "search 'opensearch': a local AWS has no OpenSearch Serverless. Leave out --context search: the index "
                "is embedded, and finds the same."
            )
        pages = [self.page_bundle] if self.workspace else []
        for bundle in (self.app_bundle, self.authorizer_bundle, self.find_bundle, *pages):
            if not bundle.is_dir():
                raise DeploymentError(
                    f"{bundle} does not exist: `python -m infra.bundle {bundle.parent.name}` builds it"
                )

    @classmethod
    def from_context(cls, node: Node, *, root: Path, environ: Mapping[str, str]) -> "Deployment":
        local = is_local(node)
        bundles = root / "build" / ("local" if local else "aws")
        endpoint = environ.get("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
        return cls(
            stage=node.try_get_context("stage") or "dev",
            app_bundle=bundles / "app",
            authorizer_bundle=bundles / "authorizer",
            page_bundle=bundles / "page",
            find_bundle=bundles / "find",
            workspace=is_on(node, "workspace"),
            workspace_domain=_domain(node),
            portal_id=str(node.try_get_context("portal_id") or cls.portal_id),
            alarm_email=node.try_get_context("alarm_email"),
            mail_from=_address(node),
            mail_identity=is_on(node, "mail_identity"),
            malware_scan=node.try_get_context("malware_scan") == "true",
            search=str(node.try_get_context("search") or cls.search),
            former_index=node.try_get_context("former_index") == "true",
            throwaway=node.try_get_context("throwaway") == "true",
            concurrency=Concurrency(_number(node, "concurrency") or Concurrency.limit),
            monthly_budget=_number(node, "monthly_budget"),
            delivery_ports=_ports(node) or cls.delivery_ports,
            local_endpoint=endpoint if local else None,
        )

    @property
    def is_local(self) -> bool:
        return self.local_endpoint is not None

    @property
    def away_after_seconds(self) -> int:
        """How long somebody may be without a live connection before they are away: a page that is loaded again, or a
        train in a tunnel, is nobody who has left. On one's own machine nobody waits for that."""
        return 10 if self.is_local else 180

    @property
    def ports_setting(self) -> str:
        return ",".join(map(str, self.delivery_ports))

    @property
    def outgoing_settings(self) -> Mapping[str, str]:
        """The environment of functions that send to, and ask, other people's servers."""
        # Only a local deployment may do so on its own machine.
        return {"ALLOW_LOOPBACK": "true" if self.is_local else "false", "DELIVERY_PORTS": self.ports_setting}

    @property
    def retry_settings(self) -> Mapping[str, str]:
        """Of those that do it again and again: only a local deployment may retry at once."""
        return {**self.outgoing_settings, "RETRY_BASE_SECONDS": "0.05" if self.is_local else "2"}

    @property
    def is_protected(self) -> bool:
        return not (self.throwaway or self.is_local)

    @property
    def removal_policy(self) -> RemovalPolicy:
        """A protected stage retains its data when its stacks are deleted; a throwaway stage leaves nothing behind."""
        return RemovalPolicy.RETAIN if self.is_protected else RemovalPolicy.DESTROY

    def reserved(self, share: float) -> int | None:
        """The concurrent executions that a function with this share of the account always has, and at most. None: it
        shares with all others, because the stage is a throwaway one or the account is too small."""
        return self.concurrency.reserved(share) if self.is_protected else None


def _number(node: Node, name: str) -> int | None:
    value = node.try_get_context(name)
    if value is None:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,6}", str(value)):
        raise DeploymentError(f"{name} {value!r}: use a whole number, for example --context {name}=1000")
    return int(value)


def is_local(node: Node) -> bool:
    return bool(node.try_get_context("local") == "true")


def is_on(node: Node, name: str) -> bool:
    """A part that is there unless the context leaves it out."""
    given = node.try_get_context(name)
    value = "true" if given is None else str(given).lower()
    if value not in {"true", "false"}:
        raise DeploymentError(f"{name} {value!r}: use true or false, for example --context {name}=false")
    return value == "true"


def _domain(node: Node) -> WorkspaceDomain | None:
    name, certificate = (str(node.try_get_context(f"workspace_{of}") or "") for of in ("domain", "certificate"))
    if bool(name) != bool(certificate):
        raise DeploymentError(
            "workspace_domain and workspace_certificate: give both, for example "
            "--context workspace_domain=desk.example.com --context workspace_certificate=arn:…"
        )
    return WorkspaceDomain(name, certificate) if name else None


def _address(node: Node) -> str | None:
    value = str(node.try_get_context("mail_from") or "")
    if value and not _ADDRESS.fullmatch(value):
        raise DeploymentError(
            f"mail_from {value!r}: use an address of your domain, for example --context mail_from=desk@example.com"
        )
    return value or None


def _ports(node: Node) -> tuple[int, ...]:
    """From `443,8443`."""
    value = str(node.try_get_context("delivery_ports") or "")
    ports = [port.strip() for port in value.split(",")] if value else []
    if not all(port.isascii() and port.isdigit() and 0 < int(port) <= 65535 for port in ports):
        raise DeploymentError(f"delivery_ports {value!r}: use port numbers with commas, for example 443,8443")
    return tuple(map(int, ports))
