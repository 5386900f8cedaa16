"""What a command of `python -m infra.provision` is."""

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.schemas import Name
from helpdesk.platform.validation import message_of, problems_of
from infra.provision.stage import Stage

OPERATOR = Actor(ActorKind.SYSTEM, "provision", "make provision")
TAKES_EFFECT = "within 60 seconds: for so long, the gateway keeps what the authorizer has answered"


def _none(_: argparse.Namespace) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    """Adds those of the command."""
    perform: Callable[[Stage, argparse.Namespace], None]
    """Does it and prints the result. Raises SystemExit or HelpdeskError with what to do instead."""
    needs: Callable[[argparse.Namespace], Sequence[str]] = _none
    """The arguments that must be given because of others."""


def visible_name(text: str) -> str:
    """For argparse: what people can see, of at most 256 characters, as in the APIs."""
    try:
        return TypeAdapter(Name).validate_python(text)
    except ValidationError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {message_of(problems_of(error)[0])}") from error


def positive(text: str) -> int:
    return _whole(text, at_least=1)


def not_negative(text: str) -> int:
    return _whole(text, at_least=0)


def _whole(text: str, *, at_least: int) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) < at_least:
        raise argparse.ArgumentTypeError(f"{text!r}: use a whole number from {at_least} to 99999")
    return int(text)
