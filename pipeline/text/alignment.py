"""Alignments that people are shown, and the distance between two texts of one utterance.

jiwer finds the path; here the words as they were written are put back on it. The numbers of a
report come from `pipeline.text.counts`, which takes the same path.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

import jiwer

from pipeline.text.policies import language_policy, tokens

Operation = Literal["equal", "substitute", "delete", "insert"]


@dataclass(frozen=True, slots=True)
class AlignedWord:
    """One step of an alignment, in the words as they were written.

    Attributes:
        op: "equal" also where the two are written differently but compare as the same.
        reference: What the reference says here; empty for an insertion.
        hypothesis: What the hypothesis says here; empty for a deletion.
    """

    op: Operation
    reference: str
    hypothesis: str


@dataclass(frozen=True, slots=True)
class _Span:
    """One step, over written words first_left to end_left and first_right to end_right."""

    op: Operation
    first_left: int
    end_left: int
    first_right: int
    end_right: int

    def joined(self, later: "_Span") -> "_Span":
        """Make one step of this one and one that follows it."""
        # An insertion stands behind the word before it, which the later step may be a part of.
        first_left = min(self.first_left, later.first_left)
        end_left = max(self.end_left, later.end_left)
        first_right = min(self.first_right, later.first_right)
        end_right = max(self.end_right, later.end_right)
        op: Operation = "equal"
        if self.op != "equal" or later.op != "equal":
            op = "delete" if end_right == first_right else "substitute"
            op = "insert" if end_left == first_left else op
        return _Span(op, first_left, end_left, first_right, end_right)


@dataclass(frozen=True, slots=True)
class _Side:
    """A text cut into written words, and the words that are compared, each with its origin.

    An origin is a range of written words: `twenty one` is one number.
    """

    written: tuple[str, ...]
    compared: tuple[str, ...]
    origins: tuple[tuple[int, int], ...]


def align(reference: str, hypothesis: str, policy: str) -> list[AlignedWord]:
    """Align two texts word by word, for people to read.

    Words are matched in the normal form of the policy and shown as written. A written word that
    stands for several compared words (`well-known` under `basic-1`) is one step together with
    all that it is aligned with, and equal only where all of it is; so are several that stand for
    one (`twenty one` under `english-1`), and the steps need not be as many as the errors. A
    written word that stands for none (a lone dash) stays with the word before it, or the first
    one, and is never an error.

    Args:
        reference: The text taken as right.
        hypothesis: The text compared with it.
        policy: The normalisation policy under which words are compared.

    Returns:
        The steps in order. The non-empty references joined by spaces are the words of
        `reference` as written, and likewise for the hypothesis.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> for word in align("It's a well-known road.", "its well known", "basic-1"):
        ...     print(word.op, repr(word.reference), repr(word.hypothesis))
        substitute "It's" 'its'
        delete 'a' ''
        equal 'well-known' 'well known'
        delete 'road.' ''
    """
    left, right = _side(reference, policy), _side(hypothesis, policy)
    spans = _joined(_compared_steps(left, right))
    reference_texts = _texts([(span.first_left, span.end_left) for span in spans], left)
    hypothesis_texts = _texts([(span.first_right, span.end_right) for span in spans], right)
    aligned = [
        AlignedWord(span.op, reference_text, hypothesis_text)
        for span, reference_text, hypothesis_text in zip(
            spans, reference_texts, hypothesis_texts, strict=True
        )
    ]
    unplaced = AlignedWord("equal", _unplaced(left), _unplaced(right))
    return [unplaced, *aligned] if unplaced.reference or unplaced.hypothesis else aligned


def _side(text: str, policy: str) -> _Side:
    compared: list[str] = []
    origins: list[tuple[int, int]] = []
    for first, end, forms in _rewritten(text, policy):
        compared += forms
        origins += [(first, end)] * len(forms)
    return _Side(tuple(text.split()), tuple(compared), tuple(origins))


def _rewritten(text: str, policy: str) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Tell which written words become what."""
    if language := language_policy(policy):
        for step in language.steps(text):
            yield step.first, step.end, step.forms
        return
    for position, word in enumerate(text.split()):
        yield position, position + 1, tokens(word, policy)


def _compared_steps(left: _Side, right: _Side) -> Iterator[_Span]:
    """Walk jiwer's path one compared word at a time, told in the written words they stand in."""
    output = jiwer.process_words(" ".join(left.compared), " ".join(right.compared))
    end_left = end_right = 0
    for chunk in output.alignments[0]:
        op: Operation = chunk.type  # type: ignore[assignment] # jiwer says str, and checks it
        lefts = left.origins[chunk.ref_start_idx : chunk.ref_end_idx]
        rights = right.origins[chunk.hyp_start_idx : chunk.hyp_end_idx]
        for at_left, at_right in zip_longest(lefts, rights):
            first_left, end_left = at_left or (end_left, end_left)
            first_right, end_right = at_right or (end_right, end_right)
            yield _Span(op, first_left, end_left, first_right, end_right)


def _joined(steps: Iterator[_Span]) -> list[_Span]:
    """Make one step of all that share a written word, with whatever stands between."""
    spans: list[_Span] = []
    for step in steps:
        while spans and (
            step.first_left < spans[-1].end_left or step.first_right < spans[-1].end_right
        ):
            step = spans.pop().joined(step)
        spans.append(step)
    return spans


def _texts(ranges: Sequence[tuple[int, int]], side: _Side) -> list[str]:
    """Write out each range, with the words that follow it and stand for no compared word."""
    starts = [first for first, end in ranges if end > first]
    ends = iter([*starts[1:], len(side.written)])
    texts = []
    first_text = True
    for first, end in ranges:
        if end == first:
            texts.append("")
            continue
        texts.append(" ".join(side.written[0 if first_text else first : next(ends)]))
        first_text = False
    return texts


def _unplaced(side: _Side) -> str:
    """Give the written words of a text in which none stands for a compared word."""
    return "" if side.compared else " ".join(side.written)
