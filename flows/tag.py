"""The flow `tag`: resolve accents and regions from what speakers say of themselves."""

from datetime import UTC, datetime

from prefect import flow, task

from flows.running import TASK_OPTIONS, choose_runner, open_workspace
from pipeline.stages.tag import tag as tag_all


@task(name="tag all speakers", **TASK_OPTIONS)
def tag_speakers(workspace: str) -> dict[str, int]:
    """One pass over all speakers: texts repeat, so a hundred thousand take seconds."""
    return tag_all(open_workspace(workspace), datetime.now(UTC))


@flow(name="tag", task_runner=choose_runner())
def tag(workspace: str = "") -> dict[str, int]:
    """Tag every speaker again; what did not change is left alone.

    Args:
        workspace: The workspace's folder; empty for the environment's.

    Returns:
        Speakers by outcome.
    """
    return tag_speakers(workspace)
