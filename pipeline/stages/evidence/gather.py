"""What stands behind one comparison, gathered from the texts and counts it was made of.

Both the pipeline's report and the audit of a bare table ask here, so that a number on a page means
the same wherever the rows came from. Where nobody said who spoke, what rests on speakers is null.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.disparity.assess import assess
from pipeline.disparity.evidence.error_types import error_types, words_from_silence
from pipeline.disparity.evidence.strata import stratify
from pipeline.results.disparity import Disparity
from pipeline.results.evidence import Evidence
from pipeline.stages.comparing.counting import ErrorCounting
from pipeline.stages.evidence.asked import Asked
from pipeline.stages.evidence.optional_tokens import optional_token_rows
from pipeline.stages.evidence.words import NO_LISTS, NO_WORDS, WordLists, harmful_rows, word_rows
from pipeline.text.alternatives import Alternatives
from pipeline.text.counts import count_errors

_COUNTED = ["substitutions", "deletions", "insertions", "words"]


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
        lists: Harmful words and words for numbers; see `pipeline.stages.evidence.words`.
        measures: Columns of numbers to cut into low, middle and high, such as SNR in dB.
        policies: Further policies to count the same rows under, each with its alternatives.
        words: Whether to look at single words: excess words, confusions, harmful words.

    Raises:
        TableError: A column is missing, or a measure holds no numbers.
        SettingsError: No policy has this name.
    """
    others = policies or {}
    found = word_rows(texts, asked, lists.numbers) if words else NO_WORDS
    group, speaker, terms, utterance = asked.group, asked.speaker, asked.terms, asked.utterance
    return Evidence(
        error_types=error_types(
            texts, group=group, speaker=speaker, against=terms.against, utterance=utterance
        ),
        silence=words_from_silence(texts, group=group, speaker=speaker, terms=terms),
        word_classes=found.classes,
        words=found.words,
        confusions=found.confusions,
        harmful=harmful_rows(texts, asked, lists.harmful) if words else (),
        strata=tuple(
            row
            for measure in measures
            for row in stratify(
                texts,
                measure=measure,
                group=group,
                speaker=speaker,
                terms=terms,
                utterance=utterance,
            )
        ),
        policies=tuple(_under(texts, asked, *other) for other in others.items()),
        optional_tokens=optional_token_rows(texts, group, [asked.policy, *others]),
    )


def _under(
    texts: pd.DataFrame, asked: Asked, policy: str, alternatives: Alternatives | None
) -> Disparity:
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
        terms=asked.terms,
        utterance=asked.utterance,
    )
