"""The flow `nightly`: collect, tag, transcribe, compare and report, in order, in one process."""

from dataclasses import dataclass
from pathlib import Path

from prefect import flow

from flows.collect import collect
from flows.compare import compare
from flows.report import report
from flows.running import runner_of_surroundings, workspace_of
from flows.tag import tag
from flows.transcribe import transcribe
from pipeline.stages.collect import Collected
from pipeline.stages.report import Reported


@dataclass(frozen=True)
class Night:
    """What each stage of one night did."""

    collected: Collected
    tagged: dict[str, int]
    transcribed: dict[str, int]
    compared: dict[str, int]
    reported: Reported


@flow(name="nightly", task_runner=runner_of_surroundings())
def nightly(workspace: str = "", inbox: str = "", output: str = "") -> Night:
    """Everything in order; what is done already is not done again.

    Args:
        workspace: The workspace's folder; empty for the surroundings'.
        inbox: The folder of recordings; empty for the settings'.
        output: Also write the report's HTML page to this file.
    """
    place = workspace_of(workspace)
    root = str(place.root)
    folder = Path(inbox) if inbox else place.root / place.settings.schedule.inbox
    return Night(
        collected=collect(inbox=str(folder), workspace=root),
        tagged=tag(workspace=root),
        transcribed=transcribe(workspace=root),
        compared=compare(workspace=root),
        reported=report(workspace=root, output=output),
    )
