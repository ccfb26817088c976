"""One pass over a table: texts are counted, and rows summed, batch by batch."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from pipeline.disparity.cells import COUNTS
from pipeline.disparity.streaming.casing_and_punctuation import CasingAndPunctuation
from pipeline.disparity.streaming.labels import Groups, Labels
from pipeline.disparity.streaming.rows import KeptRows
from pipeline.disparity.streaming.sums import SYSTEM_SUMS, Counted, Ints, Sums
from pipeline.text.alternatives import Alternatives
from pipeline.text.counts import count_errors

NO_REFERENCE, NO_HYPOTHESIS, TOO_LONG = "no_reference", "no_hypothesis", "too_long"
# Words of a reference times words of its hypothesis: the steps of an alignment. More than this is
# hours of speech in one row, and a minute of work or a day.
MOST_STEPS = 2_000_000_000
_WORDS = SYSTEM_SUMS.index("words")


@dataclass(frozen=True, slots=True)
class Plan:
    """Which columns are read, and how they are counted.

    Attributes:
        reference: Column of references.
        systems: Columns of hypotheses.
        groups: Columns of groups, crossed where several.
        speaker: Column of speakers; None: every row stands for one.
        policies: Policies to count under; the first is the one systems are paired under.
        alternatives: For some of the policies, what else may be read.
        kept: Further columns whose values are kept row by row.
        normaliser: A column that says which normaliser made a row; None where there is none.
        utterance: A column that names utterances, read to see rows read twice.
        keep_rows: Whether counts are kept row by row.
    """

    reference: str
    systems: tuple[str, ...]
    groups: tuple[str, ...]
    speaker: str | None
    policies: tuple[str, ...]
    alternatives: Mapping[str, Alternatives] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    normaliser: str | None = None
    utterance: str | None = None
    keep_rows: bool = False

    def columns(self) -> tuple[str, ...]:
        """All columns to read, each once."""
        named = [self.reference, *self.systems, *self.groups, *self.kept]
        named += [name for name in (self.speaker, self.normaliser, self.utterance) if name]
        return tuple(dict.fromkeys(named))

    def labels(self) -> tuple[str, ...]:
        """Those of which only the numbers of their texts are asked."""
        named = [*self.groups, *([self.speaker] if self.speaker else [])]
        return tuple(name for name in dict.fromkeys(named) if name not in self.kept)


class Counting:
    """What is known of a table after the batches so far.

    Attributes:
        rows: Rows read.
        groups: Its groups.
        speakers: Its speakers.
        sums: Its counts.
        without_reference: Rows left out of every system.
        without_hypothesis: For each system, rows that have a reference but no hypothesis.
        too_long: For each system, rows with two texts too long to be aligned.
        answered: For each system, whether it has said anything at all.
        referenced: Whether any reference holds a text.
        silent: Rows whose reference is empty.
        hallucinations: For each system, words it inserted in those.
        casing_and_punctuation: How references and hypotheses are written.
        normalisers: What the column of normalisers holds.
        kept: Rows, where the plan wants them kept.
    """

    def __init__(self, plan: Plan) -> None:
        systems = len(plan.systems)
        self.plan = plan
        self.rows = 0
        self.groups = Groups(plan.groups)
        self.speakers = Labels()
        self.sums = Sums(systems * len(plan.policies), systems)
        self.without_reference = 0
        self.without_hypothesis = np.zeros(systems, np.int64)
        self.too_long = np.zeros(systems, np.int64)
        self.answered = np.zeros(systems, bool)
        self.referenced = False
        self.silent = 0
        self.hallucinations = np.zeros(systems, np.int64)
        self.casing_and_punctuation = CasingAndPunctuation(("", *plan.systems))
        self.normalisers = Labels()
        self.kept = KeptRows(plan.kept)

    def add(self, batch: pa.RecordBatch) -> None:
        """Count one more batch."""
        plan = self.plan
        groups, speakers = self.groups.codes(batch), self._speakers(batch)
        references = _texts(batch, plan.reference)
        with_reference = references.is_valid().to_numpy(zero_copy_only=False)
        self.without_reference += int(len(with_reference) - with_reference.sum())
        self.referenced = self.referenced or _any_text(references)
        patterns = np.zeros(len(with_reference), np.int64)
        counts = np.zeros(
            (len(plan.policies), len(plan.systems), len(SYSTEM_SUMS), len(with_reference)), int
        )
        texts = [references]
        for place, system in enumerate(plan.systems):
            hypotheses = _texts(batch, system)
            texts.append(hypotheses)
            with_hypothesis = hypotheses.is_valid().to_numpy(zero_copy_only=False)
            self.without_hypothesis[place] += int((with_reference & ~with_hypothesis).sum())
            self.answered[place] |= _any_text(hypotheses)
            both = with_reference & with_hypothesis
            long = _too_long(references, hypotheses, both)
            self.too_long[place] += int(long.sum())
            both &= ~long
            patterns |= both.astype(np.int64) << place
            counts[:, place, :, both] = self._count(references, hypotheses, both)
        self._look_at_silence(patterns, counts[0])
        self.casing_and_punctuation.add(texts, groups)
        if plan.normaliser:
            self.normalisers.codes(batch.column(plan.normaliser))
        flat = counts.reshape(-1, len(SYSTEM_SUMS), len(with_reference))
        counted = Counted(speakers, groups, patterns, flat)
        self.sums.add(counted)
        if plan.keep_rows:
            self.kept.add(batch, counted)
        self.rows += len(with_reference)

    def _speakers(self, batch: pa.RecordBatch) -> Ints:
        if self.plan.speaker is None:
            return np.arange(self.rows, self.rows + batch.num_rows)
        return self.speakers.codes(batch.column(self.plan.speaker))

    def _count(self, references: pa.Array, hypotheses: pa.Array, both: np.ndarray) -> np.ndarray:
        """Count the rows that have both texts: int64 (rows, policies, len(SYSTEM_SUMS))."""
        if not both.all():
            mask = pa.array(both)
            references, hypotheses = references.filter(mask), hypotheses.filter(mask)
        empty = _blank(hypotheses)
        found = np.empty((len(empty), len(self.plan.policies), len(SYSTEM_SUMS)), np.int64)
        for place, policy in enumerate(self.plan.policies):
            alternatives = self.plan.alternatives.get(policy)
            frame = count_errors(references, hypotheses, policy, alternatives=alternatives)
            found[:, place, :-1] = frame[COUNTS].to_numpy()
        found[:, :, -1] = empty[:, None]
        return found

    def _look_at_silence(self, patterns: Ints, counts: np.ndarray) -> None:
        silent = (patterns > 0) & (counts[:, _WORDS].sum(axis=0) == 0)
        if silent.any():
            self.silent += int(silent.sum())
            inserted = counts[:, SYSTEM_SUMS.index("insertions")]
            self.hallucinations += inserted[:, silent].sum(axis=1)


def count_table(
    batches: Iterable[pa.RecordBatch], plan: Plan, watch: Callable[[int], None]
) -> Counting:
    """Count all batches of a table.

    Args:
        batches: With the columns of the plan.
        plan: What to count.
        watch: Told how many rows are done.
    """
    counting = Counting(plan)
    for batch in batches:
        counting.add(batch)
        watch(counting.rows)
    return counting


def speaker_ranks(names: Sequence[str]) -> Ints:
    """Tell for each speaker's number its place in the order of names.

    So numbers do not depend on the order of rows, nor do draws of speakers.

    Example:
        >>> speaker_ranks(["b", "a", "c"]).tolist()
        [1, 0, 2]
    """
    return np.argsort(np.array(sorted(range(len(names)), key=names.__getitem__), np.int64))


def _texts(batch: pa.RecordBatch, name: str) -> pa.Array:
    column = batch.column(name)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_null(column.type):
        return column.cast(pa.large_string())
    return column


def _too_long(references: pa.Array, hypotheses: pa.Array, both: np.ndarray) -> np.ndarray:
    """Tell which pairs nobody should wait for."""
    lengths = [
        pc.fill_null(pc.binary_length(texts), 0).to_numpy(zero_copy_only=False).astype(np.float64)
        for texts in (references, hypotheses)
    ]
    # A word and what splits it from the next are two bytes or more.
    long: np.ndarray = both & (lengths[0] * lengths[1] > 4 * MOST_STEPS)
    for row in np.flatnonzero(long):
        words = [len(texts[int(row)].as_py().split()) for texts in (references, hypotheses)]
        long[row] = words[0] * words[1] > MOST_STEPS
    return long


def _any_text(texts: pa.Array) -> bool:
    return len(texts) > texts.null_count and bool(pc.max(pc.binary_length(texts)).as_py())


def _blank(texts: pa.Array) -> np.ndarray:
    """Tell which hypotheses are the answer "nothing"."""
    if pa.types.is_binary(texts.type) or pa.types.is_large_binary(texts.type):
        return np.array([not text.strip() for text in texts.to_pylist()], bool)
    empty = pc.or_(pc.equal(pc.binary_length(texts), 0), pc.utf8_is_space(texts))
    found: np.ndarray = empty.to_numpy(zero_copy_only=False)
    return found
