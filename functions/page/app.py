"""The page as a resource of CloudFormation: a deployment brings its files into the bucket, a deletion removes them.

CloudFormation waits until it is told how it went, so it is told whatever happens.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import urllib3
from aws_lambda_powertools import Logger

from page.bucket import PageBucket

_MAX_REASON = 400
_ID = "page"
"""Always the same: with another, CloudFormation would delete the one before, which has the same files."""


class PageResource:
    def __init__(self, bucket: PageBucket, files: Path, http: urllib3.PoolManager, log: Logger) -> None:
        self._bucket = bucket
        self._files = files
        self._http = http
        self._log = log

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> None:
        try:
            self._perform(event)
        except Exception as error:  # noqa: BLE001 - CloudFormation is told of each
            self._log.exception("page failed")
            self._respond(event, "FAILED", f"{type(error).__name__}: {error}"[:_MAX_REASON])
        else:
            self._log.info("page", request=event["RequestType"])
            self._respond(event, "SUCCESS", "")

    def _perform(self, event: Mapping[str, Any]) -> None:
        if event["RequestType"] == "Delete":
            self._bucket.empty()
        else:
            config: str = event["ResourceProperties"]["Config"]
            self._bucket.publish(self._files, config)

    def _respond(self, event: Mapping[str, Any], status: str, reason: str) -> None:
        """The URL is signed, for a request without a content type."""
        body = {
            "Status": status,
            "Reason": reason,
            "PhysicalResourceId": _ID,
            **{name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")},
        }
        self._http.request("PUT", event["ResponseURL"], body=json.dumps(body), headers={"content-type": ""})
