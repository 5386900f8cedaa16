"""The Chromium that tests and benchmark drive. It comes with an npm package, so it needs neither root nor a system
package; the package has its libraries and fonts too, so that pictures do not depend on this machine."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from infra.local import tools
from infra.local.progress import StopError, run

ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--font-render-hinting=none", "--force-color-profile=srgb"),
)
"""It opens our own pages only, and talks to nobody else."""
_PACKAGE = tools.WORKSPACE_MODULES / "@sparticuz" / "chromium"
_ARCHIVES = ("chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br")
_FONTS = "<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
_ANOTHER = "Name another Chromium: CHROMIUM=/usr/bin/chromium make test"


@dataclass(frozen=True)
class Chromium:
    path: Path
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))


def chromium() -> Chromium:
    """The one that CHROMIUM names, or that of the package, unpacked once. Raises StopError if it does not start."""
    named = os.environ.get("CHROMIUM")
    found = Chromium(Path(named)) if named else _of_the_package()
    try:
        subprocess.run(
            [found.path, "--version"], env=found.environment, capture_output=True, text=True, check=True, timeout=60
        )
    except subprocess.CalledProcessError as error:
        raise StopError(f"{found.path} does not start:\n    {error.stderr.strip()}", _ANOTHER) from error
    except (OSError, subprocess.TimeoutExpired) as error:  # not there, or of another processor
        raise StopError(f"{found.path} does not start: {error}", _ANOTHER) from error
    return found


def _of_the_package() -> Chromium:
    if not _PACKAGE.is_dir():
        raise StopError(f"{_PACKAGE} does not exist.", "`make tools` installs it.")
    folder = tools.ROOT / ".tools" / f"chromium-{_version()}"
    if not folder.is_dir():
        _unpack(folder)
    environment = {
        **os.environ,
        "LD_LIBRARY_PATH": str(folder / "al2023" / "lib"),
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
    }
    return Chromium(folder / "chromium", environment)


def _version() -> str:
    version: str = json.loads((_PACKAGE / "package.json").read_text())["version"]
    return version


def _unpack(folder: Path) -> None:
    """With the package's own function, which unpacks into the folder for temporary files."""
    unfinished = folder.with_suffix(f".unfinished-{os.getpid()}")
    unfinished.mkdir(parents=True)
    program = (
        f"import {{ inflate }} from {str(_PACKAGE / 'build' / 'index.js')!r};"
        f"for (const name of {list(_ARCHIVES)!r}) await inflate({str(_PACKAGE / 'bin')!r} + '/' + name);"
    )
    run(
        *(tools.NODE, "--input-type=module", "--eval", program),
        failed="Chromium could not be unpacked",
        next_step=_ANOTHER,
        environment={**tools.environment(), "TMPDIR": str(unfinished)},
    )
    (unfinished / "fonts.conf").write_text(_FONTS.format(folder=folder))
    try:
        unfinished.rename(folder)
    except OSError:  # another process was faster
        shutil.rmtree(unfinished)
