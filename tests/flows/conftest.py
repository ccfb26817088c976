"""Real Prefect servers, workers and schedules on loopback, each ended by its process id."""

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.workspace import Workspace, init_workspace

ROOT = Path(__file__).parents[2]
WAIT_S = 240.0  # on a busy machine; on an idle one it takes a tenth of it

# A real second engine: a program that hears the same two words in everything.
RECOGNISER = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps({"utterance_id": asked["utterance_id"], "text": "seven nine"}), flush=True)
"""


class Running:
    """A process of its own session, with what it says in a file."""

    def __init__(
        self, arguments: list[str], *, folder: Path, says: Path, env: dict[str, str]
    ) -> None:
        self.says = says
        with says.open("wb") as stream:
            self.process = subprocess.Popen(
                arguments,
                cwd=folder,
                env=env,
                stdout=stream,
                stderr=subprocess.STDOUT,
                stdin=subprocess.PIPE,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def text(self) -> str:
        return self.says.read_text(encoding="utf-8", errors="replace")

    def interrupt(self) -> int:
        """What Ctrl-C does: a signal to everything of the terminal's session."""
        os.killpg(self.pid, signal.SIGINT)
        return self.process.wait(timeout=60)

    def end(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        if self.process.poll() is None:
            os.kill(self.pid, signal.SIGTERM)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(self.pid, signal.SIGKILL)
                self.process.wait()


def wait_for(what: Callable[[], Any], *, who: Running | None = None, says: str = "") -> Any:
    """The first answer of `what` that is something; fails with what `who` said."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        if found := what():
            return found
        if who is not None and who.process.poll() is not None:
            break
        time.sleep(0.3)
    pytest.fail(f"waited in vain for {says}; it said:\n{who.text() if who else ''}")


def processes_of_session(pid: int) -> list[int]:
    """Which processes live in the session that `pid` leads or led."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        state, session = fields[0], int(fields[3])
        if session == pid and state != "Z":
            found.append(int(folder.name))
    return found


class Server:
    """A Prefect server and the little of its API that the tests ask."""

    def __init__(self, url: str, env: dict[str, str]) -> None:
        self.url = url
        self.env = env

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        until = time.monotonic() + WAIT_S
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.loads(answer.read() or "null")
            except urllib.error.HTTPError as error:
                # What the server says while its database is busy; Prefect's own clients ask again.
                if error.code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > until:
                    raise
                time.sleep(1)

    def deployment(self, name: str) -> dict[str, Any] | None:
        """A deployment by `flow/name`; None while there is none."""
        try:
            return dict(self.ask(f"/deployments/name/{name}"))
        except urllib.error.HTTPError:
            return None

    def scheduled_runs(self, name: str, *states: str) -> list[dict[str, Any]]:
        """Runs that the schedule of a deployment made, in one of some states."""
        deployment = self.deployment(name)
        if deployment is None:
            return []
        runs = self.ask(
            "/flow_runs/filter",
            {
                "flow_runs": {
                    "deployment_id": {"any_": [deployment["id"]]},
                    "state": {"type": {"any_": list(states)}},
                }
            },
        )
        return [run for run in runs if run["auto_scheduled"]]


def environment(**more: str) -> dict[str, str]:
    """The environment of a user: ours on the path, nothing of the test session's Prefect."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREFECT_", "ISOGLOSS_"))
    }
    return kept | {
        "PYTHONPATH": str(ROOT),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # Ask often, so that the tests need not wait long.
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        **more,
    }


@pytest.fixture(scope="session")
def flow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`prefect server start`, as a team would run it."""
    home = tmp_path_factory.mktemp("prefect")
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    # It runs `prefect server start`, and ends by itself when this test session is killed.
    running = Running(
        [sys.executable, "-m", "flows.local_server", str(port)],
        folder=home,
        says=home / "server.txt",
        env=environment(PREFECT_HOME=str(home), PREFECT_SERVER_LOGGING_LEVEL="WARNING"),
    )
    server = Server(url, environment(PREFECT_HOME=str(home / "client"), PREFECT_API_URL=url))

    def answers() -> bool:
        try:
            server.ask("/health")
        except OSError:
            return False
        return True

    try:
        wait_for(answers, who=running, says="the server to answer")
        yield server
    finally:
        running.end()


@pytest.fixture
def plain_env() -> dict[str, str]:
    """The environment of a user who knows of no server."""
    return environment()


@pytest.fixture
def speaking_workspace(small_inbox: Callable[..., Path], tmp_path: Path) -> Callable[..., Path]:
    """Makes a workspace with a few recordings in its inbox and a recogniser that is a command."""

    def make(name: str = "workspace", *, rows: int = 3, settings: str = "") -> Path:
        root = tmp_path / name
        init_workspace(root)
        (root / "inbox").rmdir()
        small_inbox(rows=rows, name=f"{name}/inbox")
        heard = tmp_path / "recognise.py"
        heard.write_text(textwrap.dedent(RECOGNISER), encoding="utf-8")
        engine = f"engine = 'command'\ncommand = ['{sys.executable}', '{heard}']"
        file = root / "isogloss.toml"
        text = file.read_text(encoding="utf-8").replace("[asr]\n", f"[asr]\n{engine}\n")
        file.write_text(text + settings, encoding="utf-8")
        return root

    return make


@pytest.fixture
def row_counts() -> Callable[[Path], dict[str, int]]:
    """How many rows some tables of a workspace have."""

    def count(root: Path) -> dict[str, int]:
        with Workspace(root).store as store:
            return {name: store.count(name) for name in ("utterances", "hypotheses", "assignments")}

    return count


@pytest.fixture
def eventually() -> Callable[..., Any]:
    """Waits for an answer that is something."""
    return wait_for


@pytest.fixture
def session_of() -> Callable[[int], list[int]]:
    """Which processes live in the session that a process leads or led."""
    return processes_of_session


@pytest.fixture(name="isogloss")
def fixture_isogloss(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Starts commands in processes of their own, and ends what the test left running."""
    started: list[Running] = []

    def start(
        *arguments: str, folder: Path, env: dict[str, str], module: str = "isogloss"
    ) -> Running:
        says = tmp_path / f"said-{len(started)}.txt"
        command = [sys.executable, "-m", module, *arguments]
        started.append(Running(command, folder=folder, says=says, env=env))
        return started[-1]

    yield start
    for running in started:
        running.end()
