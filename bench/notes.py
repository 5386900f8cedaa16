"""The assumptions of the figures and what they leave out, as text for readers of the tables."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from bench import prices
from infra.workbench import list_prices
from infra.workbench.acts import FILE_BYTES
from infra.workbench.memory import MEMORY_MB

_ASSUMED = """\
Assumed: a function's billed time is the processor time measured here, times {factor:g} for another processor,
divided by the function's share of a vCPU (its memory / {vcpu} MB), and the time it waits for AWS, in ms per call:
{response_times}.
Memory in MB: {memory}. Processes are warm."""

_LEFT_OUT = """\
Left out:
- CloudWatch Logs, {log_gb:.2f} $ a GB ingested: including the lines of Lambda and the gateway {inbound_log:.2f} $
  a million messages, {reply_log:.2f} $ a million replies; CloudWatch metrics and alarms
- the authorizer, whose result the gateway caches for 60 s per caller: {authorizer:.2f} $ a million if it ran for every
  request, {seldom:.2f} $ for a caller with one request a second
- KMS for secrets, {kms:.2f} $ a million: a process caches decrypted secrets for 5 minutes
- the receiver's response time: {waiting:.2f} $ a million replies for each 100 ms
- cold starts: their time, and the first connections and secrets of a process
- data transfer out, {transfer:.2f} $ a GB: {file_out:.0f} $ to serve a million files of 5 MB, more than all else
- storage, point-in-time recovery, other data transfer; reading the stream is free for Lambda
- polling of empty queues, failed attempts, duplicates; the free tier"""


def assumptions() -> str:
    text = _ASSUMED.format(
        factor=prices.PROCESSOR_FACTOR,
        vcpu=prices.VCPU_MB,
        response_times=", ".join(f"{call.partition('.')[2]} {ms}" for call, ms in list_prices.RESPONSE_MS.items()),
        memory=", ".join(f"{name} {mb}" for name, mb in MEMORY_MB.items()),
    )
    return wrapped(text)


def wrapped(text: str, indent: str = "") -> str:
    """One paragraph, in lines as long as those that people write in the documents."""
    return textwrap.fill(
        " ".join(text.split()), 120, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def left_out(scenarios: Sequence[Mapping[str, Any]]) -> str:
    by_name = {scenario["name"]: scenario for scenario in scenarios}
    authorizer = by_name["authorizer"]["cost"]["total"]
    text = _LEFT_OUT.format(
        log_gb=list_prices.LOG_GB,
        transfer=list_prices.TRANSFER_GB,
        file_out=list_prices.TRANSFER_GB * FILE_BYTES / 1024**3 * 1_000_000,
        inbound_log=_log_dollars(by_name["inbound"]),
        reply_log=_log_dollars(by_name["reply"]),
        authorizer=authorizer,
        seldom=authorizer / 60,
        kms=list_prices.KMS_REQUESTS,
        waiting=prices.time_price("sender", 100),
    )
    first, *items = text.split("\n- ")
    return "\n".join([first, *(wrapped(f"- {item}", indent="  ") for item in items)])


def _log_dollars(scenario: Mapping[str, Any]) -> float:
    return float(scenario["log_bytes_with_aws"]) * 1_000_000 / 1e9 * list_prices.LOG_GB
