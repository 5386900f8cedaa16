"""botocore's models of the AWS services that the functions call, as a bundle contains them: without documentation.

To create a client, botocore searches the folders of all 430 services that it knows, and parses half a megabyte per
service, most of which is documentation. This takes a fifth of the CPU time of a small function's cold start. Its Loader
can read another folder instead. The files there have botocore's own names and format.

The models are those of the botocore in the lock file, which is in the bundle too.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore
from botocore.loaders import Loader

FOLDER = "aws_models"
SERVICES = ("apigatewaymanagementapi", "cognito-idp", "dynamodb", "kms", "s3", "scheduler", "sesv2", "sqs")
"""Both as in helpdesk.platform.aws; tests/infra/test_aws_models.py compares them."""
IDENTITY = f"{botocore.__version__} {Path(__file__).read_text()}"
"""Changes whenever the files may change."""
_OWN = Path(Loader.BUILTIN_DATA_PATH)
_FOR_ALL_SERVICES = ("_retry", "partitions", "sdk-default-configuration")


def write(bundle: Path) -> None:
    for name, model in _models():
        file = bundle / FOLDER / f"{name}.json.gz"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(_undocumented(model), separators=(",", ":"))
        file.write_bytes(gzip.compress(text.encode(), mtime=0))  # no timestamp: the same model gives the same file


def _models() -> Iterator[tuple[str, Any]]:
    """Each with the name by which the Loader requests it."""
    loader = Loader([str(_OWN)], include_default_search_paths=False)
    for name in _FOR_ALL_SERVICES:
        yield name, loader.load_data(name)
    yield "endpoints", _endpoints(loader.load_data("endpoints"))
    for service in SERVICES:
        version = loader.determine_latest_version(service, "service-2")
        for kind in _kinds(_OWN / service / version):
            name = f"{service}/{version}/{kind}"
            yield name, loader.load_data(name)


def _kinds(folder: Path) -> list[str]:
    """The files of a service: its operations, endpoint rules, paginators, waiters.

    DynamoDB's endpoint rules are left out. botocore evaluates them in each call, which takes a twenty-fifth of the
    call's CPU time, and gets the same endpoint each time. Without them it takes the region's endpoint from
    endpoints.json when it creates the client.
    """
    kinds = {file.name.partition(".json")[0] for file in folder.iterdir()} - {"examples-1"}
    return sorted(kinds - {"endpoint-rule-set-1"} if folder.parent.name == "dynamodb" else kinds)


def _endpoints(every: dict[str, Any]) -> dict[str, Any]:
    """Those of these services, in all partitions and regions."""
    partitions = [
        part | {"services": {name: of for name, of in part["services"].items() if name in SERVICES}}
        for part in every["partitions"]
    ]
    return every | {"partitions": partitions}


def _undocumented(model: Any) -> Any:
    """With empty texts, as botocore expects some of them. A shape named `documentation` stays: it is not a text."""
    if isinstance(model, dict):
        return {
            name: "" if name == "documentation" and isinstance(part, str) else _undocumented(part)
            for name, part in model.items()
        }
    return [_undocumented(part) for part in model] if isinstance(model, list) else model
