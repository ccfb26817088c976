"""The flow `compare`: references from people's work, errors counted against them."""

from datetime import UTC, datetime

from prefect import flow, task

from flows.running import TASK_OPTIONS, choose_runner, open_workspace
from pipeline.stages.comparing.compare import compare as compare_all


@task(name="form references and count errors", **TASK_OPTIONS)
def compare_texts(workspace: str) -> dict[str, int]:
    """Only what changed is counted again, in batches of its own."""
    return compare_all(open_workspace(workspace), datetime.now(UTC))


@flow(name="compare", task_runner=choose_runner())
def compare(workspace: str = "") -> dict[str, int]:
    """Bring references and error counts up to date.

    Args:
        workspace: The workspace's folder; empty for the environment's.

    Returns:
        Counts in utterances.
    """
    return compare_texts(workspace)
