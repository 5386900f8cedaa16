"""The size of the bundles, and the tables about cold starts."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.cold_start import BASELINE
from bench.table import table
from infra.workbench.verdict import verdict

_TARGET_RATIOS = {"webhook": 1.5, "desk_api": 1.8}
_TARGET_MB = 30
_TARGETS_MB = {"find": 50}
"""The engine of the index alone has 17."""
_USED_BY = {
    "app": "webhook, channel_api, desk_api, fanout, feed, fetcher, router, sender, worker, mailer, live, pusher",
    "find": "find",
    "authorizer": "authorizer",
}


def megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1_000_000


def starts_table(starts: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        [
            "boto3, one DynamoDB client" if start["name"] == BASELINE else start["name"],
            f"{start['median_seconds']:.2f}",
            f"{start['ratio']:.2f}",
            f"{start['lowest_ratio']:.2f} to {start['highest_ratio']:.2f}",
            *_verdict(start),
            f"{start['answer_ratio']:.2f}" if start["answer_ratio"] else "",
        ]
        for start in starts
    ]
    return table(("cold start", "median s", "ratio", "in one round", "target", "", "first answer"), rows)


def _verdict(start: Mapping[str, Any]) -> list[str]:
    target = _TARGET_RATIOS.get(start["name"])
    if target is None:
        return ["", ""]
    return [f"{target}", verdict(start["ratio"], target, digits=2)]


def sizes_table(sizes: Mapping[str, float]) -> str:
    rows = [
        [f"{name} ({_USED_BY[name]})", f"{size:.1f}", str(target), "reached" if size < target else "missed"]
        for name, size in sizes.items()
        for target in [_TARGETS_MB.get(name, _TARGET_MB)]
    ]
    return table(("bundle, unzipped", "MB", "target", ""), rows)
