"""The flow `report`: rates, gaps, coverage and selection, as pages and as Prefect artifacts."""

from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.running import TASK_OPTIONS, choose_runner, open_workspace
from pipeline.stages.reporting.report import Reported, write_report


@task(name="assess and render", **TASK_OPTIONS)
def assess_and_render(workspace: str, output: str) -> Reported:
    """All numbers of one report, and its files."""
    place = open_workspace(workspace)
    return write_report(place, datetime.now(UTC), Path(output) if output else None)


@flow(name="report", task_runner=choose_runner())
def report(workspace: str = "", output: str = "") -> Reported:
    """Write the report.

    The artifacts hold groups only: no speaker, utterance or text, so that a withdrawal has
    nothing to erase from Prefect's database.

    Args:
        workspace: The workspace's folder; empty for the environment's.
        output: Also write the HTML page to this file.

    Returns:
        The table, the JSON document and the paths of what was written.
    """
    place = open_workspace(workspace)
    reported = assess_and_render(str(place.root), output)
    create_markdown_artifact(
        reported.artifact_markdown, key="disparity-report", description="WER by group"
    )
    create_table_artifact(
        reported.artifact_rows, key="disparity-by-accent", description="WER by accent group"
    )
    return reported
