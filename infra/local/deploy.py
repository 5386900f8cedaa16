"""Deploys the project's CDK app to a local AWS, with the CDK command line.

All inputs of the deployment are hashed: if nothing changed and the stacks exist, nothing is done.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from infra.bundle import BUILD, BUNDLES
from infra.local import aws, tools
from infra.local.emulator import ACCOUNT, REGION, temporary_of
from infra.local.progress import Step, StopError, run

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

STAGE = "local"
MAIL_FROM = "desk@kanaal.example"
"""Nothing leaves the local AWS: it keeps what it is given to send."""
_WELL = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
_API_HOST = re.compile(r"https?://(?P<api>[a-z0-9]+)\.execute-api\.[^/]+(?P<path>/.*)?")


class Deployer:
    def __init__(self, folder: Path, endpoint: str) -> None:
        self.assembly = folder / "cdk.out"
        self._temporary = temporary_of(folder)
        self._endpoint = endpoint
        self._synthesised = folder / "synthesised"
        self._deployed = folder / "deployed"
        self._inputs = _digest_of_inputs(endpoint)

    def synthesise(self, step: Step) -> None:
        if self.assembly.is_dir() and _read(self._synthesised) == self._inputs:
            return step.reused("nothing of it changed")
        self._synthesised.unlink(missing_ok=True)
        given = ("local=true", f"stage={STAGE}", f"mail_from={MAIL_FROM}")
        context: list[str] = [word for each in given for word in ("--context", each)]
        self._cdk(
            *("synth", "--quiet", "--output", str(self.assembly), *context),
            failed="The CDK app could not be synthesised",
            next_step="The lines above are its output. `make check` may say more.",
        )
        self._synthesised.write_text(self._inputs)
        return step.did("synthesised")

    def deploy(self, step: Step) -> None:
        there = self._stacks()
        if _read(self._deployed) == self._inputs and there and all(s["StackStatus"] in _WELL for s in there):
            return step.reused(f"{len(there)} stacks unchanged")
        self._deployed.unlink(missing_ok=True)
        if not self._is_bootstrapped():
            self._cdk(
                *("bootstrap", "--app", self.assembly, f"aws://{ACCOUNT}/{REGION}"),
                failed="The local AWS could not be bootstrapped for the CDK",
                next_step="`make clean` gives it a fresh start.",
            )
        try:
            self._cdk(
                *("deploy", "--app", self.assembly, "--all", "--require-approval", "never", "--progress", "events"),
                failed="The deployment failed",
                next_step="",
            )
        except StopError as stop:
            reasons = list(self._reasons())
            what = "The deployment failed:\n    " + "\n    ".join(reasons) if reasons else stop.what
            raise StopError(what, "Fix it and run again; what was deployed before is kept.") from stop
        self._deployed.write_text(self._inputs)
        return step.did(f"{len(self._stacks())} stacks deployed")

    def outputs(self) -> dict[str, str]:
        """The stacks' outputs, with URLs that any client can reach without a name server for *.localhost."""
        found: dict[str, str] = {}
        for stack in self._stacks():
            for output in stack.get("Outputs", []):
                found[output.get("OutputKey", "")] = self._reachable(output.get("OutputValue", ""))
        return found

    def _reachable(self, value: str) -> str:
        match = _API_HOST.fullmatch(value)
        return f"{self._endpoint}/_aws/execute-api/{match['api']}{match['path'] or ''}" if match else value

    def _stacks(self) -> "list[StackTypeDef]":
        described = aws.cloudformation(self._endpoint).describe_stacks()["Stacks"]
        deleted = "DELETE_COMPLETE"
        return [s for s in described if s["StackName"].startswith(f"Kanaal-{STAGE}-") and s["StackStatus"] != deleted]

    def _is_bootstrapped(self) -> bool:
        try:
            aws.cloudformation(self._endpoint).describe_stacks(StackName="CDKToolkit")
        except ClientError:
            return False
        return True

    def _reasons(self) -> Iterator[str]:
        """CloudFormation's messages about the resources that failed; the rest is noise."""
        client = aws.cloudformation(self._endpoint)
        for stack in self._stacks():
            if stack["StackStatus"] in _WELL:
                continue
            for event in client.describe_stack_events(StackName=stack["StackName"])["StackEvents"]:
                if event.get("ResourceStatus", "").endswith("_FAILED"):
                    kind, name = event.get("ResourceType"), event.get("LogicalResourceId")
                    yield f"{stack['StackName']}: {name} ({kind}): {event.get('ResourceStatusReason', 'no reason')}"

    def _cdk(self, *arguments: str | Path, failed: str, next_step: str) -> None:
        quiet = ("--no-color", "--no-notices", "--no-version-reporting")
        command = (tools.NODE, tools.CDK, *arguments, *quiet)
        # A process that is interrupted leaves there what it has unpacked.
        environment = {**aws.environment(self._endpoint), "TMPDIR": str(self._temporary)}
        run(*command, failed=failed, next_step=next_step, environment=environment)


def _digest_of_inputs(endpoint: str) -> str:
    """The hash of all inputs of a template: infrastructure code, bundles, versions, and the URL."""
    digest = hashlib.sha256(json.dumps([endpoint, STAGE]).encode())
    code = [tools.ROOT / "infra" / "deployment.py"]
    code += [file for part in ("stacks", "constructs") for file in (tools.ROOT / "infra" / part).rglob("*.py")]
    bundles = [BUILD / "local" / f"{bundle.name}.inputs" for bundle in BUNDLES]
    single = [tools.ROOT / "app.py", tools.ROOT / "cdk.json", tools.LOCKS / "dev.txt", tools.ROOT / "package-lock.json"]
    for file in [*sorted(code), *bundles, *single]:
        digest.update(f"{file.relative_to(tools.ROOT)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _read(file: Path) -> str:
    return file.read_text() if file.is_file() else ""
