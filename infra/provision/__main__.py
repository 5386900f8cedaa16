"""The command line of infra.provision."""

import argparse
import sys
from collections.abc import Sequence

import botocore.session
from botocore.exceptions import BotoCoreError, ClientError

import infra.provision
from helpdesk.platform.errors import HelpdeskError
from infra.provision import accounts, apps, dead_letters, index, people, rotation, tokens, unhandled
from infra.provision.stage import Stage, outputs_of

_MODULES = (people, tokens, apps, accounts, rotation, unhandled, dead_letters, index)
_HINT = "Do your AWS credentials allow this call? The local AWS of `make run` lacks some calls that AWS has."
COMMANDS = {module.COMMAND.name: module.COMMAND for module in _MODULES}


def arguments(given: Sequence[str]) -> argparse.Namespace:
    first_line, *_ = str(infra.provision.__doc__).splitlines()
    parser = argparse.ArgumentParser(prog="python -m infra.provision", description=first_line)
    parser.add_argument("--stage", required=True)
    what = parser.add_subparsers(dest="what", required=True)
    for command in COMMANDS.values():
        command.arguments(what.add_parser(command.name, help=command.help))
    options = parser.parse_args(given)
    needed = COMMANDS[options.what].needs(options)
    if missing := [f"--{name}" for name in needed if not getattr(options, name)]:
        parser.error(f"{options.what} needs {', '.join(missing)}")
    return options


def perform(stage: Stage, options: argparse.Namespace) -> None:
    try:
        COMMANDS[options.what].perform(stage, options)
    except HelpdeskError as rejection:
        raise SystemExit(rejection.message) from rejection
    except (BotoCoreError, ClientError) as error:
        raise SystemExit(f"{options.what}: {error}\n{_HINT}") from error


def main(given: Sequence[str]) -> None:
    options = arguments(given)
    session = botocore.session.get_session()
    perform(Stage(session, outputs_of(session, options.stage)), options)


if __name__ == "__main__":
    main(sys.argv[1:])
