"""What stands behind one comparison, gathered from the texts and counts it was made of.

Both the pipeline's report and the audit of a bare table ask here, so that a number on a page means
the same wherever the rows came from. Where nobody said who spoke, what rests on speakers is null.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.disparity.assess import REST, assess
from pipeline.disparity.error_types import error_types, words_from_silence
from pipeline.disparity.selection_steps import selection_steps
from pipeline.disparity.selection_tests import selection_gaps
from pipeline.disparity.strata import stratify
from pipeline.report.evidence import Evidence, Rows
from pipeline.stages.counting import ErrorCounting
from pipeline.stages.evidence_set_aside import set_aside
from pipeline.stages.evidence_words import NO_LISTS, NO_WORDS, WordLists, harmful_rows, word_rows
from pipeline.text.alternatives import Alternatives
from pipeline.text.counts import count_errors

_COUNTED = ["substitutions", "deletions", "insertions", "words"]


@dataclass(frozen=True)
class Asked:
    """How the rows of one comparison are grouped and counted.

    Attributes:
        group: Column of group labels; null and blank are `undisclosed`.
        speaker: Column of speakers; None where unknown.
        policy: The normalisation policy the rows were counted under.
        system: Name of the recogniser.
        against: `rest`, or the group all others are compared with; it must be there.
        utterance: Column that tells which rows are one utterance; None where none are.
        min_speakers: Speakers needed on both sides for a verdict.
        min_effective_speakers: Effective speakers needed.
        alternatives: What the rows were counted with besides the policy.
    """

    group: str
    speaker: str | None
    policy: str
    system: str = ""
    against: str = REST
    utterance: str | None = None
    min_speakers: int = 10
    min_effective_speakers: float = 5.0
    alternatives: Alternatives | None = None

    @property
    def least(self) -> dict[str, Any]:
        """How many speakers a verdict needs, as `pipeline.disparity` takes it."""
        return {
            "min_speakers": self.min_speakers,
            "min_effective_speakers": self.min_effective_speakers,
        }


def gather(
    texts: pd.DataFrame,
    asked: Asked,
    *,
    lists: WordLists = NO_LISTS,
    measures: Sequence[str] = (),
    policies: Mapping[str, Alternatives | None] | None = None,
    words: bool = True,
) -> Evidence:
    """Gather what stands behind one comparison, but for selection.

    Without words 20,000 utterances cost 2 s of CPU, with them 14 s (more groups cost more, fewer
    errors less): words are for a page, not for a gate, and above some 100,000 rows for nobody.

    Args:
        texts: One row an utterance, or one for each group it is in: `reference` and `hypothesis`
            (texts without what is masked; neither is null), `substitutions`, `deletions`,
            `insertions`, `words`, `empty_hypothesis`, and the columns that `asked` and
            `measures` name.
        asked: How the rows are grouped and counted.
        lists: Harmful words and words for numbers; see `pipeline.stages.evidence_words`.
        measures: Columns of numbers to cut into low, middle and high, such as SNR in dB.
        policies: Further policies to count the same rows under, each with its alternatives.
        words: Whether to look at single words: excess words, confusions, harmful words.

    Raises:
        TableError: A column is missing, or a measure holds no numbers.
        SettingsError: No policy has this name.
    """
    others = policies or {}
    found = word_rows(texts, asked, lists.numbers) if words else NO_WORDS
    shared: dict[str, Any] = {"group": asked.group, "speaker": asked.speaker}
    against: dict[str, Any] = {"against": asked.against, "utterance": asked.utterance}
    return Evidence(
        error_types=rows_of(error_types(texts, **shared, **against)),
        silence=rows_of(words_from_silence(texts, **shared, **asked.least)),
        word_classes=found.classes,
        words=found.words,
        confusions=found.confusions,
        harmful=harmful_rows(texts, asked, lists.harmful) if words else (),
        strata=tuple(
            {"measure": measure, **asdict(row)}
            for measure in measures
            for row in stratify(texts, measure=measure, **shared, **against, **asked.least)
        ),
        policies=tuple(_under(texts, asked, *other) for other in others.items()),
        set_aside=set_aside(texts, asked.group, [asked.policy, *others]),
    )


def gather_selection(
    offered: pd.DataFrame, asked: Asked, rules: Sequence[str], rng: np.random.Generator
) -> tuple[Rows, Rows]:
    """Test what each rule took from each group, and tell what it added to the rules before it.

    Args:
        offered: One row an utterance offered, or one for each group it is in; a bool column for
            each rule, and the columns `asked` names.
        asked: How the rows are grouped; policy and system do not matter.
        rules: In the order in which they work.
        rng: Draws arrangements of accents over speakers.

    Returns:
        `selection_gaps` and `selection_steps` of an `Evidence`.
    """
    if offered.empty or not rules:
        return (), ()
    gaps = selection_gaps(
        offered, rules=rules, group=asked.group, speaker=asked.speaker, rng=rng, **asked.least
    )
    return rows_of(gaps), rows_of(selection_steps(offered, rules=rules, group=asked.group))


def rows_of(results: Iterable[Any]) -> Rows:
    """Frozen results as plain rows."""
    return tuple(asdict(each) for each in results)


def _under(
    texts: pd.DataFrame, asked: Asked, policy: str, alternatives: Alternatives | None
) -> Mapping[str, Any]:
    """Assess the same rows counted under another policy."""
    counts = count_errors(
        texts["reference"], texts["hypothesis"], policy, alternatives=alternatives
    )
    counted = texts.assign(**{name: counts[name].to_numpy() for name in _COUNTED})
    return assess(
        counted,
        group=asked.group,
        speaker=asked.speaker,
        system=asked.system,
        policy=ErrorCounting(policy, alternatives).name,
        against=asked.against,
        utterance=asked.utterance,
        **asked.least,
    ).as_json()
