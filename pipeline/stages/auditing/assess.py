"""Audit: disparities of any table of references, hypotheses, speakers and groups; no workspace.

The table is read once, batch by batch; rows are kept only where something asked for needs them
(covariates, selection, utterances in several rows), and read again for the words of a page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.disparity.adjusted import Adjustment, adjust
from pipeline.disparity.assess import assess_cells
from pipeline.disparity.cells import Cells, make_cells
from pipeline.disparity.pairs import compare_pairs, pair_systems
from pipeline.disparity.streaming.counting import (
    NO_HYPOTHESIS,
    NO_REFERENCE,
    TOO_LONG,
    Counting,
    count_table,
    speaker_ranks,
)
from pipeline.disparity.streaming.rows import GROUP, SPEAKER
from pipeline.errors import ReportError
from pipeline.io.tables.reader import Tables, open_tables
from pipeline.io.tables.roles import Columns
from pipeline.results.disparity import Disparity, LeftOut
from pipeline.results.pairs import Pair
from pipeline.stages.auditing.choices import Choices, make_plan, name_policies, used_columns
from pipeline.stages.auditing.refusals import require_contents, require_groups, require_speakers
from pipeline.stages.auditing.remarks import AuditRemark, normaliser_column, remarks_on
from pipeline.stages.auditing.selection import Selected, select
from pipeline.stages.comparing.counting import ErrorCounting as CountedUnder

# Rows held at a time by each system; of more than one, fewer rows.
BATCH_ROWS = 131_072
READ_TWICE = "read_twice"


@dataclass(frozen=True)
class AuditedSystem:
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
        tables: Where the rows are, to be read again.
        numbers: Covariates that are numbers.
    """

    columns: Columns
    choices: Choices
    rows: int
    systems: tuple[AuditedSystem, ...]
    pairs: tuple[Pair, ...]
    selection: Selected | None
    remarks: tuple[AuditRemark, ...]
    counting: Counting = field(repr=False)
    tables: Tables[Columns] = field(repr=False)
    numbers: tuple[str, ...]


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
    policies = name_policies(choices)
    tables = open_tables(sources, choices.wanted)
    columns = used_columns(tables.columns, choices)
    tell_columns(columns)
    plan = make_plan(columns, choices, policies, normaliser_column(tables.names))
    numbers = tables.numeric(columns.covariates)
    size = BATCH_ROWS // len(plan.systems)
    batches = tables.batches(plan.columns(), size, numbers=numbers, labels=plan.labels())
    counting = count_table(batches, plan, lambda done: watch(done, tables.rows))
    require_contents(counting, tables)
    return _Assessor(columns, choices, counting).audited(tables, numbers)


class _Assessor:
    """A counted table, assessed system by system."""

    def __init__(self, columns: Columns, choices: Choices, counting: Counting) -> None:
        self._columns, self._choices, self._counting = columns, choices, counting
        self._groups = counting.groups.names
        self._ranks = speaker_ranks(counting.speakers.names)
        self._speakers_known = columns.speaker is not None or choices.rows_are_speakers
        # An utterance in several rows is known for one only where somebody said so: then rows are
        # kept, for the sums of a stream cannot tell which of them it has seen.
        self._utterance = columns.utterance if choices.wanted.utterance else None

    def audited(self, tables: Tables[Columns], numbers: tuple[str, ...]) -> Audited:
        """Put everything together."""
        counting = self._counting
        systems = tuple(map(self._system, range(len(counting.plan.systems))))
        require_groups([each.found for each in systems], self._columns)
        require_speakers(self._columns, counting)
        return Audited(
            columns=self._columns,
            choices=self._choices,
            rows=counting.rows,
            systems=systems,
            pairs=self._pairs(),
            selection=self._selection(),
            remarks=remarks_on(counting, tables, once=self._utterance is not None),
            counting=counting,
            tables=tables,
            numbers=numbers,
        )

    def _system(self, bit: int) -> AuditedSystem:
        counting, choices = self._counting, self._choices
        name = counting.plan.systems[bit]
        if not counting.answered[bit]:
            return self._nothing_answered(name)
        cells = self._cells(bit, bit)
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
            others = self._cells(place, bit)
            second = self._assessed(name, others, choices.second_policy, bit)
        return AuditedSystem(found, cells, adjustment, second)

    def _cells(self, system: int, bit: int) -> Cells:
        if self._utterance is None:
            return self._counting.sums.cells(system, bit, self._groups, self._ranks)
        rows = self._counting.kept.frame(system, bit, self._groups)
        return make_cells(rows, group=GROUP, speaker=SPEAKER, utterance=self._utterance)

    def _assessed(self, name: str, cells: Cells, policy: str, bit: int) -> Disparity:
        choices = self._choices
        # With alternatives it is another count, which no gate may hold against one without.
        counted = CountedUnder(policy, self._counting.plan.alternatives.get(policy))
        return assess_cells(
            cells,
            system=name,
            policy=counted.name,
            terms=choices.terms,
            speakers_known=self._speakers_known,
            left_out=self._left_out(bit),
            rng=_generator(choices) if self._speakers_known else None,
        )

    def _left_out(self, bit: int) -> tuple[tuple[str, int], ...]:
        counting = self._counting
        reasons = (
            (NO_REFERENCE, counting.without_reference),
            (NO_HYPOTHESIS, int(counting.without_hypothesis[bit])),
            (TOO_LONG, int(counting.too_long[bit])),
            (READ_TWICE, self._read_twice(bit)),
        )
        return tuple((reason, number) for reason, number in reasons if number)

    def _read_twice(self, bit: int) -> int:
        """Count rows of an utterance that another row has in the same group."""
        if self._utterance is None:
            return 0
        rows = self._counting.kept.frame(bit, bit, self._groups)
        return int(rows.duplicated([self._utterance, GROUP]).sum())

    def _nothing_answered(self, name: str) -> AuditedSystem:
        """Report a column that is empty throughout beside others that are not: all is missing."""
        without = self._counting.without_reference
        reasons = ((NO_REFERENCE, without), (NO_HYPOTHESIS, self._counting.rows - without))
        left_out = tuple(LeftOut(reason, number) for reason, number in reasons if number)
        choices = self._choices
        found = Disparity(name, choices.policy, choices.terms.against, left_out=left_out)
        return AuditedSystem(found, Cells(pd.DataFrame({"speaker": []}), (), 0))

    def _adjusted(self, bit: int) -> Adjustment | None:
        choices = self._choices
        if not self._columns.covariates:
            return None
        return adjust(
            self._counting.kept.frame(bit, bit, self._groups),
            group=GROUP,
            speaker=SPEAKER,
            covariates=self._columns.covariates,
            terms=choices.terms,
            utterance=self._utterance,
            random_intercept=choices.random_intercept,
        )

    def _pairs(self) -> tuple[Pair, ...]:
        counting, choices = self._counting, self._choices
        names = counting.plan.systems
        bits = [bit for bit in range(len(names)) if counting.answered[bit]]
        if self._utterance is None:
            paired = counting.sums.pairs(names, bits, self._groups, self._ranks)
            return compare_pairs(paired, speakers_known=self._speakers_known, terms=choices.terms)
        rows = {names[bit]: counting.kept.frame(bit, bit, self._groups) for bit in bits}
        speaker = SPEAKER if self._speakers_known else None
        return pair_systems(
            rows,
            group=GROUP,
            speaker=speaker,
            utterance=self._utterance,
            terms=choices.terms,
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
            terms=choices.terms,
        )


def _generator(choices: Choices) -> np.random.Generator:
    return np.random.default_rng(choices.seed)  # noqa: TID251 - this stage is the audit's shell
