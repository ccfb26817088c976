"""Which kind of error a group has more of: words swapped, dropped, made up, and words from silence.

Substitutions, deletions and insertions each per reference word, with the interval and the gap of
any pooled rate. Dropped words point to speech that was cut or not taken for speech, made-up words
to noise taken for speech; swapped ones to sounds taken for others.

An utterance whose reference is empty (nobody spoke) has no error rate. What a recogniser answers to
it is told apart: how many such utterances got words, and how many words.
"""

import pandas as pd

from pipeline.disparity.cells import COUNTS, Cells, make_cells, read_labels, speaker_sums
from pipeline.disparity.selection.shares import selection_shares
from pipeline.disparity.terms import USUAL_TERMS, Terms
from pipeline.results.disparity import REST
from pipeline.results.evidence import ErrorType, ErrorTypeRow, SilenceRow
from pipeline.statistics.comparisons import compare
from pipeline.statistics.rates import pooled_rate
from pipeline.tables import UNDISCLOSED

_TYPES: tuple[ErrorType, ...] = ("substitutions", "deletions", "insertions")
_HEARD = "\0heard"


def error_types(
    counts: pd.DataFrame,
    *,
    group: str,
    speaker: str | None,
    against: str = REST,
    utterance: str | None = None,
) -> tuple[ErrorTypeRow, ...]:
    """Tell the rate of each kind of error in each group, and its ratio to the comparison.

    Args:
        counts: As `pipeline.disparity.assess.assess` takes it.
        group: Column of group labels.
        speaker: Column of speakers; None where unknown: then rows stand for speakers.
        against: `rest`, or the name of a group.
        utterance: Column that tells which rows are the same utterance.

    Raises:
        TableError: A column is missing, or a count is not a whole number from 0 up.

    Example:
        >>> frame = pd.DataFrame({"who": range(24), "accent": ["a", "b"] * 12, "words": 50})
        >>> frame = frame.assign(substitutions=[4, 5] * 12, deletions=[2, 6] * 12, insertions=1)
        >>> frame["empty_hypothesis"] = False
        >>> rows = error_types(frame, group="accent", speaker="who")
        >>> [(row.type, row.ratio) for row in rows if row.group == "b"]
        [('substitutions', 1.25), ('deletions', 3.0), ('insertions', 1.0)]
    """
    cells = make_cells(counts, group=group, speaker=speaker, utterance=utterance)
    return tuple(_row(cells, name, against, kind) for name in cells.names() for kind in _TYPES)


def _row(cells: Cells, name: str, against: str, kind: ErrorType) -> ErrorTypeRow:
    own = cells.select(name)
    side = speaker_sums(own, hits=kind)
    rate = pooled_rate(side)
    ratio = ratio_low = ratio_high = None
    if name not in (UNDISCLOSED, against):
        other = cells.select_rest(name) if against == REST else cells.select(against)
        if not other.empty:
            found = compare(side, speaker_sums(other, hits=kind))
            ratio, ratio_low, ratio_high = found.ratio, found.ratio_low, found.ratio_high
    errors, all_errors = int(own[kind].sum()), int(own[list(COUNTS[:3])].to_numpy().sum())
    return ErrorTypeRow(
        group=name,
        against=against,
        type=kind,
        errors=errors,
        share=errors / all_errors if all_errors else None,
        rate=rate.value,
        rate_low=rate.low,
        rate_high=rate.exact_upper if rate.exact_upper is not None else rate.high,
        ratio=ratio,
        ratio_low=ratio_low,
        ratio_high=ratio_high,
    )


def words_from_silence(
    counts: pd.DataFrame, *, group: str, speaker: str | None, terms: Terms = USUAL_TERMS
) -> tuple[SilenceRow, ...]:
    """Tell how often a recogniser heard words where the reference has none.

    Args:
        counts: As `pipeline.disparity.assess.assess` takes it.
        group: Column of group labels.
        speaker: Column of speakers; None where unknown.
        terms: From how many speakers a group has the status `reported`.

    Returns:
        One row a group that has such utterances.

    Example:
        >>> frame = pd.DataFrame({"who": list("aabb"), "accent": "x", "words": [0, 0, 0, 7]})
        >>> frame["insertions"] = [2, 0, 3, 1]
        >>> row = words_from_silence(frame, group="accent", speaker="who")[0]
        >>> row.utterances, row.with_words, row.inserted_words
        (3, 2, 5)
    """
    silent = counts[(counts["words"] == 0).to_numpy()]
    if silent.empty:
        return ()
    silent = silent.assign(**{_HEARD: (silent["insertions"] > 0).to_numpy()})
    inserted = silent.groupby(read_labels(silent[group]).to_numpy())["insertions"].sum()
    shares = selection_shares(silent, rules=[_HEARD], group=group, speaker=speaker, terms=terms)
    return tuple(
        SilenceRow(
            group=each.group,
            utterances=each.utterances,
            with_words=each.set_aside,
            inserted_words=int(inserted[each.group]),
            share=each.share,
            share_low=each.share_low,
            share_high=each.share_high,
            status=each.status,
        )
        for each in shares
    )
