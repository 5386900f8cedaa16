"""All of Kanaal on one machine, as `make run` and the e2e tests start it."""

import fcntl
import json
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from botocore.exceptions import ClientError

from helpdesk.platform.errors import HelpdeskError
from infra import bundle
from infra.local.deploy import Deployer
from infra.local.emulator import REGION, Emulator
from infra.local.progress import Step, StopError
from infra.provision.seed import build_index, provision_local

# The outputs that the seed depends on: while they are unchanged, the seed exists.
_SEEDED = ("UserPoolId", "DirectoryTable")


class LocalStack:
    """A local AWS in `directory` with Kanaal deployed and seeded.

    with LocalStack(tmp_path, free_port()) as stack:
        requests.get(stack.description["desk_api_url"] + "/tickets")
    """

    def __init__(self, directory: Path, port: int, *, receiver_url: str | None = None, log_level: str = "INFO") -> None:
        """`receiver_url`: where the seeded accounts send replies; the default is the port after the local AWS's own."""
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.emulator = Emulator(directory, port, log_level=log_level)
        self.receiver_url = receiver_url or f"http://127.0.0.1:{port + 1}"
        self.description: dict[str, Any] = {}
        self._file = directory / "stack.json"
        self._lock_file: IO[str] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
            self.deploy()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def endpoint(self) -> str:
        return self.emulator.endpoint

    def start(self) -> None:
        self._lock()
        with Step("local AWS (MiniStack)") as step:
            self.emulator.start()
            step.did(f"{self.endpoint}, IAM enforced")

    def deploy(self) -> dict[str, Any]:
        """Bundles, synthesis, deployment, seed: each only if something changed. Returns the contents of stack.json."""
        bundle.build("local")
        deployer = Deployer(self.directory, self.endpoint)
        with Step("CDK app") as step:
            deployer.synthesise(step)
        with Step("deployment") as step:
            deployer.deploy(step)
            outputs = deployer.outputs()
        with Step("seed") as step:
            self.description = self._seeded(step, outputs)
            build_index(outputs, REGION, self.endpoint)
        return self.description

    def stop(self) -> None:
        try:
            with Step("stopping") as step:
                self.emulator.stop()
                step.did("data saved, Lambda processes ended")
        finally:
            if self._lock_file is not None:
                self._lock_file.close()

    def _seeded(self, step: Step, outputs: dict[str, str]) -> dict[str, Any]:
        """Seeding creates secrets that are shown once, so stack.json stays valid as long as it describes the same
        stack."""
        surroundings = {
            "endpoint_url": self.endpoint,
            "region": REGION,
            "log_file": str(self.emulator.log_file),
            "workspace_url": outputs["WorkspaceUrl"],
            "webhook_url": outputs["WebhookUrl"],
            "desk_api_url": outputs["DeskApiUrl"],
            "channel_api_url": outputs["ChannelApiUrl"],
            "outputs": outputs,
        }
        before = json.loads(self._file.read_text()) if self._file.is_file() else {}
        if all(before.get("outputs", {}).get(name) == outputs[name] for name in _SEEDED):
            step.reused("token, people and accounts of stack.json")
            for account in before["accounts"]:  # the port may differ from the last run
                account["webhook_url"] = f"{outputs['WebhookUrl']}/{account['id']}"
            return self._write({**before, **surroundings})
        try:
            seeded = provision_local(outputs, REGION, self.endpoint, self.receiver_url)
        except (ClientError, HelpdeskError) as error:
            what = f"The desk could not be seeded: {error}"
            raise StopError(
                what, "An earlier run that was killed may have seeded it: `make clean` starts with an empty desk."
            ) from error
        step.did(f"{len(seeded.get('accounts', []))} channel accounts, an administrator, an agent, a token")
        return self._write({**surroundings, "receiver_url": self.receiver_url, **seeded})

    def _lock(self) -> None:
        """Two processes that save their state into one folder would overwrite each other."""
        self._lock_file = (self.directory / "lock").open("w")
        try:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock_file.close()
            raise StopError(f"Another `make run` is using {self.directory}.", "Stop that one first (Ctrl-C).") from None

    def _write(self, description: dict[str, Any]) -> dict[str, Any]:
        unfinished = self._file.with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(description, indent=2) + "\n")
        unfinished.replace(self._file)  # readers see all of it or none
        return description
