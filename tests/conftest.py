"""What all tests share: a quiet embedded Prefect, workspaces, real sound, the folder of real data.

Prefect reads its variables when it is imported, so they are set before any test module is.
"""

import csv
import io
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

_HOME = tempfile.mkdtemp(prefix="isogloss-tests-")
for _name in [name for name in os.environ if name.startswith(("PREFECT_", "ISOGLOSS_"))]:
    del os.environ[_name]
os.environ["PREFECT_HOME"] = _HOME

from flows import embedded  # noqa: E402 - see above

embedded.prepare(Path(_HOME))
del os.environ["ISOGLOSS_WORKSPACE"]

from isogloss.main import run  # noqa: E402 - see above
from pipeline.io.store.store import Store, open_store  # noqa: E402 - see above
from pipeline.io.workspace import Workspace, init_workspace  # noqa: E402 - see above
from pipeline.tables import TABLES  # noqa: E402 - see above

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "sample_audio"
REAL = ROOT.parent / "shared" / "data"


def pytest_sessionfinish() -> None:
    """Leave nothing behind; what is registered for the end of a process no xdist worker calls."""
    if module := sys.modules.get("prefect.server.api.server"):
        for server in list(module.SubprocessASGIServer._instances.values()):
            server.stop()
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_workspace_of_another_test() -> None:
    """A flow run in this process names its workspace in the environment, for Prefect's workers."""
    os.environ.pop("ISOGLOSS_WORKSPACE", None)


@dataclass
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)

    def one_message(self, *parts: str) -> str:
        """Its only message, which must hold some words; it is not a traceback."""
        assert self.code == 1, self
        assert self.out == "", self.out
        assert self.err.count("isogloss: ") == 1, self.err
        assert self.err.startswith("isogloss: "), self.err
        assert "Traceback" not in self.err, self.err
        for part in parts:
            assert part in self.err, (part, self.err)
        return self.err


Command = Callable[..., Ended]


@pytest.fixture
def ended() -> Command:
    """Says how a command ended that a test ran in a process of its own: code, stdout, stderr."""
    return Ended


@pytest.fixture
def command(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Command]:
    """Runs the command line in this process, with bytes for standard input where some are given.

    A workspace that it names to Prefect is forgotten afterwards.
    """
    before = os.environ.get("ISOGLOSS_WORKSPACE")

    def call(*arguments: str | Path, stdin: bytes | None = None) -> Ended:
        capfd.readouterr()
        with monkeypatch.context() as patched:
            if stdin is not None:
                patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            code = run([str(each) for each in arguments])
        captured = capfd.readouterr()
        return Ended(code, captured.out, captured.err)

    yield call
    if before is None:
        os.environ.pop("ISOGLOSS_WORKSPACE", None)


@pytest.fixture
def row_of() -> Callable[..., dict[str, Any]]:
    """A row of a table: what is named, and something for every other column that needs a value."""
    fillers: dict[str, Any] = {
        "text": "x", "integer": 1, "real": 1.0, "boolean": False, "json": [],
        "time": datetime(2025, 3, 1, 12, tzinfo=UTC),
    }  # fmt: skip

    def make(table: str, **values: Any) -> dict[str, Any]:
        row = {
            column.name: column.allowed[0] if column.allowed else fillers[column.kind]
            for column in TABLES[table].columns
            if not column.nullable and column.absent is None
        }
        return row | values

    return make


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store of its own, beside no workspace."""
    with open_store(f"sqlite:///{tmp_path / 'isogloss.db'}") as opened:
        yield opened


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A fresh workspace."""
    root = tmp_path / "workspace"
    init_workspace(root)
    place = Workspace(root)
    yield place
    place.store.close()


@pytest.fixture
def real_data() -> Path:
    """The folder of real recordings and texts; tests that need it skip where it is absent."""
    if not REAL.is_dir():
        pytest.skip(f"no real data at {REAL.name}/: see the README on ../shared/data")
    return REAL


@pytest.fixture
def small_inbox(tmp_path: Path) -> Callable[..., Path]:
    """Makes an inbox of some rows of the sample recordings."""

    def make(*, rows: int = 12, name: str = "inbox") -> Path:
        inbox = tmp_path / name
        inbox.mkdir()
        with (SAMPLES / "manifest.csv").open(newline="", encoding="utf-8") as stream:
            listed = list(csv.DictReader(stream))
        # Every ninth good row: several speakers, accents and containers.
        good = [row for row in listed if row["path"].startswith("clips/")][::9][:rows]
        for row in good:
            target = inbox / row["path"]
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(SAMPLES / row["path"], target)
        write_manifest(inbox, good)
        return inbox

    return make


def write_manifest(inbox: Path, rows: list[dict[str, str]]) -> None:
    """A manifest of some rows."""
    with (inbox / "manifest.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _postgres_programs() -> Path | None:
    """Debian's folder of the newest PostgreSQL, which it keeps off the path."""
    found = Path("/usr/lib/postgresql").glob("*/bin")
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


@pytest.fixture(scope="session")
def fresh_postgres() -> Iterator[Callable[[], str]]:
    """Gives the URL of an empty PostgreSQL database, each time another one.

    The server is this session's own: it listens on a socket in a folder of its own, on no port,
    and ends with the session, even one that is killed.
    """
    pytest.importorskip("psycopg", reason="the extra [postgres] is not installed")
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="isogloss-postgres-") as name:
        home = Path(name)
        with _postgres_server(programs, home):
            yield lambda: _new_database(home)


@contextmanager
def _postgres_server(programs: Path, home: Path) -> Iterator[None]:
    become = ["setpriv", "--pdeathsig=QUIT"]
    if os.geteuid() == 0:  # it refuses to run as root
        shutil.chown(home, "postgres", "postgres")
        become += ["--reuid=postgres", "--regid=postgres", "--init-groups"]
    cluster = home / "cluster"
    subprocess.run(
        [*become, programs / "initdb", "--pgdata", cluster, "--auth=trust",
         "--username=isogloss", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
        cwd=home, check=True, capture_output=True,
    )  # fmt: skip
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*become, programs / "postgres", "-D", cluster, "-k", home,
             "-c", "listen_addresses=", "-c", "max_connections=200"],
            cwd=home, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        _wait_for_postgres(home, process)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        process.wait(timeout=60)


def _wait_for_postgres(home: Path, process: "subprocess.Popen[bytes]") -> None:
    import psycopg

    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host=str(home), user="isogloss", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"PostgreSQL did not start:\n{(home / 'server.log').read_text()}")


def _new_database(home: Path) -> str:
    import psycopg

    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(
        host=str(home), user="isogloss", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql+psycopg://isogloss@/{name}?host={home}"
