"""What else could explain a gap, and is measured anyway: sound, pace, prompt, device, age, gender.

Nobody has to ask for it: what the audio checks measured joins by itself. A covariate that is the
same everywhere says nothing, and one that most utterances lack would throw them out; both stay out.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.disparity.covariates import is_number
from pipeline.statistics.rates import Floats
from pipeline.tables import UNDISCLOSED

SNR = "snr_db"
NUMBERS = (SNR, "bandwidth_hz", "speaking_rate", "prompt_words")
CATEGORIES = ("device", "age_band", "gender")
_LEAST_KNOWN = 0.5
# Of each category a model learns its own rate; with fewer speakers than this for each it learns
# who they are.
_SPEAKERS_A_CATEGORY = 10


def with_covariates(
    frame: pd.DataFrame, measurements: pd.DataFrame, prompts: pd.DataFrame
) -> pd.DataFrame:
    """Add what the audio checks measured, and what follows from the texts.

    Args:
        frame: `utterance_id`, `prompt_id`, `words` (of the reference), `duration_s`.
        measurements: `utterance_id` and `measures`, a mapping of what was measured.
        prompts: `prompt_id` and `text`.

    Returns:
        The rows of `frame` with float64 `snr_db`, `bandwidth_hz` (Hz), `speaking_rate` (words a
        second) and `prompt_words` (of the prompt), null where unknown.
    """
    measures: dict[str, dict[str, float | None]] = dict(
        zip(measurements["utterance_id"], measurements["measures"], strict=True)
    )
    of_row = [measures.get(utterance_id) or {} for utterance_id in frame["utterance_id"]]
    lengths = {
        prompt_id: float(len(text.split()))
        for prompt_id, text in zip(prompts["prompt_id"], prompts["text"], strict=True)
    }
    seconds = frame["duration_s"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        pace = frame["words"].to_numpy(float) / seconds
    return frame.assign(
        **{name: _floats([one.get(name) for one in of_row]) for name in (SNR, "bandwidth_hz")},
        speaking_rate=np.where(seconds > 0, pace, np.nan),
        prompt_words=_floats([lengths.get(prompt_id) for prompt_id in frame["prompt_id"]]),
    )


def usable_covariates(frame: pd.DataFrame, speaker: str = "speaker_id") -> list[str]:
    """Name the covariates that can be held equal.

    Example:
        >>> frame = pd.DataFrame({"speaker_id": [str(n % 20) for n in range(40)]})
        >>> frame = frame.assign(snr_db=range(40), bandwidth_hz=8000.0, gender="undisclosed")
        >>> frame["device"] = ["phone", "laptop"] * 20
        >>> usable_covariates(frame)
        ['snr_db', 'device']
    """
    speakers = frame[speaker].nunique()
    return [
        name
        for name in (*NUMBERS, *CATEGORIES)
        if name in frame.columns and _is_usable(frame[name], speakers)
    ]


def is_measured(column: pd.Series) -> bool:
    """Whether a column of numbers differs between utterances, and most have one."""
    known = column.dropna()
    return bool(len(known) >= max(1, _LEAST_KNOWN * len(column)) and known.min() < known.max())


def _is_usable(column: pd.Series, speakers: int) -> bool:
    if is_number(column):
        return is_measured(column)
    told = column[(column != UNDISCLOSED) & (column != "")]
    several = 1 < told.nunique() <= 1 + speakers / _SPEAKERS_A_CATEGORY
    return len(told) >= _LEAST_KNOWN * len(column) and several


def _floats(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values], np.float64)
