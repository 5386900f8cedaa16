"""NOTICE: the packages of a bundle and their licence texts, which most licences require to travel along."""

from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

from infra.local.progress import StopError

NAME = "NOTICE"
_TEXTS = ("LICEN[CS]E*", "COPYING*", "NOTICE*", "licen[cs]es/**/*")


def write(folder: Path) -> None:
    """From the metadata of the packages that are installed in the folder."""
    parts = [_notice(info) for info in sorted(folder.glob("*.dist-info"))]
    (folder / NAME).write_text("\n\n".join([_INTRODUCTION, *parts]) + "\n")


_INTRODUCTION = "Kanaal is licensed under the MIT licence. This bundle also contains the packages below."


def _notice(info: Path) -> str:
    metadata = Parser().parsestr((info / "METADATA").read_text(encoding="utf-8"), headersonly=True)
    name, version = metadata["Name"], metadata["Version"]
    texts = list(_texts(info))
    if not texts:
        raise StopError(f"{name} {version} contains no licence text.", "Use a version or a package that does.")
    line = "=" * 80
    return "\n\n".join([f"{line}\n{name} {version}\n{line}", *texts])


def _texts(folder: Path) -> Iterator[str]:
    files = {file for pattern in _TEXTS for file in folder.glob(pattern) if file.is_file()}
    for file in sorted(files):
        yield file.read_text(encoding="utf-8", errors="replace").strip()
