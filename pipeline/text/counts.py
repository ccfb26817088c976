"""Error counts: substitutions, deletions, insertions and words of hypotheses against references.

The number of errors of a pair is the Levenshtein distance between its words. Where several
shortest paths exist, they can split it differently into substitutions, deletions and insertions;
this one tie-break decides: first the words both texts start with are matched, then those both
end with; what is left is walked from its end, and at each step a deletion is taken if it lies on
a shortest path, else an insertion if dropping it makes the rest cheaper than dropping both words
would, else both words are taken as a pair. It is the path of rapidfuzz, which jiwer shows
(Hyyrö 2004, "A note on bit-parallel alignment computation"); rapidfuzz leaves it only for two
texts of thousands of words, where it divides the problem, and then totals still agree.

Words are compared by a 64-bit hash. For a million pairs of ten words a hundred million
comparisons are made, and the odds that any of them takes two words for one are 1 in 10^11.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from pipeline.errors import TableError
from pipeline.text import kernel
from pipeline.text.alternatives import Alternatives
from pipeline.text.policies import language_policy, tokens, word_rewriter

Texts: TypeAlias = "Sequence[str] | pd.Series[str]"

COUNT_COLUMNS = ("substitutions", "deletions", "insertions", "words", "hypothesis_words")
# Pairs held as bytes at a time: some 10 MB of ordinary sentences, however long the table.
CHUNK_PAIRS = 32_768
# Words remembered in normal form: a bound on memory for tables in which no word repeats.
MOST_WORDS_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class ErrorCounts:
    """The errors of one or many hypotheses; values add, and the rate divides last.

    Attributes:
        substitutions: Reference words replaced by another.
        deletions: Reference words missing from the hypothesis.
        insertions: Hypothesis words that stand for no reference word.
        words: Words of the reference.

    Example:
        >>> a, b = ErrorCounts(1, 0, 0, 4), ErrorCounts(0, 2, 1, 6)
        >>> (a + b).errors, (a + b).wer
        (4, 0.4)
        >>> sum([a, b], ErrorCounts()) == a + b
        True
        >>> ErrorCounts(insertions=3).wer is None
        True
    """

    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0
    words: int = 0

    @property
    def errors(self) -> int:
        """Substitutions, deletions and insertions together."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def wer(self) -> float | None:
        """Errors per reference word, a fraction without a cap; None without reference words."""
        return self.errors / self.words if self.words else None

    def __add__(self, other: "ErrorCounts") -> "ErrorCounts":
        return ErrorCounts(
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
            self.words + other.words,
        )

    @classmethod
    def from_frame(cls, counts: pd.DataFrame) -> "ErrorCounts":
        """Add up the rows of a frame that has the columns of `count_errors`."""
        return cls(*(int(counts[column].sum()) for column in COUNT_COLUMNS[:4]))


def count_errors(
    references: Texts, hypotheses: Texts, policy: str, *, alternatives: Alternatives | None = None
) -> pd.DataFrame:
    """Count the errors of every hypothesis against its reference.

    Args:
        references: One text a pair; an empty one has no words, and so no rate.
        hypotheses: One text a pair; an empty one is the answer "nothing": all words deleted.
        policy: The normalisation policy under which words are compared.
        alternatives: What a team wants read as something else, or in several ways; of these the
            one with the fewest errors counts.

    Returns:
        One row a pair, in order, under the index of `references` where that is a Series; int64
        columns `substitutions`, `deletions`, `insertions`, `words` (of the reference) and
        `hypothesis_words`.

    Raises:
        SettingsError: No policy has this name.
        TableError: The two differ in length, or hold a missing text: what is missing is left
            out before counting, with its reason.
        ValueError: The alternatives were read for another policy.

    Example:
        >>> count_errors(["we met at noon"], ["We met noon."], "basic-1").iloc[0].to_dict()
        {'substitutions': 0, 'deletions': 1, 'insertions': 0, 'words': 4, 'hypothesis_words': 3}
    """
    if len(references) != len(hypotheses):
        raise TableError(
            f"{len(references)} references and {len(hypotheses)} hypotheses",
            expected="one hypothesis for each reference",
            remedy="Pair them by utterance first.",
        )
    word_rewriter(policy)  # an unknown name is an error for an empty table too
    if alternatives and alternatives.policy != policy:
        raise ValueError(f"alternatives read for {alternatives.policy}, counted under {policy}")
    # Column by column in memory, so that the frame takes the array as it is.
    counts = np.empty((kernel.COUNTED, len(references)), np.int64).T
    for start in range(0, len(references), CHUNK_PAIRS):
        chunk = slice(start, start + CHUNK_PAIRS)
        pair = (
            _as_arrow(references[chunk], "reference", start),
            _as_arrow(hypotheses[chunk], "hypothesis", start),
        )
        counts[chunk] = _count_chunk(*pair, policy, alternatives)
    index = references.index if isinstance(references, pd.Series) else None
    return pd.DataFrame(counts, index=index, columns=list(COUNT_COLUMNS), copy=False)


def _count_chunk(
    references: pa.Array,
    hypotheses: pa.Array,
    policy: str,
    alternatives: Alternatives | None = None,
) -> NDArray[np.int64]:
    """Count in compiled code; what the byte table cannot normalise goes through Python first."""
    if alternatives or language_policy(policy):
        normal_references = _normal_texts(references, policy)
        normal_hypotheses = _normal_texts(hypotheses, policy)
        if alternatives:
            _read_alternatives(normal_references, normal_hypotheses, alternatives)
        references, hypotheses = _held(normal_references), _held(normal_hypotheses)
        policy = "verbatim-1"
    counts = np.empty((len(references), kernel.COUNTED), np.int64)
    texts = (*_buffers(references), *_buffers(hypotheses))
    kernel.count_pairs(*texts, character_table(policy), policy != "verbatim-1", counts)
    rest = np.flatnonzero(counts[:, kernel.WORDS] == kernel.NOT_COUNTED)
    if rest.size:
        counts[rest] = _count_chunk(
            _held(_normal_texts(references.take(pa.array(rest)), policy)),
            _held(_normal_texts(hypotheses.take(pa.array(rest)), policy)),
            "verbatim-1",
        )
    return counts


def _read_alternatives(
    references: list[str], hypotheses: list[str], alternatives: Alternatives
) -> None:
    """Put in place of each pair of texts the readings that differ least."""
    starts = alternatives.starts()
    for place, (reference, hypothesis) in enumerate(zip(references, hypotheses, strict=True)):
        left, right = reference.split(), hypothesis.split()
        if starts.isdisjoint(left) and starts.isdisjoint(right):
            continue
        chosen = alternatives.chosen(left, right)
        references[place], hypotheses[place] = map(" ".join, chosen)


@cache
def character_table(policy: str) -> NDArray[np.uint16]:
    """Tell the compiled code what a policy does with each common character by itself.

    A text without marks and without Hangul letters is normalised character by character, for only
    those can join the character before them (Unicode Standard Annex 15). So the table holds what
    becomes one character, nothing or white space, and leaves all else to Python.

    Returns:
        uint16 (kernel.LAST_TABLED + 1,), as `pipeline.text.kernel.count_pairs` takes it.
    """
    rewrite = word_rewriter(policy)
    table = np.full(kernel.LAST_TABLED + 1, kernel.NOT_TABLED, np.uint16)
    for code in chain(range(kernel.FIRST_UNCOMMON), kernel.COMMON_PUNCTUATION):
        text = rewrite(chr(code))
        if unicodedata.category(chr(code))[0] == "M" or len(text) > 1:
            continue
        if not text:
            table[code] = kernel.DELETED
        elif text.isspace():
            table[code] = kernel.SPLITS
        elif ord(text) < kernel.DELETED:
            table[code] = ord(text)
    return table


def _normal_texts(texts: pa.Array, policy: str) -> list[str]:
    if language := language_policy(policy):
        return list(map(language.rewrite, _decoded(texts)))
    normal = _word_normaliser(policy)
    return [" ".join(map(normal, text.split())) for text in _decoded(texts)]


@cache
def _word_normaliser(policy: str) -> Callable[[str], str]:
    """Write one word in normal form; words are remembered from one chunk to the next."""

    @lru_cache(MOST_WORDS_REMEMBERED)
    def normal(word: str) -> str:
        return " ".join(tokens(word, policy))

    return normal


def _as_arrow(texts: Texts, side: str, first_row: int) -> pa.Array:
    """Hold a chunk of texts as one buffer of UTF-8."""
    try:
        array = _held(texts)
    except (pa.ArrowTypeError, pa.ArrowInvalid) as cause:
        raise TableError(
            f"a {side} that is not text ({cause})",
            expected="a text in every row",
            where=f"rows from {first_row + 1}",
        ) from cause
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if array.null_count:
        rows = np.flatnonzero(array.is_null().to_numpy(zero_copy_only=False)) + first_row + 1
        raise TableError(
            f"{array.null_count} rows without a {side}",
            expected="a text, or an empty text for a recogniser that answered nothing",
            remedy="Leave missing texts out, and say how many.",
            offenders=[f"row {row}" for row in rows],
        )
    return array


def _held(texts: Texts) -> pa.Array:
    try:
        return pa.array(texts, type=pa.large_string(), from_pandas=True)
    except UnicodeEncodeError:
        # Half of a surrogate pair, which UTF-8 has no place for; Python's own encoder keeps it.
        return _encoded(texts)


def _encoded(texts: Iterable[str]) -> pa.Array:
    return pa.array([text.encode("utf-8", "surrogatepass") for text in texts], pa.large_binary())


def _decoded(texts: pa.Array) -> Iterator[str]:
    if texts.type == pa.large_string():
        yield from texts.to_pylist()
    else:
        for text in texts.to_pylist():
            yield text.decode("utf-8", "surrogatepass")


def _buffers(texts: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Look at the bytes and the offsets of an array, copying neither."""
    _, offsets, data = texts.buffers()
    bounds = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    text = np.frombuffer(data or b"", np.uint8)
    # Some are read-only anyway; to compiled code the two are different types, and each type that
    # it meets costs seconds once.
    text.setflags(write=False)
    bounds.setflags(write=False)
    return text, bounds
