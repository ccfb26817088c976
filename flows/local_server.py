"""A Prefect server of one workspace's own, on loopback, for as long as one process needs it.

Prefect would start a temporary server by itself, but that one makes no run of a schedule, is
started once more by every process of a Dask cluster, and stays for ever when its parent is
killed. Ours does, is shared, and goes.

It must be started before `prefect` is imported, which reads the server's address then; this
module therefore imports nothing of it at the top.
"""

import atexit
import os
import runpy
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flows.server_database import copy_template, keep_template, needs_database
from pipeline.errors import DiskFullError, IsoglossError

LOG_NAME = "server.log"
_HOST = "127.0.0.1"
_START_S = 180.0
_STOP_S = 15.0
_POLL_S = 0.2
_LAST_LINES = 5
_ROOM_NEEDED = 1 << 20  # bytes; with less, its database cannot grow


def start_for_this_process(home: Path) -> None:
    """Start a server that this process uses until it ends, unless it has one already.

    Where Prefect was imported before, as in a notebook, it has chosen its server by then.
    """
    if "prefect" in sys.modules or os.environ.get("PREFECT_API_URL"):
        return
    stack = ExitStack()
    atexit.register(stack.close)
    stack.enter_context(local_server(home))()


@contextmanager
def local_server(home: Path) -> Iterator[Callable[[], None]]:
    """A server that keeps its database in `home` and ends with the block, or with this process.

    Nobody else on the machine can use it: the password is made afresh and lives in the
    environment of this process and its children.

    Args:
        home: Prefect's folder; the server's own messages go to `server.log` in it.

    Yields:
        A function that returns once the server answers, and raises IsoglossError when it does
        not; there is time to import Prefect before. The address is set as PREFECT_API_URL.
    """
    home.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    url = f"http://{_HOST}:{port}/api"
    password = f"isogloss:{secrets.token_urlsafe(24)}"
    os.environ |= {
        "PREFECT_API_URL": url,
        "PREFECT_API_AUTH_STRING": password,
        "PREFECT_SERVER_API_AUTH_STRING": password,
        # A lease in memory would be forgotten when the machine loses power in a run, and the
        # slot it held would keep every later night waiting.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
            "prefect.server.concurrency.lease_storage.filesystem"
        ),
    }
    log_file = home / LOG_NAME
    makes_database = needs_database(home) and not copy_template(home)
    with log_file.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 (our own module, with a number)
            [sys.executable, "-m", "flows.local_server", str(port)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            # Ctrl-C in the terminal is for us; the server goes after the last run has.
            start_new_session=True,
        )

    def wait() -> None:
        _wait_until_it_answers(process, url, log_file)
        if makes_database:
            keep_template(home)

    try:
        yield wait
    finally:
        _stop(process)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((_HOST, 0))
        return int(asked.getsockname()[1])


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", url: str, log_file: Path) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise _gone(f"Prefect's server ended with code {process.returncode}", log_file)
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):  # noqa: S310 (loopback http)
                return
        except urllib.error.HTTPError:
            return  # it answers, and wants the password
        except OSError:
            time.sleep(_POLL_S)
    raise _gone(f"Prefect's server did not answer within {_START_S:.0f} s", log_file)


def _gone(found: str, log_file: Path) -> IsoglossError:
    if shutil.disk_usage(log_file.parent).free < _ROOM_NEEDED:
        return DiskFullError(
            f"the disk is full ({found})",
            where=str(log_file.parent),
            remedy="Free some room and run the same command again; what was saved is kept.",
        )
    lines = log_file.read_text(encoding="utf-8", errors="replace").splitlines()
    return IsoglossError(
        found,
        where=str(log_file),
        remedy="Its last lines are below. Start one yourself with `prefect server start` and name "
        "it in PREFECT_API_URL.",
        offenders=[line for line in lines if line.strip()][-_LAST_LINES:],
    )


def _stop(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None  # noqa: S101 (we asked for the pipe)
    process.stdin.close()
    try:
        process.wait(timeout=_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _serve(port: str) -> None:
    """Be the server until whoever started us closes our input, by intent or by dying."""
    threading.Thread(target=_interrupt_at_end_of_input, daemon=True).start()
    sys.argv = ["prefect", "server", "start", "--host", _HOST, "--port", port, "--no-ui"]
    runpy.run_module("prefect", run_name="__main__")


def _interrupt_at_end_of_input() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    _serve(sys.argv[1])
