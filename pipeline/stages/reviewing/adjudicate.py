"""Adjudicate: what a lead is shown of a disagreement, and which decisions stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from pipeline.errors import ReviewError
from pipeline.io.leads.adjudications import lease_adjudication
from pipeline.io.queue.leases import Assignment
from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Store
from pipeline.io.workers import Worker
from pipeline.io.workspace import Workspace
from pipeline.review.consensus.vote import VOTING_POLICY, merge_texts
from pipeline.review.showing.shown import choose_hypothesis
from pipeline.review.showing.versions import Passage, Version, cut_passages, label_versions
from pipeline.stages.permissions.masks import NOTHING_MASKED, load_masks, masked_hypotheses
from pipeline.tables import AppealRow, CorrectionRow, GoldItemRow, HypothesisRow, UtteranceRow

STANDING_COLUMNS = ("utterance_id", "text", "sources", "lead_id", "adjudicated_at")

_ADJUDICATIONS = SQL_TABLES["adjudications"]
_DRAWN_DIGITS = 12


@dataclass(frozen=True)
class Case:
    """A recording a lead decides on.

    Attributes:
        assignment: What is lent to them.
        utterance: The row of the utterance.
        versions: The listeners' texts, their authors hidden.
        consensus: What the texts come to by vote; None where there is no text.
        parts: The texts cut into where they agree and where they differ.
        appeals: Reasons of the open appeals against the reference.
        hypothesis: What the recogniser heard, kept out of sight until they ask; None for nothing.
        gold: The text a lead vouches for, where it is a gold item in use; told afterwards.
    """

    assignment: Assignment
    utterance: UtteranceRow
    versions: Sequence[Version]
    consensus: str | None
    parts: Sequence[Passage]
    appeals: Sequence[str]
    hypothesis: str | None
    gold: str | None = None


def next_case(workspace: Workspace, lead: Worker, now: datetime) -> Case | None:
    """Lend a lead the next recording, or None where nothing waits for them."""
    minutes = workspace.settings.review.lease_minutes
    assignment = lease_adjudication(workspace.store, lead, now, minutes)
    return None if assignment is None else open_case(workspace, assignment)


def open_case(workspace: Workspace, assignment: Assignment) -> Case:
    """Read what a lead sees of one recording.

    Raises:
        ReviewError: The recording was withdrawn or erased since it was lent.
    """
    store, name = workspace.store, {"utterance_id": assignment.utterance_id}
    utterance = store.first(UtteranceRow, utterance_id=assignment.utterance_id)
    if utterance is None:
        raise ReviewError("this recording was withdrawn or erased meanwhile")
    mask = load_masks(store, [assignment.utterance_id]).get(assignment.utterance_id, NOTHING_MASKED)
    corrections = [
        replace(row, text=mask.text(row.text))
        for row in _choose_latest(store.rows(CorrectionRow, where=name))
    ]
    draws = {
        row.correction_id: _draw(workspace, assignment, row.correction_id) for row in corrections
    }
    versions = label_versions({row.correction_id: row.text for row in corrections}, draws)
    consensus = _consensus(corrections)
    appeals = store.rows(AppealRow, where=name | {"state": "open"})
    return Case(
        assignment=assignment,
        utterance=utterance,
        versions=versions,
        consensus=consensus,
        parts=cut_passages(consensus or "", versions) if versions else (),
        appeals=[mask.text(row.reason) for row in appeals],
        hypothesis=_find_hypothesis(workspace, assignment.utterance_id),
        gold=_gold(store, assignment.utterance_id),
    )


def standing_adjudications(store: Store) -> pd.DataFrame:
    """Read the decisions that count: of each utterance the latest that was not taken back.

    Returns:
        Columns `utterance_id`, `text`, `sources` (correction ids), `lead_id`, `adjudicated_at`;
        a row an utterance, ordered by `utterance_id`.
    """
    query = (
        sa.select(*(_ADJUDICATIONS.c[name] for name in STANDING_COLUMNS))
        .where(_ADJUDICATIONS.c.retracted_at.is_(None))
        .order_by(
            _ADJUDICATIONS.c.utterance_id,
            _ADJUDICATIONS.c.adjudicated_at,
            _ADJUDICATIONS.c.adjudication_id,
        )
    )
    found = store.frame(query)
    return found.drop_duplicates("utterance_id", keep="last").reset_index(drop=True)


def _choose_latest(corrections: Sequence[CorrectionRow]) -> list[CorrectionRow]:
    """The standing text of each worker; answers to gold items are no versions."""
    standing = [row for row in corrections if row.retracted_at is None and not row.gold]
    standing.sort(key=lambda row: (row.corrected_at, row.correction_id))
    latest = {row.worker_id: row for row in standing}
    return [row for row in standing if latest[row.worker_id] is row]


def _consensus(corrections: Sequence[CorrectionRow]) -> str | None:
    texts = [row.text for row in corrections]
    return merge_texts(texts, VOTING_POLICY).text if texts else None


def _draw(workspace: Workspace, assignment: Assignment, correction_id: str) -> float:
    drawn = workspace.keyed("version", assignment.assignment_id, correction_id)
    return float(int(drawn[:_DRAWN_DIGITS], 16))


def _gold(store: Store, utterance_id: str) -> str | None:
    found = store.first(GoldItemRow, utterance_id=utterance_id, retired_at=None)
    return None if found is None else found.text


def _find_hypothesis(workspace: Workspace, utterance_id: str) -> str | None:
    rows = workspace.store.rows(HypothesisRow, where={"utterance_id": utterance_id})
    maskable = masked_hypotheses(workspace.store, utterance_id, rows)
    shown = choose_hypothesis(maskable, workspace.settings.asr.model)
    return None if shown is None else shown.text
