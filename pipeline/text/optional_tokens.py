"""What a policy leaves out or rewrites for other reasons than spelling, so that a report can say.

Hesitations and tags (`uh`, `[noise]`) are optional: no error whether present or not. Forms of
speech (`gonna`) are compared as what they stand for. Both happen on both sides, and both may
happen more often in one group of speakers than in another.
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.text.policies import language_policy


def count_optional_tokens(texts: Iterable[str], policy: str) -> NDArray[np.int64]:
    """Count the hesitations and tags of every text that a policy does not compare.

    Args:
        texts: References, or hypotheses.
        policy: The name of a policy; `verbatim-1` and `basic-1` set nothing aside.

    Returns:
        int64 (texts,), in order.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> count_optional_tokens(["Um, we uh met [door slams]", "we met"], "english-1").tolist()
        [3, 0]
    """
    language = language_policy(policy)
    if language is None:
        return np.zeros(len(list(texts)), np.int64)
    return np.fromiter(map(language.count_optional_tokens, texts), np.int64)


def dialect_rewrites(texts: Iterable[str], policy: str) -> pd.DataFrame:
    """Count the forms of speech that a policy rewrites, text by text.

    Args:
        texts: References, or hypotheses.
        policy: The name of a policy.

    Returns:
        One row for each text and form that it holds: int64 `row` (counted from 0), `form` as in
        the policy's table, int64 `times`; ordered by row, then form.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> dialect_rewrites(["I'm gonna go", "I go"], "english-1").to_dict("records")
        [{'row': 0, 'form': 'gonna', 'times': 1}]
    """
    language = language_policy(policy)
    found: list[tuple[int, str, int]] = []
    for row, text in enumerate(texts if language else ()):
        forms = language.dialect_forms(text) if language else []
        found += [(row, form, times) for form, times in sorted(Counter(forms).items())]
    frame = pd.DataFrame(found, columns=["row", "form", "times"])
    return frame.astype({"row": "int64", "form": "str", "times": "int64"})
