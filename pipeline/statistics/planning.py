"""How many speakers to record before a ratio of a given size can be seen.

With sigma the standard deviation of ln rate between speakers, W words each, and rate r:

    CV^2     = e^(sigma^2) - 1 + 1 / (W r)                 of a speaker's rate
    speakers = 2 (t + z)^2 CV^2 / (ln ratio)^2             in each of two groups

The first part of CV^2 is how speakers differ, the second chance within one: more words a speaker
lessen only the second. It is the usual sample size of two means on the log scale (Hayes & Bennett
1999, "Simple sample size calculation for cluster-randomized trials", DOI 10.1093/ije/28.2.319),
with speakers who all give as much; where they do not, it is the number of effective speakers.
"""

import math

from scipy.special import ndtri

from pipeline.statistics.comparisons import ALPHA, POWER


def speakers_needed(  # noqa: PLR0913 - each is a number that a planner has to know
    ratio: float,
    *,
    rate: float,
    words: float,
    speaker_sd: float = 0.35,
    gaps: int = 1,
    alpha: float = ALPHA,
    power: float = POWER,
) -> int:
    """Tell how many effective speakers each group needs.

    Args:
        ratio: To be seen; above or below 1.
        rate: Word error rate expected.
        words: Reference words of each speaker.
        speaker_sd: Standard deviation of ln rate between speakers.
        gaps: How many gaps share the level (Bonferroni, which Holm starts with).
        alpha: Level of the family, two-sided.
        power: Wanted odds of finding it.

    Raises:
        ValueError: The ratio is 1 or not above 0; rate or words are not above 0.

    Example:
        >>> speakers_needed(1.3, rate=0.15, words=200)
        38
        >>> speakers_needed(1.3, rate=0.15, words=200, gaps=6)
        58
    """
    if ratio <= 0 or ratio == 1 or rate <= 0 or words <= 0:
        raise ValueError("a ratio above 0 that is not 1; rate and words above 0")
    spread = math.expm1(speaker_sd**2) + 1 / (words * rate)
    reach = float(ndtri(1 - alpha / (2 * gaps))) + float(ndtri(power))
    return math.ceil(2 * reach**2 * spread / math.log(ratio) ** 2)
