"""How `make run` stops, and how many processes of a function it starts."""

import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from infra.local import run
from infra.local.emulator import Emulator, free_port
from infra.local.ministack_entry import _queue_executions, _unpack_once

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


@pytest.fixture
def handlers():
    before = {number: signal.getsignal(number) for number in run._ENDINGS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_the_first_ctrl_c_says_what_it_does_and_the_second_stops_at_once(handlers, capsys):
    with pytest.raises(KeyboardInterrupt) as first:
        run._stop(signal.SIGINT, None)
    assert not isinstance(first.value, run._AtOnceError)
    assert "Ctrl-C again stops at once" in capsys.readouterr().out
    second = signal.getsignal(signal.SIGINT)
    with pytest.raises(run._AtOnceError):
        second(signal.SIGINT, None)


def test_an_interrupted_stop_leaves_no_process_behind(tmp_path, monkeypatch):
    process = subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, start_new_session=True)
    with process.stdout:
        process.stdout.readline()
    emulator = Emulator(tmp_path, 1)
    emulator._process = process
    wait = process.wait

    def interrupted(*_: object) -> None:
        raise run._AtOnceError

    monkeypatch.setattr(process, "wait", interrupted)
    with pytest.raises(run._AtOnceError):
        emulator.stop()
    assert wait(10) == -signal.SIGKILL


def test_what_functions_write_is_in_the_clone_and_goes_with_the_next_start(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr("infra.local.emulator.subprocess.Popen", lambda *_, env, **__: started.append(env))
    monkeypatch.setattr(Emulator, "_await_ready", lambda _: None)
    left = tmp_path / "tmp" / "kanaal-index-1" / "files"
    left.mkdir(parents=True)
    Emulator(tmp_path, free_port()).start()
    temporary = Path(started[0]["TMPDIR"])
    assert temporary == tmp_path / "tmp"
    assert list(temporary.iterdir()) == []


class FakeLambda:
    """Counts how many executions run at once."""

    def __init__(self) -> None:
        self.running = self.most = 0
        self.rejecting = False

    def _inflight_key(self, config):
        return config["FunctionName"]

    def _acquire_execution_slot(self, _function, config):
        if self.rejecting:
            return None, "function"
        self.running += 1
        self.most = max(self.most, self.running)
        return config["FunctionName"], None

    def _release_execution_slot(self, slot):
        self.running -= slot is not None


def test_a_burst_waits_for_a_few_processes_of_the_function():
    service = FakeLambda()
    _queue_executions(service, at_most=2)
    config = {"FunctionName": "webhook"}
    first, second = (service._acquire_execution_slot({}, config)[0] for _ in range(2))
    got = threading.Event()
    third = threading.Thread(target=lambda: (service._acquire_execution_slot({}, config), got.set()))
    third.start()
    assert service._acquire_execution_slot({}, {"FunctionName": "sender"}) == ("sender", None)
    assert not got.is_set()
    service._release_execution_slot(first)
    third.join(10)
    assert got.is_set()
    assert service.running == 3
    service._release_execution_slot(second)


def test_a_rejected_execution_keeps_no_turn():
    service = FakeLambda()
    service.rejecting = True
    _queue_executions(service, at_most=1)
    for _ in range(3):
        assert service._acquire_execution_slot({}, {"FunctionName": "webhook"}) == (None, "function")
    service._release_execution_slot(None)


def test_the_code_of_many_processes_is_unpacked_once(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    runtime = SimpleNamespace()
    _unpack_once(runtime)

    def unpacked(name, content):
        folder = tmp_path / name
        (folder / "code").mkdir(parents=True)
        with zipfile.ZipFile(folder / "code.zip", "w") as written:
            written.writestr(zipfile.ZipInfo("package/module.py"), content)
        with runtime.zipfile.ZipFile(str(folder / "code.zip")) as read:
            read.extractall(str(folder / "code"))
        return folder

    with ThreadPoolExecutor(4) as pool:
        first, second, third = pool.map(unpacked, "abc", ["x = 1", "x = 1", "x = 2"])
    assert (first / "code").resolve() == (second / "code").resolve() != (third / "code").resolve()
    assert (third / "code/package/module.py").read_text() == "x = 2"
    shutil.rmtree(first)
    assert (second / "code/package/module.py").read_text() == "x = 1", "the end of one process leaves the others alone"
    assert not list(tmp_path.glob("*.unfinished"))
