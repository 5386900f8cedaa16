"""The content of a bundle, and that it needs nothing else. The e2e tests show that it runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal, Scope
from infra import bundle, notices
from infra.local import tools
from infra.local.progress import StopError
from infra.workbench.environment import ENVIRONMENT
from page.bucket import TYPES
from tests.support.gateway import event

HERE = bundle.Target("here", (sys.version_info.major, sys.version_info.minor))


@pytest.mark.parametrize("elsewhere", [False, True])
def test_bytecode_is_in_the_bundle_wherever_the_machine_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, elsewhere: bool
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "elsewhere") if elsewhere else None)
    source = tmp_path / "app" / "handler.py"
    source.parent.mkdir()
    source.write_text("handler = print\n")
    bundle._precompile(HERE, source.parent)
    assert [file.suffix for file in source.parent.rglob("*") if file.is_file() and file != source] == [".pyc"]


def test_no_bytecode_of_another_python_is_in_the_bundle(tmp_path: Path) -> None:
    (tmp_path / "handler.py").write_text("handler = print\n")
    bundle._precompile(bundle.Target("there", (2, 7)), tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["handler.py"]


def test_a_deployment_without_the_workspace_needs_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    monkeypatch.setattr(bundle.workspace, "build", lambda _: built.append("workspace"))
    monkeypatch.setattr(bundle, "_build", lambda _, each, __: built.append(each.name))
    bundle.build("local", page=False)
    assert built == ["app", "find", "authorizer"]


@pytest.fixture(scope="session")
def built() -> Path:
    """Both bundles, for this interpreter."""
    return bundle.build("local")


def _alone(folder: Path, temporary: Path, *lines: str) -> str:
    """What the lines print, in a process that finds the bundle and the standard library, and nothing else."""
    program = "\n".join([f"import sys; sys.path.insert(0, {str(folder)!r})", *lines])
    command = [sys.executable, "-I", "-S", "-c", program]
    environment = ENVIRONMENT | {"TMPDIR": str(temporary)}
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


_FUNCTIONS = [
    (each.name, source) for each in bundle.BUNDLES for source in each.sources if not source.startswith("helpdesk")
]


@pytest.mark.parametrize(("name", "function"), _FUNCTIONS)
def test_a_function_starts_on_what_the_bundle_brings(built: Path, name: str, function: str, tmp_path: Path) -> None:
    """Lambda's runtime has other versions of botocore and urllib3."""
    used = _alone(
        built / name,
        tmp_path,
        f"from {function}.handler import handler",
        "import botocore, urllib3",
        "print(botocore.__file__, urllib3.__file__)",
    )
    assert used.split() == [str(built / name / package / "__init__.py") for package in ("botocore", "urllib3")]


def test_the_page_is_in_its_bundle_and_each_file_has_a_known_type(built: Path) -> None:
    files = [file for file in (built / "page" / "files").rglob("*") if file.is_file()]
    assert built / "page" / "files" / "index.html" in files
    assert {file.suffix for file in files} <= TYPES.keys()
    assert not [file for file in files if file.name.startswith(".") or ".vite" in file.parts]


@pytest.mark.parametrize(
    ("function", "path"),
    [("desk_api", "/v1/openapi.json"), ("desk_api", "/v1/docs"), ("channel_api", "/conversations/openapi.json")],
)
def test_an_api_describes_itself_with_what_the_bundle_brings(
    built: Path, function: str, path: str, tmp_path: Path
) -> None:
    called = event("GET", path, "", {}, b"", Principal(ActorKind.PROGRAM, "token", "A client", frozenset(Scope)))
    printed = _alone(
        built / "app",
        tmp_path,
        f"from {function}.handler import handler",
        f"print('status', handler({called!r}, None)['statusCode'])",
    )
    assert "status 200" in printed


@pytest.mark.parametrize("each", bundle.BUNDLES, ids=lambda each: each.name)
def test_a_bundle_is_small_and_contains_the_licence_of_each_package(built: Path, each: bundle.Bundle) -> None:
    # The bytecode of another Python than Lambda's may be larger.
    limit = 50 if each.name == "find" else 30 if sys.version_info[:2] == bundle.LAMBDA_PYTHON else 31
    assert bundle._megabytes(built / each.name) < limit
    notice = (built / each.name / notices.NAME).read_text()
    lock = (tools.LOCKS / f"{each.lock}.txt").read_text()
    locked = {re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r"^([a-z0-9_.-]+)==", lock, re.MULTILINE)}
    named = re.findall(r"^={80}\n(\S+) \S+\n={80}$", notice, re.MULTILINE)
    assert {re.sub(r"[-_.]+", "-", name).lower() for name in named} == locked
    sections = re.split(r"^={80}\n\S+ \S+\n={80}$", notice, flags=re.MULTILINE)[1:]
    for name, text in zip(named, sections, strict=True):
        assert len(text.split()) > 50, name


def test_a_package_without_a_licence_text_stops_the_build(tmp_path: Path) -> None:
    info = tmp_path / "careless-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: careless\nVersion: 1.0\n")
    with pytest.raises(StopError, match=r"careless 1\.0 contains no licence text"):
        notices.write(tmp_path)
    (info / "licenses").mkdir()
    (info / "licenses" / "LICENSE.txt").write_text("Do what you like.")
    notices.write(tmp_path)
    assert "careless 1.0" in (tmp_path / notices.NAME).read_text()
