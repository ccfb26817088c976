"""An existing Dask cluster, named by its address: it does the work, and stands afterwards."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.workspace import Workspace

pytestmark = [pytest.mark.flow, pytest.mark.long]

CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""
ASK = """
import sys
from distributed import Client

def has_checked():
    return "flows.collect" in sys.modules

if __name__ == "__main__":
    with Client(sys.argv[1], timeout=30) as client:
        print(*client.run(has_checked).values())
"""


@pytest.fixture
def cluster(tmp_path: Path, flow_server: Any) -> Iterator[str]:
    """A cluster that somebody else has started; it ends when its input does."""
    pytest.importorskip("prefect_dask", reason="the extra [dask] is not installed")
    program = tmp_path / "cluster.py"
    program.write_text(CLUSTER, encoding="utf-8")
    with (
        (tmp_path / "cluster.txt").open("wb") as log,
        subprocess.Popen(
            [sys.executable, str(program)],
            cwd=tmp_path, env=flow_server.env, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        ) as process,
    ):  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("tcp://127.0.0.1:"), (tmp_path / "cluster.txt").read_text()
        yield address
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def test_a_cluster_named_by_its_address_checks_the_recordings(
    cluster: str, speaking_workspace: Callable[..., Path], flow_server: Any, tmp_path: Path
) -> None:
    batches = "workers = 2\ncheck_batch = 2\nrunner = 'dask'\n"
    root = speaking_workspace(rows=5, settings=f"\n[flows]\ndask_address = '{cluster}'\n{batches}")

    done = run(["-m", "isogloss", "collect", "inbox"], root, flow_server.env)
    assert done.stdout.startswith("5 rows offered: 5 new utterances")
    with Workspace(root).store as store:
        assert store.count("utterances") == store.count("measurements") == 5

    asked = tmp_path / "ask.py"
    asked.write_text(ASK, encoding="utf-8")
    said = run([str(asked), cluster], tmp_path, flow_server.env).stdout.split()
    assert len(said) == 2, "both workers of the cluster stand"
    assert "True" in said, "and it was they who checked"


def run(arguments: list[str], folder: Path, env: dict[str, str]) -> Any:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, env=env, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done
