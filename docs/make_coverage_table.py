"""Makes the tables of docs/methods.md in which intervals meet crowds whose truth is known.

`python docs/make_coverage_table.py` writes them between their marks; it takes about a minute. The
tests in tests/statistics/test_simulated_coverage.py run the same worlds, fewer of them.

A world: every speaker gives words (all the same, or log-normal) and has a rate of their own
(log-normal, with the true rate as its mean); errors are Poisson. Utterances are of ten words.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from pipeline.statistics.comparisons import compare
from pipeline.statistics.multiplicity import holm
from pipeline.statistics.rates import FARTHEST_REACH, ClusterSums
from pipeline.statistics.resampled_sums import Pieces
from pipeline.statistics.simultaneous import simultaneous_limits

Floats = NDArray[np.float64]
METHODS = Path(__file__).with_name("methods.md")
TRUTH = 0.15
MEDIAN_WORDS = 150.0
WORDS_AN_UTTERANCE = 10
QUANTILE = 0.975
LEVEL = 0.05
SPEAKERS = (5, 10, 20, 50, 100, 200)
WORDS_SD = (0.0, 1.0, 1.5)
SPEAKER_SD = (0.35, 0.7, 1.0)
CROWDS = 20_000
FAMILIES = 2_000
NEEDED = (0.93, 0.97)


@dataclass(frozen=True)
class World:
    """What speakers are like.

    Attributes:
        speakers: How many.
        words_sd: Standard deviation of ln words; 0: all alike.
        speaker_sd: Standard deviation of ln rate between speakers.
    """

    speakers: int
    words_sd: float
    speaker_sd: float


@dataclass(frozen=True)
class IntervalCoverage:
    """Shares of crowds whose interval holds the truth, where 95 % is promised."""

    ours: float
    cluster_t: float
    utterances: float


@dataclass(frozen=True)
class Families:
    """Shares of families of gaps in which something was found.

    Attributes:
        any_holm: At least one gap of which nothing is true has an adjusted p below .05.
        any_simultaneous: At least one simultaneous interval misses the truth.
        found: The gap that is there is found, by adjusted p.
        found_alone: By its own p, were it the only one.
    """

    any_holm: float
    any_simultaneous: float
    found: float
    found_alone: float


def draw(
    world: World, crowds: int, rng: np.random.Generator, ratios: Floats | float = 1.0
) -> tuple[Floats, Floats]:
    """Make up crowds: errors and words, float64 (crowds, speakers) each."""
    size = (crowds, world.speakers)
    words = np.maximum(1, np.round(MEDIAN_WORDS * np.exp(rng.normal(0, world.words_sd, size))))
    own = TRUTH * np.exp(rng.normal(-(world.speaker_sd**2) / 2, world.speaker_sd, size))
    return rng.poisson(words * own * ratios).astype(float), words


def limits(errors: Floats, words: Floats) -> tuple[Floats, Floats]:
    """Do as `pipeline.statistics.rates.pooled_rate` for many crowds at once; NaN for no limits."""
    n = errors.shape[1]
    all_errors, all_words = errors.sum(axis=1), words.sum(axis=1)
    with np.errstate(all="ignore"):  # one speaker with all errors, or nearly all words
        logs = np.log((all_errors[:, None] - errors) / (all_words[:, None] - words))
        variance = (n - 1) / n * ((logs - logs.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
        degrees = all_words**2 / (words**2).sum(axis=1) - 1
        reach = stdtrit(degrees, QUANTILE) * np.sqrt(variance)
        factor = np.exp(np.where(reach <= FARTHEST_REACH, reach, np.nan))
        rate = all_errors / all_words
        return rate / factor, rate * factor


def coverage(world: World, crowds: int, rng: np.random.Generator) -> IntervalCoverage:
    """Tell how often each of three intervals holds the truth."""
    errors, words = draw(world, crowds, rng)
    low, high = limits(errors, words)
    told = np.isfinite(low)
    rate = errors.sum(axis=1) / words.sum(axis=1)
    apart = np.abs(rate - TRUTH)
    n = world.speakers
    pull = ((errors - rate[:, None] * words) ** 2).sum(axis=1)
    cluster_t = stdtrit(n - 1, QUANTILE) * np.sqrt(n / (n - 1) * pull) / words.sum(axis=1)
    return IntervalCoverage(
        ours=float(((low <= TRUTH) & (high >= TRUTH))[told].mean()),
        cluster_t=float((apart <= cluster_t).mean()),
        utterances=float((apart <= _over_utterances(errors, words, rate)).mean()),
    )


def _over_utterances(errors: Floats, words: Floats, rate: Floats) -> Floats:
    """Reach of the interval that takes utterances as independent.

    Errors of a speaker fall evenly over their utterances; the sum of squares of so many counts is
    taken at its expectation, E + E (E - 1) / U.
    """
    utterances = np.maximum(1, words / WORDS_AN_UTTERANCE)
    squares = errors + errors * np.maximum(errors - 1, 0) / utterances
    each = words / utterances
    pull = squares - 2 * rate[:, None] * each * errors + utterances * (rate[:, None] * each) ** 2
    reach: Floats = ndtri(QUANTILE) * np.sqrt(pull.sum(axis=1)) / words.sum(axis=1)
    return reach


def families(
    world: World,
    groups: int,
    crowds: int,
    rng: np.random.Generator,
    *,
    ratio: float = 1.0,
    resamples: int = 0,
) -> Families:
    """Assess families of groups against the first; the last is `ratio` times worse."""
    any_holm = any_simultaneous = found = found_alone = 0
    together = World(world.speakers * groups, world.words_sd, world.speaker_sd)
    cells = np.repeat(np.arange(groups), world.speakers)
    for _ in range(crowds):
        ratios = np.where(cells == groups - 1, ratio, 1.0)
        errors, words = (each[0] for each in draw(together, 1, rng, ratios))
        sides = [
            ClusterSums(np.flatnonzero(cells == at), errors[cells == at], words[cells == at])
            for at in range(groups)
        ]
        p_values = [compare(side, sides[0]).p_value for side in sides[1:]]
        adjusted = [1.0 if p is None else p for p in holm(p_values)]
        innocent = adjusted if ratio == 1 else adjusted[:-1]
        any_holm += min(innocent, default=1.0) < LEVEL
        found += adjusted[-1] < LEVEL
        found_alone += (p_values[-1] or 1.0) < LEVEL
        if resamples:
            pieces = Pieces(np.arange(len(cells)), cells, errors, words)
            any_simultaneous += _misses(pieces, groups, ratio, rng, resamples)
    return Families(*(each / crowds for each in (any_holm, any_simultaneous, found, found_alone)))


def _misses(
    pieces: Pieces, groups: int, ratio: float, rng: np.random.Generator, resamples: int
) -> bool:
    sides = np.eye(groups, dtype=bool)[1:]
    first = np.zeros_like(sides)
    first[:, 0] = True
    told = simultaneous_limits(pieces, sides, first, rng=rng, resamples=resamples)
    truths = [1.0] * (groups - 2) + [ratio]
    return any(
        each.low is not None and each.high is not None and not each.low <= truth <= each.high
        for each, truth in zip(told, truths, strict=True)
    )


def _coverage_tables(rng: np.random.Generator) -> Iterable[str]:
    for speaker_sd in SPEAKER_SD:
        yield f"\n**Speakers differ by sd {speaker_sd} in ln rate.**\n"
        yield "| words a speaker | interval | " + " | ".join(map(str, SPEAKERS)) + " |"
        yield "|---|---|" + "---|" * len(SPEAKERS)
        for words_sd in WORDS_SD:
            held = [coverage(World(n, words_sd, speaker_sd), CROWDS, rng) for n in SPEAKERS]
            alike = f"log-normal, sd {words_sd}" if words_sd else "all alike"
            yield _row(alike, "ours", [each.ours for each in held], mark=True)
            yield _row("", "textbook cluster-t", [each.cluster_t for each in held])
            yield _row("", "over utterances", [each.utterances for each in held])


def _row(first: str, second: str, shares: Sequence[float], *, mark: bool = False) -> str:
    cells = [
        f"**{100 * share:.1f}**" if mark and share < NEEDED[0] else f"{100 * share:.1f}"
        for share in shares
    ]
    return f"| {first} | {second} | " + " | ".join(cells) + " |"


def _family_table(rng: np.random.Generator) -> Iterable[str]:
    yield "| world (6 groups, 5 gaps) | Holm | max-T | ratio there | found alone | found, Holm |"
    yield "|---|---|---|---|---|---|"
    for speakers, words_sd in ((20, 0.0), (50, 0.0), (50, 1.0), (100, 1.0)):
        world = World(speakers, words_sd, SPEAKER_SD[0])
        null = families(world, 6, FAMILIES, rng, resamples=1000)
        real = families(world, 6, FAMILIES, rng, ratio=1.3)
        words = f"log-normal words, sd {words_sd}" if words_sd else "equal words"
        yield (
            f"| {speakers} speakers each, {words} | {100 * null.any_holm:.1f} | "
            f"{100 * null.any_simultaneous:.1f} | 1.3 | {100 * real.found_alone:.0f} | "
            f"{100 * real.found:.0f} |"
        )


def main() -> int:
    """Write both tables into docs/methods.md."""
    rng = np.random.Generator(np.random.PCG64(20))
    text = METHODS.read_text("utf-8")
    for name, lines in (("coverage", _coverage_tables(rng)), ("family", _family_table(rng))):
        start, end = f"<!-- {name}: docs/make_coverage_table.py -->", f"<!-- end of {name} -->"
        if start not in text or end not in text:
            sys.stderr.write(f"{METHODS}: no place marked {start}\n")
            return 1
        before, rest = text.split(start)
        text = before + start + "\n" + "\n".join(lines) + "\n" + end + rest.split(end)[1]
    METHODS.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
