"""Work done elsewhere comes in: hypotheses, references and corrections from a table.

Rows that cannot be used are listed with their reason; the others go in, a batch a transaction.
The same table twice changes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pipeline.collect.intake import RefusedRow
from pipeline.io.store.store import Transaction
from pipeline.io.tables.imports import ImportRow, ImportTable, read_import
from pipeline.io.workspace import Workspace
from pipeline.stages.permissions.ids import path_key
from pipeline.tables import (
    AssignmentRow,
    CorrectionRow,
    Decision,
    DecisionRow,
    HypothesisRow,
    ReferenceRow,
    WorkerRow,
    decision_row,
    hash_id,
)

UNKNOWN_UTTERANCE = "unknown_utterance"
OWN_VOICE = "own_voice"


@dataclass
class Imported:
    """What became of a table."""

    rows: int = 0
    new: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Placed:
    """A row and the utterance it is about."""

    row: ImportRow
    utterance_id: str
    speaker_id: str


def import_hypotheses(
    workspace: Workspace, table: Path, now: datetime, *, engine: str = "imported", model: str = ""
) -> Imported:
    """Take in what another recogniser heard.

    Args:
        workspace: Where to.
        table: Columns `utterance_id` or `path`, `text`, and `engine`, `model` where they apply.
        now: The time of the import.
        engine: For rows that name none.
        model: For rows that name none.
    """

    def write(transaction: Transaction, placed: Sequence[Placed]) -> int:
        rows = [_hypothesis(one, engine, model, now) for one in placed]
        ids = {row.hypothesis_id for row in rows}
        about = {(row.utterance_id, row.identity) for row in rows}
        held = transaction.rows(HypothesisRow, "utterance_id", [u for u, _ in about])
        # A recogniser has one answer for an utterance; an answer changed elsewhere replaces it.
        stale = [
            row.hypothesis_id
            for row in held
            if (row.utterance_id, row.identity) in about and row.hypothesis_id not in ids
        ]
        transaction.delete("hypotheses", "hypothesis_id", stale)
        transaction.delete("error_counts", "hypothesis_id", stale)
        return transaction.add("hypotheses", rows)

    opened = read_import(table, required=(), optional=("engine", "model"))
    return _import(workspace, opened, write)


def import_references(workspace: Workspace, table: Path, now: datetime) -> Imported:
    """Take in references: texts that are to be used for scoring, with method `imported`."""

    def write(transaction: Transaction, placed: Sequence[Placed]) -> int:
        rows = [_reference(one, now) for one in placed]
        utterance_ids = [one.utterance_id for one in placed]
        held = transaction.rows(ReferenceRow, "utterance_id", utterance_ids)
        known = {row.reference_id for row in held}
        changed = [row for row in rows if row.reference_id not in known]
        transaction.add("decisions", [_decided(row, now) for row in changed])
        _drop_open_assignments(transaction, utterance_ids)
        return transaction.put("references", changed)

    opened = read_import(table, required=(), null_text_code="no_reference")
    return _import(workspace, opened, write)


def import_corrections(workspace: Workspace, table: Path, now: datetime) -> Imported:
    """Take in what workers typed elsewhere; closes an open assignment for each."""
    language = workspace.settings.campaign.language

    def write(transaction: Transaction, placed: Sequence[Placed]) -> int:
        workers = sorted({one.row.worker for one in placed})
        transaction.add(
            "workers",
            [
                WorkerRow(worker_id=worker, languages=[language], created_at=now)
                for worker in workers
            ],
        )
        rows = [_correction(one, now) for one in placed]
        ids = [row.correction_id for row in rows]
        known = transaction.rows_by(CorrectionRow, "correction_id", ids)
        fresh = [row for row in rows if row.correction_id not in known]
        _close_assignments(transaction, fresh, now)
        return transaction.add("corrections", fresh)

    def own_voice(one: Placed) -> str:
        heard = workspace.speaker_id(one.row.worker)
        return OWN_VOICE if heard == one.speaker_id else ""

    opened = read_import(table, required=("worker",), null_text_code="no_text")
    return _import(workspace, opened, write, refuse=own_voice)


def _import(
    workspace: Workspace,
    table: ImportTable,
    write: Callable[[Transaction, Sequence[Placed]], int],
    refuse: Callable[[Placed], str] = lambda _one: "",
) -> Imported:
    imported = Imported(remarks=list(table.remarks))
    by_path = _Lookup(workspace)
    for batch in table.rows():
        imported.rows += len(batch.rows) + len(batch.refused)
        imported.refused += batch.refused
        placed: dict[tuple[str, str, str, str], Placed] = {}
        for row in batch.rows:
            one = by_path.find(row)
            code = refuse(one) if isinstance(one, Placed) else ""
            if isinstance(one, RefusedRow):
                imported.refused.append(one)
            elif code:
                explanation = "nobody corrects their own voice"
                imported.refused.append(RefusedRow(row.row_number, row.path, code, "", explanation))
            else:
                # The last row of the same utterance and author is what they ended with.
                placed[(one.utterance_id, row.worker, row.engine, row.model)] = one
        with workspace.store.writing() as transaction:
            imported.new += write(transaction, list(placed.values()))
    return imported


class _Lookup:
    """From an id or a manifest's path to the utterance."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        known = workspace.store.read(
            "utterances", columns=["utterance_id", "speaker_id", "source_key"]
        )
        self._speakers = dict(zip(known["utterance_id"], known["speaker_id"], strict=True))
        self._by_path: dict[str, list[str]] = {}
        for key, utterance_id in zip(known["source_key"], known["utterance_id"], strict=True):
            self._by_path.setdefault(key, []).append(utterance_id)

    def find(self, row: ImportRow) -> Placed | RefusedRow:
        if row.utterance_id:
            return self._by_id(row)
        found = self._by_path.get(path_key(self._workspace, row.path), [])
        if not found:
            return _unknown(row, "no utterance came from this path; collect it first")
        if len(found) > 1:
            listed = ", ".join(found)
            return _unknown(row, f"several utterances came from this path; name one of {listed}")
        return Placed(row, found[0], self._speakers[found[0]])

    def _by_id(self, row: ImportRow) -> Placed | RefusedRow:
        if row.utterance_id not in self._speakers:
            return _unknown(row, f"there is no utterance {row.utterance_id!r}")
        return Placed(row, row.utterance_id, self._speakers[row.utterance_id])


def _unknown(row: ImportRow, explanation: str) -> RefusedRow:
    return RefusedRow(row.row_number, row.path, UNKNOWN_UTTERANCE, row.utterance_id, explanation)


def _hypothesis(one: Placed, engine: str, model: str, now: datetime) -> HypothesisRow:
    engine, model = one.row.engine or engine, one.row.model or model
    identity = f"{engine}/{model}" if model else engine
    return HypothesisRow(
        hypothesis_id=hash_id("h", one.utterance_id, identity, one.row.text),
        utterance_id=one.utterance_id,
        engine=engine,
        model=model,
        version="",
        model_sha256="",
        settings={},
        identity=identity,
        text=one.row.text,
        words=(),
        transcribed_at=now,
    )


def _reference(one: Placed, now: datetime) -> ReferenceRow:
    return ReferenceRow(
        utterance_id=one.utterance_id,
        reference_id=hash_id("r", one.utterance_id, "imported", one.row.text),
        text=one.row.text,
        method="imported",
        workers=0,
        sources=(),
        referenced_at=now,
    )


def _decided(reference: ReferenceRow, now: datetime) -> DecisionRow:
    return decision_row(
        hash_id("d", reference.reference_id, "imported"),
        Decision("compare", "referenced", "imported", "import"),
        now,
        utterance_id=reference.utterance_id,
    )


def _correction(one: Placed, now: datetime) -> CorrectionRow:
    return CorrectionRow(
        correction_id=hash_id("k", one.utterance_id, one.row.worker, one.row.text),
        utterance_id=one.utterance_id,
        worker_id=one.row.worker,
        action="imported",
        text=one.row.text,
        corrected_at=now,
    )


def _drop_open_assignments(transaction: Transaction, utterance_ids: Sequence[str]) -> None:
    """A text set from elsewhere wins over corrections: nobody is asked to work for nothing."""
    held = transaction.rows(AssignmentRow, "utterance_id", utterance_ids)
    waiting = [row.assignment_id for row in held if row.state == "open"]
    transaction.delete("assignments", "assignment_id", waiting)


def _close_assignments(
    transaction: Transaction, corrections: Sequence[CorrectionRow], now: datetime
) -> None:
    """The work is done, wherever it was: nobody else needs to be asked for it."""
    waiting: dict[str, list[AssignmentRow]] = {}
    about = [row.utterance_id for row in corrections]
    for row in transaction.rows(AssignmentRow, "utterance_id", about):
        if row.state == "open":
            waiting.setdefault(row.utterance_id or "", []).append(row)
    closed = []
    for correction in corrections:
        slots = waiting.get(correction.utterance_id)
        if slots:
            answered = slots.pop(0)
            closed.append(
                replace(answered, state="done", worker_id=correction.worker_id, ended_at=now)
            )
    transaction.put("assignments", closed)
