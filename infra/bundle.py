"""Builds the Lambda bundles, without Docker: `python -m infra.bundle aws|local`.

`build/<target>/app` contains every function with its packages; `build/<target>/authorizer` is smaller, because an
authorizer runs for every request; `build/<target>/find` has the engine of the index; `build/<target>/page` has the
built workspace, and changes with it. Packages are installed once per lock file, so that a change of our own code needs
no package index. The same inputs produce the same bytes: a deployment sees a change only if there is one.
"""

import compileall
import hashlib
import os
import py_compile
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra import aws_models, notices
from infra.local import tools, workspace
from infra.local.progress import Step, StopError, run

BUILD = tools.ROOT / "build"
FUNCTIONS = tools.ROOT / "functions"
DOCS = tools.ROOT / "docs"
LAMBDA_PYTHON = (3, 13)
# The last is Powertools' page to try an API: ours is desk_api/page.html.
_NOT_NEEDED = (
    *("*.dist-info", "bin", "CACHEDIR.TAG", ".lock", "**/__pycache__", "**/*.pyi", "**/py.typed"),
    "aws_lambda_powertools/event_handler/openapi/swagger_ui/*.min.*",
)

# The examples of providers are for tests and readers.
_NOT_DEPLOYED = shutil.ignore_patterns("__pycache__", "py.typed", "examples")


@dataclass(frozen=True)
class Target:
    """Where a bundle runs; `local` is this interpreter, because MiniStack's workers use it too."""

    name: str
    python: tuple[int, int]
    platform: str | None = None

    @property
    def install_options(self) -> list[str]:
        version = ["--python-version", ".".join(map(str, self.python))]
        return [*version, "--python-platform", self.platform] if self.platform else version

    @property
    def identity(self) -> str:
        return f"{self.name} {self.python} {self.platform or sys.platform + os.uname().machine}"

    @property
    def is_this_python(self) -> bool:
        """Whether this interpreter's bytecode is that of the target."""
        return self.python == sys.version_info[:2]


@dataclass(frozen=True)
class Bundle:
    name: str
    lock: str
    sources: tuple[str, ...]
    unused: tuple[str, ...]
    """Parts of packages that no function imports. A test starts every function on what is left."""
    documents: tuple[str, ...] = ()
    """Files of docs/ that are served."""
    page: bool = False
    """Whether it brings the built page of the workspace."""


TARGETS = {
    "aws": Target("aws", LAMBDA_PYTHON, "aarch64-manylinux2014"),
    "local": Target("local", (sys.version_info.major, sys.version_info.minor)),
}
# botocore's models of 430 services: infra/aws_models.py writes those of four.
_UNUSED_UTILITIES = (
    *("auth_alpha", "batch", "circuit_breaker", "data_masking", "feature_flags", "idempotency", "kafka"),
    *("parameters", "parser", "streaming", "validation"),
)
_UNUSED = ("botocore/data", *(f"aws_lambda_powertools/utilities/{name}" for name in _UNUSED_UTILITIES))
BUNDLES = (
    Bundle(
        "app",
        "lambda",
        (
            *("webhook", "channel_api", "desk_api", "fanout", "feed", "fetcher", "router", "sender", "worker"),
            *("mailer", "notifier", "live", "pusher", "helpdesk"),
        ),
        # dnspython is for looking up the domains of e-mail addresses, which we do not.
        (*_UNUSED, "dns", "pydantic/v1"),
        ("openapi.json", "channel-api.openapi.json"),
    ),
    Bundle("find", "find", ("find", "indexer", "desk_api", "helpdesk"), (*_UNUSED, "dns", "pydantic/v1")),
    # cryptography needs cffi's compiled part only.
    Bundle(
        "authorizer",
        "authorizer",
        ("authorizer", "helpdesk/inboxes", "helpdesk/people", "helpdesk/platform"),
        (*_UNUSED, "aws_lambda_powertools/event_handler", "cffi", "pycparser"),
    ),
    Bundle("page", "page", ("page", "helpdesk/platform"), (*_UNUSED, "aws_lambda_powertools/event_handler"), page=True),
)


def build(target_name: str, *, page: bool = True) -> Path:
    """Updates the bundles of a target and returns their folder. A deployment without a workspace needs no page."""
    target = TARGETS[target_name]
    if page:
        with Step("workspace") as step:
            workspace.build(step)
    for bundle in BUNDLES:
        if bundle.page and not page:
            continue
        with Step(f"bundle {bundle.name} ({target.name})") as step:
            _build(target, bundle, step)
    return BUILD / target.name


def _build(target: Target, bundle: Bundle, step: Step) -> None:
    folder = BUILD / target.name / bundle.name
    packages = _packages(target, bundle)
    inputs = _digest(
        target.identity, str(target.is_this_python), packages.name, aws_models.IDENTITY, *_source_digests(bundle)
    )
    stamp = folder.parent / f"{bundle.name}.inputs"
    if folder.is_dir() and stamp.is_file() and stamp.read_text() == inputs:
        return step.reused(f"nothing changed, {_megabytes(folder):.1f} MB")
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(packages, folder)
    for source in bundle.sources:
        shutil.copytree(FUNCTIONS / source, folder / source, ignore=_NOT_DEPLOYED)
    if bundle.page:
        shutil.copytree(workspace.DIST, folder / "files", ignore=shutil.ignore_patterns(".*"))
    for document in bundle.documents:
        (folder / "docs").mkdir(exist_ok=True)
        shutil.copyfile(DOCS / document, folder / "docs" / document)
    aws_models.write(folder)
    _precompile(target, folder)
    stamp.write_text(inputs)
    return step.did(f"built, {_megabytes(folder):.1f} MB")


def _packages(target: Target, bundle: Bundle) -> Path:
    """The bundle's packages, installed into a folder whose name identifies their inputs."""
    lock = tools.LOCKS / f"{bundle.lock}.txt"
    inputs = (lock, Path(__file__), Path(notices.__file__))
    digest = _digest(target.identity, *(file.read_text() for file in inputs))[:16]
    folder = BUILD / "packages" / f"{bundle.lock}-{target.name}-{digest}"
    if folder.is_dir():
        return folder
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    strict = ("--no-deps", "--require-hashes", "--only-binary", ":all:")
    run(
        *(tools.UV, "pip", "install", "--quiet", *strict, "--link-mode", "copy"),
        *("--python", sys.executable, *target.install_options),
        *("--target", unfinished, "--requirement", lock),
        failed=f"uv could not install the packages of locks/{lock.name} for {target.name}",
        next_step="Is the package index reachable? Nothing was changed; run it again.",
        environment=tools.environment(),
    )
    notices.write(unfinished)
    for pattern in (*_NOT_NEEDED, *bundle.unused):
        for found in list(unfinished.glob(pattern)):
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    unfinished.rename(folder)
    return folder


def _precompile(target: Target, folder: Path) -> None:
    """Compiles beforehand, so that the cold start need not, if this interpreter can."""
    if not target.is_this_python:
        return
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH  # no time stamp: the same source gives the same file
    with _bytecode_beside_its_source():
        good = compileall.compile_dir(
            folder, quiet=1, invalidation_mode=unchecked, stripdir=str(folder), prependdir="/var/task"
        )
    if not good:
        raise StopError("A source file of the bundle does not compile.", "The lines above name it.")


@contextmanager
def _bytecode_beside_its_source() -> Iterator[None]:
    """Lambda looks for it there, wherever PYTHONPYCACHEPREFIX puts this machine's own."""
    prefix, sys.pycache_prefix = sys.pycache_prefix, None
    try:
        yield
    finally:
        sys.pycache_prefix = prefix


def _source_digests(bundle: Bundle) -> Iterator[str]:
    files = [
        file
        for source in bundle.sources
        for ending in ("py", "html")
        for file in (FUNCTIONS / source).rglob(f"*.{ending}")
    ]
    for file in [*sorted(files), *(DOCS / document for document in bundle.documents)]:
        yield str(file.relative_to(tools.ROOT))
        yield file.read_text()
    if bundle.page:
        yield workspace.digest_of(workspace.DIST)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1_000_000


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1] not in TARGETS:
        print(f"usage: python -m infra.bundle {'|'.join(TARGETS)}", file=sys.stderr)
        return 2
    try:
        build(sys.argv[1])
    except StopError as stop:
        stop.show()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
