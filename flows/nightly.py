"""The flow `nightly`: collect, tag, transcribe, compare and report, in order, in one process."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from prefect import flow

from flows.collect import collect
from flows.compare import compare
from flows.report import report
from flows.running import choose_runner, open_workspace
from flows.tag import tag
from flows.transcribe import transcribe
from pipeline.errors import IsoglossError
from pipeline.stages.collecting.collect import Collected
from pipeline.stages.reporting.report import Reported

Done = TypeVar("Done")


@dataclass(frozen=True)
class Night:
    """What each stage of one night did."""

    collected: Collected
    tagged: dict[str, int]
    transcribed: dict[str, int]
    compared: dict[str, int]
    reported: Reported


@flow(name="nightly", task_runner=choose_runner())
def nightly(workspace: str = "", inbox: str = "", output: str = "") -> Night:
    """Everything in order; what is done already is not done again.

    A stage that fails ends the night, says its name, and leaves what the stages before it did:
    the next night goes on from there. An empty inbox is a night without new recordings.

    Args:
        workspace: The workspace's folder; empty for the environment's.
        inbox: The folder of recordings; empty for the settings'.
        output: Also write the report's HTML page to this file.
    """
    place = open_workspace(workspace)
    root = str(place.root)
    folder = Path(inbox) if inbox else place.root / place.settings.schedule.inbox
    return Night(
        collected=_stage("collect", lambda: _take_in(folder, root)),
        tagged=_stage("tag", lambda: tag(workspace=root)),
        transcribed=_stage("transcribe", lambda: transcribe(workspace=root)),
        compared=_stage("compare", lambda: compare(workspace=root)),
        reported=_stage("report", lambda: report(workspace=root, output=output)),
    )


def _take_in(folder: Path, root: str) -> Collected:
    if folder.is_dir() and all(entry.name.startswith(".") for entry in folder.iterdir()):
        return Collected(remarks=[f"{folder} is empty: nothing new to collect."])
    return collect(inbox=str(folder), workspace=root)


def _stage(name: str, work: Callable[[], Done]) -> Done:
    try:
        return work()
    except IsoglossError as error:
        raise type(error)(
            error.found,
            expected=error.expected,
            where=f"stage {name}: {error.where}" if error.where else f"stage {name}",
            remedy=f"{error.remedy} What the stages before it did is saved.".strip(),
            offenders=error.offenders,
        ) from error
    except Exception as error:
        error.add_note(f"in stage {name}; what the stages before it did is saved")
        raise
