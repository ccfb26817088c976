"""The command demo: the whole job on `sample_audio/`, unattended, in a workspace of its own."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from isogloss.console import say

_SAMPLES = Path(__file__).parents[2] / "sample_audio"
_NOTES = (
    "The voices are synthetic: these numbers measure the software and nobody's speech.",
    "The corrections were typed beforehand by two scripted workers, not by people tonight.",
)


def demo(
    output: Annotated[
        Path, typer.Option("--output", help="Where the report's HTML page goes.")
    ] = Path("report.html"),
    samples: Annotated[
        Path | None,
        typer.Option("--samples", help="Recordings to use; else sample_audio/ of this checkout."),
    ] = None,
) -> int:
    """Run the whole job on the sample recordings; print the table, write report.html."""
    from isogloss.team.flow_runs import run_flow
    from isogloss.team.flows_shown import listed_counts, say_collected
    from pipeline.errors import InboxError
    from pipeline.io.workspace import Workspace, init_workspace
    from pipeline.stages.imports import import_corrections

    samples = samples or _SAMPLES
    if not (samples / "manifest.csv").is_file():
        raise InboxError(
            "no sample recordings",
            expected="manifest.csv and the recordings it lists",
            where=str(samples),
            remedy="Run the demo from a checkout, or name the folder with --samples DIR.",
        )
    root = Path(tempfile.mkdtemp(prefix="isogloss-demo-"))
    init_workspace(root)
    settings = root / "isogloss.toml"
    settings.write_text(_with_notes(settings.read_text(encoding="utf-8")), encoding="utf-8")
    place = Workspace(root)
    say(f"workspace: {root}")
    say("1. collect: every row checked for consent, every recording for damage and sound")
    say_collected(run_flow("collect", place, inbox=str(samples.resolve())))
    say("\n2. tag: accents and regions from what speakers wrote")
    say(listed_counts(run_flow("tag", place)))
    say("\n3. transcribe: a real recogniser hears what passed, and for the audit what was refused")
    say(listed_counts(run_flow("transcribe", place)))
    say("\n4. correct: what two scripted workers typed comes in, so that nobody has to sit here")
    done = import_corrections(place, samples / "corrections.csv", datetime.now(UTC))
    say(f"corrections {done.new}, refused {len(done.refused)}")
    say("\n5. compare: references from their work, errors counted against them")
    say(listed_counts(run_flow("compare", place)))
    say("\n6. report")
    reported = run_flow("report", place, output=str(output.resolve()))
    say(reported.table)
    say(f"\nreport: {output.resolve()}")
    say(f"look around: cd {root} and try isogloss status, isogloss correct --worker you")
    return 0


def _with_notes(settings: str) -> str:
    notes = ", ".join(f'"{note}"' for note in _NOTES)
    return (
        settings.replace("[report]\n", f"[report]\nnotes = [{notes}]\n")
        .replace("[asr]\n", "[asr]\nhear_refused = true\n")
        .replace('name = "default"', 'name = "demo"')
    )
