"""Load what people typed, as the figures on quality need it: one row a worker and recording."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import pandas as pd
import sqlalchemy as sa

from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Store, each_row
from pipeline.io.workspace import Workspace
from pipeline.review.quality.anchoring import attention_check_was_right
from pipeline.review.quality.token_agreement import count_edits
from pipeline.review.quality.worker_skill import GoldEdits
from pipeline.review.showing.shown import choose_hypothesis
from pipeline.stages.permissions.consent import may_be_used
from pipeline.tables import USABLE, HypothesisRow

PURPOSE = "transcription"
_OF_CORRECTION = [
    "correction_id",
    "utterance_id",
    "worker_id",
    "assignment_id",
    "action",
    "text",
    "shown_hypothesis_id",
    "shown_text",
    "blind",
    "gold",
    "knows_accent",
    "active_s",
    "corrected_at",
    "retracted_at",
]


@dataclass(frozen=True)
class Typed:
    """What people typed that still counts.

    Attributes:
        texts: The latest text of each worker and recording, gold items apart, the earliest first:
            `utterance_id`, `speaker_id`, `worker_id`, `text`, `action`, `knows_accent`, `active_s`,
            `duration_s`, `unaided` (None where not known), `machine_text`, `planted_text`,
            `attention_check_was_right`, `rank` (0 for the first of a recording).
        gold_answers: Rows of `gold_answers` that were not taken back.
        gold: The same in words, those forgiven left out.
    """

    texts: pd.DataFrame
    gold_answers: pd.DataFrame
    gold: GoldEdits


def load_typed(workspace: Workspace, now: datetime) -> Typed:
    """Read what was typed for recordings whose consent covers that people work on them."""
    store, policy = workspace.store, workspace.settings.report.policy
    utterances = store.read(
        "utterances",
        where={"verdict": USABLE},
        columns=["utterance_id", "speaker_id", "consent_id", "duration_s"],
    )
    allowed = may_be_used(store, utterances, PURPOSE, now).astype(bool)
    known = utterances.loc[allowed, ["utterance_id", "speaker_id", "duration_s"]]
    corrections = store.read("corrections", columns=_OF_CORRECTION)
    standing = corrections[corrections["retracted_at"].isna()].merge(known, on="utterance_id")
    is_gold = standing["gold"].astype(bool)
    texts = _latest(standing[~is_gold])
    texts = _with_what_was_shown(store, texts, workspace.settings.asr.model)
    texts["attention_check_was_right"] = _checks_that_were_right(texts, policy)
    answers = store.read("gold_answers")
    answers = answers[answers["correction_id"].isin(standing["correction_id"])]
    return Typed(texts, answers, _gold_edits(store, answers, standing[is_gold], policy))


def _latest(corrections: pd.DataFrame) -> pd.DataFrame:
    """Keep the latest text of each worker and recording, in the order in which they came."""
    ordered = corrections.sort_values(["corrected_at", "correction_id"])
    latest = ordered.drop_duplicates(["utterance_id", "worker_id"], keep="last")
    return latest.assign(rank=latest.groupby("utterance_id").cumcount())


def _with_what_was_shown(store: Store, texts: pd.DataFrame, model: str) -> pd.DataFrame:
    hypotheses = store.read(
        "hypotheses",
        columns=["hypothesis_id", "utterance_id", "model", "text", "failure", "transcribed_at"],
    )
    by_id = dict(zip(hypotheses["hypothesis_id"], hypotheses["text"], strict=True))
    unseen = texts["shown_hypothesis_id"].isna() & (texts["action"] != "imported")
    usual = _usual_text(
        hypotheses[hypotheses["utterance_id"].isin(texts.loc[unseen, "utterance_id"])], model
    )
    lent = SQL_TABLES["assignments"].c
    planted = store.frame(
        sa.select(lent.assignment_id, lent.planted_text).where(lent.planted_text.is_not(None))
    )
    wrong = dict(zip(planted["assignment_id"], planted["planted_text"], strict=True))
    typed = list(each_row(texts))
    made = {
        "machine_text": [
            by_id.get(row.shown_hypothesis_id, usual.get(row.utterance_id)) for row in typed
        ],
        "planted_text": [None if row.blind else wrong.get(row.assignment_id) for row in typed],
        "unaided": [_unaided(row) for row in typed],
        "knows_accent": [_known(row.knows_accent) for row in typed],
    }
    objects = {
        name: pd.Series(values, index=texts.index, dtype=object) for name, values in made.items()
    }
    return texts.assign(**objects)


def _usual_text(hypotheses: pd.DataFrame, model: str) -> dict[str, str | None]:
    """Choose the text that would have been shown of each utterance's hypotheses."""
    rows: dict[str, list[HypothesisRow]] = {}
    for row in each_row(hypotheses):
        rows.setdefault(row.utterance_id, []).append(row)
    chosen = {name: choose_hypothesis(of_one, model) for name, of_one in rows.items()}
    return {name: one.text for name, one in chosen.items() if one is not None}


def _known(mark: float | None) -> bool | None:
    return None if pd.isna(mark) else bool(mark)


class _Correction(Protocol):
    """What a row of corrections says of what its worker was shown."""

    action: str
    blind: bool
    shown_hypothesis_id: str | None
    shown_text: str | None


def _unaided(row: _Correction) -> bool | None:
    """Tell whether the worker was shown nothing; None for what was typed elsewhere."""
    if row.action == "imported":
        return None
    return bool(row.blind) or (row.shown_hypothesis_id is None and row.shown_text is None)


def _checks_that_were_right(texts: pd.DataFrame, policy: str) -> list[bool]:
    """Tell where an attention check was no error: another worker, who saw none, typed its word."""
    planted = texts["planted_text"].notna()
    recordings = set(texts.loc[planted, "utterance_id"])
    beside = texts[texts["utterance_id"].isin(recordings) & ~planted]
    others = beside.groupby("utterance_id")["text"].agg(list).to_dict()
    return [
        row.planted_text is not None
        and row.machine_text is not None
        and attention_check_was_right(
            row.machine_text, row.planted_text, others.get(row.utterance_id, []), policy
        )
        for row in each_row(texts)
    ]


def _gold_edits(
    store: Store, answers: pd.DataFrame, corrections: pd.DataFrame, policy: str
) -> GoldEdits:
    items = store.read("gold_items", columns=["utterance_id", "text"])
    counted = answers[answers["overturned_at"].isna()]
    both = counted[["correction_id", "utterance_id", "worker_id"]].merge(
        items.rename(columns={"text": "expected"}), on="utterance_id"
    )
    both = both.merge(corrections[["correction_id", "text"]], on="correction_id")
    edits, longer = count_edits(list(both["expected"]), list(both["text"]), policy)
    return GoldEdits(list(both["worker_id"]), edits, longer)
