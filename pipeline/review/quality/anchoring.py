"""Anchoring: how far the text that a recogniser gave leads the listeners who are shown it.

Three signs, none of which alone proves anything of anybody:

survived    the wrong word of an attention check (`pipeline.review.assigning.attention_checks`)
            still stands in the text that the listener saved
too fast    the listener accepted the shown text in less time than it takes to hear the recording
pull        how much nearer a text is to the machine's when it was shown than when it was not

The first is an experiment: where the word goes is drawn, so that a wrong word that survives is an
error the listener let through. The last two are associated with anchoring. A text that is shown
also helps to hear what is said, so being nearer to it is not by itself being led astray.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.review.assigning.attention_checks import fails_attention_check
from pipeline.review.quality.listener_groups import split_by_marks
from pipeline.review.quality.token_agreement import Pairs, count_edits
from pipeline.statistics.clustered import (
    Estimate,
    Observations,
    clustered_difference,
    clustered_rate,
)
from pipeline.statistics.proportions import Share, estimate_share
from pipeline.statistics.rates import Floats


@dataclass(frozen=True, slots=True)
class Led:
    """One worker's signs, each a share with Wilson's interval.

    Attributes:
        worker_id: Whose.
        survived: Attention checks whose wrong word survived, of those they were shown.
        too_fast: Texts accepted unchanged faster than the recording plays, of all shown them.
    """

    worker_id: str
    survived: Share
    too_fast: Share


@dataclass(frozen=True, slots=True)
class Anchoring:
    """How far listeners are led.

    Attributes:
        survived: Share of attention checks whose wrong word survived.
        too_fast: Share of shown texts that were accepted unchanged too fast.
        blind_to_machine: Distance of texts from the machine's text, where it was not shown.
        shown_to_machine: The same where it was shown.
        pull: The first less the second: the anchoring index. Above 0: shown texts are nearer.
        blind_to_others: Disagreement of a text typed blind with texts of those who were shown one.
        shown_to_others: Disagreement of two texts whose writers were both shown one.
        unlike_others: The first less the second.
        workers: Each worker's signs, by id.
    """

    survived: Estimate
    too_fast: Estimate
    blind_to_machine: Estimate
    shown_to_machine: Estimate
    pull: Estimate
    blind_to_others: Estimate
    shown_to_others: Estimate
    unlike_others: Estimate
    workers: tuple[Led, ...]


def anchoring(
    texts: pd.DataFrame, pairs: Pairs, policy: str, *, too_fast_ratio: float
) -> Anchoring:
    """Measure how far listeners are led.

    Args:
        texts: One row a saved text: `worker_id`, `speaker_id`, `text`, `action`, `unaided` (True
            where nothing was shown, None where that is not known), `machine_text` (the
            recogniser's own; None where there is none), `planted_text` (what was shown in its
            place, for an attention check; else None), `active_s` and `duration_s` (null where not
            known).
        pairs: Every two texts of each recording, with the column `unaided`.
        policy: The normalisation policy under which words are compared.
        too_fast_ratio: Accepted in less than this share of the recording's length is too fast.

    Returns:
        The figures. A check whose wrong word another listener typed without seeing it is taken to
        be no error, and left out (column `attention_check_was_right`, if `texts` has it).
    """
    checked = _find_checked(texts, policy)
    hasty = _hasty(texts, too_fast_ratio)
    blind, shown = _to_machine(texts, policy)
    _, one_blind, both_shown = split_by_marks(pairs, "unaided")
    apart, together = pairs.observations(one_blind), pairs.observations(both_shown)
    return Anchoring(
        survived=clustered_rate(_observe_marks(checked, "survived", texts)),
        too_fast=clustered_rate(_observe_marks(hasty, "hasty", texts)),
        blind_to_machine=clustered_rate(blind),
        shown_to_machine=clustered_rate(shown),
        pull=clustered_difference(blind, shown),
        blind_to_others=clustered_rate(apart),
        shown_to_others=clustered_rate(together),
        unlike_others=clustered_difference(apart, together),
        workers=_by_worker(checked, hasty),
    )


def _find_checked(texts: pd.DataFrame, policy: str) -> pd.DataFrame:
    """Find the texts typed under an attention check, and whether its wrong word survived."""
    shown = texts[texts["planted_text"].notna() & texts["machine_text"].notna()]
    if "attention_check_was_right" in shown:
        shown = shown[~shown["attention_check_was_right"].astype(bool)]
    survived = [
        fails_attention_check(machine, planted, typed, policy)
        for machine, planted, typed in zip(
            shown["machine_text"], shown["planted_text"], shown["text"], strict=True
        )
    ]
    return shown.assign(survived=np.array(survived, bool))


def _hasty(texts: pd.DataFrame, ratio: float) -> pd.DataFrame:
    """Find shown and timed texts, and whether they were accepted too fast to have listened."""
    timed = texts[
        _marked(texts, shown=True)
        & texts["action"].isin(["accepted", "edited"])
        & texts["active_s"].notna()
        & texts["duration_s"].notna()
    ]
    fast = timed["active_s"].to_numpy(float) < ratio * timed["duration_s"].to_numpy(float)
    return timed.assign(hasty=fast & (timed["action"] == "accepted").to_numpy())


def _to_machine(texts: pd.DataFrame, policy: str) -> tuple[Observations, Observations]:
    """Count edits from the machine's text: where it was not shown, and where it was."""
    known = texts[texts["machine_text"].notna() & texts["planted_text"].isna()]
    edits, longer = count_edits(list(known["machine_text"]), list(known["text"]), policy)
    whole = _observations(known, edits, longer, texts)
    return whole.where(_marked(known, shown=False)), whole.where(_marked(known, shown=True))


def _marked(texts: pd.DataFrame, *, shown: bool) -> NDArray[np.bool_]:
    """Mark the texts whose worker is known to have been shown something, or nothing."""
    return np.array([mark is (not shown) for mark in texts["unaided"]], bool)


def _observe_marks(rows: pd.DataFrame, column: str, texts: pd.DataFrame) -> Observations:
    """Count the rows whose column is True, out of all rows."""
    return _observations(rows, rows[column].to_numpy(np.float64), np.ones(len(rows)), texts)


def _observations(
    rows: pd.DataFrame, counted: Floats, out_of: Floats, texts: pd.DataFrame
) -> Observations:
    """Give people codes that are the same for the same people whichever rows are taken."""
    speakers, workers = (
        pd.Index(texts[of].unique()).get_indexer(pd.Index(rows[of])).astype(np.int64)
        for of in ("speaker_id", "worker_id")
    )
    return Observations(counted, out_of, (speakers,), (workers,))


def _by_worker(checked: pd.DataFrame, hasty: pd.DataFrame) -> tuple[Led, ...]:
    survived = _shares(checked, "survived")
    fast = _shares(hasty, "hasty")
    nothing = estimate_share(0, 0)
    return tuple(
        Led(worker, survived.get(worker, nothing), fast.get(worker, nothing))
        for worker in sorted({*survived, *fast})
    )


def _shares(rows: pd.DataFrame, column: str) -> dict[str, Share]:
    counted = rows.groupby("worker_id")[column].agg(["sum", "size"])
    return {
        str(worker): estimate_share(int(k), int(n))
        for worker, k, n in zip(counted.index, counted["sum"], counted["size"], strict=True)
    }


def attention_check_was_right(machine: str, shown: str, others: Sequence[str], policy: str) -> bool:
    """Tell whether somebody else, who did not see the check, typed its wrong word.

    Args:
        machine: The recogniser's own text.
        shown: What was shown, one word of it changed.
        others: Texts of the same recording by people to whom it was not shown.
        policy: The normalisation policy under which words are compared.

    Example:
        >>> attention_check_was_right("burn it", "turn it", ["turn it on"], "basic-1")
        True
    """
    return any(fails_attention_check(machine, shown, text, policy) for text in others)
