"""Commands as somebody types them, run in this process."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from isogloss.main import run

ROOT = Path(__file__).parents[2]
NOBODY = 65534


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
def command(capfd: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """Runs the command line; a workspace that it names to Prefect is forgotten afterwards."""
    before = os.environ.get("ISOGLOSS_WORKSPACE")

    def call(*arguments: str | Path) -> Ended:
        capfd.readouterr()
        code = run([str(each) for each in arguments])
        captured = capfd.readouterr()
        return Ended(code, captured.out, captured.err)

    yield call
    if before is None:
        os.environ.pop("ISOGLOSS_WORKSPACE", None)


@pytest.fixture
def as_somebody_else(tmp_path: Path) -> Command:
    """Runs a command in a process that may write little: root would be let in everywhere."""
    prefix: list[str] = []
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if not setpriv:
            pytest.skip("root may write everywhere, and there is no setpriv to be somebody else")
        prefix = [setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o777)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "ISOGLOSS_"))}
    known = {"PYTHONPATH": str(ROOT), "PREFECT_HOME": str(home / "prefect"), "HOME": str(home)}

    def call(*arguments: str | Path) -> Ended:
        done = subprocess.run(
            [*prefix, sys.executable, "-B", "-m", "isogloss", *map(str, arguments)],
            env=kept | known,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        denied = "ermission denied" in done.stderr or "shared libraries" in done.stderr
        if denied and "isogloss: " not in done.stderr:
            pytest.skip("somebody else may not read this checkout or its Python")
        return Ended(done.returncode, done.stdout, done.stderr)

    return call
