"""The lane of an assignment: for a listener who knows the speaker's accent, or one who does not.

A listener who shares an accent understands words that others miss (for second-language speakers:
Bent & Bradlow 2003, "The interlanguage speech intelligibility benefit", DOI 10.1121/1.1603234);
one who does not share it takes less for granted. An assignment's lane says whom it is for: `knows:`
or `new:` with the speaker's accents, or nothing where anybody will do.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache

from accents.taxonomy import TaxonomyError, load_taxonomy
from pipeline.tables import ANY_LISTENER

KNOWS = "knows:"
NEW = "new:"
_BETWEEN = "|"
_LEAST_LISTENERS = 2


def choose_lane(slot: int, accents: Collection[str], listeners: int) -> str:
    """Choose whom one of an utterance's assignments is for.

    Args:
        slot: Which of them, from 0.
        accents: Slugs of the speaker's accents; empty where they are not known.
        listeners: How many are asked to begin with; a single one may be anybody.

    Example:
        >>> [choose_lane(slot, ["en-scotland"], 3) for slot in range(3)]
        ['knows:en-scotland', 'new:en-scotland', '']
        >>> choose_lane(0, ["en-scotland"], 1), choose_lane(0, [], 2)
        ('', '')
    """
    if not accents or listeners < _LEAST_LISTENERS or slot >= _LEAST_LISTENERS:
        return ANY_LISTENER
    return (KNOWS, NEW)[slot] + _BETWEEN.join(sorted(set(accents)))


@lru_cache(maxsize=4096)
def is_open_to(lane: str, known: tuple[str, ...]) -> bool:
    """Tell whether a lane is meant for a worker who knows these accents.

    Example:
        >>> is_open_to("knows:en-scotland", ("en-scotland-glasgow",)), is_open_to("", ())
        (True, True)
        >>> is_open_to("new:en-scotland", ("en-scotland-glasgow",))
        False
    """
    if lane.startswith(KNOWS):
        return bool(knows_accent(known, lane.removeprefix(KNOWS).split(_BETWEEN)))
    if lane.startswith(NEW):
        return not knows_accent(known, lane.removeprefix(NEW).split(_BETWEEN))
    return True


def knows_accent(known: Sequence[str], accents: Sequence[str]) -> bool | None:
    """Tell whether a worker knows one of a speaker's accents.

    They know an accent when they declared it, one that contains it or one that it contains:
    whoever knows Glasgow knows something of Scotland, and the other way round.

    Args:
        known: Slugs the worker declared.
        accents: Slugs of the speaker.

    Returns:
        None where the worker declared none or the speaker's are not known.

    Example:
        >>> knows_accent(["en-united-kingdom"], ["en-scotland-glasgow"])
        True
        >>> knows_accent(["en-ireland"], ["en-scotland"]), knows_accent([], ["en-scotland"])
        (False, None)
    """
    if not known or not accents:
        return None
    return any(_are_of_one_line(one, other) for one in known for other in accents)


def _are_of_one_line(one: str, other: str) -> bool:
    return one == other or one in _ancestors(other) or other in _ancestors(one)


def _ancestors(slug: str) -> tuple[str, ...]:
    try:
        return load_taxonomy(slug).ancestors(slug)
    except TaxonomyError:  # of a language without a taxonomy, or a slug from elsewhere
        return ()
