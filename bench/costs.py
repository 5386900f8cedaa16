"""Counts and costs of every scenario, as JSON and as tables."""

from collections.abc import Sequence
from typing import Any

from bench import prices
from bench.table import table
from infra.workbench.memory import MEMORY_MB
from infra.workbench.scenarios import BATCH, FEED_AND_INDEX, Measured
from infra.workbench.usage import Usage, total
from infra.workbench.verdict import verdict

_COUNTS = (
    *("one of a million", "AWS calls", "write units", "read units", "SQS requests", "invocations"),
    *("KMS calls warm", "cold", "bytes logged"),
)
_COSTS = {
    "gateway": "HTTP API",
    "lambda_requests": "invocations",
    "lambda_time": "Lambda's time",
    "writes": "writes",
    "reads": "reads",
    "queues": "SQS",
    "kms": "KMS",
    "objects": "S3",
    "schedules": "Scheduler",
    "total": "total",
}
_FEED = (
    *("the change feed, of one", "calls", "write units", "read units", "invocations", "billed ms"),
    *(f"write units of {BATCH}", "target, with the index", "", "dollars a million", f"batches of {BATCH}"),
)
_FUNCTIONS = ("where", "calls", "write units", "read units", "processor ms", "billed ms")


def figures(measured: Measured) -> dict[str, Any]:
    scenario = measured.scenario
    usage = prices.typical(measured.warm)
    everything = total(usage.values())
    alone = prices.cost(usage, requests=scenario.requests)
    batched = prices.cost(measured.batched, requests=scenario.requests, messages=BATCH)
    return {
        "name": scenario.name,
        "title": scenario.title,
        "calls": dict(sorted(everything.calls.items())),
        "write_units": everything.write_units,
        "read_units": everything.read_units,
        "write_units_reported": everything.reported_write_units,
        "read_units_reported": everything.reported_read_units,
        "queue_requests": sum(everything.queue_requests.values()),
        "invocations": everything.invocations,
        "kms_calls_warm": everything.calls_to("kms"),
        "kms_calls_cold": total(measured.cold.values()).calls_to("kms"),
        "log_bytes": everything.log_bytes,
        "log_bytes_with_aws": prices.log_bytes(everything, requests=scenario.requests),
        "functions": {name: _function(name, function_usage) for name, function_usage in usage.items()},
        "cost": vars(alone) | {"total": alone.total},
        "cost_batched": vars(batched) | {"total": batched.total},
        "target": scenario.target,
        "feed": _of_feed(measured),
    }


def _of_feed(measured: Measured) -> dict[str, Any]:
    """What the change feed costs beside it: a message that is alone in its second, and one of a batch."""
    usage = prices.typical([{"feed": each} for each in measured.feed])
    used = total(usage.values())
    alone = prices.cost(usage, requests=0)
    batched = prices.cost({"feed": measured.feed_batched}, requests=0, messages=BATCH)
    return {
        "calls": dict(used.calls),
        "write_units": used.write_units,
        "read_units": used.read_units,
        "invocations": used.invocations,
        "billed_ms": prices.billed_ms("feed", used),
        "write_units_batched": measured.feed_batched.write_units,
        "cost": alone.total,
        "cost_batched": batched.total,
    }


def _function(name: str, usage: Usage) -> dict[str, Any]:
    return {
        "calls": dict(usage.calls),
        "write_units": usage.write_units,
        "read_units": usage.read_units,
        "processor_ms": sum(usage.processor_seconds) * 1000,
        "billed_ms": prices.billed_ms(name, usage),
        "memory_mb": MEMORY_MB[name],
    }


def counts_table(scenarios: Sequence[dict[str, Any]]) -> str:
    names = ("write_units", "read_units", "queue_requests", "invocations", "kms_calls_warm", "kms_calls_cold")
    rows = [
        [
            scenario["title"],
            str(sum(scenario["calls"].values())),
            *(f"{scenario[name]:g}" for name in names),
            str(scenario["log_bytes"]),
        ]
        for scenario in scenarios
    ]
    return table(_COUNTS, rows)


def costs_table(scenarios: Sequence[dict[str, Any]]) -> str:
    rows = [
        [
            scenario["title"],
            *(f"{scenario['cost'][part]:.2f}" for part in _COSTS),
            *_verdict(scenario["cost"]["total"], scenario["target"]),
            f"{scenario['cost_batched']['total']:.2f}",
        ]
        for scenario in scenarios
    ]
    return table(("dollars a million", *_COSTS.values(), "target", "", f"batches of {BATCH}"), rows)


def functions_table(scenarios: Sequence[dict[str, Any]]) -> str:
    rows = []
    for scenario in scenarios:
        rows.append([scenario["title"], "", "", "", "", ""])
        for name, used in scenario["functions"].items():
            calls = ", ".join(f"{count} {call.partition('.')[2]}" for call, count in used["calls"].items())
            units = [f"{used['write_units']:g}", f"{used['read_units']:g}"]
            rows.append([f"  {name}", calls, *units, f"{used['processor_ms']:.1f}", str(used["billed_ms"])])
    return table(_FUNCTIONS, rows)


def feed_table(scenarios: Sequence[dict[str, Any]]) -> str:
    rows = []
    for scenario in scenarios:
        feed = scenario["feed"]
        if feed["invocations"]:
            calls = ", ".join(f"{count} {call.partition('.')[2]}" for call, count in feed["calls"].items())
            counts = (feed[name] for name in ("write_units", "read_units", "invocations", "billed_ms"))
            rows.append(
                [
                    scenario["title"],
                    calls,
                    *(f"{count:g}" for count in counts),
                    f"{feed['write_units_batched']:g}",
                    *_verdict(feed["cost"], FEED_AND_INDEX if scenario["target"] else None),
                    f"{feed['cost']:.2f}",
                    f"{feed['cost_batched']:.2f}",
                ]
            )
    return table(_FEED, rows)


def _verdict(dollars: float, target: float | None) -> list[str]:
    if target is None:
        return ["", ""]
    return [f"{target:.2f}", verdict(dollars, target, digits=2)]
