"""The function's composition root."""

from pathlib import Path

import urllib3

from helpdesk.platform import aws
from helpdesk.platform.clock import utc_now
from helpdesk.platform.log import new_logger
from page.app import PageResource
from page.bucket import PageBucket
from page.settings import Settings

FILES = Path(__file__).parents[1] / "files"
"""The built page, as infra/bundle.py puts it into the bundle."""


def build_for_lambda(settings: Settings) -> PageResource:
    bucket = PageBucket(aws.client("s3"), settings.page_bucket, utc_now)
    return PageResource(bucket, FILES, urllib3.PoolManager(), new_logger())
