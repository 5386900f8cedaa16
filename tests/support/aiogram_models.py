"""aiogram's models of the Bot API's methods, as the oracle for what the desk calls."""

from typing import Any

from aiogram import methods
from aiogram.types import BufferedInputFile

from helpdesk.providers.models import Step


def as_aiogram_reads_it(step: Step) -> Any:
    """Raises if a parameter is missing, of another type, or not Telegram's."""
    method: Any = getattr(methods, step.method[0].upper() + step.method[1:])
    assert step.parameters.keys() | step.files.keys() <= method.model_fields.keys() | {
        name for name in step.files if name.startswith("file")
    }
    uploads = {name: BufferedInputFile(b"", file.name) for name, file in step.files.items() if "file" not in name}
    return method.model_validate({**step.parameters, **uploads})
