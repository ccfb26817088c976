"""Counts of everything, and no times: how far the work is."""

from typing import Any

import sqlalchemy as sa

from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Store
from pipeline.tables import ACCENT_OUTCOMES, ASSIGNMENT_STATES, VERDICTS


def status(store: Store) -> dict[str, Any]:
    """Count what `isogloss status --json` prints; the keys of the document are a contract.

    `utterances.refused` counts rows that never became utterances (no consent, no file, ...).
    """
    utterances = dict.fromkeys(VERDICTS, 0) | _grouped(store, "utterances", "verdict")
    refused = sa.select(sa.func.count()).where(SQL_TABLES["decisions"].c.outcome == "refused")
    accents = SQL_TABLES["speaker_accents"].c
    speakers_by_outcome = sa.select(
        accents.outcome, sa.func.count(sa.distinct(accents.speaker_id))
    ).group_by(accents.outcome)
    with store.reading() as connection:
        utterances["refused"] = int(connection.scalar(refused) or 0)
        outcomes = {str(name): int(n) for name, n in connection.execute(speakers_by_outcome)}
        retracted = SQL_TABLES["corrections"].c.retracted_at
        corrections = connection.scalar(sa.select(sa.func.count()).where(retracted.is_(None)))
    return {
        "utterances": utterances,
        "speakers": store.count("speakers"),
        "accents": dict.fromkeys(ACCENT_OUTCOMES, 0) | outcomes,
        "hypotheses": store.count("hypotheses"),
        "assignments": dict.fromkeys(ASSIGNMENT_STATES, 0)
        | _grouped(store, "assignments", "state"),
        "corrections": int(corrections or 0),
        "references": store.count("references"),
    }


def _grouped(store: Store, table: str, column: str) -> dict[str, int]:
    of = SQL_TABLES[table].c[column]
    with store.reading() as connection:
        rows = connection.execute(sa.select(of, sa.func.count()).group_by(of))
        return {str(name): int(number) for name, number in rows}
