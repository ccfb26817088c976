"""The flow `collect`: take in a folder of recordings with its manifest."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task

from flows.progress import Progress
from flows.running import TASK_OPTIONS, choose_runner, in_order, open_workspace
from pipeline.collect.intake import ManifestRow
from pipeline.io.inbox.inbox import Inbox, open_inbox
from pipeline.stages.collecting.check import Checked, check_rows, refused_rows
from pipeline.stages.collecting.collect import Collected, Collector

_BLOCK = 1 << 20


@task(name="check a batch of recordings", **TASK_OPTIONS)
def check_batch(
    workspace: str, audio_folder: str, rows: tuple[ManifestRow, ...], now: datetime
) -> Checked:
    """Consent, paths, sound and bytes of a batch of rows."""
    return check_rows(open_workspace(workspace), Path(audio_folder), rows, now)


@flow(name="collect", task_runner=choose_runner(), validate_parameters=False)
def collect(inbox: str, workspace: str = "") -> Collected:
    """Check every row of an inbox and keep what may be kept.

    Args:
        inbox: The folder of recordings with its manifest.
        workspace: The workspace's folder; empty for the environment's.

    Returns:
        Counts, refused rows and remarks; the rows themselves are in the store.
    """
    place = open_workspace(workspace)
    settings = place.settings
    opened = open_inbox(Path(inbox), consent_for_release=settings.consent.consent_for_release)
    now = datetime.now(UTC)
    place.audio.drop_parts()
    collector = Collector(place, now)
    collector.collected.remarks.extend(opened.remarks)
    progress = Progress("collect", _lines(opened.manifest_file))
    batches = _batches(opened, settings.flows.check_batch, collector, progress)
    for rows, checked in in_order(
        check_batch,
        batches,
        lambda rows: (str(place.root), str(opened.audio_folder), rows, now),
        ahead=2 * settings.flows.workers,
    ):
        collector.save(checked)
        progress.reach(rows[-1].row_number)
    progress.reach(progress.total)
    return collector.collected


def _batches(
    opened: Inbox, size: int, collector: Collector, progress: Progress
) -> Iterator[tuple[ManifestRow, ...]]:
    for batch in opened.rows(batch_rows=size):
        if batch.refused:
            collector.save(refused_rows(collector.workspace, batch.refused))
        if batch.rows:
            yield batch.rows


def _lines(manifest: Path) -> int:
    """How many lines a manifest has: the measure of progress, for rows know theirs."""
    with manifest.open("rb") as stream:
        return 1 + sum(block.count(b"\n") for block in iter(lambda: stream.read(_BLOCK), b""))
