"""Starts MiniStack inside its own environment: run by .tools/ministack's Python, never imported by ours.

Adds nine behaviours for which MiniStack, at the version of locks/ministack.in, has no setting:
- It stops, and saves its state, when the process that started it is gone: its standard input is closed then.
- Stream records that a function reports as failed are delivered again, as on AWS. MiniStack treats only an exception as
  a failure, and would drop them.
- Streams are saved with their tables. MiniStack saves how far each was read but not its contents, so that after a
  restart the first changes would reach no consumer.
- Sending a batch to a queue needs the permission sqs:SendMessage, as on AWS. MiniStack checks a permission with the
  batch's name, which does not exist on AWS.
- A schedule's permissions are those of its group, as on AWS. MiniStack checks every schedule as one of the default
  group.
- Sending an e-mail needs the permission for the identity of its sender, as on AWS. MiniStack checks it for everything.
- A burst of requests waits for one of a few processes of each function. MiniStack starts one for each concurrent
  request, so that twenty first requests are twenty processes that start at once, on a machine with few cores.
- A WebSocket is accepted with the subprotocol that the function of its $connect route has chosen, as on AWS. MiniStack
  names none, so that a browser that offers one closes the connection.
- The code of a function is unpacked once. MiniStack unpacks its thousands of files for each process, and deletes them
  when it stops: after some load, that alone took a minute.
"""

import hashlib
import json
import os
import signal
import tempfile
import threading
import zipfile
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

_PROCESSES = 4
"""Of each function, at most."""
_STREAMS = ("_stream_records", "_stream_trimmed")


def _end_with_parent() -> None:
    while os.read(0, 1):  # not sys.stdin: its lock would be held by this thread when the interpreter ends
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _redeliver_failed_records(lambda_service: Any) -> None:
    execute = lambda_service._execute_function  # noqa: SLF001 - no public API

    def execute_and_look(function: Any, event: Any, *rest: Any, **named: Any) -> Any:
        result = execute(function, event, *rest, **named)
        body = result.get("body")
        if _is_from_stream(event) and isinstance(body, dict) and body.get("batchItemFailures"):
            reason = {"errorType": "BatchItemFailures", "errorMessage": str(body["batchItemFailures"])}
            return {**result, "error": True, "body": reason}
        return result

    lambda_service._execute_function = execute_and_look  # noqa: SLF001 - no public API


def _is_from_stream(event: Any) -> bool:
    records = event.get("Records") if isinstance(event, dict) else None
    return bool(records and records[0].get("eventSource") == "aws:dynamodb")


def _save_streams(dynamodb: Any) -> None:
    tables, restore_tables = dynamodb.get_state, dynamodb.load_persisted_state

    def everything() -> Any:
        return {**tables(), **{name: getattr(dynamodb, name) for name in _STREAMS}}

    def restore(saved: Any) -> None:
        restore_tables(saved)
        for name in _STREAMS:
            getattr(dynamodb, name).update(saved.get(name, {}))

    dynamodb.get_state, dynamodb.load_persisted_state = everything, restore


def _authorise_batches_as_messages(actions: Any) -> None:
    extract = actions.extract_iam_action

    def extract_and_name(*request: Any, **named: Any) -> Any:
        action = extract(*request, **named)
        return action.removesuffix("Batch") if action and action.startswith("sqs:") else action

    actions.extract_iam_action = extract_and_name


def _authorise_schedules_by_group(actions: Any) -> None:
    extract = actions.extract_resource_arn

    def extract_and_place(service: str, method: str, path: str, headers: Any, body: Any, query: Any, *rest: Any) -> Any:
        arn = extract(service, method, path, headers, body, query, *rest)
        if service != "scheduler" or ":schedule/default/" not in arn:
            return arn
        named = query.get("groupName") or (json.loads(body).get("GroupName") if body else None) or "default"
        group = named[0] if isinstance(named, list) else named
        return arn.replace(":schedule/default/", f":schedule/{group}/")

    actions.extract_resource_arn = extract_and_place


def _authorise_mail_by_sender(actions: Any) -> None:
    extract = actions.extract_resource_arn

    def extract_and_name(service: str, method: str, path: str, headers: Any, body: Any, *rest: Any) -> Any:
        arn = extract(service, method, path, headers, body, *rest)
        if service != "ses" or not path.endswith("/outbound-emails"):
            return arn
        domain = json.loads(body)["FromEmailAddress"].rpartition("@")[2]
        return f"arn:aws:ses:us-east-1:000000000000:identity/{domain}"

    actions.extract_resource_arn = extract_and_name


def _queue_executions(lambda_service: Any, at_most: int) -> None:
    """Each invocation has a thread of its own, which may wait. No function of ours invokes another one, so none waits
    for itself."""
    acquire, release = lambda_service._acquire_execution_slot, lambda_service._release_execution_slot  # noqa: SLF001
    turns: dict[str, threading.Semaphore] = {}

    def acquire_in_turn(function: Any, config: Any) -> Any:
        turn = turns.setdefault(lambda_service._inflight_key(config), threading.Semaphore(at_most))  # noqa: SLF001
        turn.acquire()
        slot, limit = acquire(function, config)
        if slot is None:
            turn.release()
        return slot, limit

    def release_turn(slot: Any) -> None:
        release(slot)
        if slot is not None:
            turns[slot].release()

    lambda_service._acquire_execution_slot = acquire_in_turn  # noqa: SLF001
    lambda_service._release_execution_slot = release_turn  # noqa: SLF001


def _accept_with_subprotocol(apigateway: Any) -> None:
    drive, invoke = apigateway.handle_websocket, apigateway._invoke_ws_lambda  # noqa: SLF001 - no public API
    chosen: ContextVar[str | None] = ContextVar("chosen", default=None)

    async def invoke_and_look(*given: Any, **named: Any) -> Any:
        response = await invoke(*given, **named)
        headers = response.get("headers") if isinstance(response, dict) else None
        if "CONNECT" in given and headers:
            chosen.set(headers.get("Sec-WebSocket-Protocol"))
        return response

    async def drive_and_name(scope: Any, receive: Any, send: Any, *rest: Any, **named: Any) -> None:
        async def send_named(message: Any) -> None:
            accepts = message["type"] == "websocket.accept" and chosen.get()
            await send({**message, "subprotocol": chosen.get()} if accepts else message)

        await drive(scope, receive, send_named, *rest, **named)

    apigateway.handle_websocket, apigateway._invoke_ws_lambda = drive_and_name, invoke_and_look  # noqa: SLF001


def _unpack_once(runtime: Any) -> None:
    """Each process gets a link to the code. As on AWS, no function writes there."""
    turn = threading.Lock()

    class SharedZip(zipfile.ZipFile):
        def extractall(self, path: Any = None, *rest: Any, **named: Any) -> None:
            with Path(str(self.filename)).open("rb") as file:
                code = Path(tempfile.gettempdir(), f"code-{hashlib.file_digest(file, 'sha256').hexdigest()}")
            with turn:
                if not code.is_dir():
                    unfinished = code.with_suffix(".unfinished")
                    super().extractall(unfinished, *rest, **named)
                    unfinished.rename(code)
            Path(path).rmdir()
            Path(path).symlink_to(code, target_is_directory=True)

    runtime.zipfile = SimpleNamespace(ZipFile=SharedZip, BadZipFile=zipfile.BadZipFile)


if __name__ == "__main__":
    _unpack_once(import_module("ministack.core.lambda_runtime"))
    _queue_executions(import_module("ministack.services.lambda_svc"), _PROCESSES)
    _redeliver_failed_records(import_module("ministack.services.lambda_svc"))
    _save_streams(import_module("ministack.services.dynamodb"))
    _authorise_batches_as_messages(import_module("ministack.core.iam_actions"))
    _authorise_schedules_by_group(import_module("ministack.core.iam_actions"))
    _authorise_mail_by_sender(import_module("ministack.core.iam_actions"))
    _accept_with_subprotocol(import_module("ministack.services.apigateway"))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import_module("ministack.app").main()
