"""What stands behind one comparison: where the errors are, what else could explain a gap.

Every part may be empty: a table without recordings has no strata, a campaign that refused nobody no
selection.
"""

from dataclasses import dataclass
from typing import Literal

from pipeline.results.disparity import Disparity
from pipeline.results.selection import RefusedBack, SelectionGap, SelectionStep
from pipeline.results.verdicts import Status
from pipeline.results.words import Confusion, HarmfulRow, WordRow

ErrorType = Literal["substitutions", "deletions", "insertions"]
StratumName = Literal["low", "middle", "high"]
OptionalKind = Literal["hesitations", "form"]


@dataclass(frozen=True, slots=True)
class ErrorTypeRow:
    """One kind of error in one group. Limits are unadjusted 95 %; there are no tests.

    Attributes:
        group: The group.
        against: Its comparison.
        type: Which errors.
        errors: How many.
        share: Of all errors of the group; None where it has none.
        rate: Per reference word; None without words.
        rate_low: Lower limit over speakers.
        rate_high: Upper limit.
        ratio: Rate over that of the comparison; None where undefined, and for the undisclosed.
        ratio_low: Lower limit.
        ratio_high: Upper limit.
    """

    group: str
    against: str
    type: ErrorType
    errors: int
    share: float | None
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None


@dataclass(frozen=True, slots=True)
class SilenceRow:
    """In how many utterances with an empty reference the recogniser heard words, of one group.

    Attributes:
        group: The group.
        utterances: With an empty reference.
        with_words: Of these, how many the recogniser heard words in.
        inserted_words: How many words.
        share: with_words / utterances.
        share_low: Lower 95 % limit over speakers; None where undefined.
        share_high: Upper limit.
        status: Whether the speakers are enough to say anything.
    """

    group: str
    utterances: int
    with_words: int
    inserted_words: int
    share: float
    share_low: float | None
    share_high: float | None
    status: Status


@dataclass(frozen=True, slots=True)
class StratumRow:
    """One group within one third.

    Attributes:
        measure: What was cut into thirds, as SNR.
        stratum: Which third.
        lowest: Smallest value of the measure in the third.
        highest: Largest value.
        group: The group.
        utterances: Of the group in the third.
        speakers: Who spoke them.
        words: Reference words.
        wer: Rate; None without words.
        wer_low: Lower 95 % limit over speakers.
        wer_high: Upper limit.
        ratio: Rate over that of the comparison in the same third; None where undefined.
        ratio_low: Lower 95 % limit, unadjusted.
        ratio_high: Upper limit.
        status: Of the gap; of the group where it has none.
    """

    measure: str
    stratum: StratumName
    lowest: float
    highest: float
    group: str
    utterances: int
    speakers: int | None
    words: int
    wer: float | None
    wer_low: float | None
    wer_high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    status: Status


@dataclass(frozen=True, slots=True)
class OptionalTokensRow:
    """What a policy left out or rewrote in the texts of one group.

    Attributes:
        policy: The policy.
        kind: `hesitations`, or a `form` of speech such as `gonna`.
        form: The form; empty for hesitations.
        group: The group.
        times: In references and hypotheses together.
        times_in_references: In references.
        times_in_hypotheses: In hypotheses.
        utterances: Of the group, in which it happened.
        words: Of the group's references.
        times_per_thousand: Times for every thousand words; None without words.
    """

    policy: str
    kind: OptionalKind
    form: str
    group: str
    times: int
    times_in_references: int
    times_in_hypotheses: int
    utterances: int
    words: int
    times_per_thousand: float | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Details of one grouping, under one system and one policy.

    Attributes:
        error_types: Substitutions, deletions and insertions of each group.
        silence: Words heard where nothing was said.
        word_classes: Names, numbers and all other words, each as one word.
        words: The words with the most excess errors, most first.
        confusions: Example pairs, what was said and what was heard.
        harmful: Words that do harm when heard wrongly.
        strata: Rates and ratios within low, middle and high of a measure.
        policies: The same rows under other policies.
        optional_tokens: Hesitations left out and forms of speech rewritten by a policy.
        selection_gaps: Refusals of each group by each rule, tested by speaker.
        selection_steps: What each filter adds, in the order they are applied.
        refused_back: The gaps with the refused utterances back in; None where none could be.
    """

    error_types: tuple[ErrorTypeRow, ...] = ()
    silence: tuple[SilenceRow, ...] = ()
    word_classes: tuple[WordRow, ...] = ()
    words: tuple[WordRow, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    harmful: tuple[HarmfulRow, ...] = ()
    strata: tuple[StratumRow, ...] = ()
    policies: tuple[Disparity, ...] = ()
    optional_tokens: tuple[OptionalTokensRow, ...] = ()
    selection_gaps: tuple[SelectionGap, ...] = ()
    selection_steps: tuple[SelectionStep, ...] = ()
    refused_back: RefusedBack | None = None


NO_EVIDENCE = Evidence()
