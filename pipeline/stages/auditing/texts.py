"""The texts of an audited table, read once more for a page: which words go wrong for whom."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from pipeline.disparity.cells import COUNTS
from pipeline.disparity.covariates import is_number
from pipeline.disparity.streaming.labels import CROSSED
from pipeline.results.disparity import REST
from pipeline.results.evidence import NO_EVIDENCE, Evidence
from pipeline.stages.auditing.assess import BATCH_ROWS, Audited
from pipeline.stages.evidence.asked import Asked
from pipeline.stages.evidence.gather import gather
from pipeline.stages.evidence.words import word_lists
from pipeline.tables import UNDISCLOSED
from pipeline.text.counts import count_errors

# Words of more rows than this take longer than anybody waits; of a longer table every k-th is read.
MOST_ROWS = 100_000
_GROUP, _SPEAKER = "\0group", "\0speaker"


def every_kth(audited: Audited) -> int:
    """Tell which rows words are looked for in: every one, or every k-th of a long table.

    Args:
        audited: What was found.
    """
    return -(-audited.rows // MOST_ROWS)


def evidence_of_texts(audited: Audited, place: int, language: str) -> Evidence:
    """Gather what stands behind one system's rates, from the texts.

    Args:
        audited: What was found.
        place: Which of its systems.
        language: Of the speech (BCP-47), for lists of words.
    """
    plan, choices = audited.counting.plan, audited.choices
    rows = _rows(audited, place)
    if rows.empty or choices.terms.against not in (REST, *rows[_GROUP]):
        return NO_EVIDENCE
    asked = Asked(
        group=_GROUP,
        speaker=_SPEAKER if plan.speaker or choices.rows_are_speakers else None,
        policy=choices.policy,
        system=plan.systems[place],
        terms=choices.terms,
        utterance=audited.columns.utterance if choices.wanted.utterance else None,
        alternatives=plan.alternatives.get(choices.policy),
    )
    measures = [name for name in audited.columns.covariates if is_number(rows[name])]
    others = {name: plan.alternatives.get(name) for name in plan.policies[1:]}
    return gather(rows, asked, lists=word_lists(language), measures=measures, policies=others)


def _rows(audited: Audited, place: int) -> pd.DataFrame:
    """Read the rows that one system answered, counted under the first policy."""
    parts = list(_parts(audited, place))
    if not parts:
        return pd.DataFrame()
    rows = pd.concat(parts, ignore_index=True)
    policy = audited.choices.policy
    counts = count_errors(
        rows["reference"],
        rows["hypothesis"],
        policy,
        alternatives=audited.counting.plan.alternatives.get(policy),
    )
    rows[COUNTS] = counts[COUNTS]
    rows["empty_hypothesis"] = rows["hypothesis"].str.strip() == ""
    return rows


def _parts(audited: Audited, place: int) -> Iterator[pd.DataFrame]:
    plan, columns = audited.counting.plan, audited.columns
    step, first = every_kth(audited), 0
    numbers = audited.numbers
    for batch in audited.tables.batches(plan.columns(), BATCH_ROWS, numbers=numbers):
        chosen = np.arange(-first % step, batch.num_rows, step)
        table = batch.take(chosen).to_pandas()
        rows = pd.DataFrame(
            {
                "reference": table[plan.reference],
                "hypothesis": table[plan.systems[place]],
                _GROUP: _labels(table[list(plan.groups)]),
                _SPEAKER: table[plan.speaker] if plan.speaker else chosen + first,
            }
        )
        for name in (*columns.covariates, columns.utterance):
            if name in table.columns:
                rows[name] = table[name]
        first += batch.num_rows
        yield rows.dropna(subset=["reference", "hypothesis"])


def _labels(columns: pd.DataFrame) -> "pd.Series[str]":
    """Cross columns of labels; who left one empty is undisclosed."""
    texts = columns.fillna("").astype(str)
    disclosed = (texts.apply(lambda column: column.str.strip()) != "").all(axis=1)
    return texts.agg(CROSSED.join, axis=1).where(disclosed, UNDISCLOSED)
