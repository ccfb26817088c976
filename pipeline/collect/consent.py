"""Consent: what a speaker allowed, whether it holds now, and who is too young to give it.

Consent is read narrowly. Only the exact names of purposes count; "yes", "all" or a sentence
name no purpose, so they allow nothing, and the refusal says which words were found.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from pipeline.settings import ConsentSettings
from pipeline.tables import PURPOSES

GUARDIAN = "guardian"
"""Beside the purposes in a consent cell: a guardian consented for a minor."""

AGE_OF_MAJORITY = 18
OLDEST = 119
_FIRST_BIRTH_YEAR = 1900
_WORDS_SHOWN = 5


@dataclass(frozen=True)
class Purposes:
    """What a consent cell says.

    Attributes:
        allowed: Purposes, in the order of `pipeline.tables.PURPOSES`.
        guardian: Whether a guardian consented.
        unknown: Words that name no purpose, as they were written.
    """

    allowed: tuple[str, ...]
    guardian: bool = False
    unknown: tuple[str, ...] = ()


def split_purposes(text: str) -> tuple[str, ...]:
    """The words of a consent cell; `;` alone separates, as in the manifest's contract.

    Blanks and commas do not, for "no training" and "any but training, publication" must not
    become consent to training and publication.

    Example:
        >>> split_purposes("transcription; training")
        ('transcription', 'training')
    """
    return tuple(word for part in text.split(";") if (word := part.strip()))


@lru_cache(maxsize=1024)
def parse_purposes(words: tuple[str, ...]) -> Purposes:
    """Sorts the words of a consent cell into purposes, the guardian's mark and the unknown.

    Example:
        >>> parse_purposes(("Training", "yes", "guardian"))
        Purposes(allowed=('training',), guardian=True, unknown=('yes',))
    """
    plain = {word.casefold() for word in words}
    known = {*PURPOSES, GUARDIAN}
    return Purposes(
        allowed=tuple(purpose for purpose in PURPOSES if purpose in plain),
        guardian=GUARDIAN in plain,
        unknown=tuple(word for word in words if word.casefold() not in known),
    )


def why_no_purpose(purposes: Purposes) -> str:
    """Says to a person why a consent cell allows nothing.

    Example:
        >>> why_no_purpose(parse_purposes(("yes",)))[:43]
        "the consent column says 'yes', which names "
    """
    way_out = (
        f"expected one or more of {', '.join(PURPOSES)}, separated by ';' (for a published "
        "release: consent_for_release in the settings)"
    )
    if not purposes.unknown:
        return f"no consent is recorded; {way_out}"
    words = ", ".join(repr(word[:40]) for word in purposes.unknown[:_WORDS_SHOWN])
    return f"the consent column says {words}, which names no purpose; {way_out}"


@dataclass(frozen=True)
class Consent:
    """One speaker's consent, as kept in the store.

    Attributes:
        speaker_id: Whose.
        purposes: What was allowed, of `pipeline.tables.PURPOSES`.
        text_version: Version of the text the speaker was shown.
        text_language: Its language, BCP-47.
        text_sha256: Its hash.
        given_at: From when it holds, with a time zone.
        expires_at: When the period is over for which keeping the data was promised.
        guardian: Whether a guardian gave it.
        withdrawn_at: When it was withdrawn, or None.
    """

    speaker_id: str
    purposes: tuple[str, ...]
    text_version: str
    text_language: str
    text_sha256: str
    given_at: datetime
    expires_at: datetime
    guardian: bool = False
    withdrawn_at: datetime | None = None


def record_consent(
    speaker_id: str, purposes: Purposes, settings: ConsentSettings, given_at: datetime
) -> Consent:
    """Writes down what a speaker allowed, under which text, and until when.

    Args:
        speaker_id: Whose consent it is, as the store knows the speaker.
        purposes: What the consent cell says.
        settings: The text shown to speakers, and the retention period.
        given_at: From when it holds, with a time zone.

    Returns:
        The consent.

    Example:
        >>> from datetime import UTC
        >>> given = datetime(2026, 1, 1, tzinfo=UTC)
        >>> settings = ConsentSettings(retention_days=31)
        >>> consent = record_consent("s1", parse_purposes(("training",)), settings, given)
        >>> consent.expires_at.date().isoformat()
        '2026-02-01'
    """
    return Consent(
        speaker_id,
        purposes.allowed,
        settings.text_version,
        settings.text_language,
        settings.text_sha256,
        given_at,
        given_at + timedelta(days=settings.retention_days),
        guardian=purposes.guardian,
    )


@dataclass(frozen=True)
class Permission:
    """Whether a use is allowed, and if not, why.

    Attributes:
        allowed: Yes or no.
        reason: Empty, or one of never_given, withdrawn, expired, not_this_purpose.
    """

    allowed: bool
    reason: str = ""


def allows(consents: Iterable[Consent], purpose: str, now: datetime) -> Permission:
    """Whether a speaker's data may be used for a purpose now.

    A withdrawal closes every consent given up to it: whoever takes back the last word given
    takes back all of it. A consent given afterwards opens the door again. Consent lapses when
    the retention period that was promised is over.

    Args:
        consents: All consents of one speaker, in any order.
        purpose: One of `pipeline.tables.PURPOSES`.
        now: The time of the use, with a time zone.

    Returns:
        The permission, or the reason there is none.

    Raises:
        ValueError: if there is no such purpose; a mistake in our own code.

    Example:
        >>> from datetime import UTC
        >>> given = datetime(2026, 1, 1, tzinfo=UTC)
        >>> said = parse_purposes(("training",))
        >>> consent = record_consent("s1", said, ConsentSettings(), given)
        >>> allows([consent], "publication", given)
        Permission(allowed=False, reason='not_this_purpose')
        >>> allows([consent], "training", given).allowed
        True
    """
    if purpose not in PURPOSES:
        raise ValueError(f"no purpose {purpose!r}; there are {', '.join(PURPOSES)}")
    given = [consent for consent in consents if consent.given_at <= now]
    if not given:
        return Permission(allowed=False, reason="never_given")
    withdrawals = (consent.withdrawn_at for consent in given if consent.withdrawn_at)
    last = max((time for time in withdrawals if time <= now), default=None)
    standing = [consent for consent in given if last is None or consent.given_at > last]
    if not standing:
        return Permission(allowed=False, reason="withdrawn")
    kept = [consent for consent in standing if now < consent.expires_at]
    if not kept:
        return Permission(allowed=False, reason="expired")
    if not any(purpose in consent.purposes for consent in kept):
        return Permission(allowed=False, reason="not_this_purpose")
    return Permission(allowed=True)


@dataclass(frozen=True)
class Age:
    """What an age cell says: years from `low` to `high`, both included.

    Attributes:
        low: Youngest age it can mean, or None where nothing is said.
        high: Oldest age it can mean, or None where nothing is said.
        understood: False where something is said that we cannot read.
    """

    low: int | None = None
    high: int | None = None
    understood: bool = True

    @property
    def may_be_minor(self) -> bool:
        """Whether the youngest age it can mean is below 18."""
        return self.low is not None and self.low < AGE_OF_MAJORITY


_DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fourties": 40, "fifties": 50,
    "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip
_AGE_WORDS = {
    **{word: (low, low + 9) for word, low in _DECADES.items()},
    # The Common Voice band is "younger than 19": it holds 18-year-olds and children alike.
    **dict.fromkeys(("teens", "teen", "teenager", "adolescent", "adolescente"), (13, 19)),
    **dict.fromkeys(("child", "minor", "kid", "mineur", "mineure", "enfant"), (0, 17)),
    **dict.fromkeys(("adult", "adulte"), (AGE_OF_MAJORITY, OLDEST)),
}
_UNSAID = {"", "undisclosed", "unknown", "na", "n/a", "nan", "none", "null", "-", "?", "inconnu"}
_YEARS = r"(?:\s*(?:years?(?:\s+old)?|yrs?|yo|y|ans?|jahre?|a[nñ]os?))?"
_EXACT = re.compile(rf"(\d{{1,4}})(?:\.0+)?{_YEARS}")
_RANGE = re.compile(rf"(\d{{1,3}})\s*(?:-|\u2013|to|à|bis|a)\s*(\d{{1,3}}){_YEARS}")
_DECADE = re.compile(r"(\d0)(?:'?s)")
_BELOW = re.compile(
    rf"(?:<|under|below|younger than|moins de|unter|menos de)\s*(\d{{1,3}}){_YEARS}"
)
_ABOVE = re.compile(
    rf"(?:>=?|over|older than|plus de|über|más de)\s*(\d{{1,3}}){_YEARS}|(\d{{1,3}})\s*\+"
)
_BIRTH_DATE = re.compile(r"(\d{4})-\d{2}(?:-\d{2})?")


@lru_cache(maxsize=4096)
def read_age(text: str, year: int) -> Age:
    """Reads an age as people write it: a number, a range, a decade, a year of birth.

    Args:
        text: The cell.
        year: The year now, to turn years of birth into ages.

    Returns:
        The ages it can mean; `understood` is False where it cannot be read.

    Example:
        >>> read_age("34", 2026), read_age("fourties", 2026)
        (Age(low=34, high=34, understood=True), Age(low=40, high=49, understood=True))
        >>> read_age("16-20", 2026).may_be_minor, read_age("1980", 2026).low
        (True, 45)
    """
    plain = " ".join(text.casefold().split())
    if plain in _UNSAID:
        return Age()
    low, high = _AGE_WORDS.get(plain) or _ages_in_figures(plain, year)
    if 0 <= low <= high <= OLDEST:
        return Age(low, high)
    return Age(understood=False)


_UNREADABLE = (-1, -1)


def _ages_in_figures(plain: str, year: int) -> tuple[int, int]:
    if match := _EXACT.fullmatch(plain):
        number = int(match[1])
        return _age_of_birth_year(number, year) if number > OLDEST else (number, number)
    if match := _BIRTH_DATE.fullmatch(plain):
        return _age_of_birth_year(int(match[1]), year)
    if match := _RANGE.fullmatch(plain):
        return int(match[1]), int(match[2])
    if match := _DECADE.fullmatch(plain):
        return int(match[1]), int(match[1]) + 9
    if match := _BELOW.fullmatch(plain):
        return 0, int(match[1]) - 1
    if match := _ABOVE.fullmatch(plain):
        return int(match[1] or match[2]), OLDEST
    return _UNREADABLE


def _age_of_birth_year(born: int, year: int) -> tuple[int, int]:
    """Before and after this year's birthday."""
    if not _FIRST_BIRTH_YEAR <= born <= year:
        return _UNREADABLE
    return max(year - born - 1, 0), year - born


AGE_BANDS = (
    "teens", "twenties", "thirties", "forties", "fifties",
    "sixties", "seventies", "eighties", "nineties", "undisclosed",
)  # fmt: skip
_FIRST_BAND = 10


def age_band(age: Age) -> str:
    """The band an age falls into, or `undisclosed` where it falls into none or into several.

    Example:
        >>> age_band(read_age("34", 2026)), age_band(read_age("18-24", 2026))
        ('thirties', 'undisclosed')
    """
    if age.low is None or age.high is None:
        return "undisclosed"
    band = age.low // 10
    one_band = band == age.high // 10 and age.low >= _FIRST_BAND
    index = band - 1
    return AGE_BANDS[index] if one_band and index < len(AGE_BANDS) - 1 else "undisclosed"
