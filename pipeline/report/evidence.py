"""What stands behind one comparison: where the errors are, what else could explain a gap.

Rows are plain mappings under the names of the frozen dataclasses in `pipeline.disparity` that made
them (`dataclasses.asdict`), as the report's JSON carries them; nothing here knows how a number was
made. Every part may be empty: a table without recordings has no strata, a campaign that refused
nobody no selection.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Rows = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Evidence:
    """Details of one grouping, under one system and one policy.

    Attributes:
        error_types: `ErrorTypeRow`: substitutions, deletions, insertions of each group.
        silence: `SilenceRow`: words heard where nothing was said.
        word_classes: `WordRow` of names, numbers and all other words.
        words: `WordRow` of the words with the most excess errors, most first.
        confusions: `Confusion`: example pairs, what was said and what was heard.
        harmful: `HarmfulRow`: words that do harm when heard wrongly.
        strata: `StratumRow` with `measure`: rates and ratios within low, middle and high.
        policies: Objects of schema isogloss.disparity/1 of the same rows under other policies.
        set_aside: Hesitations left out and forms of speech rewritten by a policy: `policy`,
            `group`, `kind` (`hesitations` or `form`), `form`, `times_said`, `times_heard`,
            `words`, `times_per_thousand`.
        selection_gaps: `SelectionGap`: refusals of each group by each rule, tested by speaker.
        selection_steps: `SelectionStep`: what each filter adds, in the order they are applied.
        refused_back: Objects of schema isogloss.disparity/1 `reported` and `back`, and `refused`,
            how many utterances came back; null where none could.
    """

    error_types: Rows = ()
    silence: Rows = ()
    word_classes: Rows = ()
    words: Rows = ()
    confusions: Rows = ()
    harmful: Rows = ()
    strata: Rows = ()
    policies: Rows = ()
    set_aside: Rows = ()
    selection_gaps: Rows = ()
    selection_steps: Rows = ()
    refused_back: Mapping[str, Any] | None = None


NO_EVIDENCE = Evidence()
