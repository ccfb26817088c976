"""Words whose misrecognition harms: heard where nobody said them, missed where somebody did.

The words are a list that the team gives (self-harm, medicine, negation, money). Counted by
utterance under a policy, wherever in it they stand: with a times said and b times heard,
max(0, a - b) are missed and max(0, b - a) are heard in vain. A phrase counts where its words follow
one another.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.disparity.cells import (
    NOBODY,
    number_speakers,
    read_labels,
    require_columns,
    speaker_sums,
)
from pipeline.results.words import HarmfulRow
from pipeline.statistics.rates import pooled_rate
from pipeline.statistics.shares import share_limits
from pipeline.tables import UNDISCLOSED
from pipeline.text.policies import tokens


def harmful_words(
    texts: pd.DataFrame,
    words: Sequence[str],
    *,
    policy: str,
    group: str,
    speaker: str | None,
) -> tuple[HarmfulRow, ...]:
    """Count harmful words by group.

    Args:
        texts: One row an utterance: `reference`, `hypothesis`, and the columns named below.
        words: Words or phrases.
        policy: The normalisation policy under which they are compared.
        group: Column of group labels; null and blank are `undisclosed`.
        speaker: Column of speakers; None where unknown: then no limits are given.

    Returns:
        All words together first, then each; within it by group, undisclosed last.

    Raises:
        TableError: A column is missing.
        SettingsError: No policy has this name.

    Example:
        >>> texts = pd.DataFrame({"who": list("ab"), "accent": "x"})
        >>> texts["reference"] = ["Pass me the salt.", "do not stop"]
        >>> texts["hypothesis"] = ["pass me the suicide", "do stop"]
        >>> rows = harmful_words(
        ...     texts, ["suicide", "not"], policy="basic-1", group="accent", speaker="who"
        ... )
        >>> [(row.word, row.missed, row.heard_in_vain) for row in rows]
        [(None, 1, 1), ('suicide', 0, 1), ('not', 1, 0)]
    """
    wanted = ["reference", "hypothesis", group, *([speaker] if speaker else [])]
    require_columns(texts, wanted, where="harmful words")
    forms = {word: tuple(tokens(word, policy)) for word in words}
    forms = {word: form for word, form in forms.items() if form}
    cells = pd.DataFrame(
        {"group": read_labels(texts[group]), "speaker": number_speakers(texts, speaker)}
    )
    sides = [[tokens(text, policy) for text in texts[name]] for name in ("reference", "hypothesis")]
    rows = []
    for word, found in _counted(forms, *sides):
        frame = cells.assign(utterances=1, **found)
        rows += _rows(word, frame[frame["speaker"] != NOBODY], known=speaker is not None)
    return tuple(rows)


def _counted(
    forms: dict[str, tuple[str, ...]], references: list[list[str]], hypotheses: list[list[str]]
) -> list[tuple[str | None, dict[str, NDArray[np.int64]]]]:
    """Count every word in every utterance; first all of them together."""
    found: list[tuple[str | None, dict[str, NDArray[np.int64]]]] = []
    for word, form in forms.items():
        times = [
            np.array([_times(form, text) for text in side]) for side in (references, hypotheses)
        ]
        found.append(
            (
                word,
                {
                    "said": times[0],
                    "missed": np.maximum(times[0] - times[1], 0),
                    "in_vain": np.maximum(times[1] - times[0], 0),
                },
            )
        )
    if not found:
        return []
    kinds = ("said", "missed", "in_vain")
    every = {kind: np.sum([each[kind] for _, each in found], axis=0) for kind in kinds}
    return [(None, every), *found]


def _times(form: tuple[str, ...], text: list[str]) -> int:
    return sum(
        text[at] == form[0] and tuple(text[at : at + len(form)]) == form for at in range(len(text))
    )


def _rows(word: str | None, frame: pd.DataFrame, *, known: bool) -> list[HarmfulRow]:
    names = sorted(set(frame["group"]), key=lambda name: (name == UNDISCLOSED, name))
    rows = []
    for name in names:
        own = frame[frame["group"] == name]
        missed = speaker_sums(own[own["said"] > 0], hits="missed", exposure="said")
        said = int(missed.out_of.sum())
        low, high, _ = share_limits(missed) if said and known else (None, None, None)
        in_vain = pooled_rate(speaker_sums(own, hits="in_vain", exposure="utterances"))
        rows.append(
            HarmfulRow(
                word=word,
                group=name,
                speakers=int(own["speaker"].nunique()) if known else None,
                utterances=len(own),
                said=said,
                missed=int(own["missed"].sum()),
                heard_in_vain=int(own["in_vain"].sum()),
                missed_share=float(missed.counted.sum()) / said if said else None,
                missed_low=low,
                missed_high=high,
                in_vain_rate=in_vain.value,
                in_vain_low=in_vain.low if known else None,
                in_vain_high=_upper(in_vain.exact_upper, in_vain.high, known=known),
            )
        )
    return rows


def _upper(exact: float | None, high: float | None, *, known: bool) -> float | None:
    return (exact if exact is not None else high) if known else None
