"""AWS clients have short timeouts, bounded retries and no features that a call does not need."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.exceptions import DataNotFoundError, ParamValidationError
from botocore.validate import ParamValidationDecorator

from helpdesk.platform import aws


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(aws, "_session", None)


@pytest.mark.parametrize(("service", "read_seconds"), [("dynamodb", 3), ("kms", 3), ("sqs", 3), ("s3", 10)])
def test_a_call_is_bounded_and_composes_nothing_anew(service: str, read_seconds: int) -> None:
    client = aws.client(service)
    config = client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (1, read_seconds)
    assert (config.retries["mode"], config.retries["total_max_attempts"]) == ("standard", 3)
    assert config.user_agent == "Kanaal"
    assert isinstance(client._serializer, ParamValidationDecorator) == (service != "dynamodb")


def test_an_empty_object_key_does_not_mean_the_bucket() -> None:
    with pytest.raises(ParamValidationError):
        aws.client("s3").delete_object(Bucket="bucket", Key="")


def test_a_bundle_reads_only_its_own_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws, "MODELS", tmp_path)
    with pytest.raises(DataNotFoundError):
        aws.client("dynamodb")


def test_a_process_reads_the_service_descriptions_once() -> None:
    aws.client("dynamodb")
    session = aws._session
    aws.client("kms")
    assert aws._session is session


@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1"])
def test_a_link_leads_to_the_buckets_region(region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The only address of files that the page's policy names."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    client = aws.client("s3")
    host = f"https://files.s3.{region}.amazonaws.com/"
    assert client.generate_presigned_post("files", "uploads/1")["url"] == host
    assert client.generate_presigned_url("get_object", Params={"Bucket": "files", "Key": "files/1"}).startswith(host)


ITEM = b'{"Item":{"pk":{"S":"p"}}}'


@pytest.mark.parametrize("damaged", [b"", ITEM[:9], ITEM.replace(b"p", b"\xff"), ITEM.replace(b"p", b"q")])
def test_an_answer_of_dynamodb_that_is_not_whole_is_asked_for_again(damaged: bytes) -> None:
    answers = [damaged, damaged, ITEM]

    def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        raw: Any = BytesIO(answers.pop(0))
        raw.stream = lambda: iter([raw.read()])
        return AWSResponse(request.url, 200, HeadersDict({"x-amz-crc32": str(crc32(ITEM))}), raw)

    client = aws.dynamodb()
    client.meta.events.register("before-send.dynamodb", answer)
    assert client.get_item(TableName="t", Key={})["Item"] == {"pk": {"S": "p"}}
    assert not answers
