"""The table of rooms in docs/architecture.md, generated from the rooms' docstrings.

    python -m infra.rooms            updates it
    python -m infra.rooms --check    checks that it is up to date

A room is a package of `helpdesk`; its line is the docstring of its `__init__.py`. Floors are the layers in
pyproject.toml: imports run down only.
"""

import ast
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
_ROOMS = ROOT / "functions" / "helpdesk"
_BEGIN, _END = "<!-- rooms: written by `make rooms` -->\n", "<!-- end of rooms -->\n"


def table() -> str:
    """From the highest floor down."""
    rows = [f"| {floor} | `{room}` | {_purpose(room)} |" for floor, room in _floors()]
    return "\n".join(["| floor | room | what it is for |", "|--:|---|---|", *rows]) + "\n"


def page(text: str) -> str:
    """The page with its table up to date."""
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}{table()}{_END}{after}"


def _floors() -> list[tuple[int, str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract.get("containers") == ["helpdesk"]]
    return [
        (len(layers) - place, room)
        for place, layer in enumerate(layers)
        for room in sorted(layer.replace(" ", "").split("|"))
    ]


def _purpose(room: str) -> str:
    purpose = ast.get_docstring(ast.parse((_ROOMS / room / "__init__.py").read_text()))
    if not purpose:
        raise SystemExit(f"✗ {room}/__init__.py has no docstring. Describe the room in one line.")
    return " ".join(purpose.split())


def main(arguments: list[str]) -> int:
    text = PAGE.read_text()
    if _BEGIN not in text or _END not in text:
        print(f"✗ {PAGE.name} has no place for the table. It needs these two lines: {_BEGIN.strip()} … {_END.strip()}")
        return 1
    updated = page(text)
    if "--check" in arguments:
        if text != updated:
            print(f"✗ docs/{PAGE.name}: the table of rooms is out of date. `make rooms` updates it.")
        return int(text != updated)
    PAGE.write_text(updated)
    print(f"✓ docs/{PAGE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
