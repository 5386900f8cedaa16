"""Access to the local AWS: its root credentials, clients, and an environment for tools such as the CDK."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import boto3

from infra.local import tools
from infra.local.emulator import HOST, REGION

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_logs import CloudWatchLogsClient

# MiniStack's root; it exists on this machine only.
ROOT_KEY_ID, ROOT_SECRET = "test", "test"
_OF_THE_PERSON = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)


def environment(endpoint: str) -> Mapping[str, str]:
    """For a tool that must reach only the local AWS, whatever account the user is signed in to."""
    inherited = {name: value for name, value in tools.environment().items() if name not in _OF_THE_PERSON}
    past_proxies = ",".join(filter(None, [os.environ.get("NO_PROXY", ""), HOST, "localhost"]))
    return {
        **inherited,
        "AWS_ACCESS_KEY_ID": ROOT_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ENDPOINT_URL_S3": endpoint,
        "NO_PROXY": past_proxies,
        "no_proxy": past_proxies,
        "CDK_DISABLE_CLI_TELEMETRY": "true",
    }


def cloudformation(endpoint: str) -> "CloudFormationClient":
    return _session().client("cloudformation", endpoint_url=endpoint)


def logs(endpoint: str) -> "CloudWatchLogsClient":
    return _session().client("logs", endpoint_url=endpoint)


def _session() -> boto3.Session:
    return boto3.Session(aws_access_key_id=ROOT_KEY_ID, aws_secret_access_key=ROOT_SECRET, region_name=REGION)
