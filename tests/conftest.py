"""What all tests share: a quiet embedded Prefect, workspaces, real sound, the folder of real data.

Prefect reads its surroundings when it is imported, so they are set before any test module is.
"""

import csv
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_HOME = tempfile.mkdtemp(prefix="isogloss-tests-")
for _name in [name for name in os.environ if name.startswith(("PREFECT_", "ISOGLOSS_"))]:
    del os.environ[_name]
os.environ["PREFECT_HOME"] = _HOME

from flows import embedded  # noqa: E402 - see above

embedded.prepare(Path(_HOME))
del os.environ["ISOGLOSS_WORKSPACE"]

from pipeline.io.workspace import Workspace, init_workspace  # noqa: E402 - see above

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "sample_audio"
REAL = ROOT.parent / "shared" / "data"


def pytest_sessionfinish() -> None:
    """Leave nothing behind."""
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_workspace_of_another_test() -> None:
    """A flow run in this process names its workspace in the environment, for Prefect's workers."""
    os.environ.pop("ISOGLOSS_WORKSPACE", None)


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
