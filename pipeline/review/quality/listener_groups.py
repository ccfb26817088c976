"""Disagreement by whose speech it is, by who listens, and by what listeners were shown.

Every figure is a pooled disagreement of pairs (`pipeline.review.quality.token_agreement`) with its
interval over speakers and workers. A difference between groups is associated with the group: hard
recordings, bad microphones and a recogniser that helps with one accent more than with another
make one too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.review.paying.small_cells import fold_small
from pipeline.review.quality.token_agreement import Pairs, disagreement
from pipeline.statistics.clustered import Estimate, Observations, clustered_rate

FigureStatus = Literal["reported", "too_few"]
Masks = dict[str, NDArray[np.bool_]]

KNOWLEDGE = ("both_know", "one_knows", "neither_knows", "not_said")
SHOWN = ("both_shown", "one_blind", "both_blind")
_BOTH = 2


@dataclass(frozen=True, slots=True)
class Least:
    """How many people a figure needs before it may be judged.

    Attributes:
        speakers: Speakers.
        effective_speakers: Speakers of equal weight that they are worth.
        workers: Workers.
    """

    speakers: int = 10
    effective_speakers: float = 5.0
    workers: int = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One group's figure.

    Attributes:
        group: Which; a key or a slug.
        estimate: The figure, its interval and what it rests on.
        status: "too_few" where it may not be judged: too few speakers or workers, or no interval.
    """

    group: str
    estimate: Estimate
    status: FigureStatus


@dataclass(frozen=True, slots=True)
class Cell:
    """Listeners of one accent hearing speakers of one accent group.

    Attributes:
        listener: What the listeners know.
        speaker: The speakers' accent group.
        estimate: Disagreement of these listeners with everybody else who heard the same.
        status: As of a figure; workers count those listeners alone.
        listeners: How many listeners of that accent.
    """

    listener: str
    speaker: str
    estimate: Estimate
    status: FigureStatus
    listeners: int


def judged(group: str, estimate: Estimate, least: Least) -> Figure:
    """Judge whether a figure rests on enough people."""
    return Figure(group, estimate, _status(estimate, estimate.workers, least))


def by_speaker_group(
    pairs: Pairs, groups: Mapping[str, Collection[str]], least: Least
) -> tuple[Figure, ...]:
    """Pool disagreement about the speakers of each accent group.

    Args:
        pairs: Pairs of texts.
        groups: Accent group -> ids of its speakers; a speaker may be in several.
        least: Whom a judgement needs.

    Returns:
        A figure a group that anybody was heard of, in the order of `groups`.
    """
    spoken_by, _ = pairs.marks("speaker_id")
    masks = {name: _mark_members(spoken_by, people) for name, people in groups.items()}
    return _figures(pairs, masks, least)


def by_knowledge(pairs: Pairs, least: Least) -> tuple[Figure, ...]:
    """Pool disagreement by how many of the two listeners know the speaker's accent.

    Args:
        pairs: Pairs of texts, with the column `knows_accent` (True, False or None).
        least: Whom a judgement needs.
    """
    both, one, neither = split_by_marks(pairs, "knows_accent")
    masks = dict(zip(KNOWLEDGE, (both, one, neither, ~(both | one | neither)), strict=True))
    return _figures(pairs, masks, least)


def by_shown(pairs: Pairs, least: Least) -> tuple[Figure, ...]:
    """Pool disagreement by how many of the two listeners were shown the machine's text.

    Two listeners who were shown the same text agree also where it is wrong.

    Args:
        pairs: Pairs of texts, with the column `unaided` (True where nothing was shown, None where
            that is not known).
        least: Whom a judgement needs.
    """
    both_blind, one_blind, both_shown = split_by_marks(pairs, "unaided")
    return _figures(
        pairs, dict(zip(SHOWN, (both_shown, one_blind, both_blind), strict=True)), least
    )


def by_listener_and_speaker(
    pairs: Pairs,
    listeners: Mapping[str, Sequence[str]],
    groups: Mapping[str, Collection[str]],
    least: Least,
) -> tuple[Cell, ...]:
    """Pool disagreement of listeners of one accent with others, over speakers of one accent.

    A pair counts once for each of its listeners: in the cell of the one and in that of the other.
    It says how far apart they are, not which of them is right.

    Args:
        pairs: Pairs of texts.
        listeners: Worker id -> what they know, as groups; a worker may know several.
        groups: Accent group of speakers -> ids of its speakers.
        least: Whom a judgement needs.

    Returns:
        The cells anybody is in, listeners in order of their name, speakers in order of `groups`.
    """
    whole = pairs.observations()
    count = len(pairs)
    both_ways = Observations(
        np.tile(whole.counted, 2),
        np.tile(whole.out_of, 2),
        (np.tile(pairs.speakers, 2),),
        (np.concatenate(pairs.workers), np.concatenate(pairs.workers[::-1])),
    )
    typed_by = np.concatenate(pairs.marks("worker_id")) if count else np.zeros(0, object)
    spoken_by = np.tile(pairs.marks("speaker_id")[0], 2)
    heard = {name: _mark_members(spoken_by, people) for name, people in groups.items()}
    cells = []
    for kind in sorted({accent for known in listeners.values() for accent in known}):
        people = [worker for worker, known in listeners.items() if kind in known]
        listening = _mark_members(typed_by, people)
        for name, spoken in heard.items():
            chosen = listening & spoken
            if chosen.any():
                found = clustered_rate(both_ways.where(chosen))
                heard_by = len(set(typed_by[chosen]))
                cells.append(Cell(kind, name, found, _status(found, heard_by, least), heard_by))
    return tuple(cells)


def fold_listeners(
    listeners: Mapping[str, Sequence[str]], least: int, into: str
) -> dict[str, tuple[str, ...]]:
    """Put accents that too few listeners know into one, so that no cell is a person's.

    Where those together are still too few, the accent known by the fewest of the rest joins them.

    Args:
        listeners: Worker id -> the accents they know.
        least: Fewer listeners than this are folded.
        into: What the accents folded are called.

    Returns:
        The same with the accents folded; nobody, where all together are too few.

    Example:
        >>> knows = {"a": ["x"], "b": ["x"], "c": ["x"], "d": ["y"], "e": ["z"]}
        >>> fold_listeners(knows, 3, "other")["d"], fold_listeners(knows, 2, "other")["d"]
        (('other',), ('other',))
        >>> fold_listeners(knows, 3, "other")["a"], fold_listeners(knows, 2, "other")["a"]
        (('other',), ('x',))
    """
    people: dict[str, set[str]] = {}
    for worker, accents in listeners.items():
        for accent in accents:
            people.setdefault(accent, set()).add(worker)
    cells = fold_small({accent: frozenset(known_by) for accent, known_by in people.items()}, least)
    if cells.folded and not cells.together:
        return {}
    return {
        worker: tuple(dict.fromkeys(into if one in cells.folded else one for one in accents))
        for worker, accents in listeners.items()
    }


def _mark_members(names: NDArray[np.object_], people: Collection[str]) -> NDArray[np.bool_]:
    return np.asarray(pd.Index(names, dtype=object).isin(list(people)), dtype=bool)


def split_by_marks(
    pairs: Pairs, column: str
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Split pairs by a mark: on both texts, on one, on neither; a pair with None is in no part."""
    one, other = pairs.marks(column)
    marked = sum(np.array([mark is True for mark in side], int) for side in (one, other))
    known = np.array([a is not None and b is not None for a, b in zip(one, other, strict=True)])
    known = known.astype(bool)
    return known & (marked == _BOTH), known & (marked == 1), known & (marked == 0)


def _figures(pairs: Pairs, masks: Masks, least: Least) -> tuple[Figure, ...]:
    return tuple(
        judged(name, disagreement(pairs, chosen), least)
        for name, chosen in masks.items()
        if chosen.any()
    )


def _status(estimate: Estimate, workers: int, least: Least) -> FigureStatus:
    enough = (
        estimate.low is not None
        and estimate.speakers >= least.speakers
        and (estimate.effective_speakers or 0) >= least.effective_speakers
        and workers >= least.workers
    )
    return "reported" if enough else "too_few"
