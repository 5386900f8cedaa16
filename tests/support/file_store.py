"""A bucket on moto, and a client that uploads with a form."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.config import Config
from moto import mock_aws

from helpdesk.platform.objects import Objects
from infra.workbench.engine import CREDENTIALS, session
from infra.workbench.tables import BUCKET


class FileStore:
    def __init__(self, client: Any) -> None:
        self.client = client
        self.objects = Objects(lambda: client, BUCKET)

    def post(self, fields: Mapping[str, str], content: bytes) -> None:
        """moto does not check forms; an e2e test covers S3's own checks."""
        self.client.put_object(Bucket=BUCKET, Key=fields["key"], Body=content, ContentType=fields["Content-Type"])

    def keys(self) -> list[str]:
        return [item["Key"] for item in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def content(self, key: str) -> bytes:
        body: bytes = self.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return body

    def tag(self, key: str, status: str) -> None:
        """As GuardDuty does."""
        tags = {"TagSet": [{"Key": "GuardDutyMalwareScanStatus", "Value": status}]}
        self.client.put_object_tagging(Bucket=BUCKET, Key=key, Tagging=tags)


@contextmanager
def file_store() -> Iterator[FileStore]:
    with mock_aws():
        config = Config(signature_version="s3v4")
        client = session().create_client("s3", config=config, **CREDENTIALS)
        client.create_bucket(Bucket=BUCKET)
        yield FileStore(client)
