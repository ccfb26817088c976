"""The gaps again within low, middle and high values of one measure, for who distrusts models.

The utterances are cut at the terciles of the measure, so that each third holds as many of them.
Within a third, rates and ratios are those of any table. There are no p-values: three tables of
tests beside the one that decides would only give three more chances of a false alarm.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from pipeline.disparity.assess import assess
from pipeline.disparity.cells import read_labels
from pipeline.disparity.covariates import is_number
from pipeline.disparity.terms import USUAL_TERMS, Terms
from pipeline.errors import TableError
from pipeline.results.disparity import REST, Disparity
from pipeline.results.evidence import StratumName, StratumRow
from pipeline.statistics.rates import Floats
from pipeline.tables import UNDISCLOSED

_NAMES: tuple[StratumName, ...] = ("low", "middle", "high")


def stratify(
    counts: pd.DataFrame,
    *,
    measure: str,
    group: str,
    speaker: str | None,
    terms: Terms = USUAL_TERMS,
    utterance: str | None = None,
) -> tuple[StratumRow, ...]:
    """Tell rates and ratios of every group within each third of a measure.

    Args:
        counts: As `pipeline.disparity.assess.assess` takes it.
        measure: Column of numbers, as SNR in dB; rows without one are in no third, and neither
            are the undisclosed when the thirds are cut.
        group: Column of group labels.
        speaker: Column of speakers; None where unknown.
        terms: As in `assess`; in a third that lacks the group to compare with, it is the rest.
        utterance: Column that tells which rows are the same utterance.

    Returns:
        Third by third from the low one, within it by group. A measure with fewer than three
        values has fewer thirds; one without any has none.

    Raises:
        TableError: The measure is missing or holds no numbers.

    Example:
        >>> who = np.repeat(np.arange(24), 6)
        >>> frame = pd.DataFrame({"who": who, "accent": np.where(who % 2, "a", "b"), "words": 20})
        >>> frame = frame.assign(snr=np.tile(range(6), 24), substitutions=9 - np.tile(range(6), 24))
        >>> frame = frame.assign(deletions=0, insertions=0, empty_hypothesis=False)
        >>> rows = stratify(frame, measure="snr", group="accent", speaker="who")
        >>> [(r.stratum, r.lowest, r.highest, r.wer) for r in rows if r.group == "a"]
        [('low', 0.0, 1.0, 0.425), ('middle', 2.0, 3.0, 0.325), ('high', 4.0, 5.0, 0.225)]
    """
    _require_numbers(counts, measure)
    values = counts[measure].to_numpy(float, na_value=np.nan)
    finite = np.isfinite(values)
    disclosed = (read_labels(counts[group]) != UNDISCLOSED).to_numpy()
    if not (finite & disclosed).any():
        return ()
    edges = [-np.inf, *np.quantile(values[finite & disclosed], [1 / 3, 2 / 3]), np.inf]
    rows: list[StratumRow] = []
    for name, (above, to) in zip(_NAMES, pairwise(edges), strict=True):
        inside = finite & (values > above) & (values <= to)
        if not (inside & disclosed).any():
            continue
        part = counts[inside]
        found = assess(
            part,
            group=group,
            speaker=speaker,
            system="",
            policy="",
            terms=_terms_within(part[group], terms),
            utterance=utterance,
        )
        rows += _rows(measure, name, values[inside], found)
    return tuple(rows)


def _terms_within(labels: pd.Series, terms: Terms) -> Terms:
    """Give the terms for a third, in which a group to compare with may be missing."""
    return terms if (read_labels(labels) == terms.against).any() else replace(terms, against=REST)


def _require_numbers(counts: pd.DataFrame, measure: str) -> None:
    if measure not in counts.columns or not is_number(counts[measure]):
        raise TableError(
            f"no column of numbers {measure!r}",
            expected="a measure that can be cut into low, middle and high",
            where="stratifying",
            offenders=[str(column) for column in counts.columns],
        )


def _rows(
    measure: str, name: StratumName, values: Floats, found: Disparity
) -> Sequence[StratumRow]:
    rows = []
    for each, gap, _ in found.judged():
        totals = each.totals
        rows.append(
            StratumRow(
                measure=measure,
                stratum=name,
                lowest=float(values.min()),
                highest=float(values.max()),
                group=each.group,
                utterances=totals.utterances,
                speakers=totals.speakers,
                words=totals.words,
                wer=totals.wer,
                wer_low=totals.wer_low,
                wer_high=totals.wer_high,
                ratio=gap.ratio if gap else None,
                ratio_low=gap.ratio_low if gap else None,
                ratio_high=gap.ratio_high if gap else None,
                status=gap.status if gap else each.status,
            )
        )
    return rows
