"""The flow `transcribe`: recognise what has no hypothesis yet, and queue it for people."""

from collections import Counter
from datetime import UTC, datetime

from prefect import flow, task

from flows.progress import Progress
from flows.running import TASK_OPTIONS, choose_runner, in_order, open_workspace
from pipeline.stages.reviewing.enqueue import queue_for_people
from pipeline.stages.transcribe import pending, transcribe_batch


@task(name="recognise a batch of utterances", **TASK_OPTIONS)
def recognise_batch(workspace: str, utterance_ids: tuple[str, ...]) -> dict[str, int]:
    """Audio in, hypotheses into the store; the model is loaded once a process."""
    return transcribe_batch(open_workspace(workspace), utterance_ids, datetime.now(UTC))


@task(name="queue for people", **TASK_OPTIONS)
def queue(workspace: str) -> int:
    """What may be corrected and is not in the queue yet."""
    return queue_for_people(open_workspace(workspace), datetime.now(UTC))


@flow(name="transcribe", task_runner=choose_runner())
def transcribe(workspace: str = "") -> dict[str, int]:
    """Recognise what is missing, a batch a task.

    Args:
        workspace: The workspace's folder; empty for the environment's.

    Returns:
        Counts in utterances: recognised, failed, withheld for want of consent, queued.
    """
    place = open_workspace(workspace)
    todo = pending(place, datetime.now(UTC))
    size = place.settings.asr.batch_utterances
    batches = [todo.ids[at : at + size] for at in range(0, len(todo.ids), size)]
    counts: Counter[str] = Counter(recognised=0, failed=0, withheld=todo.withheld)
    progress = Progress("transcribe", len(todo.ids))
    done = 0
    for ids, result in in_order(
        recognise_batch,
        batches,
        lambda ids: (str(place.root), ids),
        ahead=place.settings.flows.workers + 1,
    ):
        counts.update(result)
        done += len(ids)
        progress.reach(done)
    counts["queued"] = queue(str(place.root))
    return dict(counts)
