"""Intake of manifest rows: consent first, then the same words for the same things.

Rows come in as they were written. What goes on has purposes checked, ages as bands, gender in
one vocabulary and times in UTC; a speaker's accent stays as the speaker put it, to the letter.
Of a row without consent nothing is kept but its number and the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from pipeline.collect.ages import AGE_OF_MAJORITY, age_band, read_age
from pipeline.collect.consent import GUARDIAN, Purposes, parse_purposes, why_no_purpose
from pipeline.settings import ConsentSettings

NO_CONSENT = "no_consent"
BAD_ROW = "bad_row"
DUPLICATE = "duplicate"

GENDERS = ("female", "male", "other", "undisclosed")
_GENDER_WORDS = {
    "female": "female f woman femme féminin feminin frau weiblich mujer femenino female_feminine",
    "male": "male m man homme masculin mann männlich hombre masculino male_masculine",
    "other": "other x autre divers otro non-binary nonbinary non_binary intersex transgender",
    "undisclosed": "undisclosed unknown na n/a nan none null do_not_wish_to_say prefer_not_to_say",
}
_GENDER_OF = {word: name for name, words in _GENDER_WORDS.items() for word in words.split()}
_CLOCK_SLACK = timedelta(days=1)
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One row of a manifest as it was written; an absent column is an empty string.

    Attributes:
        row_number: The line of the manifest the row begins in; the first line is 1.
        path: The recording, relative to the inbox's audio folder.
        prompt_id: Which prompt was read.
        prompt: Its text.
        speaker_id: The outside id of the speaker.
        accent: What the speaker says of their accent, verbatim.
        region: What the speaker says of where they were raised or live.
        first_language: The speaker's first language.
        gender: As written.
        age: As written.
        device: As written.
        environment: As written.
        recorded_at: As written.
        consent: The words of the consent cell.
    """

    row_number: int
    path: str
    prompt_id: str
    prompt: str
    speaker_id: str
    accent: str
    region: str
    first_language: str
    gender: str
    age: str
    device: str
    environment: str
    recorded_at: str
    consent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be used, and why.

    Attributes:
        row_number: Its line in the manifest.
        path: Its recording; empty where there is no consent or the row cannot be read.
        code: `bad_row`, `duplicate`, `no_consent`, `path_outside`, `missing_file`, or another
            reason code of the audio checks.
        value: What was found; empty where that would repeat what may not be kept.
        explanation: What was expected, in a sentence a person can act on.
    """

    row_number: int
    path: str
    code: str
    value: str
    explanation: str


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """A row that may go in.

    Attributes:
        row_number: Its line in the manifest.
        path: The recording, as the manifest has it.
        prompt_id: Trimmed.
        prompt: Trimmed.
        speaker_id: Trimmed; still the outside id.
        accent: Verbatim.
        region: Trimmed.
        first_language: Trimmed.
        gender: One of `GENDERS`.
        age_band: One of `pipeline.collect.ages.AGE_BANDS`.
        device: Trimmed.
        environment: Trimmed.
        recorded_at: In UTC, or None.
        purposes: What the speaker allows; never empty.
        guardian: Whether a guardian consented.
        remarks: What could not be read and was left empty, a sentence each.
    """

    row_number: int
    path: str
    prompt_id: str
    prompt: str
    speaker_id: str
    accent: str
    region: str
    first_language: str
    gender: str
    age_band: str
    device: str
    environment: str
    recorded_at: datetime | None
    purposes: tuple[str, ...]
    guardian: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Intake:
    """What became of a batch of rows.

    Attributes:
        admitted: Rows that may go in, in order.
        refused: The others, in order.
    """

    admitted: tuple[IntakeRow, ...]
    refused: tuple[RefusedRow, ...]


def take_in(rows: Sequence[ManifestRow], consent: ConsentSettings, now: datetime) -> Intake:
    """Decide row by row what may go in, and put it into our words.

    Args:
        rows: Rows of a manifest.
        consent: Settings; `accept_minors_with_guardian` decides on minors.
        now: The time, with a time zone.

    Returns:
        Rows admitted and rows refused; each row is in one of them.

    Example:
        >>> row = ManifestRow(
        ...     2, "a.wav", "", "Good morning", "s1", "Geordie", "", "", "femme", "34", "", "",
        ...     "2026-03-01T10:00:00+01:00", ("training",),
        ... )  # fmt: skip
        >>> intake = take_in([row], ConsentSettings(), datetime(2026, 4, 1, tzinfo=UTC))
        >>> admitted = intake.admitted[0]
        >>> admitted.gender, admitted.age_band, admitted.recorded_at.isoformat()
        ('female', 'thirties', '2026-03-01T09:00:00+00:00')
    """
    admitted: list[IntakeRow] = []
    refused: list[RefusedRow] = []
    for row in rows:
        purposes = parse_purposes(row.consent)
        refusals = _why_refused(row, purposes, consent, now)
        if refusals:
            refused.append(refusals[0])
        else:
            admitted.append(_admit(row, purposes, now))
    return Intake(tuple(admitted), tuple(refused))


def _why_refused(
    row: ManifestRow, purposes: Purposes, settings: ConsentSettings, now: datetime
) -> list[RefusedRow]:
    """Give the reason to refuse a row, consent before all else; nothing where there is none."""
    if not purposes.allowed:
        return [RefusedRow(row.row_number, "", NO_CONSENT, "", why_no_purpose(purposes))]
    if not row.speaker_id.strip():
        explanation = "no speaker_id: consent belongs to somebody; give a random id"
        return [RefusedRow(row.row_number, "", NO_CONSENT, "", explanation)]
    if read_age(row.age, now.year).may_be_minor:
        explanation = _why_no_minor(purposes, settings)
        if explanation:
            return [RefusedRow(row.row_number, "", NO_CONSENT, "", explanation)]
    if not row.path.strip():
        explanation = "no path: nothing says which recording this is"
        return [RefusedRow(row.row_number, "", BAD_ROW, "", explanation)]
    return []


def _why_no_minor(purposes: Purposes, settings: ConsentSettings) -> str:
    if not settings.accept_minors_with_guardian:
        return (
            f"the speaker may be under {AGE_OF_MAJORITY}; minors are taken in only where "
            "accept_minors_with_guardian is set under [consent]"
        )
    if not purposes.guardian:
        return (
            f"the speaker may be under {AGE_OF_MAJORITY}; a guardian's consent is marked by the "
            f"word {GUARDIAN!r} in the consent column"
        )
    return ""


def _admit(row: ManifestRow, purposes: Purposes, now: datetime) -> IntakeRow:
    remarks: list[str] = []
    age = read_age(row.age, now.year)
    band = age_band(age)
    if not age.understood or (age.low is not None and band == "undisclosed"):
        remarks.append(f"age {_shown(row.age)} falls into no one band: undisclosed")
    gender = _gender(row.gender)
    if not gender:
        remarks.append(f"gender {_shown(row.gender)} is none of {', '.join(GENDERS)}: undisclosed")
    recorded_at = parse_time(row.recorded_at)
    if recorded_at is not None and recorded_at > now + _CLOCK_SLACK:
        remarks.append(f"recorded_at {_shown(row.recorded_at)} lies in the future: left empty")
        recorded_at = None
    elif recorded_at is None and row.recorded_at.strip():
        remarks.append(f"recorded_at {_shown(row.recorded_at)} is no ISO 8601 time: left empty")
    return IntakeRow(
        row_number=row.row_number,
        path=row.path,
        prompt_id=row.prompt_id.strip(),
        prompt=row.prompt.strip(),
        speaker_id=row.speaker_id.strip(),
        accent=row.accent,
        region=row.region.strip(),
        first_language=row.first_language.strip(),
        gender=gender or "undisclosed",
        age_band=band,
        device=row.device.strip(),
        environment=row.environment.strip(),
        recorded_at=recorded_at,
        purposes=purposes.allowed,
        guardian=purposes.guardian,
        remarks=tuple(remarks),
    )


@lru_cache(maxsize=1024)
def _gender(text: str) -> str:
    """Translate to one of `GENDERS`; to an empty string where the word is not known."""
    plain = "_".join(text.casefold().split())
    return _GENDER_OF.get(plain, "") if plain else "undisclosed"


def parse_time(text: str) -> datetime | None:
    """Read an ISO 8601 time as UTC; a time without an offset is taken as UTC.

    Returns:
        The time, or None where there is none or it cannot be read.

    Example:
        >>> parse_time("2026-03-01T10:00+02:00").isoformat()
        '2026-03-01T08:00:00+00:00'
        >>> parse_time("01/03/2026") is None
        True
    """
    plain = text.strip()
    if not plain:
        return None
    try:
        time = datetime.fromisoformat(plain)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _shown(text: str) -> str:
    return repr(text.strip()[:_SHOWN])
