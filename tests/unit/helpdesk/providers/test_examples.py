"""The examples of each provider: what the service sends, and what it becomes.

Each file in `providers/<name>/examples/` has `update`, the service's request, and `becomes`, the batch that is read
from it, without the fields that have their usual value. `raw` is only said to be kept.
"""

import json
import re
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
import telegram
from aiogram.enums import ContentType
from aiogram.types import Update

from helpdesk import providers
from helpdesk.providers.inbound import INBOUND
from helpdesk.providers.models import AccountContext
from helpdesk.providers.telegram.inbound import kinds
from infra.local.tools import ROOT

FOLDER = Path(providers.__file__).parent
EXAMPLES = {f"{file.parts[-3]}/{file.stem}": file for file in sorted(FOLDER.glob("*/examples/*.json"))}
ACCOUNT = AccountContext("4009868248805115")


def loaded(name: str) -> Any:
    return json.loads(EXAMPLES[name].read_text())


def written(value: Any) -> Any:
    if is_dataclass(value):
        given = {field.name: getattr(value, field.name) for field in fields(value) if not _is_usual(value, field)}
        given.pop("content_digest", None)
        return {name: "kept" if name == "raw" else written(each) for name, each in given.items()}
    return [written(each) for each in value] if isinstance(value, tuple) else value


def _is_usual(value: Any, field: Any) -> bool:
    usual = None if field.default is MISSING else field.default
    return bool(getattr(value, field.name) == usual)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_update_becomes_what_its_example_says(name: str) -> None:
    example = loaded(name)
    batch = INBOUND[name.partition("/")[0]].parse(json.dumps(example["update"]).encode(), ACCOUNT)
    assert json.loads(json.dumps(written(batch))) == example["becomes"]


TELEGRAM = [name for name in EXAMPLES if name.startswith("telegram/")]


@pytest.mark.parametrize("name", TELEGRAM)
def test_an_example_of_telegram_is_an_update_for_other_implementations(name: str) -> None:
    """aiogram checks the types; python-telegram-bot finds the file that the message has."""
    example = loaded(name)
    Update.model_validate(example["update"])
    read = telegram.Update.de_json(example["update"], None)
    attached = read.effective_message.effective_attachment if read.effective_message else None
    if hasattr(attached, "file_id") and not getattr(attached, "is_animated", False):
        parts = example["becomes"]["messages"][0]["parts"]
        assert attached.file_unique_id in {part.get("uniqueId") for part in parts}


NOT_CONTENT = {"any", "unknown", "text"}


def _fields() -> set[str]:
    messages = [message for name in TELEGRAM for message in loaded(name)["update"].values()]
    return {field for message in messages if isinstance(message, dict) for field in message}


@pytest.mark.parametrize("kind", sorted(each.value for each in ContentType if each.value not in NOT_CONTENT))
def test_every_kind_of_content_has_an_example_or_is_a_notice(kind: str) -> None:
    assert kind in _fields() or kinds.service_text({kind: {}})


def test_the_page_about_telegram_names_examples_that_exist() -> None:
    page = (ROOT / "docs/telegram.md").read_text()
    table = page.partition("| Field of the message | Shown as | Example |\n")[2].partition("\n\n")[0]
    examples = [row.split(" | ")[2] for row in table.splitlines()[1:]]
    named = {name for column in examples for name in re.findall(r"`(\w+)`", column)}
    assert named
    assert {f"telegram/{name}" for name in named} <= EXAMPLES.keys()
