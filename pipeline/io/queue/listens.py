"""Who heard whom, when and for what: a row a play, so that a speaker can ask."""

from datetime import datetime

from pipeline.io.queue.leases import Assignment
from pipeline.io.store.store import Store
from pipeline.io.workers import Worker
from pipeline.tables import ListenRow, hash_id


def record_listen(
    store: Store, worker: Worker, assignment: Assignment, now: datetime, *, speed: float
) -> None:
    """Write down that a worker was played a recording, or was told where its file is.

    Args:
        store: The database.
        worker: Who heard.
        assignment: What they heard, and whose voice it is.
        now: When the sound began.
        speed: 1 as spoken, 0.5 at half speed.
    """
    with store.writing(turn=worker.worker_id) as transaction:
        transaction.add(
            "listens",
            [
                ListenRow(
                    listen_id=hash_id("l", assignment.utterance_id, worker.worker_id, now),
                    utterance_id=assignment.utterance_id,
                    speaker_id=assignment.speaker_id,
                    worker_id=worker.worker_id,
                    purpose=assignment.kind,
                    speed=speed,
                    listened_at=now,
                )
            ],
        )
