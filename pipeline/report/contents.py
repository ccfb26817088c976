"""What a report says, before it has a form: frozen values that every renderer reads.

Nothing here knows how the numbers were made: what statistics found comes as `pipeline.results`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from accents.coverage import CoverageRow
from pipeline.report.work_done import WorkDone
from pipeline.results.disparity import Disparity
from pipeline.results.evidence import NO_EVIDENCE, Evidence
from pipeline.results.pairs import Pair
from pipeline.results.selection import SelectionShare

GROUPING_ORDER = ("accent", "region", "gender", "age_band", "device", "accent_by_gender")
"""Accent groups first; keys not named here follow in the order given."""

DiffOp = Literal["equal", "substitute", "delete", "insert"]


@dataclass(frozen=True)
class Folded:
    """A group too small to be shown alone, counted within another one.

    Attributes:
        name: Display name of the small group.
        into: Display name of the group that holds it now.
        speakers: How many speakers the small group has.
    """

    name: str
    into: str
    speakers: int


@dataclass(frozen=True)
class Grouping:
    """The comparison of all groups along one line: accent, region, device.

    Attributes:
        key: One of `GROUPING_ORDER`, or a column name of a table.
        title: Heading; empty for a known key takes the heading of the report's language.
        result: Rates and gaps of its groups.
        folded: Small groups and where they went.
        names: Group to display name; a group not named is shown as it is.
        evidence: What stands behind it: error types, words, strata, selection.
    """

    key: str
    result: Disparity
    title: str = ""
    folded: tuple[Folded, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    evidence: Evidence = NO_EVIDENCE


@dataclass(frozen=True)
class SelectionRow:
    """How often one automatic rule refused one group's utterances; rates are fractions."""

    rule: str
    group: str
    refused: int
    offered: int
    rate: float | None
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, share: SelectionShare, group: str) -> "SelectionRow":
        """The share of one rule and group, under the group's name."""
        return cls(
            rule=share.rule,
            group=group,
            refused=share.set_aside,
            offered=share.utterances,
            rate=share.share,
            low=share.share_low,
            high=share.share_high,
        )


@dataclass(frozen=True)
class DecisionCount:
    """How many utterances met one decision for one reason; `reason` may be empty."""

    decision: str
    reason: str
    utterances: int


@dataclass(frozen=True)
class WorstUtterance:
    """An utterance with many errors, to be read and heard.

    Attributes:
        utterance_id: Its id.
        group: Accent group, as a display name.
        wer: Errors by reference words, a fraction without a cap; null for an empty reference.
        words: Reference words.
        method: How the reference was reached: single, consensus, adjudicated, prompt.
        diff: Steps (operation, reference word, hypothesis word); the word that an operation
            does not have is the empty string.
        audio_link: Path from the report to the recording, not percent-encoded; links that are
            not relative are not made.
    """

    utterance_id: str
    group: str
    wer: float | None
    words: int
    method: str
    diff: tuple[tuple[DiffOp, str, str], ...]
    audio_link: str | None = None


@dataclass(frozen=True)
class CollectedTotals:
    """What went into the report as a whole, whether it could be scored or not."""

    utterances: int = 0
    speakers: int = 0
    hours: float | None = None


@dataclass(frozen=True)
class ReportContents:
    """Everything one report says.

    Attributes:
        campaign: Name of the collection effort.
        language: Language of the report's own prose, `en` or `fr`.
        speech_language: BCP-47 tag of what is spoken; marks the utterances' words.
        generated_at: When the report was made, UTC.
        period: First and last day of recording, where known.
        policy: Normalisation policy under which errors were counted.
        against: `rest`, or the group all others are compared with.
        engine: Recogniser.
        model: Its model.
        model_version: Version or hash of the model.
        references: How many references were reached by each method.
        totals: What was collected.
        groupings: One comparison for each line of grouping.
        left_out: Reason to number of utterances that could not be scored.
        coverage: Accent groups collected, beside what was expected.
        missing_groups: Display names of expected groups without a speaker.
        selection: What each automatic rule refused, by group.
        decisions: What was decided about the utterances.
        worst: Utterances with the most errors, worst first.
        pairs: Two systems on the same speakers, overall and by group.
        work: Who did the work; null where nobody did any.
        notes: Warnings a reader must see first, such as that voices are synthetic.
        min_speakers: Speakers a group needs for a verdict.
        min_effective_speakers: Effective speakers a group needs for a verdict.
    """

    campaign: str
    language: Literal["en", "fr"]
    generated_at: datetime
    policy: str
    against: str
    engine: str
    model: str
    model_version: str = ""
    speech_language: str = "en"
    period: tuple[date, date] | None = None
    references: Mapping[str, int] = field(default_factory=dict)
    totals: CollectedTotals = CollectedTotals()
    groupings: tuple[Grouping, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    coverage: tuple[CoverageRow, ...] = ()
    missing_groups: tuple[str, ...] = ()
    selection: tuple[SelectionRow, ...] = ()
    decisions: tuple[DecisionCount, ...] = ()
    worst: tuple[WorstUtterance, ...] = ()
    pairs: tuple[Pair, ...] = ()
    work: WorkDone | None = None
    notes: tuple[str, ...] = ()
    min_speakers: int = 10
    min_effective_speakers: float = 5.0

    def ordered_groupings(self) -> tuple[Grouping, ...]:
        """Accent groups first, then the other known lines, then any further ones as given."""
        rank = {key: place for place, key in enumerate(GROUPING_ORDER)}
        return tuple(sorted(self.groupings, key=lambda each: rank.get(each.key, len(rank))))
