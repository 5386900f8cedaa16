"""The commands that a bot shows in its menu, as @BotFather takes them: one a line, `help - Ask a person`. Pure."""

import re

_LINE = re.compile(r"/?([a-z0-9_]{1,32})\s+-\s+(\S.{0,255})")
MOST = 100
# core.telegram.org/bots/api#botcommand
EXPECTED = (
    "One command a line, for example `help - Ask a person`: at most 32 letters a to z, digits and _, then a "
    f"description of at most 256 characters. At most {MOST} commands, each once."
)


def commands_in(text: str) -> list[dict[str, str]]:
    """As `setMyCommands` takes them. Raises ValueError that says which line is wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found: dict[str, str] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or match[1] in found:
            raise ValueError(f"{line[:60]!r} is not a command, or there twice. {EXPECTED}")
        found[match[1]] = match[2]
    if len(found) > MOST:
        raise ValueError(f"There are {len(found)} commands. {EXPECTED}")
    return [{"command": name, "description": description} for name, description in found.items()]
