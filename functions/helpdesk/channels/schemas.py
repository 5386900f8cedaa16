"""Channels in the format of the desk API."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

LogoUrl = Annotated[
    str | None,
    Field(
        description="The channel's logo: a path of this API that needs no `Authorization` and stays the same until the "
        "channel gets another logo. Null if there is none, or while it is being fetched."
    ),
]
LogoUrls = Mapping[str | None, str]
"""By the id of a registered channel."""
