"""A bundle's models of the AWS services are equivalent to botocore's own."""

import gzip
import io
import json
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, get_args

import botocore.session
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.loaders import Loader

from helpdesk.platform import aws
from infra import aws_models

_CREDENTIALS = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
_CALLS: dict[str, Callable[[Any], object]] = {
    "dynamodb": lambda client: client.list_tables(),
    "kms": lambda client: client.list_keys(),
    "s3": lambda client: client.head_bucket(Bucket="bucket"),
    "sqs": lambda client: client.list_queues(),
}
_OWN = botocore.session.Session()
_OPTIONS = ({}, {"use_fips_endpoint": True}, {"use_dualstack_endpoint": True})


class _Body(io.BytesIO):
    def stream(self, **_options: object) -> Iterator[bytes]:
        yield self.read()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bundle = tmp_path_factory.mktemp("bundle")
    aws_models.write(bundle)
    return bundle / aws_models.FOLDER


@pytest.fixture(scope="module")
def bundled(folder: Path) -> botocore.session.Session:
    session = botocore.session.Session()
    session.register_component("data_loader", Loader([str(folder)], include_default_search_paths=False))
    return session


def test_the_functions_find_the_bundled_models():
    assert get_args(aws.Service) == aws_models.SERVICES
    assert aws.MODELS.name == aws_models.FOLDER


def regions(service: str) -> list[str]:
    """All regions for DynamoDB; for the others, which follow botocore's rules, the first of each partition."""
    each = (_OWN.get_available_regions(service, partition) for partition in _OWN.get_available_partitions())
    some = (sorted(names)[: None if service == "dynamodb" else 1] for names in each)
    return [*chain.from_iterable(some), "eu-north-9"]  # the last one is newer than the models


@pytest.mark.parametrize("service", _CALLS)
def test_a_call_has_the_same_endpoint_in_every_region(bundled: botocore.session.Session, service: str) -> None:
    for region in regions(service):
        assert goes_to(bundled, service, region) == goes_to(_OWN, service, region)


@pytest.mark.parametrize("options", _OPTIONS, ids=str)
def test_other_kinds_of_endpoints_are_the_same(bundled: botocore.session.Session, options: dict[str, Any]) -> None:
    assert goes_to(bundled, "dynamodb", "us-east-1", **options) == goes_to(_OWN, "dynamodb", "us-east-1", **options)


def test_a_custom_endpoint_is_used(bundled: botocore.session.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    for service in _CALLS:
        url, _ = goes_to(bundled, service, "us-east-1")
        assert url.startswith("http://127.0.0.1:4566/")


@pytest.mark.parametrize("service", aws_models.SERVICES)
def test_every_operation_is_present_without_its_documentation(folder: Path, service: str) -> None:
    [file] = folder.glob(f"{service}/*/service-2.json.gz")
    model = json.loads(gzip.decompress(file.read_bytes()))
    own = Loader().load_service_model(service, "service-2")
    assert list(model["operations"]) == list(own["operations"])
    assert {name: set(shape.get("members", ())) for name, shape in model["shapes"].items()} == {
        name: set(shape.get("members", ())) for name, shape in own["shapes"].items()
    }
    assert model["documentation"] == ""


def test_the_same_models_give_the_same_files(folder: Path, tmp_path: Path) -> None:
    aws_models.write(tmp_path)
    again = tmp_path / aws_models.FOLDER
    files = [file.relative_to(folder) for file in folder.rglob("*.gz")]
    assert len(files) > 10
    assert all((again / file).read_bytes() == (folder / file).read_bytes() for file in files)


def goes_to(session: botocore.session.Session, service: str, region: str, **options: Any) -> tuple[str, str]:
    """The URL of a call, and what it is signed for: date, region, service."""
    sent: list[AWSPreparedRequest] = []

    def send(request: AWSPreparedRequest, **_more: object) -> AWSResponse:
        sent.append(request)
        return AWSResponse(request.url, 200, {}, _Body(b"" if service == "s3" else b"{}"))

    client = session.create_client(service, region_name=region, config=Config(**options), **_CREDENTIALS)
    client.meta.events.register("before-send", send)
    _CALLS[service](client)
    [request] = sent
    scope = request.headers["Authorization"].decode().partition("Credential=a/")[2].partition(",")[0]
    return request.url, scope
