"""A table of speakers -> the accents and regions they declare, one row an accent.

Only what speakers say of their accent makes an accent. A region or a first language never
does: that would be inferred from a place (`location_inferred`), which enters no report.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from accents.lexicon import load_lexicon
from accents.matching import LeadAliases, Match, lead_key, match
from accents.package_data import data_file
from accents.regions import RegionMatch, resolve_region
from accents.taxonomy import UNDISCLOSED
from accents.words import normalise

if TYPE_CHECKING:
    import pandas as pd

SELF_DECLARED: Final = "self_declared"
SPEAKER_COLUMNS: Final = ("speaker_id", "accent", "region", "first_language")
NEEDS_A_LEAD: Final = ("ambiguous", "unresolved")
ACCENT_COLUMNS: Final = (
    "speaker_id",
    "verbatim",
    "outcome",
    "accent",
    "provenance",
    "region_code",
    "region_outcome",
    "candidates",
)


@lru_cache(maxsize=65_536)
def declines(text: str) -> bool:
    """Tell whether a text is empty or declines to answer, in so many words.

    Example:
        >>> declines(" "), declines("Prefer not to say"), declines("NA")
        (True, True, False)
    """
    return not text.strip() or normalise(text) in _declining_phrases()


@cache
def _declining_phrases() -> frozenset[str]:
    return frozenset(map(normalise, data_file("words")["undisclosed"]))


def tag_speakers(
    speakers: "pd.DataFrame", language: str, aliases: LeadAliases | None = None
) -> "pd.DataFrame":
    """Find the accents and regions of speakers in what they wrote.

    Args:
        speakers: One row a speaker: `speaker_id`, `accent` and `region` as typed, and
            `first_language` (kept out of the decision). Missing values count as nothing said;
            the text `NA` is a text.
        language: BCP-47 tag of the language spoken.
        aliases: A lead's answers, see `match`.

    Returns:
        One row a speaker and accent, speakers in their order: `speaker_id`, `verbatim`,
        `outcome` (of `OUTCOMES`, or `undisclosed`), `accent` (slug, `undisclosed`, or None where
        no accent could be told), `provenance`, `region_code`, `region_outcome` (of
        `REGION_OUTCOMES`, or `from_accent` where the accent text names the place and the region
        is empty: `BEL/French`), `candidates` (slugs joined by `|`). Every speaker has a row.

    Raises:
        KeyError: a column is absent.
        TaxonomyError: no taxonomy for the language, or an alias names an unknown accent.

    Example:
        >>> import pandas as pd
        >>> row = {"speaker_id": "s1", "accent": "BEL/French", "region": "", "first_language": ""}
        >>> tagged = tag_speakers(pd.DataFrame([row]), "en")
        >>> tagged[["accent", "region_code", "region_outcome"]].values.tolist()
        [['en-l2-fr', 'BE', 'from_accent']]
    """
    import pandas as pd

    load_lexicon(language)
    absent = [column for column in SPEAKER_COLUMNS if column not in speakers.columns]
    if absent:
        raise KeyError(f"speakers lack {', '.join(absent)}; expected {', '.join(SPEAKER_COLUMNS)}")
    texts = (
        speakers[["accent", "region"]]
        .astype(object)
        .where(speakers[["accent", "region"]].notna(), "")
    )
    rows: list[tuple[object, ...]] = []
    for speaker, accent, region in zip(
        speakers["speaker_id"], texts["accent"], texts["region"], strict=True
    ):
        rows += _rows(speaker, str(accent), str(region), language, aliases)
    return pd.DataFrame(rows, columns=list(ACCENT_COLUMNS), dtype=object)


def _rows(
    speaker: object, accent: str, region: str, language: str, aliases: LeadAliases | None
) -> Iterator[tuple[object, ...]]:
    place = resolve_region(region)
    if declines(accent) and not (aliases and lead_key(accent) in aliases):
        yield (
            *(speaker, accent, UNDISCLOSED, UNDISCLOSED),
            *(SELF_DECLARED, place.code, place.outcome, ""),
        )
        return
    found = match(accent, language, aliases)
    code, outcome = _region(found, place)
    candidates = "|".join(found.candidates)
    for slug in found.accents or (None,):
        yield (
            *(speaker, accent, found.outcome, slug),
            *(SELF_DECLARED, code, outcome, candidates),
        )


def _region(found: Match, place: RegionMatch) -> tuple[str | None, str]:
    """Take the region given apart; without one, the only place the accent text names."""
    if place.outcome == UNDISCLOSED and len(found.places) == 1:
        return found.places[0], "from_accent"
    return place.code, place.outcome
