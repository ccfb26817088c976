"""Commands as somebody types them who may write little."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOBODY = 65534


@pytest.fixture
def as_somebody_else(tmp_path: Path, ended: Callable[..., Any]) -> Callable[..., Any]:
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

    def call(*arguments: str | Path) -> Any:
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
        return ended(done.returncode, done.stdout, done.stderr)

    return call
