"""The log: one line of JSON per request or batch."""

import re

from aws_lambda_powertools import Logger

_SECRET = re.compile(r"/(channel-account-staging-tokens|connections)/[^/]+")


def new_logger() -> Logger:
    """Without the code's location: each line has a message of its own, and an exception has its traceback."""
    return Logger(location=None)


def loggable(path: str) -> str:
    """The path, without the parts that grant a permission."""
    return _SECRET.sub(r"/\1/-", path)
