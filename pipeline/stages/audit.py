"""Audit: disparities of any table of references, hypotheses, speakers and groups; no workspace.

The table is read once, batch by batch; rows are kept only where something asked for needs them
(covariates, selection, a page).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.disparity.adjusted import Adjustment, adjust
from pipeline.disparity.assess import REST, assess_cells
from pipeline.disparity.cells import COUNTS, Cells
from pipeline.disparity.pairs import Pair, compare_pairs
from pipeline.disparity.results import Disparity, LeftOut, Totals
from pipeline.errors import ReportError, TableError
from pipeline.io.audit_tables import AuditTables, Columns, Wanted, open_tables
from pipeline.stages.audit_counting import (
    NO_HYPOTHESIS,
    NO_REFERENCE,
    Counting,
    Plan,
    count_table,
    speaker_ranks,
)
from pipeline.stages.audit_remarks import Remark, normaliser_column, remarks_on
from pipeline.stages.audit_rows import GROUP, SPEAKER
from pipeline.stages.audit_selection import Selected, select
from pipeline.stages.audit_sums import MOST_SYSTEMS
from pipeline.tables import UNDISCLOSED
from pipeline.text.alternatives import Alternatives
from pipeline.text.policies import language_policy

BATCH_ROWS = 65_536


@dataclass(frozen=True)
class Choices:
    """What is asked of an audit.

    Attributes:
        wanted: Columns by name; those not named are guessed.
        against: `rest`, or the group all others are held against.
        policy: Policy under which errors are counted.
        second_policy: One to set beside it; empty: none.
        alternatives: A table of what may be read as something else (GLM); empty: none.
        min_speakers: Speakers needed for a verdict.
        min_effective_speakers: Effective speakers needed for one.
        rows_are_speakers: Whether every row is another speaker.
        texts: Whether rows are kept for a page.
        seed: Of the draws.
    """

    wanted: Wanted
    against: str = REST
    policy: str = "basic-1"
    second_policy: str = ""
    alternatives: str = ""
    min_speakers: int = 10
    min_effective_speakers: float = 5.0
    rows_are_speakers: bool = False
    texts: bool = False
    seed: int = 1


@dataclass(frozen=True)
class System:
    """What was found of one column of hypotheses.

    Attributes:
        found: Rates and gaps.
        cells: The sums they are made of.
        adjustment: Gaps at equal covariates; None where none were named.
        second: The same rows under the second policy.
    """

    found: Disparity
    cells: Cells
    adjustment: Adjustment | None = None
    second: Disparity | None = None


@dataclass(frozen=True)
class Audited:
    """An audit.

    Attributes:
        columns: Which columns were read, and which of them guessed.
        choices: What was asked.
        rows: Rows read.
        systems: One for each column of hypotheses.
        pairs: Every two of them, where there are several.
        selection: What was left out by decision, where a column says so.
        remarks: What a reader must know of the table.
        counting: What was summed and kept.
    """

    columns: Columns
    choices: Choices
    rows: int
    systems: tuple[System, ...]
    pairs: tuple[Pair, ...]
    selection: Selected | None
    remarks: tuple[Remark, ...]
    counting: Counting = field(repr=False)


def audit(
    sources: Sequence[str],
    choices: Choices,
    *,
    tell_columns: Callable[[Columns], None] = lambda _columns: None,
    watch: Callable[[int, int | None], None] = lambda _done, _rows: None,
) -> Audited:
    """Audit one table, which may be in several files.

    Args:
        sources: Files or bucket URLs with the same columns.
        choices: What is asked.
        tell_columns: Told which columns are read before the long work; may raise.
        watch: Told how many rows are done, and of how many where that is known.

    Raises:
        TableError: A file cannot be read, a column is missing or holds nothing, or there are too
            many groups.
        ReportError: There are not two groups to compare, or not two speakers.
        UnknownIdError: No group is called `choices.against`.
        SettingsError: No policy has this name.
    """
    policies = _policies(choices)
    tables = open_tables(sources)
    columns = _columns(tables, choices)
    tell_columns(columns)
    plan = Plan(
        reference=columns.reference,
        systems=columns.hypotheses,
        groups=columns.groups,
        speaker=columns.speaker,
        policies=policies,
        alternatives=_alternatives(choices, policies),
        kept=tuple(dict.fromkeys((*columns.covariates, *columns.selection))),
        normaliser=normaliser_column(tables.names),
        keep_rows=bool(columns.covariates or columns.selection),
    )
    numbers = tables.numeric(columns.covariates)
    batches = tables.batches(plan.columns(), BATCH_ROWS, numbers=numbers)
    counting = count_table(batches, plan, lambda done: watch(done, tables.rows))
    _require_contents(counting, tables)
    return _Assessor(columns, choices, counting).audited(tables)


class _Assessor:
    """A counted table, assessed system by system."""

    def __init__(self, columns: Columns, choices: Choices, counting: Counting) -> None:
        self._columns, self._choices, self._counting = columns, choices, counting
        self._groups = counting.groups.names
        self._ranks = speaker_ranks(counting.speakers.names)
        self._speakers_known = columns.speaker is not None or choices.rows_are_speakers

    def audited(self, tables: AuditTables) -> Audited:
        """Put everything together."""
        counting = self._counting
        systems = tuple(map(self._system, range(len(counting.plan.systems))))
        _require_groups(systems, self._columns)
        _require_speakers(systems, self._columns, counting)
        return Audited(
            columns=self._columns,
            choices=self._choices,
            rows=counting.rows,
            systems=systems,
            pairs=self._pairs(),
            selection=self._selection(),
            remarks=remarks_on(counting, tables),
            counting=counting,
        )

    def _system(self, bit: int) -> System:
        counting, choices = self._counting, self._choices
        name = counting.plan.systems[bit]
        if not counting.answered[bit]:
            return self._nothing_answered(name)
        cells = counting.sums.cells(bit, bit, self._groups, self._ranks)
        if cells.sums.empty:
            raise ReportError(
                f"no row of column {name!r} has a reference, a hypothesis and a speaker",
                expected="rows that have all three",
                where="the table",
                remedy="Check that the columns belong to one another.",
            )
        found = self._assessed(name, cells, choices.policy, bit)
        adjustment = self._adjusted(bit)
        if adjustment:
            found = replace(found, adjusted=adjustment.gaps)
        second = None
        if choices.second_policy:
            place = bit + len(counting.plan.systems)
            others = counting.sums.cells(place, bit, self._groups, self._ranks)
            second = self._assessed(name, others, choices.second_policy, bit)
        return System(found, cells, adjustment, second)

    def _assessed(self, name: str, cells: Cells, policy: str, bit: int) -> Disparity:
        choices = self._choices
        return assess_cells(
            cells,
            system=name,
            policy=policy,
            against=choices.against,
            speakers_known=self._speakers_known,
            min_speakers=choices.min_speakers,
            min_effective_speakers=choices.min_effective_speakers,
            left_out=self._left_out(bit),
            rng=_generator(choices) if self._speakers_known else None,
        )

    def _left_out(self, bit: int) -> tuple[tuple[str, int], ...]:
        counting = self._counting
        reasons = (
            (NO_REFERENCE, counting.without_reference),
            (NO_HYPOTHESIS, int(counting.without_hypothesis[bit])),
        )
        return tuple((reason, number) for reason, number in reasons if number)

    def _nothing_answered(self, name: str) -> System:
        """Report a column that is empty throughout beside others that are not: all is missing."""
        counts = dict.fromkeys([*COUNTS, "utterances", "errors", "empty_hypotheses"], 0)
        rates = dict.fromkeys(
            ["speakers", "speakers_effective", "wer", "wer_low", "wer_high", "busiest_share"]
        )
        totals = Totals(**counts, **rates, wer_interval=None)  # type: ignore[arg-type]
        without = self._counting.without_reference
        reasons = ((NO_REFERENCE, without), (NO_HYPOTHESIS, self._counting.rows - without))
        left_out = tuple(LeftOut(reason, number) for reason, number in reasons if number)
        choices = self._choices
        found = Disparity(name, choices.policy, choices.against, totals, left_out, (), ())
        return System(found, Cells(pd.DataFrame({"speaker": []}), (), 0))

    def _adjusted(self, bit: int) -> Adjustment | None:
        choices = self._choices
        if not self._columns.covariates:
            return None
        return adjust(
            self._counting.kept.frame(bit, bit, self._groups),
            group=GROUP,
            speaker=SPEAKER,
            covariates=self._columns.covariates,
            against=choices.against,
            min_speakers=choices.min_speakers,
            min_effective_speakers=choices.min_effective_speakers,
        )

    def _pairs(self) -> tuple[Pair, ...]:
        counting, choices = self._counting, self._choices
        names = counting.plan.systems
        bits = [bit for bit in range(len(names)) if counting.answered[bit]]
        return compare_pairs(
            counting.sums.pairs(names, bits, self._groups, self._ranks),
            speakers_known=self._speakers_known,
            min_speakers=choices.min_speakers,
            min_effective_speakers=choices.min_effective_speakers,
        )

    def _selection(self) -> Selected | None:
        if not self._columns.selection:
            return None
        choices = self._choices
        return select(
            self._counting,
            self._columns.selection,
            speakers_known=self._speakers_known,
            rng=_generator(choices),
            min_speakers=choices.min_speakers,
            min_effective_speakers=choices.min_effective_speakers,
        )


def _generator(choices: Choices) -> np.random.Generator:
    return np.random.default_rng(choices.seed)  # noqa: TID251 - this stage is the audit's shell


def _policies(choices: Choices) -> tuple[str, ...]:
    """The policies to count under; a wrong name is said before a long table is read."""
    named = [each for each in (choices.policy, choices.second_policy) if each]
    for policy in named:
        language_policy(policy)
    return tuple(dict.fromkeys(named))


def _columns(tables: AuditTables, choices: Choices) -> Columns:
    columns = tables.choose(choices.wanted)
    if len(columns.hypotheses) > MOST_SYSTEMS:
        raise TableError(
            f"{len(columns.hypotheses)} columns of hypotheses",
            expected=f"at most {MOST_SYSTEMS}",
            where="--hypothesis",
            remedy="Name those to compare.",
        )
    speaker = None if choices.rows_are_speakers else _speaker(columns, choices.wanted)
    guessed = tuple(each for each in columns.guessed if speaker or each[0] != "speaker")
    if columns.covariates and speaker is None and not choices.rows_are_speakers:
        raise TableError(
            "no column of speakers, and covariates to adjust for",
            expected="speakers: intervals of a model rest on them",
            where="--covariate",
            remedy="Name the column with --speaker.",
        )
    return replace(columns, speaker=speaker, guessed=guessed)


def _speaker(columns: Columns, wanted: Wanted) -> str | None:
    """Take a guessed column of speakers only where somebody leaves columns to be guessed.

    Who names all others and not this one means that speakers are unknown.
    """
    if wanted.reference and wanted.hypotheses and wanted.groups and not wanted.speaker:
        return None
    return columns.speaker


def _alternatives(choices: Choices, policies: Sequence[str]) -> Mapping[str, Alternatives]:
    if not choices.alternatives:
        return {}
    table = open_tables([choices.alternatives])
    wanted = [name for name in ("from", "to") if name in table.names]
    frames = [batch.to_pandas() for batch in table.batches(wanted)]
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=wanted)
    return {
        policy: Alternatives.from_table(rows, policy, choices.alternatives) for policy in policies
    }


def _require_contents(counting: Counting, tables: AuditTables) -> None:
    """Refuse a table of which nothing can be said, and say what it lacks."""
    where = ", ".join(tables.sources)
    plan = counting.plan
    if not counting.rows:
        raise ReportError("no rows", expected="one row an utterance", where=where)
    if not counting.referenced:
        raise TableError(
            f"column {plan.reference!r} is empty in all {counting.rows:,} rows",
            expected="what was said",
            where=where,
            remedy="Name the column of references with --reference.",
        )
    if not counting.answered.any():
        names = " and ".join(map(repr, plan.systems))
        raise TableError(
            f"column {names} is empty in all {counting.rows:,} rows, so the hypotheses are missing",
            expected="what a recogniser heard",
            where=where,
            remedy="Name another column with --hypothesis, or run the recogniser again.",
        )


def _require_groups(systems: Sequence[System], columns: Columns) -> None:
    groups = {group.group for system in systems for group in system.found.groups}
    disclosed = sorted(groups - {UNDISCLOSED})
    if len(disclosed) > 1:
        return
    named = " and ".join(f"column {name!r}" for name in columns.groups)
    raise ReportError(
        f"one group only, {disclosed[0]!r}" if disclosed else "no group: it is empty in every row",
        expected="at least two groups, to compare",
        where=named,
        remedy="Name another column with --group.",
    )


def _require_speakers(systems: Sequence[System], columns: Columns, counting: Counting) -> None:
    number = len(counting.speakers.names)
    if columns.speaker is None or number != 1 or counting.rows == 1:
        return
    raise ReportError(
        f"one speaker only, in {counting.rows:,} rows",
        expected="several: nothing can be said of a group by one voice",
        where=f"column {columns.speaker!r}",
        remedy="Name the column of speakers with --speaker, or say --rows-are-speakers if every "
        "row is another one.",
    )


def reported_gaps(audited: Audited) -> Iterator[tuple[str, str]]:
    """Name the system and group of every gap that has a verdict."""
    for system in audited.systems:
        for gap in system.found.gaps:
            if gap.status == "reported":
                yield system.found.system, gap.group
