"""People's work never waits for Prefect: these commands do not import it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.nightly import nightly

# Runs commands one after another, as long as none of them brings Prefect in.
PROBE = """
import json, sys
from isogloss.main import run
for command in json.loads(sys.argv[1]):
    code = run(command)
    came = [name for name in sys.modules if name == "prefect" or name.startswith("prefect.")]
    if code or came:
        sys.exit(f"{command}: exit code {code}, imported {sorted(came)[:3]}")
"""


@pytest.mark.long
@pytest.mark.flow
def test_looking_checking_and_correcting_need_no_prefect(
    speaking_workspace: Callable[..., Path], plain_env: dict[str, str], tmp_path: Path
) -> None:
    root = speaking_workspace()
    nightly(workspace=str(root))
    manifest = (root / "inbox" / "manifest.csv").read_text(encoding="utf-8")
    recording = manifest.splitlines()[1].split(",")[0]
    table = tmp_path / "typed.csv"
    table.write_text(f"path,text,worker\n{recording},seven nine,w1\n", encoding="utf-8")
    words = tmp_path / "words.csv"
    words.write_text("text\nScottish English\n", encoding="utf-8")

    commands = [
        ["explain", recording],
        ["check", str(root / "inbox" / recording)],
        ["accents", "list"],
        ["accents", "match", "--language", "en", str(words)],
        ["corrections", "import", str(table)],
        ["correct", "--worker", "w2"],
        ["status", "--json"],
    ]
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(commands)],
        cwd=root, env=plain_env, input="\nq\n", capture_output=True, text=True, timeout=240,
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert "corrections: 1 row, 1 new" in done.stdout
    counted = json.loads(done.stdout[done.stdout.rindex('{\n  "utterances"') :])
    assert counted["corrections"] >= 1
