"""Whose voices are here, and whose are missing, against CLDR's populations or a campaign's plan.

A share is of the speakers who disclose an accent, and has a Wilson score interval (Wilson 1927,
J. Am. Stat. Assoc. 22:209-212, doi:10.1080/01621459.1927.10502953): a figure without n and
interval is not printed. CLDR counts everybody who can use a language, so the millions who use
English as a second language are expected too, each under the accent of their country.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from accents.groups import OTHER, group_name
from accents.package_data import countries, data_file
from accents.taxonomy import UNDISCLOSED, Taxonomy, TaxonomyError

if TYPE_CHECKING:
    import pandas as pd

UNPLACED: Final = "unplaced"
MISSING_FROM_SHARE: Final = 0.01
Z_95: Final = 1.959963984540054
_NO_ACCENT: Final = frozenset((UNDISCLOSED, UNPLACED, OTHER))
_SHARES_MAY_EXCEED_ONE_BY: Final = 1e-6
# CLDR has figures for some territories that ISO 3166-1 does not have as countries.
_PART_OF: Final = {"AC": "SH", "TA": "SH", "CQ": "GG", "DG": "IO", "EA": "ES", "IC": "ES"}
_UNPLACED_NAMES: Final = {"en": "Accent not placed", "fr": "Accent non classé"}

CoverageStatus = Literal["missing", "below", "within", "above", "not_expected"]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One accent group held against what was expected.

    Attributes:
        group: Slug, `undisclosed`, or `unplaced` (an accent was named that nobody placed).
        name: What it is called for the reader.
        speakers: Distinct speakers.
        hours: Of their speech.
        share: Of the speakers who disclose an accent, 0 to 1; None for `undisclosed`.
        share_low: Lower 95 % limit of the share (Wilson).
        share_high: Upper 95 % limit.
        expected_share: What CLDR or the campaign expects; None where it has no figure.
        expected_people: CLDR's people behind it; None for a campaign's table.
        ratio: share / expected_share; None without an expectation or without speakers to share.
        status: `missing` (nobody, though expected), `below`, `within`, `above` (where the
            expected share lies outside the interval), `not_expected` (no figure).
    """

    group: str
    name: str
    speakers: int
    hours: float
    share: float | None
    share_low: float | None
    share_high: float | None
    expected_share: float | None
    expected_people: int | None
    ratio: float | None
    status: CoverageStatus


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the speakers of a campaign stand against what was expected.

    Attributes:
        rows: By expected share, largest first; then what nobody expected.
        disclosed: Speakers who disclose an accent: the n of every share.
        source: Where the expectation comes from, to print beside the table.
        missing: Groups with no speaker and an expected share of at least `missing_from`.
        missing_from: The share below which absence is not worth a line.
    """

    rows: tuple[CoverageRow, ...]
    disclosed: int
    source: str
    missing: tuple[str, ...]
    missing_from: float


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many distinct speakers a group has, and the hours of their speech."""

    speakers: int
    hours: float


def wilson_interval(successes: int, n: int) -> tuple[float, float]:
    """Compute the 95 % score interval of a share, Wilson (1927); (0, 1) when there is nobody.

    Example:
        >>> low, high = wilson_interval(0, 10)
        >>> round(low, 4), round(high, 4)
        (0.0, 0.2775)
    """
    if n == 0:
        return 0.0, 1.0
    share, z2 = successes / n, Z_95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return low, high


def cldr_people(taxonomy: Taxonomy) -> dict[str, int]:
    """Count the people who use the language, by the accent their country stands for (CLDR).

    Example:
        >>> from accents.taxonomy import load_taxonomy
        >>> people = cldr_people(load_taxonomy("en"))
        >>> people["en-us"] > people["en-united-kingdom"] > people["en-ireland"]
        True
    """
    people: dict[str, float] = {}
    for territory, facts in data_file("population").items():
        country = _PART_OF.get(territory, territory)
        if taxonomy.language in facts and country in countries():
            accent = taxonomy.of_country(country)
            users = facts["population"] * facts[taxonomy.language] / 100
            people[accent] = people.get(accent, 0.0) + users
    return {accent: round(users) for accent, users in people.items()}


def coverage(
    speakers: "pd.DataFrame",
    taxonomy: Taxonomy,
    expected: Mapping[str, float] | None = None,
    *,
    missing_from: float = MISSING_FROM_SHARE,
    language: str = "en",
) -> Coverage:
    """Hold speakers and hours per accent against an expectation.

    A speaker with several accents counts in each, so shares may add up to more than 1. A row is
    as fine as the coarsest label in use: where some speakers are only "South Asian", India and
    Pakistan are one row with them. Against a campaign's table a speaker counts in the nearest
    accent of the table that holds theirs.

    Args:
        speakers: Columns `speaker_id`, `accent` (slug, `undisclosed`, `other` of folded groups,
            or None for an accent named that nobody placed) and `hours` (of the speaker's
            speech, repeated in each of their rows).
        taxonomy: Of the campaign's language.
        expected: Accent slug -> share of speakers wanted, 0 to 1; None or empty: CLDR.
        missing_from: Expected share from which an absent group is called missing.
        language: Of the names.

    Raises:
        TaxonomyError: an unknown accent, or shares outside 0 to 1 or adding up to more than 1.

    Example:
        >>> import pandas as pd
        >>> from accents.taxonomy import load_taxonomy
        >>> columns = {"accent": ["en-us", "en-us"], "hours": [1.0, 2.0]}
        >>> frame = pd.DataFrame({"speaker_id": ["a", "b"], **columns})
        >>> found = coverage(frame, load_taxonomy("en"), {"en-us": 0.5, "en-india": 0.5})
        >>> [(row.group, row.speakers, row.status) for row in found.rows], found.missing
        ([('en-us', 2, 'within'), ('en-india', 0, 'missing')], ('en-india',))
    """
    labels = [accent if isinstance(accent, str) else UNPLACED for accent in speakers["accent"]]
    held = {label for label in labels if label not in _NO_ACCENT}
    wanted, people, source = _expectation(taxonomy, expected, held)
    row_names = {label: _find_row(label, wanted, taxonomy) for label in set(labels)}
    counts = _counted(speakers, [row_names[label] for label in labels])
    disclosed = _counted(speakers, ["" if label == UNDISCLOSED else "x" for label in labels])
    n = disclosed["x"].speakers if "x" in disclosed else 0
    rows = [
        _row(group, counts.get(group, _Counts(0, 0.0)), n, wanted.get(group), people.get(group))
        for group in {**wanted, **counts}
    ]
    named = [_named(row, taxonomy, language) for row in sorted(rows, key=_order)]
    missing = tuple(
        row.group
        for row in named
        if row.status == "missing" and (row.expected_share or 0) >= missing_from
    )
    return Coverage(tuple(named), n, source, missing, missing_from)


def _expectation(
    taxonomy: Taxonomy, expected: Mapping[str, float] | None, held: set[str]
) -> tuple[dict[str, float], dict[str, int], str]:
    """Tell the shares wanted, the people behind them, and the source of both."""
    if expected:
        _check_shares(taxonomy, expected)
        return dict(expected), {}, "the campaign's table"
    people: dict[str, int] = {}
    for accent, count in cldr_people(taxonomy).items():
        row = _coarsest_in_use(accent, taxonomy, held)
        people[row] = people.get(row, 0) + count
    total = sum(people.values())
    shares = {accent: count / total for accent, count in people.items()}
    return shares, people, "Unicode CLDR 48: population x per cent who use the language"


def _check_shares(taxonomy: Taxonomy, expected: Mapping[str, float]) -> None:
    for slug, share in expected.items():
        taxonomy.get(slug)
        if not 0 <= share <= 1:
            raise TaxonomyError(f"expected share of {slug!r} is {share}; expected 0 to 1")
    total = math.fsum(expected.values())
    if total > 1 + _SHARES_MAY_EXCEED_ONE_BY:
        raise TaxonomyError(
            f"expected shares add up to {total:.3f}; expected at most 1. Give fractions, not "
            f"per cent, of speakers."
        )


def _coarsest_in_use(accent: str, taxonomy: Taxonomy, held: set[str]) -> str:
    """Find the highest label in use that contains an accent; else the accent itself.

    "Second language" without a first language is no such label: it says too little to put all
    second-language accents in one row with it.
    """
    root = f"{taxonomy.language}-l2"
    above = [slug for slug in taxonomy.ancestors(accent) if slug in held and slug != root]
    return above[-1] if above else accent


def _find_row(label: str, wanted: Mapping[str, float], taxonomy: Taxonomy) -> str:
    """Find the row a label counts in: the nearest expected one that holds it, else its own."""
    if label in _NO_ACCENT:
        return label
    chain = (label, *taxonomy.ancestors(label))
    return next((slug for slug in chain if slug in wanted), label)


def _counted(speakers: "pd.DataFrame", groups: list[str]) -> dict[str, _Counts]:
    """Count distinct speakers and hours of each group; a speaker's hours count once a group."""
    once = speakers[["speaker_id", "hours"]].assign(group=groups)
    once = once.drop_duplicates(["speaker_id", "group"])
    summed = once.groupby("group", sort=False)["hours"].agg(["size", "sum"])
    return {str(g): _Counts(int(n), float(h)) for g, n, h in summed.itertuples()}


def _row(
    group: str, counts: _Counts, n: int, wanted: float | None, people: int | None
) -> CoverageRow:
    share = low = high = ratio = None
    if group != UNDISCLOSED and n > 0:
        share = counts.speakers / n
        low, high = wilson_interval(counts.speakers, n)
        ratio = share / wanted if wanted else None
    status = _status(counts.speakers, wanted, low, high)
    return CoverageRow(
        group, group, counts.speakers, counts.hours, share, low, high, wanted, people, ratio, status
    )


def _status(
    speakers: int, wanted: float | None, low: float | None, high: float | None
) -> CoverageStatus:
    if wanted is None:
        return "not_expected"
    if speakers == 0 and wanted > 0:
        return "missing"
    if high is not None and high < wanted:
        return "below"
    return "above" if low is not None and low > wanted else "within"


def _order(row: CoverageRow) -> tuple[float, int, str]:
    expected = -1.0 if row.expected_share is None else row.expected_share
    return -expected, -row.speakers, row.group


def _named(row: CoverageRow, taxonomy: Taxonomy, language: str) -> CoverageRow:
    if row.group == UNPLACED:
        return replace(row, name=_UNPLACED_NAMES.get(language, _UNPLACED_NAMES["en"]))
    return replace(row, name=group_name(row.group, taxonomy, language))
