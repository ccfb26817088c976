"""What a command that assesses has to import."""

import subprocess
import sys
from pathlib import Path


def test_the_slow_half_of_scipy_is_not_imported():
    code = (
        "import sys, pipeline.disparity.assess, pipeline.disparity.selection.shares;"
        "print([name for name in ('scipy.stats', 'numba', 'librosa') if name in sys.modules])"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert finished.stdout.strip() == "[]"
