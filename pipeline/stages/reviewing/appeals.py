"""Appeal: who may say that a reference is wrong, and what follows."""

from datetime import datetime

from pipeline.errors import ReviewError, UnknownIdError
from pipeline.io.leads.appeals import Appeal, Raised, raise_appeal
from pipeline.io.workers import known_worker
from pipeline.io.workspace import Workspace
from pipeline.review.showing.typed import one_line
from pipeline.tables import AppellantKind, CorrectionRow, GoldItemRow, ReferenceRow, UtteranceRow

_LONGEST_REASON = 500


def appeal_by_worker(
    workspace: Workspace, utterance_id: str, worker_id: str, reason: str, now: datetime
) -> Raised:
    """Appeal as a worker who has corrected the utterance.

    Raises:
        UnknownIdError: There is no such worker or utterance.
        ReviewError: They have not corrected it, give no reason, or it has no reference.
    """
    worker = known_worker(workspace.store, worker_id)
    _utterance_speaker(workspace, utterance_id)
    theirs = {"utterance_id": utterance_id, "worker_id": worker.worker_id, "retracted_at": None}
    if workspace.store.first(CorrectionRow, **theirs) is None:
        raise ReviewError(
            f"{worker.worker_id} has not corrected {utterance_id}",
            expected="somebody who corrected it, or its speaker",
            remedy="Whoever hears another's recording cannot appeal; ask the lead.",
        )
    return _raise(workspace, utterance_id, "worker", worker.worker_id, reason, now)


def appeal_by_speaker(
    workspace: Workspace, utterance_id: str, outside_id: str, reason: str, now: datetime
) -> Raised:
    """Appeal as the speaker of the utterance, by the id they have outside.

    Raises:
        UnknownIdError: There is no such utterance.
        ReviewError: It is not their recording, they give no reason, or it has no reference.
    """
    if _utterance_speaker(workspace, utterance_id) != workspace.speaker_id(outside_id):
        raise ReviewError(
            f"{utterance_id} is no recording of that speaker",
            expected="the id of its speaker, as in the manifest",
            where="--speaker",
        )
    return _raise(workspace, utterance_id, "speaker", None, reason, now)


def _raise(
    workspace: Workspace,
    utterance_id: str,
    by_kind: AppellantKind,
    worker_id: str | None,
    reason: str,
    now: datetime,
) -> Raised:
    said = one_line(reason)[:_LONGEST_REASON]
    if not said:
        raise ReviewError("no reason", expected="what is wrong, in a few words", where="--reason")
    settings = workspace.settings
    return raise_appeal(
        workspace.store,
        Appeal(utterance_id, by_kind, worker_id, said),
        _text_appealed(workspace, utterance_id),
        settings.campaign.language,
        settings.review.listeners,
        now,
    )


def _utterance_speaker(workspace: Workspace, utterance_id: str) -> str:
    found = workspace.store.first(UtteranceRow, utterance_id=utterance_id)
    if found is None:
        raise UnknownIdError(
            f"no utterance {utterance_id!r}",
            expected="an utterance's id",
            remedy="Ids are shown by the corrector, in the report and in: isogloss status --ids",
        )
    return found.speaker_id


def _text_appealed(workspace: Workspace, utterance_id: str) -> str:
    """Read the reference, or for a gold item without one the text that a lead vouches for."""
    store = workspace.store
    reference = store.first(ReferenceRow, utterance_id=utterance_id)
    if reference is not None:
        return reference.text
    gold = store.first(GoldItemRow, utterance_id=utterance_id)
    if gold is not None:
        return gold.text
    raise ReviewError(
        f"{utterance_id} has no reference yet",
        expected="a reference to appeal against",
        remedy="References are formed by: isogloss compare",
    )
